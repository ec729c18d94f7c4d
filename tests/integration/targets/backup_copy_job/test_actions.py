# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_action with kind copy: the actions of a copy job, its sessions, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, OptionError, Vb365Error
from tests.integration.conftest import Plays
from tests.integration.targets.backup_copy_job.conftest import COPY, NEW, Run

WAIT = {"wait": True, "wait_interval": 0.1, "wait_timeout": 20}
ACTIONS = {
    "start": [{"path": "last_status", "before": "Stopped", "after": "Running"}],
    "stop": [{"path": "last_status", "before": "Running", "after": "Stopped"}],
    "disable": [{"path": "enabled", "before": True, "after": False}],
    "enable": [{"path": "enabled", "before": False, "after": True}],
}


def test_each_action_once(run: Run) -> None:
    copy = run.copy(**NEW).result["copy_job"]["id"]
    run.simulator.outcome("Mail", "Success", copy_job=True, seconds=1e6)
    for action, changes in ACTIONS.items():
        run.simulator.clear_journal()
        check = run.act(action, check_mode=True)
        assert run.writes() == []
        real = run.act(action)
        assert check.changed
        assert real.changed
        assert check.result["changes"] == real.result["changes"] == changes
        assert check.result["diff"] == real.result["diff"]
        assert real.result["copy_job"]["id"] == copy
        assert "job" not in real.result
        again = run.act(action)
        assert again.changed is False
        assert [(entry["path"], entry["body"]) for entry in run.writes()] == [(f"/v8/CopyJobs/{copy}/{action}", None)]


def test_backup_job_is_not_touched(run: Run) -> None:
    run.copy(**NEW)
    before = run.simulator.job("Mail")
    run.act("start", **WAIT)
    run.act("disable")
    assert run.simulator.job("Mail") == before


def test_exact_requests(run: Run) -> None:
    path = f"/CopyJobs/{run.copy(**NEW).result['copy_job']['id']}"
    run.simulator.outcome("Mail", "Success", copy_job=True, seconds=1e6)
    run.requests()
    run.act("start")
    find = ["GET /Jobs", f"GET /Jobs/{run.simulator.job('Mail')['id']}/CopyJob"]
    look = ["GET /JobSessions", f"GET {path}"]
    assert run.requests() == [*find, *look, *look, f"POST {path}/start", f"GET {path}"]


def test_session_is_waited_for(run: Run) -> None:
    run.copy(**NEW)
    done = run.act("start", **WAIT)
    assert done.result["session"]["job_type"] == "Copy"
    assert done.result["session"]["status"] == "Success"
    assert done.result["copy_job"]["status"]["last_status"] == "Success"


def test_session_that_fails(run: Run) -> None:
    run.copy(**NEW)
    log = [{"type": "Error", "message": "The bucket is full."}]
    run.simulator.outcome("Mail", "Failed", copy_job=True, log=log)
    with pytest.raises(Vb365Error, match="ended with Failed: The bucket is full"):
        run.act("start", **WAIT)


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "html"])
def test_start_without_an_answer_starts_once(run: Run, effect: str) -> None:
    run.copy(**NEW)
    run.simulator.outcome("Mail", "Success", copy_job=True, seconds=1e6)
    run.simulator.fault(method="POST", path="/start$", effect=effect)
    done = run.act("start")
    assert done.changed
    assert [session["jobType"] for session in run.simulator.state()["sessions"]] == ["Copy"]


def test_revision_is_that_of_the_copy_job(run: Run) -> None:
    revision = run.copy(**NEW).result["revision"]
    assert run.act("disable", check_mode=True).result["revision"] == revision
    run.simulator.edit("Mail", copy_job={"schedulePolicy": {"type": "DailyAtTime"}})
    with pytest.raises(Conflict):
        run.act("disable", if_match=revision)


def test_config_is_fed_back(run: Run) -> None:
    run.copy(**NEW)
    config = run.act("disable").result["copy_job"]["config"]
    assert config["enabled"] is False
    assert run.copy(**config).changed is False


def test_job_by_its_id(run: Run) -> None:
    run.copy(**NEW)
    assert run.act("disable", job=run.simulator.job("Mail")["id"], organization=None).changed


@pytest.mark.parametrize("profile", ["not_found", "empty"])
@pytest.mark.parametrize("job", ["Mail", "New"])
def test_copy_job_that_does_not_exist(run: Run, profile: str, job: str) -> None:
    run.simulator.profile(copy_job_missing=profile)
    planned = run.act("start", check_mode=True, job=job)
    assert planned.changed
    assert planned.result["copy_job"] is None
    assert planned.warnings
    with pytest.raises(OptionError, match="has no"):
        run.act("start", job=job)


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"action": "explore", "restore_type": "Vex"}, "action"),
        ({"action": "close", "restore_session": "00000000-0000-0000-0000-00000000dead"}, "action"),
        ({"action": "start", "full": True}, "full"),
    ],
)
def test_what_a_copy_job_cannot_do(run: Run, options: dict[str, Any], option: str) -> None:
    run.copy(**NEW)
    with pytest.raises(OptionError, match=f"{option}: .*only be used with kind: backup"):
        run.act(**options)


def test_both_shells(both: Plays) -> None:
    action = {"vb365.backup.job_action": {**COPY, "kind": "copy", "action": "disable"}}
    _new, check, real, again = both(
        [{"vb365.backup.backup_copy_job": NEW}, {**action, "check_mode": True}, action, action]
    ).tasks
    assert [task.result["changed"] for task in (check, real, again)] == [True, True, False]
    assert check.writes == again.writes == []
