# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vb365.backup.drift and onboard end with one report of all tenants, on the console and as files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema import Draft202012Validator

from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import SCHEMA_FILE
from tests.integration.harness.onboarding import ROLE, Onboarded, onboard
from tests.integration.harness.playbook import play_file
from tests.simulator.launch import Simulator

NAMES = [f"tenant-{number:03d}" for number in range(1, 13)]
DRIFTED, UNPROTECTED, BROKEN = NAMES[:3]
CHECKER = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
EARLY = {"type": "Daily", "dailyTime": "05:00:00"}
TOTALS = r"^\d+ tenants?: "


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with Simulator("--generate", f"organizations={len(NAMES)},jobs=1,users=2") as simulator:
        yield simulator


def tenant(name: str, **options: Any) -> dict[str, Any]:
    job = {"name": f"{name} Job 001", "schedule": {"daily_time": "01:30"}}
    return {"organization": f"{name}.onmicrosoft.com", "omitted": "keep", "jobs": [job], **options}


def fleet(number: int, **options: Any) -> dict[str, dict[str, Any]]:
    return {name: tenant(name, **options) for name in NAMES[:number]}


def edit(simulator: Simulator) -> None:
    """Somebody moves a job of one tenant and disables one of another."""
    simulator.edit(f"{DRIFTED} Job 001", settings={"schedulePolicy": EARLY})
    simulator.edit(f"{UNPROTECTED} Job 001", settings={"isEnabled": False})


def run(folder: Path, simulator: Simulator, tenants: Mapping[str, Any], *arguments: str, **options: Any) -> Onboarded:
    options = {"playbook": "drift", **options}
    return onboard(folder, simulator, tenants, "-e", f"report_folder={folder / 'out'}", *arguments, **options)


def report_in(folder: Path) -> dict[str, Any]:
    """The JSON report, which fits its schema."""
    report: dict[str, Any] = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    assert [error.message for error in CHECKER.iter_errors(report)] == []
    return report


def totals(output: str) -> list[str]:
    """The totals, once for each time that they are printed."""
    return re.findall(f"{TOTALS}.*$", output, re.MULTILINE)


def states(report: Mapping[str, Any]) -> dict[str, str]:
    return {row["host"]: row["state"] for row in report["tenants"] if row["state"] != "in_sync"}


def inventory(folder: Path, tenants: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    hosts = {name: {f"{ROLE}{key}": value for key, value in one.items()} for name, one in tenants.items()}
    file = folder / "inventory.yml"
    file.write_text(
        yaml.safe_dump({"all": {"children": {"tenants": {"hosts": hosts}, "web": {"hosts": {"web1": {}}}}}})
    )
    return ("-i", str(file), "-e", f"report_folder={folder / 'out'}")


def test_drift_of_a_folder(simulator: Simulator, tmp_path: Path) -> None:
    edit(simulator)
    simulator.clear_journal()
    wrong = tenant(BROKEN, repositry="Disk 01")
    told = run(tmp_path, simulator, {**fleet(6), BROKEN: wrong})
    assert (told.played.returncode, told.writes) == (2, [])
    assert totals(told.played.stdout) == ["6 tenants: 3 in sync, 1 drifted, 1 unprotected, 1 could not be checked"]
    for line in (
        f"  {UNPROTECTED}  ! '{UNPROTECTED} Job 001' is disabled and backs up nothing.",
        f"  {DRIFTED}  ~ '{DRIFTED} Job 001' starts at 05:00, should be 01:30.",
        f"  {BROKEN}  ? tenants/{BROKEN}.yml, line 8, repositry:",
    ):
        assert line in told.played.stdout
    assert not any(f"  {name}" in told.played.stdout for name in NAMES[3:])

    report = report_in(tmp_path)
    assert states(report) == {BROKEN: "failed", DRIFTED: "drifted", UNPROTECTED: "unprotected"}
    assert (report["mode"], report["verdict"]) == ("check", "failed")
    (asked,) = report["servers"]
    assert (asked["name"], asked["api_version"]) == (f"{simulator.host}:{simulator.port}", "v8")
    first = report["tenants"][0]
    assert (first["file"], first["server"]) == (f"tenants/{DRIFTED}.yml", asked["name"])
    assert first["file_digest"].startswith("sha256:")
    assert all(job["revision"] for job in first["jobs"])
    suites = ElementTree.parse(tmp_path / "out" / "report.xml").getroot()
    assert len(suites) == 6
    files = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*")}
    pages = {f"tenants/tenant-{name}.html" for name in NAMES[:6]}
    assert files == {"report.json", "report.md", "report.html", "report.xml", *pages}
    assert f"Report:{tmp_path}/out/report.html" in "".join(told.played.stdout.split())  # the line may be broken
    assert {one["state"] for one in told.stats.values()} == {"in sync", "changed", "unprotected", "failed"}
    assert re.findall(r"^(\S+) .* failed=1", told.played.stdout, re.MULTILINE) == [BROKEN]


def test_onboarding_says_what_it_did(simulator: Simulator, tmp_path: Path) -> None:
    edit(simulator)
    told = run(tmp_path, simulator, fleet(4), playbook="onboard")
    assert told.played.returncode == 0, told.played.output
    assert totals(told.played.stdout) == ["4 tenants: 3 in sync, 1 unprotected"]
    assert f"  {DRIFTED}  + '{DRIFTED} Job 001' now starts at 01:30, was 05:00." in told.played.stdout
    assert report_in(tmp_path)["mode"] == "apply"


@pytest.mark.parametrize(
    ("options", "code"),
    [({}, 0), ({"fail_on_drift": True}, 2), ({"fail_on_unprotected": True}, 2)],
)
def test_exit_codes(simulator: Simulator, tmp_path: Path, options: dict[str, bool], code: int) -> None:
    edit(simulator)
    told = run(tmp_path, simulator, fleet(3, **options))
    assert told.played.returncode == code, told.played.output
    failed = [task.result["msg"] for task in told.played.tasks if task.failed]
    assert len(failed) == (2 if "fail_on_drift" in options else 1 if options else 0)
    assert len(totals(told.played.stdout)) == 1


def test_a_file_that_cannot_be_read(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "tenants").mkdir()
    for text in ("a: [}", "\ta: b", "a: {{ b"):
        (tmp_path / "tenants" / "t.yml").write_text(text, encoding="utf-8")
        arguments = ("-e", f"onboard_folder={tmp_path}/tenants", "-e", f"report_folder={tmp_path}/out")
        told = play_file(tmp_path, simulator, Path("vb365.backup.drift"), arguments=arguments)
        assert told.returncode == 2
        assert totals(told.stdout) == ["1 tenant: 0 in sync, 1 could not be checked"]
        (found,) = report_in(tmp_path)["tenants"][0]["findings"]
        assert (found["kind"], found["file"]) == ("unreadable", "tenants/t.yml")


def test_all_tenants_that_fail_are_in_the_report(simulator: Simulator, tmp_path: Path) -> None:
    undefined = {**tenant(NAMES[1]), "jobs": "{{ nowhere }}"}
    arguments = inventory(tmp_path, {NAMES[0]: tenant("nobody"), NAMES[1]: undefined})
    told = play_file(
        tmp_path, simulator, Path("vb365.backup.drift"), arguments=(*arguments, "-e", "onboard_hosts=tenants")
    )
    assert told.returncode == 2
    assert totals(told.stdout) == ["2 tenants: 0 in sync, 2 could not be checked"]
    assert "nowhere" in report_in(tmp_path)["tenants"][1]["findings"][0]["text"]
    assert re.search(r"localhost .* failed=0", told.stdout)


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_limit(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    edit(simulator)
    arguments = (*inventory(tmp_path, fleet(4)), "--limit", f"{DRIFTED},{NAMES[3]}")
    told = play_file(tmp_path, simulator, Path(f"vb365.backup.{playbook}"), arguments=arguments)
    assert told.returncode == 0, told.output
    found = report_in(tmp_path)
    assert [row["host"] for row in found["tenants"]] == [DRIFTED, NAMES[3]]
    assert found["counts"]["jobs"]["changed"] == (1 if playbook == "onboard" else 0)


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
@pytest.mark.parametrize("limit", ["web", "web1"])
def test_limit_that_leaves_no_tenant(simulator: Simulator, tmp_path: Path, playbook: str, limit: str) -> None:
    arguments = (*inventory(tmp_path, fleet(1)), "-e", "onboard_hosts=tenants", "--limit", limit)
    told = play_file(tmp_path, simulator, Path(f"vb365.backup.{playbook}"), arguments=arguments)
    assert told.returncode != 0, told.output
    assert f"--limit '{limit}' leaves none" in " ".join(told.output.split())
    assert simulator.journal() == []


def test_tenants_without_a_job_are_not_a_success(simulator: Simulator, tmp_path: Path) -> None:
    told = run(tmp_path, simulator, fleet(2, jobs=[]))
    assert told.played.returncode == 2
    assert "No backup job is described." in told.played.stdout
    assert "a run that compares no job is a failure" in " ".join(told.played.stdout.split())


def test_a_tenant_that_leaves(simulator: Simulator, tmp_path: Path) -> None:
    leaving = fleet(1, jobs=[], unmanaged_jobs="disable")
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        told = onboard(folder, simulator, leaving, playbook="onboard")
        assert told.played.returncode == 0, told.played.output
    assert not simulator.job(f"{NAMES[0]} Job 001")["isEnabled"]


def lines_of(output: str) -> list[str]:
    """What a run prints, without Ansible's own recap and its line for each host."""
    (before, _recap) = output.split("PLAY RECAP")
    before = re.sub(r"^Report:\s+\S+\n(\S+\n)?", "Report\n", before, flags=re.MULTILINE)  # a long path is broken
    return [line for line in before.splitlines() if not re.match(r"(ok|skipping|changed): \[", line)]


def test_tenants_in_sync_are_quiet(simulator: Simulator, tmp_path: Path) -> None:
    few, many = (lines_of(run(tmp_path, simulator, fleet(number)).played.output) for number in (2, 12))
    assert len(few) == len(many) <= 30, "\n".join(few)
    hidden = {"ANSIBLE_DISPLAY_OK_HOSTS": "false", "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false"}
    told = run(tmp_path, simulator, fleet(12), environ=hidden).played.output
    assert len(lines_of(told)) <= 30


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_only_tenants_that_differ_are_judged(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    edit(simulator)
    told = run(tmp_path, simulator, fleet(4), playbook=playbook).played
    tasks = dict(re.findall(r"^(tenant-\d+) +: ok=(\d+)", told.stdout, re.MULTILINE))
    assert {name: tasks[name] for name in NAMES[1:4]} == {UNPROTECTED: "2", NAMES[2]: "1", NAMES[3]: "1"}


def test_a_report_of_a_tenant_in_sync_that_is_not_written_is_an_error(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = run(tmp_path, simulator, fleet(2), "-e", f"tenant_onboarding_report={tmp_path}/file/x.json").played
    assert told.returncode == 2
    assert len(re.findall(r"^fatal: .*/file/x\.json': ", told.stdout, re.MULTILINE)) == 2, told.stdout


@pytest.mark.parametrize("limit", ["ungrouped", "all[0:1]", NAMES[1]])
@pytest.mark.parametrize("kind", ["ini", "yml"])
def test_a_limit_of_any_kind_judges_the_tenants(simulator: Simulator, tmp_path: Path, kind: str, limit: str) -> None:
    edit(simulator)
    tenants = {
        name: {f"tenant_onboarding_{key}": value for key, value in one.items()} for name, one in fleet(3).items()
    }
    if kind == "ini":
        (tmp_path / "hosts.ini").write_text("\n".join(tenants))
        (tmp_path / "host_vars").mkdir()
        for name, variables in tenants.items():
            (tmp_path / "host_vars" / f"{name}.yml").write_text(yaml.safe_dump(variables))
    else:
        (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": tenants}}))
    arguments = ("-i", str(tmp_path / f"hosts.{kind}"), "--limit", limit, "-e", "tenant_onboarding_fail_on_drift=true")
    told = play_file(tmp_path, simulator, Path("vb365.backup.drift"), arguments=arguments)
    assert told.returncode == 2, told.output
    assert f"fatal: [{UNPROTECTED}]: FAILED!" in told.output


def test_six_findings_are_a_screen(simulator: Simulator, tmp_path: Path) -> None:
    for name in NAMES[:6]:
        simulator.edit(f"{name} Job 001", settings={"schedulePolicy": EARLY, "description": "x"})
    told = run(tmp_path, simulator, fleet(12)).played
    assert totals(told.stdout) == ["12 tenants: 6 in sync, 6 drifted"]
    assert len(lines_of(told.output)) <= 60


def test_a_folder_that_cannot_be_written_is_an_error(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    told = run(tmp_path, simulator, fleet(1))
    assert told.played.returncode == 2
    assert "folder: " in told.played.output
