# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many tenants in AWX: the cost of a run, and the same run in four job slices at once, one of which is killed."""

from __future__ import annotations

import json
import re
import resource
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.plugin_utils._report.merged import merged
from tests.integration.runner.test_awx import EXAMPLE, credential
from tests.integration.runner.workflow import Awx, Job, clean_environment
from tests.simulator.launch import Simulator

NAMES = [f"tenant-{number:03d}" for number in range(1, 61)]
IN_GUIDE = 300
FIRST, JOBS, JOBS_OF_FIRST = NAMES[0], 3, 10
DRIFTED = NAMES[::10]
SLICES = [NAMES[number::4] for number in range(4)]
KILLED = 2
MOST_EVENTS, MOST_BYTES, LARGEST_ARTIFACT = 25, 20_000, 100_000
EARLY = {"schedulePolicy": {"type": "Daily", "dailyTime": "05:00:00"}}
GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "awx.md"


def described(name: str) -> dict[str, Any]:
    """A tenant as the simulator generates it."""
    jobs = [
        {
            "name": f"{name} Job {number:03d}",
            "users": [f"user{number:03d}@{name}.example.com"],
            "schedule": {"type": "Daily", "daily_time": f"{number:02d}:30"},
        }
        for number in range(1, 1 + (JOBS_OF_FIRST if name == FIRST else JOBS))
    ]
    defaults = {"backup_type": "SelectedItems"}
    return {"organization": f"{name}.onmicrosoft.com", "omitted": "keep", "defaults": defaults, "jobs": jobs}


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    """A job of each tenth tenant was changed."""
    sizes = f"organizations={len(NAMES)},jobs={JOBS},first_jobs={JOBS_OF_FIRST},users={JOBS_OF_FIRST},items=1,apart=1"
    with Simulator("--generate", f"{sizes},groups=0,sites=0,teams=0") as simulator:
        for name in DRIFTED:
            simulator.edit(f"{name} Job 001", settings=EARLY)
        yield simulator


@pytest.fixture(scope="module")
def awx(server: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Awx]:
    folder = tmp_path_factory.mktemp("awx")
    shutil.copytree(EXAMPLE, folder / "project")
    tenants = folder / "project" / "tenants" / "vienna"
    for file in tenants.iterdir():
        file.unlink()
    for name in NAMES:
        (tenants / f"{name}.yml").write_text(yaml.safe_dump(described(name)), encoding="utf-8")
    with clean_environment():
        yield Awx(folder, server, credential(server))


@pytest.fixture(scope="module")
def whole(awx: Awx, tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, dict[str, Any]]:
    """A run over all tenants, and its report."""
    folder = tmp_path_factory.mktemp("whole")
    return awx.launch("drift", {"report_folder": str(folder)}), report_in(folder)


@pytest.fixture(scope="module")
def slices(awx: Awx, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Job], list[dict[str, Any]]]:
    """The runs of four slices at once, and their reports."""
    folder = tmp_path_factory.mktemp("slices")

    def launch(number: int) -> Job:
        given = {"drift_sliced": True, "report_folder": str(folder / str(number))}
        return awx.launch("drift", given, hosts=SLICES[number])

    with ThreadPoolExecutor(len(SLICES)) as pool:
        jobs = list(pool.map(launch, range(len(SLICES))))
    return jobs, [report_in(folder / str(number)) for number in range(len(SLICES))]


def report_in(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


def processor() -> float:
    """Seconds that processors have worked for processes that this one has started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_guide(pattern: str) -> float:
    """A number in the guide."""
    (found,) = re.findall(pattern, " ".join(GUIDE.read_text(encoding="utf-8").split()))
    return float(found.replace(",", ""))


def in_fleet_of_guide(artifact: Any) -> float:
    """The size of an artifact, in characters, for as many tenants as in the guide: it grows in proportion."""
    return len(json.dumps(artifact)) / len(NAMES) * IN_GUIDE


def handed(jobs: list[Job]) -> dict[str, Any]:
    """What AWX hands on to a template with slices: of artifacts with one name, the last."""
    return {"drift_sliced": True, **{key: value for job in jobs for key, value in job.artifacts.items()}}


def test_events_and_artifact(
    awx: Awx, server: Simulator, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    awx.launch("gate")  # the import of the inventory is no part of a run
    server.clear_journal()
    before = processor()
    job, report = request.getfixturevalue("whole")
    seconds = processor() - before
    assert job.succeeded
    assert job.writes == []
    assert report["counts"]["tenants"]["total"] == len(NAMES)
    assert [row["host"] for row in report["tenants"] if row["state"] != "in_sync"] == DRIFTED

    sizes = [len(json.dumps(event)) for event in job.events]
    rows = [(event["event_data"].get("host"), event["event_data"].get("task"), event) for event in job.events]
    tasks = {task for host, task, _event in rows if host == NAMES[1]}
    of_first = sum(len(json.dumps(event)) for host, task, event in rows if host == FIRST and task in tasks)
    measured = {
        r"makes about (\d+) events": len(sizes) / len(NAMES),
        r"events and (\d+) KB a tenant of three jobs": sum(sizes) / len(NAMES) / 1000,
        r"(\d+) KB a tenant of ten": of_first / 1000,
        r"300 tenants, 30 of them with drift, has (\d+) KB": in_fleet_of_guide(job.artifacts["vb365_drift"]) / 1000,
        r"sends about (\d+) requests for a tenant of three jobs": len(server.journal()) / len(NAMES),
    }
    told = ", ".join(f"{number:.1f} for {pattern!r}" for pattern, number in measured.items())
    record_property(
        "cost", f"{len(NAMES)} tenants in AWX: {seconds:.0f} s of a processor; {told}; largest event {max(sizes):,}"
    )
    assert measured[r"makes about (\d+) events"] <= MOST_EVENTS
    assert sum(sizes) / len(NAMES) <= MOST_BYTES
    assert of_first <= MOST_BYTES
    assert in_fleet_of_guide(dict(job.artifacts)) <= LARGEST_ARTIFACT
    for pattern, number in measured.items():
        assert in_guide(pattern) == pytest.approx(number, rel=0.15, abs=1), pattern


def test_the_merged_report_of_slices_is_that_of_one_run(
    awx: Awx, server: Simulator, slices: tuple[list[Job], list[dict[str, Any]]], whole: tuple[Job, dict[str, Any]]
) -> None:
    jobs, reports = slices
    assert all(job.succeeded for job in jobs)
    job, expected = whole
    assert {**merged(reports, NAMES), "made": None} == {**expected, "made": None}

    artifacts = handed(jobs)
    documents = [value for key, value in artifacts.items() if key.startswith("vb365_drift_")]
    short = merged(documents, NAMES)
    made_anew = {"made": None, "text": None}
    assert {**short, **made_anew} == {**job.artifacts["vb365_drift"], **made_anew}
    tenants = [value for key, value in artifacts.items() if key.startswith("vb365_tenants_")]
    assert {name: one for some in tenants for name, one in some.items()} == job.artifacts["vb365_tenants"]

    gate = awx.launch("gate", artifacts)
    assert not gate.succeeded
    assert gate.artifacts["vb365_drift_text"].startswith("60 tenants: 54 in sync, 6 drifted")

    applied = awx.launch("apply", artifacts)
    assert applied.succeeded, applied.output
    names = {row["id"]: row["name"] for row in server.state()["jobs"]}
    written = [(entry["method"], names[entry["path"].split("/")[-1]]) for entry in applied.writes]
    assert sorted(written) == [("PUT", f"{name} Job 001") for name in DRIFTED]


def test_a_slice_that_is_killed(awx: Awx, server: Simulator, slices: tuple[list[Job], list[dict[str, Any]]]) -> None:
    jobs, reports = slices
    server.fault("stall", path="/Jobs", seconds=60)
    killed = awx.launch("drift", {"drift_sliced": True}, hosts=SLICES[KILLED], is_killed=True)
    server.clear_faults()
    assert (killed.succeeded, killed.artifacts, killed.writes) == (False, {}, [])
    report = merged([*reports[:KILLED], *reports[KILLED + 1 :]], NAMES)
    assert report["verdict"] == "failed"
    assert [row["host"] for row in report["tenants"] if row["state"] == "failed"] == SLICES[KILLED]

    rest = handed([*jobs[:KILLED], *jobs[KILLED + 1 :]])
    problems = awx.launch("problems", rest)
    assert not problems.succeeded
    text = problems.artifacts["vb365_drift_text"]
    assert text.startswith("60 tenants: 42 in sync, 3 drifted, 15 could not be checked")
    assert f"{', '.join(SLICES[KILLED])}: There is no result" in text
    gate = awx.launch("gate", rest)
    assert gate.succeeded, "nobody is asked to approve"
