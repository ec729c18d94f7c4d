# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs contenders side by side: one server, rounds, the contenders taking turns in each."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmark import contenders, judge
from tests.benchmark.cases import Case
from tests.benchmark.wanted import Tenant
from tests.simulator.launch import Simulator

TIMED = Path(__file__).with_name("timed.py")
LONGEST = 3600


@dataclass(frozen=True)
class Row:
    """What a contender took for a case: medians of its rounds. ``net`` is without the start; memory is in MiB."""

    work: str
    title: str
    count: int
    contender: str
    rounds: int
    seconds: float
    net: float
    all_seconds: list[float]
    cpu: float
    requests: int
    logins: int
    memory: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Run:
    """One run."""

    seconds: float
    cpu: float
    memory: int
    requests: int
    logins: int


def measure(case: Case, chosen: Sequence[str], rounds: int) -> list[Row]:
    """Run a case with the chosen of its contenders."""
    names = [name for name in case.contenders if name in chosen]
    starts = list(dict.fromkeys(contenders.start_of(name) for name in names))
    runs: dict[str, list[Run]] = {name: [] for name in (*starts, *names)}
    with Simulator("--generate", case.sizes) as simulator, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "ansible.cfg").touch()
        told = case.want(simulator.state())
        contenders.prepare(folder, told)
        for number in range(rounds):
            for name in (*starts, *names[number % len(names) :], *names[: number % len(names)]):
                if not (number and name in case.once):
                    runs[name].append(_run(name, case, simulator, folder, told if name in names else None))
    return [_row(case, name, runs[name], runs[contenders.start_of(name)]) for name in names]


def _run(name: str, case: Case, simulator: Simulator, folder: Path, told: list[Tenant] | None) -> Run:
    if case.writes and told:
        simulator.reset()
    simulator.clear_journal()
    report, output = folder / "report.json", folder / "output.txt"
    command = contenders.command(name, case, folder)
    with output.open("w") as file:
        subprocess.run(
            [sys.executable, "-I", "-S", str(TIMED), str(report), *command],
            env=contenders.environ(name, simulator, folder),
            cwd=folder,
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=LONGEST,
            check=True,
        )
    told_of = json.loads(report.read_text())
    journal = simulator.journal()
    try:
        assert told_of["returncode"] == 0, f"it ended with {told_of['returncode']}"
        if told:
            judge.judge(case, told, simulator.state() if case.writes else None, journal)
    except AssertionError as error:
        raise RuntimeError(f"{name}, {case.title}: {error}\n{output.read_text()[-2000:]}") from None
    logins = sum(map(judge.is_login, journal))
    return Run(told_of["seconds"], told_of["cpu"], told_of["memory"], len(journal), logins)


def _row(case: Case, name: str, runs: list[Run], starts: list[Run]) -> Row:
    seconds = median(run.seconds for run in runs)
    return Row(
        work=case.work,
        title=case.title,
        count=case.count,
        contender=name,
        rounds=len(runs),
        seconds=seconds,
        net=seconds - median(run.seconds for run in starts),
        all_seconds=[round(run.seconds, 3) for run in runs],
        cpu=median(run.cpu for run in runs),
        requests=max(run.requests for run in runs),
        logins=max(run.logins for run in runs),
        memory=max(run.memory for run in runs) / 1024,
    )
