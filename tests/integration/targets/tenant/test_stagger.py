# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts that spread themselves: a start in the window stays, and what is new or outside gets the emptiest slot."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.modules import tenant as module
from tests.integration.harness.direct import Direct
from tests.integration.targets.tenant.conftest import Plan, new, tenant
from tests.integration.targets.tenant.test_carrying_out import run
from tests.integration.targets.tenant.test_splits import predicted_and_done, split, splits
from tests.simulator.launch import Simulator

NIGHT = {"within": "20:00-22:00", "step": 30}
FABRIKAM = "fabrikam.onmicrosoft.com"


def night(*jobs: Any, **options: Any) -> dict[str, Any]:
    return tenant(*jobs, **{"stagger": NIGHT, "omitted": "default", **options})


def news(number: int, **options: Any) -> list[dict[str, Any]]:
    return [new(name=f"New {one}", **options) for one in range(number)]


def times(simulator: Simulator, prefix: str = "New ") -> dict[str, str]:
    jobs = [job for job in simulator.state()["jobs"] if job["name"].startswith(prefix)]
    return {job["name"]: str(job["schedulePolicy"].get("dailyTime")) for job in jobs}


def test_new_jobs_spread_and_stay(simulator: Simulator) -> None:
    """One of the four slots of the repository is taken: a job of the sample starts at 21:00."""
    predicted_and_done(simulator, night(*news(7)))
    before = times(simulator)
    slots = Counter([*before.values(), "21:00:00"])
    assert slots == Counter(dict.fromkeys(["20:00:00", "20:30:00", "21:00:00", "21:30:00"], 2))
    predicted_and_done(simulator, night(*news(9)))
    after = times(simulator)
    assert {name: after[name] for name in before} == before
    assert max(Counter([*after.values(), "21:00:00"]).values()) == 3


def test_a_start_in_the_window_stays_and_another_one_moves(simulator: Simulator) -> None:
    run(simulator, tenant(*news(2, schedule={"type": "Daily", "daily_time": "20:10"}), omitted="default"))
    simulator.edit("New 1", settings={"schedulePolicy": {"type": "Daily", "dailyTime": "12:00:00"}})
    done = predicted_and_done(simulator, night(*news(2)))
    (changed,) = [row for row in done.result["jobs"] if row["changes"]]
    assert changed["name"] == "New 1"
    assert [row["path"] for row in changed["changes"]] == ["schedule.daily_time"]
    found = times(simulator)
    assert found["New 0"] == "20:10:00"
    assert found["New 1"] in ("20:30:00", "21:30:00")


def test_a_time_of_the_defaults_is_for_fixed_jobs_only(simulator: Simulator) -> None:
    jobs = [
        new(name="New fixed", fixed=True),
        new(name="New own", schedule={"daily_time": "03:00"}),
        new(name="New free"),
        new(name="New manual", schedule={"type": "ManualOnly"}),
    ]
    defaults = {"backup_type": "SelectedItems", "schedule": {"type": "Daily", "daily_time": "05:00"}}
    predicted_and_done(simulator, night(*jobs, defaults=defaults))
    found = times(simulator)
    assert (found["New fixed"], found["New own"]) == ("05:00:00", "03:00:00")
    assert found["New free"] in ("20:00:00", "20:30:00", "21:30:00")
    assert simulator.job("New manual")["schedulePolicy"]["type"] == "ManualOnly"


def test_hourly_jobs_get_offsets(simulator: Simulator) -> None:
    jobs = news(4, schedule={"type": "Periodically", "periodically_every": "Hours4"})
    minutes = new(name="New often", schedule={"type": "Periodically", "periodically_every": "Minutes30"})
    predicted_and_done(simulator, night(*jobs, minutes, stagger={**NIGHT, "step": 15, "per": "server"}))
    offsets = [simulator.job(job["name"])["schedulePolicy"]["periodicallyOffsetMinutes"] for job in jobs]
    assert sorted({*offsets, 15}) == [0, 15, 30, 45]  # the sample has a job of 15
    simulator.edit("New 0", settings={"schedulePolicy": {"type": "Periodically", "periodicallyOffsetMinutes": 7}})
    assert not run(simulator, night(*jobs, minutes)).changed


def test_a_backup_window_leaves_few_slots(simulator: Simulator) -> None:
    schedule = {"type": "Daily", "backup_window": {"allow": ["Sun-Sat 20:00-21:00"]}}
    done = predicted_and_done(simulator, night(*news(4, schedule=schedule)))
    assert {*times(simulator).values()} == {"20:00:00", "20:30:00"}
    assert done.result["unprotected"] == []


def test_jobs_of_splits(simulator: Simulator) -> None:
    several = split("*@contoso.com", schedule=None)
    predicted_and_done(simulator, splits(several, stagger=NIGHT))
    found = times(simulator, "Mail ")
    assert len(found) == 7
    assert max(Counter([*found.values(), "21:00:00"]).values()) == 2


def test_keep_leaves_a_schedule_that_is_off_alone(simulator: Simulator) -> None:
    """The schedule of the first one is off, and the other one starts at 21:00."""
    jobs = [{"name": "Contoso Teams"}, {"name": "Contoso Mailboxes"}]
    assert not run(simulator, night(*jobs, omitted="keep", repository=None)).changed


@pytest.mark.parametrize(("per", "expected"), [("repository", 1), ("proxy", 1), ("server", 2)])
def test_what_jobs_share(simulator: Simulator, per: str, expected: int) -> None:
    """Four jobs in one repository and four at another proxy: each slot has one of each, or two at the server."""
    stagger = {"within": "01:00-03:00", "step": 30, "per": per}
    jobs = [new(name=f"New {number}", repository=["Disk 01", "Contoso Vault"][number % 2]) for number in range(8)]
    run(simulator, night(*jobs, stagger=stagger))
    state = simulator.state()["jobs"]
    starts = Counter(
        (job["repositoryId"] if per != "server" else "", job["schedulePolicy"]["dailyTime"])
        for job in state
        if job["name"].startswith("New ")
    )
    assert {*starts.values()} == {expected}


def test_a_job_that_was_renamed_keeps_its_start(simulator: Simulator) -> None:
    run(simulator, night(*news(3)))
    predicted_and_done(simulator, night(*(new(**{**job, "new_name": f"{job['name']} b"}) for job in news(3))))


def test_one_listing(simulator: Simulator, plan: Plan) -> None:
    plan(night(*news(3)))
    assert [path for path in plan.requests if path == "GET /Jobs"] == ["GET /Jobs"]
    assert not any("organizationId" in entry["query"] for entry in simulator.journal())


def test_a_job_that_leaves_counts_no_more(simulator: Simulator) -> None:
    stagger = {"within": "21:00-21:10", "step": 5}
    two = news(2)
    run(simulator, night(*two, stagger=stagger))
    (here, there) = sorted(times(simulator).items())
    gone = {"name": here[0], "state": "absent"}
    sample = {"name": "Contoso Mailboxes", "omitted": "keep"}
    run(simulator, night(gone, two[1], new(name="New 3"), sample, stagger=stagger))
    assert there[0] in times(simulator)
    assert len({*times(simulator).values()}) == 2


def test_mistakes(plan: Plan) -> None:
    for stagger, place, said in [
        ({"within": "soon"}, "stagger.within", "expected two times of the day"),
        ({"within": "20:00-04:00", "step": 0}, "stagger.step", "expected 1 to 720"),
        ({"step": 5}, "stagger.within", "needed"),
        ({"within": "20:00-04:00", "per": "rack"}, "stagger.per", "value of per must be one of"),
    ]:
        plan.told(night(new(schedule={"type": "Daily"}), stagger=stagger), [(place, None, said)])


# ---- several tenants in one run --------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_tenants_of_a_run_see_what_the_others_chose(simulator: Simulator, tmp_path: Path, order: list[int]) -> None:
    """In check mode nothing is on the server yet. It says what the real run does, in whichever order the tenants come
    then."""
    stagger = {"within": "01:00-01:20", "step": 5, "per": "server"}
    tenants = [night(*news(2), stagger=stagger), night(*news(2), stagger=stagger, organization=FABRIKAM)]

    def diff(number: int, check_mode: bool) -> Any:
        direct = Direct(simulator)
        direct.client.run_folder._folder = tmp_path
        return direct(module, check_mode, **tenants[number]).result["diff"]

    predicted = [diff(number, True) for number in (0, 1)]
    assert [diff(number, True) for number in (0, 1)] == predicted
    assert {number: diff(number, False) for number in order} == dict(enumerate(predicted))
    assert [diff(number, True) for number in (0, 1)] == [[], []]
    jobs = [job for job in simulator.state()["jobs"] if job["name"].startswith("New ")]
    assert len(jobs) == 4
    assert len({job["schedulePolicy"]["dailyTime"] for job in jobs}) == 4
