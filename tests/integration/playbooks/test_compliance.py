# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vb365.backup.compliance: over a whole server, for people, Prometheus and Nagios; and where nothing can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.report import SCHEMA_FILE
from tests.integration.harness.playbook import Played, play_file
from tests.simulator.launch import Simulator

PLAYBOOK = Path("vb365.backup.compliance")
NAMES = ["compliance.html", "compliance.json", "compliance.md", "compliance.nagios", "compliance.prom"]


def run(tmp_path: Path, simulator: Simulator, *arguments: str, **variables: Any) -> Played:
    """Run it without a folder: the tasks that write files take most of the time."""
    return play_file(tmp_path, simulator, PLAYBOOK, arguments=("-e", json.dumps(variables), *arguments))


def run_with_report(tmp_path: Path, simulator: Simulator, *arguments: str, **variables: Any) -> Played:
    return run(tmp_path, simulator, *arguments, report_folder=str(tmp_path / "out"), **variables)


def shown(played: Played) -> dict[str, Any]:
    """The result of the task that reads the server."""
    return next(task.result for task in played.tasks if task.name == "Check the backups")


def report(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tmp_path / "out" / "compliance.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    return found


def test_all_organizations(tmp_path: Path, simulator: Simulator) -> None:
    played = run_with_report(tmp_path, simulator, "--check", compliance_objects=True, compliance_rpo={"default": "26h"})
    assert played.returncode == 0, played.output
    assert not any(task.writes for task in played.tasks)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == NAMES
    found = report(tmp_path)
    assert found["verdict"] == "critical"
    assert {row["name"]: row["state"] for row in found["jobs"]} == {
        "Contoso Mailboxes": "ok",
        "Contoso Sites": "ok",
        "Contoso Teams": "disabled",
        "Fabrikam Everything": "never",
    }
    text = (tmp_path / "out" / "compliance.prom").read_text(encoding="utf-8")
    families = {family.name: family.samples for family in text_string_to_metric_families(text)}
    assert len(families["vb365_job_state"]) == 4 * 6
    assert (tmp_path / "out" / "compliance.nagios").read_text(encoding="utf-8").startswith("2 VB365 CRITICAL - ")
    assert "VB365 CRITICAL - 2 of 4 jobs backed up in time" in played.output


@pytest.mark.parametrize(("fail_on", "failed"), [("critical", False), ("warning", True)])
def test_exit_codes(tmp_path: Path, simulator: Simulator, fail_on: str, failed: bool) -> None:
    played = run_with_report(tmp_path, simulator, compliance_organizations=["contoso"], compliance_fail_on=fail_on)
    assert bool(played.returncode) == failed, played.output
    assert report(tmp_path)["verdict"] == "warning"
    assert "fabrikam" not in json.dumps(report(tmp_path))


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("contoso,fabrikam", {"contoso", "fabrikam"}),
        (" contoso , ,", {"contoso"}),
        (["contoso", " Contoso ", "contoso.onmicrosoft.com", ""], {"contoso"}),
        ("", {"contoso", "fabrikam"}),
        ([], {"contoso", "fabrikam"}),
        (None, {"contoso", "fabrikam"}),
    ],
)
def test_named_organizations(tmp_path: Path, simulator: Simulator, given: Any, names: set[str]) -> None:
    played = run(tmp_path, simulator, compliance_organizations=given)
    assert played.returncode == 0, played.output
    rows = shown(played)["jobs"]
    assert {row["organization"].partition(".")[0] for row in rows} == names
    assert len(rows) == len({row["id"] for row in rows})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (",", "expected a name or an id"),
        ([" "], "expected a name or an id"),
        (["contoso,fabrikam"], "'contoso,fabrikam'"),
    ],
)
def test_organizations_that_nobody_named(tmp_path: Path, simulator: Simulator, given: Any, said: str) -> None:
    played = run(tmp_path, simulator, compliance_organizations=given)
    assert played.returncode == 2, played.output
    assert "VB365 UNKNOWN" in played.output
    assert said in shown(played)["msg"]


@pytest.mark.parametrize("option", ["objects", "ignore_disabled"])
def test_text_in_place_of_a_boolean(tmp_path: Path, simulator: Simulator, option: str) -> None:
    wrong = run(tmp_path, simulator, **{f"compliance_{option}": "ja"})
    assert wrong.returncode == 2, wrong.output
    assert f"{option}" in wrong.output
    played = run(tmp_path, simulator, **{f"compliance_{option}": "y", "compliance_organizations": ["contoso"]})
    assert played.returncode == 0, played.output
    assert "VB365 OK" in played.output if option == "ignore_disabled" else shown(played)["objects"]


@pytest.mark.parametrize(("statuses", "code"), [([], 2), ("", 0), (None, 0), (["Success"], 0)])
def test_success_statuses(tmp_path: Path, simulator: Simulator, statuses: Any, code: int) -> None:
    played = run(tmp_path, simulator, compliance_success_statuses=statuses)
    assert played.returncode == code, played.output
    assert ("success_statuses: []: expected one or more" in " ".join(played.output.split())) == bool(code)


def test_nothing_is_known(tmp_path: Path, simulator: Simulator) -> None:
    played = run_with_report(tmp_path, simulator, compliance_ignore_disabled=True, compliance_organizations=["contoso"])
    assert played.returncode == 0, played.output
    assert report(tmp_path)["verdict"] == "ok"
    simulator.fault("status", path="/Jobs", status=403, times=None)
    played = run_with_report(tmp_path, simulator)
    assert played.returncode == 2, played.output
    found = report(tmp_path)
    assert found["verdict"] == "unknown"
    assert "403" in found["error"]
    assert (tmp_path / "out" / "compliance.nagios").read_text(encoding="utf-8").startswith("3 VB365 UNKNOWN - ")
    assert "vb365_compliance_up{server=" in (tmp_path / "out" / "compliance.prom").read_text(encoding="utf-8")
    assert "VB365 UNKNOWN" in played.output
