# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bounds of the measurement, and whether they are met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.benchmark.measure import Row

Key = tuple[str, str, int]
"""Work, kind and count of a row."""


@dataclass(frozen=True)
class Verdict:
    """One bound, what was measured, and whether that is within it."""

    bound: str
    measured: str
    holds: bool


@dataclass(frozen=True)
class Bound:
    """``judge`` gets the rows of these keys and contenders: what was measured, and whether that will do."""

    text: str
    rows: Sequence[tuple[Key, str]]
    judge: Callable[..., tuple[str, bool]]


def verdicts(rows: Sequence[Row]) -> list[Verdict]:
    """The verdicts for which these rows have the numbers."""
    known = {((row.work, row.kind, row.count), row.contender): row for row in rows}
    found = []
    for bound in BOUNDS:
        needed = [known[key] for key in bound.rows if key in known]
        if len(needed) == len(bound.rows):
            text = f"({needed[0].work}) {needed[0].title}: {bound.text}"
            found.append(Verdict(text, *bound.judge(*needed)))
    return found


def _at_most(limit: float, key: Key, floor: str = "floor", contender: str = "in-process") -> Bound:
    """Judged by the whole time, unless most of it is the start of Ansible: then by what is left without the starts."""

    def judge(mine: Row, other: Row) -> tuple[str, bool]:
        whole, net = mine.seconds / other.seconds, mine.net / other.net
        is_start = mine.start > mine.seconds / 2
        measured = f"{whole:.2f} x, without start {net:.2f} x"
        return f"{measured}, judged by the latter" if is_start else measured, (net if is_start else whole) <= limit

    return Bound(f"{contender} at most {limit} x {floor}", [(key, contender), (key, floor)], judge)


def _faster(factor: int, key: Key, contender: str = "in-process") -> Bound:
    def judge(mine: Row, uri: Row) -> tuple[str, bool]:
        return f"{uri.seconds / mine.seconds:.1f} x", uri.seconds / mine.seconds >= factor

    text = f"{contender} at least {factor} x faster than uri" if factor > 1 else f"{contender} not slower than uri"
    return Bound(text, [(key, contender), (key, "uri")], judge)


def _requests(limit: int, key: Key, contender: str = "in-process") -> Bound:
    def judge(mine: Row) -> tuple[str, bool]:
        return f"{mine.requests / mine.count:.2f}", mine.requests / mine.count <= limit

    each = "tenant" if contender == "drift" else "job"
    return Bound(f"{contender} at most {limit} requests a {each}", [(key, contender)], judge)


def _one_login(key: Key, contender: str = "in-process") -> Bound:
    return Bound(f"{contender}: one login", [(key, contender)], lambda mine: (str(mine.logins), mine.logins == 1))


def _memory(limit: int, key: Key, contender: str) -> Bound:
    """``limit``: MiB, the peak of the largest process."""
    return Bound(
        f"{contender} at most {limit} MiB", [(key, contender)], lambda mine: (f"{mine.memory}", mine.memory <= limit)
    )


def _grows(limit: int, count: int) -> Bound:
    """A run with one job is judged as a whole, one with many by what a job costs."""

    def judge(many: Row, few: Row) -> tuple[str, bool]:
        growth = many.seconds / few.seconds - 1 if count == 1 else many.net / few.net - 1
        return f"{growth:+.1%}", growth * 100 < limit

    keys = [("f", f"{count} of {jobs}", count) for jobs in (10_000, 10)]
    what = "the run" if count == 1 else "a job"
    return Bound(f"{what} costs less than {limit} % more than with 10", [(key, "in-process") for key in keys], judge)


BOUNDS = [
    _at_most(1.5, ("a", "items", 1000)),
    _at_most(1.5, ("a", "settings", 1000), "floor-each"),
    _faster(20, ("a", "items", 1000)),
    _requests(3, ("a", "items", 1000)),
    _requests(1, ("a", "settings", 1000)),
    _at_most(2, ("b", "", 100)),
    _at_most(2, ("c", "", 100)),
    _at_most(2, ("d", "", 500)),
    *(_faster(10, ("e", f"forks {forks}", 300)) for forks in (5, 20)),
    *(_one_login(("e", f"forks {forks}", 300)) for forks in (5, 20)),
    _at_most(1, ("a", "settings", 1000), "floor-each", "tenant"),
    _at_most(1.5, ("a", "items", 1000), contender="tenant"),
    _at_most(1, ("g", "slow", 100), contender="tenant"),
    _at_most(2, ("b", "", 100), contender="tenant"),
    _at_most(2, ("c", "", 100), contender="tenant"),
    _at_most(2.5, ("e", "forks 5", 300), contender="drift"),
    _faster(60, ("e", "forks 5", 300), "drift"),
    _requests(7, ("e", "forks 5", 300), "drift"),
    _one_login(("e", "forks 5", 300), "drift"),
    _memory(120, ("a", "items", 1000), "tenant"),
    _requests(3, ("h", "", 20)),
    *(_grows(10, count) for count in (1, 100)),
    *(_faster(1, ("a", kind, count), "module") for kind in ("items", "settings") for count in (10, 100)),
]
