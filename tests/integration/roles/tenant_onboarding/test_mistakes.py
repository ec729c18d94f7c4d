# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant whose description is wrong is not touched, and everything that is wrong with it is told at once."""

from __future__ import annotations

from pathlib import Path

from tests.integration.harness.onboarding import onboard
from tests.simulator.launch import Simulator

TEN_MISTAKES = {
    "organization": "contoso.onmicrosoft.com",
    "repository": "Disk 1",
    "unmanged_jobs": "report",
    "defaults": {"backup_type": "SelectedItems", "schedule": {"type": "Daily", "daily_time": "25:00"}},
    "jobs": [
        {
            "name": "Sales",
            "repository": "Old Disk",
            "selected_items": [
                {"type": "User", "name": "alice@contoso.com"},
                {"type": "User", "name": "nobody@contoso.com"},
                {"type": "Team", "name": "Help Desk"},
            ],
        },
        {
            "name": "Board",
            "repository": "Disk 01",
            "enabled": "perhaps",
            "selected_items": [{"type": "User", "name": "ALICE@contoso.com"}],
        },
        {
            "name": "Sites",
            "repository": "Contoso Vault",
            "selected_items": [{"type": "Site", "name": "https://contoso.sharepoint.com/sites/sales"}],
            "excluded_items": [{"type": "Site", "name": "https://contoso.sharepoint.com/sites/sales/"}],
        },
        {"name": "sales", "repository": "Disk 01", "shedule": {}},
    ],
}
PLACES = [
    "defaults.schedule.daily_time",
    "jobs[0].repository",
    "jobs[0].selected_items[1].name",
    "jobs[0].selected_items[2].name",
    "jobs[1].enabled",
    "jobs[1].selected_items[0]",
    "jobs[2].excluded_items",
    "jobs[3].name",
    "jobs[3].selected_items",
    "jobs[3].shedule",
    "repository",
    "unmanged_jobs",
]


def test_all_mistakes_of_a_file_are_told_in_one_failure(simulator: Simulator, tmp_path: Path) -> None:
    before = simulator.state()
    run = onboard(tmp_path, simulator, {"contoso": TEN_MISTAKES})
    assert run.played.returncode != 0
    failed = [task for task in run.played.tasks if task.failed]
    assert len(failed) == 1, run.played.output
    headline = f"contoso.onmicrosoft.com: failed: {len(PLACES)} problems, nothing was written"
    assert failed[0].result["msg"] == headline
    problems = run.reports["contoso"]["problems"]
    assert [problem["place"] for problem in problems] == [f"tenant_onboarding_{place}" for place in PLACES]
    told = " ".join(run.played.output.split())
    assert [told.count(f"tenant_onboarding_{place}: ") for place in PLACES] == [1] * len(PLACES)
    assert (run.writes, simulator.state()) == ([], before)
    assert run.reports["contoso"]["state"] == "failed"


def test_check_mode_tells_the_same_mistakes(simulator: Simulator, tmp_path: Path) -> None:
    runs = [onboard(tmp_path, simulator, {"contoso": TEN_MISTAKES}, *how) for how in ((), ("--check",))]
    failures = [[task.result["msg"] for task in run.played.tasks if task.failed] for run in runs]
    assert failures[0] == failures[1] != []
    assert runs[0].reports["contoso"]["problems"] == runs[1].reports["contoso"]["problems"] != []


def test_a_tenant_that_is_wrong_does_not_keep_others_from_being_protected(simulator: Simulator, tmp_path: Path) -> None:
    job = {"name": "New", "backup_type": "SelectedItems", "selected_items": [{"type": "PersonalSites"}]}
    job["schedule"] = {"type": "Daily", "daily_time": "22:00"}
    right = {"organization": "fabrikam.onmicrosoft.com", "repository": "Disk 01", "jobs": [job]}
    run = onboard(tmp_path, simulator, {"contoso": TEN_MISTAKES, "fabrikam": right})
    assert run.played.returncode != 0
    assert simulator.job("New")["selectedItems"]
    assert run.stats["contoso.onmicrosoft.com"]["state"] == "failed"
    assert run.stats["fabrikam.onmicrosoft.com"] == {"state": "changed", "created": ["New"]}
