# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A name with control characters reaches no terminal as it is, and results have it as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Plays
from tests.integration.harness import shells
from tests.integration.harness.onboarding import onboard
from tests.integration.harness.playbook import play
from tests.simulator.launch import Simulator

NAME = "Sales\r\nok: [x] => fake\x1b[2K\x07\u202e\u2028\x9b"
SHOWN = r"Sales\r\nok: [x] => fake\x1b[2K\x07\u202e\u2028\x9b"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]")
JOB = {"organization": "contoso.onmicrosoft.com", "job": "Contoso Mailboxes"}


@pytest.fixture
def hostile(simulator: Simulator) -> Simulator:
    simulator.edit("Contoso Teams", settings={"name": NAME})
    simulator.edit(NAME, add_selected=[{"type": "User", "name": "judy@contoso.com"}])
    return simulator


def items(**more: Any) -> dict[str, Any]:
    return {"vb365.backup.backup_job_item": {**JOB, "items": [{"type": "User", "name": "judy@contoso.com"}], **more}}


def results(simulator: Simulator, task: dict[str, Any]) -> list[dict[str, Any]]:
    return [task.result for task in shells.run(simulator, [task]).tasks]


def test_messages_and_warnings(both: Plays, hostile: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "reset", lambda: None)
    tasks = [
        {**items(), "check_mode": True},
        {"vb365.backup.job_action": {**JOB, "job": "Missing", "action": "start"}},
    ]
    warned, failed = both(tasks).tasks
    assert any(SHOWN in warning for warning in warned.result["warnings"])
    assert SHOWN in failed.result["msg"]


def test_config_is_as_it_is_and_changes_nothing(hostile: Simulator) -> None:
    (read,) = results(hostile, {"vb365.backup.backup_job_info": {"organization": JOB["organization"]}})
    (config,) = [job["config"] for job in read["jobs"] if job["config"]["name"] == NAME]
    (same,) = results(hostile, {"vb365.backup.backup_job": config})
    assert not same["changed"]
    assert same["job"]["config"]["name"] == NAME
    assert same["diff"]["before_header"].startswith("backup job 'Sales\\r")


def test_output_of_the_playbooks(hostile: Simulator, tmp_path: Path) -> None:
    tenant = {
        "organization": JOB["organization"],
        "omitted": "keep",
        "unmanaged_jobs": "disable",
        "jobs": [{"name": NAME, "description": "new"}],
    }
    run = onboard(tmp_path, hostile, {"contoso": tenant}, "--diff")
    assert run.played.returncode == 0, run.played.output
    assert SHOWN in run.played.output
    assert [line for line in run.played.output.splitlines() if RAW.search(line)] == []
    assert "\nok: [x] => fake" not in run.played.output


def test_label_of_a_loop(hostile: Simulator, tmp_path: Path) -> None:
    label = {"label": "{{ item | vb365.backup.visible }}"}
    task = {"ansible.builtin.set_fact": {"x": 1}, "loop": [NAME], "loop_control": label}
    assert f"item={SHOWN}" in play(tmp_path, hostile, [task]).output
