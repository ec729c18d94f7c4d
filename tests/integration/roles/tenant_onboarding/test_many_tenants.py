# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many tenants in one run: what it costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.harness.onboarding import Onboarded, onboard
from tests.simulator.launch import Simulator

TENANTS = 6
"""More than Ansible's forks."""
JOBS = 2


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with Simulator("--generate", f"organizations={TENANTS},jobs=0,users={JOBS}") as simulator:
        yield simulator


def described(number: int) -> dict[str, object]:
    name = f"tenant-{number:03d}"
    jobs = [
        {"name": f"{name} {user}", "selected_items": [{"type": "User", "name": f"user{user:03d}@{name}.example.com"}]}
        for user in range(1, JOBS + 1)
    ]
    defaults = {"backup_type": "SelectedItems", "schedule": {"type": "Daily", "daily_time": "21:00"}}
    return {
        "organization": f"{name}.onmicrosoft.com",
        "repository": "Repository 01",
        "defaults": defaults,
        "jobs": jobs,
    }


def test_one_run_of_many_tenants_logs_in_once(
    simulator: Simulator, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    tenants = {f"tenant-{number:03d}": described(number) for number in range(1, TENANTS + 1)}

    def timed(*arguments: str) -> Onboarded:
        simulator.clear_journal()
        begin = time.monotonic()
        run = onboard(tmp_path, simulator, tenants, *arguments)
        seconds = time.monotonic() - begin
        assert run.played.returncode == 0, run.played.output
        requests = simulator.journal()
        assert sum(entry["path"].endswith("/token") for entry in requests) == 1
        how = " ".join(arguments) or "for real"
        cost = f"{TENANTS} tenants x {JOBS} jobs, {how}: {len(requests)} requests, {seconds:.1f} s, 1 login"
        record_property("cost", cost)
        return run

    checked, done, again = timed("--check"), timed(), timed()
    assert checked.stats == done.stats
    assert len(done.writes) == TENANTS * JOBS == len(simulator.state()["jobs"])
    assert (checked.writes, again.writes) == ([], [])
    assert {one["state"] for one in again.stats.values()} == {"in sync"}
