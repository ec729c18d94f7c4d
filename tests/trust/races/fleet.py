# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several runs of ansible-playbook that begin their work at the same moment, and what became of each edit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.harness.playbook import Played, play
from tests.simulator.launch import Simulator
from tests.trust.properties.changes import Task

PATIENCE = 240.0
"""Seconds until all runs are ready, on a machine that has much else to do."""


@dataclass(frozen=True)
class Edit:
    """A task of a run, and its result."""

    task: Task
    succeeded: bool
    result: dict[str, Any]


def run_at_once(folder: Path, simulator: Simulator, runs: Sequence[Sequence[Task]]) -> list[list[Edit]]:
    """Run each list of tasks in a process of its own; none begins before all are logged in."""
    simulator.clear_journal()
    start = folder / "start"
    with ThreadPoolExecutor(len(runs)) as pool:
        played = [
            pool.submit(play, folder / str(number), simulator, _with_start(tasks, start))
            for number, tasks in enumerate(runs)
        ]
        deadline = time.monotonic() + PATIENCE
        while sum(entry["path"] == "/v8/Organizations" for entry in simulator.journal()) < len(runs):
            if time.monotonic() > deadline or any(run.done() for run in played):
                break
            time.sleep(0.1)
        start.touch()
        return [_edits(tasks, run.result()) for tasks, run in zip(runs, played, strict=True)]


def _with_start(tasks: Sequence[Task], start: Path) -> list[dict[str, Any]]:
    wait = {"ansible.builtin.debug": {"msg": "Go"}, "until": f"'{start}' is exists", "retries": 9999, "delay": 0.1}
    return [
        {"name": "Ready", "vb365.backup.organization_info": {}},
        {"name": "Wait", **wait},
        *({"name": str(number), f"vb365.backup.{task.module}": task.options} for number, task in enumerate(tasks)),
    ]


def _edits(tasks: Sequence[Task], played: Played) -> list[Edit]:
    done = {ran.name: ran for ran in played.tasks}
    assert all(str(number) in done for number in range(len(tasks))), played.output
    named = [(task, done[str(number)]) for number, task in enumerate(tasks)]
    return [Edit(task, not ran.failed, ran.result) for task, ran in named]
