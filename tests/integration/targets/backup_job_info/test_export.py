# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/export_jobs.yml writes jobs to a file; run through examples/apply_jobs.yml, that file changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.integration.harness.playbook import SHELLS, Played, play_file
from tests.simulator.launch import Simulator

EXAMPLES = Path(__file__).parents[4] / "examples"
NIGHTS = [hour % 24 < 6 or hour % 24 >= 18 for hour in range(168)]
EDITS = {
    "Contoso Sites": {
        "settings": {
            "description": 'Ümläute, "quotes": {a}, #, yes\nand a second line',
            "schedulePolicy": {
                "type": "Periodically",
                "periodicallyWindowEnabled": True,
                "periodicallyWindowSettings": {"backupWindow": NIGHTS, "minuteOffset": -60},
            },
        },
        "add_selected": [
            {"type": "PartialOrganization", "sites": True, "teams": True, "teamsChats": True},
            {"type": "OneDriveFolders", "folders": ["Documents", "Photos/2026"]},
            {"type": "Team", "name": "helpdesk@contoso.com"},
            {"type": "Team", "name": "helpdesk-zurich@contoso.com"},
        ],
        "add_excluded": [
            {"type": "Team", "name": "launch@contoso.com"},
            {"type": "Group", "name": "VPN Users", "members": True, "memberMailbox": True},
            {"type": "Site", "name": "https://contoso-my.sharepoint.com/personal/bob_contoso_com"},
        ],
    },
    "Fabrikam Everything": {"settings": {"description": "", "isEnabled": False}},
}


def run(simulator: Simulator, folder: Path, name: str, shell: str, *arguments: str) -> Played:
    file = ("-e", f"jobs_file={folder / 'jobs.yml'}")
    return play_file(folder, simulator, EXAMPLES / name, shell, (*file, *arguments))


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("tenant", [None, "contoso"])
def test_export_applied_changes_nothing(simulator: Simulator, tmp_path: Path, shell: str, tenant: str | None) -> None:
    for name, change in EDITS.items():
        simulator.edit(name, **change)
    jobs = [job for job in simulator.state()["jobs"] if tenant is None or job["name"].lower().startswith(tenant)]
    before = simulator.state()["jobs"]

    chosen = ("-e", f"tenant={tenant}") if tenant else ()
    read, _written = run(simulator, tmp_path, "export_jobs.yml", shell, *chosen).tasks
    assert not read.failed, read.result
    assert read.writes == []
    written = yaml.safe_load((tmp_path / "jobs.yml").read_text(encoding="utf-8"))["jobs"]
    assert sorted(job["name"] for job in written) == sorted(job["name"] for job in jobs)
    assert [len(job.get("selected_items", [])) for job in written] == [
        len(next(one for one in jobs if one["name"] == job["name"])["selectedItems"]) for job in written
    ]

    for arguments in (("--check",), ()):
        played = run(simulator, tmp_path, "apply_jobs.yml", shell, *arguments)
        assert played.returncode == 0, played.output
        (applied,) = played.tasks
        assert [result["changed"] for result in applied.result["results"]] == [False] * len(jobs), played.output
        assert applied.writes == []
    assert simulator.state()["jobs"] == before


def test_change_in_the_file_is_applied(simulator: Simulator, tmp_path: Path) -> None:
    run(simulator, tmp_path, "export_jobs.yml", "in-process")
    file = tmp_path / "jobs.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("Mail of the Berlin office", "Mail of Berlin"))
    (applied,) = run(simulator, tmp_path, "apply_jobs.yml", "in-process").tasks
    assert [result["changed"] for result in applied.result["results"]] == [True, False, False, False]
    assert simulator.job("Contoso Mailboxes")["description"] == "Mail of Berlin"


def test_export_rebuilds_jobs_that_are_lost(simulator: Simulator, tmp_path: Path) -> None:
    run(simulator, tmp_path, "export_jobs.yml", "in-process")
    tasks = tmp_path / "remove.yml"
    job = {"organization": "contoso", "name": "Contoso Sites"}
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [{"vb365.backup.backup_job": {**job, "state": "absent"}}],
    }
    tasks.write_text(yaml.safe_dump([play]))
    play_file(tmp_path, simulator, tasks)
    lost = "Contoso Sites" not in [one["name"] for one in simulator.state()["jobs"]]
    assert lost
    (applied,) = run(simulator, tmp_path, "apply_jobs.yml", "in-process").tasks
    assert not applied.failed, applied.result
    items = simulator.job("Contoso Sites")["selectedItems"]
    assert sorted(item["type"] for item in items) == ["PersonalSites", "Site"]
