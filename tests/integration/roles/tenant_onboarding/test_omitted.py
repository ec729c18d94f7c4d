# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A setting that a tenant's file omits and that decides on protection is compared with its default."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.direct import Direct
from tests.integration.harness.onboarding import onboard
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
TENANT: dict[str, Any] = {
    "organization": ORGANIZATION,
    "repository": "Disk 01",
    "defaults": {"schedule": {"type": "Daily", "daily_time": "22:00"}},
    "jobs": [
        {"name": "Contoso Teams", "state": "absent"},  # is disabled, and would keep a team from the next job
        {"name": "Everything", "backup_type": "EntireOrganization"},
        {
            "name": "Vienna",
            "backup_type": "SelectedItems",
            "selected_items": [{"type": "User", "name": "erin@contoso.com"}, {"type": "PersonalSites"}],
        },
    ],
}
SUNDAY_NIGHT = [hour == 3 for hour in range(168)]


def policy(**fields: Any) -> dict[str, Any]:
    return {"settings": {"schedulePolicy": {"type": "Daily", "dailyTime": "22:00:00", **fields}}}


EDITS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "disabled": ("Vienna", {"settings": {"isEnabled": False}}, ["enabled"]),
    "schedule off": ("Vienna", policy(scheduleEnabled=False), ["schedule.daily_time", "schedule.enabled"]),
    "excluded": (
        "Everything",
        {"add_excluded": [{"type": "User", "name": "erin@contoso.com"}]},
        ["excluded_items[User erin@contoso.com]"],
    ),
    "never starts": (
        "Vienna",
        policy(
            dailyType="Sunday",
            backupWindowEnabled=True,
            backupWindowSettings={"backupWindow": SUNDAY_NIGHT, "minuteOffset": 0},
        ),
        ["schedule.backup_window", "schedule.daily_type"],
    ),
}
"""By the kind of a hand edit: the job, the edit, and the changes that put it right."""


def mailbox_off(simulator: Simulator) -> None:
    """Switch the mailbox of a selected user off by hand."""
    client = Direct(simulator).client
    path = f"/Jobs/{simulator.job('Vienna')['id']}/SelectedItems"
    (item,) = [row for row in client.get_all(path) if row["type"] == "User"]
    client.put(f"{path}/{item['id']}", {**item, "mailbox": False})


def edit_of(case: str) -> tuple[Callable[[Simulator], object], str, list[str]]:
    if case == "mailbox off":
        return mailbox_off, "Vienna", ["selected_items[User erin@contoso.com].mailbox"]
    job, edit, paths = EDITS[case]
    return lambda simulator: simulator.edit(job, **edit), job, paths


def test_a_hand_edit_is_drift_and_is_put_right(simulator: Simulator, tmp_path: Path) -> None:
    assert onboard(tmp_path, simulator, {"contoso": TENANT}).stats[ORGANIZATION]["state"] == "changed"
    for case in (*EDITS, "mailbox off"):
        edit, name, paths = edit_of(case)
        edit(simulator)
        drift = onboard(tmp_path, simulator, {"contoso": {**TENANT, "fail_on_drift": True}}, playbook="drift")
        assert (drift.played.returncode, drift.writes) == (2, []), (case, drift.played.output)
        (drifted,) = [job for job in drift.reports["contoso"]["jobs"] if job["state"] != "in sync"]
        assert (drifted["name"], sorted(row["path"] for row in drifted["changes"])) == (name, paths), case
        repaired = onboard(tmp_path, simulator, {"contoso": TENANT})
        jobs = ["Everything", "Vienna"]
        told = {"never_ran": jobs, "problems": ["Vienna"]}  # Contoso Mailboxes, which is not described, has erin, too
        assert repaired.stats[ORGANIZATION] == {"state": "changed", "changed": [name], **told}, case
        again = onboard(tmp_path, simulator, {"contoso": TENANT})
        assert (again.stats[ORGANIZATION], again.writes) == ({"state": "in sync", **told}, []), case


@pytest.mark.parametrize("case", ["disabled", "mailbox off"])
def test_what_is_kept_is_reported_as_not_compared(simulator: Simulator, tmp_path: Path, case: str) -> None:
    edit, _name, _paths = edit_of(case)
    kept = {**TENANT, "omitted": "keep"}
    onboard(tmp_path, simulator, {"contoso": kept})
    edit(simulator)
    run = onboard(tmp_path, simulator, {"contoso": kept}, playbook="drift")
    unwatched = {job["name"]: job["unwatched"] for job in run.reports["contoso"]["jobs"] if job["unwatched"]}
    assert unwatched == {
        "Everything": [
            "enabled", "excluded_items", "schedule.backup_window", "schedule.daily_type", "schedule.enabled",
        ],
        "Vienna": [
            "enabled", "excluded_items", "schedule.backup_window", "schedule.daily_type", "schedule.enabled",
            "switches of selected_items",
        ],
    }  # fmt: skip
    (told,) = [task.result["summary"]["lines"] for task in run.played.tasks if "summary" in task.result]
    assert told[-1].startswith("not compared, because the description omits it: enabled (2 jobs), ")


def test_a_job_without_a_schedule_is_refused(simulator: Simulator, tmp_path: Path) -> None:
    jobs = [{"name": "Contoso Sites"}, {"name": "Contoso Teams", "schedule": {"retry_number": 3}}]
    run = onboard(tmp_path, simulator, {"contoso": {"organization": ORGANIZATION, "jobs": jobs}})
    problems = [(row["place"], row["job"]) for row in run.reports["contoso"]["problems"]]
    first, second = (f"jobs[{number}].schedule" for number in range(2))
    assert problems == [(first, "Contoso Sites"), (f"{second}.type", "Contoso Teams")]
    assert run.writes == []
