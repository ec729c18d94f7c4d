# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``state: absent`` needs a name and nothing else: other options have no effect, right or wrong."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict
from ansible_collections.vb365.backup.plugins.modules import backup_job, backup_job_info
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
JOB = {"organization": ORGANIZATION, "name": "Contoso Sites", "state": "absent", "remove_copy_job": True}
COPY_JOB = {"organization": ORGANIZATION, "job": "Contoso Sites", "state": "absent"}
UNKNOWN = "00000000-0000-0000-0000-00000000dead"

OPTIONS: dict[str, dict[str, Any]] = {
    "new_name": {"new_name": "Other"},
    "a new_name that another job has": {"new_name": "Contoso Teams"},
    "repository": {"repository": "Disk 99"},
    "schedule": {"schedule": {"type": "ManualOnly", "daily_time": "25:00"}},
    "window": {"schedule": {"backup_window": {"deny": ["Never"]}}},
    "omitted": {"omitted": "default"},
    "items": {"selected_items": [{"type": "User", "name": "nobody@contoso.com"}]},
    "exclusions": {"excluded_items": [{"type": "PersonalSites"}]},
    "backup_type": {"backup_type": "EntireOrganization", "selected_items": [{"type": "PersonalSites"}]},
}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("case", OPTIONS)
def test_job(both: Plays, simulator: Simulator, case: str, check_mode: bool) -> None:
    task = {"vb365.backup.backup_job": {**JOB, **OPTIONS[case]}, "check_mode": check_mode}
    done, again = both([task, task]).tasks
    assert (done.failed, done.result["changed"]) == (False, True), done.result
    assert [entry["method"] for entry in done.writes] == ([] if check_mode else ["DELETE", "DELETE"])
    assert (again.failed, again.result["changed"]) == (False, check_mode)
    assert ("Contoso Sites" in {job["name"] for job in simulator.state()["jobs"]}) is check_mode


@pytest.mark.parametrize("side", ["selected", "excluded"])
def test_a_job_whose_items_were_edited_is_not_removed(simulator: Simulator, side: str) -> None:
    direct = Direct(simulator)
    asked = {"organization": ORGANIZATION, "name": "Contoso Mailboxes"}
    (job,) = direct(backup_job_info, **asked, include=["items", "exclusions"]).result["jobs"]
    task = {**asked, "state": "absent", "if_match": job["status"]["revision"]}
    assert direct(backup_job, check_mode=True, **task).changed
    simulator.edit("Contoso Mailboxes", **{f"add_{side}": [{"type": "User", "name": "erin@contoso.com"}]})
    for check_mode in (True, False):
        with pytest.raises(Conflict, match=f"{side}_items moved"):
            direct(backup_job, check_mode=check_mode, **task)
    assert simulator.job("Contoso Mailboxes")


def test_new_name_does_not_find_another_job(both: Plays, simulator: Simulator) -> None:
    (done,) = both([{"vb365.backup.backup_job": {**JOB, "name": "gone", "new_name": "Contoso Sites"}}]).tasks
    assert (done.failed, done.result["changed"], done.writes) == (False, False, [])


@pytest.mark.parametrize(
    "options", [{"repository": "Disk 99"}, {"schedule": {"type": "Immediate", "daily_time": "25"}}]
)
def test_copy_job(both: Plays, options: dict[str, Any]) -> None:
    done, again = both([{"vb365.backup.backup_copy_job": {**COPY_JOB, **options}}] * 2).tasks
    assert (done.failed, done.result["changed"]) == (False, True), done.result
    assert (again.failed, again.result["changed"]) == (False, False)


@pytest.mark.parametrize("module", ["backup_job_item", "job_exclusion"])
@pytest.mark.parametrize("job", ["gone", UNKNOWN])
def test_items_of_a_job_that_does_not_exist(both: Plays, module: str, job: str) -> None:
    options = {"organization": ORGANIZATION, "job": job, "items": [{"type": "User", "name": "a"}], "state": "absent"}
    tasks = [{f"vb365.backup.{module}": options, "check_mode": check_mode} for check_mode in (True, False)]
    for done in both(tasks).tasks:
        assert (done.failed, done.result["changed"], done.writes) == (False, False, [])
        assert done.result["warnings"] == [f"The job '{job}' does not exist. There is nothing to remove."]
