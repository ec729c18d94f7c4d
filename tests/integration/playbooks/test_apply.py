# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vb365.backup.apply makes exactly the changes of a reviewed report, tenant by tenant; the gate before it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.playbook import Played, play_file
from tests.integration.playbooks.test_report import EARLY, NAMES, fleet, inventory, report_in, run, tenant
from tests.simulator.launch import Simulator

DAILY = {"type": "Daily", "daily_time": "02:00"}
DRIFTED, MISSING, STEADY, OTHER = NAMES[:4]


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with Simulator("--generate", f"organizations={len(NAMES)},jobs=1,users=2") as simulator:
        yield simulator


def described(number: int = 4) -> dict[str, dict[str, Any]]:
    """Tenants, of which one describes a job that is not there."""
    tenants = fleet(number)
    new = {"name": "New", "backup_type": "SelectedItems", "repository": "Repository 01", "schedule": DAILY}
    item = {"type": "OneDriveFolders", "folders": ["Documents"]}
    tenants[MISSING]["jobs"] = [*tenants[MISSING]["jobs"], {**new, "selected_items": [item]}]
    return tenants


def drift(folder: Path, simulator: Simulator, tenants: Mapping[str, Any], *arguments: str) -> dict[str, Any]:
    """Somebody moves a job; the report of that, and the artifact as a file of extra variables."""
    simulator.edit(f"{DRIFTED} Job 001", settings={"schedulePolicy": EARLY})
    told = run(folder, simulator, tenants, *arguments)
    assert told.played.returncode == 0, told.played.output
    (folder / "drift.json").write_text(json.dumps({"vb365_drift": artifact(told.played)}))
    report = report_in(folder)
    (folder / "out" / "report.json").rename(folder / "reviewed.json")
    return report


def artifact(played: Played) -> dict[str, Any]:
    (stats,) = [task.result["ansible_stats"]["data"] for task in played.tasks if "ansible_stats" in task.result]
    found: dict[str, Any] = stats["vb365_drift"]
    return found


def apply(folder: Path, simulator: Simulator, *arguments: str, source: str = "report") -> Played:
    plan = ("-e", f"apply_report={folder}/reviewed.json") if source == "report" else ("-e", f"@{folder}/drift.json")
    simulator.clear_journal()
    where = () if "-i" in arguments else ("-e", f"onboard_folder={folder}/tenants")
    options = ("-e", f"report_folder={folder}/out")
    return play_file(folder, simulator, Path("vb365.backup.apply"), arguments=(*plan, *where, *options, *arguments))


def writes(simulator: Simulator) -> list[str]:
    entries = [entry for entry in simulator.journal() if entry["method"] != "GET" and "/token" not in entry["path"]]
    return sorted(f"{entry['method']} {entry['path'].split('/')[2]}" for entry in entries)


def changes(report: Mapping[str, Any]) -> dict[str, Any]:
    rows = [(row["host"], job) for row in report["tenants"] for job in row["jobs"]]
    return {f"{host}: {job['name']}": job["changes"] for host, job in rows if job["changes"]}


@pytest.mark.parametrize("source", ["report", "artifact"])
def test_exactly_the_changes_of_the_report(simulator: Simulator, tmp_path: Path, source: str) -> None:
    reviewed = drift(tmp_path, simulator, described())
    assert set(changes(reviewed)) == {f"{DRIFTED}: {DRIFTED} Job 001", f"{MISSING}: New"}
    simulator.edit(f"{OTHER} Job 001", settings={"schedulePolicy": EARLY})  # after the report: nobody has seen it

    checked = apply(tmp_path, simulator, "--check", source=source)
    assert checked.returncode == 0, checked.output
    assert (changes(report_in(tmp_path)), writes(simulator)) == (changes(reviewed), [])

    done = apply(tmp_path, simulator, source=source)
    assert done.returncode == 0, done.output
    assert changes(report_in(tmp_path)) == changes(reviewed)
    assert [row["host"] for row in report_in(tmp_path)["tenants"]] == [DRIFTED, MISSING]
    assert writes(simulator) == ["POST Jobs", "PUT Jobs"]
    assert f"2 of 4 tenants to change: {DRIFTED}, {MISSING}." in done.stdout

    again = apply(tmp_path, simulator, source=source)
    assert again.returncode == 0, again.output
    assert writes(simulator) == []


def test_a_report_without_changes(simulator: Simulator, tmp_path: Path) -> None:
    assert run(tmp_path, simulator, fleet(2)).played.returncode == 0
    (tmp_path / "out" / "report.json").rename(tmp_path / "reviewed.json")
    done = apply(tmp_path, simulator)
    assert done.returncode == 0, done.output
    assert writes(simulator) == []
    assert "0 of 2 tenants to change" in done.stdout


def test_what_moved_is_left_alone_and_others_go_on(simulator: Simulator, tmp_path: Path) -> None:
    drift(tmp_path, simulator, described())
    simulator.edit(f"{DRIFTED} Job 001", settings={"schedulePolicy": {**EARLY, "dailyTime": "06:00:00"}})
    done = apply(tmp_path, simulator)
    assert done.returncode == 2, done.output
    assert writes(simulator) == ["POST Jobs"]
    text = " ".join(done.stdout.split())
    assert (
        "The job was edited since the report (settings): schedule.daily_time was '05:00:00' and is '06:00:00'" in text
    )
    (left,) = [row for row in report_in(tmp_path)["tenants"] if row["host"] == DRIFTED]
    assert (left["state"], [one["kind"] for one in left["findings"]]) == ("failed", ["not_applied"])


def test_files_that_were_edited(simulator: Simulator, tmp_path: Path) -> None:
    drift(tmp_path, simulator, described())
    for name in (DRIFTED, MISSING, STEADY):
        with (tmp_path / "tenants" / f"{name}.yml").open("a") as file:
            file.write("# edited\n")
    done = apply(tmp_path, simulator)
    assert done.returncode == 2, done.output
    assert writes(simulator) == []
    assert " ".join(done.stdout.split()).count(f"/{DRIFTED}.yml was edited since") >= 1
    assert {row["host"]: row["state"] for row in report_in(tmp_path)["tenants"]} == {
        DRIFTED: "failed",
        MISSING: "failed",
    }


def test_a_commit_meanwhile(simulator: Simulator, tmp_path: Path) -> None:
    drift(tmp_path, simulator, described(2), "-e", "awx_project_revision=abc")
    for source in ("report", "artifact"):
        done = apply(tmp_path, simulator, "-e", "awx_project_revision=def", source=source)
        assert done.returncode != 0, done.output
        assert writes(simulator) == []
        assert "at commit abc of the project, which is now at def: make a new report" in " ".join(done.output.split())


def test_an_inventory(simulator: Simulator, tmp_path: Path) -> None:
    tenants = described()
    hosts = inventory(tmp_path, tenants)
    simulator.edit(f"{DRIFTED} Job 001", settings={"schedulePolicy": EARLY})
    group = ("-e", "onboard_hosts=tenants")
    told = play_file(tmp_path, simulator, Path("vb365.backup.drift"), arguments=(*hosts, *group))
    assert told.returncode == 0, told.output
    (tmp_path / "out" / "report.json").rename(tmp_path / "reviewed.json")

    tenants[MISSING]["jobs"][1]["description"] = "Not in the report"
    inventory(tmp_path, tenants)
    done = apply(tmp_path, simulator, *hosts, *group)
    assert done.returncode == 2, done.output
    assert writes(simulator) == ["PUT Jobs"]
    assert "The changes differ from those of the report" in " ".join(done.stdout.split())

    inventory(tmp_path, described())
    limited = apply(tmp_path, simulator, *hosts, *group, "--limit", f"{MISSING},{STEADY}")
    assert limited.returncode == 0, limited.output
    assert writes(simulator) == ["POST Jobs"]
    assert f"Not in this run: {DRIFTED}." in " ".join(limited.stdout.split())


def test_a_tenant_of_the_report_that_is_gone(simulator: Simulator, tmp_path: Path) -> None:
    drift(tmp_path, simulator, described())
    (tmp_path / "tenants" / f"{DRIFTED}.yml").unlink()
    done = apply(tmp_path, simulator)
    assert done.returncode != 0
    assert writes(simulator) == []
    assert f"these tenants of the report are not in this run: {DRIFTED}" in " ".join(done.output.split())
    only = apply(tmp_path, simulator, "-e", f"onboard_only={MISSING}")
    assert only.returncode == 0, only.output
    assert writes(simulator) == ["POST Jobs"]


def test_tenants_that_could_not_be_compared_are_refused(simulator: Simulator, tmp_path: Path) -> None:
    simulator.edit(f"{DRIFTED} Job 001", settings={"schedulePolicy": EARLY})
    told = run(tmp_path, simulator, {**fleet(2), STEADY: tenant(STEADY, repositry="Disk 01")})
    assert told.played.returncode == 2
    (tmp_path / "out" / "report.json").rename(tmp_path / "reviewed.json")
    done = apply(tmp_path, simulator)
    assert done.returncode == 2, done.output
    assert writes(simulator) == ["PUT Jobs"]
    assert "The tenant could not be compared when" in " ".join(done.stdout.split())


def test_documents_that_are_no_report(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "tenants").mkdir()
    (tmp_path / "tenants" / "a.yml").write_text("tenant_onboarding_jobs: []\n")
    folder = ("-e", f"onboard_folder={tmp_path}/tenants")
    (tmp_path / "reviewed.json").write_text("{}")
    done = apply(tmp_path, simulator)
    assert done.returncode != 0
    assert "reviewed.json: expected report.json of vb365.backup.drift" in " ".join(done.output.split())
    both = apply(tmp_path, simulator, "-e", '{"vb365_drift": {}}')
    assert both.returncode != 0
    cut = apply(
        tmp_path, simulator, "-e", '{"vb365_drift": {"schema": "urn:vb365.backup:drift:1.1"}}', "-e", "apply_report="
    )
    assert "vb365_drift: expected a complete report; made is missing" in " ".join(cut.output.split())
    for given, text in {
        '{"vb365_drift": 5}': "vb365_drift: expected the artifact vb365_drift of vb365.backup.drift",
        '{"apply_report": ""}': "apply_report: expected the path of a reviewed report, such as -e apply_report=reports",
    }.items():
        wrong = play_file(tmp_path, simulator, Path("vb365.backup.apply"), arguments=("-e", given, *folder))
        assert wrong.returncode != 0
        assert [task.result["msg"].startswith(text) for task in wrong.tasks if task.failed] == [True], wrong.output
    none = play_file(tmp_path, simulator, Path("vb365.backup.apply"), arguments=folder)
    assert none.returncode != 0
    assert "apply_report: expected the path of a reviewed report" in " ".join(none.output.split())
    assert writes(simulator) == []


TEXT = "12 tenants: 6 in sync, 6 drifted"
PLANNED = {"state": "drifted", "jobs": [{"name": "Board", "plan": "0"}]}
NOT_REPAIRED = {"state": "unprotected", "jobs": [{"name": "Board"}], "not_repaired": 1}
BOTH = {**PLANNED, "not_repaired": 1}
CHANGES, NO_CHANGES = "drifted", "nothing to approve"
GATES: dict[str, tuple[dict[str, Any], dict[str, tuple[int, str]]]] = {
    "in sync": ({"verdict": "in_sync"}, {"any": (0, ""), "changes": (0, NO_CHANGES), "problems": (0, "")}),
    "drift": (
        {"verdict": "drift", "tenants": {"a": PLANNED}},
        {"any": (2, CHANGES), "changes": (2, CHANGES), "problems": (0, "")},
    ),
    "a problem": (
        {"verdict": "unprotected", "tenants": {"a": NOT_REPAIRED}},
        {"any": (2, CHANGES), "changes": (0, NO_CHANGES), "problems": (2, CHANGES)},
    ),
    "both": (
        {"verdict": "drift", "tenants": {"a": BOTH}},
        {"any": (2, CHANGES), "changes": (2, CHANGES), "problems": (2, CHANGES)},
    ),
    "not compared": (
        {"verdict": "failed", "tenants": {"a": {"state": "failed", "jobs": [], "not_repaired": 1}, "b": PLANNED}},
        dict.fromkeys(("any", "problems"), (2, "Do not approve anything."))
        | {"changes": (0, "Do not approve anything.")},
    ),
    "nothing": ({}, dict.fromkeys(("any", "changes", "problems"), (2, "Nothing is known of the tenants."))),
}


@pytest.mark.parametrize("mode", ["any", "changes", "problems"])
@pytest.mark.parametrize("case", GATES)
def test_gate(simulator: Simulator, tmp_path: Path, case: str, mode: str) -> None:
    document, expected = GATES[case]
    code, text = expected[mode]
    drift = {"vb365_drift": {"tenants": {}, **document, "text": TEXT}} if document else {}
    given = {**drift, **({} if mode == "any" else {"drift_gate_on": mode})}
    simulator.clear_journal()
    told = play_file(tmp_path, simulator, Path("vb365.backup.drift_gate"), arguments=("-e", json.dumps(given)))
    assert told.returncode == code, told.output
    assert text in " ".join(told.output.split())
    assert ("Do not approve" in told.output) == (case in ("not compared", "nothing"))
    stats = [task.result["ansible_stats"]["data"] for task in told.tasks if "ansible_stats" in task.result]
    assert stats == ([{"vb365_drift_text": TEXT}] if document else [])
    assert simulator.journal() == []


@pytest.mark.parametrize(("mode", "code"), [("changes", 0), ("problems", 2), ("none", 2)])
def test_gate_after_slices_of_different_commits(simulator: Simulator, tmp_path: Path, mode: str, code: int) -> None:
    """Nobody is asked to approve, and the run is no success all the same."""
    slices = {
        f"vb365_drift_{number}": {
            "schema": "urn:vb365.backup:drift:1.1",
            "project_revision": str(number),
            "mode": "check",
            "tenants": {},
        }
        for number in (1, 2)
    }
    given = {**slices, "drift_gate_on": mode}
    told = play_file(tmp_path, simulator, Path("vb365.backup.drift_gate"), arguments=("-e", json.dumps(given)))
    assert told.returncode == code, told.output
    output = " ".join(told.output.split())
    assert "Do not approve anything." in output
    assert "expected any, changes or problems" in output if mode == "none" else "project_revision 1 and 2" in output
