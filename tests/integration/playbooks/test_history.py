# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""report_history: what has changed since a job was as described, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.playbooks.test_report import EARLY, NAMES, fleet, report_in, run, server, tenant
from tests.simulator.launch import Simulator

__all__ = ["server"]
DRIFTED, MISSING = NAMES[:2]


def test_history(simulator: Simulator, tmp_path: Path) -> None:
    history = ("-e", f"report_history={tmp_path}/history.json")
    assert run(tmp_path, simulator, fleet(2), *history).played.returncode == 0
    simulator.edit(f"{DRIFTED} Job 001", settings={"schedulePolicy": EARLY})
    edited = tenant(MISSING, jobs=[{"name": f"{MISSING} Job 001", "schedule": {"daily_time": "02:30"}}])
    for _number in range(2):
        told = run(tmp_path, simulator, {**fleet(2), MISSING: edited}, *history)
        assert told.played.returncode == 0, told.played.output
    jobs = {row["host"]: row["jobs"][0] for row in report_in(tmp_path)["tenants"]}
    assert {host: one["origin"] for host, one in jobs.items()} == {DRIFTED: "server", MISSING: "description"}
    assert all(one["since"] for one in jobs.values())


DAMAGED = {
    "cut": ("{", "found invalid JSON"),
    "empty": ("", "found invalid JSON"),
    "no history": ("{}", "with the schema urn:vb365.backup:history:1.0"),
    "wrong": ('{"schema": "urn:vb365.backup:history:1.0", "tenants": []}', "tenants is [], expected an object"),
    "a folder": (None, "Is a directory"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_history_takes_nothing_from_the_report(simulator: Simulator, tmp_path: Path, case: str) -> None:
    content, message = DAMAGED[case]
    history = tmp_path / "history.json"
    history.mkdir() if content is None else history.write_text(content)
    simulator.edit(f"{DRIFTED} Job 001", settings={"schedulePolicy": EARLY})
    told = run(tmp_path, simulator, fleet(2), "-e", f"report_history={history}", playbook="onboard").played
    assert told.returncode == 2
    assert f"  {DRIFTED}  + '{DRIFTED} Job 001' now starts at 01:30, was 05:00." in told.stdout
    assert report_in(tmp_path)["counts"]["jobs"]["changed"] == 1
    (failed,) = [task.result["msg"] for task in told.tasks if task.failed]
    assert failed.count("history: ") == failed.count(message) == 1, failed
    assert history.is_dir() if content is None else history.read_text() == content
