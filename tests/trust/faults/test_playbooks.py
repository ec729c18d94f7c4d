# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A handful of faults as a user meets them: through ansible-playbook, in both shells, with the same result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.playbook import SHELLS, Ran, comparable, play
from tests.simulator.launch import Simulator
from tests.trust.faults.bench import clean
from tests.trust.faults.facts import facts
from tests.trust.faults.kinds import FAULTS
from tests.trust.faults.tasks import TASKS
from tests.trust.totals import record

KINDS = {fault.name: fault for fault in FAULTS}
NAMED = {task.name: task for task in TASKS}


def in_both_shells(simulator: Simulator, folder: Path, task_name: str, fault_name: str, method: str, path: str) -> Ran:
    """The task, its fault at the first request of that kind, and the task again: as it went in both shells alike."""
    task, fault = NAMED[task_name], KINDS[fault_name]
    tasks: list[dict[str, Any]] = [{f"vb365.backup.{task.module}": task.options}] * 2
    runs = []
    for shell in SHELLS:
        task.prepare(simulator)
        simulator.fault(**fault.plan, method=method, path=path)
        environ = {"VB365_TIMEOUT": str(fault.timeout)}
        first, again = play(folder / shell, simulator, tasks, shell, environ=environ).tasks
        told = (facts(simulator), again.failed, again.result["changed"])
        is_true = told == (clean(simulator, task).facts, False, first.failed)
        record("faults", tried=1, untruths=int(not is_true))
        assert is_true, told
        runs.append(first)
    here, there = runs
    assert comparable(here.result) == comparable(there.result)
    return here


@pytest.mark.parametrize(
    ("task", "fault", "method", "path"),
    [
        ("create", "drop after", "POST", "/Jobs$"),
        ("create", "truncated", "POST", "/Jobs$"),
        ("edit settings", "stall before", "PUT", "/Jobs/"),
        ("remove", "503", "DELETE", "/Jobs/"),
        ("add items", "OperationConflict", "POST", "/SelectedItems$"),
        ("start", "drop after", "POST", "/start$"),
        ("disable", "401", "POST", "/disable$"),
    ],
)
def test_success_in_spite_of_a_fault(
    simulator: Simulator, tmp_path: Path, task: str, fault: str, method: str, path: str
) -> None:
    done = in_both_shells(simulator, tmp_path, task, fault, method, path)
    assert not done.failed, done.result
    assert done.result["changed"] is True
    assert done.result["changes"]


@pytest.mark.parametrize(
    ("task", "fault", "method", "path"),
    [
        ("edit settings", "500", "GET", "/Jobs$"),
        ("add items", "500", "GET", "/SelectedItems$"),
        ("enable", "ProxyOffline", "POST", "/enable$"),
    ],
)
def test_failure_that_changed_nothing(
    simulator: Simulator, tmp_path: Path, task: str, fault: str, method: str, path: str
) -> None:
    done = in_both_shells(simulator, tmp_path, task, fault, method, path)
    assert done.failed
    told = {key: done.result[key] for key in ("changed", "method", "status")}
    assert told == {"changed": False, "method": method, "status": KINDS[fault].plan["status"]}
    assert done.result["msg"]
    assert "at Veeam" not in str(done.result)
