# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences about schedules that never start a job, or start it only at some times. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import next_start as _next_start


def never(title: str, schedule: Mapping[str, Any]) -> str | None:
    """Why no start of a schedule is inside its windows; None if the job starts, or if that is unknown. ``title``: the
    job, as the sentence names it."""
    if _next_start.is_off(schedule) or _next_start.starts(schedule) != []:
        return None
    if schedule["type"] != "Daily":
        return f"{title} can never start: no hour is allowed, because {_windows(schedule)}."
    is_of_days = _next_start.starts({**schedule, "daily_type": "Everyday"})
    days = f" with daily_type {schedule['daily_type']}" if is_of_days else ""
    time = f"daily_time {schedule['daily_time']}{days}"
    return f"{title} can never start: {time} is in no allowed hour, because {_windows(schedule)}."


def unsure(title: str, schedule: Mapping[str, Any]) -> str | None:
    """A warning if the server chooses the time of a daily schedule, and a window may exclude this time. Only the
    reading after the write shows the time, so the sentence is right before and after it."""
    if not _next_start.is_timeless(schedule):
        return None
    return (
        f"{title} never starts if the server chooses a time in no allowed hour, because schedule.daily_time is omitted "
        f"and {_windows(schedule)}: set schedule.daily_time."
    )


def _windows(schedule: Mapping[str, Any]) -> str:
    windows = {key: ", ".join(allow) or "no hour" for key, allow in _next_start.windows(schedule).items()}
    return " and ".join(f"{key} allows {entries}" for key, entries in windows.items())
