# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work: what the server holds, and what is wanted of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.benchmark import wanted
from tests.benchmark.wanted import Tenant

Want = Callable[[dict[str, Any]], list[Tenant]]
CONTENDERS = ("in-process", "module", "uri", "floor")


@dataclass(frozen=True)
class Case:
    """``work`` is a letter of the issue, ``sizes`` are the simulator's, ``count`` is what a cost is divided by.

    ``want`` makes what is wanted from what the server holds at the start. ``play`` is what the playbooks and the
    script call the work.
    """

    work: str
    title: str
    count: int
    sizes: str
    want: Want
    play: str = "jobs"
    writes: bool = False
    is_check: bool = False
    forks: int = 5
    contenders: tuple[str, ...] = CONTENDERS
    once: tuple[str, ...] = ()


def _all(state: dict[str, Any]) -> list[Tenant]:
    return wanted.tenants(state)


def _settings(state: dict[str, Any]) -> list[Tenant]:
    return wanted.tenants(state, lists=())


def _new(count: int) -> Want:
    def want(state: dict[str, Any]) -> list[Tenant]:
        (tenant,) = wanted.tenants(state)
        (job,) = tenant["jobs"]
        return [{**tenant, "jobs": [{**job, "name": f"New {number:03d}"} for number in range(1, count + 1)]}]

    return want


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


def _first(times: int) -> Want:
    def want(state: dict[str, Any]) -> list[Tenant]:
        first = wanted.tenants(state)[0]
        return [{**first, "jobs": first["jobs"] * times}]

    return want


def cases(small: bool = False) -> Iterator[Case]:
    """All work of the issue; ``small`` is so small that all of it takes seconds."""
    for count in (3,) if small else (10, 100, 1000):
        data, slow = f"jobs={count},exclusions=1", ("uri", "module") if count >= 1000 else ()
        yield Case("a", f"no change, {count} jobs with items", count, data, _all, once=slow)
        alone = (*CONTENDERS, "floor-each")
        yield Case("a", f"no change, {count} jobs, settings alone", count, data, _settings, contenders=alone, once=slow)
    count = 2 if small else 100
    yield Case("b", f"creating {count} jobs", count, "jobs=1,exclusions=1", _new(count), writes=True)
    yield Case("c", f"changing {count} jobs", count, f"jobs={count},exclusions=1", _changed, writes=True)
    count = 5 if small else 500
    data = f"jobs=1,users={count + 10}"
    yield Case("d", f"adding {count} users to a job", count, data, _users(count), play="users", writes=True)
