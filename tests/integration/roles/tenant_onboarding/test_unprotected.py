# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report names everybody whom the jobs of a tenant do not protect, and is not in sync unless the tenant says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.onboarding import Onboarded, onboard
from tests.simulator.launch import Simulator

TENANT = "contoso.onmicrosoft.com"
KEPT = {"organization": TENANT, "omitted": "keep"}
SITES = "Contoso Sites"
ONE = "tenant_onboarding_jobs[0]"
ALICE = {"type": "User", "name": "alice@contoso.com"}
DAILY = {"type": "Daily", "daily_time": "22:00"}
EVERYTHING = {
    "name": "Everything",
    "backup_type": "EntireOrganization",
    "repository": "Disk 01",
    "schedule": DAILY,
    "omitted": "default",
}

OFF_TEXT = (
    f"'{SITES}' never starts by itself, because its schedule is off: set schedule.type to Daily or Periodically, and "
    "schedule.enabled to true."
)
Case = tuple[dict[str, Any], str, str, str]
OFF: dict[str, Case] = {
    "disabled": (
        {"isEnabled": False},
        "enabled",
        "disabled",
        f"'{SITES}' is disabled and backs up nothing: set enabled to true.",
    ),
    "schedule off": (
        {"schedulePolicy": {"type": "Daily", "scheduleEnabled": False, "dailyTime": "21:00:00"}},
        "schedule.enabled",
        "unscheduled",
        OFF_TEXT,
    ),
    "no schedule": (
        {"schedulePolicy": {"type": "ManualOnly"}},
        "schedule.type",
        "unscheduled",
        OFF_TEXT,
    ),
    "never starts": (
        {
            "schedulePolicy": {
                "type": "Daily",
                "dailyTime": "12:00:00",
                "dailyType": "Everyday",
                "backupWindowEnabled": True,
                "backupWindowSettings": {"backupWindow": [hour % 24 != 12 for hour in range(168)], "minuteOffset": 0},
            }
        },
        "schedule",
        "never_starts",
        f"'{SITES}' can never start: daily_time 12:00:00 is in no allowed hour, because "
        "backup_window allows Mon-Sun 13:00-12:00.",
    ),
}
SAID: dict[str, dict[str, Any]] = {
    "disabled": {"enabled": False},
    "schedule off": {"schedule": {"enabled": False}},
    "no schedule": {"schedule": {"type": "ManualOnly"}},
}


def lines(run: Onboarded) -> list[str]:
    (told,) = [task.result["summary"]["lines"] for task in run.played.tasks if "summary" in task.result]
    found: list[str] = told
    return found


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
@pytest.mark.parametrize("case", OFF)
def test_a_job_that_is_off_is_a_problem(simulator: Simulator, tmp_path: Path, case: str, playbook: str) -> None:
    settings, option, reason, text = OFF[case]
    simulator.edit(SITES, settings=settings)
    tenant = {**KEPT, "jobs": [{"name": SITES}, {"name": "Contoso Mailboxes"}]}
    run = onboard(tmp_path, simulator, {"contoso": tenant}, playbook=playbook)
    assert run.played.returncode == 0, run.played.output
    assert run.writes == []
    assert run.stats[TENANT] == {"state": "unprotected", "unprotected": [SITES]}
    place = f"{ONE}.{option}"
    (row,) = run.reports["contoso"]["unprotected"]
    assert row == {
        "place": place, "job": SITES, "reason": reason, "msg": text, "objects": [], "described": False,
        "other": None, "severity": "critical",
    }  # fmt: skip
    problems = {job["name"]: job["problems"] for job in run.reports["contoso"]["jobs"]}
    problem = {"reason": reason, "text": text, "objects": [], "described": False, "other": None, "severity": "critical"}
    assert problems == {SITES: [problem], "Contoso Mailboxes": []}
    assert lines(run)[:-1] == [f"{TENANT}: 1 problem, 2 jobs in sync", f"{place}: {text}"]


@pytest.mark.parametrize("case", SAID)
def test_what_the_description_says_is_in_sync_and_named(simulator: Simulator, tmp_path: Path, case: str) -> None:
    settings, _option, reason, text = OFF[case]
    simulator.edit(SITES, settings=settings)
    job = {"name": SITES, **SAID[case]}
    for described in ({"jobs": [job]}, {"jobs": [{"name": SITES}], "defaults": SAID[case]}):
        run = onboard(tmp_path, simulator, {"contoso": {**KEPT, **described}}, playbook="drift")
        assert run.stats[TENANT] == {"state": "in sync", "problems": [SITES]}
        assert lines(run)[0] == f"{TENANT}: in sync (1 job), 1 problem"
        (row,) = run.reports["contoso"]["unprotected"]
        assert (row["reason"], row["described"]) == (reason, True)
        assert text in " ".join(lines(run))


def test_fail_on_drift(simulator: Simulator, tmp_path: Path) -> None:
    simulator.edit(SITES, settings={"isEnabled": False})
    tenant = {**KEPT, "jobs": [{"name": SITES}], "fail_on_drift": True}
    run = onboard(tmp_path, simulator, {"contoso": tenant}, playbook="drift")
    assert run.played.returncode != 0
    assert f"{TENANT}: 1 problem, 1 job in sync" in run.played.output


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_fail_on_unprotected(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    simulator.edit(SITES, settings={"isEnabled": False})
    tenant = {**KEPT, "jobs": [{"name": SITES, "enabled": False}], "fail_on_unprotected": True}
    run = onboard(tmp_path, simulator, {"contoso": tenant}, playbook=playbook)
    assert run.played.returncode == 2
    assert run.reports["contoso"]["state"] == "in sync"
    (failed,) = [task for task in run.played.tasks if task.failed]
    assert failed.result["msg"] == f"{TENANT}: {OFF['disabled'][3]}"


@pytest.mark.parametrize(
    ("jobs", "edit", "option"),
    [
        ([{"name": SITES, "enabled": False}], {"settings": {"isEnabled": False}}, "fail_on_unprotected"),
        ([{"name": SITES}, {"name": "Contoso Mailboxes"}], {"add_selected": [ALICE]}, "fail_on_drift"),
    ],
    ids=["described, but nobody is backed up", "an object in two jobs"],
)
def test_a_tenant_in_sync_without_a_report_may_fail(
    simulator: Simulator, tmp_path: Path, jobs: list[dict[str, Any]], edit: dict[str, Any], option: str
) -> None:
    """The short template that judges a tenant in sync does not overlook what the long template finds."""
    simulator.edit(SITES, **edit)
    for fails in (False, True):
        tenant = {**KEPT, "report": "", "jobs": jobs, option: fails}
        run = onboard(tmp_path, simulator, {"contoso": tenant}, playbook="drift")
        assert run.stats[TENANT]["state"] == "in sync"
        assert run.played.returncode == (2 if fails else 0)


def test_drift_and_a_problem(simulator: Simulator, tmp_path: Path) -> None:
    simulator.edit(SITES, settings={"isEnabled": False})
    jobs = [{"name": SITES}, {"name": "Contoso Mailboxes", "description": "new"}]
    run = onboard(tmp_path, simulator, {"contoso": {**KEPT, "jobs": jobs}}, playbook="drift")
    assert run.stats[TENANT] == {"state": "changed", "changed": ["Contoso Mailboxes"], "unprotected": [SITES]}
    assert lines(run)[0] == f"{TENANT}: 1 problem, 1 of 2 jobs would change"


def test_a_job_that_is_switched_on_or_removed_is_no_problem(simulator: Simulator, tmp_path: Path) -> None:
    simulator.edit(SITES, settings={"isEnabled": False})
    for job in ({"name": SITES, "enabled": True}, {"name": SITES, "state": "absent", "remove_copy_job": True}):
        run = onboard(tmp_path, simulator, {"contoso": {**KEPT, "jobs": [job]}}, playbook="drift")
        assert "unprotected" not in run.stats[TENANT]


def test_objects_of_a_job_that_does_not_run_are_shadowed(simulator: Simulator, tmp_path: Path) -> None:
    """Contoso Teams is disabled, is not described, and keeps its team from the job of the entire organization."""
    tenant = {**KEPT, "jobs": [EVERYTHING]}
    for _run in range(2):
        run = onboard(tmp_path, simulator, {"contoso": tenant})
        (row,) = (one for one in run.reports["contoso"]["unprotected"] if one["reason"] != "never_ran")
        assert (row["job"], row["reason"], row["place"]) == ("Everything", "shadowed", ONE)
        assert [thing["name"] for thing in row["objects"]] == ["Product Launch"]
        assert "Contoso Teams" in row["msg"]
    assert (run.stats[TENANT]["state"], run.writes) == ("unprotected", [])


def test_a_repository_that_cannot_be_used(simulator: Simulator, tmp_path: Path) -> None:
    """Also where the description omits the repository."""
    row = next(one for one in simulator.state()["repositories"] if one["name"] == "Contoso Vault")
    body = {"results": [{**one, "isOutOfOrder": one == row} for one in simulator.state()["repositories"]]}
    simulator.fault("status", path="/BackupRepositories$", status=200, body=body, times=None)
    run = onboard(tmp_path, simulator, {"contoso": {**KEPT, "jobs": [{"name": SITES}]}}, playbook="drift")
    (found,) = run.reports["contoso"]["unprotected"]
    assert (found["reason"], run.stats[TENANT]["state"]) == ("repository_unusable", "unprotected")
