# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup copy jobs: compared where ``copy`` is given, planned with their jobs, carried out after them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.modules import backup_copy_job, job_action
from ansible_collections.vb365.backup.plugins.modules import tenant as module
from tests.integration.harness.direct import Direct
from tests.integration.targets.tenant.conftest import Plan, new, tenant, user
from tests.integration.targets.tenant.test_carrying_out import failed, run, states
from tests.simulator.launch import Simulator

SITES = {"name": "Contoso Sites"}
NEW = new(selected_items=[user("frank")], repository="Contoso Vault")
COPY = {"repository": "Object Archive"}
DAILY = {"schedule": {"type": "DailyAtTime", "daily_time": "04:00"}}


def copies(simulator: Simulator) -> dict[str, Any]:
    """The copy jobs by the names of their jobs."""
    state = simulator.state()
    names = {job["id"]: job["name"] for job in state["jobs"]}
    return {names[copy["backupJobId"]]: copy for copy in state["copyJobs"]}


def changes(outcome: Any) -> list[list[dict[str, Any]]]:
    return [row["changes"] for row in outcome.result["jobs"]]


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "of a new job": ({**NEW, "copy": {**COPY, **DAILY}}, {"New": "04:00:00", "Contoso Sites": None}),
    "changed": ({**SITES, "copy": DAILY}, {"Contoso Sites": "04:00:00"}),
    "changed with its job": ({**SITES, "description": "x", "copy": DAILY}, {"Contoso Sites": "04:00:00"}),
    "of a renamed job": ({**SITES, "new_name": "Sites", "copy": DAILY}, {"Sites": "04:00:00"}),
    "removed": ({**SITES, "copy": "absent"}, {}),
    "removed with its job": ({**SITES, "state": "absent", "remove_copy_job": True}, {}),
}


@pytest.mark.parametrize("case", CASES)
def test_check_mode_predicts_what_is_done(simulator: Simulator, case: str) -> None:
    job, expected = CASES[case]
    described = tenant(job, repository=None)
    before = simulator.state()
    predicted = run(simulator, described, check_mode=True)
    assert simulator.state() == before
    done = run(simulator, described)
    assert changes(done) == changes(predicted)
    assert done.result["diff"] == predicted.result["diff"]
    assert done.changed
    times = {name: copy["schedulePolicy"].get("dailyTime") for name, copy in copies(simulator).items()}
    assert times == expected
    job = {**job, "name": job.get("new_name", job["name"])}
    assert not run(simulator, tenant(job, repository=None)).changed


def test_rows_of_a_copy_job(simulator: Simulator) -> None:
    done = run(simulator, tenant({**SITES, "copy": DAILY}, repository=None))
    (row,) = done.result["jobs"]
    assert row["state"] == "changed"
    assert {"path": "copy.schedule.daily_time", "before": None, "after": "04:00:00"} in row["changes"]
    assert all(change["path"].startswith("copy.schedule.") for change in row["changes"])
    assert done.result["diff"][0]["after"]["copy"]["schedule"]["daily_time"] == "04:00:00"
    (created,) = run(simulator, tenant({**NEW, "copy": COPY})).result["jobs"]
    assert created["state"] == "created"
    assert {"path": "copy.state", "before": "absent", "after": "present"} in created["changes"]
    assert "copy.job" not in [change["path"] for change in created["changes"]]


def test_copy_jobs_without_copy_are_not_compared(simulator: Simulator) -> None:
    outcome = run(simulator, tenant(SITES, repository=None))
    assert not outcome.changed
    assert [entry for entry in simulator.journal() if "Copy" in entry["path"]] == []


def test_copy_job_in_defaults(simulator: Simulator) -> None:
    described = tenant({**SITES, "copy": "absent"}, NEW, repository=None)
    described["defaults"] = {**described["defaults"], "copy": COPY}
    run(simulator, described)
    assert [*copies(simulator)] == ["New"]


def test_mistakes_are_told_with_those_of_the_jobs(plan: Plan) -> None:
    jobs = [
        {**SITES, "description": 5, "copy": {"repository": "Contoso Vault"}},
        {**NEW, "copy": {"enabled": True, "schedule": {"type": "Immediate", "daily_time": "25:00"}}},
        new(name="Other", selected_items=[user("grace")], copy={"repositry": "x", "enabled": "perhaps"}),
        {"name": "Contoso Teams", "copy": "none"},
    ]
    plan.told(
        tenant(*jobs, repository=None),
        [
            ("jobs[0].copy.repository", "Contoso Sites", "expected another repository"),
            ("jobs[0].description", "Contoso Sites", "expected a text"),
            ("jobs[1].copy.repository", "New", "required"),
            ("jobs[1].copy.schedule.daily_time", "New", ""),
            ("jobs[2].copy.enabled", "Other", "boolean"),
            ("jobs[2].copy.repositry", "Other", "did you mean repository?"),
            ("jobs[2].repository", "Other", "required"),
            ("jobs[3].copy", "Contoso Teams", "expected a mapping of options"),
        ],
    )


def test_no_copy_job_is_removed_after_a_failure(simulator: Simulator) -> None:
    simulator.fault("status", "/Jobs$", method="POST", status=403, times=None)
    result = failed(simulator, tenant({**NEW, "copy": COPY}, {**SITES, "copy": "absent"}, repository=None))
    assert states(result) == {"New": "failed", "Contoso Sites": "failed"}
    error = "The backup copy job is not removed, because these jobs failed: New"
    assert result["jobs"][1]["error"] == error
    assert [*copies(simulator)] == ["Contoso Sites"]


def test_a_copy_job_that_fails_leaves_its_job_as_it_was_written(simulator: Simulator) -> None:
    simulator.fault("status", "/CopyJobs", method="POST", status=403, times=None)
    result = failed(simulator, tenant({**NEW, "copy": COPY}))
    (row,) = result["jobs"]
    assert (row["state"], result["changed"], result["path"]) == ("failed", True, "/CopyJobs")
    assert {"path": "state", "before": "absent", "after": "present"} in row["changes"]
    assert simulator.job("New")


def test_requests_for_copies_in_sync(simulator: Simulator) -> None:
    Direct(simulator)(module, **tenant({**SITES, "copy": COPY}, repository=None))
    paths = [entry["path"].rpartition("/")[2] for entry in simulator.journal() if "/token" not in entry["path"]]
    assert sorted(paths) == ["BackupRepositories", "CopyJob", "Jobs", "Organizations", "SelectedItems"]


# ---- a copy job that copies nothing ----------------------------------------------------------------------------------

NIGHTLY = {"type": "Daily", "daily_time": "22:00"}
OFF = "The backup copy job of 'Contoso Sites' is disabled and copies nothing: set enabled to true."
NEVER = {"type": "DailyAtTime", "daily_time": "12:00", "daily_type": "Sunday", "backup_window": {"allow": ["Sat"]}}
NEVER_TEXT = (
    "The backup copy job of 'Contoso Sites' can never start: daily_time 12:00:00 with daily_type Sunday is in no "
    "allowed hour, because backup_window allows Sat."
)


def switched_off(simulator: Simulator) -> None:
    Direct(simulator)(job_action, organization="contoso", job="Contoso Sites", kind="copy", action="disable")


def twice(simulator: Simulator, described: dict[str, Any]) -> dict[str, Any]:
    """The row of the job after a real run, which check mode has predicted."""
    predicted, done = (run(simulator, described, check_mode) for check_mode in (True, False))
    assert changes(predicted) == changes(done)
    assert predicted.result["jobs"][0]["warnings"] == done.result["jobs"][0]["warnings"]
    row: dict[str, Any] = done.result["jobs"][0]
    return row


def test_copy_job_that_was_disabled_by_hand_is_drift(simulator: Simulator) -> None:
    described = tenant({**SITES, "schedule": NIGHTLY, "copy": COPY}, repository=None, omitted="default")
    run(simulator, described)
    switched_off(simulator)
    row = twice(simulator, described)
    assert row["changes"] == [{"path": "copy.enabled", "before": False, "after": True}]
    assert (row["warnings"], row["unwatched"]) == ([], ["copy.schedule", "selected_items"])
    assert copies(simulator)["Contoso Sites"]["isEnabled"]
    assert twice(simulator, described)["changes"] == []


@pytest.mark.parametrize(
    ("copy", "warnings", "omitted"),
    [
        (COPY, [OFF], ["copy.enabled", "copy.schedule"]),
        ({**COPY, "enabled": False}, [], ["copy.schedule"]),
        ({**COPY, "schedule": NEVER}, [OFF, NEVER_TEXT], ["copy.enabled"]),
        ({"schedule": {"daily_time": "12:00"}}, [OFF],
         ["copy.enabled", "copy.schedule.backup_window", "copy.schedule.daily_type", "copy.schedule.type"]),
    ],
)  # fmt: skip
def test_copy_job_that_copies_nothing(
    simulator: Simulator, copy: dict[str, Any], warnings: list[str], omitted: list[str]
) -> None:
    if "repository" not in copy:
        run(simulator, tenant({**SITES, "copy": DAILY}, repository=None))
    switched_off(simulator)
    described = tenant({**SITES, "copy": copy}, repository=None)
    for _again in range(2):
        row = twice(simulator, described)
        assert row["warnings"] == warnings
        assert [path for path in row["unwatched"] if path.startswith("copy")] == omitted
    assert row["changes"] == []


def test_task_warns_of_a_copy_job_that_copies_nothing(simulator: Simulator) -> None:
    direct = Direct(simulator)
    options = {"organization": "contoso", "job": "Contoso Sites"}
    for check_mode in (True, False):
        assert direct(backup_copy_job, check_mode, **options, schedule=NEVER).warnings == [NEVER_TEXT]
    switched_off(simulator)
    for more, expected in (({}, [OFF, NEVER_TEXT]), ({"enabled": False}, [NEVER_TEXT])):
        for check_mode in (True, False):
            assert direct(backup_copy_job, check_mode, **options, **more).warnings == expected
    timeless = {"type": "DailyAtTime", "backup_window": {"allow": ["Mon-Fri"]}}
    direct(backup_copy_job, **options, state="absent")
    (text,) = direct(backup_copy_job, True, **options, repository="Object Archive", schedule=timeless).warnings
    assert text.startswith("The backup copy job of 'Contoso Sites' never starts if the server chooses a time")


@pytest.mark.parametrize("copy", [{"repository": "Object Archive"}, {"state": "absent"}])
def test_a_new_job_with_a_copy_job_has_no_warning_about_a_missing_job(
    simulator: Simulator, copy: dict[str, Any]
) -> None:
    described = tenant({**NEW, "copy": copy}, repository=None)
    for check_mode in (True, False):
        assert "does not exist" not in " ".join(run(simulator, described, check_mode).warnings)
