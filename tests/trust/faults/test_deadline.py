# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One deadline for a task: its requests, their repeats, the pauses between rounds, and waiting."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._rest import client as _client
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.trust.faults.bench import Run, run
from tests.trust.faults.tasks import TASKS, Task

NAMED = {task.name: task for task in TASKS}
BUSY = {"effect": "status", "status": 503, "headers": {"Retry-After": "60"}, "times": None}


def failed(
    simulator: Simulator, task: Task, fault: dict[str, Any], timeout: int = 1, **options: Any
) -> tuple[Run, float]:
    """The run that fails, and the seconds that it took."""
    task.prepare(simulator)
    simulator.fault(**fault)
    begun = time.monotonic()
    done = run(simulator, Direct(simulator, timeout=timeout), task, **options)
    assert done.error
    return done, time.monotonic() - begun


def test_read_is_not_repeated_where_the_pause_would_be_too_long(simulator: Simulator, pauses: list[float]) -> None:
    done, _seconds = failed(simulator, NAMED["edit settings"], {**BUSY, "method": "GET"})
    assert [request["method"] for request in done.requests] == ["POST", "GET"]
    assert done.error
    assert (done.error.status, done.changed, pauses) == (503, False, [])


def test_write_is_looked_at_once_more_where_the_pause_would_be_too_long(
    simulator: Simulator, pauses: list[float]
) -> None:
    done, _seconds = failed(simulator, NAMED["edit settings"], {**BUSY, "method": "PUT"})
    assert len(done.writes) == 1
    assert done.requests[-1]["method"] == "GET"
    assert done.error
    assert (done.error.method, done.error.status, done.changed, pauses) == ("PUT", 503, True, [])


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("timeout", [3, 12])
def test_task_ends_in_time_however_long_the_server_asks_to_wait(
    simulator: Simulator, pauses: list[float], timeout: int, method: str
) -> None:
    task = NAMED["remove" if method == "DELETE" else "edit settings"]
    _done, seconds = failed(simulator, task, {**BUSY, "method": method}, timeout)
    assert sum(pauses) <= seconds <= _client.DEADLINE * timeout + timeout
    assert bool(pauses) is (timeout > 3)


@pytest.mark.parametrize(
    "fault",
    [BUSY, {"effect": "drop_before", "times": None}, {"effect": "status", "status": 429, "body": "", "times": None}],
    ids=lambda fault: str(fault.get("status", fault["effect"])),
)
def test_wait_adds_its_own_time_once(simulator: Simulator, pauses: list[float], fault: dict[str, Any]) -> None:
    fault = {**fault, "path": "/JobSessions/", "skip": 2}
    done, seconds = failed(simulator, NAMED["start wait"], fault, wait_timeout=100)
    assert (done.changed, len(done.writes)) == (True, 1)
    assert sum(pauses) <= seconds <= 100 + _client.DEADLINE + 5


def test_wait_may_take_longer_than_the_requests(simulator: Simulator, pauses: list[float]) -> None:
    simulator.outcome("Mail", "Success", seconds=3000)
    done = run(simulator, Direct(simulator, timeout=1), NAMED["start wait"])
    assert done.outcome
    assert sum(pauses) > 100 * _client.DEADLINE


def test_stalls_end_with_the_deadline(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "DEADLINE", 2)
    fault = {"effect": "stall", "path": "/Jobs", "seconds": 60, "times": None}
    done, _seconds = failed(simulator, NAMED["edit settings"], fault)
    assert [request["path"] for request in done.requests].count("/v8/Jobs") == 2
    assert done.error
    assert done.error.message.startswith("GET /Jobs: timeout: no complete answer")


def test_write_that_stalls_may_have_been_done(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "DEADLINE", 2)
    fault = {"effect": "stall", "method": "PUT", "seconds": 60, "times": None}
    done, _seconds = failed(simulator, NAMED["edit settings"], fault)
    assert done.writes
    assert done.error
    assert done.changed
    assert "timeout: no complete answer" in done.error.message
