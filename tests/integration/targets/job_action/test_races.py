# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lost answers, actions of somebody else in between, and unknown behaviour of real servers."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, Vb365Error
from tests.integration.targets.job_action.conftest import NAME, ORGANIZATION, Act

FAULTS = ["drop_before", "drop_after", "truncate", "empty", "html"]
DONE = ["drop_after", "truncate", "empty"]
PROFILES = [
    {"start_when_running": "same_session"},
    {"enable_when_enabled": "conflict", "stop_when_idle": "conflict"},
    {"etag_moves_on": "all"},
    {"edit_while_running": "conflict"},
    {"null_fields": "absent"},
    {"id_case": "upper"},
    {"page_cap": 1},
]


@pytest.mark.parametrize("effect", FAULTS)
def test_start_without_an_answer_ends_with_one_session(act: Act, effect: str) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    act.simulator.fault(effect, "/start$", "POST")
    done = act("start")
    assert done.changed
    assert done.result["conflicts"] == 1
    assert done.result["changes"] == [{"path": "last_status", "before": "Success", "after": "Running"}]
    (session,) = act.sessions()
    assert done.result["session"]["id"] == session["id"]
    assert len(act.writes) == (1 if effect in DONE else 2)


@pytest.mark.parametrize("other", [{"jobType": "Copy"}, {"jobId": "99999999-9999-4999-8999-999999999999"}], ids=str)
def test_running_session_of_another_job_is_not_that_of_the_backup_job(act: Act, other: dict[str, str]) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    act("start")
    (session,) = act.sessions()
    act("stop")
    foreign = {**session, **other, "status": "Running", "endTime": None}
    act.simulator.fault("status", "/JobSessions$", "GET", status=200, body={"results": [foreign]}, times=1)
    done = act("start")
    assert done.changed
    assert act.writes == ["start", "stop", "start"]


def test_start_without_an_answer_whose_session_has_ended_already(act: Act) -> None:
    act.simulator.outcome(NAME, "Warning", retry=False, seconds=1)
    act.simulator.fault("drop_after", "/start$", "POST")
    done = act("start", wait=True, wait_interval=0.1)
    (session,) = act.sessions()
    assert done.changed
    assert done.result["session"]["id"] == session["id"]
    assert done.result["session"]["status"] == "Warning"


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "html"])
@pytest.mark.parametrize("action", ["stop", "disable"])
def test_action_without_an_answer_is_looked_at_again(act: Act, action: str, effect: str) -> None:
    act.simulator.edit(NAME, status="Running")
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    if action == "stop":
        act.simulator.edit(NAME, status="Success")
        act("start")
    act.simulator.fault(effect, f"/{action}$", "POST")
    act.simulator.clear_journal()
    done = act(action)
    assert done.changed
    assert len(act.writes) == (1 if effect in DONE else 2)
    job = act.simulator.job(NAME)
    assert job["lastStatus"] == "Stopped" if action == "stop" else job["isEnabled"] is False


@pytest.mark.parametrize("effect", DONE)
def test_explore_without_an_answer_finds_its_restore_session(act: Act, effect: str) -> None:
    act("explore", restore_type="Vex")
    act.simulator.fault(effect, "/explore$", "POST")
    done = act("explore", restore_type="Vex")
    _first, second = act.simulator.state()["restoreSessions"]
    assert done.changed
    assert done.result["restore_session"]["id"] == second["id"]


def test_explore_without_an_answer_and_without_a_restore_session(act: Act) -> None:
    act("explore", restore_type="Vex")
    act.simulator.fault("drop_before", "/explore$", "POST")
    with pytest.raises(Vb365Error, match="it is unknown whether a restore session was opened"):
        act("explore", restore_type="Vex")
    assert act.writes == ["explore", "explore"]


@pytest.mark.parametrize("effect", FAULTS)
def test_close_without_an_answer_is_looked_at_again(act: Act, effect: str) -> None:
    restore = act("explore", restore_type="Vex").result["restore_session"]["id"]
    act.simulator.fault(effect, "/Stop$", "POST")
    done = act("close", restore_session=restore)
    assert done.changed
    assert done.result["restore_session"]["state"] == "Stopped"
    assert act.writes == ["explore", *["Stop"] * (1 if effect in DONE else 2)]


@pytest.mark.parametrize("profile", ["conflict", "ok"])
def test_restore_session_that_somebody_closes_first(act: Act, profile: str) -> None:
    act.simulator.profile(stop_when_idle=profile)
    restore = act("explore", restore_type="Vex").result["restore_session"]["id"]
    act.simulator.race("/Stop$", {"job": NAME, "restore": "closed"}, "POST")
    assert act("close", restore_session=restore).changed is (profile == "ok")
    assert act("close", restore_session=restore).changed is False
    assert act.writes == ["explore", "Stop"]


def test_restore_session_that_is_gone_once_it_is_stopped(act: Act) -> None:
    restore = act("explore", restore_type="Vex").result["restore_session"]["id"]
    gone = {"message": "It was not found.", "errorCode": "ResourceNotFound"}
    act.simulator.fault("status", f"/RestoreSessions/{restore}$", "GET", status=404, skip=2, times=None, body=gone)
    done = act("close", restore_session=restore)
    assert done.changed
    assert done.result["restore_session"] is None


@pytest.mark.parametrize("check_mode", [True, False])
def test_restore_session_that_is_not_the_organizations(act: Act, check_mode: bool) -> None:
    other = {"organization": "Fabrikam", "job": "Fabrikam Everything"}
    restore = act("explore", restore_type="Vex", **other).result["restore_session"]["id"]
    with pytest.raises(OptionError) as caught:
        act("close", check_mode, restore_session=restore)
    assert caught.value.message == (
        f"restore_session: '{restore}': it belongs to fabrikam.onmicrosoft.com, but the job belongs to {ORGANIZATION}"
    )
    unnamed = {"id": restore, "type": "Vex", "state": "Working", "creationTime": "2026-11-22T21:00:00Z"}
    act.simulator.fault("status", "/RestoreSessions/", "GET", status=200, body=unnamed)
    with pytest.raises(OptionError, match="it belongs to an unknown organization"):
        act("close", check_mode, restore_session=restore, **other)
    assert act.writes == ["explore"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("profile", ["conflict", "same_session"])
def test_job_that_somebody_starts_first_is_not_started_twice(act: Act, method: str, profile: str) -> None:
    act.simulator.profile(start_when_running=profile)
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    path = "/Jobs/[^/]+$" if method == "GET" else "/start$"
    act.simulator.race(path, {"job": NAME, "status": "Running"}, method)
    done = act("start")
    (session,) = act.sessions()
    assert done.result["session"]["id"] == session["id"]
    assert act.writes == ([] if method == "GET" else ["start"])
    if (method, profile) != ("POST", "same_session"):  # there the server does not show who started it
        assert not done.changed
        assert done.result["changes"] == []


def test_job_that_somebody_renames_during_a_start_without_an_answer(act: Act) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    identity = act.simulator.job(NAME)["id"]
    act.simulator.race("/start$", {"job": NAME, "settings": {"name": "Renamed"}}, "POST")
    act.simulator.fault(method="POST", path="/start$", effect="drop_after")
    done = act("start")
    assert done.changed
    assert done.result["session"]["job_id"].lower() == identity.lower()
    assert act.writes == ["start"]


@pytest.mark.parametrize("profile", ["conflict", "ok"])
def test_run_that_ends_before_it_is_stopped(act: Act, profile: str) -> None:
    act.simulator.profile(stop_when_idle=profile)
    act.simulator.edit(NAME, status="Running")
    act.simulator.race("/stop$", {"job": NAME, "status": "Success"}, "POST")
    done = act("stop")
    assert not done.changed
    assert done.result["session"]["status"] == "Success"


@pytest.mark.parametrize("profile", ["conflict", "ok"])
def test_job_that_somebody_disables_first(act: Act, profile: str) -> None:
    act.simulator.profile(enable_when_enabled=profile)
    act.simulator.race("/disable$", {"job": NAME, "settings": {"isEnabled": False}}, "POST")
    assert act("disable").changed is (profile == "ok")
    assert act("disable").changed is False


@pytest.mark.parametrize("switches", PROFILES, ids="-".join)
def test_profile(act: Act, switches: dict[str, Any]) -> None:
    act.simulator.profile(**switches)
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    for action in ("start", "disable", "stop", "enable"):
        assert act(action, check_mode=True).changed
        assert act(action).changed
        assert not act(action).changed
    assert act.writes == ["start", "disable", "stop", "enable"]


def test_server_that_never_decides(act: Act) -> None:
    busy = {"message": "The job is busy.", "errorCode": "OperationConflict"}
    act.simulator.fault("status", "/start$", "POST", status=409, times=99, headers={"Retry-After": "0"}, body=busy)
    with pytest.raises(Vb365Error, match="The job is busy"):
        act("start")
    assert len(act.writes) == 5
    assert act.sessions() == []


UNKNOWN = "00000000-0000-0000-0000-00000000dead"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"action": "stop", "full": True}, "full: True: can only be used with action start"),
        ({"action": "enable", "wait": True}, "wait: True: can only be used with action start or stop"),
        ({"action": "explore", "restore_type": "Vet", "wait": True}, "wait: True: can only be used with"),
        ({"action": "start", "restore_type": "Vex"}, "restore_type: 'Vex': can only be used with action explore"),
        (
            {"action": "start", "point_in_time": "2026-11-22T21:00:00Z"},
            "point_in_time: '2026-11-22T21:00:00Z': can only be used",
        ),
        ({"action": "stop", "show_deleted": True}, "show_deleted: True: can only be used with action explore"),
        (
            {"action": "stop", "show_all_versions": True},
            "show_all_versions: True: can only be used with action explore",
        ),
        *(
            (
                {"action": "explore", "restore_type": "Vex", "point_in_time": text},
                f"point_in_time: {text!r}: expected a time such as 2026-11-22T21:00:00Z",
            )
            for text in (
                "Sunday",
                "24h",
                "2026-02-30T21:00:00Z",
                "2026-11-22T25:00:00Z",
                "2026-11-22T21:00:00+99:00",
                "0000-00-00T00:00:00Z",
                "2026-11-2\u0662T21:00:00Z",
                "2026-11-22T21:00:00",
                "2026-11-22T21:00:00.12345678Z",
            )
        ),
        (
            {"action": "explore", "restore_type": "Vex", "restore_session": UNKNOWN},
            f"restore_session: '{UNKNOWN}': can",
        ),
        (
            {"action": "close", "restore_session": "Vex"},
            "restore_session: 'Vex': expected the UUID of a restore session",
        ),
        ({"action": "start", "wait_interval": 0}, "wait_interval: 0.0: expected"),
        ({"action": "wait", "success_statuses": []}, "success_statuses: []: expected one or more"),
        ({"action": "start", "wait_timeout": -1}, "wait_timeout: -1.0: expected"),
        ({"action": "start", "wait_timeout": float("nan")}, "wait_timeout: nan: expected"),
        ({"action": "start", "wait_interval": float("nan")}, "wait_interval: nan: expected"),
        ({"action": "start", "organization": None}, "organization: required, because"),
        ({"action": "start", "if_match": "yesterday"}, "if_match: 'yesterday'"),
    ],
)
def test_option_that_cannot_be_meant(act: Act, options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        act(**options)
    assert caught.value.message.startswith(message)
    assert act.simulator.journal() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"job": "Contoso Mailbox"}, "job: 'Contoso Mailbox': the organization has no such job; it has 3: such as Con"),
        ({"job": UNKNOWN}, f"job: '{UNKNOWN}': the server has no backup job with this id"),
        ({"organization": "Northwind"}, "organization: 'Northwind': no organization has this name"),
        (
            {"action": "close", "restore_session": UNKNOWN},
            f"restore_session: '{UNKNOWN}': the server has no restore session with this id",
        ),
    ],
)
def test_name_that_stands_for_nothing(act: Act, options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        act(**{"action": "start", **options})
    assert caught.value.message.startswith(message)
    assert act.writes == []


def test_organization_that_is_not_the_jobs(act: Act) -> None:
    with pytest.raises(OptionError, match=f"belongs to {ORGANIZATION}"):
        act("start", job=act.simulator.job(NAME)["id"], organization="Fabrikam")
    assert act.writes == []
