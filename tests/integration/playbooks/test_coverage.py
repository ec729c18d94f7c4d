# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vb365.backup.coverage over a folder, an inventory and the whole server; the line of drift and onboard."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.document import SCHEMA_FILE
from tests.integration.harness.onboarding import ROLE, onboard
from tests.integration.harness.playbook import Played, play, play_file
from tests.simulator.launch import Simulator

CHECKER = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
CONTOSO = {
    "organization": "contoso.onmicrosoft.com",
    "omitted": "keep",
    "jobs": [{"name": "Contoso Sites"}],
    "coverage": True,
}
FABRIKAM = {
    "organization": "Fabrikam",
    "omitted": "keep",
    "jobs": [{"name": "Fabrikam Everything"}],
    "coverage_ignore": [
        {"name": "support@*", "reason": "a robot"},
        {"type": "Team", "name": "*", "reason": "no chats"},
    ],
}


def coverage(folder: Path, simulator: Simulator, *arguments: str) -> Played:
    report = ("-e", f"report_folder={folder / 'out'}")
    return play_file(folder, simulator, Path("vb365.backup.coverage"), arguments=(*report, *arguments))


def report_in(folder: Path) -> dict[str, Any]:
    """The JSON report, which fits its schema."""
    report: dict[str, Any] = json.loads((folder / "out" / "coverage.json").read_text(encoding="utf-8"))
    assert [error.message for error in CHECKER.iter_errors(report)] == []
    return report


def test_the_tenants_of_a_folder(simulator: Simulator, tmp_path: Path) -> None:
    extra = ("-e", f"report_folder={tmp_path / 'out'}")
    run = onboard(tmp_path, simulator, {"contoso": CONTOSO, "fabrikam": FABRIKAM}, *extra, playbook="coverage").played
    assert run.returncode == 0, run.output
    report = report_in(tmp_path)
    assert [(one["host"], one["state"], one["gaps"]) for one in report["tenants"]] == [
        ("contoso", "gaps", 18),
        ("fabrikam", "covered", 0),
    ]
    assert report["tenants"][1]["by_type"]["User"]["ignored"] == 1
    rows = [*csv.DictReader((tmp_path / "out" / "coverage.csv").read_text(encoding="utf-8-sig").splitlines())]
    assert len(rows) == 18
    assert "dave@contoso.com" in (tmp_path / "out" / "coverage.md").read_text().replace("\u200b", "").replace("\\", "")
    assert "2 organizations: 1 without gaps, 1 with gaps." in run.output
    assert not any(task.writes for task in run.tasks)


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_a_tenant_with_entries_to_ignore(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    run = onboard(tmp_path, simulator, {"fabrikam": {**FABRIKAM, "coverage": True}}, playbook=playbook).played
    assert run.returncode == 0, run.output
    (result,) = [task.result for task in run.tasks if "coverage" in task.result]
    assert result["coverage"]["by_type"]["User"]["ignored"] == 1, result["coverage"]


@pytest.mark.parametrize(
    "names",
    [
        "all",
        ["all"],
        "contoso,Fabrikam",
        " contoso, ,Fabrikam,contoso.onmicrosoft.com",
        ["contoso", " Fabrikam", "", "CONTOSO"],
    ],
)
def test_the_organizations_of_the_server(simulator: Simulator, tmp_path: Path, names: Any) -> None:
    options = json.dumps({"coverage_organizations": names, "coverage_fail_on_gaps": True})
    run = coverage(tmp_path, simulator, "-e", options)
    assert run.returncode == 2, run.output
    assert [one["organization"] for one in report_in(tmp_path)["tenants"]] == [
        "contoso.onmicrosoft.com",
        "fabrikam.onmicrosoft.com",
    ]


def test_an_organization_without_objects_is_not_covered(tmp_path: Path) -> None:
    """An account that cannot read a directory sees it empty."""
    job = {"name": "All", "organization": "a.com", "repository": "D", "backup_type": "EntireOrganization"}
    owners = [{"name": "a.com", "users": [{"name": "a@a.com"}]}, {"name": "empty.com"}]
    seed = tmp_path / "seed.yml"
    seed.write_text(yaml.safe_dump({"organizations": owners, "repositories": [{"name": "D"}], "jobs": [job]}))
    with Simulator("--data", str(seed)) as simulator:
        run = coverage(tmp_path, simulator, "-e", "coverage_organizations=all")
    assert run.returncode == 2, run.output
    report = report_in(tmp_path)
    assert [(one["organization"], one["state"]) for one in report["tenants"]] == [
        ("a.com", "covered"),
        ("empty.com", "failed"),
    ]
    assert "lists no object" in report["tenants"][1]["error"]
    assert "2 organizations: 1 without gaps, 1 could not be read." in run.output


@pytest.mark.parametrize(("text", "said"), [("y", "Fabrikam"), ("treu", "fail_on_gaps")])
def test_text_in_place_of_a_boolean(simulator: Simulator, tmp_path: Path, text: str, said: str) -> None:
    run = coverage(tmp_path, simulator, "-e", "coverage_organizations=all", "-e", f"coverage_fail_on_gaps={text}")
    assert run.returncode == 2, run.output
    assert said.lower() in run.output.lower()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "organization: [1\n",
            "bad.yml, line 1: not valid YAML: a bracket is opened here and not closed, or a comma is missing",
        ),
        (
            "organization: {{ x }}\n",
            "bad.yml, line 1, organization: found brackets as a name; a value that begins with '{{' needs quotes",
        ),
        ("organization: contoso\norganization: fabrikam\n", "bad.yml, line 2, organization: "),
    ],
)
def test_a_file_with_a_mistake(simulator: Simulator, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "tenants").mkdir()
    (tmp_path / "tenants" / "bad.yml").write_text(text, encoding="utf-8")
    (tmp_path / "tenants" / "good.yml").write_text(yaml.safe_dump(CONTOSO), encoding="utf-8")
    run = coverage(tmp_path, simulator, "-e", f"onboard_folder={tmp_path / 'tenants'}")
    assert run.returncode == 2, run.output
    bad, good = report_in(tmp_path)["tenants"]
    assert (bad["state"], good["state"]) == ("failed", "gaps")
    assert bad["error"].startswith(said)


@pytest.mark.parametrize(("ignore", "said"), [(None, ""), ("a", "ignore[0]: 'a': expected a mapping")])
def test_ignored_objects_of_a_file(simulator: Simulator, tmp_path: Path, ignore: Any, said: str) -> None:
    tenants = {"contoso": {**CONTOSO, "coverage_ignore": ignore}}
    run = onboard(tmp_path, simulator, tenants, playbook="coverage").played
    assert run.returncode == (2 if said else 0), run.output
    assert said in " ".join(run.output.split())


def test_hosts_of_an_inventory_of_which_one_cannot_be_read(simulator: Simulator, tmp_path: Path) -> None:
    hosts = {
        "contoso": {f"{ROLE}organization": "contoso"},
        "lost": {f"{ROLE}organization": "nowhere"},
        "empty": {},
    }
    path = tmp_path / "inventory.yml"
    path.write_text(yaml.safe_dump({"all": {"children": {"tenants": {"hosts": hosts}, "web": {"hosts": {"w": {}}}}}}))
    run = coverage(tmp_path, simulator, "-i", str(path), "-e", "onboard_hosts=tenants")
    assert run.returncode == 2, run.output
    report = report_in(tmp_path)
    assert report["verdict"] == "failed"
    assert {one["host"]: (one["state"], one["organization"]) for one in report["tenants"]} == {
        "contoso": ("gaps", "contoso.onmicrosoft.com"),
        "empty": ("failed", None),
        "lost": ("failed", "nowhere"),
    }
    assert "expected one of" in report["tenants"][2]["error"]


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_drift_and_onboard_say_it_in_one_line(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    run = onboard(tmp_path, simulator, {"contoso": CONTOSO, "fabrikam": FABRIKAM}, playbook=playbook).played
    assert run.returncode == 0, run.output
    said = " ".join(run.output.split())
    assert said.count("Coverage of") == 1
    assert "Coverage of 1 organization: 0 without gaps, 1 with gaps. 16 of 25 objects in no job, 2 more" in said


FAILS = ("-e", f"{ROLE}fail_on_drift=true", "-e", f"{ROLE}fail_on_unprotected=true")


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_the_report_has_the_number_of_gaps(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    out = tmp_path / "out"
    options = ("-e", f"report_folder={out}", *FAILS)
    run = onboard(tmp_path, simulator, {"contoso": CONTOSO}, *options, playbook=playbook).played
    assert run.returncode == 0, run.output
    (tenant,) = json.loads((out / "report.json").read_text())["tenants"]
    text = "Coverage: 16 of 25 objects in no job, 2 more with other gaps."
    assert (tenant["state"], [(one["kind"], one["text"]) for one in tenant["findings"]]) == (
        "in_sync",
        [("uncovered", text)],
    )
    for name in ("report.md", "report.html", "report.xml"):
        assert text in (out / name).read_text()
    assert "16 of 25" not in (out / "tenants" / "tenant-contoso.html").read_text()


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_a_coverage_that_could_not_be_read_is_not_checked(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    broken = {"message": "boom", "errorCode": "X", "stackTrace": None}
    simulator.fault("status", path="/Groups$", method="GET", status=500, body=broken, times=None)
    out = tmp_path / "out"
    options = ("-e", f"report_folder={out}")
    run = onboard(tmp_path, simulator, {"contoso": CONTOSO}, *options, playbook=playbook).played
    assert run.returncode == 2, run.output
    report = json.loads((out / "report.json").read_text())
    assert (report["verdict"], report["counts"]["tenants"]["failed"]) == ("failed", 1)
    (found,) = report["tenants"][0]["findings"]
    assert (found["kind"], found["text"].startswith("The coverage could not be read: "), "boom" in found["text"]) == (
        "not_compared",
        True,
        True,
    )
    for name in ("report.md", "report.html", "report.xml"):
        assert "The coverage could not be read: " in (out / name).read_text()
    assert "1 tenant: 0 in sync, 1 could not be checked" in run.output
    assert "boom" not in (out / "tenants" / "tenant-contoso.html").read_text()


def test_the_role_by_itself_says_it_too(simulator: Simulator, tmp_path: Path) -> None:
    role = {"ansible.builtin.include_role": {"name": "vb365.backup.tenant_onboarding"}}
    variables = {f"{ROLE}{key}": value for key, value in CONTOSO.items()}
    run = play(tmp_path, simulator, [{**role, "vars": variables}])
    assert run.returncode == 0, run.output
    assert "contoso.onmicrosoft.com: 16 of 25 objects in no job, 2 more with other gaps." in run.output


def test_no_line_where_nobody_asked_for_it(simulator: Simulator, tmp_path: Path) -> None:
    run = onboard(tmp_path, simulator, {"fabrikam": FABRIKAM}, playbook="drift").played
    assert run.returncode == 0, run.output
    assert "Coverage" not in run.output
    assert not any("Users" in request for task in run.tasks for request in task.requests)
