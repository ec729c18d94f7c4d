# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode reports the changes of the real run, in the same order; the run after that changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.onboarding import Onboarded, onboard
from tests.integration.harness.playbook import SHELLS
from tests.simulator.launch import Simulator

NEW = {
    "organization": "Fabrikam",
    "repository": "Disk 01",
    "defaults": {
        "backup_type": "SelectedItems",
        "schedule": {"type": "Daily", "daily_time": "22:00", "retry_enabled": True, "retry_number": 2},
    },
    "start_first_backup": True,
    "unmanaged_jobs": "disable",
    "jobs": [
        {
            "name": "Fabrikam mail",
            "selected_items": [
                {"type": "User", "name": "adele@fabrikam.com", "onedrive": False},
                {"type": "Group", "name": "workshop@fabrikam.com"},
            ],
            "excluded_items": [{"type": "User", "name": "hugo@fabrikam.com"}],
        },
        {
            "name": "Fabrikam sites",
            "schedule": {
                "type": "Periodically",
                "periodically_every": "Hours4",
                "backup_window": {"deny": ["Mon-Fri 08:00-18:00"]},
            },
            "selected_items": [{"type": "Site", "name": "https://fabrikam.sharepoint.com/sites/designs"}],
        },
        {
            "name": "Fabrikam by hand",
            "enabled": False,
            "schedule": {"type": "ManualOnly"},
            "selected_items": [{"type": "Team", "name": "Purchasing"}],
        },
    ],
}
DRIFTED = {
    "organization": "contoso.onmicrosoft.com",
    "jobs": [
        {
            "name": "Contoso Mailboxes",
            "schedule": {"daily_time": "23:00", "daily_type": "Workdays"},
            "selected_items": [
                {"type": "User", "name": "alice@contoso.com", "onedrive": True},
                {"type": "User", "name": "dave@contoso.com"},
            ],
            "excluded_items": [],
        },
        {
            "name": "Contoso Sites",
            "description": "Sites and OneDrives",
            "enabled": False,
            "schedule": {"type": "Periodically"},
        },
        {"name": "Contoso Teams", "state": "absent"},
    ],
}


def told(run: Onboarded) -> list[dict[str, Any]]:
    """What the reports say, without what only a real run knows."""
    reports = []
    for report in run.reports.values():
        jobs = [{key: job[key] for key in ("name", "state", "changes")} for job in report["jobs"]]
        reports.append({**{key: report[key] for key in ("tenant", "state", "unmanaged", "started")}, "jobs": jobs})
    return reports


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("tenant", [NEW, DRIFTED], ids=["new", "drifted"])
def test_check_mode_predicts_the_real_run(
    simulator: Simulator, tmp_path: Path, tenant: dict[str, Any], shell: str
) -> None:
    before = simulator.state()
    checked = onboard(tmp_path, simulator, {"tenant": tenant}, "--check", shell=shell)
    assert checked.played.returncode == 0, checked.played.output
    assert (checked.writes, simulator.state()) == ([], before)
    done = onboard(tmp_path, simulator, {"tenant": tenant}, shell=shell)
    assert done.played.returncode == 0, done.played.output
    assert told(checked) == told(done)
    assert checked.stats == done.stats
    assert [job["state"] for job in done.reports["tenant"]["jobs"]] == (
        ["created"] * 3 if tenant is NEW else ["changed", "changed", "removed"]
    )
    assert done.writes


@pytest.mark.parametrize("tenant", [NEW, DRIFTED], ids=["new", "drifted"])
def test_a_second_run_writes_nothing(simulator: Simulator, tmp_path: Path, tenant: dict[str, Any]) -> None:
    assert onboard(tmp_path, simulator, {"tenant": tenant}).writes
    simulator.advance(24 * 3600)
    again = onboard(tmp_path, simulator, {"tenant": tenant})
    assert again.played.returncode == 0, again.played.output
    assert again.writes == []
    assert [task.name for task in again.played.tasks if task.result.get("changed")] == []
    assert again.reports["tenant"]["state"] == "in sync"


def test_check_mode_after_a_run_shows_just_what_somebody_changed(simulator: Simulator, tmp_path: Path) -> None:
    onboard(tmp_path, simulator, {"tenant": NEW})
    job = simulator.job("Fabrikam mail")
    (group,) = [item for item in job["selectedItems"] if item["type"] == "Group"]
    simulator.edit("Fabrikam mail", settings={"description": "mine"}, remove_selected=[group["id"]])
    simulator.clear_journal()
    drift = onboard(tmp_path, simulator, {"tenant": NEW}, playbook="drift")
    (changed,) = [job for job in drift.reports["tenant"]["jobs"] if job["state"] != "in sync"]
    assert changed["name"] == "Fabrikam mail"
    assert [row["path"] for row in changed["changes"]] == ["selected_items[Group workshop@fabrikam.com]"]
    assert drift.writes == []
    assert drift.played.returncode == 0, drift.played.output
