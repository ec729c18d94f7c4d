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
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT, moved, parse

ROUNDS = 5
"""The most rounds with a write. A last reading follows. The pauses add up to about 15 seconds."""

Lock = Callable[[str], AbstractContextManager[None]]
"""Takes the lock that the tasks of this machine share for one key. Raises NotUsable after the deadline."""
Sleep = Callable[[float], "bool | None"]
"""Sleeps. Returns False at once if the deadline would pass."""


class State(Protocol):
    """A reading of a resource."""

    @property
    def title(self) -> str:
        """The resource, as messages name it."""

    @property
    def lock(self) -> str:
        """The key of the lock that protects writes of the resource."""

    @property
    def revision(self) -> str:
        """The revision of all that was read; ABSENT if the resource does not exist."""


S = TypeVar("S", bound=State)
AnyState = TypeVar("AnyState")


@dataclass(frozen=True)
class Past(Generic[AnyState]):
    """The history of the loop in this task.

    ``seen``: the last reading; None before the first one, which alone may use a remembered listing. ``watch``: names of
    further parts that the plan needs in the next reading; the resource defines them. ``before``: the reading before the
    first attempt to write; None until then. ``answer``: the server's answer to the last accepted write. ``unknown``:
    the last write with an unknown outcome.
    """

    seen: AnyState | None = None
    watch: Collection[str] = ()
    before: AnyState | None = None
    answer: Any = None
    is_accepted: bool = False
    unknown: OutcomeUnknown | None = None

    @property
    def has_acted(self) -> bool:
        """Whether this task has written, or may have written."""
        return self.is_accepted or self.unknown is not None


class Resource(Protocol[S]):
    """A resource that the loop makes match. It has no memory of its own: its input is the state and the past."""

    def resolve(self) -> None:
        """Turn the names in the task's options into ids. Raises Vb365Error."""

    def read(self, past: Past[S]) -> S:
        """Observe the resource, with each fact that a refusal needs.

        After the first reading of a task, the last request must read the resource that will be written.
        """

    def plan(self, state: S) -> Plan:
        """The plan from the observed to the desired state. A pure function. Raises Vb365Error for a refused plan."""

    def write(self, state: S, step: Step) -> Any:
        """Send one step; returns the answer. Raises OutcomeUnknown if the server may have done it."""

    def damage(self, before: S, plan: Plan, now: S) -> list[str]:
        """Warnings of other changes between two readings. Raises Conflict if something that must survive the write is
        gone."""


@dataclass(frozen=True)
class Converged(Generic[AnyState]):
    """The result of a loop. ``plan``: the last plan, made from ``state``. ``changes``: the changes of all rounds."""

    plan: Plan
    state: AnyState
    changes: list[Change]
    warnings: list[str]
    conflicts: int
    past: Past[AnyState]


def converge(
    resource: Resource[S], if_match: str | None, check_mode: bool, lock: Lock, sleep: Sleep = time.sleep
) -> Converged[S]:
    """Make the resource match; in check mode, plan and write nothing.

    If ``sleep`` returns False, the resource is read once more and not written again. Raises Conflict if the resource is
    not at ``if_match``, or does not match after the write. Raises OutcomeUnknown if the outcome is still unknown after
    the last round. Each Vb365Error is marked ``changed`` if the task has written, or may have written.
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
                conflicts += bool(moved(before, state.revision)) or plan.changes != changes
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
        """The state. Raises Conflict if an earlier write of this task did damage."""
        state = self._resource.read(replace(self._past, watch=watch))
        self._past = replace(self._past, seen=state)
        if self._tried:
            self._warnings = _distinct(self._planned, self._resource.damage(*self._tried, state))
        return state

    def _look_again(self, plan: Plan) -> tuple[S, Plan]:
        """The state under the lock, and its plan. No request is sent between this reading and the write."""
        watch: Collection[str] = ()
        state = None
        while state is None or not set(plan.watch) <= set(watch):
            watch = {*watch, *plan.watch}
            state, plan = self._look(watch)
        return state, plan

    def _check_revision(self, state: S, changes: list[Change] | None) -> None:
        """Raise Conflict if the resource is not at ``if_match``. ``changes``: None if no plan could be made.

        Checked only before the first accepted write, because that write moves the revision. After a write with an
        unknown outcome, a resource that already matches passes.
        """
        if self._if_match and not self._past.is_accepted and not (self._past.before and changes == []):
            check_revision(self._if_match, state, changes)

    # ---- write and verify --------------------------------------------------------------------------------------------

    def _write(self, state: S, plan: Plan) -> Vb365Error | None:
        """Write the steps until an outcome is unknown. Returns the error that requires another reading."""
        self._past = replace(self._past, before=self._past.before or state)
        for step in plan.steps:
            try:
                answer = self._resource.write(state, step)
            except (NotFound, OutcomeUnknown) as doubt:
                if isinstance(doubt, OutcomeUnknown) and doubt.may_be_done:
                    self._note(state, plan)
                    self._past = replace(self._past, unknown=doubt)
                return doubt
            except Vb365Error as refused:
                if self._tried and self._tried[1] is plan:
                    try:
                        self._read(plan.watch)
                    except Vb365Error:
                        self._doubt = refused
                        raise
                raise
            self._note(state, plan)
            self._past = replace(self._past, answer=answer, is_accepted=True)
        return None

    def _note(self, state: S, plan: Plan) -> None:
        """Record that a step of the plan was done, or may have been done."""
        if not self._tried or self._tried[1] is not plan:
            self._changes.extend(plan.changes)
            self._planned = _distinct(self._warnings, plan.warnings)
        self._has_written, self._tried = True, (state, plan)

    def _verified(self, plan: Plan, conflicts: int) -> Converged[S]:
        now, rest = self._look(plan.watch)
        if rest.changes:
            raise _not_as_promised(plan, rest)
        # What an omitted option becomes is known only now, such as a time outside the backup window.
        warnings = _distinct(self._warnings, rest.warnings)
        return Converged(rest, now, merge(self._changes), warnings, conflicts, self._past)

    def _done(self, state: S, plan: Plan, conflicts: int) -> Converged[S]:
        """The result if no step is left, or in check mode."""
        changes = merge([*self._changes, *plan.changes])
        return Converged(plan, state, changes, _distinct(self._warnings, plan.warnings), conflicts, self._past)


def _distinct(warnings: Collection[str], more: Collection[str]) -> list[str]:
    """The warnings of several rounds, without repetitions."""
    return [*dict.fromkeys([*warnings, *more])]


def check_revision(expected: str, state: State, changes: Collection[Change] | None) -> None:
    """Raise Conflict if a resource is not at ``expected``, OptionError if ``expected`` is not a revision.

    A resource that does not exist passes if there are no changes, or if ``expected`` is ABSENT.
    """
    parse(expected)
    current = state.revision
    columns = [_columns(row, None) for row in changes or ()]
    if expected == ABSENT:
        if current != ABSENT:
            raise Conflict(f"if_match: the {state.title}, which was absent, exists at {current}", columns)
        return
    if current == ABSENT:
        if changes is None or changes:
            raise Conflict(f"if_match: the {state.title}, which was at {expected}, no longer exists")
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
    """Seconds until the next reading: the server's Retry-After, otherwise twice as long from round to round."""
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
