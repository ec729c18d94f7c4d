# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Null is omitted, blank is an error, and an id is a UUID: in every module, before any request."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import Plays
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
NAME = "Contoso Mailboxes"
UNKNOWN = "00000000-0000-0000-0000-00000000dead"
JOB = {"organization": ORGANIZATION, "name": NAME}
JOB_OF = {"organization": ORGANIZATION, "job": NAME}
ITEM = {"organization": ORGANIZATION, "job": NAME, "items": [{"type": "User", "name": "frank@contoso.com"}]}
ACTION = {"organization": ORGANIZATION, "job": NAME, "action": "disable"}

OPTIONS: list[tuple[str, dict[str, Any], str]] = [
    *(("backup_job", {**JOB, "description": "x"}, name) for name in ("name", "organization", "new_name", "repository")),
    ("backup_job", {"id": UNKNOWN}, "id"),
    *(("backup_job_item", ITEM, name) for name in ("job", "organization")),
    *(("job_exclusion", ITEM, name) for name in ("job", "organization")),
    *(("job_action", ACTION, name) for name in ("job", "organization")),
    *(("backup_job_info", {}, name) for name in ("name", "id", "organization", "repository")),
    *(("backup_repository_info", {}, name) for name in ("name", "id", "organization")),
    *(("job_session_info", {}, name) for name in ("job", "id", "organization")),
    *(("organization_info", {}, name) for name in ("name", "id")),
    *(("backup_copy_job", {**JOB_OF, "state": "absent"}, name) for name in ("job", "organization", "repository")),
    *(("backup_copy_job_info", {}, name) for name in ("job", "organization", "repository")),
]
IDS = ["backup_job", "backup_job_info", "backup_repository_info", "job_session_info", "organization_info"]


def tasks_of(blank: str) -> list[dict[str, Any]]:
    return [
        {"name": f"{module} {option}", f"vb365.backup.{module}": {**given, option: blank}}
        for module, given, option in OPTIONS
    ]


@pytest.mark.parametrize(("blank", "check_mode"), [("", False), (" \t\n", True)])
def test_blank_is_an_error_that_names_the_option(both: Plays, blank: str, check_mode: bool) -> None:
    ran = both([{**task, "check_mode": check_mode} for task in tasks_of(blank)]).tasks
    for task, (_module, _given, option) in zip(ran, OPTIONS, strict=True):
        assert task.failed, task.name
        assert task.result["msg"] == f"{option}: {blank!r}: expected a name or an id; omit the option otherwise", (
            task.name
        )
        assert task.result["error_code"] == "option"
        assert task.requests == []


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_blank_item_is_an_error(both: Plays, state: str, blank: str) -> None:
    options = [{"items": [{"type": "User", key: blank}], "state": state} for key in ("name", "id")]
    ran = both([{"vb365.backup.backup_job_item": {**JOB_OF, **given}, "check_mode": True} for given in options]).tasks
    for task, key in zip(ran, ("name", "id"), strict=True):
        assert task.failed
        assert task.result["msg"] == f"items[0].{key}: {blank!r}: expected a name or an id; omit the option otherwise"
        assert task.requests == []


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize(
    ("module", "given", "option"),
    [
        ("backup_job", {**JOB, "description": "Mine"}, "if_match"),
        ("backup_job_item", ITEM, "if_match"),
        ("backup_copy_job", {**JOB_OF, "state": "absent"}, "if_match"),
        ("job_action", ACTION, "if_match"),
        ("job_action", {**JOB_OF, "action": "explore", "restore_type": "Vex"}, "point_in_time"),
    ],
)
def test_blank_guard_is_an_error(both: Plays, module: str, given: dict[str, Any], option: str, blank: str) -> None:
    (task,) = both([{f"vb365.backup.{module}": {**given, option: blank}}]).tasks
    assert task.failed
    assert task.result["msg"].startswith(f"{option}: {blank!r}: expected a")
    assert task.requests == []


@pytest.mark.parametrize("state", ["present", "absent"])
def test_blank_organization_reaches_no_job_of_another_tenant(both: Plays, simulator: Simulator, state: str) -> None:
    before = {job["id"] for job in simulator.state()["jobs"]}
    options = {"organization": "", "name": NAME, "state": state, "description": "Mine"}
    (ran,) = both([{"vb365.backup.backup_job": options}]).tasks
    assert ran.failed
    assert ran.requests == []
    assert {job["id"] for job in simulator.state()["jobs"]} == before
    assert "Mine" not in {job["description"] for job in simulator.state()["jobs"]}


@pytest.mark.parametrize("identity", ["{}?x=1", "x/../../Organizations", "None"])
def test_id_that_is_no_uuid(both: Plays, simulator: Simulator, identity: str) -> None:
    text = identity.format(UNKNOWN)
    ran = both([{"name": module, f"vb365.backup.{module}": {"id": text}} for module in IDS]).tasks
    for task in ran:
        assert task.failed, task.name
        assert task.result["msg"] == f"id: {text!r}: expected a UUID", task.name
        assert task.result["error_code"] == "option"
        assert task.requests == []


def test_null_is_omitted(both: Plays, simulator: Simulator) -> None:
    identity = str(simulator.job(NAME)["id"])
    schedule = {"backup_window": {"hours": None, "allow": ["Sat,Sun"], "deny": None, "minute_offset": 60}, "type": None}
    selected = [{"type": "User", "name": "frank@contoso.com", "id": None, "mailbox": None}]
    calls: list[tuple[str, dict[str, Any]]] = [
        ("backup_job", {**JOB, "id": None, "new_name": None, "repository": None, "schedule": schedule}),
        ("backup_job", {"id": identity, "name": None, "organization": None, "description": "By id"}),
        ("backup_job", {**JOB, "state": None, "selected_items": selected, "host": None}),
        ("backup_job_info", {**JOB, "id": None}),
        ("backup_repository_info", {"name": "Disk 01", "id": None}),
        ("job_session_info", {"id": None, "job": identity, "organization": None, "limit": None}),
        ("organization_info", {"name": ORGANIZATION, "id": None}),
        ("job_action", {**ACTION, "job": identity, "organization": None, "wait": None}),
    ]
    simulator.reset()
    for task in both([{"name": module, f"vb365.backup.{module}": given} for module, given in calls]).tasks:
        assert not task.failed, (task.name, task.result)


@pytest.mark.parametrize(
    ("module", "given", "message"),
    [
        ("backup_job", {"organization": ORGANIZATION, "name": None}, "one of the following is required: id, name"),
        ("backup_job", {"organization": None, "name": NAME}, "missing parameter(s) required by 'name': organization"),
        ("backup_job_item", {**ITEM, "job": None}, "missing required arguments: job"),
        ("job_action", {**ACTION, "job": None}, "missing required arguments: job"),
        ("job_action", {**ACTION, "action": None}, "missing required arguments: action"),
    ],
)
def test_null_in_place_of_what_is_needed(both: Plays, module: str, given: dict[str, Any], message: str) -> None:
    (ran,) = both([{f"vb365.backup.{module}": given}]).tasks
    assert ran.failed
    assert message in ran.result["msg"]
    assert ran.requests == []
