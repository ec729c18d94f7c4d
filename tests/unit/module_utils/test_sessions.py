# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions: how they are shown, found and followed to their end, against a server that is a dict."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model import session as _session
from ansible_collections.vb365.backup.plugins.module_utils._rest.deadline import Deadline
from ansible_collections.vb365.backup.plugins.module_utils._server import sessions as _sessions
from ansible_collections.vb365.backup.plugins.module_utils._server import waiting as _waiting


def session(identity: str = "1", status: str = "Running", **more: Any) -> dict[str, Any]:
    ended = None if status in ("Running", "Queued") else f"2026-11-22T2{identity}:30:00Z"
    created = f"2026-11-22T2{identity}:00:00Z"
    return {"id": identity, "jobId": "job", "status": status, "creationTime": created, "endTime": ended, **more}


class Server:
    """Used in place of the client: each reading of a session returns its next state; the last state repeats."""

    def __init__(self, *states: list[dict[str, Any]], log: list[dict[str, Any]] | None = None) -> None:
        self.states = {rows[0]["id"]: rows for rows in states}
        self.log = log or []
        self.deadline = Deadline(600)

    def find(self, path: str) -> dict[str, Any] | None:
        rows = self.states.get(path.rsplit("/", 1)[1], [])
        return (rows.pop(0) if len(rows) > 1 else rows[0]) if rows else None

    def get_all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        if path.endswith("/LogItems"):
            return [row for row in self.log if row["type"] == query["type"]]
        rows = [rows[0] for rows in self.states.values()]
        if "status" in query:
            return [row for row in rows if row["status"] == query["status"]]
        bound = query.get("endTimeLowerBound") or ""
        return [row for row in rows if row["endTime"] and row["endTime"] > bound]


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses, which pass at once."""
    pauses: list[float] = []
    monkeypatch.setattr(_waiting.time, "sleep", pauses.append)
    monkeypatch.setattr(_waiting.time, "monotonic", lambda: sum(pauses))
    return pauses


def follow(server: Server, first: dict[str, Any], **options: Any) -> tuple[list[dict[str, Any]], list[str]]:
    told: list[str] = []
    settings: dict[str, Any] = {"timeout": 60, "interval": 10, "retries": True, **options}
    retries = settings.pop("retries")
    patience = _waiting.Patience(server.deadline, **settings)
    return _waiting.follow(server, first, patience, retries, told.append), told  # type: ignore[arg-type]


def test_shown_has_every_key_whatever_the_server_leaves_out() -> None:
    empty = _session.shown({})
    assert set(empty.pop("statistics").values()) == {None}
    assert set(empty.values()) == {None}
    full = _session.shown({"mainSessionId": "1", "statistics": {"processingRateBytesPS": 1, "bottleneck": "Source"}})
    assert full["main_session_id"] == "1"
    assert full["statistics"]["processing_rate_bytes_ps"] == 1
    assert _session.shown({"statistics": None})["statistics"]["bottleneck"] is None


@pytest.mark.parametrize("main", [None, "00000000-0000-0000-0000-000000000000", "AB1"])
def test_session_that_is_no_retry_shows_no_main_session(main: str | None) -> None:
    assert _session.shown({"id": "ab1", "mainSessionId": main})["main_session_id"] is None


@pytest.mark.parametrize("status", ["Success", "Warning", "Failed", "Stopped"])
def test_final_needs_an_end_time(status: str) -> None:
    assert _session.is_final({"status": status, "endTime": "2026-11-22T21:00:00Z"})
    assert not _session.is_final({"status": status, "endTime": None})


@pytest.mark.parametrize("status", ["Running", "Queued", "Disconnected", "NotConfigured", None])
def test_other_status_is_not_final(status: str | None) -> None:
    assert not _session.is_final({"status": status, "endTime": "2026-11-22T21:00:00Z"})


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        (session(progress=42, total=100), "Running 42 %"),
        (session(progress=0, total=0), "Running 0 objects"),
        (session(progress=7), "Running 7 objects"),
        (session(progress=7, total=9, retryCount=2), "Running 77 % (retry 2)"),
        (session(status="Failed", progress=7, total=9, jobWillBeRetried=True), "Failed and will be retried"),
        (session(status="Success", retryCount=1, jobWillBeRetried=None), "Success (retry 1)"),
    ],
)
def test_progress(resource: dict[str, Any], words: str) -> None:
    assert _session.progress(resource) == words


def test_active_is_the_latest_that_has_not_ended() -> None:
    server = Server([session("1")], [session("3")], [session("2")])
    assert _sessions.active(server, "job", "backup", status="Running") == session("3")  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "last"), [("backup", "1"), ("copy", "9")])
@pytest.mark.parametrize("status", ["Running", "Failed"])
def test_sessions_of_other_jobs_and_of_the_copy_job_are_not_those_of_the_backup_job(
    kind: str, last: str, status: str
) -> None:
    rows = [session("1", status, jobId="JOB"), session("8", status, jobId="2"), session("9", status, jobType="Copy")]
    server: Any = Server(*([row] for row in rows))
    job = {"id": "job", "lastRun": "2026-11-22T20:00:00Z", "lastStatus": status}
    found = [_sessions.since(server, "job", kind, None)[-1]]
    found += [_sessions.active(server, "job", kind, status="Running")] if status == "Running" else []
    assert {row["id"] for row in [*found, _sessions.newest(server, job, kind)]} == {last}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T21:00:04Z", "2026-11-22T21:00:04+00:00"),
        ("2026-11-22T21:00:04", "2026-11-22T21:00:04+00:00"),
        ("2026-11-22T21:00:04.5Z", "2026-11-22T21:00:04.500000+00:00"),
        ("2026-11-22T21:00:04.1234567Z", "2026-11-22T21:00:04.123456+00:00"),
        ("2026-11-22T21:00:04.000000+01:00", "2026-11-22T20:00:04+00:00"),
    ],
)
def test_moment(text: str, expected: str) -> None:
    assert _session.moment(text) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "None", "now", "2026-11-22", "2026-11-22 21:00:04Z", "2026-02-30T21:00:04Z"),
        *("0001-01-01T00:00:00", "9999-12-31T23:59:59-05:00"),
    ],
)
def test_no_moment(text: str) -> None:
    assert _session.moment(text) is None


def test_last_since_is_the_last_that_began_then_or_later() -> None:
    rows = [session("3", "Failed"), session("1", "Success"), session("2", "Success"), session("4", creationTime=None)]
    server = Server(*([row] for row in rows))
    for since, expected in (("2026-11-22T23:00:00.0Z", "3"), ("2026-11-22T21:00:00+01:00", "3")):
        found = _sessions.last_since(server, "job", "backup", since)  # type: ignore[arg-type]
        assert found
        assert found["id"] == expected
    assert _sessions.last_since(server, "job", "backup", "2026-11-22T23:00:00.1Z") is None  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="now"):
        _sessions.last_since(server, "job", "backup", "now")  # type: ignore[arg-type]


def test_pauses_grow_up_to_the_interval_and_the_task_may_take_as_much_longer(slept: list[float]) -> None:
    server = Server([*[session(progress=1, total=2)] * 5, session(status="Success")])
    sessions, told = follow(server, session(progress=1, total=2), interval=5)
    assert sessions == [session(status="Success")]
    assert slept == [1, 2, 4, 5, 5, 5]
    assert told == ["Running 50 %", "Success"]
    assert server.deadline.seconds == 600 + 60


@pytest.mark.parametrize("count", [1, None])
def test_retries_are_followed_by_the_main_session_with_or_without_a_number(
    slept: list[float], count: int | None
) -> None:
    failed = session("1", "Failed", jobWillBeRetried=True, mainSessionId="1", retryCount=count and 0)
    other = session("2", "Failed", mainSessionId="b", retryCount=count)
    retry = session("3", "Success", mainSessionId="1", retryCount=count)
    sessions, _told = follow(Server([failed], [other], [retry]), failed)
    assert sessions == [failed, retry]
    assert slept == []


def test_a_stop_does_not_wait_for_retries(slept: list[float]) -> None:
    failed = session("1", "Failed", jobWillBeRetried=True)
    assert follow(Server([failed]), failed, retries=False)[0] == [failed]
    assert slept == []


def test_retry_that_is_called_off_ends_the_wait(slept: list[float]) -> None:
    failed = session("1", "Failed", jobWillBeRetried=True)
    sessions, _told = follow(Server([failed, failed, session("1", "Failed", jobWillBeRetried=False)]), failed)
    assert sessions == [session("1", "Failed", jobWillBeRetried=False)]


def test_timeout_comes_in_time(slept: list[float]) -> None:
    with pytest.raises(_waiting.WaitFailed) as caught:
        follow(Server([session()]), session(), timeout=8, interval=5)
    assert sum(slept) == 8
    assert caught.value.error_code == "timeout"
    assert caught.value.details()["session"]["id"] == "1"


def test_no_time_at_all_is_one_look(slept: list[float]) -> None:
    assert follow(Server(), session(status="Success"), timeout=0)[0] == [session(status="Success")]
    with pytest.raises(_waiting.WaitFailed):
        follow(Server([session()]), session(), timeout=0)
    assert slept == []


def test_session_that_vanished(slept: list[float]) -> None:
    with pytest.raises(_waiting.WaitFailed, match="disappeared") as caught:
        follow(Server(), session(progress=1))
    assert caught.value.details()["sessions"][0]["progress"] == 1


def items(kind: str, *messages: str) -> list[dict[str, Any]]:
    return [{"type": kind, "message": message} for message in messages]


def test_judge_tells_errors_first_and_three_at_most() -> None:
    log = [*items("Warning", "w1"), *items("Error", "e1", "e2 " * 200, "e3\nline")]
    with pytest.raises(_waiting.WaitFailed) as caught:
        _waiting.judge(Server(log=log), [session(status="Failed")], ["Success"])  # type: ignore[arg-type]
    message = caught.value.message
    assert message.startswith("The session 1 ended with Failed: e1; e2 e2")
    assert message.endswith("; e3 line; and 1 more in log")
    assert len(message) < 300
    assert [row["message"] for row in caught.value.details()["log"]] == ["e1", "e2 " * 200, "e3\nline", "w1"]


def test_judge_without_a_log() -> None:
    with pytest.raises(_waiting.WaitFailed, match="ended with Stopped: by an operator"):
        _waiting.judge(Server(), [session(status="Stopped", details="by an operator")], [])  # type: ignore[arg-type]
    with pytest.raises(_waiting.WaitFailed, match="neither an error nor a warning"):
        _waiting.judge(Server(), [session(status="Stopped")], [])  # type: ignore[arg-type]


def test_judge_gives_the_log_of_a_success_with_warnings() -> None:
    server = Server(log=items("Warning", "w1"))
    ended = [session(status="Warning")]
    assert _waiting.judge(server, ended, ["Warning"])[0]["message"] == "w1"  # type: ignore[arg-type]
