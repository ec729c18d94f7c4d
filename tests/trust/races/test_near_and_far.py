# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two controllers, one near the server and one far from it, write what goes out together in one request.

Guaranteed: a task never overwrites what was written before its last look began, and it never says success where it
read back after somebody had overwritten it. Not guaranteed: an edit that is written and read back while another task is
between its last look and its write (here, while the far one waits for the network).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from tests.integration.harness.direct import Direct
from tests.registry import MODULES
from tests.simulator.launch import Simulator
from tests.trust.properties import facts
from tests.trust.properties.changes import Task
from tests.trust.totals import record

JOB = "Contoso Mailboxes"
NEAR, FAR = 0.002, 0.03
"""Seconds of a round trip."""
ROUNDS = 24


@dataclass(frozen=True)
class Request:
    """A request about jobs, with the moments between which the server carried it out."""

    method: str
    path: str
    begun: float
    ended: float


class Controller:
    """Runs tasks from some way off, and remembers the requests of the last one."""

    def __init__(self, simulator: Simulator, round_trip: float) -> None:
        self.direct = Direct(simulator)
        self.requests: list[Request] = []
        self._half = round_trip / 2
        for method in ("get", "put", "post", "delete"):
            setattr(self.direct.client, method, self._seen(method.upper(), getattr(self.direct.client, method)))

    def __call__(self, task: Task, starts: float) -> Outcome | Vb365Error:
        time.sleep(max(0.0, starts - time.monotonic()))
        self.requests.clear()
        try:
            return self.direct(MODULES[task.module], **task.options)
        except Vb365Error as error:
            return error

    def _seen(self, method: str, send: Any) -> Any:
        def sent(path: str, *body: Any, **query: Any) -> Any:
            time.sleep(self._half)
            begun = time.monotonic()
            try:
                return send(path, *body, **query)
            finally:
                self.requests.append(Request(method, path, begun, time.monotonic()))
                time.sleep(self._half)

        return sent

    @property
    def write(self) -> int | None:
        """The number of the last write."""
        return next((n for n in reversed(range(len(self.requests))) if self.requests[n].method != "GET"), None)

    def looks(self) -> list[tuple[int, Request]]:
        """The reads of the settings, with their numbers."""
        return [
            (number, one)
            for number, one in enumerate(self.requests)
            if one.method == "GET" and one.path.startswith("/Jobs") and "Items" not in one.path
        ]


def _schedules(number: int) -> tuple[Task, Task]:
    return (
        Task("backup_job", JOB, {"schedule": {"retry_number": 100 + number}}),
        Task("backup_job", JOB, {"schedule": {"retry_wait_interval": 100 + number}}),
    )


def _descriptions(number: int) -> tuple[Task, Task]:
    near, far = (Task("backup_job", JOB, {"description": f"{who} {number}"}) for who in ("Near", "Far"))
    return near, far


@pytest.mark.parametrize("tasks_of", [_schedules, _descriptions], ids=["schedule", "same setting"])
def test_only_what_is_in_the_window_is_lost(simulator: Simulator, tasks_of: Any, record_property: Any) -> None:
    near, far = Controller(simulator, NEAR), Controller(simulator, FAR)
    told = in_the_window = 0
    broken = []
    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            tasks = tasks_of(number)
            starts = time.monotonic() + 0.02
            late = FAR * 8 * number / ROUNDS  # so that near comes at every moment of far's way
            runs = (pool.submit(near, tasks[0], starts + late), pool.submit(far, tasks[1], starts))
            outcomes = [run.result() for run in runs]
            after = facts.read(simulator)[JOB]
            told += sum(isinstance(outcome, Vb365Error) for outcome in outcomes)
            for mine, other, task, outcome in zip((near, far), (far, near), tasks, outcomes, strict=True):
                lost = [name for name, value in task.sets(after).items() if after.get(name) != value]
                if isinstance(outcome, Vb365Error) or not lost or _was_read(outcomes, lost, task):
                    continue
                in_the_window += 1
                broken += [f"{number}: {task}: {line}" for line in _broken(mine, other)]
    record("races", runs=2 * ROUNDS, edits=2 * ROUNDS, told=told, lost=len(broken))
    record_property("in_the_window", in_the_window)
    assert not broken


def _was_read(outcomes: Sequence[Outcome | Vb365Error], names: Sequence[str], task: Task) -> bool:
    """Whether the other task says that it found these values, and set others."""
    befores = [
        {row["path"]: row["before"] for row in outcome.result["changes"]}
        for outcome in outcomes
        if isinstance(outcome, Outcome)
    ]
    wanted: Mapping[str, Any] = task.sets({})
    return any(all(before.get(name) == wanted[name] for name in names) for before in befores)


def _broken(mine: Controller, other: Controller) -> list[str]:
    """What is guaranteed and was not kept, where the other task has overwritten what this one wrote."""
    if mine.write is None or other.write is None:
        return ["success without a write"]
    wrote, overwrote = mine.requests[mine.write], other.requests[other.write]
    last_look = [one for number, one in other.looks() if number < other.write][-1]
    read_back = mine.looks()[-1][1]
    broken = []
    if wrote.ended < last_look.begun:
        broken.append("it was there when the other looked for the last time")
    if read_back.begun > overwrote.ended:
        broken.append("it was gone when this one read it back, and it says success")
    return broken
