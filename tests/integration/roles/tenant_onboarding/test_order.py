# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing destructive happens after a failure, not even in a play that ignores errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.onboarding import ROLE
from tests.integration.harness.playbook import Played, play
from tests.simulator.launch import Simulator

ERIN = {"backup_type": "SelectedItems", "selected_items": [{"type": "User", "name": "erin@contoso.com"}]}
TENANT: dict[str, Any] = {
    "organization": "contoso.onmicrosoft.com",
    "repository": "Disk 01",
    "omitted": "keep",
    "jobs": [{"name": "Contoso Sites", "description": "a"}, {"name": "New", **ERIN}],
    "unmanaged_jobs": "disable",
    "start_first_backup": True,
}


def run(simulator: Simulator, folder: Path, *tenants: dict[str, Any]) -> tuple[Played, list[dict[str, Any]]]:
    """A play that ignores errors and has the role for each tenant; and the reports."""
    tasks = [
        {
            "ansible.builtin.include_role": {"name": "vb365.backup.tenant_onboarding", "rolespec_validate": False},
            "vars": {f"{ROLE}{key}": value for key, value in {**tenant, "report": str(folder / f"{n}.json")}.items()},
        }
        for n, tenant in enumerate(tenants)
    ]
    played = play(folder, simulator, tasks, ignore_errors=True)
    assert played.returncode == 0, played.output
    return played, [json.loads((folder / f"{n}.json").read_text()) for n in range(len(tenants))]


def actions(played: Played) -> list[str]:
    paths = [entry["path"] for task in played.tasks for entry in task.writes]
    return [path for path in paths if path.endswith(("/start", "/disable"))]


def verdicts(played: Played) -> list[bool]:
    """Whether the last task of the role, which fails a tenant, failed, by tenant."""
    return [task.failed for task in played.tasks if task.name.endswith("The tenant is as it should be")]


@pytest.mark.parametrize("failing", ["POST /Jobs$", "PUT /Jobs/"])
def test_a_job_that_failed_keeps_the_others_as_they_are(simulator: Simulator, tmp_path: Path, failing: str) -> None:
    method, path = failing.split()
    simulator.fault("status", path, method=method, status=403, times=None)
    played, (report,) = run(simulator, tmp_path, TENANT)
    assert actions(played) == []
    assert verdicts(played) == [True]
    assert simulator.job("Contoso Mailboxes")["isEnabled"]
    states = ["changed", "failed"] if method == "POST" else ["failed", "created"]
    assert [job["state"] for job in report["jobs"]] == states
    because = f"because these jobs failed: {'New' if method == 'POST' else 'Contoso Sites'}"
    assert {(row["place"], row["job"], row["msg"]) for row in report["problems"]} == {
        ("unmanaged jobs", "Contoso Mailboxes", f"The job is not disabled, {because}"),
        ("first backup", "New", f"The job is not started, {because}"),
    }


def test_no_first_backup_after_a_job_that_could_not_be_disabled(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fault("status", "/disable$", method="POST", status=403, times=None)
    played, (report,) = run(simulator, tmp_path, TENANT)
    assert [path for path in actions(played) if path.endswith("/start")] == []
    assert [(row["place"], row["job"]) for row in report["problems"]] == [
        ("unmanaged jobs", "Contoso Mailboxes"),
        ("first backup", "New"),
    ]


def test_a_tenant_that_is_refused_is_left_alone(simulator: Simulator, tmp_path: Path) -> None:
    wrong = {**TENANT, "organization": "fabrikam.onmicrosoft.com", "repository": "Disk 99"}
    played, (_first, report) = run(simulator, tmp_path, {**TENANT, "jobs": []}, wrong)
    assert [path for path in actions(played) if path.endswith("/start")] == []
    assert verdicts(played) == [False, True]
    assert simulator.job("Fabrikam Everything")["isEnabled"]
    assert (report["state"], report["jobs"], report["unmanaged"]) == ("failed", [], [])
    assert not [job for job in simulator.state()["jobs"] if job["name"] == "New"]


def test_without_a_failure_all_of_it_is_done(simulator: Simulator, tmp_path: Path) -> None:
    played, (report,) = run(simulator, tmp_path, TENANT)
    assert [path.rpartition("/")[2] for path in actions(played)] == ["disable", "start"]
    assert verdicts(played) == [False]
    assert (report["state"], report["problems"]) == ("changed", [])
