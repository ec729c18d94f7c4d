# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each action: done, and done again; in check mode and for real; in both shells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness import shells
from tests.integration.harness.playbook import SHELLS, play
from tests.integration.targets.job_action.conftest import JOB, NAME, Act, InBoth
from tests.simulator.ids import make_id
from tests.simulator.launch import Simulator

ACTIONS = {
    "start": [{"path": "last_status", "before": "Success", "after": "Running"}],
    "stop": [{"path": "last_status", "before": "Running", "after": "Stopped"}],
    "disable": [{"path": "enabled", "before": True, "after": False}],
    "enable": [{"path": "enabled", "before": False, "after": True}],
}


def task(action: str, **options: Any) -> dict[str, Any]:
    return {"name": action, "vb365.backup.job_action": {**JOB, "action": action, **options}}


def test_each_action_once(in_both: InBoth, simulator: Simulator) -> None:
    kinds = ("check", "real", "check", "real")
    tasks = [{**task(action), "check_mode": kind == "check"} for action in ACTIONS for kind in kinds]
    played = in_both(tasks, lambda: simulator.outcome(NAME, "Success", seconds=1e6))
    for number, (action, changes) in enumerate(ACTIONS.items()):
        check, real, again_check, again_real = played.tasks[4 * number : 4 * number + 4]
        for ran in (check, real, again_check, again_real):
            assert not ran.failed, (ran.name, ran.result)
        assert (check.result["changed"], real.result["changed"]) == (True, True)
        assert check.result["changes"] == real.result["changes"] == changes
        assert check.result["diff"] == real.result["diff"]
        assert check.writes == again_check.writes == again_real.writes == []
        assert [entry["path"].rsplit("/", 1)[1] for entry in real.writes] == [action]
        for again in (again_check, again_real):
            assert again.result["changed"] is False
            assert again.result["changes"] == []
            assert again.result["diff"]["before"] == again.result["diff"]["after"] == {}
    start_check, start, _again, running = (ran.result["session"] for ran in played.tasks[:4])
    assert start_check is None
    assert start["status"] == "Running"
    assert running["id"] == start["id"]
    assert played.tasks[5].result["session"]["id"] == start["id"]
    assert played.tasks[5].result["session"]["status"] == "Stopped"
    assert played.tasks[7].result["session"] is None
    assert played.tasks[8].result["job"]["config"]["enabled"] is False


def test_explore_opens_one_restore_session_each_time(in_both: InBoth, simulator: Simulator) -> None:
    options = {"restore_type": "Vex", "point_in_time": "2026-11-22T21:00:00+01:00", "show_deleted": True}
    tasks = [{**task("explore", **options), "check_mode": True}, task("explore", **options), task("explore", **options)]
    check, first, second = in_both(tasks, lambda: None).tasks
    assert check.writes == []
    assert check.result["restore_session"] is None
    assert check.result["changes"] == first.result["changes"] == second.result["changes"]
    assert [ran.result["changed"] for ran in (check, first, second)] == [True, True, True]
    assert first.writes[0]["body"] == {
        "type": "Vex",
        "dateTime": "2026-11-22T21:00:00+01:00",
        "showDeleted": True,
    }
    opened = [ran.result["restore_session"] for ran in (first, second)]
    assert [one["state"] for one in opened] == ["Working", "Working"]
    assert sorted(one["id"] for one in opened) == sorted(one["id"] for one in simulator.state()["restoreSessions"])


def test_close_ends_a_restore_session_once(in_both: InBoth, simulator: Simulator) -> None:
    closing = task("close", restore_session=make_id("restore", 1))
    tasks = [task("explore", restore_type="Vet"), {**closing, "check_mode": True}, closing, closing]
    _opened, check, real, again = in_both(tasks, lambda: None).tasks
    assert [ran.result["changed"] for ran in (check, real, again)] == [True, True, False]
    assert check.result["changes"] == real.result["changes"]
    assert real.result["changes"] == [{"path": "restore_session", "before": "Vet", "after": None}]
    assert check.writes == again.writes == []
    (restore,) = simulator.state()["restoreSessions"]
    assert [entry["path"] for entry in real.writes] == [f"/v8/RestoreSessions/{restore['id']}/Stop"]
    for ran in (real, again):
        assert ran.result["restore_session"]["state"] == restore["state"] == "Stopped"
        assert ran.result["restore_session"]["id"] == restore["id"]


def test_close_ends_no_other_restore_session(act: Act) -> None:
    first, second = (act("explore", restore_type="Vex").result["restore_session"]["id"] for _time in range(2))
    assert act("close", restore_session=first.upper(), job=act.simulator.job(NAME)["id"], organization=None).changed
    states = {one["id"]: one["state"] for one in act.simulator.state()["restoreSessions"]}
    assert states == {first: "Stopped", second: "Working"}


def test_exact_requests(act: Act) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    act("start")
    path = f"/v8/Jobs/{act.simulator.job(NAME)['id']}"
    journal = [f"{entry['method']} {entry['path']}" for entry in act.simulator.journal()]
    look = ["GET /v8/JobSessions", f"GET {path}"]
    names = ["GET /v8/Organizations", "GET /v8/Jobs", "GET /v8/BackupRepositories"]
    assert journal == ["POST /v8/token", *names, *look, *look, f"POST {path}/start", f"GET {path}"]
    act.simulator.clear_journal()
    act("start", job=act.simulator.job(NAME)["id"], organization=None)
    assert [f"{entry['method']} {entry['path']}" for entry in act.simulator.journal()] == look


def test_full_and_a_disabled_job(act: Act) -> None:
    act.simulator.outcome(NAME, "Success", seconds=1e6)
    act("disable")
    started = act("start", full=True)
    assert started.result["session"]["job_session_config_type"] == "Full"
    assert started.result["job"]["config"]["enabled"] is False


def test_job_by_its_id(act: Act) -> None:
    identity = act.simulator.job(NAME)["id"]
    assert act("disable", job=identity, organization=None).result["job"]["config"]["name"] == NAME
    assert act("disable", job=identity).changed is False


class TestIfMatch:
    @pytest.mark.parametrize("key", ["revision", "etag"])
    @pytest.mark.parametrize("shell", SHELLS)
    def test_edit_of_others_fails_it(self, act: Act, key: str, shell: str) -> None:
        expected = str(act("disable", check_mode=True).result[key])
        act.simulator.edit(NAME, settings={"description": "Theirs"})
        (ran,) = shells.run(act.simulator, [task("disable", if_match=expected)], shell).tasks
        assert ran.failed
        assert ran.result["error_code"] == "conflict"
        assert ran.result["conflict"] == [{"path": "enabled", "wanted": False, "read": None, "now": True}]
        assert ran.writes == []

    def test_run_that_moves_the_etag_does_not_count(self, act: Act) -> None:
        act.simulator.profile(etag_moves_on="all")
        revision = act("disable", check_mode=True).result["revision"]
        act.simulator.edit(NAME, status="Running")
        assert act("stop", if_match=revision).changed


@pytest.mark.parametrize("shell", SHELLS)
def test_async(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    waiting = {**task("start", wait=True, wait_interval=0.1), "async": 60, "poll": 1}
    (done,) = play(tmp_path, simulator, [waiting], shell).tasks
    assert not done.failed, done.result
    assert done.result["changed"] is True
    assert done.result["session"]["status"] == "Success"


def test_job_that_a_playbook_in_check_mode_has_not_created(in_both: InBoth) -> None:
    new = {**JOB, "job": "New"}
    options = [{"action": "start"}, {"action": "stop"}, {"action": "start", "if_match": "absent"}]
    tasks = [{"vb365.backup.job_action": {**new, **more}, "check_mode": True} for more in options]
    start, stop, seen, real = in_both(
        [*tasks, {"vb365.backup.job_action": {**new, "action": "start"}}], lambda: None
    ).tasks
    assert (seen.result["changes"], seen.result["revision"]) == (start.result["changes"], "absent")
    assert start.result["changes"] == [{"path": "last_status", "before": None, "after": "Running"}]
    assert (start.result["job"], start.result["revision"]) == (None, "absent")
    assert "no such job" in start.result["warnings"][0]
    assert stop.result["changed"] is False
    assert real.failed
    assert start.writes == stop.writes == real.writes == []
