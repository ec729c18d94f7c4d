# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on which we and somebody else work, step by step, and the checks after each step."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from tests.integration.harness.direct import Direct
from tests.registry import PLAYED
from tests.simulator.ids import item_key
from tests.simulator.launch import Simulator
from tests.trust.properties import facts
from tests.trust.properties.changes import ORGANIZATION, Edit, Task
from tests.trust.properties.judge import Run, problems
from tests.trust.properties.strategies import EDITS, MOMENTS, PROFILES, TASKS

Moment = tuple[str | None, int]


class Machine(RuleBasedStateMachine):
    """Each rule is a step: a run of ours, an edit of somebody else's, or one within the other."""

    def __init__(self, simulator: Simulator, counts: Counter[str]) -> None:
        super().__init__()
        self.simulator = simulator
        self.counts = counts
        self.approved: dict[str, tuple[str, Task, facts.Facts]] = {}
        """By job: the revision of a result, the task that brought it, and the facts then."""

    @initialize(profile=PROFILES)
    def start(self, profile: dict[str, Any]) -> None:
        with self.simulator.together():
            self.simulator.reset()
            self.simulator.profile(**profile)
            self.simulator.edit("Contoso Teams", settings={"backupType": "EntireOrganization"})
        self.direct = Direct(self.simulator)
        self.ids = self._ids()
        self.counts["examples"] += 1

    def teardown(self) -> None:
        if hasattr(self, "direct"):
            self.direct.client.close()

    # ---- steps ---------------------------------------------------------------------------------------------------

    @rule(edit=EDITS)
    def somebody_edits(self, edit: Edit) -> None:
        self._edit(edit)

    @rule(task=TASKS, edit=EDITS, moment=MOMENTS)
    def somebody_edits_while_we_run(self, task: Task, edit: Edit, moment: Moment) -> None:
        self._judged(self._run(task, edit, moment))

    @rule(task=TASKS, edit=EDITS, moment=MOMENTS)
    def somebody_edits_while_we_look(self, task: Task, edit: Edit, moment: Moment) -> None:
        self._look(task, edit, moment)

    @rule(task=TASKS)
    def we_look_and_run(self, task: Task) -> None:
        """Check mode reports the changes of the real run."""
        looked = self._look(task)
        done = self._judged(self._run(task))
        self.expect(repr(looked.error) == repr(done.error), f"untruth: {looked.error!r}, and then {done.error!r}")
        if looked.outcome and done.outcome:
            for key in ("changes", "diff"):
                told, did = looked.outcome.result[key], done.outcome.result[key]
                self.expect(told == did, f"untruth: check mode says {told}, the real run {did}, of {task}")

    @rule(task=TASKS, edit=EDITS, moment=MOMENTS)
    def we_run_again_and_again(self, task: Task, edit: Edit, moment: Moment) -> None:
        """Whatever came in between, the task is done when it runs alone, and after that there is nothing left to do."""
        self._judged(self._run(task, edit, moment))
        self._judged(self._run(task))
        again = self._judged(self._run(task))
        self.expect(not again.changes and not again.writes, f"untruth: a second run of {task}: {again.changes}")

    @precondition(lambda self: self.approved)
    @rule(task=TASKS, same=st.booleans())
    def we_apply_what_was_approved(self, task: Task, same: bool) -> None:
        """With the revision of an earlier result: done where nothing moved since that both read, else a conflict."""
        job = task.job if task.job in self.approved else next(iter(self.approved))
        revision, earlier, then = self.approved[job]
        task = (earlier if same else replace(task, job=job)).with_match(revision)
        now = facts.read(self.simulator)[job]
        names = {*facts.differences(now, then), *(name for name in {*now, *then} if now.get(name) != then.get(name))}
        moved = any(facts.part_of(name) in earlier.parts & task.parts for name in names)
        run = self._run(task)
        if moved:
            codes = [
                "conflict",
                *(["option"] if task.module == "tenant" else []),
            ]  # a tenant reports all problems at once
            told = run.error is not None and run.error.error_code in codes
            self.expect(told and not run.writes, f"untruth: {sorted(names)} moved, and {run.outcome or run.error!r}")
        else:
            self._judged(run)

    # ---- how ------------------------------------------------------------------------------------------------------

    def _edit(self, edit: Edit) -> None:
        fitting = edit.fitting(facts.read(self.simulator)[edit.job])
        self.simulator.edit(**fitting.body(self.ids))

    def _run(self, task: Task, edit: Edit | None = None, moment: Moment = (None, 0), check_mode: bool = False) -> Run:
        _earlier, state = self.simulator.requests_and_state()
        before = facts.of_state(state)
        edit = replace(edit, job=task.job).fitting(before[task.job]) if edit else None
        if edit:
            self.simulator.race("/Jobs", edit.body(self.ids), method=moment[0], skip=moment[1])
        outcome, error = None, None
        try:
            outcome = self.direct(PLAYED[task.module], check_mode, **task.options)
        except Vb365Error as failed:
            error = failed
        self.simulator.clear_faults()
        journal, state = self.simulator.requests_and_state()
        requests = [entry for entry in journal if "/Jobs" in entry["path"]]
        after = facts.of_state(state)
        matching = [number for number, entry in enumerate(requests) if moment[0] in (None, entry["method"])]
        edited_at = matching[moment[1]] if edit and len(matching) > moment[1] else None
        if outcome and outcome.result["revision"] and not edit:
            self.approved[task.job] = outcome.result["revision"], task, after[task.job]
        event(f"{task.module} {'fails' if error else 'changes' if outcome and outcome.changed else 'is done'}")
        return Run(
            task, before, after, outcome, error, requests, edit if edited_at is not None else None, edited_at or 0
        )

    def _judged(self, run: Run) -> Run:
        if any(entry["status"] == 500 for entry in run.requests):
            return run  # the edit could not be made any more
        found = problems(run)
        for kind in ("lost", "untruths"):
            self.counts[kind] += sum(line.startswith(kind[:4]) for line in found)
        assert not found, "\n".join(found)
        return run

    def _look(self, task: Task, edit: Edit | None = None, moment: Moment = (None, 0)) -> Run:
        run = self._run(task, edit, moment, check_mode=True)
        expected = {**run.before}
        if run.edit and not any(entry["status"] == 500 for entry in run.requests):
            expected[task.job] = facts.with_(expected[task.job], run.edit.sets())
        wrong = facts.differences(run.after[task.job], expected[task.job])
        self.expect(not run.writes and not wrong, f"untruth: check mode writes {run.writes}, {wrong} moved, of {task}")
        return run

    def expect(self, is_so: bool, told: str) -> None:
        """Count and fail where it is not."""
        self.counts["untruths"] += not is_so
        assert is_so, told

    def _ids(self) -> dict[str, str]:
        organization = next(one for one in self.simulator.state()["organizations"] if one["name"] == ORGANIZATION)
        path = f"/Organizations/{organization['id']}"
        rows = [("User", row) for row in self.direct.client.get_all(f"{path}/Users")]
        rows += [("Site", row) for row in self.direct.client.get_all(f"{path}/Sites")]
        return {facts.title({"type": kind, **row}): item_key(kind, row["id"]) for kind, row in rows}
