# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts of a schedule: cases that people have, windows, weeks, and what is not known."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model import next_start as _next_start
from ansible_collections.vb365.backup.plugins.module_utils._model.next_start import next_start, starts

THURSDAY = datetime(2026, 11, 26, 14, 30, tzinfo=timezone(timedelta(hours=1)))
DAILY = {"type": "Daily", "daily_time": "22:00:00", "daily_type": "Everyday"}
HOURLY = {"type": "Periodically", "periodically_every": "Hours4"}


def window(*allow: str) -> dict[str, Any]:
    return {"allow": [*allow], "minute_offset": 60}


@pytest.mark.parametrize(
    ("schedule", "start"),
    [
        (DAILY, "Thu 26 22:00:00"),
        ({**DAILY, "daily_time": "14:30:00"}, "Fri 27 14:30:00"),
        ({**DAILY, "daily_time": "14:30:01"}, "Thu 26 14:30:01"),
        ({**DAILY, "daily_time": "9:05"}, "Fri 27 09:05:00"),
        ({**DAILY, "daily_type": "Weekends"}, "Sat 28 22:00:00"),
        ({**DAILY, "daily_type": "Workdays", "daily_time": "08:00:00"}, "Fri 27 08:00:00"),
        ({**DAILY, "daily_type": "Wednesday"}, "Wed 02 22:00:00"),
        ({**DAILY, "backup_window": window("Sat,Sun")}, "Sat 28 22:00:00"),
        ({**DAILY, "backup_window": {}}, "Thu 26 22:00:00"),
        ({**DAILY, "backup_window": window("Fri 22:00-23:00"), "daily_time": "22:59:59"}, "Fri 27 22:59:59"),
        (HOURLY, "Thu 26 16:00:00"),
        ({**HOURLY, "periodically_offset_minutes": 25}, "Thu 26 16:25:00"),
        ({**HOURLY, "periodically_every": "Minutes15"}, "Thu 26 14:45:00"),
        ({**HOURLY, "backup_window": window("Mon-Sun 18:00-06:00")}, "Thu 26 18:00:00"),
        (
            {**HOURLY, "periodically_window": window("Mon"), "backup_window": window("Mon 05:00-06:00")},
            "Mon 30 05:00:00",
        ),
        ({**HOURLY, "periodically_every": "Minutes30", "periodically_window": window("Mon")}, "Thu 26 15:00:00"),
        ({**DAILY, "enabled": False}, None),
        ({"type": "ManualOnly", "enabled": True}, None),
        ({**DAILY, "daily_time": "12:00:00", "backup_window": window("Mon-Sun 18:00-08:00")}, None),
        ({**DAILY, "daily_type": "Sunday", "backup_window": window("Sun 03:00-04:00")}, None),
        ({**HOURLY, "periodically_window": window("Mon"), "backup_window": window("Tue-Sun")}, None),
        ({**HOURLY, "backup_window": window()}, None),
    ],
)
def test_next_start(schedule: dict[str, Any], start: str | None) -> None:
    found = next_start(schedule, THURSDAY)
    assert (found and f"{found:%a %d %H:%M:%S}") == start
    assert (starts(schedule) == []) == (start is None)
    if found:
        assert found.tzinfo is THURSDAY.tzinfo
        assert found > THURSDAY


@pytest.mark.parametrize(
    "schedule",
    [
        {},
        {"enabled": True},
        {"type": "Daily"},
        {**DAILY, "daily_time": "10 PM"},
        {**DAILY, "daily_time": "24:00:00"},
        {**DAILY, "daily_type": "SecondTuesday"},
        {"type": "Daily", "daily_time": "22:00:00"},
        {"type": "Periodically"},
        {**HOURLY, "periodically_every": "Hours3"},
        {"type": "Monthly", **window()},
    ],
    ids=str,
)
def test_what_is_not_known_is_no_never(schedule: dict[str, Any]) -> None:
    assert starts(schedule) is None
    assert next_start(schedule, THURSDAY) is None


def test_windows_that_count() -> None:
    schedule = {**HOURLY, "periodically_every": "Minutes5", "periodically_window": window("Mon"), "backup_window": {}}
    assert _next_start.windows(schedule) == {}
    assert _next_start.windows({**schedule, "periodically_every": "Hours1"}) == {"periodically_window": ["Mon"]}
