# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job that is off on the server is not in sync where the description omits the option, and leaves it as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.onboarding import onboard
from tests.simulator.launch import Simulator

TENANT = "contoso.onmicrosoft.com"
KEPT = {"organization": TENANT, "omitted": "keep"}
SITES = "Contoso Sites"
ONE = "tenant_onboarding_jobs[0]"

Case = tuple[dict[str, Any], str, str]
OFF: dict[str, Case] = {
    "disabled": ({"isEnabled": False}, "enabled", "the job is disabled on the server, so that it protects nobody"),
    "schedule off": (
        {"schedulePolicy": {"type": "Daily", "scheduleEnabled": False, "dailyTime": "21:00:00"}},
        "schedule.enabled",
        "the schedule is off on the server, so that the job never starts",
    ),
    "no schedule": (
        {"schedulePolicy": {"type": "ManualOnly"}},
        "schedule.type",
        "the job has no schedule on the server, so that it never starts",
    ),
}
SAID: dict[str, dict[str, Any]] = {
    "disabled": {"enabled": False},
    "schedule off": {"schedule": {"enabled": False}},
    "no schedule": {"schedule": {"type": "ManualOnly"}},
}


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
@pytest.mark.parametrize("case", OFF)
def test_a_job_that_is_off_is_a_problem(simulator: Simulator, tmp_path: Path, case: str, playbook: str) -> None:
    settings, option, said = OFF[case]
    simulator.edit(SITES, settings=settings)
    tenant = {**KEPT, "jobs": [{"name": SITES}, {"name": "Contoso Mailboxes"}]}
    run = onboard(tmp_path, simulator, {"contoso": tenant}, playbook=playbook)
    assert run.played.returncode == 0, run.played.output
    assert run.writes == []
    assert run.stats[TENANT] == {"state": "unprotected", "unprotected": [SITES]}
    place = f"{ONE}.{option}"
    (row,) = run.reports["contoso"]["unprotected"]
    assert (row["place"], row["job"], row["msg"]) == (place, SITES, f"{said}; the description omits the option")
    (lines,) = [task.result["msg"] for task in run.played.tasks if task.name.endswith("Tell")]
    assert lines[:-1] == [f"{TENANT}: 1 problem, 2 jobs in sync", f"{SITES}: {place}: {row['msg']}"]


@pytest.mark.parametrize("case", OFF)
def test_what_the_description_says_is_in_sync(simulator: Simulator, tmp_path: Path, case: str) -> None:
    simulator.edit(SITES, settings=OFF[case][0])
    job = {"name": SITES, **SAID[case]}
    for described in ({"jobs": [job]}, {"jobs": [{"name": SITES}], "defaults": SAID[case]}):
        run = onboard(tmp_path, simulator, {"contoso": {**KEPT, **described}}, playbook="drift")
        assert run.stats[TENANT] == {"state": "in sync"}


def test_fail_on_drift(simulator: Simulator, tmp_path: Path) -> None:
    simulator.edit(SITES, settings={"isEnabled": False})
    tenant = {**KEPT, "jobs": [{"name": SITES}], "fail_on_drift": True}
    run = onboard(tmp_path, simulator, {"contoso": tenant}, playbook="drift")
    assert run.played.returncode != 0
    assert f"{TENANT}: 1 problem, 1 job in sync" in run.played.output


def test_drift_and_a_problem(simulator: Simulator, tmp_path: Path) -> None:
    simulator.edit(SITES, settings={"isEnabled": False})
    jobs = [{"name": SITES}, {"name": "Contoso Mailboxes", "description": "new"}]
    run = onboard(tmp_path, simulator, {"contoso": {**KEPT, "jobs": jobs}}, playbook="drift")
    assert run.stats[TENANT] == {"state": "changed", "changed": ["Contoso Mailboxes"], "unprotected": [SITES]}
    assert f"{TENANT}: 1 problem, 1 of 2 jobs would change" in run.played.output


def test_a_job_that_is_switched_on_or_removed_is_no_problem(simulator: Simulator, tmp_path: Path) -> None:
    simulator.edit(SITES, settings={"isEnabled": False})
    for job in ({"name": SITES, "enabled": True}, {"name": SITES, "state": "absent"}):
        run = onboard(tmp_path, simulator, {"contoso": {**KEPT, "jobs": [job]}}, playbook="drift")
        assert "unprotected" not in run.stats[TENANT]
