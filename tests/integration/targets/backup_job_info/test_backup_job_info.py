# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs read back: filters, parts on request, what each costs, and that what is shown changes nothing."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._operations import backup_job_info as _operation
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.modules import backup_job_info
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.integration.harness.playbook import play
from tests.simulator.launch import Simulator

INFO = "vb365.backup.backup_job_info"
CONTOSO = ["Contoso Mailboxes", "Contoso Sites", "Contoso Teams"]
ALL = [*CONTOSO, "Fabrikam Everything"]
UNKNOWN = "00000000-0000-4000-8000-000000000000"
EVERYTHING = ["items", "exclusions", "copy_job", "last_session"]


@pytest.fixture
def direct(simulator: Simulator) -> Direct:
    return Direct(simulator)


def read(direct: Direct, **options: Any) -> list[dict[str, Any]]:
    """The jobs that are shown."""
    outcome = direct(backup_job_info, **options)
    assert outcome.changed is False
    jobs: list[dict[str, Any]] = outcome.result["jobs"]
    return jobs


def names(jobs: list[dict[str, Any]]) -> list[str]:
    return [job["config"]["name"] for job in jobs]


# ---- filters -------------------------------------------------------------------------------------------------------


def test_filters(both: Plays, simulator: Simulator) -> None:
    job = simulator.job("Contoso Sites")
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ALL),
        ({"organization": "CONTOSO.onmicrosoft.com"}, CONTOSO),
        ({"organization": "contoso"}, CONTOSO),
        ({"organization": job["organizationId"].upper()}, CONTOSO),
        ({"repository": "contoso vault"}, ["Contoso Sites", "Contoso Teams"]),
        ({"repository": job["repositoryId"]}, ["Contoso Sites", "Contoso Teams"]),
        ({"organization": "fabrikam", "repository": "Disk 01"}, ["Fabrikam Everything"]),
        ({"organization": "fabrikam", "repository": "Contoso Vault"}, []),
        ({"name": "contoso SITES"}, ["Contoso Sites"]),
        ({"name": job["id"].upper()}, ["Contoso Sites"]),
        ({"id": job["id"], "organization": "contoso", "repository": "Contoso Vault"}, ["Contoso Sites"]),
        ({"id": job["id"], "organization": "fabrikam"}, []),
        ({"id": UNKNOWN}, []),
        ({"name": "contoso"}, []),
    ]
    tasks = [
        {"name": str(options), INFO: options, "check_mode": bool(n % 2)} for n, (options, rows) in enumerate(cases)
    ]
    for task, (options, expected) in zip(both(tasks).tasks, cases, strict=True):
        assert not task.failed, (options, task.result)
        assert names(task.result["jobs"]) == expected, task.name
        assert task.result["changed"] is False
        assert task.writes == []


def test_names_of_others_that_lead_nowhere_are_errors_with_candidates(both: Plays) -> None:
    tasks = [{INFO: options} for options in ({"organization": "contosso"}, {"repository": "Disk 1"}, {"id": "Sites"})]
    organization, repository, identity = both(tasks).tasks
    assert organization.result["msg"].startswith("organization: 'contosso': ")
    assert "contoso.onmicrosoft.com" in organization.result["msg"]
    assert repository.result["msg"].startswith("repository: 'Disk 1': ")
    assert "Disk 01" in repository.result["msg"]
    assert identity.result["msg"] == "id: 'Sites': expected a UUID"
    for task in (organization, repository, identity):
        assert task.failed
        assert task.result["error_code"] == "option"


# ---- what is shown -------------------------------------------------------------------------------------------------


def test_parts(both: Plays) -> None:
    tasks = [
        {INFO: {}},
        {INFO: {"include": EVERYTHING}},
    ]
    plain, whole = (task.result["jobs"] for task in both(tasks).tasks)
    for job in plain:
        assert sorted(job) == ["config", "id", "status"]
        assert not {"selected_items", "excluded_items", "id"} & set(job["config"])
    mailboxes, sites, teams, entire = whole
    for job, without in zip(whole, plain, strict=True):
        assert sorted(job) == ["config", "copy_job", "id", "last_session", "status"]
        lists = {key: job["config"].pop(key) for key in ("selected_items", "excluded_items") if key in job["config"]}
        assert job["config"] == without["config"]
        job["lists"] = lists
    assert [item.get("name") for item in mailboxes["lists"]["selected_items"]] == [
        "alice@contoso.com",
        "bob@contoso.com",
        "sales@contoso.com",
    ]
    assert mailboxes["lists"]["excluded_items"][0]["name"] == "carol@contoso.com"
    assert sites["lists"]["excluded_items"] == []
    assert "selected_items" not in entire["lists"]
    assert entire["lists"]["excluded_items"][0]["name"] == "support@fabrikam.com"
    assert [bool(job["copy_job"]) for job in whole] == [False, True, False, False]
    assert sites["copy_job"]["repository"] == "Object Archive"
    assert sites["copy_job"]["schedule"]["type"] == "Immediate"
    assert sites["copy_job"]["schedule"]["backup_window"] == {}
    assert [job["last_session"] and job["last_session"]["status"] for job in (mailboxes, sites, teams, entire)] == [
        "Success",
        "Warning",
        None,
        "Failed",
    ]


def test_each_part_costs_what_is_documented(direct: Direct, simulator: Simulator) -> None:
    teams, entire = simulator.job("Contoso Teams")["id"], simulator.job("Fabrikam Everything")["id"]
    names_of = ["GET /Organizations", "GET /BackupRepositories"]
    read(direct, organization="contoso")
    assert direct.requests() == ["GET /Organizations", "GET /Jobs", "GET /BackupRepositories"]
    read(direct)
    assert direct.requests() == ["GET /Jobs"]  # names are remembered
    read(Direct(simulator), id=teams, include=EVERYTHING)  # it has never run
    lists = [f"GET /Jobs/{teams}/SelectedItems", f"GET /Jobs/{teams}/ExcludedItems"]
    assert direct.requests() == [f"GET /Jobs/{teams}", *names_of, *lists, "GET /CopyJobs"]
    read(direct, id=entire, include=EVERYTHING)
    assert direct.requests() == [
        f"GET /Jobs/{entire}",
        f"GET /Jobs/{entire}/ExcludedItems",
        "GET /JobSessions",
        "GET /CopyJobs",
    ]


def test_window_of_a_copy_job_is_shown_as_entries(direct: Direct, simulator: Simulator) -> None:
    copy = read(direct, name="Contoso Sites", include=["copy_job"])[0]["copy_job"]
    week = [hour % 24 >= 18 for hour in range(168)]
    policy = {
        "type": "DailyAtTime",
        "dailyTime": "04:00:00",
        "dailyType": "Workdays",
        "backupCopyWindowEnabled": True,
        "backupCopyWindowSettings": {"backupWindow": week, "minuteOffset": 60},
    }
    direct.client.put(f"/CopyJobs/{copy['id']}", {"schedulePolicy": policy})
    (job,) = read(direct, name="Contoso Sites", include=["copy_job"])
    assert job["copy_job"]["schedule"] == {
        "type": "DailyAtTime",
        "periodically_every": None,
        "daily_type": "Workdays",
        "daily_time": "04:00:00",
        "backup_window": {"allow": ["Mon-Sun 18:00-24:00"], "minute_offset": 60},
    }


def test_last_session_is_the_last(direct: Direct, simulator: Simulator) -> None:
    def last() -> tuple[str, int]:
        session = read(direct, organization="contoso", name="Contoso Mailboxes", include=["last_session"])[0][
            "last_session"
        ]
        return session["status"], session["retry_count"]

    job = simulator.job("Contoso Mailboxes")
    simulator.outcome(job["id"], "Failed", "Success", retry=True, seconds=30)
    assert last() == ("Success", 0)
    direct.client.post(f"/Jobs/{job['id']}/start", {})
    assert last() == ("Running", 0)
    simulator.advance(60)
    assert last() == ("Failed", 0)
    simulator.advance(job["schedulePolicy"]["retryWaitInterval"] * 60 - 25)
    assert last() == ("Running", 1)
    simulator.advance(60)
    assert last() == ("Success", 1)


@pytest.mark.parametrize(
    ("key", "value"), [("null_fields", "absent"), ("id_case", "upper"), ("page_cap", 1), ("etag_moves_on", "all")]
)
def test_profile(direct: Direct, simulator: Simulator, key: str, value: str | int) -> None:
    def seen() -> list[dict[str, Any]]:
        jobs = read(Direct(simulator), include=EVERYTHING)
        for job in jobs:
            job["status"].pop("next_run")
        return jobs

    def lower(shown: Any) -> str:
        return str(shown).lower()

    before = seen()
    simulator.profile(**{key: value})
    assert lower(seen()) == lower(before)


# ---- round trip ----------------------------------------------------------------------------------------------------


def test_fed_back_changes_nothing(simulator: Simulator, tmp_path: Path) -> None:
    task = {
        "vb365.backup.backup_job": "{{ item.config }}",
        "loop": "{{ found.jobs }}",
        "loop_control": {"label": "{{ item.config.name }}"},
    }
    tasks = [{INFO: {}, "register": "found"}, task, {**task, "check_mode": True}]
    played = play(tmp_path, simulator, tasks, environ={"ANSIBLE_INJECT_FACT_VARS": "true"})
    found, *fed = (task for task in played.tasks if not task.name.startswith("item"))
    assert len(found.result["jobs"]) == len(ALL)
    for task in fed:
        assert not task.failed, task.result
        assert [result["changed"] for result in task.result["results"]] == [False] * len(ALL)
        assert task.writes == []


def test_revision_holds_until_the_job_changes(simulator: Simulator, tmp_path: Path) -> None:
    job = {"organization": "contoso", "name": "Contoso Sites"}
    change = {"vb365.backup.backup_job": {**job, "enabled": False, "if_match": "{{ found.jobs[0].status.revision }}"}}
    _found, changed, late = play(tmp_path, simulator, [{INFO: job, "register": "found"}, change, change]).tasks
    assert changed.result["changed"] is True, changed.result
    assert late.result["error_code"] == "conflict"


# ---- problems --------------------------------------------------------------------------------------------------------


def test_problems(direct: Direct, simulator: Simulator) -> None:
    direct.requests()
    jobs = {job["config"]["name"]: job["problems"] for job in read(direct, include=["problems"])}
    assert len([one for one in direct.requests() if "Items" in one]) == 2 * len(ALL)
    assert {name: [row["reason"] for row in rows] for name, rows in jobs.items()} == {
        "Contoso Mailboxes": [],
        "Contoso Sites": [],
        "Contoso Teams": ["disabled", "unscheduled"],
        "Fabrikam Everything": ["failing"],
    }
    assert jobs["Contoso Teams"][0]["text"] == "'Contoso Teams' is disabled and backs up nothing: set enabled to true."


def test_problems_are_judged_by_the_clock_of_the_server(direct: Direct, monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[datetime] = []

    def judged(views: list[Any], now: datetime) -> list[Any]:
        moments.append(now)
        return [[] for _view in views]

    later = datetime(2031, 1, 1, tzinfo=timezone.utc)
    monkeypatch.setattr(Client, "now", lambda self: later)
    monkeypatch.setattr(_operation, "of_each", judged)
    read(direct, organization="contoso", include=["problems"])
    assert moments == [later]


def test_problems_that_two_jobs_share_are_those_of_both(direct: Direct, simulator: Simulator) -> None:
    simulator.edit("Contoso Sites", add_selected=[{"type": "User", "name": "alice@contoso.com"}])
    jobs = {
        job["config"]["name"]: job["problems"] for job in read(direct, organization="contoso", include=["problems"])
    }
    for name in ("Contoso Mailboxes", "Contoso Sites"):
        (row,) = jobs[name]
        assert (row["reason"], [thing["name"] for thing in row["objects"]]) == ("held_twice", ["alice@contoso.com"])
