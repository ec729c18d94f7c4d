# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of backup_job: somebody else's edits, unknown outcomes, and the exact requests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.harness import shells
from tests.integration.harness.playbook import SHELLS, Ran
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
JOB = {"organization": ORGANIZATION, "name": "Case"}
NEW = {
    **JOB,
    "repository": "Disk 01",
    "backup_type": "SelectedItems",
    "selected_items": [{"type": "PersonalSites"}],
    "description": "First",
}


class Task:
    """Runs one task after the other, with whatever happens on the server in between."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def __call__(self, shell: str = "in-process", check_mode: bool = False, **options: Any) -> Ran:
        task = {"vb365.backup.backup_job": options, "check_mode": check_mode}
        (ran,) = shells.run(self.simulator, [task], shell).tasks
        return ran

    def job(self, name: str = "Case") -> dict[str, Any] | None:
        """The job on the server."""
        jobs = [job for job in self.simulator.state()["jobs"] if job["name"] == name]
        assert len(jobs) < 2
        return jobs[0] if jobs else None


@pytest.fixture
def task(simulator: Simulator) -> Task:
    return Task(simulator)


@pytest.mark.parametrize("shell", SHELLS)
def test_exact_requests(task: Task, shell: str) -> None:
    names = ["GET Organizations", "GET BackupRepositories"]
    created = task(shell, **NEW)
    path = f"Jobs/{created.result['job']['id']}"
    settings = [request for request in created.requests if not request.endswith("/SelectedItems")]
    assert settings == [*names, "GET Jobs", "GET Jobs", "POST Jobs", f"GET {path}"]
    same = task(shell, **{**NEW, "selected_items": None})
    assert same.requests == [*names, "GET Jobs"]
    changed = task(shell, **JOB, description="Second")
    assert changed.requests == [
        "GET Organizations",
        "GET Jobs",
        "GET BackupRepositories",
        f"GET {path}/SelectedItems",
        f"GET {path}",
        f"PUT {path}",
        f"GET {path}/SelectedItems",
        f"GET {path}",
    ]
    removed = task(shell, id=created.result["job"]["id"], state="absent")
    assert removed.requests == [
        f"GET {path}",
        *names,
        f"GET {path}/CopyJob",
        f"GET {path}",
        f"DELETE {path}",
        f"GET {path}",
    ]


def test_edit_sends_only_what_changes(task: Task) -> None:
    task(**NEW)
    (write,) = task(**JOB, enabled=False).writes
    assert write["body"] == {"isEnabled": False}


def test_same_edit_by_others_before_the_write_is_no_write(task: Task) -> None:
    task(**NEW, enabled=True)
    task.simulator.race(method="GET", path="/Jobs/[^/]+$", edit={"job": "Case", "settings": {"isEnabled": False}})
    done = task(**JOB, enabled=False)
    assert done.result["changed"] is False
    assert done.writes == []


def test_edit_of_others_in_the_window_is_kept_and_told(task: Task) -> None:
    task(**NEW, enabled=True)
    task.simulator.race(method="PUT", path="/Jobs/", edit={"job": "Case", "settings": {"description": "Theirs"}})
    done = task(**JOB, enabled=False)
    assert not done.failed
    assert "description" in done.result["warnings"][0]
    job = task.job()
    assert job
    assert (job["description"], job["isEnabled"]) == ("Theirs", False)


def test_same_setting_written_by_others_right_after_is_a_conflict(task: Task) -> None:
    task(**NEW)
    task.simulator.race(
        method="GET", path="/Jobs/[^/]+$", times=9, edit={"job": "Case", "settings": {"description": "Theirs"}}
    )
    done = task(**JOB, description="Mine")
    assert done.failed
    assert done.result["error_code"] == "conflict"
    assert done.result["changed"] is True
    assert done.result["conflict"] == [{"path": "description", "wanted": "Mine", "read": "Theirs", "now": "Theirs"}]


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "truncate", "empty", "html"])
def test_create_without_an_answer_ends_with_one_job(task: Task, effect: str) -> None:
    task.simulator.fault(method="POST", path="/Jobs$", effect=effect)
    done = task(**NEW)
    assert not done.failed, done.result
    assert done.result["changed"] is True
    assert done.result["conflicts"] == 1
    job = task.job()
    assert job
    assert done.result["job"]["id"].lower() == job["id"].lower()
    assert task(**NEW).result["changed"] is False


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "html"])
def test_edit_without_an_answer_is_looked_at_again(task: Task, effect: str) -> None:
    created = task(**NEW)
    task.simulator.fault(method="PUT", path="/Jobs/", effect=effect)
    done = task(**JOB, description="Second")
    assert not done.failed, done.result
    assert done.result["changes"] == [{"path": "description", "before": "First", "after": "Second"}]
    assert len(done.writes) == (1 if effect == "drop_after" else 2)
    job = task.job()
    assert job
    assert job["description"] == "Second"
    assert created.result["job"]["id"].lower() == job["id"].lower()


def test_server_that_never_decides_ends_in_its_own_words(task: Task) -> None:
    task(**NEW)
    task.simulator.fault(
        method="PUT",
        path="/Jobs/",
        effect="status",
        status=409,
        times=99,
        headers={"Retry-After": "0"},
        body={"message": "The job is busy.", "errorCode": "OperationConflict"},
    )
    done = task(**JOB, description="Second")
    assert done.failed
    assert "The job is busy." in done.result["msg"]
    assert done.result["error_code"] == "OperationConflict"
    assert len(done.writes) == 5


def test_items_that_the_server_clears_are_no_success(task: Task) -> None:
    job = next(
        job
        for job in task.simulator.state()["jobs"]
        if job["backupType"] == "SelectedItems" and job["selectedItems"] and job["lastStatus"] != "Running"
    )
    task.simulator.profile(put_omitted_items="clear")
    done = task(id=job["id"], description="Mine")
    assert done.failed
    assert job["name"] in done.result["msg"]
    assert "no longer has any selected items" in done.result["msg"]


def test_exclusions_that_the_server_clears_are_no_success(task: Task) -> None:
    task.simulator.profile(put_omitted_items="clear")
    done = task(organization="fabrikam.onmicrosoft.com", name="Fabrikam Everything", description="Mine")
    assert done.failed
    assert done.result["changed"] is True
    assert "'Fabrikam Everything' no longer has any excluded items" in done.result["msg"]


class TestIfMatch:
    @pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
    @pytest.mark.parametrize("key", ["revision", "etag"])
    def test_edit_of_others_fails_it(self, task: Task, key: str, check_mode: bool) -> None:
        created = task(**NEW)
        task.simulator.edit(job="Case", settings={"isEnabled": False})
        done = task(check_mode=check_mode, **JOB, description="Second", if_match=str(created.result[key]))
        assert done.failed
        assert done.result["error_code"] == "conflict"
        assert done.result["conflict"] == [{"path": "description", "wanted": "Second", "read": None, "now": "First"}]
        assert done.writes == []

    def test_run_that_moves_the_etag_does_not_count(self, task: Task) -> None:
        task.simulator.profile(etag_moves_on="all")
        created = task(**NEW)
        task.simulator.edit(job="Case", status="Running")
        task.simulator.edit(job="Case", status="Success")
        done = task(**JOB, description="Second", if_match=created.result["revision"])
        assert not done.failed, done.result

    @pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
    def test_job_that_others_create_after_it_was_seen_is_kept(self, task: Task, check_mode: bool) -> None:
        seen = task(check_mode=True, **NEW).result["revision"]
        task(**{**NEW, "description": "Theirs"})
        done = task(check_mode=check_mode, **NEW, if_match=seen)
        assert (done.failed, done.result["error_code"], done.writes) == (True, "conflict", [])
        assert "which was absent, exists at" in done.result["msg"]

    def test_removed_job_is_at_the_revision_of_its_removal(self, task: Task) -> None:
        created = task(**NEW).result["revision"]
        removed = task(**JOB, state="absent", if_match=created).result["revision"]
        assert removed == task(**JOB, state="absent", if_match=removed).result["revision"] == "absent"
        assert task(**NEW, if_match=removed).result["changed"] is True
        assert task(**JOB, state="absent", if_match=removed).result["error_code"] == "conflict"

    def test_text_that_is_no_revision(self, task: Task) -> None:
        done = task(**JOB, description="Second", if_match="yesterday")
        assert done.result["msg"].startswith("if_match: 'yesterday'")


def test_second_job_of_the_entire_organization_is_refused_in_check_mode_too(task: Task) -> None:
    entire = {**NEW, "backup_type": "EntireOrganization", "selected_items": None}
    task(**entire)
    for check_mode in (True, False):
        done = task(
            check_mode=check_mode,
            **{**NEW, "name": "Other", "backup_type": "EntireOrganization", "selected_items": None},
        )
        assert done.failed
        assert done.result["msg"].startswith(
            "backup_type: 'EntireOrganization': the organization already has such a job"
        )
        assert done.writes == []


def test_name_of_another_job_is_refused_in_check_mode_too(task: Task) -> None:
    task(**NEW)
    task(**{**NEW, "name": "Other"})
    for check_mode in (True, False):
        done = task(check_mode=check_mode, **JOB, new_name="other")
        assert done.failed
        assert done.result["msg"].startswith("new_name: 'other': this name is already used")
        assert done.writes == []


def test_job_with_a_copy_job_is_not_removed_in_check_mode_either(task: Task) -> None:
    identity = next(job["id"] for job in task.simulator.state()["jobs"] if "copyJob" in job["_links"])
    for check_mode in (True, False):
        done = task(check_mode=check_mode, id=identity, state="absent")
        assert done.failed
        assert "backup copy job" in done.result["msg"]
        assert done.writes == []
