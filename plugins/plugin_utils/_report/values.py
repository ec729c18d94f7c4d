# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for the values of a job's settings."""

from __future__ import annotations

import re
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import Part, counted, name, one_line

_DAYS = {"Everyday": "every day", "Workdays": "working days", "Weekends": "weekends"}
_RUNS = {
    "Daily": "daily",
    "DailyAtTime": "daily",
    "Periodically": "periodically",
    "Immediate": "after each backup",
    "ManualOnly": "only when somebody starts it",
}
_PROTECTS = {"EntireOrganization": "the entire organization", "SelectedItems": "only selected items"}


def _time(value: Any) -> Part:
    return re.sub(r"^(\d\d:\d\d):00$", r"\1", one_line(value))


def _interval(value: Any) -> Part:
    unit = re.fullmatch(r"(Minute|Hour)s(\d+)", str(value))
    if not unit:
        return one_line(value)
    number = int(unit[2])
    return f"every {counted(number, unit[1].lower())}" if number > 1 else f"every {unit[1].lower()}"


def _number_of(noun: str) -> Callable[[Any], Part]:
    return lambda value: counted(value, noun) if isinstance(value, int) else one_line(value)


def _word_of(words: dict[str, str]) -> Callable[[Any], Part]:
    return lambda value: words.get(str(value)) or one_line(value)


VALUES: dict[str, tuple[str, str, Callable[[Any], Part]]] = {
    "repository": ("repository", "writes to {}", lambda value: name("repository", value)),
    "backup_type": ("backup type", "protects {}", _word_of(_PROTECTS)),
    "schedule.type": ("schedule type", "runs {}", _word_of(_RUNS)),
    "schedule.daily_time": ("start time", "starts at {}", _time),
    "schedule.daily_type": ("days", "is scheduled for {}", _word_of(_DAYS)),
    "schedule.periodically_every": ("interval", "runs {}", _interval),
    "schedule.periodically_offset_minutes": ("offset", "has an offset of {}", _number_of("minute")),
    "schedule.retry_number": ("number of retries", "retries {}", _number_of("time")),
    "schedule.retry_wait_interval": ("wait before a retry", "waits {} before a retry", _number_of("minute")),
}
"""By the path of a setting: its noun, its sentence about the job, and the words for a value."""
WHOLE = {
    "description": "description",
    "schedule.backup_window": "backup window",
    "schedule.periodically_window": "window for its interval",
}
"""Settings whose values do not fit into a sentence."""
