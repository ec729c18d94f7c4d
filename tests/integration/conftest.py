# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.integration.harness import shells
from tests.integration.harness.playbook import SHELLS, Played, comparable, play
from tests.simulator.launch import Simulator


@pytest.fixture(scope="session")
def server() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(server: Simulator) -> Simulator:
    """A simulator in the state that it started in."""
    server.reset()
    server.clear_journal()
    return server


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what tests record as their cost: workers of xdist show nothing themselves."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "cost":
                terminalreporter.write_line(value)


class Plays(Protocol):
    def __call__(self, tasks: list[dict[str, Any]], **options: Any) -> Played:
        """Run in both shells; the run in-process."""


def _in_both(simulator: Simulator, run: Callable[[str], Played]) -> Played:
    """The run in-process; that of the module, from the same start, brought the same."""
    runs = []
    for shell in SHELLS:
        simulator.reset()
        runs.append(run(shell))
    here, there = runs
    for mine, other in zip(here.tasks, there.tasks, strict=True):
        assert comparable(mine.result) == comparable(other.result), mine.name
        assert mine.requests == other.requests or "listing" not in mine.name, mine.name
    return here


@pytest.fixture
def both(simulator: Simulator) -> Plays:
    """Runs tasks in both shells, in this process: for options and results, which a play does not change."""

    def run(tasks: list[dict[str, Any]], **options: Any) -> Played:
        return _in_both(simulator, lambda shell: shells.run(simulator, tasks, shell, **options))

    return run


@pytest.fixture
def both_played(simulator: Simulator, tmp_path: Path) -> Plays:
    """Runs tasks as plays in both shells: for what a play brings, such as keywords, templates and output."""

    def run(tasks: list[dict[str, Any]], **options: Any) -> Played:
        here = _in_both(simulator, lambda shell: play(tmp_path / shell, simulator, tasks, shell, **options))
        assert len(here.tasks) == len(tasks), here.output
        return here

    return run
