# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks with ``async``: Ansible reads the end of such a task in the keys of its result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.integration.harness.modules import ORGANIZATION
from tests.integration.harness.playbook import Played, play
from tests.registry import CHANGING
from tests.simulator.launch import Simulator

BACKGROUND = {"async": 120, "poll": 0}
MAILBOXES = {"organization": ORGANIZATION, "job": "Contoso Mailboxes"}
TENANT = {
    "organization": ORGANIZATION,
    "start_first_backup": True,
    "jobs": [
        {
            "name": "New",
            "repository": "Disk 01",
            "backup_type": "SelectedItems",
            "selected_items": [{"type": "User", "name": "frank@contoso.com"}],
            "schedule": {"type": "Daily", "daily_time": "22:00"},
        }
    ],
}
TASKS: dict[str, dict[str, Any]] = {
    "backup_copy_job": {**MAILBOXES, "job": "Contoso Sites", "enabled": False},
    "backup_job": {"organization": ORGANIZATION, "name": "Contoso Teams", "description": "Edited"},
    "backup_job_item": {**MAILBOXES, "items": [{"type": "User", "name": "erin@contoso.com"}]},
    "job_action": {**MAILBOXES, "job": "Contoso Sites", "action": "disable"},
    "job_exclusion": {**MAILBOXES, "items": [{"type": "User", "name": "grace@contoso.com"}]},
    "tenant": TENANT,
}
"""A task of each changing module that changes something."""


def played(folder: Path, simulator: Simulator, tasks: list[dict[str, Any]]) -> Played:
    return play(folder, simulator, tasks, environ={"ANSIBLE_ASYNC_DIR": str(folder / "async")})


def test_tasks_in_the_background_end(simulator: Simulator, tmp_path: Path) -> None:
    assert sorted(TASKS) == sorted(CHANGING)
    launches = [
        {"name": name, f"vb365.backup.{name}": options, "register": name, **BACKGROUND}
        for name, options in TASKS.items()
    ]
    ends = [
        {
            "name": f"end of {name}",
            "ansible.builtin.async_status": {"jid": f"{{{{ {name}.ansible_job_id }}}}"},
            "register": "end",
            "until": "end.finished",
            "retries": 100,
            "delay": 1,
        }
        for name in TASKS
    ]
    run = played(tmp_path, simulator, [*launches, *ends])
    results = {ran.name: ran for ran in run.tasks}
    for name in TASKS:
        ended = results[f"end of {name}"]
        assert (ended.failed, ended.result["changed"], bool(ended.result["finished"])) == (False, True, True), name
    tenant = results["end of tenant"].result
    assert tenant["summary"]["stats"]["vb365_tenants"][ORGANIZATION]["started"] == ["New"]


def test_a_task_that_is_polled_ends_with_success_failure_and_refusal(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fault("status", method="POST", path="/Jobs$", status=400, body={"message": "The disk is full"})
    refused = {**TENANT, "jobs": [{"name": "New"}]}
    tasks = [
        {"name": "tenant", "vb365.backup.tenant": options, "async": 120, "poll": 1}
        for options in (TENANT, TENANT, refused)
    ]
    failed, right, wrong = played(tmp_path, simulator, tasks).tasks
    assert (failed.failed, failed.result["summary"]["state"]) == (True, "failed")
    assert "The disk is full" in failed.result["msg"]
    assert (right.failed, right.result["summary"]["state"]) == (False, "changed")
    assert (wrong.failed, wrong.result["error_code"], wrong.writes) == (True, "option", [])


def test_report_of_a_task_with_async_is_refused(simulator: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "rep.json"
    task = {"name": "tenant", "vb365.backup.tenant": {**TENANT, "report": str(file)}, **BACKGROUND}
    (ran,) = played(tmp_path, simulator, [task]).tasks
    assert (ran.failed, ran.result["error_code"], ran.journal) == (True, "option", [])
    assert ran.result["msg"].startswith(f"report: '{file}': cannot be used with async")
    report = json.loads(file.read_text())
    assert (report["state"], report["problems"][0]["msg"]) == ("failed", ran.result["msg"])
