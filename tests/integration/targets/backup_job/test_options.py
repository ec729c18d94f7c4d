# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each option of backup_job: create, repeat, change, repeat, remove, repeat; each in check mode and for real."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import Plays
from tests.integration.harness.playbook import Ran

JOB = {"organization": "contoso.onmicrosoft.com", "name": "Case"}
NEW = {
    **JOB,
    "repository": "Disk 01",
    "backup_type": "SelectedItems",
    "selected_items": [{"type": "PersonalSites"}],
    "description": "A case",
}
DAILY = {"type": "Daily", "daily_time": "20:00", "daily_type": "Everyday"}
HOURLY = {"type": "Periodically", "periodically_every": "Hours4"}
NIGHTS = {"allow": ["Mon-Fri 18:00-06:00", "Sat,Sun"], "minute_offset": 60}
WEEKENDS = {"allow": ["Sat,Sun"], "minute_offset": 60}

CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "repository": ({}, {"repository": "Contoso Vault"}),
    "backup_type": ({}, {"backup_type": "EntireOrganization"}),
    "description": ({"description": "First"}, {"description": "Second"}),
    "description.removed": ({"description": "First"}, {"description": ""}),
    "enabled": ({"enabled": True}, {"enabled": False}),
    "run_now": ({"run_now": True}, {"run_now": True, "description": "Second"}),
    "skip_item_update": ({"skip_item_update": True}, {"skip_item_update": True, "description": "Second"}),
    "schedule.enabled": ({"schedule": {**DAILY, "enabled": True}}, {"schedule": {"enabled": False}}),
    "schedule.enabled.again": ({"schedule": {**DAILY, "enabled": False}}, {"schedule": {**DAILY, "enabled": True}}),
    "schedule.type": ({"schedule": DAILY}, {"schedule": HOURLY}),
    "schedule.type.manual": ({"schedule": HOURLY}, {"schedule": {"type": "ManualOnly"}}),
    "schedule.daily_time": ({"schedule": DAILY}, {"schedule": {"daily_time": "21:30:15"}}),
    "schedule.daily_type": ({"schedule": DAILY}, {"schedule": {"daily_type": "Workdays"}}),
    "schedule.periodically_every": ({"schedule": HOURLY}, {"schedule": {"periodically_every": "Minutes30"}}),
    "schedule.periodically_offset_minutes": (
        {"schedule": {**HOURLY, "periodically_offset_minutes": 15}},
        {"schedule": {"periodically_offset_minutes": 0}},
    ),
    "schedule.periodically_window": (
        {"schedule": {**HOURLY, "periodically_window": NIGHTS}},
        {"schedule": {"periodically_window": WEEKENDS}},
    ),
    "schedule.periodically_window.removed": (
        {"schedule": {**HOURLY, "periodically_window": NIGHTS}},
        {"schedule": {"periodically_window": {}}},
    ),
    "schedule.backup_window": (
        {"schedule": {**DAILY, "backup_window": {"hours": [hour % 2 == 0 for hour in range(168)]}}},
        {"schedule": {"backup_window": {"deny": ["Mon-Fri 08:00-18:00"]}}},
    ),
    "schedule.backup_window.removed": (
        {"schedule": {**DAILY, "backup_window": NIGHTS}},
        {"schedule": {"backup_window": {}}},
    ),
    "schedule.retry_enabled": (
        {"schedule": {**DAILY, "retry_enabled": True, "retry_number": 5, "retry_wait_interval": 20}},
        {"schedule": {"retry_enabled": False}},
    ),
    "schedule.retry_number": (
        {"schedule": {**DAILY, "retry_enabled": True, "retry_number": 5}},
        {"schedule": {"retry_number": 6}},
    ),
    "schedule.retry_wait_interval": (
        {"schedule": {**DAILY, "retry_enabled": True, "retry_wait_interval": 20}},
        {"schedule": {"retry_wait_interval": 30}},
    ),
}


def steps(first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    """Twelve tasks: the create, the change and the removal, each in check mode, for real, and both again."""
    return [
        {"name": f"{verb} {kind}", "vb365.backup.backup_job": options, "check_mode": kind.endswith("check")}
        for verb, options in (
            ("create", {**NEW, **first}),
            ("change", {**JOB, **second}),
            ("remove", {**JOB, "state": "absent"}),
        )
        for kind in ("check", "real", "again check", "again real")
    ]


def assert_twelve_steps(tasks: list[Ran]) -> None:
    for check, real, again_check, again_real in zip(*[iter(tasks)] * 4, strict=True):
        for task in (check, real, again_check, again_real):
            assert not task.failed, (task.name, task.result)
        assert (check.result["changed"], real.result["changed"]) == (True, True), check.name
        assert check.result["diff"] == real.result["diff"]
        assert check.result["diff"]["before"] != check.result["diff"]["after"]
        assert check.result["changes"] == real.result["changes"] != []
        assert check.result.get("warnings") == real.result.get("warnings")
        assert check.writes == []
        assert len(real.writes) == 1, real.requests
        for again in (again_check, again_real):
            assert again.result["changed"] is False
            assert again.result["changes"] == []
            assert again.result["diff"]["before"] == again.result["diff"]["after"] == {}
            assert again.writes == []


@pytest.mark.parametrize(("first", "second"), CASES.values(), ids=CASES)
def test_option(both: Plays, first: dict[str, Any], second: dict[str, Any]) -> None:
    assert_twelve_steps(both(steps(first, second)).tasks)


def test_new_name_renames_once(both: Plays) -> None:
    renamed = {**JOB, "new_name": "Case renamed"}
    tasks = steps({}, {"new_name": "Case renamed"})
    for task in tasks[8:]:
        task["vb365.backup.backup_job"] = {**JOB, "name": renamed["new_name"], "state": "absent"}
    played = both(tasks)
    assert_twelve_steps(played.tasks)
    assert played.tasks[4].result["changes"] == [{"path": "name", "before": "Case", "after": "Case renamed"}]


def test_id_in_place_of_name(both_played: Plays) -> None:
    by_id = {"id": "{{ created.job.id }}"}
    tasks = steps({}, {"description": "By id"})
    tasks[1]["register"] = "created"
    for task in tasks[4:8]:
        task["vb365.backup.backup_job"] = {**by_id, "description": "By id"}
    for task in tasks[8:]:
        task["vb365.backup.backup_job"] = {**by_id, "state": "absent"}
    assert_twelve_steps(both_played(tasks).tasks)


def test_result_fed_back_changes_nothing(both_played: Plays) -> None:
    tasks = [
        {
            "name": "create",
            "vb365.backup.backup_job": {**NEW, "schedule": {**HOURLY, "backup_window": NIGHTS}},
            "register": "created",
        },
        {"name": "feed back", "vb365.backup.backup_job": "{{ created.job.config }}"},
    ]
    created, back = both_played(tasks, environ={"ANSIBLE_INJECT_FACT_VARS": "true"}).tasks
    assert created.result["changed"]
    assert back.result["changed"] is False, back.result
    assert back.writes == []


def test_if_match_absent(both: Plays) -> None:
    """It lets one task create the job, and no second one change it."""
    options = {**NEW, "if_match": "absent"}
    tasks: list[dict[str, Any]] = [
        {"name": f"{number}", "vb365.backup.backup_job": {**options, "description": f"Number {number}"}}
        for number in range(2)
    ]
    created, refused = both(tasks).tasks
    assert created.result["changed"]
    assert (refused.failed, refused.result["error_code"], refused.writes) == (True, "conflict", [])
    assert (
        "if_match: the backup job 'Case' of contoso.onmicrosoft.com, which was absent, exists at"
        in refused.result["msg"]
    )
