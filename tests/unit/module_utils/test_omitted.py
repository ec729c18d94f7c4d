# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults of what a description omits."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model import omitted as _omitted

USER = {"type": "User", "name": "a"}


@pytest.mark.parametrize(
    ("given", "schedule"),
    [
        ({"type": "Daily"}, {"type": "Daily", "enabled": True, "daily_type": "Everyday", "backup_window": {}}),
        ({"daily_time": "22:00"}, {"enabled": True, "daily_type": "Everyday", "backup_window": {}, "type": "Daily"}),
        ({"type": "Daily", "daily_type": "Sunday", "enabled": False}, {"backup_window": {}}),
        ({"type": "Daily", "backup_window": {"allow": ["Sat"]}}, {"enabled": True, "daily_type": "Everyday"}),
        (
            {"type": "Periodically", "periodically_every": "Hours4"},
            {"enabled": True, "periodically_window": {}, "backup_window": {}},
        ),
        ({"periodically_every": "Minutes5"}, {"type": "Periodically", "enabled": True, "backup_window": {}}),
        ({"type": "ManualOnly"}, {"backup_window": {}}),
        ({"retry_number": 3}, {}),
    ],
)
def test_schedule(given: dict[str, Any], schedule: dict[str, Any]) -> None:
    completed = _omitted.completed({"schedule": {**given, "daily_time": given.get("daily_time")}})["schedule"]
    assert completed == {**given, **schedule}


def test_what_is_given_stays() -> None:
    job = {"name": "A", "enabled": False, "excluded_items": [USER], "schedule": None, "description": None}
    assert _omitted.completed(job) == {"name": "A", "enabled": False, "excluded_items": [USER]}
    assert _omitted.completed({"name": "A"}) == {"name": "A", "enabled": True, "excluded_items": []}


@pytest.mark.parametrize(
    ("schedule", "option"),
    [(None, "schedule"), ({}, "schedule"), ({"retry_number": 3}, "schedule.type"), ({"daily_time": "1:00"}, None)],
)
def test_a_schedule_is_required(schedule: Any, option: str | None) -> None:
    assert [error.option for error in _omitted.mistakes({"schedule": schedule})] == [option] * (option is not None)


def test_unwatched() -> None:
    whole = {"omitted": "default", "backup_type": "SelectedItems", "selected_items": [USER]}
    assert _omitted.unwatched(whole) == []
    assert _omitted.unwatched({"omitted": "default"}) == ["backup_type", "selected_items"]
    assert _omitted.unwatched({"state": "absent"}) == []
    kept = {**whole, "omitted": "keep", "enabled": True, "excluded_items": []}
    assert _omitted.unwatched(kept) == ["schedule", "switches of selected_items"]
    every = dict.fromkeys(("mailbox", "archive_mailbox", "onedrive", "personal_site"), True)
    kept["selected_items"] = [{**USER, **every}, {"type": "Site", "name": "https://site"}]
    kept["schedule"] = {"type": "ManualOnly", "backup_window": {}}
    assert _omitted.unwatched(kept) == []
    kept["schedule"] = {"retry_number": 3}
    assert _omitted.unwatched(kept) == ["schedule.type"]
