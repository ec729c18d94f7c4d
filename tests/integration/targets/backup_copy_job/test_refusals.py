# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What backup_copy_job refuses: before anything is sent, in check mode too, with the values that do not fit."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from tests.integration.conftest import Plays
from tests.integration.targets.backup_copy_job.conftest import COPY, NEW, Run

REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "disk": (
        {"repository": "Disk"},
        ["repository: 'Disk': ", "object storage", "'Source' is AmazonS3", "'Disk' is a disk"],
    ),
    "itself": ({"repository": "Source"}, ["repository: 'Source': ", "another repository"]),
    "proxy": ({"repository": "Far"}, ["repository: 'Far': ", "proxy", "'Source'"]),
    "retention": ({"repository": "Snapshots"}, ["retention type ItemLevel", "'Source'", "found SnapshotBased"]),
    "immutability": ({"repository": "Immutable for days"}, ["immutability", "found 30 days"]),
    "of a disk": ({"job": "On disk"}, ["repository: 'Target': ", "'Disk' is a disk", "'Target' is AmazonS3"]),
    "no repository": ({"repository": None}, ["repository: required", "backup copy job does not exist"]),
    "no organization": ({"organization": None}, ["organization: required", "'Mail' is a name"]),
    "job": ({"job": "00000000-0000-0000-0000-00000000dead"}, ["job: '00000000-", "no backup job"]),
    "repository name": ({"repository": "Targett"}, ["repository: 'Targett'", "Target"]),
    "schedule": ({"schedule": {"type": "Immediate", "daily_time": "03:00"}}, ["schedule.daily_time: ", "DailyAtTime"]),
    "interval": ({"schedule": {"type": "Periodically"}}, ["schedule.periodically_every: "]),
    "window": ({"schedule": {"backup_window": {"allow": ["Someday"]}}}, ["schedule.backup_window.allow: 'Someday'"]),
}


@pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
@pytest.mark.parametrize(("options", "words"), REFUSED.values(), ids=REFUSED)
def test_refused(run: Run, options: dict[str, Any], words: list[str], check_mode: bool) -> None:
    with pytest.raises(Vb365Error) as refused:
        run.copy(check_mode, **{**NEW, **options})
    for word in words:
        assert word in refused.value.message
    assert refused.value.error_code == "option"
    assert run.writes() == []


def test_move_is_refused_as_a_creation_is(run: Run) -> None:
    run.copy(**NEW)
    with pytest.raises(Vb365Error, match="found SnapshotBased"):
        run.copy(check_mode=True, **COPY, repository="Snapshots")


def test_what_the_server_has_already_is_not_refused(run: Run) -> None:
    run.copy(**NEW)
    run.job(repository="Disk")
    assert run.copy(**NEW, enabled=False).result["changes"] == [{"path": "enabled", "before": True, "after": False}]
    assert run.copy(**COPY, state="absent").changed


def test_storage_that_the_server_does_not_show_is_left_to_it(run: Run) -> None:
    run.simulator.profile(null_fields="absent")
    assert run.copy(check_mode=True, **{**NEW, "repository": "Disk"}).changed
    with pytest.raises(Vb365Error, match="is no object storage"):
        run.copy(**{**NEW, "repository": "Disk"})


def test_backup_job_that_does_not_exist(run: Run) -> None:
    new = {**NEW, "job": "New"}
    planned = run.copy(check_mode=True, **new)
    assert planned.changed
    assert planned.result["copy_job"]["config"]["job"] == "New"
    assert "does not exist yet" in planned.warnings[0]
    with pytest.raises(Vb365Error, match="job: 'New': the server has no backup job"):
        run.copy(**new)
    absent = run.copy(**{**COPY, "job": "New"}, state="absent")
    assert (absent.changed, absent.warnings) == (False, ["The job 'New' does not exist. There is nothing to remove."])
    assert run.writes() == []


def test_errors_read_the_same_in_both_shells(both: Plays) -> None:
    (done,) = both([{"vb365.backup.backup_copy_job": {**NEW, "repository": "Snapshots"}}]).tasks
    assert done.failed
    assert done.result["msg"].startswith("repository: 'Snapshots': expected the retention type ItemLevel")
    assert done.writes == []
