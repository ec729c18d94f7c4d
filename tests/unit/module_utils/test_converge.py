# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reconciliation loop, around a subject of one number that is to become another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    Conflict,
    NotFound,
    NotUsable,
    OptionError,
    OutcomeUnknown,
    ServerRefused,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import ROUNDS, converge
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step


@dataclass
class Number:
    """A subject that writes down what the loop does. Whatever is scripted is taken one by one; then all goes well."""

    is_now: int = 1
    wanted: int = 2
    guards: list[bool | Callable[[], bool]] = field(default_factory=list)
    applies: list[Callable[[], None]] = field(default_factory=list)
    verified: list[str] | Vb365Error = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    steps: int = 1
    calls: list[str] = field(default_factory=list)
    turns: list[list[str]] = field(default_factory=list)
    waits: bool = False
    has_waited: list[bool] = field(default_factory=list)

    def observe(self) -> int:
        self.calls.append("observe")
        return self.is_now

    def plan(self, observed: int) -> Plan:
        if observed == self.wanted:
            return Plan([], [], {"number": observed})
        changes = [change("number", observed, self.wanted)]
        steps = [Step("edit", {"number": self.wanted})] * self.steps
        return Plan(steps, changes, {"number": self.wanted}, list(self.warnings))

    @contextmanager
    def turn(self) -> Iterator[bool]:
        begun = len(self.calls)
        yield self.waits
        self.turns.append(self.calls[begun:])

    def guard(self, observed: int, waited: bool) -> bool:
        self.calls.append("guard")
        self.has_waited.append(waited)
        stands = self.guards.pop(0) if self.guards else True
        return stands() if callable(stands) else stands

    def apply(self, step: Step) -> None:
        self.calls.append("apply")
        if self.applies:
            self.applies.pop(0)()
        else:
            self.write()

    def verify(self, observed: int, plan: Plan, seen: int) -> list[str]:
        self.calls.append(f"verify {observed}-{plan.changes[0]['after']}-{seen}")
        if isinstance(self.verified, Vb365Error):
            raise self.verified
        return self.verified

    def write(self) -> None:
        self.is_now = self.wanted

    def done_without_answer(self) -> None:
        self.write()
        raise OutcomeUnknown("no answer")

    def lost(self) -> None:
        raise OutcomeUnknown("no answer")

    def busy(self) -> None:
        raise OutcomeUnknown("busy", may_be_done=False)

    def refuse(self) -> None:
        raise ServerRefused("no")

    def somebody_else(self, number: int) -> None:
        self.is_now = number


class Clock:
    """Instead of time.sleep, with so many seconds left."""

    def __init__(self, left: float = 1000) -> None:
        self.slept: list[float] = []
        self._left = left

    def __call__(self, seconds: float) -> bool:
        self.slept.append(seconds)
        self._left -= seconds
        return self._left >= 0


@pytest.mark.parametrize("waits", [True, False])
def test_guard_knows_whether_the_task_waited_for_its_turn(waits: bool) -> None:
    number = Number(waits=waits)
    converge(number, False, Clock())
    assert number.has_waited == [waits]


def test_a_turn_lasts_from_the_guard_to_the_verification() -> None:
    number = Number(guards=[False])
    number.applies.append(number.lost)
    converge(number, check_mode=False, sleep=Clock())
    assert number.turns == [["guard"], ["guard", "apply"], ["guard", "apply", "observe", "verify 1-2-2"]]


# ---- nothing to do, check mode, a plain change ----------------------


def test_where_nothing_differs_nothing_is_done() -> None:
    number = Number(is_now=2)
    result = converge(number, check_mode=False)
    assert number.calls == ["observe"]
    assert (result.changes, result.warnings, result.conflicts, result.state) == ([], [], 0, 2)


def test_check_mode_tells_and_writes_nothing() -> None:
    number = Number(warnings=["mind"])
    result = converge(number, check_mode=True)
    assert number.calls == ["observe"]
    assert result.changes == [change("number", 1, 2)]
    assert (result.plan.expected, result.warnings, result.conflicts) == ({"number": 2}, ["mind"], 0)


def test_a_change_is_guarded_and_verified() -> None:
    number = Number(warnings=["mind"], verified=["moved"])
    result = converge(number, check_mode=False)
    assert number.calls == ["observe", "guard", "apply", "observe", "verify 1-2-2"]
    assert result.changes == [change("number", 1, 2)]
    assert (result.plan.steps, result.state, result.warnings, result.conflicts) == ([], 2, ["mind", "moved"], 0)


def test_check_mode_and_real_run_tell_the_same() -> None:
    foreseen = converge(Number(), check_mode=True)
    done = converge(Number(), check_mode=False)
    assert foreseen.changes == done.changes
    assert foreseen.plan.expected == done.plan.expected


# ---- somebody else, before the write --------------------------------


def test_what_moved_before_the_write_is_looked_at_again() -> None:
    number = Number()

    def moved() -> bool:
        number.somebody_else(7)
        return False

    number.guards = [moved]
    result = converge(number, check_mode=False)
    assert number.calls == ["observe", "guard", "observe", "guard", "apply", "observe", "verify 7-2-2"]
    assert result.changes == [change("number", 7, 2)]
    assert result.conflicts == 1


def test_somebody_else_who_did_it_leaves_nothing_to_do() -> None:
    number = Number()

    def moved() -> bool:
        number.somebody_else(2)
        return False

    number.guards = [moved]
    result = converge(number, check_mode=False)
    assert "apply" not in number.calls
    assert (result.changes, result.conflicts) == ([], 1)


def test_the_loop_is_bounded() -> None:
    number = Number(guards=[False] * 100)
    with pytest.raises(Conflict, match="nothing was written") as caught:
        converge(number, check_mode=False)
    assert number.calls == [*["observe", "guard"] * ROUNDS, "observe"]
    assert caught.value.changed is False


# ---- unknown outcomes -------------------------------------------------


def test_a_write_without_answer_that_was_done_is_not_repeated() -> None:
    number, clock = Number(), Clock()
    number.applies = [number.done_without_answer]
    result = converge(number, check_mode=False, sleep=clock)
    assert number.calls.count("apply") == 1
    assert result.changes == [change("number", 1, 2)]
    assert (result.conflicts, clock.slept) == (1, [0.5])


def test_a_write_without_answer_that_was_done_is_verified_too() -> None:
    number = Number(verified=["moved"], warnings=["mind"])
    number.applies = [number.done_without_answer]
    result = converge(number, check_mode=False, sleep=Clock())
    assert number.calls == ["observe", "guard", "apply", "observe", "verify 1-2-2"]
    assert result.warnings == ["mind", "moved"]

    number = Number(verified=Conflict("cleared"))
    number.applies = [number.done_without_answer]
    with pytest.raises(Conflict, match="cleared") as caught:
        converge(number, check_mode=False, sleep=Clock())
    assert caught.value.changed is True


def test_a_write_without_answer_that_was_not_done_is_done_after_a_look() -> None:
    number = Number(warnings=["mind"])
    number.applies = [number.lost]
    result = converge(number, check_mode=False, sleep=Clock())
    assert number.calls == ["observe", "guard", "apply", "observe", "guard", "apply", "observe", "verify 1-2-2"]
    assert result.changes == [change("number", 1, 2)]
    assert (result.conflicts, result.warnings) == (1, ["mind"])


def test_changes_of_all_rounds_are_told_as_one() -> None:
    number = Number()

    def done_and_undone() -> None:
        number.somebody_else(7)
        raise OutcomeUnknown("no answer")

    number.applies = [done_and_undone]
    assert converge(number, check_mode=False, sleep=Clock()).changes == [change("number", 1, 2)]


def test_there_is_a_look_and_a_guard_before_every_write() -> None:
    number = Number()
    number.applies = [number.lost] * 3
    converge(number, check_mode=False, sleep=Clock())
    writes = [place for place, call in enumerate(number.calls) if call == "apply"]
    assert all(number.calls[place - 2 : place] == ["observe", "guard"] for place in writes)


def test_no_further_step_follows_one_without_answer() -> None:
    number = Number(steps=3)
    number.applies = [lambda: None, number.done_without_answer]
    result = converge(number, check_mode=False, sleep=Clock())
    assert number.calls == ["observe", "guard", "apply", "apply", "observe", "verify 1-2-2"]
    assert result.changes == [change("number", 1, 2)]


def test_pauses_grow_and_a_servers_wish_is_followed() -> None:
    number, clock = Number(), Clock()

    def ask(seconds: float | None) -> Callable[[], None]:
        def later() -> None:
            raise OutcomeUnknown("later", retry_after=seconds)

        return later

    number.applies = [ask(None), ask(None), ask(7.0), ask(0.0)]
    assert converge(number, check_mode=False, sleep=clock).conflicts == 4
    assert clock.slept == [0.5, 1, 7, 0]


def test_an_outcome_that_stays_unknown_is_the_error() -> None:
    number = Number()
    number.applies = [number.lost] * 100
    with pytest.raises(OutcomeUnknown, match="no answer") as caught:
        converge(number, check_mode=False, sleep=Clock())
    assert number.calls.count("apply") == ROUNDS
    assert caught.value.changed is True


def test_the_last_write_without_answer_is_looked_at_too() -> None:
    number = Number()
    number.applies = [*[number.lost] * (ROUNDS - 1), number.done_without_answer]
    result = converge(number, check_mode=False, sleep=Clock())
    assert number.calls.count("apply") == ROUNDS
    assert (result.changes, result.conflicts) == ([change("number", 1, 2)], ROUNDS)


def test_a_doubt_is_told_although_others_kept_writing_then() -> None:
    number = Number()
    number.applies = [number.lost]
    number.guards = [True, *[False] * 100]
    with pytest.raises(OutcomeUnknown) as caught:
        converge(number, check_mode=False, sleep=Clock())
    assert caught.value.changed is True


def test_what_the_server_could_not_do_just_then_has_changed_nothing() -> None:
    number = Number()
    number.applies = [number.busy] * 100
    with pytest.raises(OutcomeUnknown, match="busy") as caught:
        converge(number, check_mode=False, sleep=Clock())
    assert number.calls.count("apply") == ROUNDS
    assert caught.value.changed is False


def test_what_the_server_could_not_do_and_somebody_else_did_is_no_change() -> None:
    number = Number()

    def refused_because_of_the_same() -> None:
        number.write()
        number.busy()

    number.applies = [refused_because_of_the_same]
    result = converge(number, check_mode=False, sleep=Clock())
    assert (result.changes, result.conflicts, result.state) == ([], 1, 2)


def test_a_busy_server_after_a_step_that_was_done_has_changed_something() -> None:
    number = Number(steps=2)
    number.applies = [lambda: None, number.busy] * 100
    with pytest.raises(OutcomeUnknown) as caught:
        converge(number, check_mode=False, sleep=Clock())
    assert caught.value.changed is True


@pytest.mark.parametrize("is_done", [True, False])
def test_where_no_time_is_left_to_pause_there_is_one_more_look_and_no_write(is_done: bool) -> None:
    number = Number()
    number.applies = [number.lost, number.done_without_answer if is_done else number.lost]
    clock = Clock(left=0.7)
    if is_done:
        assert converge(number, check_mode=False, sleep=clock).changes == [change("number", 1, 2)]
    else:
        with pytest.raises(OutcomeUnknown, match="no answer") as caught:
            converge(number, check_mode=False, sleep=clock)
        assert caught.value.changed is True
    assert clock.slept == [0.5, 1]
    assert number.calls == ["observe", "guard", "apply"] * 2 + ["observe"] + ["verify 1-2-2"] * is_done


def test_a_look_that_fails_tells_what_it_was_to_find_out() -> None:
    number = Number()

    def vanish() -> int:
        raise NotUsable("no connection")

    def lost_and_vanish() -> None:
        number.observe = vanish  # type: ignore[method-assign]
        number.lost()

    number.applies = [lost_and_vanish]
    with pytest.raises(NotUsable) as caught:
        converge(number, check_mode=False, sleep=Clock())
    assert caught.value.message == "no connection (before that: no answer)"
    assert caught.value.changed is True


# ---- after the write --------------------------------------------------


def test_what_is_not_as_promised_is_a_conflict_with_three_columns() -> None:
    number = Number()
    number.applies = [lambda: number.somebody_else(7)]
    with pytest.raises(Conflict) as caught:
        converge(number, check_mode=False)
    assert caught.value.columns == [{"path": "number", "wanted": 2, "read": 1, "now": 7}]
    assert "number: wanted 2, read 1, now 7" in caught.value.message
    assert caught.value.changed is True
    assert number.calls.count("apply") == 1


def test_what_must_not_have_moved_is_an_error_after_a_write() -> None:
    with pytest.raises(Conflict, match="cleared") as caught:
        converge(Number(verified=Conflict("cleared")), check_mode=False)
    assert caught.value.changed is True


# ---- the truth of changed ---------------------------------------------


@pytest.mark.parametrize("method", ["observe", "plan", "guard"])
def test_an_error_before_any_write_has_changed_nothing(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number = Number()

    def fail(*args: object) -> None:
        raise OptionError("name", "x", "expected y")

    monkeypatch.setattr(number, method, fail)
    with pytest.raises(OptionError) as caught:
        converge(number, check_mode=False)
    assert caught.value.changed is False


@pytest.mark.parametrize("error", [ServerRefused("no"), NotUsable("no connection")])
def test_a_write_that_was_refused_or_never_arrived_has_changed_nothing(error: Vb365Error) -> None:
    number = Number()

    def fail() -> None:
        raise error

    number.applies = [fail]
    with pytest.raises(type(error)) as caught:
        converge(number, check_mode=False)
    assert number.calls.count("apply") == 1
    assert caught.value.changed is False


def test_what_is_gone_when_it_is_written_to_is_looked_for_again_and_no_change() -> None:
    number = Number()

    def removed() -> None:
        number.somebody_else(2)
        raise NotFound("gone")

    number.applies = [removed]
    clock = Clock()
    result = converge(number, check_mode=False, sleep=clock)
    assert number.calls == ["observe", "guard", "apply", "observe"]
    assert (result.changes, result.conflicts, clock.slept) == ([], 1, [0])


def test_a_refusal_after_a_step_that_was_done_has_changed_something() -> None:
    number = Number(steps=2)
    number.applies = [lambda: None, number.refuse]
    with pytest.raises(ServerRefused) as caught:
        converge(number, check_mode=False)
    assert caught.value.changed is True


def test_a_refusal_after_an_unknown_outcome_may_have_changed_something() -> None:
    number = Number()
    number.applies = [number.lost, number.refuse]
    with pytest.raises(ServerRefused) as caught:
        converge(number, check_mode=False, sleep=Clock())
    assert caught.value.changed is True


def test_a_failing_look_after_the_write_has_changed_something() -> None:
    number = Number()

    def vanish() -> int:
        raise NotUsable("gone")

    def write_and_vanish() -> None:
        number.write()
        number.observe = vanish  # type: ignore[method-assign]

    number.applies = [write_and_vanish]
    with pytest.raises(NotUsable) as caught:
        converge(number, check_mode=False)
    assert caught.value.changed is True
