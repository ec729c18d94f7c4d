# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action that waits, and never starts anything."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, OptionErrors, Vb365Error
from tests.integration.targets.job_action.conftest import JOB, NAME, WAIT, Act, InBoth
from tests.simulator.launch import Simulator

NEVER = "Contoso Teams"
"""A job that has not run yet."""
SOON = {"wait_interval": 0.1, "wait_timeout": 20}
LATER = "2099-01-01T00:00:00Z"


def failure(act: Act, **options: Any) -> dict[str, Any]:
    """What a wait fails with, as keys of the result, which says that nothing was changed, as is true."""
    writes = len(act.writes)
    with pytest.raises(Vb365Error) as caught:
        act("wait", **{**SOON, **options})
    details = caught.value.details()
    assert details["changed"] is False
    assert len(act.writes) == writes
    return details


def begin(act: Act, **outcome: Any) -> str:
    """Start the job without waiting; returns the start time of its session."""
    act.simulator.outcome(NAME, *outcome.pop("statuses", ["Success"]), **outcome)
    moment: str = act("start").result["session"]["creation_time"]
    return moment


def test_session_that_runs_is_followed_in_both_shells(in_both_played: InBoth, simulator: Simulator) -> None:
    def prepare() -> None:
        simulator.outcome(NAME, "Success", seconds=30)

    start = {"vb365.backup.job_action": {**JOB, "action": "start"}, "register": "started"}
    since = "{{ started.session.creation_time | default(omit) }}"
    waiting = {"vb365.backup.job_action": {**JOB, "action": "wait", "since": since, **SOON}}
    started, ran = in_both_played([start, waiting], prepare).tasks
    assert (ran.failed, ran.result["changed"], ran.writes) == (False, False, [])
    assert ran.result["session"]["id"] == started.result["session"]["id"]
    assert ran.result["session"]["status"] == "Success"
    assert ran.result["changes"] == []
    assert ran.result["diff"]["before"] == ran.result["diff"]["after"] == {}
    assert ran.result["job"]["status"]["last_status"] == "Success"


@pytest.mark.parametrize("with_since", [True, False])
def test_session_that_ended_before_its_turn_is_judged_and_not_started_again(act: Act, with_since: bool) -> None:
    since = begin(act, statuses=["Failed"], retry=False, seconds=10)
    (session,) = act.sessions()
    act.simulator.advance(60)
    details = failure(act, **({"since": since} if with_since else {}))
    assert "ended with Failed" in details["msg"]
    assert details["session"]["id"] == session["id"]
    assert act.writes == ["start"]
    assert len(act.sessions()) == 1
    assert act("wait", **SOON, success_statuses=["Failed"]).result["session"]["id"] == session["id"]


def test_last_session_is_judged_and_no_earlier_one(act: Act) -> None:
    since = begin(act, statuses=["Failed", "Success"], retry=False, seconds=10)
    act.simulator.advance(60)
    act("start", **WAIT)
    for options in ({"since": since}, {}):
        assert act("wait", **SOON, **options).result["session"]["status"] == "Success"
    assert act.writes == ["start", "start"]


@pytest.mark.parametrize("order", ["latest_first", "earliest_first", "by_id"])
def test_order_of_the_listing_and_offsets_do_not_matter(act: Act, order: str) -> None:
    act.simulator.profile(session_order=order, page_cap=1)
    for _run in range(3):
        begin(act, seconds=10)
        act.simulator.advance(60)
    sessions = act.sessions()
    for since in (sessions[0]["creationTime"], sessions[2]["creationTime"], in_offset(sessions[2]["creationTime"])):
        assert act("wait", **SOON, since=since).result["session"]["id"] == sessions[2]["id"]
    assert act("wait", **SOON).result["session"]["id"] == sessions[2]["id"]


def in_offset(moment: str) -> str:
    """The same moment in a zone that is half a day ahead, where it is another day or another hour."""
    day, time = moment.rstrip("Z").split("T")
    hour = int(time[:2])
    if hour < 12:
        return f"{day}T{hour + 12:02}{time[2:]}+12:00"
    return f"{day}T{hour - 12:02}{time[2:]}-12:00"


@pytest.mark.parametrize("retry_is_over", [True, False])
def test_retries_are_followed(act: Act, retry_is_over: bool) -> None:
    policy = {**act.simulator.job(NAME)["schedulePolicy"], "retryWaitInterval": 1}
    act.simulator.edit(NAME, settings={"schedulePolicy": policy})
    since = begin(act, statuses=["Failed", "Success"], retry=True, seconds=10)
    act.simulator.advance(100 if retry_is_over else 15)
    done = act("wait", **SOON, since=since)
    statuses = [one["status"] for one in done.result["sessions"]]
    assert statuses == (["Success"] if retry_is_over else ["Failed", "Success"])
    assert done.result["session"]["retry_count"] == 1
    assert act.writes == ["start"]


def test_session_that_appears_later_is_waited_for(act: Act) -> None:
    begin(act, seconds=10)
    act.simulator.advance(60)
    after = act.sessions()[0]["endTime"]
    other = threading.Timer(0.5, act.simulator.edit, (NAME,), {"status": "Running"})
    other.start()
    done = act("wait", **SOON, since=after)
    other.join()
    assert done.result["session"]["id"] == act.sessions()[-1]["id"]
    assert len(act.sessions()) == 2
    assert act.writes == ["start"]


def test_timeout_where_no_session_appears_names_the_moment(act: Act) -> None:
    details = failure(act, since=LATER, wait_timeout=0.3)
    assert details["error_code"] == "timeout"
    assert details["msg"].startswith("wait_timeout: after 0.3 s the backup job 'Contoso Mailboxes'")
    assert f"no session that began at {LATER} or later" in details["msg"]
    assert (details["session"], details["sessions"], details["log"]) == (None, [], [])


def test_timeout_of_a_session_that_goes_on(act: Act) -> None:
    begin(act, seconds=1e6)
    details = failure(act, wait_timeout=0.3)
    assert (details["error_code"], details["session"]["status"]) == ("timeout", "Running")


def test_job_that_never_ran_is_an_error(act: Act) -> None:
    details = failure(act, job=NEVER)
    assert "never ran" in details["msg"]
    assert details["error_code"] is None


def test_run_whose_sessions_are_gone_is_an_error(act: Act) -> None:
    act.simulator.fault("status", "/JobSessions", "GET", times=None, status=200, body={"results": []})
    assert "shows no session of it" in failure(act)["msg"]


def test_run_whose_session_is_not_listed_yet(act: Act) -> None:
    """The run before was a success, and nobody asks about that one."""
    earlier = act("wait", **SOON).result["session"]["id"]
    (row,) = [one for one in act.simulator.state()["sessions"] if one["id"] == earlier]
    begin(act, seconds=1e6)
    act.simulator.fault("status", "/JobSessions", "GET", times=None, status=200, body={"results": [row]})
    details = failure(act, wait_timeout=0.3)
    assert details["error_code"] == "timeout"
    assert "is running, but the server shows no session" in details["msg"]


def test_run_that_begins_after_the_first_listing_is_followed(act: Act) -> None:
    act.simulator.outcome(NAME, "Success", seconds=30)
    identity = act.simulator.job(NAME)["id"]
    act.simulator.race(f"/Jobs/{identity}$", {"job": NAME, "status": "Running"}, method="GET")
    check = act("wait", check_mode=True)
    done = act("wait", **SOON)
    assert [one["id"] for one in act.sessions()] == [done.result["session"]["id"]] == [check.result["session"]["id"]]
    assert done.result["session"]["status"] == "Success"
    assert act.writes == []


@pytest.mark.parametrize("with_since", [True, False])
def test_run_that_begins_and_ends_between_two_requests_is_judged(act: Act, with_since: bool) -> None:
    """The job is read while it runs, and no listing has the session while it does."""
    options = {"since": act.simulator.job(NAME)["lastRun"]} if with_since else {}
    act.simulator.outcome(NAME, "Success", seconds=1e6, retry=False)
    identity = act.simulator.job(NAME)["id"]
    act.simulator.race(f"/Jobs/{identity}$", {"job": NAME, "status": "Running"}, method="GET")
    act.simulator.race("/JobSessions$", {"job": NAME, "status": "Failed"}, method="GET", skip=1)
    details = failure(act, **options)
    assert "ended with Failed" in details["msg"]
    assert [one["id"] for one in act.sessions()] == [details["session"]["id"]]


def test_copy_job(act: Act) -> None:
    copy = {"job": "Contoso Sites", "kind": "copy", **SOON}
    assert "never ran" in failure(act, **copy)["msg"]
    act.simulator.outcome(copy["job"], "Success", seconds=10, copy_job=True)
    session = act("start", job=copy["job"], kind="copy").result["session"]
    for seconds in (0, 60):
        act.simulator.advance(seconds)
        done = act("wait", **copy, since=session["creation_time"])
        assert (done.changed, done.result["session"]["id"]) == (False, session["id"])
        assert done.result["copy_job"]["status"]["last_status"] == "Success"
    assert act.writes == ["start"]


class TestCheckMode:
    def test_start_in_check_mode_leaves_nothing_to_wait_for(self, in_both_played: InBoth) -> None:
        start = {"vb365.backup.job_action": {**JOB, "action": "start"}, "register": "started", "check_mode": True}
        since = "{{ started.session.creation_time | default(omit) }}"
        waiting = {"vb365.backup.job_action": {**JOB, "action": "wait", "since": since}, "check_mode": True}
        _started, ran = in_both_played([start, waiting], lambda: None).tasks
        assert (ran.failed, ran.result["session"]["status"]) == (False, "Success"), ran.result

    def test_session_that_runs_is_reported_and_not_waited_for(self, act: Act) -> None:
        begin(act, seconds=1e6)
        done = act("wait", check_mode=True, since=LATER, wait_timeout=1)
        assert (done.changed, done.result["session"]["status"], done.result["sessions"]) == (False, "Running", [])
        assert done.warnings == act.told == []

    def test_session_that_has_ended_is_reported_and_not_judged(self, act: Act) -> None:
        begin(act, statuses=["Failed"], retry=False, seconds=10)
        act.simulator.advance(60)
        assert act("wait", check_mode=True).result["session"]["status"] == "Failed"

    @pytest.mark.parametrize(
        ("options", "words"), [({"job": NEVER}, "never ran"), ({"since": LATER}, f"began at {LATER}")], ids=str
    )
    def test_no_session_is_a_warning(self, act: Act, options: dict[str, Any], words: str) -> None:
        done = act("wait", check_mode=True, wait_timeout=1, **options)
        assert (done.changed, done.result["session"]) == (False, None)
        (warning,) = done.warnings
        assert words in warning

    def test_job_that_an_earlier_task_may_create(self, act: Act) -> None:
        done = act("wait", check_mode=True, job="New")
        assert (done.changed, done.result["changes"], done.result["job"]) == (False, [], None)
        assert "no such job" in done.warnings[0]


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-22", "2026-13-22T21:00:00Z", "2026-11-22T21:00:00+25:00"])
def test_since_that_is_no_time_is_refused(act: Act, since: str) -> None:
    with pytest.raises(OptionError, match="expected a time such as"):
        act("wait", since=since)


@pytest.mark.parametrize("action", ["start", "stop", "enable", "disable"])
def test_since_belongs_to_wait(act: Act, action: str) -> None:
    with pytest.raises((OptionError, OptionErrors), match=r"since: .*can only be used with action wait"):
        act(action, since=LATER)
    assert act.writes == []
