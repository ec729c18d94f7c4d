# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Job sessions: filters, order, limit, logs."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.modules import job_session_info
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

INFO = "vb365.backup.job_session_info"


@pytest.fixture
def direct(simulator: Simulator) -> Direct:
    return Direct(simulator)


def read(direct: Direct, **options: Any) -> list[dict[str, Any]]:
    """The sessions that are shown."""
    sessions: list[dict[str, Any]] = direct(job_session_info, **options).result["sessions"]
    return sessions


def test_filters(both: Plays, simulator: Simulator) -> None:
    job = simulator.job("Contoso Mailboxes")["id"]
    session = next(row["id"] for row in simulator.state()["sessions"] if row["jobId"] == job)
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["Warning", "Success", "Failed"]),
        ({"organization": "contoso"}, ["Warning", "Success"]),
        ({"organization": "contoso", "job": "contoso mailboxes"}, ["Success"]),
        ({"organization": "contoso", "job": job.upper()}, ["Success"]),
        ({"job": job}, ["Success"]),
        ({"organization": "contoso", "job": "Contoso Teams"}, []),
        ({"id": session}, ["Success"]),
        ({"id": "00000000-0000-4000-8000-000000000000"}, []),
        ({"status": "Success"}, ["Success"]),
        ({"status": ["Failed", "Warning"]}, ["Warning", "Failed"]),
        ({"status": "Queued"}, []),
        ({"id": session, "status": "Failed"}, []),
        ({"limit": 2}, ["Warning", "Success"]),
        ({"limit": 0}, ["Warning", "Success", "Failed"]),
    ]
    tasks = [
        {"name": str(options), INFO: options, "check_mode": bool(n % 2)} for n, (options, rows) in enumerate(cases)
    ]
    for task, (options, expected) in zip(both(tasks).tasks, cases, strict=True):
        assert not task.failed, (options, task.result)
        assert [row["status"] for row in task.result["sessions"]] == expected, options
        assert task.result["changed"] is False
        assert task.writes == []


def test_server_filters_where_it_can(direct: Direct, simulator: Simulator) -> None:
    read(direct, status="Success")
    entry = next(entry for entry in simulator.journal() if entry["path"].endswith("/JobSessions"))
    assert "Succeeded" in str(entry["query"])


def test_log(both: Plays) -> None:
    (done,) = both([{INFO: {"organization": "contoso", "limit": 1, "include": ["log"]}}]).tasks
    (session,) = done.result["sessions"]
    assert [sorted(item) for item in session["log"]] == [["creation_time", "end_time", "message", "type"]] * 3
    assert session["log"][-1]["type"] == "Warning"
    assert done.requests.count(f"GET JobSessions/{session['id']}/LogItems") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"job": "Contoso Mailboxes"}, ["organization", "Contoso Mailboxes"]),
        ({"job": "Nobody's", "organization": "contoso"}, ['job: "Nobody\'s"', "Contoso Sites"]),
        ({"organization": "contosso"}, ["organization", "contoso.onmicrosoft.com"]),
        ({"limit": -1}, ["limit: -1"]),
        ({"id": "last"}, ["id: 'last'"]),
    ],
)
def test_refused(direct: Direct, options: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(OptionError) as caught:
        read(direct, **options)
    for word in words:
        assert word in caught.value.message


def test_newest_first_among_many(direct: Direct, simulator: Simulator) -> None:
    job = simulator.job("Contoso Teams")["id"]
    for _run in range(4):
        direct.client.post(f"/Jobs/{job}/start", {})
        simulator.advance(60)
    sessions = read(direct, job=job)
    started = [session["creation_time"] for session in sessions]
    assert started == sorted(started, reverse=True)
    assert len(started) == 4
    simulator.profile(page_cap=1)
    assert read(direct, job=job, limit=2) == sessions[:2]


def run(direct: Direct, simulator: Simulator, job: str, status: str = "Success", seconds: float = 30) -> None:
    """Start a job; it ends so many seconds later."""
    simulator.outcome(job, status, retry=False, seconds=seconds)
    direct.client.post(f"/Jobs/{simulator.job(job)['id']}/start", {})


@pytest.fixture
def night(direct: Direct, simulator: Simulator) -> Direct:
    """Two days after the sample's runs: one that failed 3 hours ago, one that went well, and one that runs."""
    simulator.advance(2 * 86_400)
    run(direct, simulator, "Contoso Teams", "Failed")
    run(direct, simulator, "Contoso Mailboxes")
    simulator.advance(3 * 3600)
    run(direct, simulator, "Fabrikam Everything", seconds=3600)
    simulator.advance(60)
    direct.requests()
    return direct


@pytest.mark.parametrize("order", ["latest_first", "earliest_first", "by_id"])
def test_since(night: Direct, simulator: Simulator, order: str) -> None:
    simulator.profile(session_order=order, page_cap=1)
    contoso, fabrikam = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"
    expected = [
        (fabrikam, "Fabrikam Everything", "Running"),
        (contoso, "Contoso Mailboxes", "Success"),
        (contoso, "Contoso Teams", "Failed"),
    ]

    def told(**options: Any) -> list[tuple[str, str, str]]:
        return [(row["organization"], row["job"], row["status"]) for row in read(night, **options)]

    assert sorted(told(since="24h")) == sorted(expected)
    assert told(since="2h") == expected[:1]
    assert told(since="24h", status="Failed") == expected[2:]
    assert told(since="24h", status="Running") == expected[:1]
    assert told(since="24h", status=["Failed", "Queued"]) == expected[2:]
    assert told(since="24h", organization="fabrikam") == expected[:1]
    assert told(since="24h", organization="contoso", job="Contoso Teams") == expected[2:]
    assert len(told(since="1000d")) == 6


def test_since_costs_no_request_for_each_job(night: Direct) -> None:
    read(night, since="24h")
    running, ended, *names = night.requests()
    assert (running, ended) == ("GET /JobSessions", "GET /JobSessions")
    assert names == ["GET /Jobs", "GET /Organizations"]
    read(night, since="24h", status="Failed")
    assert [path for path in night.requests() if "Sessions" in path] == ["GET /JobSessions"]
    read(night, since="24h", organization="contoso")
    assert night.requests() == ["GET /Jobs", "GET /JobSessions", "GET /JobSessions"]


def test_since_is_measured_by_the_clock_of_the_server(direct: Direct, simulator: Simulator) -> None:
    simulator.advance(30 * 86_400)
    run(direct, simulator, "Contoso Teams")
    simulator.advance(7200)
    assert len(read(direct, since="3h")) == 1
    assert read(direct, since="1h") == []


def test_since_a_time(night: Direct) -> None:
    ended = next(row["end_time"] for row in read(night) if row["job"] == "Contoso Teams")
    assert len(read(night, since=ended)) == 3
    assert read(night, since="2900-01-01 00:00:00+01:00", status="Failed") == []


def test_names_of_copies_and_of_jobs_that_are_gone(direct: Direct, simulator: Simulator) -> None:
    copy = direct.client.find(f"/Jobs/{simulator.job('Contoso Sites')['id']}/CopyJob")
    assert copy is not None
    direct.client.post(f"/CopyJobs/{copy['id']}/start", {})
    direct.client.delete(f"/Jobs/{simulator.job('Contoso Mailboxes')['id']}")
    rows = {(row["job_type"], row["job"], row["organization"]): row for row in read(direct)}
    assert set(rows) == {
        ("Copy", "Contoso Sites", "contoso.onmicrosoft.com"),
        ("Backup", "Contoso Sites", "contoso.onmicrosoft.com"),
        ("Backup", "Fabrikam Everything", "fabrikam.onmicrosoft.com"),
        ("Backup", None, None),
    }
    gone = rows["Backup", None, None]
    direct.requests()
    (alone,) = read(direct, id=gone["id"])
    assert alone == gone
    assert direct.requests() == [f"GET /JobSessions/{gone['id']}", f"GET /Jobs/{gone['job_id']}"]


@pytest.mark.parametrize("since", ["24", "0h", "yesterday", "2026-11-22T21:00:00", "-3h", "999999d"])
def test_since_is_refused(direct: Direct, simulator: Simulator, since: str) -> None:
    simulator.clear_journal()
    with pytest.raises(OptionError) as caught:
        read(direct, since=since)
    assert caught.value.message.startswith(f"since: {since!r}: expected a duration such as 24h")
    assert direct.requests() == []


def test_a_session_without_a_job_is_shown(direct: Direct, simulator: Simulator) -> None:
    row = {"id": "00000000-0000-4000-8000-000000000000", "jobId": None, "status": "Success"}
    simulator.fault("status", path="/JobSessions$", method="GET", status=200, body={"results": [row]})
    (session,) = direct(job_session_info).result["sessions"]
    assert (session["id"], session["job"], session["organization"]) == (row["id"], None, None)
