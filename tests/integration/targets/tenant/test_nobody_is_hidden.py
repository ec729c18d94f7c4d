# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant whose run ends without a refusal names each object that is not backed up: against a model written apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import TenantFailed, TenantRefused
from ansible_collections.vb365.backup.plugins.modules import tenant
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.unit.module_utils.protection.brute_force import Job, Object, Schedule, Selected, World
from tests.unit.module_utils.protection.organizations import MEMBERS, USER, schedule_options, schedules

ORGANIZATION = "adatum.onmicrosoft.com"
SITE = "https://adatum.sharepoint.com/sites/one"
NAMES: dict[Object, tuple[str, tuple[str, ...]]] = {
    ("User", "a"): ("a@adatum.com", USER),
    ("User", "b"): ("b@adatum.com", USER),
    ("Group", "g"): ("g@adatum.com", (*MEMBERS, "mailbox", "group_site")),
    ("Site", "s"): (SITE, ()),
    ("Team", "t"): ("t@adatum.com", ()),
}
DATA = {
    "organizations": [
        {
            "name": ORGANIZATION,
            "office_name": "Adatum",
            "users": [{"name": "a@adatum.com"}, {"name": "b@adatum.com"}],
            "groups": [{"name": "g@adatum.com", "display_name": "G", "type": "Office365"}],
            "sites": [{"url": SITE, "title": "One"}],
            "teams": [{"mail": "t@adatum.com", "display_name": "T"}],
        }
    ],
    "repositories": [{"name": "Disk"}],
    "jobs": [],
}


@pytest.fixture(scope="module")
def adatum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """A server with one organization, without jobs."""
    file: Path = tmp_path_factory.mktemp("adatum") / "data.yml"
    file.write_text(yaml.safe_dump(DATA), encoding="utf-8")
    with Simulator("--data", str(file)) as simulator:
        yield simulator


@st.composite
def jobs(draw: st.DrawFn) -> list[Job]:
    """Jobs that select each object once, now and then twice or not at all, and exclude some."""
    number = draw(st.integers(1, 3))
    is_entire = draw(st.booleans())
    selected: list[list[Selected]] = [[] for _number in range(number)]
    excluded: list[list[Selected]] = [[] for _number in range(number)]
    for thing, (_name, options) in NAMES.items():
        places = draw(st.lists(st.integers(0, number - 1), unique=True, max_size=2))
        for place in places[: draw(st.sampled_from([1, 1, 1, 1, 1, 2]))]:
            on = draw(st.sets(st.sampled_from(options), min_size=1)) if options else ()
            selected[place].append(Selected(thing, frozenset(on), frozenset(options)))
        if draw(st.integers(0, 3)) == 0:
            out = draw(st.sets(st.sampled_from(options), min_size=1)) if options else ()
            free = [place for place in range(number) if place not in places] or [0]
            excluded[draw(st.sampled_from(free))].append(Selected(thing, frozenset(out), frozenset(options)))
    nightly = st.one_of(st.just(Schedule("Daily")), schedules())
    return [
        Job(
            f"Job {place}",
            enabled=draw(st.booleans()),
            schedule=draw(nightly),
            selected=None if is_entire and place == 0 else tuple(selected[place]),
            excluded=tuple(excluded[place]),
        )
        for place in range(number)
    ]


def item(selected: Selected) -> dict[str, Any]:
    kind = selected.object[0]
    return {
        "type": kind,
        "name": NAMES[selected.object][0],
        **{option: option in selected.on for option in selected.all},
    }


def schedule(job: Job) -> dict[str, Any]:
    """The options that apply to the type of the schedule."""
    options = schedule_options(job.schedule)
    kind = options["type"]
    hourly = str(options["periodically_every"]).startswith("Hours")
    unfit = {
        "Daily": {"periodically_every", "periodically_offset_minutes", "periodically_window"},
        "Periodically": {"daily_time", "daily_type", *(() if hourly else ("periodically_offset_minutes",))},
        "ManualOnly": {*options} - {"type"},
    }[kind]
    return {name: value for name, value in options.items() if name not in unfit}


def described(world: list[Job]) -> dict[str, Any]:
    rows = []
    for job in world:
        row = {"name": job.name, "enabled": job.enabled, "schedule": schedule(job)}
        row["backup_type"] = "EntireOrganization" if job.selected is None else "SelectedItems"
        if job.selected is not None:
            row["selected_items"] = [item(one) for one in job.selected]
        row["excluded_items"] = [item(one) for one in job.excluded]
        rows.append(row)
    return {"organization": ORGANIZATION, "repository": "Disk", "jobs": rows}


def hidden(world: list[Job], unprotected: list[dict[str, Any]]) -> set[Object]:
    """The objects that the model calls unprotected and that no problem names, itself or by its job."""
    lost = World(tuple(world), datetime.now(timezone.utc).replace(tzinfo=None)).unprotected
    names = {name: thing for thing, (name, _options) in NAMES.items()}
    titles = {"One": ("Site", "s"), "T": ("Team", "t"), "G": ("Group", "g")}
    told = {
        thing
        for row in unprotected
        for one in row["objects"]
        for thing in (names.get(one["name"]) or titles.get(one["name"]),)
        if thing
    }
    whole = {row["job"] for row in unprotected if not row["objects"]}
    told |= {thing for job in world if job.name in whole for thing in job.objects()}
    event("somebody is lost" if lost else "nobody is lost")
    return lost - told


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(world=jobs())
def test_whoever_is_not_backed_up_is_named(adatum: Simulator, world: list[Job]) -> None:
    adatum.reset()
    direct, options = Direct(adatum), described(world)
    try:
        check = direct(tenant, True, **options)
    except TenantRefused:
        event("refused")
        return
    assert hidden(world, check.result["unprotected"]) == set()
    real = direct(tenant, False, **options)
    again = direct(tenant, True, **options)
    assert [job["state"] for job in again.result["jobs"]] == ["in sync"] * len(world)
    assert real.result["unprotected"] == check.result["unprotected"]
    assert hidden(world, again.result["unprotected"]) == set()


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(world=jobs(), number=st.integers(0, 2))
def test_whoever_is_not_backed_up_after_a_failure_is_named(adatum: Simulator, world: list[Job], number: int) -> None:
    """One job cannot be created: the model knows only the jobs that are on the server then."""
    adatum.reset()
    adatum.fault("status", "/Jobs$", method="POST", status=403, skip=number)
    try:
        result = Direct(adatum)(tenant, False, **described(world)).result
        event("no failure")
    except TenantRefused:
        event("refused")
        return
    except TenantFailed as failed:
        result = failed.details()
        event("failed")
    finally:
        adatum.clear_faults()
    names = {job["name"] for job in adatum.state()["jobs"]}
    assert hidden([job for job in world if job.name in names], result["unprotected"]) == set()
    missing = {row["job"] for row in result["unprotected"] if row["reason"] == "missing"}
    assert missing == {job.name for job in world} - names
