# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work: the state of the server, and the desired state."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.benchmark import wanted
from tests.benchmark.wanted import Tenant

Want = Callable[[dict[str, Any]], list[Tenant]]
ALL = ("in-process", "module", "uri", "floor")
SLOW = ("module", "uri")
CONTENDERS = (*ALL, "tenant", "drift", "floor-each", "nothing", "by-task", "spelled")


@dataclass(frozen=True)
class Case:
    """``work``: a letter of the issue. ``kind``: the variant. ``count``: the divisor of a cost."""

    work: str
    kind: str
    title: str
    count: int
    sizes: str
    want: Want
    play: str = "jobs"
    writes: bool = False
    is_check: bool = False
    forks: int = 5
    pause: float = 0
    rounds: int = 1
    contenders: tuple[str, ...] = ALL
    once: tuple[str, ...] = ()


def _all(state: dict[str, Any]) -> list[Tenant]:
    return wanted.tenants(state)


def _settings(state: dict[str, Any]) -> list[Tenant]:
    return wanted.tenants(state, lists=())


def _new(count: int) -> Want:
    def want(state: dict[str, Any]) -> list[Tenant]:
        (tenant,) = wanted.tenants(state)
        (job,) = tenant["jobs"]
        jobs = [{**job, "name": f"New {number:03d}", **_with_own_users(job, number)} for number in range(1, count + 1)]
        return [{**tenant, "jobs": jobs}]

    return want


def _with_own_users(job: dict[str, Any], number: int) -> dict[str, Any]:
    """The lists of a job, with users that no job of another number has."""
    domain = job["selectedItems"][0]["name"].partition("@")[2]
    users = itertools.count(number * (len(job["selectedItems"]) + len(job["excludedItems"])) + 1)
    return {name: [{**item, "name": f"user{next(users):03d}@{domain}"} for item in job[name]] for name in wanted.LISTS}


def _changed(state: dict[str, Any]) -> list[Tenant]:
    (tenant,) = _settings(state)
    jobs = [
        {**job, "description": "Changed", "schedulePolicy": {**job["schedulePolicy"], "dailyTime": "04:45:00"}}
        for job in tenant["jobs"]
    ]
    return [{**tenant, "jobs": jobs}]


def _users(count: int) -> Want:
    def want(state: dict[str, Any]) -> list[Tenant]:
        (tenant,) = wanted.tenants(state)
        (job,) = tenant["jobs"]
        domain = job["selectedItems"][0]["name"].partition("@")[2]
        users = [{"type": "User", "name": f"user{number:03d}@{domain}"} for number in range(11, count + 11)]
        return [{"organization": tenant["organization"], "job": job["name"], "users": users}]

    return want


def _first(count: int) -> Want:
    """So many jobs of the first tenant, again and again."""

    def want(state: dict[str, Any]) -> list[Tenant]:
        first = wanted.tenants(state)[0]
        jobs = first["jobs"]
        return [{**first, "jobs": [jobs[number % len(jobs)] for number in range(count)]}]

    return want


def groups(is_small: bool = False) -> list[list[Case]]:
    """All work, in groups that are measured side by side; small, it proves nothing but that it works."""
    found: list[list[Case]] = []
    for count in (2,) if is_small else (10, 100, 1000):
        items, settings = f"no change, {count} jobs with items", f"no change, {count} jobs, settings alone"
        data = f"jobs={count},exclusions=1"
        names = tuple(name for name in (*ALL, "tenant", "nothing") if name != "module" or count < 1000)
        each, once = (*names, "floor-each"), SLOW if count > 10 else ()
        found.append([Case("a", "items", items, count, data, _all, contenders=names, once=once)])
        found.append([Case("a", "settings", settings, count, data, _settings, contenders=each, once=once)])
    count = 2 if is_small else 100
    data, loop = f"jobs={count},exclusions=1", (*ALL, "tenant", "nothing")
    users = f"jobs=1,exclusions=1,users={4 * (count + 1)}"
    found.append(
        [Case("b", "", f"creating {count} jobs", count, users, _new(count), writes=True, contenders=loop, once=SLOW)]
    )
    found.append(
        [Case("c", "", f"changing {count} jobs", count, data, _changed, writes=True, contenders=loop, once=SLOW)]
    )
    count = 5 if is_small else 500
    data = f"jobs=1,users={count + 10}"
    title = f"adding {count} users to a job"
    found.append([Case("d", "", title, count, data, _users(count), play="users", writes=True)])
    return [
        *found,
        *_drift(2 if is_small else 300, is_small),
        *_growth(is_small),
        *_habits(2 if is_small else 100),
        [_coverage(20, 25) if is_small else _coverage(20_000, 100)],
    ]


def _coverage(users: int, items: int) -> Case:
    """Who is in no job: 20 jobs, all of the same users."""
    sizes = f"jobs=20,users={users},items={items},groups=5"
    names = ("in-process", "module", "floor")
    title = f"coverage of {users:,} users by 20 jobs"
    return Case("h", "", title, 20, sizes, _organization, play="coverage", contenders=names)


def _organization(state: dict[str, Any]) -> list[Tenant]:
    return [{"organization": row["name"]} for row in state["organizations"]]


def _drift(count: int, is_small: bool) -> list[list[Case]]:
    drift = [
        Case(
            work="e",
            kind=f"forks {forks}",
            title=f"drift of {count} tenants with 3 jobs each, forks {forks}",
            count=count,
            sizes=f"organizations={count},jobs=3,exclusions=1,apart=1,users=12",
            want=_all,
            is_check=True,
            forks=forks,
            contenders=("in-process", "drift", "uri", "floor", "nothing") if forks > 1 else ("in-process",),
            once=SLOW,
        )
        for forks in ((5,) if is_small else (1, 5, 20))
    ]
    return [[case] for case in drift]


def _growth(is_small: bool) -> list[list[Case]]:
    """Tenants of 30 jobs each, save the first one, which has 10 on each server."""
    tenants = {10: 1, 40: 2} if is_small else {10: 1, 1000: 34, 10_000: 334}
    return [
        [
            Case(
                work="f",
                kind=f"{count} of {jobs}",
                title=f"no change, {count} job{'s'[: count > 1]} where the server holds {jobs:,}",
                count=count,
                sizes=f"organizations={number},first_jobs=10,jobs=30,exclusions=1",
                want=_first(count),
                rounds=3 if count == 1 else 1,
                contenders=("in-process", "floor"),
            )
            for jobs, number in tenants.items()
        ]
        for count in ((2,) if is_small else (1, 100))
    ]


def _habits(count: int) -> list[list[Case]]:
    """A slow server, and good habits beside slow ones: these cases are not work of the issue."""
    data, two = f"jobs={count},exclusions=1", ("in-process", "by-task")
    three = (*two, "spelled")
    users = f"jobs=1,users={count + 10}"
    title = f"adding {count} users to a job"
    slow, pause = f"no change, {count} jobs with items, 20 ms for each answer", 0.02
    return [
        [Case("g", "slow", slow, count, data, _all, pause=pause, contenders=("in-process", "tenant", "floor"))],
        [Case("g", "jobs", f"no change, {count} jobs, settings alone", count, data, _settings, contenders=three)],
        [Case("g", "users", title, count, users, _users(count), play="users", writes=True, contenders=two)],
    ]
