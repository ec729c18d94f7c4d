# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each field of each answer that a module reads, null, absent, of another type or of an unknown value."""

from __future__ import annotations

import pytest

from tests.registry import MODULES
from tests.simulator.launch import Simulator
from tests.trust.answers import judge
from tests.trust.answers.replay import Replay
from tests.trust.answers.tasks import TASKS
from tests.trust.faults.tasks import Task
from tests.trust.totals import record

OWN_TESTS = {"lab_report"}
"""Any answer is an answer to its questions: tests/integration/playbooks/test_lab_report.py has the odd ones."""


def test_each_module_has_a_task() -> None:
    assert {task.module for task in TASKS} == {*MODULES} - OWN_TESTS


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_field(simulator: Simulator, task: Task) -> None:
    replay = Replay(simulator, task)
    assert not replay.clean.result.get("failed")
    wrong, cases = [], [*replay.cases()]
    for case in cases:
        run = replay.run(case)
        assert run.is_met, case
        wrong += judge.all_of(case, run)
    replay.close()
    record("answers", tried=len(cases), untruths=len(wrong))
    assert wrong == []
