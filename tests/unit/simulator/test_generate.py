# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated jobs of every kind: all exist, are the same each time, and are valid for the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator import generate, seed
from tests.simulator.items import OPTIONS
from tests.simulator.launch import Simulator
from tests.simulator.models import Interval
from tests.simulator.state import State
from tests.simulator.world import Job, World
from tests.unit.simulator.client import Client


def world(sizes: str) -> World:
    return State(seed.filler(None, generate.parse_sizes(sizes)), {}, 1.0, 3600).world


@pytest.fixture(scope="module")
def jobs() -> list[Job]:
    return list(world("organizations=3,jobs=60,kinds=1").jobs.values())


def test_schedules_of_every_kind(jobs: list[Job]) -> None:
    policies = [job.schedule for job in jobs]
    assert {policy["type"] for policy in policies} == {"Daily", "Periodically", "ManualOnly"}
    every = {policy["periodicallyEvery"] for policy in policies} - {None}
    assert {interval.rstrip("0123456789") for interval in every} == {"Minutes", "Hours"}
    assert every <= set(Interval.__args__)
    for switch in ("scheduleEnabled", "backupWindowEnabled", "periodicallyWindowEnabled", "retryEnabled"):
        assert {policy[switch] for policy in policies} == {True, False}, switch
    assert {policy["periodicallyOffsetMinutes"] for policy in policies} > {0}
    assert {job.enabled for job in jobs} == {True, False}
    assert {character for job in jobs for character in job.description} >= {*"\n\"':#{}ü\t\\"}


def test_items_of_every_type_with_every_combination_of_options(jobs: list[Job]) -> None:
    items = [item for job in jobs for item in job.selected.values()]
    assert {item.type for item in items} == set(OPTIONS)
    for kind in ("User", "PartialOrganization"):
        assert len({(*item.options.items(),) for item in items if item.type == kind}) == 2 ** len(OPTIONS[kind]) - 1
    for name in OPTIONS["Group"]:
        assert {item.options[name] for item in items if item.type == "Group"} == {True, False}
    excluded = {item.type for job in jobs for item in job.excluded.values()}
    assert excluded == {"User", "Group", "Site", "Team", "OneDriveFolders"}


def test_one_job_of_each_organization_protects_all_of_it(jobs: list[Job]) -> None:
    entire = [job for job in jobs if job.backup_type == "EntireOrganization"]
    assert len({job.organization_id for job in entire}) == len(entire) == 3
    assert all(job.excluded and not job.selected for job in entire)
    assert all(job.selected for job in jobs if job not in entire)


@pytest.mark.parametrize("sizes", ["jobs=9,users=0,groups=0,sites=0,teams=0", "jobs=9,items=0", "jobs=9,items=30"])
def test_any_size_will_do(sizes: str) -> None:
    assert len(world(f"kinds=1,{sizes}").jobs) == 9


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with Simulator("--generate", "jobs=40,kinds=1") as simulator:
        yield simulator


def test_the_api_takes_each_job_as_it_shows_it(server: Simulator) -> None:
    client = Client(server)
    for job in client.every("Jobs?limit=1000"):
        lists = {"excludedItems": client.every(f"Jobs/{job['id']}/ExcludedItems")}
        if job["backupType"] == "SelectedItems":
            lists["selectedItems"] = client.every(f"Jobs/{job['id']}/SelectedItems")
        client.ok("DELETE", f"Jobs/{job['id']}", 204)
        policy = {name: value for name, value in job["schedulePolicy"].items() if value is not None}
        again = client.ok("POST", "Jobs", 201, {**job, **lists, "schedulePolicy": policy})
        assert told(again) == told(job)


def told(job: dict[str, Any]) -> dict[str, Any]:
    """A job without what the server makes up."""
    policy = {name: value for name, value in job["schedulePolicy"].items() if name != "dailyTime" or value}
    plain = {name: job[name] for name in ("name", "description", "backupType", "isEnabled")}
    return {**plain, "schedulePolicy": policy}


def test_the_same_jobs_each_time(server: Simulator) -> None:
    server.reset()
    with Simulator("--generate", "jobs=40,kinds=1") as other:
        assert [stable(job) for job in other.state()["jobs"]] == [stable(job) for job in server.state()["jobs"]]


def stable(job: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in job.items() if name not in ("nextRun", "eTag", "_links")}
