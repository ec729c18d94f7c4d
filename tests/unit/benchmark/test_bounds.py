# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.benchmark.bounds import BOUNDS, verdicts
from tests.benchmark.cases import groups
from tests.benchmark.measure import Row
from tests.benchmark.table import table


def row(contender: str, seconds: float, case: tuple[str, str, int] = ("b", "", 100), **more: float) -> Row:
    work, kind, count = case
    told = {"start": 0.0, "cpu": 0.0, "requests": count, "logins": 1, "memory": 1.0, **more}
    return Row(work, kind, "some work", count, contender, [seconds], seconds, **told)  # type: ignore[arg-type]


def test_every_bound_is_about_something_that_is_measured() -> None:
    measured = {
        ((case.work, case.kind, case.count), contender)
        for group in groups()
        for case in group
        for contender in case.contenders
    }
    assert {key for bound in BOUNDS for key in bound.rows} <= measured


@pytest.mark.parametrize(("seconds", "holds"), [(2.0, True), (2.1, False)])
def test_time_beside_the_floor(seconds: float, holds: bool) -> None:
    (verdict,) = verdicts([row("in-process", seconds), row("floor", 1.0)])
    assert verdict.holds is holds


def test_time_that_is_mostly_start_is_judged_without_it() -> None:
    (verdict,) = verdicts([row("in-process", 1.0, start=0.75), row("floor", 0.25, start=0.125)])
    assert verdict.holds
    assert verdict.measured == "4.00 x, without start 2.00 x, judged by the latter"


@pytest.mark.parametrize(("seconds", "holds"), [(2.0, True), (2.1, False)])
def test_time_beside_uri(seconds: float, holds: bool) -> None:
    case = ("e", "forks 5", 300)
    told = verdicts([row("in-process", seconds, case), row("uri", 20.0, case)])
    assert [one.holds for one in told] == [holds, True]


def test_more_than_one_login() -> None:
    told = verdicts([row("in-process", 1.0, ("e", "forks 20", 300), logins=2)])
    assert [(one.bound, one.holds) for one in told] == [("(e) some work: in-process: one login", False)]


@pytest.mark.parametrize(("requests", "holds"), [(3000, True), (3001, False)])
def test_requests(requests: int, holds: bool) -> None:
    (verdict,) = verdicts([row("in-process", 1.0, ("a", "items", 1000), requests=requests)])
    assert verdict.holds is holds


@pytest.mark.parametrize(("count", "holds"), [(1, True), (100, False)])
def test_growth(count: int, holds: bool) -> None:
    seconds = {10: 1.0, 10_000: 1.05}
    keys = {jobs: ("f", f"{count} of {jobs}", count) for jobs in seconds}
    (verdict,) = verdicts([row("in-process", seconds[jobs], keys[jobs], start=0.9) for jobs in seconds])
    assert verdict.holds is holds


def test_table() -> None:
    head, line, mine, floor = table([row("in-process", 1.5, start=0.5), row("floor", 1.0)]).splitlines()
    assert head.startswith("| work          | contender      |   time | without start |    each | x floor | requests")
    assert mine.startswith("| (b) some work | us, in-process | 1.50 s |        1.00 s | 10.0 ms |     1.5 |      100")
    assert floor.startswith(
        "| (b) some work | floor          | 1.00 s |        1.00 s | 10.0 ms |     1.0 |      100 |"
    )
    assert line.startswith("| ------------- | -------------- | -----: | ------------: | ------: | ------: | -------:")
    assert len({*map(len, (head, line, mine, floor))}) == 1
