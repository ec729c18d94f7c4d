# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reconciliation loop, around a resource of one number that has to become another."""

from __future__ import annotations

import hashlib
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
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import (
    ROUNDS,
    Converged,
    Past,
    converge,
)
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT


@dataclass(frozen=True)
class Reading:
    """What was read of the number: None where it does not exist."""

    number: int | None
    watched: tuple[str, ...] = ()
    title: str = "number"
    lock: str = "number"

    @property
    def revision(self) -> str:
        if self.number is None:
            return ABSENT
        return f"0.number-{hashlib.sha256(bytes([self.number])).hexdigest()[:16]}"


@dataclass
class Number:
    """A resource that writes down what the loop does. Scripted calls come one by one; then everything goes well."""

    is_now: int | None = 1
    wanted: int | None = 2
    reads: list[Callable[[], None] | None] = field(default_factory=list)
    """What happens on the server before each read."""
    writes: list[Callable[[], None]] = field(default_factory=list)
    """What each write does instead of its work."""
    harm: list[str] | Vb365Error = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    watch: dict[str, set[str]] = field(default_factory=dict)
    steps: int = 1
    calls: list[str] = field(default_factory=list)
    locked: list[list[str]] = field(default_factory=list)
    pasts: list[Past[Reading]] = field(default_factory=list)

    @property
    def requests(self) -> list[str]:
        """The reads and writes."""
        return [call for call in self.calls if call in ("read", "write")]

    def resolve(self) -> None:
        self.calls.append("resolve")

    def read(self, past: Past[Reading]) -> Reading:
        happens = self.reads.pop(0) if self.reads else None
        if happens:
            happens()
        self.calls.append("read")
        self.pasts.append(past)
        return Reading(self.is_now, tuple(past.watch))

    def plan(self, state: Reading) -> Plan:
        if state.number == self.wanted:
            return Plan([], [], {"number": state.number})
        changes = [change("number", state.number, self.wanted)]
        steps = [Step("edit", {"number": self.wanted})] * self.steps
        return Plan(steps, changes, {"number": self.wanted}, list(self.warnings), self.watch)

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        assert key == "number"
        begun = len(self.calls)
        yield
        self.locked.append(self.calls[begun:])

    def write(self, state: Reading, step: Step) -> str:
        assert state.number == self.is_now
        self.calls.append("write")
        if self.writes:
            self.writes.pop(0)()
        else:
            self.done()
        return "answer"

    def damage(self, before: Reading, plan: Plan, now: Reading) -> list[str]:
        self.calls.append(f"damage {before.number}-{plan.changes[0]['after']}-{now.number}")
        if isinstance(self.harm, Vb365Error):
            raise self.harm
        return self.harm

    def done(self) -> None:
        self.is_now = self.wanted

    def done_without_answer(self) -> None:
        self.done()
        raise OutcomeUnknown("no answer")

    def lost(self) -> None:
        raise OutcomeUnknown("no answer")

    def busy(self) -> None:
        raise OutcomeUnknown("busy", may_be_done=False)

    def refuse(self) -> None:
        raise ServerRefused("no")

    def somebody_else(self, number: int | None) -> Callable[[], None]:
        def edit() -> None:
            self.is_now = number

        return edit


class Clock:
    """Instead of time.sleep, with so many seconds left."""

    def __init__(self, left: float = 1000) -> None:
        self.slept: list[float] = []
        self._left = left

    def __call__(self, seconds: float) -> bool:
        self.slept.append(seconds)
        self._left -= seconds
        return self._left >= 0


def run(
    number: Number, check_mode: bool = False, if_match: str | None = None, clock: Clock | None = None
) -> Converged[Reading]:
    return converge(number, if_match, check_mode, number.lock, clock or Clock())


def test_the_lock_is_kept_from_the_second_read_to_the_verification() -> None:
    number = Number(writes=[])
    number.writes.append(number.lost)
    run(number)
    assert [[call for call in calls if "damage" not in call] for calls in number.locked] == [
        ["read", "write"],
        ["read", "write", "read"],
    ]


# ---- nothing to do, check mode, a plain change ----------------------


def test_without_a_difference_nothing_is_written() -> None:
    number = Number(is_now=2)
    result = run(number)
    assert number.calls == ["resolve", "read"]
    assert (result.changes, result.warnings, result.conflicts, result.state.number) == ([], [], 0, 2)


def test_check_mode_reports_and_writes_nothing() -> None:
    number = Number(warnings=["mind"])
    result = run(number, check_mode=True)
    assert number.calls == ["resolve", "read"]
    assert result.changes == [change("number", 1, 2)]
    assert (result.plan.expected, result.warnings, result.conflicts) == ({"number": 2}, ["mind"], 0)


def test_a_change_is_read_again_before_and_after() -> None:
    number = Number(warnings=["mind"], harm=["moved"])
    result = run(number)
    assert number.calls == ["resolve", "read", "read", "write", "read", "damage 1-2-2"]
    assert result.changes == [change("number", 1, 2)]
    assert (result.plan.steps, result.state.number, result.warnings) == ([], 2, ["mind", "moved"])
    assert result.conflicts == 0


def test_check_mode_and_real_run_report_the_same() -> None:
    foreseen, done = run(Number(), check_mode=True), run(Number())
    assert foreseen.changes == done.changes
    assert foreseen.plan.expected == done.plan.expected


def test_the_history_is_handed_to_each_read() -> None:
    number = Number()
    number.writes = [number.lost]
    result = run(number)
    first, second, third, fourth, last = number.pasts
    assert (first.seen, first.before, first.has_acted) == (None, None, False)
    assert (second.seen, second.before, second.has_acted) == (Reading(1), None, False)
    assert (third.before, third.is_accepted, third.has_acted) == (Reading(1), False, True)
    assert str(third.unknown) == "no answer"
    assert fourth.seen == Reading(1)
    assert (last.answer, last.is_accepted) == ("answer", True)
    assert result.past.answer == "answer"


def test_the_state_before_the_first_write_is_kept_over_all_rounds() -> None:
    number = Number()

    def lost_and_edited() -> None:
        number.is_now = 7
        number.lost()

    number.writes = [lost_and_edited]
    assert run(number).past.before == Reading(1)


def test_what_must_survive_is_watched_before_and_after_the_write() -> None:
    number = Number(watch={"items": set()})
    run(number)
    assert [tuple(past.watch) for past in number.pasts] == [(), ("items",), ("items",)]


def test_what_must_survive_is_watched_after_a_write_without_answer_too() -> None:
    number = Number(watch={"items": set()})
    number.writes = [number.done_without_answer]
    run(number)
    assert [tuple(past.watch) for past in number.pasts] == [(), ("items",), ("items",)]


def test_a_watch_that_comes_up_under_the_lock_is_read_too() -> None:
    number = Number(watch={"items": set()})

    def more() -> None:
        number.is_now, number.watch = 7, {"others": set()}

    number.reads = [None, more]
    run(number)
    assert [sorted(past.watch) for past in number.pasts] == [[], ["items"], ["items", "others"], ["others"]]
    assert number.calls.count("write") == 1


# ---- somebody else, before the write --------------------------------


def test_what_moved_before_the_write_is_planned_anew_under_the_same_lock() -> None:
    number = Number()
    number.reads = [None, number.somebody_else(7)]
    result = run(number)
    assert number.calls == ["resolve", "read", "read", "write", "read", "damage 7-2-2"]
    assert number.locked == [["read", "write", "read", "damage 7-2-2"]]
    assert result.changes == [change("number", 7, 2)]
    assert result.conflicts == 1


def test_another_plan_for_the_same_revision_is_a_conflict_too() -> None:
    number = Number()

    def want_more() -> None:
        number.wanted = 3

    number.reads = [None, want_more]
    result = run(number)
    assert (result.changes, result.conflicts) == ([change("number", 1, 3)], 1)


def test_somebody_else_who_did_it_leaves_nothing_to_do() -> None:
    number = Number()
    number.reads = [None, number.somebody_else(2)]
    result = run(number)
    assert "write" not in number.calls
    assert (result.changes, result.conflicts) == ([], 1)


# ---- if_match ---------------------------------------------------------


AT_1, AT_7 = Reading(1).revision, Reading(7).revision


@pytest.mark.parametrize("check_mode", [True, False])
def test_if_match_refuses_a_resource_that_has_moved(check_mode: bool) -> None:
    number = Number(is_now=7)
    with pytest.raises(Conflict, match="no longer at") as caught:
        run(number, check_mode, AT_1)
    assert "write" not in number.calls
    assert caught.value.columns == [{"path": "number", "wanted": 2, "read": None, "now": 7}]
    assert run(Number(is_now=7), check_mode, AT_7).changes == [change("number", 7, 2)]


def test_if_match_holds_under_the_lock() -> None:
    number = Number()
    number.reads = [None, number.somebody_else(7)]
    with pytest.raises(Conflict, match="no longer at"):
        run(number, if_match=AT_1)
    assert "write" not in number.calls


def test_if_match_of_a_resource_that_is_gone() -> None:
    with pytest.raises(Conflict, match="no longer exists"):
        run(Number(is_now=None), if_match=AT_1)
    assert run(Number(is_now=None, wanted=None), if_match=AT_1).changes == []


def test_if_match_after_an_unknown_outcome() -> None:
    number = Number()
    number.writes = [number.done_without_answer]
    assert run(number, if_match=AT_1).changes == [change("number", 1, 2)]

    number = Number()

    def lost_and_edited() -> None:
        number.is_now = 7
        raise OutcomeUnknown("no answer")

    number.writes = [lost_and_edited]
    with pytest.raises(Conflict, match="no longer at"):
        run(number, if_match=AT_1)
    assert number.calls.count("write") == 1


def test_if_match_comes_before_what_else_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    number = Number(is_now=7)

    def fail(*args: object) -> Plan:
        raise OptionError("name", "x", "expected y")

    monkeypatch.setattr(number, "plan", fail)
    with pytest.raises(Conflict):
        run(number, if_match=AT_1)
    with pytest.raises(OptionError):
        run(number, if_match=AT_7)
    number.is_now = None
    with pytest.raises(Conflict, match="no longer exists"):
        run(number, if_match=AT_7)


def test_if_match_that_is_no_revision_is_refused_before_anything_is_read() -> None:
    number = Number()
    with pytest.raises(OptionError, match="if_match"):
        run(number, if_match="yesterday")
    assert number.calls == []


# ---- unknown outcomes -------------------------------------------------


def test_a_write_without_answer_that_was_done_is_not_repeated() -> None:
    number, clock = Number(), Clock()
    number.writes = [number.done_without_answer]
    result = run(number, clock=clock)
    assert number.calls.count("write") == 1
    assert result.changes == [change("number", 1, 2)]
    assert (result.conflicts, clock.slept) == (1, [0.5])


def test_a_write_without_answer_that_was_done_is_verified_too() -> None:
    number = Number(harm=["moved"], warnings=["mind"])
    number.writes = [number.done_without_answer]
    result = run(number)
    assert number.calls == ["resolve", "read", "read", "write", "read", "damage 1-2-2"]
    assert result.warnings == ["mind", "moved"]

    number = Number(harm=Conflict("cleared"))
    number.writes = [number.done_without_answer]
    with pytest.raises(Conflict, match="cleared") as caught:
        run(number)
    assert caught.value.changed is True


def test_a_write_without_answer_that_was_not_done_is_done_after_a_look() -> None:
    number = Number(warnings=["mind"])
    number.writes = [number.lost]
    result = run(number)
    assert number.requests == ["read", "read", "write", "read", "read", "write", "read"]
    assert number.calls[-1] == "damage 1-2-2"
    assert result.changes == [change("number", 1, 2)]
    assert (result.conflicts, result.warnings) == (1, ["mind"])


def test_changes_of_all_rounds_are_told_as_one() -> None:
    number = Number()

    def done_and_undone() -> None:
        number.is_now = 7
        raise OutcomeUnknown("no answer")

    number.writes = [done_and_undone]
    assert run(number).changes == [change("number", 1, 2)]


def test_there_is_a_look_and_a_guard_before_every_write() -> None:
    number = Number()
    number.writes = [number.lost] * 3
    run(number)
    writes = [place for place, call in enumerate(number.requests) if call == "write"]
    assert all(number.requests[place - 2 : place] == ["read", "read"] for place in writes)


def test_no_further_step_follows_one_without_answer() -> None:
    number = Number(steps=3)
    number.writes = [lambda: None, number.done_without_answer]
    result = run(number)
    assert number.calls == ["resolve", "read", "read", "write", "write", "read", "damage 1-2-2"]
    assert result.changes == [change("number", 1, 2)]


def test_pauses_grow_and_a_servers_wish_is_followed() -> None:
    number, clock = Number(), Clock()

    def ask(seconds: float | None) -> Callable[[], None]:
        def later() -> None:
            raise OutcomeUnknown("later", retry_after=seconds)

        return later

    number.writes = [ask(None), ask(None), ask(7.0), ask(0.0)]
    assert run(number, clock=clock).conflicts == 4
    assert clock.slept == [0.5, 1, 7, 0]


def test_a_sleep_that_returns_nothing_leaves_time() -> None:
    number = Number()
    number.writes = [number.lost] * 2
    converge(number, None, False, number.lock, lambda seconds: None)
    assert number.calls.count("write") == 3


def test_an_outcome_that_stays_unknown_is_the_error() -> None:
    number = Number()
    number.writes = [number.lost] * 100
    with pytest.raises(OutcomeUnknown, match="no answer") as caught:
        run(number)
    assert number.calls.count("write") == ROUNDS
    assert (caught.value.message, caught.value.changed) == ("no answer", True)


def test_the_last_write_without_answer_is_looked_at_too() -> None:
    number = Number()
    number.writes = [*[number.lost] * (ROUNDS - 1), number.done_without_answer]
    result = run(number)
    assert number.calls.count("write") == ROUNDS
    assert (result.changes, result.conflicts) == ([change("number", 1, 2)], ROUNDS)


def test_a_refusal_after_an_unknown_outcome_reports_both() -> None:
    number = Number()
    number.writes = [number.lost, number.refuse]
    with pytest.raises(ServerRefused) as caught:
        run(number)
    assert caught.value.message == "no (before that: no answer)"
    assert caught.value.changed is True


def test_what_the_server_could_not_do_just_then_has_changed_nothing() -> None:
    number = Number()
    number.writes = [number.busy] * 100
    with pytest.raises(OutcomeUnknown, match="busy") as caught:
        run(number)
    assert number.calls.count("write") == ROUNDS
    assert caught.value.changed is False


def test_what_the_server_could_not_do_and_somebody_else_did_is_no_change() -> None:
    number = Number()

    def refused_because_of_the_same() -> None:
        number.done()
        number.busy()

    number.writes = [refused_because_of_the_same]
    result = run(number)
    assert (result.changes, result.conflicts, result.state.number) == ([], 1, 2)


def test_a_busy_server_after_a_step_that_was_done_has_changed_something() -> None:
    number = Number(steps=2)
    number.writes = [lambda: None, number.busy] * 100
    with pytest.raises(OutcomeUnknown) as caught:
        run(number)
    assert caught.value.changed is True


@pytest.mark.parametrize("is_done", [True, False])
def test_where_no_time_is_left_to_pause_there_is_one_more_look_and_no_write(is_done: bool) -> None:
    number = Number()
    number.writes = [number.lost, number.done_without_answer if is_done else number.lost]
    clock = Clock(left=0.7)
    if is_done:
        assert run(number, clock=clock).changes == [change("number", 1, 2)]
    else:
        with pytest.raises(OutcomeUnknown, match="no answer") as caught:
            run(number, clock=clock)
        assert caught.value.changed is True
    assert clock.slept == [0.5, 1]
    assert number.requests == ["read", "read", "write"] * 2 + ["read"]
    assert ("damage 1-2-2" in number.calls) is is_done


def test_a_look_that_fails_tells_what_it_was_to_find_out() -> None:
    number = Number()

    def vanish(past: Past[Reading]) -> Reading:
        raise NotUsable("no connection")

    def lost_and_vanish() -> None:
        number.read = vanish  # type: ignore[method-assign]
        number.lost()

    number.writes = [lost_and_vanish]
    with pytest.raises(NotUsable) as caught:
        run(number)
    assert caught.value.message == "no connection (before that: no answer)"
    assert caught.value.changed is True


# ---- after the write --------------------------------------------------


def test_what_is_not_as_promised_is_a_conflict_with_three_columns() -> None:
    number = Number()
    number.writes = [number.somebody_else(7)]
    with pytest.raises(Conflict) as caught:
        run(number)
    assert caught.value.columns == [{"path": "number", "wanted": 2, "read": 1, "now": 7}]
    assert "number: wanted 2, read 1, now 7" in caught.value.message
    assert caught.value.changed is True
    assert number.calls.count("write") == 1


def test_what_must_not_have_moved_is_an_error_after_a_write() -> None:
    with pytest.raises(Conflict, match="cleared") as caught:
        run(Number(harm=Conflict("cleared")))
    assert caught.value.changed is True


# ---- the truth of changed ---------------------------------------------


@pytest.mark.parametrize("method", ["resolve", "read", "plan"])
def test_an_error_before_any_write_has_changed_nothing(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number = Number()

    def fail(*args: object) -> None:
        raise OptionError("name", "x", "expected y")

    monkeypatch.setattr(number, method, fail)
    with pytest.raises(OptionError) as caught:
        run(number)
    assert caught.value.changed is False


def test_an_error_under_the_lock_before_any_write_has_changed_nothing() -> None:
    def fail() -> None:
        raise NotUsable("no connection")

    number = Number(reads=[None, fail])
    with pytest.raises(NotUsable) as caught:
        run(number)
    assert caught.value.changed is False
    assert number.requests == ["read"]


@pytest.mark.parametrize("error", [ServerRefused("no"), NotUsable("no connection")])
def test_a_write_that_was_refused_or_never_arrived_has_changed_nothing(error: Vb365Error) -> None:
    number = Number()

    def fail() -> None:
        raise error

    number.writes = [fail]
    with pytest.raises(type(error)) as caught:
        run(number)
    assert number.calls.count("write") == 1
    assert caught.value.changed is False


def test_what_is_gone_when_it_is_written_to_is_looked_for_again_and_no_change() -> None:
    number = Number()

    def removed() -> None:
        number.is_now = 2
        raise NotFound("gone")

    number.writes = [removed]
    clock = Clock()
    result = run(number, clock=clock)
    assert number.requests == ["read", "read", "write", "read"]
    assert (result.changes, result.conflicts, clock.slept) == ([], 1, [0])


def test_a_refusal_after_a_step_that_was_done_has_changed_something() -> None:
    number = Number(steps=2)
    number.writes = [lambda: None, number.refuse]
    with pytest.raises(ServerRefused) as caught:
        run(number)
    assert caught.value.changed is True


def test_damage_by_a_done_step_comes_before_the_refusal_of_the_next() -> None:
    number = Number(steps=2, harm=Conflict("cleared"))
    number.writes = [lambda: None, number.refuse]
    with pytest.raises(Conflict, match="cleared") as caught:
        run(number)
    assert caught.value.changed is True


def test_a_read_that_fails_after_a_refusal_reports_both() -> None:
    def offline() -> None:
        raise NotUsable("no connection")

    def refuse() -> None:
        raise ServerRefused("the job is running")

    number = Number(steps=2, reads=[None, None, offline])
    number.writes = [lambda: None, refuse]
    with pytest.raises(NotUsable) as caught:
        run(number)
    assert caught.value.message == "no connection (before that: the job is running)"
    assert caught.value.changed is True


def test_a_failing_look_after_the_write_has_changed_something() -> None:
    number = Number()

    def vanish(past: Past[Reading]) -> Reading:
        raise NotUsable("gone")

    def write_and_vanish() -> None:
        number.done()
        number.read = vanish  # type: ignore[method-assign]

    number.writes = [write_and_vanish]
    with pytest.raises(NotUsable) as caught:
        run(number)
    assert caught.value.changed is True
