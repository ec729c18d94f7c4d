# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant with mistakes in its description is not changed, and all mistakes are reported at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import SCHEMA_FILE
from tests.integration.harness.onboarding import onboard
from tests.integration.harness.playbook import play_file
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
    assert sorted(problem["place"] for problem in problems) == sorted(PLACES)
    rows = (tmp_path / "tenants" / "contoso.yml").read_text().splitlines()
    for problem in problems:
        assert problem["file"] == "tenants/contoso.yml"
        name = problem["place"].rpartition(".")[2]
        assert name.endswith("]") or f"{name}:" in rows[problem["line"] - 1] or name == "selected_items"
    told = " ".join(run.played.output.split())
    assert problems == sorted(problems, key=lambda row: row["line"])
    lines = [f"tenants/contoso.yml, line {row['line']}, {row['place']}: " for row in problems]
    assert [told.count(line) for line in lines] == [1] * len(PLACES)
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


RIGHT = {"organization": "contoso.onmicrosoft.com", "omitted": "keep", "jobs": [{"name": "Contoso Sites"}]}
QUOTES = "expected a text in quotes"


@pytest.mark.parametrize(
    ("options", "place", "said"),
    [
        ({"report": 5}, "report", f"5: {QUOTES}"),
        ({"report": True}, "report", f"True: {QUOTES}"),
        ({"report": ["a"]}, "report", "'a list': expected a text"),
        ({"coverage": "maybe"}, "coverage", "'maybe': argument 'coverage' is of type"),
        ({"coverage_ignore": [{"name": "a"}]}, "coverage_ignore[0].reason", "needed"),
    ],
)
def test_option_that_is_for_no_job(
    simulator: Simulator, tmp_path: Path, options: dict[str, Any], place: str, said: str
) -> None:
    run = onboard(tmp_path, simulator, {"contoso": {**RIGHT, **options}}, playbook="drift").played
    assert run.returncode == 2, run.output
    lines = (tmp_path / "tenants" / "contoso.yml").read_text().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith(f"{place.partition('[')[0]}:"))
    number += "[" in place  # the line of the entry
    assert f"tenants/contoso.yml, line {number}, {place}: {said}" in " ".join(run.output.split())


def test_report_that_is_null_is_omitted(simulator: Simulator, tmp_path: Path) -> None:
    run = onboard(tmp_path, simulator, {"contoso": {**RIGHT, "report": None}}, playbook="drift").played
    assert run.returncode == 0, run.output


FLEET = 20
BROKEN = {
    "tenant-004": """\
organization: tenant-004.onmicrosoft.com
jobs:
\t- name: A
""",
    "tenant-008": """\
organization: tenant-008.onmicrosoft.com
jobs:
  - name: "tenant-008 Job 001
    enabled: true
  - name: B
""",
    "tenant-012": """\
organization: tenant-012.onmicrosoft.com
jobs:
  - name: tenant-012 Job 001
    enabled: true
    schedule: {daily_time: "01:30"}
    enabled: false
  - name: Contoso
    name: board
""",
    "tenant-015": """\
organisation: tenant-015.onmicrosoft.com
omitted: keep
tenant_onboarding_wait_timeout: -1
defaults:
  schedule:
    daily_time: "25:00"
jobs:
  - name: tenant-015 Job 001
    users: [user-00001@tenant-015.com]
""",
    "tenant-019": """\
organization: tenant-019.onmicrosoft.com
omitted: keep
repository: "{{ nothing | default('Disk 1') }}"
jobs:
  - name: tenant-019 Job 001
    shedule: {}
    users: [nobody@tenant-019.com]
""",
}
TOLD = {
    "tenant-004": [(3, "unreadable")],
    "tenant-008": [(3, "unreadable")],
    "tenant-012": [(6, "invalid"), (8, "invalid")],
    "tenant-015": [(1, "invalid"), (3, "invalid"), (6, "invalid")],
    "tenant-019": [(3, "invalid"), (6, "invalid"), (7, "invalid")],
}
"""The lines of ten mistakes."""


def test_ten_mistakes_in_five_of_twenty_files(tmp_path: Path) -> None:
    folder = tmp_path / "tenants"
    folder.mkdir()
    for number in range(1, FLEET + 1):
        name = f"tenant-{number:03d}"
        text = f"""\
organization: {name}.onmicrosoft.com
omitted: keep
jobs:
  - name: {name} Job 001
    description: new
"""
        (folder / f"{name}.yml").write_text(BROKEN.get(name, text))
    arguments = ("-e", f"onboard_folder={folder}", "-e", f"report_folder={tmp_path / 'out'}")
    with Simulator("--generate", f"organizations={FLEET},jobs=1,users=2") as simulator:
        told = play_file(tmp_path, simulator, Path("vb365.backup.onboard"), arguments=arguments)
        done = [job["name"] for job in simulator.state()["jobs"] if job["description"] == "new"]
    assert told.returncode == 2
    names = [f"tenant-{number:03d}" for number in range(1, FLEET + 1)]
    assert sorted(done) == [f"{name} Job 001" for name in names if name not in BROKEN]
    report: dict[str, Any] = json.loads((tmp_path / "out" / "report.json").read_text())
    Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))).validate(report)
    assert [row["host"] for row in report["tenants"]] == names
    found = {row["host"]: row["findings"] for row in report["tenants"] if row["state"] == "failed"}
    assert {name: [(one["line"], one["kind"]) for one in those] for name, those in found.items()} == TOLD
    assert report["counts"]["tenants"] == {"total": 20, "in_sync": 15, "drifted": 0, "unprotected": 0, "failed": 5}
    texts = {name: " ".join((tmp_path / "out" / name).read_text().split()) for name in ("report.html", "report.xml")}
    console = " ".join(told.stdout.split())
    for name, rows in TOLD.items():
        for line, _kind in rows:
            for text in (*texts.values(), console):
                assert f"tenants/{name}.yml, line {line}" in text
    assert "did you mean organization?" in console
    assert "15 in sync, 5 could not be checked" in console
    assert [name for name in names if name not in texts["report.xml"]] == []
