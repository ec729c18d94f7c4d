# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for a session and its retries, however it ends."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._rest import client as _client
from tests.integration.harness.playbook import play
from tests.integration.targets.job_action.conftest import JOB, NAME, WAIT, Act, InBoth
from tests.simulator.launch import Simulator

LOG = [
    {"type": "Warning", "message": "The mailbox is large."},
    {"type": "Error", "message": "The mailbox\nis locked."},
]
GONE = {"message": "No such session.", "errorCode": "ResourceNotFound"}


@pytest.fixture
def quick_retries(simulator: Simulator) -> None:
    """A retry starts after a minute, which is 0.6 s of real time."""
    policy = {**simulator.job(NAME)["schedulePolicy"], "retryWaitInterval": 1}
    simulator.edit(NAME, settings={"schedulePolicy": policy})


def failure(act: Act, **options: Any) -> dict[str, Any]:
    """What a wait fails with, as keys of the result."""
    with pytest.raises(Vb365Error) as caught:
        act("start", **{**WAIT, **options})
    details = caught.value.details()
    assert "\n" not in details["msg"]
    return details


def test_success(act: Act) -> None:
    done = act("start", **WAIT)
    assert done.changed
    assert done.result["session"]["status"] == "Success"
    assert done.result["session"]["end_time"]
    assert done.result["sessions"] == [done.result["session"]]
    assert done.result["job"]["status"]["last_status"] == "Success"
    assert done.result["log"] == []
    assert done.result["changes"] == [{"path": "last_status", "before": "Success", "after": "Running"}]


def test_running_session_is_joined(act: Act) -> None:
    session = act("start").result["session"]
    done = act("start", **WAIT)
    assert not done.changed
    assert done.result["session"]["id"] == session["id"]
    assert act.writes == ["start"]


def test_warning(act: Act) -> None:
    act.simulator.outcome(NAME, "Warning", retry=False, log=LOG[:1])
    done = act("start", **WAIT)
    assert done.result["session"]["status"] == "Warning"
    assert [item["message"] for item in done.result["log"]][:1] == ["The mailbox is large."]
    assert {item["type"] for item in done.result["log"]} == {"Warning"}


def test_warning_that_is_no_success(act: Act) -> None:
    act.simulator.outcome(NAME, "Warning", retry=False, log=LOG[:1])
    details = failure(act, success_statuses=["Success"])
    assert "ended with Warning: The mailbox is large." in details["msg"]


def test_failure_tells_errors_first_in_both_shells(in_both_played: InBoth, simulator: Simulator) -> None:
    def prepare() -> None:
        simulator.outcome(NAME, "Failed", retry=False, log=LOG, seconds=30)

    waiting = {"vb365.backup.job_action": {**JOB, "action": "start", **WAIT}}
    played = in_both_played([waiting], prepare)
    (ran,) = played.tasks
    assert ran.failed
    assert ran.result["changed"] is True
    assert ran.result["session"]["status"] == "Failed"
    assert "ended with Failed: The mailbox is locked.; " in ran.result["msg"]
    assert [item["type"] for item in ran.result["log"]] == ["Error", "Error", "Warning"]
    assert f"{JOB['organization']}/{NAME}: Running 0 %" in played.output
    assert f"{JOB['organization']}/{NAME}: Failed" in played.output


def test_progress_leaves_standard_output_to_the_callback(simulator: Simulator, tmp_path: Path) -> None:
    played = play(tmp_path, simulator, [{"vb365.backup.job_action": {**JOB, "action": "start", **WAIT}}])
    assert f"{NAME}: " in played.output, played.output
    assert f"{NAME}: " not in played.stdout


def test_no_log_shows_no_progress(simulator: Simulator, tmp_path: Path) -> None:
    waiting = {"vb365.backup.job_action": {**JOB, "action": "start", **WAIT}, "no_log": True}
    played = play(tmp_path, simulator, [waiting])
    assert [ran.failed for ran in played.tasks] == [False], played.output
    assert NAME not in played.output


def test_failure_that_counts_as_success(act: Act) -> None:
    act.simulator.outcome(NAME, "Failed", retry=False)
    assert act("start", **WAIT, success_statuses=["Failed"]).result["session"]["status"] == "Failed"


@pytest.mark.usefixtures("quick_retries")
@pytest.mark.parametrize("main_session", ["absent", "null", "nil", "own_id"])
def test_success_on_retry(act: Act, main_session: str) -> None:
    act.simulator.profile(main_session=main_session)
    act.simulator.outcome(NAME, "Failed", "Failed", "Success", retry=True)
    done = act("start", **WAIT)
    first, second, third = done.result["sessions"]
    assert [one["status"] for one in (first, second, third)] == ["Failed", "Failed", "Success"]
    assert first["main_session_id"] is None
    assert second["main_session_id"] == third["main_session_id"] == first["id"]
    assert done.result["session"] == third
    assert act.writes == ["start"]
    assert f"{JOB['organization']}/{NAME}: Failed and will be retried" in act.told
    assert f"{JOB['organization']}/{NAME}: Failed (retry 1) and will be retried" in act.told
    assert act.told[-1] == f"{JOB['organization']}/{NAME}: Success (retry 2)"
    assert len(set(act.told)) == len(act.told)


@pytest.mark.usefixtures("quick_retries")
def test_failure_of_every_retry(act: Act) -> None:
    act.simulator.outcome(NAME, *["Failed"] * 4, retry=True, log=LOG)
    details = failure(act)
    assert [one["retry_count"] for one in details["sessions"]] == [0, 1, 2, 3]
    assert details["session"] == details["sessions"][-1]


@pytest.mark.usefixtures("quick_retries")
def test_retry_that_is_over_between_two_looks(act: Act) -> None:
    act.simulator.outcome(NAME, "Failed", "Success", retry=True, seconds=1)
    done = act("start", **{**WAIT, "wait_interval": 1})
    assert [one["status"] for one in done.result["sessions"]] == ["Failed", "Success"]


def test_retry_that_somebody_calls_off(act: Act) -> None:
    act.simulator.outcome(NAME, "Failed", retry=True, seconds=10)
    other = threading.Timer(0.5, lambda: Act(act.simulator)("start"))
    other.start()
    details = failure(act)
    other.join()
    assert details["session"]["status"] == "Failed"
    assert len(details["sessions"]) == 1


@pytest.mark.parametrize("success", [["Success"], ["Success", "Stopped"]])
def test_stop_by_somebody(act: Act, success: list[str]) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    act.simulator.race("/JobSessions/", {"job": NAME, "status": "Stopped"}, "GET", skip=1)
    if "Stopped" in success:
        done = act("start", **WAIT, success_statuses=success)
        assert done.result["session"]["status"] == "Stopped"
    else:
        details = failure(act, success_statuses=success)
        assert "ended with Stopped" in details["msg"]
        assert details["changed"] is True


def test_session_that_vanishes(act: Act) -> None:
    act.simulator.fault("status", "/JobSessions/", "GET", status=404, body=GONE)
    details = failure(act)
    assert "disappeared" in details["msg"]
    assert details["session"]["status"] == "Running"
    assert details["changed"] is True


def test_timeout_leaves_the_job_running(act: Act) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    details = failure(act, wait_timeout=0.3)
    assert details["error_code"] == "timeout"
    assert "and continues" in details["msg"]
    assert details["changed"] is True
    assert act.writes == ["start"]
    assert act.simulator.job(NAME)["lastStatus"] == "Running"


def test_timeout_while_a_retry_is_due(act: Act) -> None:
    act.simulator.outcome(NAME, "Failed", retry=True)
    details = failure(act, wait_timeout=0.7)
    assert details["error_code"] == "timeout"
    assert f"the session {details['session']['id']} ended (Failed), and its retry has not started" in details["msg"]
    assert "continues" not in details["msg"]


def test_wait_longer_than_the_deadline_of_requests(act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "DEADLINE", 1)
    act.simulator.outcome(NAME, "Success", seconds=150)
    done = act("start", **WAIT, timeout=1)
    assert done.result["session"]["status"] == "Success"


def test_stop_waits_until_it_has_stopped(act: Act) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    act("start")
    done = act("stop", **WAIT)
    assert done.changed
    assert done.result["session"]["status"] == "Stopped"
    assert act("stop", **WAIT).changed is False


def test_stop_that_the_server_accepts_and_does_later(act: Act) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    act("start")
    act.simulator.fault(method="POST", path="/stop$", effect="status", status=200, body={"message": "Accepted"})
    done = act("stop")
    assert done.changed
    assert done.result["session"]["status"] == "Running"
    assert act.writes == ["start", "stop"]


def test_check_mode_does_not_wait(act: Act) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    act("start")
    assert act("start", check_mode=True, **WAIT).result["session"]["status"] == "Running"
    assert act("stop", check_mode=True, **WAIT).result["changes"][0]["after"] == "Stopped"
    assert act.told == []
