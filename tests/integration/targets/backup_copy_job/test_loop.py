# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of backup_copy_job: somebody else's edits, unknown outcomes, and the exact requests."""

from __future__ import annotations

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, OutcomeUnknown, ServerRefused
from tests.integration.targets.backup_copy_job.conftest import COPY, NEW, Run


def test_exact_requests(run: Run) -> None:
    created = run.copy(**NEW)
    job = f"/Jobs/{run.simulator.job('Mail')['id']}"
    names, look = ["GET /Organizations", "GET /BackupRepositories"], [f"GET {job}", f"GET {job}/CopyJob"]
    assert run.requests() == [*names, "GET /Jobs", f"GET {job}/CopyJob", *look, "POST /CopyJobs", *look]
    path = f"/CopyJobs/{created.result['copy_job']['id']}"
    run.copy(**NEW)
    assert run.requests() == ["GET /Jobs", f"GET {job}/CopyJob"]
    run.copy(**COPY, enabled=False)
    assert run.requests() == ["GET /Jobs", f"GET {job}/CopyJob", *look, f"PUT {path}", *look]
    run.copy(job=run.simulator.job("Mail")["id"], state="absent")
    assert run.requests() == [*look, *look, f"DELETE {path}", *look]


def test_bodies(run: Run) -> None:
    run.copy(**NEW)
    run.copy(**COPY, enabled=False)
    create, edit = run.writes()
    state = run.simulator.state()
    repositories = {row["name"]: row["id"] for row in state["repositories"]}
    job = run.simulator.job("Mail")
    assert create["body"] == {
        "backupJobId": job["id"],
        "organizationId": job["organizationId"],
        "repositoryId": repositories["Target"],
    }
    assert edit["body"] == {"isEnabled": False}


@pytest.mark.parametrize("profile", ["not_found", "empty"])
def test_whatever_a_server_says_of_a_copy_job_that_is_not_there(run: Run, profile: str) -> None:
    run.simulator.profile(copy_job_missing=profile)
    assert run.copy(**COPY, state="absent").changed is False
    assert run.copy(**NEW).changed
    assert run.copy(**COPY, state="absent").changed
    assert run.on_server() is None
    assert run.job(state="absent").changed


def test_same_edit_by_others_before_the_write_is_no_write(run: Run) -> None:
    run.copy(**NEW, enabled=True)
    run.simulator.clear_journal()
    run.simulator.race(method="GET", path="/CopyJob$", skip=1, edit={"job": "Mail", "copy_job": {"isEnabled": False}})
    assert run.copy(**COPY, enabled=False).changed is False
    assert run.writes() == []


def test_edit_of_others_in_the_window_is_kept_and_told(run: Run) -> None:
    run.copy(**NEW, enabled=True)
    archive = next(row["id"] for row in run.simulator.state()["repositories"] if row["name"] == "Archive")
    run.simulator.race(method="PUT", path="/CopyJobs/", edit={"job": "Mail", "copy_job": {"repositoryId": archive}})
    done = run.copy(**COPY, enabled=False)
    assert "repository" in done.warnings[0]
    assert done.result["copy_job"]["config"]["repository"] == "Archive"


def test_same_setting_written_by_others_right_after_is_a_conflict(run: Run) -> None:
    run.copy(**NEW)
    edit = {"job": "Mail", "copy_job": {"isEnabled": True}}
    run.simulator.race(method="GET", path="/CopyJob$", times=9, edit=edit)
    with pytest.raises(Conflict) as conflict:
        run.copy(**COPY, enabled=False)
    assert conflict.value.changed
    assert conflict.value.columns == [{"path": "enabled", "wanted": False, "read": True, "now": True}]


def test_copy_job_created_by_others_before_the_write_is_edited(run: Run) -> None:
    target = next(row["id"] for row in run.simulator.state()["repositories"] if row["name"] == "Target")
    edit = {"job": "Mail", "copy_job": {"repositoryId": target}}
    run.simulator.race(method="GET", path="/CopyJob$", skip=1, edit=edit)
    done = run.copy(**NEW, enabled=False)
    assert done.result["changes"] == [{"path": "enabled", "before": True, "after": False}]
    assert [entry["method"] for entry in run.writes()] == ["PUT"]


def test_copy_job_removed_by_others_before_the_write_is_created_again(run: Run) -> None:
    run.copy(**NEW, enabled=True)
    run.simulator.race(method="PUT", path="/CopyJobs/", edit={"job": "Mail", "remove_copy_job": True})
    assert run.copy(**NEW, enabled=False).changed
    copy = run.on_server()
    assert copy
    assert copy["isEnabled"] is False


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "truncate", "empty", "html"])
def test_create_without_an_answer_ends_with_one_copy_job(run: Run, effect: str) -> None:
    run.simulator.fault(method="POST", path="/CopyJobs$", effect=effect)
    done = run.copy(**NEW)
    assert done.changed
    assert done.result["conflicts"] == 1
    copy = run.on_server()
    assert copy
    assert done.result["copy_job"]["id"] == copy["id"]
    assert run.copy(**NEW).changed is False


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "html"])
def test_edit_without_an_answer_is_looked_at_again(run: Run, effect: str) -> None:
    run.copy(**NEW, enabled=True)
    run.simulator.clear_journal()
    run.simulator.fault(method="PUT", path="/CopyJobs/", effect=effect)
    done = run.copy(**COPY, enabled=False)
    assert done.result["changes"] == [{"path": "enabled", "before": True, "after": False}]
    assert len(run.writes()) == (1 if effect == "drop_after" else 2)


def test_server_that_never_decides_ends_in_its_own_words(run: Run) -> None:
    run.copy(**NEW)
    run.simulator.clear_journal()
    body = {"message": "The job is busy.", "errorCode": "OperationConflict"}
    busy = {"effect": "status", "status": 409, "headers": {"Retry-After": "0"}, "body": body}
    run.simulator.fault(method="PUT", path="/CopyJobs/", times=99, **busy)
    with pytest.raises(OutcomeUnknown, match="The job is busy"):
        run.copy(**COPY, enabled=False)
    assert len(run.writes()) == 5


def test_what_only_the_server_knows_is_said_in_its_words(run: Run) -> None:
    with pytest.raises(ServerRefused, match="another organization"):
        run.copy(**{**NEW, "repository": "Theirs"})
    assert run.on_server() is None


class TestIfMatch:
    @pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
    @pytest.mark.parametrize("key", ["revision", "etag"])
    def test_edit_of_others_fails_it(self, run: Run, key: str, check_mode: bool) -> None:
        created = run.copy(**NEW)
        run.simulator.edit("Mail", copy_job={"schedulePolicy": {"type": "DailyAtTime"}})
        run.simulator.clear_journal()
        with pytest.raises(Conflict) as conflict:
            run.copy(check_mode, **COPY, enabled=False, if_match=str(created.result[key]))
        assert conflict.value.columns == [{"path": "enabled", "wanted": False, "read": None, "now": True}]
        assert run.writes() == []

    def test_run_that_moves_the_etag_does_not_count(self, run: Run) -> None:
        run.simulator.profile(etag_moves_on="all")
        revision = run.copy(**NEW).result["revision"]
        run.act("start")
        assert run.copy(**COPY, enabled=False, if_match=revision).changed

    def test_copy_job_that_is_gone_fails_it(self, run: Run) -> None:
        revision = run.copy(**NEW).result["revision"]
        run.simulator.edit("Mail", remove_copy_job=True)
        with pytest.raises(Conflict, match="no longer exists"):
            run.copy(**NEW, if_match=revision)
