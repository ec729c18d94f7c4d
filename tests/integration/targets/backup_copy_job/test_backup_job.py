# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup job that has a copy job: its removal, and its move to another repository."""

from __future__ import annotations

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, Vb365Error
from tests.integration.conftest import Plays
from tests.integration.targets.backup_copy_job.conftest import NEW, ORGANIZATION, Run

GONE = {"state": "absent", "remove_copy_job": True}


@pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
def test_removal_names_the_option(run: Run, check_mode: bool) -> None:
    run.copy(**NEW)
    run.simulator.clear_journal()
    with pytest.raises(OptionError, match="set remove_copy_job to true"):
        run.job(check_mode, state="absent")
    assert run.writes() == []


def test_removal_with_the_copy_job(both: Plays) -> None:
    job = {"organization": ORGANIZATION, "name": "Mail", **GONE}
    kinds = ("check", "real", "again check", "again real")
    tasks = [{"name": kind, "vb365.backup.backup_job": job, "check_mode": kind.endswith("check")} for kind in kinds]
    _new, check, real, *again = both([{"vb365.backup.backup_copy_job": NEW}, *tasks]).tasks
    assert check.result["changes"] == real.result["changes"]
    assert check.result["changes"][:2] == [
        {"path": "copy_job", "before": "present", "after": "absent"},
        {"path": "state", "before": "present", "after": "absent"},
    ]
    assert check.result["diff"] == real.result["diff"]
    assert check.writes == []
    assert [entry["path"].split("/")[2] for entry in real.writes] == ["CopyJobs", "Jobs"]
    for task in again:
        assert task.result["changed"] is False
        assert task.writes == []


def test_removal_without_a_copy_job(run: Run) -> None:
    done = run.job(**GONE)
    assert done.result["changes"][0]["path"] == "state"
    assert len(run.writes()) == 1


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "html"])
@pytest.mark.parametrize("path", ["/CopyJobs/", "/Jobs/"])
def test_removal_without_an_answer_is_looked_at_again(run: Run, path: str, effect: str) -> None:
    run.copy(**NEW)
    run.simulator.fault(method="DELETE", path=path, effect=effect)
    done = run.job(**GONE)
    assert {"path": "copy_job", "before": "present", "after": "absent"} in done.result["changes"]
    assert run.on_server() is None
    assert [job["name"] for job in run.simulator.state()["jobs"]] == ["On disk"]


def test_copy_job_removed_by_others_meanwhile(run: Run) -> None:
    run.copy(**NEW)
    run.simulator.race(method="DELETE", path="/CopyJobs/", edit={"job": "Mail", "remove_copy_job": True})
    assert run.job(**GONE).changed
    assert [job["name"] for job in run.simulator.state()["jobs"]] == ["On disk"]


def test_copy_job_created_by_others_meanwhile_is_removed_too(run: Run) -> None:
    target = next(row["id"] for row in run.simulator.state()["repositories"] if row["name"] == "Target")
    edit = {"job": "Mail", "copy_job": {"repositoryId": target}}
    run.simulator.race(method="GET", path="/CopyJob$", skip=1, edit=edit)
    assert run.job(**GONE).result["changes"][0]["path"] == "copy_job"
    assert run.on_server() is None


def test_remove_copy_job_means_nothing_for_a_job_that_stays(run: Run) -> None:
    run.copy(**NEW)
    assert run.job(remove_copy_job=True).changed is False
    assert run.on_server()


@pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
def test_move_to_another_retention_type_is_refused(run: Run, check_mode: bool) -> None:
    run.copy(**NEW)
    run.simulator.clear_journal()
    with pytest.raises(Vb365Error) as refused:
        run.job(check_mode, repository="Snapshots")
    for word in ("repository: 'Snapshots': ", "ItemLevel", "'Source'", "found SnapshotBased"):
        assert word in refused.value.message
    assert run.writes() == []


@pytest.mark.parametrize("repository", ["Far", "Disk"])
def test_other_moves_are_left_to_the_server(run: Run, repository: str) -> None:
    run.copy(**NEW)
    assert run.job(repository=repository).changed


def test_move_without_a_copy_job(run: Run) -> None:
    assert run.job(repository="Snapshots").changed


def test_copy_job_is_read_only_for_a_move(run: Run) -> None:
    run.job(description="Other", repository="Source")
    assert not [request for request in run.requests() if request.endswith("/CopyJob")]
    run.job(repository="Far")
    assert [request for request in run.requests() if request.endswith("/CopyJob")]
