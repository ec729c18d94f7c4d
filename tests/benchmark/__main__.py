# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the collection beside its alternatives: ``python -m tests.benchmark --help``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from tests.benchmark.bounds import Verdict, verdicts
from tests.benchmark.cases import CONTENDERS, groups
from tests.benchmark.measure import Row, measure
from tests.benchmark.table import table

OUT = Path(__file__).parents[1] / "output" / "benchmark.json"


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="of all that is not too slow for it (default: 3)")
    parser.add_argument("--only", metavar="a,c", default="a,b,c,d,e,f,g,h", help="letters of the work")
    parser.add_argument("--contenders", metavar="in-process,floor", default=",".join(CONTENDERS))
    parser.add_argument("--small", action="store_true", help="sizes that prove nothing but that it works")
    parser.add_argument("--out", metavar="FILE", type=Path, default=OUT, help="gets the same as JSON")
    options = parser.parse_args(arguments)
    options.contenders = options.contenders.split(",")
    unknown = set(options.contenders).difference(CONTENDERS)
    if unknown or options.rounds < 1:
        parser.error(f"--rounds is 1 or more, --contenders are of {', '.join(CONTENDERS)}")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and the verdicts, and write them as JSON; 1 if a bound is exceeded."""
    options = _arguments(arguments)
    rows: list[Row] = []
    for cases in groups(options.small):
        if cases[0].work in options.only.split(","):
            measured = measure(cases, options.contenders, options.rounds * cases[0].rounds)
            for row in measured:
                print(f"({row.work}) {row.title}: {row.contender} {row.rounds}", file=sys.stderr)
            rows += measured
            _write(options.out, rows)
    judged = verdicts(rows)
    print(f"\n{_machine()}\n\n{table(rows)}\n", *map(_line, judged), sep="\n")
    return 0 if all(one.holds for one in judged) else 1


def _write(path: Path, rows: Sequence[Row]) -> None:
    """Write the rows so far, because the whole measurement is long."""
    bounds = [asdict(one) for one in verdicts(rows)]
    told = {"machine": _machine(), "rows": [asdict(row) for row in rows], "bounds": bounds}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("ansible-core", "requests"))
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {packages}"


def _line(verdict: Verdict) -> str:
    return f"{'ok    ' if verdict.holds else 'NOT OK'}  {verdict.bound}: {verdict.measured}"


if __name__ == "__main__":
    sys.exit(main())
