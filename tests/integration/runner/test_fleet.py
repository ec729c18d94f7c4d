# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several tenants in AWX: what they cost in events, and job slices, one of which is killed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.plugin_utils._report.merged import merged
from tests.integration.runner.test_awx import EXAMPLE, credential
from tests.integration.runner.workflow import Awx, Job, clean_environment
from tests.simulator.launch import Simulator

NAMES = [f"tenant-{number:03d}" for number in range(1, 9)]
JOBS = 10
SLICES = [NAMES[number::4] for number in range(4)]
MOST_EVENTS, MOST_BYTES, LARGEST_ARTIFACT = 25, 40_000, 100_000
EARLY = {"schedulePolicy": {"type": "Daily", "dailyTime": "05:00:00"}}


def described(name: str) -> dict[str, Any]:
    jobs = [
        {"name": f"{name} Job {number:03d}", "users": [f"user{number:03d}@{name}.example.com"]}
        for number in range(1, JOBS + 1)
    ]
    defaults = {"backup_type": "SelectedItems", "schedule": {"type": "Daily", "daily_time": "01:30"}}
    return {"organization": f"{name}.onmicrosoft.com", "omitted": "keep", "defaults": defaults, "jobs": jobs}


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with Simulator("--generate", f"organizations={len(NAMES)},jobs={JOBS},users={JOBS + 2}") as simulator:
        yield simulator


@pytest.fixture(scope="module")
def awx(server: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Awx]:
    """All tenants are onboarded; then a job of the first tenant is changed."""
    folder = tmp_path_factory.mktemp("awx")
    shutil.copytree(EXAMPLE, folder / "project")
    tenants = folder / "project" / "tenants" / "vienna"
    for file in tenants.iterdir():
        file.unlink()
    for name in NAMES:
        (tenants / f"{name}.yml").write_text(yaml.safe_dump(described(name)), encoding="utf-8")
    with clean_environment():
        controller = Awx(folder, server, credential(server))
        onboarded = controller.launch("onboard")
        assert onboarded.succeeded, onboarded.output
        server.edit(f"{NAMES[0]} Job 001", settings=EARLY)
        yield controller


@pytest.fixture(scope="module")
def whole(awx: Awx, tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, dict[str, Any]]:
    """A run over all tenants, and its report."""
    folder = tmp_path_factory.mktemp("whole")
    return awx.launch("drift", {"report_folder": str(folder)}), report_in(folder)


def report_in(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


def test_events_and_artifact(whole: tuple[Job, dict[str, Any]]) -> None:
    """In a run with eight tenants, what a run costs in any case weighs more than in one with 300."""
    job, _report = whole
    sizes = [len(json.dumps(event)) for event in job.events]
    events, size = len(sizes) / len(NAMES), sum(sizes) / len(NAMES)
    document = job.artifacts["vb365_drift"]
    tenant = len(json.dumps(document["tenants"][NAMES[0]]))
    artifact = len(json.dumps({**document, "tenants": {}})) + 300 * len(f'"{NAMES[0]}", ') + 30 * tenant
    largest = max(sizes) / 1000
    print(f"\n{events:.1f} events, {size / 1000:.1f} KB a tenant with {JOBS} jobs, the largest {largest:.1f} KB")
    print(f"{artifact / 1000:.0f} KB is the artifact of 300 tenants, 30 of them with drift, {tenant} bytes each")
    assert events <= MOST_EVENTS
    assert size <= MOST_BYTES
    assert artifact <= LARGEST_ARTIFACT


def test_slices_at_once_and_one_that_is_killed(
    awx: Awx, server: Simulator, whole: tuple[Job, dict[str, Any]], tmp_path: Path
) -> None:
    def launch(number: int) -> Job:
        given = {"drift_sliced": True, "report_folder": str(tmp_path / str(number))}
        return awx.launch("drift", given, hosts=SLICES[number])

    with ThreadPoolExecutor(len(SLICES)) as pool:
        jobs = list(pool.map(launch, range(len(SLICES))))
    assert all(job.succeeded for job in jobs)
    report = merged([report_in(tmp_path / str(number)) for number in range(len(SLICES))], NAMES)
    _job, expected = whole
    assert {**report, "made": None} == {**expected, "made": None}

    handed = {"drift_sliced": True, **{key: value for job in jobs for key, value in job.artifacts.items()}}
    assert len([key for key in handed if key.startswith("vb365_drift_")]) == len(SLICES)
    gate = awx.launch("gate", handed)
    assert not gate.succeeded
    assert gate.artifacts["vb365_drift_text"].startswith(f"{len(NAMES)} tenants: 7 in sync, 1 drifted")

    server.fault("stall", path="/Jobs", seconds=60)
    killed = awx.launch("drift", {"drift_sliced": True}, hosts=SLICES[1], is_killed=True)
    server.clear_faults()
    assert (killed.succeeded, killed.artifacts) == (False, {})
    rest = {key: value for job in (jobs[0], *jobs[2:]) for key, value in job.artifacts.items()}
    gate = awx.launch("gate", {"drift_sliced": True, **rest})
    assert not gate.succeeded
    text = gate.artifacts["vb365_drift_text"]
    assert text.startswith(f"{len(NAMES)} tenants: 5 in sync, 1 drifted, 2 could not be checked")
    assert [name for name in SLICES[1] if f"{name}: There is no result" not in text] == []

    applied = awx.launch("apply", {"drift_sliced": True, **rest})
    assert not applied.succeeded
    assert [entry["path"] for entry in applied.writes if NAMES[1] in str(entry)] == []
