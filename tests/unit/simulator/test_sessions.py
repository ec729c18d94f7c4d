# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs: progress, outcomes, retries, stopping; logs; restore sessions."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant


def start(client: Client, job: Any, **body: Any) -> Any:
    return client.ok("POST", f"Jobs/{job['id']}/start", 200, body)


def sessions(client: Client, job: Any, query: str = "") -> list[Any]:
    return client.every(f"JobSessions?jobId={job['id']}{query}")


def test_a_run(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.create(selectedItems=[{"type": "PartialOrganization", "mailbox": True}])
    first = start(client, job)
    assert (first["status"], first["progress"], first["total"], first["endTime"]) == ("Running", 0, 13, None)
    assert first["jobSessionConfigType"] == "Full"
    simulator.advance(15)
    halfway = client.get(f"JobSessions/{first['id']}")
    assert 5 <= halfway["progress"] <= 8
    assert halfway["statistics"]["processedObjects"] > 0
    assert client.get(f"Jobs/{job['id']}")["lastStatus"] == "Running"
    simulator.advance(16)
    end = client.get(f"JobSessions/{first['id']}")
    assert (end["status"], end["progress"], end["jobWillBeRetried"]) == ("Success", 13, False)
    assert "mainSessionId" not in end
    for value, shown in (("null", None), ("nil", "00000000-0000-0000-0000-000000000000"), ("own_id", end["id"])):
        simulator.profile(main_session=value)
        assert client.get(f"JobSessions/{end['id']}")["mainSessionId"] == shown
    after = client.get(f"Jobs/{job['id']}")
    assert (after["lastStatus"], after["totalObjects"], after["processedObjects"]) == ("Success", 13, 13)
    assert after["lastBackup"] == end["endTime"]
    assert client.get(f"Organizations/{contoso.id}?extendedView=true")["lastBackuptime"] == end["endTime"]
    assert start(client, job)["jobSessionConfigType"] == "Incremental"


def test_full(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    assert start(client, contoso.job("Contoso Mailboxes"), full=True)["jobSessionConfigType"] == "Full"
    client.refused("POST", f"Jobs/{contoso.job('Contoso Sites')['id']}/start", {"full": "yes"}, "full")
    client.refused("POST", f"Jobs/{contoso.job('Contoso Sites')['id']}/start", None, "body")


def test_a_disabled_job_may_be_started(client: Client, contoso: Tenant) -> None:
    assert start(client, contoso.job("Contoso Teams"))["status"] == "Running"


def test_time_runs_faster_by_time_scale() -> None:
    with Simulator("--time-scale", "300") as simulator:
        client = Client(simulator)
        session = start(client, Tenant(client).job("Contoso Sites"))
        deadline = time.monotonic() + 5
        while client.get(f"JobSessions/{session['id']}")["status"] == "Running":
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_stop(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.job("Contoso Sites")
    session = start(client, job)
    client.ok("POST", f"Jobs/{job['id']}/stop", 204)
    stopped = client.get(f"JobSessions/{session['id']}")
    assert (stopped["status"], stopped["endTime"] is None) == ("Stopped", False)
    simulator.advance(60)
    assert client.get(f"JobSessions/{session['id']}") == stopped


def test_retries(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.create(schedulePolicy={"retryEnabled": True, "retryNumber": 2, "retryWaitInterval": 5})
    simulator.outcome("New", "Failed", "Failed", "Failed", seconds=10)
    first = start(client, job)
    simulator.advance(11)
    assert client.get(f"JobSessions/{first['id']}")["jobWillBeRetried"] is True
    simulator.advance(300)
    second = sessions(client, job)[0]
    assert (second["mainSessionId"], second["retryCount"], second["status"]) == (first["id"], 1, "Running")
    simulator.advance(10 + 300 + 11)
    third = sessions(client, job)[0]
    assert (third["mainSessionId"], third["retryCount"]) == (first["id"], 2)
    assert (third["status"], third["jobWillBeRetried"]) == ("Failed", False)


@pytest.mark.parametrize(("stored", "told", "expected"), [(False, True, True), (True, False, False)])
def test_outcome_says_whether_to_retry(
    simulator: Simulator, client: Client, contoso: Tenant, stored: bool, told: bool, expected: bool
) -> None:
    job = contoso.create(schedulePolicy={"retryEnabled": stored})
    simulator.outcome("New", "Failed", "Success", retry=told)
    session = start(client, job)
    simulator.advance(31)
    assert client.get(f"JobSessions/{session['id']}")["jobWillBeRetried"] is expected
    simulator.advance(700)
    assert [one["status"] for one in sessions(client, job)] == (["Success", "Failed"] if expected else ["Failed"])


def test_stop_gives_up_a_waiting_retry(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.create(schedulePolicy={"retryEnabled": True})
    simulator.outcome("New", "Failed")
    session = start(client, job)
    simulator.advance(31)
    client.ok("POST", f"Jobs/{job['id']}/stop", 204)
    simulator.advance(1800)
    assert [one["jobWillBeRetried"] for one in sessions(client, job)] == [False]
    assert sessions(client, job)[0]["id"] == session["id"]


def test_log_items(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.outcome("Contoso Sites", "Warning", log=[{"type": "Error", "message": "Cannot read a page"}])
    session = start(client, contoso.job("Contoso Sites"))
    simulator.advance(31)
    path = f"JobSessions/{session['id']}/LogItems"
    log = client.every(path)
    assert [item["usn"] for item in log] == [1, 2, 3, 4]
    assert [item["usn"] for item in client.every(f"{path}?orderAsc=false")] == [4, 3, 2, 1]
    (error,) = client.every(f"{path}?type=Error")
    assert error["message"] == "Cannot read a page"
    assert client.get(f"{path}/{error['id']}") == error
    client.refused("GET", f"{path}?type=Bad", None, "type")
    client.refused("GET", f"{path}/{session['id']}", None, "was not found", 404)


def test_processed_objects(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.outcome("Contoso Mailboxes", "Warning")
    session = start(client, contoso.job("Contoso Mailboxes"))
    assert client.every(f"JobSessions/{session['id']}/ProcessedObjects") == []
    simulator.advance(31)
    found = client.every(f"JobSessions/{session['id']}/ProcessedObjects")
    assert len(found) == session["total"]
    assert [one["status"] for one in found].count("Warning") == 1


def test_session_filters(client: Client, contoso: Tenant) -> None:
    every = client.every("JobSessions")
    assert [one["status"] for one in every] == ["Warning", "Success", "Failed"]
    assert [one["status"] for one in client.every("JobSessions?status=Succeeded")] == ["Success"]
    client.refused("GET", "JobSessions?status=Success", None, "status")
    assert client.every("JobSessions?jobType=Copy") == []
    bound = every[1]["endTime"]
    assert len(client.every(f"JobSessions?endTimeLowerBound={bound}")) == 2
    assert len(client.every(f"JobSessions?endTimeUpperBound={bound}")) == 2
    client.refused("GET", "JobSessions?endTimeUpperBound=yesterday", None, "endTimeUpperBound")


def test_sessions_outlive_their_job(client: Client, contoso: Tenant) -> None:
    job = contoso.job("Contoso Mailboxes")
    client.ok("DELETE", f"Jobs/{job['id']}", 204)
    assert len(sessions(client, job)) == 1


def test_explore(client: Client, contoso: Tenant) -> None:
    job = contoso.job("Contoso Sites")
    path = f"Jobs/{job['id']}/explore"
    latest = client.ok("POST", path, 201, {"type": "Vesp", "dateTime": "2100-01-01T00:00:00Z"})
    assert (latest["type"], latest["state"], latest["endTime"]) == ("Vesp", "Working", None)
    assert client.get(f"Jobs/{job['id']}")["lastBackup"] in latest["details"]
    empty = client.ok("POST", path, 201, {"dateTime": "2001-01-01T00:00:00Z"})
    assert (empty["type"], "no data" in empty["details"]) == ("Vex", True)
    client.refused("POST", path, {"type": "Vbr"}, "type")
    client.refused("POST", path, {"dateTime": 5}, "dateTime")


def test_restore_sessions(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.job('Contoso Sites')['id']}/explore"
    ids = [client.ok("POST", path, 201, {})["id"] for _attempt in range(2)]
    assert [one["id"] for one in client.every("RestoreSessions")] == ids[::-1]
    client.ok("POST", f"RestoreSessions/{ids[0]}/Stop", 204)
    stopped = client.get(f"RestoreSessions/{ids[0]}")
    assert stopped["state"] == "Stopped"
    client.ok("POST", f"RestoreSessions/{ids[0]}/Stop", 204)
    simulator.profile(stop_when_idle="conflict")
    client.refused("POST", f"RestoreSessions/{ids[0]}/Stop", None, "is stopped already", 409)
    assert client.get(f"RestoreSessions/{ids[0]}") == stopped
    assert [one["id"] for one in client.every("RestoreSessions?orderBy=EndTime&orderAsc=true")] == ids
    assert [one["id"] for one in client.every(f"RestoreSessions?endTimeTo={stopped['endTime']}")] == ids[:1]
    client.refused("POST", f"RestoreSessions/{contoso.id}/Stop", None, "was not found", 404)


def test_entire_organization_skips_what_other_jobs_hold(client: Client, contoso: Tenant) -> None:
    body = contoso.new_job(organizationId=contoso.other_id)
    user = client.every(f"Organizations/{contoso.other_id}/Users?userName=adele@fabrikam.com")[0]
    whole = next(job for job in client.every("Jobs") if job["name"] == "Fabrikam Everything")
    before = start(client, whole)["total"]
    client.ok("POST", f"Jobs/{whole['id']}/stop", 204)
    client.ok("POST", "Jobs", 201, {**body, "selectedItems": [{"type": "User", "user": user, "mailbox": True}]})
    assert start(client, whole)["total"] == before - 1
