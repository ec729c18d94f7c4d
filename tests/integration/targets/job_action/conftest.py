# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._operations.job_action import run
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import job_action
from tests.integration.harness import shells
from tests.integration.harness.direct import Direct
from tests.integration.harness.playbook import SHELLS, Played, comparable, play
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
NAME = "Contoso Mailboxes"
JOB = {"organization": ORGANIZATION, "job": NAME}
WAIT = {"wait": True, "wait_interval": 0.1, "wait_timeout": 20}


@pytest.fixture(scope="session")
def server() -> Iterator[Simulator]:
    """A simulator whose jobs run a hundred times as fast: 30 seconds take 0.3."""
    with Simulator("--time-scale", "100") as simulator:
        yield simulator


class Act:
    """Runs the operation on one job, without a playbook around it."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.told: list[str] = []
        self._direct = Direct(simulator)

    def __call__(self, action: str, check_mode: bool = False, **options: Any) -> Outcome:
        def operation(*arguments: Any) -> Outcome:
            return run(*arguments, progress=self.told.append)

        with mock.patch.object(job_action, "OPERATION", operation):
            return self._direct(job_action, check_mode, **{**JOB, "action": action, **options})

    @property
    def writes(self) -> list[str]:
        """The writes so far, as the last part of their path."""
        entries = [entry for entry in self.simulator.journal() if entry["method"] != "GET"]
        return [entry["path"].rsplit("/", 1)[1] for entry in entries if not entry["path"].endswith("/token")]

    def sessions(self) -> list[dict[str, Any]]:
        """The sessions of the job that this test made, the oldest first."""
        identity = self.simulator.job(NAME)["id"]
        found = [one for one in self.simulator.state()["sessions"] if one["jobId"].lower() == identity.lower()]
        return sorted(found, key=lambda one: str(one["creationTime"]))[1:]


@pytest.fixture
def act(simulator: Simulator) -> Act:
    return Act(simulator)


InBoth = Callable[..., Played]


def _in_both(simulator: Simulator, prepare: Callable[[], None], run: Callable[[str], Played]) -> Played:
    """The run in-process, after ``prepare``; that of the module brought the same."""
    runs = []
    for shell in SHELLS:
        simulator.reset()
        prepare()
        runs.append(run(shell))
    here, there = runs
    for mine, other in zip(here.tasks, there.tasks, strict=True):
        assert _lasting(mine.result) == _lasting(other.result), mine.name
    return here


@pytest.fixture
def in_both(simulator: Simulator) -> InBoth:
    """Runs tasks in both shells, in this process, each after ``prepare``."""

    def run(tasks: list[dict[str, Any]], prepare: Callable[[], None]) -> Played:
        return _in_both(simulator, prepare, lambda shell: shells.run(simulator, tasks, shell))

    return run


@pytest.fixture
def in_both_played(simulator: Simulator, tmp_path: Path) -> InBoth:
    """Runs tasks as plays in both shells, each after ``prepare``."""

    def run(tasks: list[dict[str, Any]], prepare: Callable[[], None]) -> Played:
        here = _in_both(simulator, prepare, lambda shell: play(tmp_path / shell, simulator, tasks, shell))
        assert len(here.tasks) == len(tasks), here.output
        return here

    return run


def _lasting(result: dict[str, Any]) -> Any:
    """A result without what depends on the moment: how far a session had come."""
    moving = ("progress", "processed_objects", "statistics", "session", "sessions")
    same: Any = comparable({key: value for key, value in result.items() if key not in moving})
    if same.get("job"):
        same["job"]["status"].pop("processed_objects", None)
    return same
