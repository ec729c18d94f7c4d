# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every changing module: it reads what it writes, reports the truth, and does nothing twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from tests.facts import differences
from tests.integration.contract.cases import CASES, READING, Case
from tests.integration.contract.conftest import Bench, Run
from tests.integration.contract.shown import on_server, rows
from tests.registry import CHANGING, PLAYED

EXISTING = [case for case in CASES if case.name != "create"]
"""The cases in which the resource has a revision before the task."""


@pytest.mark.parametrize("name", CHANGING)
def test_module_has_cases_for_each_state_action_and_kind(name: str) -> None:
    cases = [case.options for case in [*CASES, *READING] if case.module == name]
    assert cases
    for option in ("state", "action", "kind"):
        spec: Mapping[str, Any] = PLAYED[name].ARGUMENTS["argument_spec"].get(option, {})
        assert set(spec.get("choices", [])) <= {options.get(option, spec.get("default")) for options in cases}


def test_last_requests_before_the_first_write_read_what_is_written(bench: Bench, case: Case) -> None:
    done = bench.clean(case)
    before = [request.shown for request in done.requests[: done.first_write]]
    assert before[-len(case.looks) :] == list(case.looks)


def test_check_mode_writes_nothing_and_tells_what_the_real_run_does(bench: Bench, case: Case) -> None:
    before = bench.prepare(case)
    check = bench.run(case, check_mode=True)
    assert check.writes == []
    assert differences(before, check.facts) == {}
    assert check.told["changed"]
    assert check.told == bench.run(case).told


def test_second_run_changes_nothing(bench: Bench, case: Case) -> None:
    bench.prepare(case)
    first, again = bench.run(case), bench.run(case)
    if case.is_done_anew:
        assert again.told == first.told
        assert len(again.writes) == len(first.writes)
        return
    assert (again.told["changed"], again.told["changes"]) == (False, [])
    assert again.told["diff"]["before"] == again.told["diff"]["after"] == {}
    assert again.writes == []
    assert differences(first.facts, again.facts) == {}


def test_changes_and_diff_are_what_was_on_the_server_before_and_after(bench: Bench, case: Case) -> None:
    before = bench.prepare(case)
    done = bench.run(case)
    told = rows(done.told["changes"])
    assert told == on_server(case.subject, case.options.get("new_name", case.subject), before, done.facts, told)
    for number, side in enumerate(("before", "after")):
        values = {
            path: row[side] for path, row in zip(told, done.told["changes"], strict=True) if row[side] is not None
        }
        assert _leaves(done.told["diff"][side], values) == values, number


def _leaves(nested: Mapping[str, Any], paths: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a nested diff by their paths, as deep as the paths are."""
    found: dict[str, Any] = {}
    for name, value in nested.items():
        if name in paths:
            found[name] = value
            continue
        inner = {path.removeprefix(f"{name}."): one for path, one in paths.items() if path.startswith(f"{name}.")}
        found.update({f"{name}.{path}": one for path, one in _leaves(value, inner).items()})
    return found


@pytest.mark.parametrize("case", READING, ids=str)
def test_task_that_never_writes(bench: Bench, case: Case) -> None:
    before = bench.prepare(case)
    check, real = (bench.run(case, check_mode) for check_mode in (True, False))
    assert check.writes == real.writes == []
    assert differences(before, real.facts) == {}
    assert (real.told["changed"], real.told["changes"]) == (False, [])
    assert check.told == real.told
    bench.simulator.edit(**case.theirs)
    for check_mode in (True, False):
        assert bench.run(case, check_mode, if_match=bench.run(case).result["revision"]).told == real.told
        _refused(bench.run(case, check_mode, if_match=real.result["revision"]))


# ---- lost answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("effect", ["drop_after", "drop_before"])
def test_lost_answer_and_lost_write(bench: Bench, case: Case, effect: str) -> None:
    """``drop_after`` loses the answer of a write that was carried out, ``drop_before`` the write."""
    clean = bench.clean(case)
    for number, write in enumerate(clean.writes):
        before = bench.prepare(case)
        same = [one for one in clean.writes[:number] if (one.method, one.path) == (write.method, write.path)]
        bench.simulator.fault(effect, f"^{re.escape(write.path)}$", write.method, skip=len(same))
        met = bench.run(case)
        if case.is_traceless and effect == "drop_before":
            assert met.error
            assert (met.error.changed, len(met.writes), differences(before, met.facts)) == (True, 1, {})
            continue
        assert met.told == clean.told
        assert differences(clean.facts, met.facts) == {}
        once = Counter(one.shown for one in clean.writes)
        assert Counter(one.shown for one in met.writes) - once == Counter([write.shown] * (effect == "drop_before"))


# ---- somebody else's edits -------------------------------------------------------------------------------------------


def _revision(bench: Bench, case: Case) -> str:
    """The revision of the resource as the task finds it."""
    bench.prepare(case)
    revision: str = bench.run(case, check_mode=True).result["revision"]
    return revision


def _refused(run: Run, code: str = "conflict") -> None:
    assert isinstance(run.error, Vb365Error), run.outcome
    assert (run.error.error_code, run.error.changed) == (code, False)
    assert run.writes == []


@pytest.mark.parametrize("check_mode", [True, False], ids=["check", "real"])
def test_old_revision_is_refused(bench: Bench, case: Case, check_mode: bool) -> None:
    """A creation is refused with each revision: what has one is gone."""
    if case in EXISTING:
        revision = _revision(bench, case)
        bench.simulator.edit(**case.theirs)
    else:
        revision = bench.clean(case).result["revision"]
        bench.prepare(case)
    refused = bench.run(case, check_mode, if_match=revision)
    _refused(refused, code="option" if case.module == "tenant" else "conflict")  # a tenant reports all problems at once


@pytest.mark.parametrize("check_mode", [True, False], ids=["check", "real"])
def test_absent_in_place_of_a_revision_lets_a_task_create_and_nothing_else(
    bench: Bench, case: Case, check_mode: bool
) -> None:
    clean = bench.clean(case)
    bench.prepare(case)
    if case not in EXISTING:
        assert _revision(bench, case) == "absent"
        assert bench.run(case, check_mode, if_match="absent").told == clean.told
        bench.prepare(case)
        bench.run(case)
    refused = bench.run(case, check_mode, if_match="absent")
    _refused(refused, code="option" if case.module == "tenant" else "conflict")


@pytest.mark.parametrize("case", EXISTING, ids=str)
def test_current_revision_passes(bench: Bench, case: Case) -> None:
    revision = _revision(bench, case)
    clean = bench.clean(case)
    bench.prepare(case)
    for check_mode in (True, False):
        assert bench.run(case, check_mode, if_match=revision).told == clean.told


def _race(bench: Bench, case: Case) -> None:
    """Schedule the other edit for the moment between the first plan and the requests that read again."""
    done = bench.clean(case)
    bench.prepare(case)
    bench.simulator.race("/v8/(?!token)", case.theirs, skip=done.first_write - len(case.looks))


def test_edit_between_plan_and_write_is_seen_and_kept(bench: Bench, case: Case) -> None:
    bench.prepare(case)
    bench.simulator.edit(**case.theirs)
    expected = bench.run(case)
    _race(bench, case)
    met = bench.run(case)
    assert met.result.get("conflicts", 1) == 1
    assert met.told == expected.told
    assert differences(expected.facts, met.facts) == {}


@pytest.mark.parametrize("case", EXISTING, ids=str)
def test_edit_between_plan_and_write_is_refused_with_the_current_revision(bench: Bench, case: Case) -> None:
    revision = _revision(bench, case)
    _race(bench, case)
    _refused(bench.run(case, if_match=revision))
