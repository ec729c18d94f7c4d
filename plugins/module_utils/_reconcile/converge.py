# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reconciliation loop: resolve, read, plan, take the lock, read again, write, read, verify.

It knows no resource and no HTTP. It owns the history of a task: what was read and tried, ``if_match``, the lock.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Callable, Generic, Protocol, TypeVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, NotFound, OutcomeUnknown, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change, merge
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT, differing, moved, parse

ROUNDS = 5
"""How often the loop writes at most, before a last read: with the pauses between them about 15 seconds."""

Lock = Callable[[str], AbstractContextManager[None]]
"""The lock that the tasks of this machine share for one key; NotUsable where it cannot be had in time."""
Sleep = Callable[[float], "bool | None"]
"""Sleeps; returns False, at once, where the task has not so much time left."""


class State(Protocol):
    """What was read of a resource."""

    @property
    def title(self) -> str:
        """The resource in a message."""

    @property
    def lock(self) -> str:
        """The key of the lock under which the resource is written."""

    @property
    def revision(self) -> str | None:
        """The revision of all that was read; None where the resource does not exist."""


S = TypeVar("S", bound=State)
AnyState = TypeVar("AnyState")


@dataclass(frozen=True)
class Past(Generic[AnyState]):
    """What the loop has done so far in this task.

    ``seen``: the state that was read last; None before the first read, which alone may rest on a remembered listing.
    ``watch``: what the plan wants to be read beside the resource, in the resource's own words.
    ``before``: the state that the first write rested on; None as long as nothing was tried.
    ``answer``: the server's answer to the last write that it accepted. ``unknown``: the last write that may have been
    done without an answer.
    """

    seen: AnyState | None = None
    watch: Collection[str] = ()
    before: AnyState | None = None
    answer: Any = None
    is_accepted: bool = False
    unknown: OutcomeUnknown | None = None

    @property
    def has_acted(self) -> bool:
        """Whether this task has written, or may have."""
        return self.is_accepted or self.unknown is not None


class Resource(Protocol[S]):
    """What is made to match. It has no memory: what it knows is in the state and in the past that it is given."""

    def resolve(self) -> None:
        """Turn the names that the task gives into ids. Raises Vb365Error."""

    def read(self, past: Past[S]) -> S:
        """Observe the resource, with each fact that a refusal needs. After the first read of a task, the last request
        reads the very thing that will be written."""

    def plan(self, state: S) -> Plan:
        """The way from the state to the desired state. A pure function. Raises Vb365Error for what is refused."""

    def write(self, state: S, step: Step) -> Any:
        """Send one step; returns the answer. Raises OutcomeUnknown where the step may have been done or not."""

    def damage(self, before: S, plan: Plan, now: S) -> list[str]:
        """Warnings of what else changed between two states; raises Conflict for what had to survive and did not."""


@dataclass(frozen=True)
class Converged(Generic[AnyState]):
    """The end of a loop. ``plan`` is the last one, made from ``state``; ``changes`` are those of all rounds."""

    plan: Plan
    state: AnyState
    changes: list[Change]
    warnings: list[str]
    conflicts: int
    past: Past[AnyState]


def converge(
    resource: Resource[S], if_match: str | None, check_mode: bool, lock: Lock, sleep: Sleep = time.sleep
) -> Converged[S]:
    """Make the resource match, or report what would be done.

    Where ``sleep`` returns False, the resource is read once more and not written any more. Raises Conflict where the
    resource is not at ``if_match`` or is not as promised after the write, OutcomeUnknown where the last of all rounds
    still has no clear outcome. Each Vb365Error is marked ``changed`` once something was written, or may have been.
    """
    if if_match is not None:
        parse(if_match)
    return _Loop(resource, if_match, lock, sleep).run(check_mode)


class _Loop(Generic[S]):
    def __init__(self, resource: Resource[S], if_match: str | None, lock: Lock, sleep: Sleep) -> None:
        self._resource, self._if_match, self._lock, self._sleep = resource, if_match, lock, sleep
        self._past: Past[S] = Past()
        self._tried: tuple[S, Plan] | None = None
        self._changes: list[Change] = []
        self._planned: list[str] = []
        self._warnings: list[str] = []
        self._has_written = False
        self._doubt: Vb365Error | None = None

    def run(self, check_mode: bool) -> Converged[S]:
        try:
            self._resource.resolve()
            return self._rounds(check_mode)
        except Vb365Error as error:
            error.changed = error.changed or self._has_written
            if self._doubt and self._doubt.message not in error.message:
                error.message += f" (before that: {self._doubt.message})"
            raise

    def _rounds(self, check_mode: bool) -> Converged[S]:
        conflicts, is_late = 0, False
        for number in range(ROUNDS + 1):
            state, plan = self._look(self._tried[1].watch if self._tried else ())
            if not plan.steps or check_mode:
                return self._done(state, plan, conflicts)
            if number == ROUNDS or is_late:
                break
            with self._lock(state.lock):
                before, changes = state.revision, plan.changes
                state, plan = self._look_again(plan)
                conflicts += differing(before, state.revision) or plan.changes != changes
                if not plan.steps:
                    return self._done(state, plan, conflicts)
                doubt = self._write(state, plan)
                if doubt is None:
                    return self._verified(plan, conflicts)
            self._doubt, conflicts = doubt, conflicts + 1
            is_late = self._sleep(_pause(doubt, number)) is False
        raise self._doubt or Conflict(f"The {state.title} could not be written in {ROUNDS} rounds")

    # ---- read and plan -----------------------------------------------------------------------------------------------

    def _look(self, watch: Collection[str]) -> tuple[S, Plan]:
        state = self._read(watch)
        try:
            plan = self._resource.plan(state)
        except Vb365Error:
            self._check_revision(state, None)
            raise
        self._check_revision(state, plan.changes)
        return state, plan

    def _read(self, watch: Collection[str]) -> S:
        """The state; raises Conflict where what was tried has done damage."""
        state = self._resource.read(replace(self._past, watch=watch))
        self._past = replace(self._past, seen=state)
        if self._tried:
            self._warnings = _distinct(self._planned, self._resource.damage(*self._tried, state))
        return state

    def _look_again(self, plan: Plan) -> tuple[S, Plan]:
        """The state under the lock, and the plan made from it: nothing is requested between this read and the write."""
        watch: Collection[str] = ()
        state = None
        while state is None or not set(plan.watch) <= set(watch):
            watch = {*watch, *plan.watch}
            state, plan = self._look(watch)
        return state, plan

    def _check_revision(self, state: S, changes: list[Change] | None) -> None:
        """Only before the first write that the server accepted: that write moves the revision. After a write with an
        unknown outcome a resource that is as desired passes. ``changes``: None where no plan could be made."""
        if self._if_match and not self._past.is_accepted and not (self._past.before and changes == []):
            check_revision(self._if_match, state, changes)

    # ---- write and verify --------------------------------------------------------------------------------------------

    def _write(self, state: S, plan: Plan) -> Vb365Error | None:
        """Write the steps, as far as their outcome is known. Returns the error that needs another look."""
        self._past = replace(self._past, before=self._past.before or state)
        for step in plan.steps:
            try:
                answer = self._resource.write(state, step)
            except (NotFound, OutcomeUnknown) as doubt:
                if isinstance(doubt, OutcomeUnknown) and doubt.may_be_done:
                    self._note(state, plan)
                    self._past = replace(self._past, unknown=doubt)
                return doubt
            except Vb365Error:
                if self._tried and self._tried[1] is plan:
                    self._read(plan.watch)
                raise
            self._note(state, plan)
            self._past = replace(self._past, answer=answer, is_accepted=True)
        return None

    def _note(self, state: S, plan: Plan) -> None:
        """A step of the plan was done, or may have been."""
        if not self._tried or self._tried[1] is not plan:
            self._changes.extend(plan.changes)
            self._planned = _distinct(self._warnings, plan.warnings)
        self._has_written, self._tried = True, (state, plan)

    def _verified(self, plan: Plan, conflicts: int) -> Converged[S]:
        now, rest = self._look(plan.watch)
        if rest.changes:
            raise _not_as_promised(plan, rest)
        return Converged(rest, now, merge(self._changes), self._warnings, conflicts, self._past)

    def _done(self, state: S, plan: Plan, conflicts: int) -> Converged[S]:
        """Nothing is left to do, or check mode."""
        changes = merge([*self._changes, *plan.changes])
        return Converged(plan, state, changes, _distinct(self._warnings, plan.warnings), conflicts, self._past)


def _distinct(warnings: Collection[str], more: Collection[str]) -> list[str]:
    """Warnings of several rounds, each once."""
    return [*dict.fromkeys([*warnings, *more])]


def check_revision(expected: str, state: State, changes: Collection[Change] | None) -> None:
    """Raise Conflict where a resource is not at ``expected``, OptionError where that is no revision. A resource that
    does not exist passes where nothing is to do, and with ABSENT."""
    parse(expected)
    current = state.revision
    columns = [_columns(row, None) for row in changes or ()]
    if expected == ABSENT:
        if current is not None:
            raise Conflict(f"if_match: the {state.title}, which was absent, exists at {current}", columns)
        return
    if current is None:
        if changes is None or changes:
            raise Conflict(f"if_match: the {state.title}, which was at {expected}, does not exist any more")
        return
    parts = moved(expected, current)
    if parts:
        raise Conflict(
            f"if_match: the {state.title} is no longer at {expected} but at {current} ({', '.join(parts)} moved)",
            columns,
        )


def _columns(row: Change, read: Any) -> dict[str, Any]:
    return {"path": row["path"], "wanted": row["after"], "read": read, "now": row["before"]}


def _pause(doubt: Vb365Error | None, number: int) -> float:
    """Seconds until the next read: what the server asked for, or more from round to round."""
    if isinstance(doubt, NotFound):
        return 0
    asked = doubt.retry_after if isinstance(doubt, OutcomeUnknown) else None
    return 2.0**number / 2 if asked is None else asked


def _not_as_promised(plan: Plan, rest: Plan) -> Conflict:
    before = {row["path"]: row["before"] for row in plan.changes}
    return Conflict(
        "After the write the server is not as requested: somebody else wrote too, or the server ignored a value",
        [_columns(row, before.get(row["path"])) for row in rest.changes],
    )
