# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The starts of a backup job by its schedule and the server's clock. Pure functions.

A schedule is in the form of Policy.from_api(). The hours of a window and ``daily_time`` are compared without
``minute_offset``, because the meaning of that offset on the server is not confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import window as _window
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB, DAILY_TYPES, INTERVALS

_HOUR = 3600
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY
_DAYS = {
    "Everyday": (0, 1, 2, 3, 4, 5, 6),
    "Workdays": (1, 2, 3, 4, 5),
    "Weekends": (0, 6),
    **{name: (number % 7,) for number, name in enumerate(DAILY_TYPES[3:], start=1)},
}
_SECONDS = {"Minutes": 60, "Hours": _HOUR}


def starts(schedule: Mapping[str, Any]) -> list[int] | None:
    """The seconds of a week, from Sunday 00:00 on, at which the schedule starts the job, in order.

    None if the starts are unknown: a required option is missing or has a value that this collection does not know. A
    time that no window allows on any day is never a start, also if the days are unknown.
    """
    schedule = BACKUP_JOB.applicable(schedule)
    if is_off(schedule):
        return []
    if schedule.get("type") == "Daily":
        return _daily(schedule)
    return _periodically(schedule) if schedule.get("type") == "Periodically" else None


def next_start(schedule: Mapping[str, Any], now: datetime) -> datetime | None:
    """The first start after ``now``, a time of the server's clock. None if the schedule never starts the job, and if
    starts() does not know."""
    week = starts(schedule)
    if not week:
        return None
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    sunday = midnight - timedelta(days=now.isoweekday() % 7)
    passed = (now - sunday).total_seconds()
    return sunday + timedelta(seconds=next((start for start in week if start > passed), week[0] + _WEEK))


def is_off(schedule: Mapping[str, Any]) -> bool:
    """Whether only people start the job."""
    return schedule.get("enabled") is False or schedule.get("type") == "ManualOnly"


def is_timeless(schedule: Mapping[str, Any]) -> bool:
    """Whether the schedule is daily without a known time, and its windows do not allow all hours."""
    is_daily = schedule.get("type") == "Daily" and not is_off(schedule)
    return is_daily and not schedule.get("daily_time") and not all(_allowed(schedule))


def windows(schedule: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """The windows that are on and apply, by option, each with its allowed entries."""
    applicable = BACKUP_JOB.applicable(schedule)
    return {key: applicable[key]["allow"] for key in BACKUP_JOB.windows if applicable.get(key)}


def _daily(schedule: Mapping[str, Any]) -> list[int] | None:
    time = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", str(schedule.get("daily_time")))
    days = _DAYS.get(str(schedule.get("daily_type")))
    if not time:
        return None
    second = int(time[1]) * _HOUR + int(time[2]) * 60 + int(time[3] or 0)
    allowed = _allowed(schedule)
    possible = [start for start in range(second, _WEEK, _DAY) if allowed[start // _HOUR]]
    if days is None:
        return None if possible else []
    return [start for start in possible if start // _DAY in days]


def _periodically(schedule: Mapping[str, Any]) -> list[int] | None:
    """The starts of an interval, counted from midnight, and one start at the opening of each window.

    Both are documented for Veeam Backup & Replication and for Veeam Agent, but not for VB365. So a job whose windows
    share an hour counts as a job that starts.
    """
    every = str(schedule.get("periodically_every"))
    if every not in INTERVALS:
        return None
    unit = every.rstrip("0123456789")
    offset = (schedule.get("periodically_offset_minutes") or 0) * 60
    allowed = _allowed(schedule)
    interval = range(offset, _WEEK, int(every[len(unit) :]) * _SECONDS[unit])
    opening = {hour * _HOUR + offset for hour in range(_window.WEEK) if allowed[hour] and not allowed[hour - 1]}
    return sorted({start for start in interval if allowed[start // _HOUR]} | opening)


def _allowed(schedule: Mapping[str, Any]) -> list[bool]:
    """The hours that all windows allow."""
    weeks = [_window.parse(allow, f"schedule.{key}") for key, allow in windows(schedule).items()]
    return [all(hours) for hours in zip(*weeks)] if weeks else [True] * _window.WEEK
