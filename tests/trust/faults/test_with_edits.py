# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A write meets a fault while somebody else edits the job: the other edit is kept, or the task fails with a
conflict."""

from __future__ import annotations

import pytest

from tests.registry import PLAYED
from tests.simulator.launch import Simulator
from tests.trust.faults.bench import Run, clean, fresh, run
from tests.trust.faults.kinds import FAULTS, LATER, OPEN, REFUSED, Fault
from tests.trust.faults.tasks import TASKS, Task
from tests.trust.totals import record

EDITED = {"Mail.description": "Edited meanwhile"}
WRITING = [
    task
    for task in TASKS
    if all(name.startswith("Mail.") and name != "Mail." for name in task.touches) and not task.is_done_anew
]
QUICK = [fault for fault in FAULTS if fault.timeout > 1 and fault.write != REFUSED]
NOT_DONE = [fault for fault in QUICK if fault.write in (OPEN, LATER)]
IF_MATCH = [task for task in WRITING if task.name in ("edit settings", "add items", "remove exclusions", "disable")]


def disturbed(simulator: Simulator, task: Task, fault: Fault, number: int) -> None:
    """Schedule the fault and the edit, both for the write of this number."""
    writes = [{"method": one["method"], "path": f"{one['path']}$"} for one in clean(simulator, task).writes]
    place = {**writes[number], "skip": writes[:number].count(writes[number])}
    with simulator.together():
        task.prepare(simulator)
        simulator.fault(**fault.plan, **place)
        simulator.race(edit={"job": "Mail", "settings": {"description": EDITED["Mail.description"]}}, **place)


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("task", WRITING, ids=lambda task: task.name)
@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
def test_edit_of_something_else_is_kept(simulator: Simulator, fault: Fault, task: Task) -> None:
    undisturbed = clean(simulator, task)
    for number in range(len(undisturbed.writes)):
        disturbed(simulator, task, fault, number)
        direct = fresh(simulator)
        first, again = run(simulator, direct, task), run(simulator, direct, task)
        lost = [one for one in (first, again) if one.facts != {**undisturbed.facts, **EDITED}]
        record("faults", tried=1, lost=len(lost), untruths=int(again.changed or bool(first.error)))
        assert first.error is None
        assert first.changes == undisturbed.changes
        assert lost == []
        assert not again.changed


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("task", IF_MATCH, ids=lambda task: task.name)
@pytest.mark.parametrize("fault", NOT_DONE, ids=lambda fault: fault.name)
def test_write_that_was_not_done_does_not_lift_if_match(simulator: Simulator, fault: Fault, task: Task) -> None:
    undisturbed = clean(simulator, task)
    disturbed(simulator, task, fault, 0)
    first = run_reviewed(simulator, task)
    lost = first.facts != {**undisturbed.stages[0], **EDITED}
    record("faults", tried=1, lost=int(lost))
    assert first.error
    assert first.error.error_code == "conflict"
    assert first.changed is (fault.write == OPEN)
    assert not lost


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("task", IF_MATCH, ids=lambda task: task.name)
@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
def test_if_match_alone_does_not_make_a_fault_a_conflict(simulator: Simulator, fault: Fault, task: Task) -> None:
    undisturbed = clean(simulator, task)
    write = undisturbed.writes[0]
    task.prepare(simulator)
    simulator.fault(**fault.plan, method=write["method"], path=f"{write['path']}$")
    first = run_reviewed(simulator, task)
    record("faults", tried=1, untruths=int(bool(first.error)))
    assert first.error is None
    assert first.facts == undisturbed.facts


def run_reviewed(simulator: Simulator, task: Task) -> Run:
    """Run the task on condition that the job is still as it is now."""
    direct = fresh(simulator)
    revision = direct(PLAYED[task.module], check_mode=True, **task.options).result["revision"]
    simulator.clear_journal()
    return run(simulator, direct, task, if_match=revision)
