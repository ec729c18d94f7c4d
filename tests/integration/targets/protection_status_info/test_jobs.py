# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of jobs in simulated time, and what their reading costs."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, OptionErrors
from ansible_collections.vb365.backup.plugins.modules import protection_status_info
from tests.integration.conftest import Plays
from tests.integration.targets.protection_status_info.conftest import (
    CONTOSO,
    EVERYTHING,
    FABRIKAM,
    HOUR,
    MAIL,
    SITES,
    TEAMS,
    Morning,
)
from tests.simulator.launch import Simulator

INFO = "vb365.backup.protection_status_info"


def test_each_state_is_reached(morning: Morning) -> None:
    simulator = morning.simulator
    assert morning.states() == {MAIL: "ok", SITES: "ok", TEAMS: "disabled", EVERYTHING: "never"}
    morning.start(MAIL, seconds=2 * HOUR)
    assert morning.state(MAIL) == "running"
    simulator.advance(2 * HOUR + 1)
    assert morning.state(MAIL) == "ok"
    morning.run(MAIL, "Failed")
    assert morning.state(MAIL) == "failing"
    simulator.advance(24 * HOUR)
    assert morning.state(MAIL) == "late"
    morning.start(MAIL, seconds=HOUR)
    (row,) = morning.result(job=MAIL)["jobs"]
    assert (row["state"], row["running"]) == ("late", True)
    assert 24 * HOUR < row["age"] < 25 * HOUR
    simulator.advance(HOUR + 1)
    assert morning.state(MAIL) == "ok"
    simulator.edit(MAIL, settings={"isEnabled": False})
    assert morning.state(MAIL) == "disabled"


def test_a_first_session_that_runs_protects_nobody_yet(morning: Morning) -> None:
    morning.start(EVERYTHING, seconds=HOUR)
    (row,) = morning.result(job=EVERYTHING)["jobs"]
    assert (row["state"], row["running"], row["last_good"], row["age"]) == ("never", True, None, None)
    morning.simulator.advance(HOUR)
    assert morning.state(EVERYTHING) == "ok"


@pytest.mark.parametrize(
    "settings",
    [
        {"isEnabled": False},
        {"schedulePolicy": {"type": "ManualOnly"}},
        {"schedulePolicy": {"scheduleEnabled": False}},
    ],
)
def test_a_job_that_never_starts_is_never_ok(morning: Morning, settings: dict[str, Any]) -> None:
    morning.simulator.edit(MAIL, settings=settings)
    morning.run(MAIL)
    assert morning.state(MAIL) == "disabled"


def test_retry_and_success_statuses(morning: Morning) -> None:
    morning.simulator.edit(MAIL, settings={"schedulePolicy": {"retryEnabled": True, "retryNumber": 1}})
    morning.start(MAIL, "Failed", retry=True)
    morning.simulator.advance(31)
    assert morning.state(MAIL) == "ok"
    morning.run(SITES, "Warning")
    assert morning.state(SITES) == "ok"
    assert morning.state(SITES, success_statuses=["Success"]) == "never"
    morning.run(SITES)
    morning.run(SITES, "Warning")
    assert morning.state(SITES, success_statuses=["Success"]) == "failing"
    morning.run(SITES, "Stopped")
    assert morning.state(SITES) == "failing"


def test_names_in_rpo_that_no_job_has(morning: Morning) -> None:
    rpo = {"default": "30d", "jobs": {"Contoso Mialboxes": "1h", "*SITES": "1h"}}
    outcome = morning.direct(protection_status_info, rpo=rpo)
    assert outcome.warnings == ["rpo.jobs: 'Contoso Mialboxes' matches no job that was read, and has no effect."]
    assert morning.direct(protection_status_info, rpo=rpo, job=MAIL).warnings == []


def test_rpo(morning: Morning) -> None:
    assert morning.state(MAIL, rpo={"default": "8h"}) == "late"
    assert morning.state(MAIL, rpo={"default": "8h", "jobs": {"contoso *": "1d", "*": "1m"}}) == "ok"
    assert morning.state(MAIL, rpo={"jobs": {"*boxes": "90m"}}) == "late"
    assert [row["rpo"] for row in morning.result(rpo={"jobs": {"*sites": "1d12h"}})["jobs"]] == [
        24 * HOUR,
        36 * HOUR,
        24 * HOUR,
        24 * HOUR,
    ]


@pytest.mark.parametrize("moves", ["good_end", "any_end"])
@pytest.mark.parametrize("order", ["latest_first", "by_id"])
def test_an_old_backup_is_found(morning: Morning, moves: str, order: str) -> None:
    morning.simulator.profile(last_backup_moves_on=moves, session_order=order, page_cap=2)
    morning.run(MAIL)
    (before,) = morning.result(job=MAIL)["jobs"]
    for _day in range(3):
        morning.simulator.advance(24 * HOUR)
        morning.run(MAIL, "Failed")
    (row,) = morning.result(job=MAIL)["jobs"]
    assert (row["state"], row["last_good"]) == ("late", before["last_good"])
    assert row["last_session"]["status"] == "Failed"
    assert morning.state(MAIL, rpo={"default": "4d"}) == "failing"
    assert morning.state(MAIL, rpo={"default": "30d"}) == "failing"


def test_filters_and_summary(morning: Morning) -> None:
    assert list(morning.states(organization=["fabrikam"])) == [EVERYTHING]
    assert list(morning.states(organization=["contoso", FABRIKAM])) == [MAIL, SITES, TEAMS, EVERYTHING]
    assert list(morning.states(repository="Contoso Vault")) == [SITES, TEAMS]
    assert list(morning.states(job="contoso teams")) == [TEAMS]
    result = morning.result(state=["never", "late"])
    assert [row["name"] for row in result["jobs"]] == [EVERYTHING]
    assert result["summary"] == {
        "jobs": {"total": 4, "ok": 2, "running": 0, "failing": 0, "late": 0, "never": 1, "disabled": 1},
        "organizations_without_jobs": 0,
    }


def test_organizations_without_jobs(morning: Morning) -> None:
    morning.direct.client.delete(f"/Jobs/{morning.simulator.job(EVERYTHING)['id']}")
    assert morning.result()["organizations_without_jobs"] == [FABRIKAM]
    assert morning.result(organization=["contoso"])["organizations_without_jobs"] == []
    assert morning.result(organization=["fabrikam"])["organizations_without_jobs"] == [FABRIKAM]
    assert morning.result(repository="Disk 01")["organizations_without_jobs"] == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rpo": {"default": "soon", "jobs": {"a*": "0h"}}}, ["rpo.default: 'soon'", "rpo.jobs.a*: '0h'"]),
        ({"organization": [" "]}, ["organization"]),
        ({"success_statuses": []}, ["success_statuses: []: expected one or more"]),
        ({"organization": ["contosso"]}, ["contosso", CONTOSO]),
        ({"job": "Contoso Mail"}, ["job: 'Contoso Mail'", MAIL]),
        ({"repository": "Disk 1"}, ["repository", "Disk 01"]),
    ],
)
def test_refused(morning: Morning, options: dict[str, Any], words: list[str]) -> None:
    with pytest.raises((OptionError, OptionErrors)) as caught:
        morning.result(**options)
    assert all(word in str(caught.value) for word in words)


def test_requests_are_flat_in_jobs() -> None:
    counts = []
    for jobs in (5, 40):
        with Simulator("--generate", f"organizations=10,jobs={jobs},users=3") as simulator:
            morning = Morning(simulator)
            morning.direct.requests()
            result = morning.result()
            assert result["summary"]["jobs"] == {**result["summary"]["jobs"], "total": 10 * jobs, "never": 10 * jobs}
            counts.append(morning.direct.requests())
    assert counts[0] == counts[1]
    assert sorted(counts[0]) == sorted(
        ["GET /Jobs", "GET /Organizations", "GET /BackupRepositories", "GET /JobSessions", "GET /JobSessions"]
    )


def test_a_late_job_costs_one_request_more(morning: Morning) -> None:
    morning.simulator.advance(3 * 24 * HOUR)
    morning.result()
    morning.direct.requests()
    morning.result()
    # MAIL and SITES by their last backup, EVERYTHING, which only ever failed, by all its sessions.
    assert morning.direct.requests().count("GET /JobSessions") == 2 + 3


def test_many_late_jobs_cost_one_listing() -> None:
    with Simulator("--generate", "organizations=5,jobs=4,users=3") as simulator:
        morning = Morning(simulator)
        for job in morning.direct.client.get_all("/Jobs"):
            morning.direct.client.post(f"/Jobs/{job['id']}/start", {})
        simulator.advance(3 * 24 * HOUR)
        morning.direct.requests()
        assert morning.result()["summary"]["jobs"]["late"] == 20
        assert morning.direct.requests().count("GET /JobSessions") == 3


def test_both_shells(both: Plays) -> None:
    tasks = [
        {INFO: {"objects": True}, "check_mode": True},
        {INFO: {"organization": CONTOSO, "rpo": {"default": "8h"}, "state": "late"}},
        {INFO: {"job": MAIL, "objects": True}},
    ]
    first, second, third = both(tasks).tasks
    assert first.writes == second.writes == []
    assert [row["name"] for row in second.result["jobs"]] == [MAIL]
    assert third.failed
