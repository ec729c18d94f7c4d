# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one reconciliation loop: observe, plan, guard, apply, verify. It knows nothing of HTTP or Ansible."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, NotFound, OutcomeUnknown, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import diff as _diff
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._rest.locks import Sleep

ROUNDS = 5
"""How often the loop writes at most, before a last look: with the pauses between them about 15 seconds."""

State = TypeVar("State")


class Subject(Protocol[State]):
    """What is made to match: the operation's side of the loop."""

    def observe(self) -> State:
        """Read what there is."""

    def plan(self, observed: State) -> Plan:
        """The way from what was observed to what is wanted."""

    def turn(self) -> AbstractContextManager[bool]:
        """From the guard to the verification: nobody else on this machine is at work on the same thing then. Yields
        whether the task had to wait for it."""

    def guard(self, observed: State, waited: bool) -> bool:
        """Whether what was observed is unchanged, by the last request before the first write. After a wait for the
        turn that request comes after the wait, because the other task may have written."""

    def apply(self, step: Step) -> None:
        """Write. Raises OutcomeUnknown where the step may have been done or not."""

    def verify(self, observed: State, plan: Plan, seen: State) -> list[str]:
        """Warnings of what else moved between observed and seen; raises Vb365Error for what must not have."""


@dataclass
class Converged:
    """``plan`` is the last one, made from ``state``; ``changes`` are those of all rounds."""

    plan: Plan
    state: Any
    changes: list[_diff.Change]
    warnings: list[str]
    conflicts: int


def converge(subject: Subject[Any], check_mode: bool, sleep: Sleep = time.sleep) -> Converged:
    """Make the subject match, or say what would be done. ``sleep`` returns False, at once, where the task has not so
    much time left: then there is one more look, and no more write.

    Raises Conflict where somebody else keeps changing it or changed it right after the write, OutcomeUnknown where the
    last of all rounds still cannot tell; any Vb365Error is marked ``changed`` once a write was done, or may have been.
    """
    changes: list[_diff.Change] = []
    tried: tuple[Any, Plan] | None = None
    doubt: Vb365Error | None = None
    written = is_late = False
    try:
        for conflicts in range(ROUNDS + 1):
            observed = subject.observe()
            plan = subject.plan(observed)
            if not plan.steps or check_mode:
                warnings = [*tried[1].warnings, *subject.verify(*tried, observed)] if tried else []
                changes.extend(plan.changes)
                return Converged(plan, observed, _diff.merge(changes), warnings + plan.warnings, conflicts)
            if conflicts == ROUNDS or is_late:
                break
            with subject.turn() as waited:
                if not subject.guard(observed, waited):
                    continue
                is_written, doubt = _write(subject, plan.steps)
                if is_written:
                    written, tried = True, (observed, plan)
                    changes.extend(plan.changes)
                if not doubt:
                    seen = subject.observe()
                    rest = subject.plan(seen)
                    if rest.changes:
                        raise _not_as_promised(plan, rest)
                    warnings = [*plan.warnings, *subject.verify(observed, plan, seen)]
                    return Converged(rest, seen, _diff.merge(changes), warnings, conflicts)
            is_late = sleep(_pause(doubt, conflicts)) is False
        raise doubt or Conflict(
            f"Somebody else changed it {ROUNDS} times between reading and writing: nothing was written"
        )
    except Vb365Error as error:
        error.changed = error.changed or written
        if doubt and doubt.message not in error.message:
            error.message += f" (before that: {doubt.message})"
        raise


def _write(subject: Subject[Any], steps: list[Step]) -> tuple[bool, Vb365Error | None]:
    """Apply the steps: whether any was done or may have been, and what has us look again.

    A thing that is not found any more when it is written to was removed by somebody else since it was read.
    """
    written = False
    for step in steps:
        try:
            subject.apply(step)
        except NotFound as gone:
            return written, gone
        except OutcomeUnknown as unknown:
            return written or unknown.may_be_done, unknown
        except Vb365Error as error:
            error.changed = written
            raise
        written = True
    return written, None


def _pause(doubt: Vb365Error, conflicts: int) -> float:
    """Seconds until the next look: what the server asked for, or more from round to round."""
    if isinstance(doubt, NotFound):
        return 0
    asked = doubt.retry_after if isinstance(doubt, OutcomeUnknown) else None
    return 2.0**conflicts / 2 if asked is None else asked


def _not_as_promised(plan: Plan, rest: Plan) -> Conflict:
    before = {row["path"]: row["before"] for row in plan.changes}
    return Conflict(
        "What was written is not what stands there now: somebody else wrote too, or the server did not take it",
        [
            {"path": row["path"], "wanted": row["after"], "read": before.get(row["path"]), "now": row["before"]}
            for row in rest.changes
        ],
    )
