# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The place where a case runs its tasks, and the promises that each of them must keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from tests.facts import Facts, after, differences, facts, items_of, of_state
from tests.integration.harness.direct import Direct
from tests.registry import MODULES
from tests.simulator.launch import Simulator
from tests.trust.profiles.combinations import Combination
from tests.trust.totals import record

PARTS = ["items", "exclusions"]
LISTS = ("selected_items", "excluded_items")

Do = Callable[..., Outcome]
"""do(module, **options): a task."""
Play = Callable[[Do], object]
"""Tasks, one after the other."""
Case = Callable[["Bench"], None]
"""What is played on a bench, and what has to come of it. Raises AssertionError."""


def task(module: str, **options: Any) -> Play:
    """A play of one task."""
    return lambda do: do(module, **options)


@dataclass(frozen=True)
class Run:
    """What came of a play, and the server's state after it; ``rejected`` is how many requests met a 401."""

    outcomes: Sequence[Outcome]
    error: Vb365Error | None
    writes: Sequence[dict[str, Any]]
    rejected: int
    state: Mapping[str, Any]

    @property
    def after(self) -> Facts:
        """What stands on the server after it."""
        return of_state(self.state)

    @property
    def told(self) -> list[tuple[bool, list[Any], Any]]:
        """What each task says of what it changes."""
        return [(one.changed, one.result.get("changes", []), one.result.get("diff")) for one in self.outcomes]


def is_write(request: Mapping[str, Any]) -> bool:
    """Whether a request of the journal is neither a read nor about tokens."""
    return request["method"] != "GET" and "/token" not in request["path"]


class Bench:
    """A server with one combination of profiles, and those who work with it."""

    def __init__(self, simulator: Simulator, direct: Direct, profile: Combination) -> None:
        self.simulator = simulator
        self.direct = direct
        self.profile = profile
        self.at_pause: Callable[[], object] | None = None

    def pause(self, seconds: float) -> None:
        """The events while a task waits: the server's time continues, or ``at_pause``."""
        if self.at_pause:
            self.at_pause()
        else:
            self.simulator.advance(seconds)

    def run(self, play: Play, check_mode: bool = False) -> Run:
        """Play tasks as a new run of ansible-playbook would."""
        self.direct.client.memory.clear()
        outcomes: list[Outcome] = []

        def do(module: str, **options: Any) -> Outcome:
            outcomes.append(self.direct(MODULES[module], check_mode, **options))
            return outcomes[-1]

        error = None
        try:
            play(do)
        except Vb365Error as caught:
            error = caught
        requests, state = self.simulator.requests_and_state()
        writes = [request for request in requests if is_write(request)]
        return Run(outcomes, error, writes, [request["status"] for request in requests].count(401), state)

    def facts(self) -> Facts:
        """The facts on the server."""
        return facts(self.simulator)

    def info(self, **filters: Any) -> list[dict[str, Any]]:
        """Jobs as backup_job_info gives them, with their lists."""
        outcome = self.direct(MODULES["backup_job_info"], include=PARTS, **filters)
        found: list[dict[str, Any]] = outcome.result["jobs"]
        self.simulator.clear_journal()
        return found

    # ---- promises --------------------------------------------------------------------------------------------------

    def promises(self, play: Play, wants: Mapping[str, Any], is_done_anew: bool = False) -> Run:
        """Check mode tells the truth and writes nothing, a real run does this and nothing else, a second one nothing.

        ``is_done_anew``: an action that a second run takes again.
        """
        before = self.facts()
        check = self.checks(play)
        real = self.run(play)
        self._keeps(before, wants, real)
        assert real.error is None
        _tell_the_same(check, real)
        assert any(changed for changed, _changes, _diff in real.told) == bool(wants) == bool(real.writes)
        if not is_done_anew:
            self.rests(play)
        return real

    def checks(self, play: Play) -> Run:
        """A run in check mode: it writes nothing."""
        check = self.run(play, check_mode=True)
        assert check.error is None
        assert check.writes == []
        return check

    def rests(self, play: Play) -> None:
        """There is nothing to do."""
        run = self.run(play)
        assert run.error is None
        assert [(changed, changes) for changed, changes, _diff in run.told if changed or changes] == []
        assert run.writes == []

    def meets(self, play: Play, wants: Mapping[str, Any], changed: bool) -> None:
        """A real run comes upon what somebody else does at that moment, and takes it for done."""
        before = self.facts()
        run = self.run(play)
        self._keeps(before, wants, run)
        assert run.error is None
        assert [one for one, _changes, _diff in run.told] == [changed]
        self.rests(play)

    def goes_round(self, play: Play, edited: Mapping[str, Any], wants: Mapping[str, Any]) -> None:
        """A real run notices in time what somebody else has ``edited``, and plans again: both edits remain."""
        before = after(self.facts(), edited)
        run = self.run(play)
        self._keeps(before, wants, run)
        assert run.error is None
        assert [one.result["conflicts"] for one in run.outcomes] == [1]
        self.rests(play)

    def refuses(self, play: Play, *words: str) -> None:
        """The play fails with these words before it writes anything, in check mode too."""
        for check_mode in (True, False):
            assert self.fails(play, *words, check_mode=check_mode).writes == []

    def gives_up(self, play: Play, *words: str) -> None:
        """A real run cannot do what check mode says, and fails with these words: nothing has changed."""
        self.checks(play)
        assert self.fails(play, *words).writes != []

    def fails(self, play: Play, *words: str, wants: Mapping[str, Any] | None = None, check_mode: bool = False) -> Run:
        """The play fails with these words, and has done this much."""
        before = self.facts()
        run = self.run(play, check_mode)
        self._keeps(before, wants or {}, run)
        assert run.error is not None
        assert [word for word in words if word not in run.error.message] == [], run.error.message
        assert run.error.changed == bool(wants)
        return run

    def _keeps(self, before: Facts, wants: Mapping[str, Any], run: Run) -> None:
        """What was asked for is so, and all else is as it was."""
        wrong = differences(after(before, wants), run.after)
        record("profiles", lost=len({*wrong} - {*wants}))
        assert wrong == {}, run.error

    # ---- a server that clears the lists which an edit of settings leaves out ----------------------------------------

    def edits(self, wants: Mapping[str, Any], repair: Mapping[str, Any] | None = None, **options: Any) -> None:
        """backup_job changes settings of a job, and perhaps its items.

        Where the server clears the lists, that is never a success that leaves them empty: it fails and names the job,
        and the same task with the lists as they were, or with what ``repair`` says, puts it right.
        """
        play, before = task("backup_job", **options), self.facts()
        held = items_of(options["name"], before)
        if self.profile["put_omitted_items"] != "clear" or not held:
            self.promises(play, wants)
            return
        config = self.info(name=options["name"])[0]["config"]
        lists = {name: config[name] for name in LISTS if name in config} if repair is None else repair
        self.checks(play)
        real = self.run(play)
        unnoticed = [] if real.error else [fact for fact in held if fact not in {**real.after, **wants}]
        record("profiles", lost=len(unnoticed))
        assert unnoticed == []
        name = options.get("new_name", options["name"])
        assert real.error is not None
        assert (real.error.error_code, real.error.changed) == ("conflict", True)
        assert f"the job '{name}' no longer has any " in real.error.message
        if not {*LISTS} & {*options}:
            cleared = {f"{name}{fact.removeprefix(options['name'])}": None for fact in held}
            assert differences(after(after(before, wants), cleared), real.after) == {}
        again = task("backup_job", **{**lists, **options})
        repaired = self.run(again)
        self._keeps(before, wants, repaired)
        assert repaired.error is None
        self.rests(again)


def _tell_the_same(check: Run, real: Run) -> None:
    assert check.told == real.told
    for promised, made in zip(check.outcomes, real.outcomes, strict=True):
        one, other = (_settings(outcome) for outcome in (promised, made))
        assert {name: one[name] for name in one if name in other} == {
            name: other[name] for name in other if name in one
        }


def _settings(outcome: Outcome) -> dict[str, Any]:
    """The job in a result: one that is created has defaults that nobody can foretell."""
    config = dict((outcome.result.get("job") or {}).get("config", {}))
    schedule = config.pop("schedule", {})
    if schedule.get("enabled") is False:  # some servers show it as ManualOnly
        del schedule["type"]
    return {**config, **{f"schedule.{name}": value for name, value in schedule.items()}}
