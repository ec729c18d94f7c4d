# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The starts of a backup copy job, by the rules for backup jobs. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import starting as _starting

_ALIKE: Mapping[Any, Mapping[str, str]] = {
    "DailyAtTime": {"type": "Daily"},
    "Immediate": {"type": "Periodically", "periodically_every": "Minutes5"},  # copies in each allowed hour
}
"""By the type of a copy job's schedule: the options of a backup job's schedule with the same starts."""


def by_starts(settings: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The copy job, as sentences name it, and its schedule in the options of a backup job."""
    schedule = settings.get("schedule", {})
    return f"The backup copy job of '{settings.get('job')}'", {**schedule, **_ALIKE.get(schedule.get("type"), {})}


def warnings(settings: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[str]:
    """Why a copy job copies nothing. ``options``: those of the task; a copy job that the task disables has no
    warning."""
    title, schedule = by_starts(settings)
    if settings.get("enabled") is False and options.get("enabled") is not False:
        yield f"{title} is disabled and copies nothing: set enabled to true."
    never = _starting.never(title, schedule)
    if never:
        yield never
