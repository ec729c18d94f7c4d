# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the collection beside its alternatives: ``python -m tests.benchmark --help``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.benchmark.cases import CONTENDERS, cases
from tests.benchmark.measure import measure


def main() -> int:
    """Measure, print the table, write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", metavar="a,c", help="letters of the work")
    parser.add_argument("--contenders", metavar="in-process,floor", default=",".join((*CONTENDERS, "floor-each")))
    parser.add_argument("--small", action="store_true", help="sizes that prove nothing but that it works")
    parser.add_argument("--out", type=Path, default=Path("tests/output/benchmark.json"))
    options = parser.parse_args()
    rows = []
    for case in cases(options.small):
        if options.only and case.work not in options.only.split(","):
            continue
        for row in measure(case, options.contenders.split(","), options.rounds):
            print(
                f"{row.work} {row.title:40} {row.contender:12} {row.seconds:8.3f} s {row.net:8.3f} s "
                f"{row.net / row.count * 1000:8.2f} ms each {row.requests:6} requests "
                f"{row.requests / row.count:6.2f} each {row.logins:3} logins {row.memory:6.1f} MiB {row.all_seconds}",
                flush=True,
            )
            rows.append(row)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps([row.as_dict() for row in rows], indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
