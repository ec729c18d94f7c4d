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
    (entry,) = [entry for entry in simulator.journal() if entry["method"] == "GET"]
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
