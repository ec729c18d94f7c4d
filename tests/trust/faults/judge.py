# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of a run that met a fault, and of the runs after it: recorded, and described in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.facts import Facts, differences
from tests.trust.faults.bench import Clean, Run, is_write
from tests.trust.faults.facts import counts
from tests.trust.faults.kinds import DONE, Fault
from tests.trust.faults.tasks import Task
from tests.trust.totals import record


def all_of(task: Task, fault: Fault, number: int, undisturbed: Clean, first: Run, later: Sequence[Run]) -> list[str]:
    """All that is wrong. ``number`` is that of the request which met the fault in the ``first`` run."""
    request = undisturbed.requests[number]
    if [one["path"] for one in first.requests[number : number + 1]] != [request["path"]]:
        return [f"never came so far: {first.error}, {[one['path'] for one in first.requests]}"]
    runs = [first, *later]
    duplicates = [f"twice: {line}" for n, one in enumerate(runs) for line in _twice(undisturbed, one, n + 1, task)]
    lost = [f"lost: {line}" for one in runs for line in _lost(undisturbed, one, task)]
    untruths = [*_untruths(undisturbed, first), *_wrong_error(first, undisturbed, number)]
    if not task.is_done_anew:
        untruths += _not_converged(undisturbed, first, later)
    record("faults", tried=1, duplicates=len(duplicates), lost=len(lost), untruths=len(untruths))
    return [*duplicates, *lost, *untruths, *_reaction(task, fault, number, undisturbed, first, later)]


def _twice(undisturbed: Clean, one: Run, runs: int, task: Task) -> Iterator[str]:
    """More than there is without a fault: of jobs, sessions, items. ``runs``: how often the task has run."""
    if one.facts["twice"]:
        yield one.facts["twice"]
    before, after = counts(undisturbed.stages[0]), counts(undisturbed.facts)
    for name, count in counts(one.facts).items():
        if count > before[name] + max(after[name] - before[name], 0) * (runs if task.is_done_anew else 1):
            yield f"{count} {name}"


def _lost(undisturbed: Clean, one: Run, task: Task) -> Iterator[str]:
    """What the task has nothing to do with, and is not as it was."""
    before = undisturbed.stages[0]
    for name in differences(before, one.facts):
        if not name.startswith(tuple(task.touches)) and name != "twice":
            yield f"{name}: {before.get(name)!r} is now {one.facts.get(name)!r}"


def _untruths(undisturbed: Clean, first: Run) -> Iterator[str]:
    old, new = undisturbed.stages[0], undisturbed.facts
    if first.facts not in undisturbed.stages:
        yield f"halfway: {_nearest(first.facts, undisturbed)}"
    if first.outcome and first.facts != new:
        yield f"success, but not as promised: {differences(first.facts, new)}"
    if first.outcome and first.changes != undisturbed.changes:
        yield f"changes {first.changes} instead of {undisturbed.changes}"
    if first.error and not first.changed and first.facts != old:
        yield f"changed is false, but these changed: {differences(first.facts, old)}"
    if first.error and first.changed and not first.writes:
        yield "changed is true, but nothing was sent that could change anything"


def _wrong_error(first: Run, undisturbed: Clean, number: int) -> Iterator[str]:
    """An error names the request that failed, and its status if it had one."""
    if first.error is None:
        return
    request = undisturbed.requests[number]
    told = first.error.details()
    status = first.requests[number]["status"]
    for key, expected in (("method", request["method"]), ("path", request["path"].removeprefix("/v8"))):
        if told[key] != expected:
            yield f"{key} {told[key]!r} instead of {expected!r}"
    if told["status"] != status:
        yield f"status {told['status']!r} instead of {status!r}"
    if not told["msg"] or "at Veeam" in str(told):
        yield f"msg {told['msg']!r}"


def _not_converged(undisturbed: Clean, first: Run, later: Sequence[Run]) -> Iterator[str]:
    """The same task once more does what was left to do and says so; after that there is nothing left."""
    again, last = later[0], later[-1]
    if any(one.error for one in later):
        yield f"fails when it runs again: {[one.error for one in later]}"
        return
    if any(one.facts != undisturbed.facts for one in later):
        yield f"never as promised: {[differences(one.facts, undisturbed.facts) for one in later]}"
    if again.changed != (first.facts != undisturbed.facts) or again.changed != bool(again.changes):
        yield f"the second run says changed {again.changed}, {again.changes}"
    if first.facts == undisturbed.stages[0] and again.changes != undisturbed.changes:
        yield f"the second run says {again.changes} instead of {undisturbed.changes}"
    if not {row["path"] for row in again.changes} <= {row["path"] for row in undisturbed.changes}:
        yield f"the second run tells of more than was left to do: {again.changes}"
    if last.changed or last.changes or last.writes:
        yield f"the last run changes something: {last.changes}, {last.writes}"


def _reaction(
    task: Task, fault: Fault, number: int, undisturbed: Clean, first: Run, later: Sequence[Run]
) -> Iterator[str]:
    """Whether the task took the fault as it should."""
    request = undisturbed.requests[number]
    fails = fault.fails(request, looks_in_vain=task.options.get("action") == "explore")
    if bool(first.error) != fails:
        yield f"fails: {first.error}" if first.error else f"does not fail: {first.requests}"
    if any(run.error for run in later):
        yield f"fails when it runs again: {[run.error for run in later]}"
    same = [one for one in first.writes if (one["method"], one["path"]) == (request["method"], request["path"])]
    once = Counter((one["method"], one["path"]) for one in undisturbed.writes)[(request["method"], request["path"])]
    if is_write(request) and fault.write == DONE and len(same) > once:
        yield f"{request['method']} was repeated though it was done"


def _nearest(facts: Facts, undisturbed: Clean) -> list[str]:
    return min(([*differences(facts, stage)] for stage in undisturbed.stages), key=len)
