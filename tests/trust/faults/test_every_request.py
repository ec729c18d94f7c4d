# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request of every task meets every fault, one at a time."""

from __future__ import annotations

import pytest

from tests.facts import differences
from tests.integration.harness.direct import Direct
from tests.registry import CHANGING
from tests.simulator.launch import Simulator
from tests.trust.faults import judge
from tests.trust.faults.bench import clean, forget, run
from tests.trust.faults.kinds import FAULTS, Fault
from tests.trust.faults.tasks import TASKS, Task
from tests.trust.totals import record


def test_every_changing_module_has_tasks() -> None:
    assert {task.module for task in TASKS} == {*CHANGING}


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_task_without_a_fault(simulator: Simulator, task: Task) -> None:
    record("faults", tasks=1)
    undisturbed = clean(simulator, task)
    assert undisturbed.changed
    moved = {name for stage in undisturbed.stages for name in differences(undisturbed.stages[0], stage)}
    assert [name for name in moved if not name.startswith(tuple(task.touches))] == []
    assert all(any(name.startswith(start) for name in moved) for start in task.touches)


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_fault(simulator: Simulator, task: Task, fault: Fault) -> None:
    undisturbed = clean(simulator, task)
    direct = Direct(simulator, timeout=fault.timeout, parallel_reads=1)
    wrong = []
    for number, request in enumerate(undisturbed.requests):
        with simulator.together():
            task.prepare(simulator)
            simulator.fault(**fault.plan, skip=number)
        forget(direct)
        first = run(simulator, direct, task)
        simulator.clear_faults()
        direct.client._login._store.failures.clear()  # the next run of ansible-playbook logs in again
        later = [run(simulator, direct, task)]
        if later[0].writes and not task.is_done_anew:
            later.append(run(simulator, direct, task))
        place = f"{number} {request['method']} {request['path']}"
        wrong += [f"{place}: {line}" for line in judge.all_of(task, fault, number, undisturbed, first, later)]
    direct.client.close()
    assert wrong == []
