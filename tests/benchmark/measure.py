# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs contenders side by side: rounds, and in each the contenders take turns with the same server."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmark import contenders
from tests.benchmark.cases import Case
from tests.benchmark.judge import is_login, judge
from tests.simulator.launch import Simulator

TIMED = Path(__file__).with_name("timed.py")
LONGEST = 3600


@dataclass(frozen=True)
class Row:
    """The cost of a contender for a case: medians of its rounds. ``start``: the cost of a run without work."""

    work: str
    kind: str
    title: str
    count: int
    contender: str
    rounds: list[float]
    seconds: float
    start: float
    cpu: float
    requests: int
    logins: int
    memory: float

    @property
    def net(self) -> float:
        """Seconds without the start."""
        return self.seconds - self.start


@dataclass(frozen=True)
class Run:
    """One run: the report of timed.py, and the journal's requests."""

    seconds: float
    cpu: float
    memory: int
    requests: int
    logins: int


class Bench:
    """A case with a server, the files that the contenders read, and the runs so far."""

    def __init__(self, case: Case, chosen: Sequence[str], stack: ExitStack) -> None:
        self.case = case
        self.names = [name for name in case.contenders if name in chosen]
        starts = dict.fromkeys(map(contenders.start_of, self.names))
        self.runs: dict[str, list[Run]] = {name: [] for name in (*starts, *self.names)}
        self.simulator = stack.enter_context(Simulator("--generate", case.sizes))
        if case.pause:
            self.simulator.fault("delay", seconds=case.pause, times=None)
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.wanted = case.want(self.simulator.state())
        contenders.prepare(self.folder, self.wanted)

    def round(self, number: int) -> None:
        """Let each contender run, another one first each time."""
        names = list(self.runs)
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            if not (number and name in self.case.once):
                self.runs[name].append(self._run(name))

    def _run(self, name: str) -> Run:
        if self.case.writes:
            self.simulator.reset()
        self.simulator.clear_journal()
        report, output = self.folder / "report.json", self.folder / "output.txt"
        with output.open("w") as file:
            subprocess.run(
                [sys.executable, "-I", "-S", TIMED, report, *contenders.command(name, self.case, self.folder)],
                env=contenders.environ(name, self.simulator, self.folder),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                timeout=LONGEST,
                check=True,
            )
        told: dict[str, Any] = json.loads(report.read_text())
        journal = self.simulator.journal()
        try:
            assert told.pop("returncode") == 0, "it failed"
            if name in self.names and name != "nothing":
                judge(self.case, self.wanted, self.simulator.state() if self.case.writes else None, journal)
        except AssertionError as error:
            raise RuntimeError(f"{name}, {self.case.title}: {error}\n{output.read_text()[-4000:]}") from None
        return Run(**told, requests=len(journal), logins=sum(map(is_login, journal)))

    def rows(self) -> list[Row]:
        """What was measured."""
        return [self._row(name, self.runs[name], self.runs[contenders.start_of(name)]) for name in self.names]

    def _row(self, name: str, runs: list[Run], starts: list[Run]) -> Row:
        return Row(
            work=self.case.work,
            kind=self.case.kind,
            title=self.case.title,
            count=self.case.count,
            contender=name,
            rounds=[round(run.seconds, 3) for run in runs],
            seconds=round(median(run.seconds for run in runs), 3),
            start=round(median(run.seconds for run in starts), 3),
            cpu=round(median(run.cpu for run in runs), 3),
            requests=max(run.requests for run in runs),
            logins=max(run.logins for run in runs),
            memory=round(max(run.memory for run in runs) / 1024, 1),
        )


def measure(cases: Sequence[Case], chosen: Sequence[str], rounds: int) -> list[Row]:
    """Run cases with the chosen of their contenders, each case in each round."""
    with ExitStack() as stack:
        benches = [Bench(case, chosen, stack) for case in cases if set(chosen).intersection(case.contenders)]
        for number in range(rounds):
            for bench in benches:
                bench.round(number)
        return [row for bench in benches for row in bench.rows()]
