# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of trust have tried, in numbers: each test records, ``python -m tests.trust.totals`` adds up."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / os.environ.get("VB365_TEST_TOTALS", "tests/output/trust")
COLUMNS = {
    "faults": ("tried", "tasks", "lost", "duplicates", "untruths"),
    "answers": ("tried", "untruths", "lost"),
    "profiles": ("combinations", "pairs", "cases", "lost"),
    "races": ("runs", "edits", "told", "lost"),
    "properties": ("tests", "examples", "untruths", "lost"),
    "secrets": ("planted", "places", "leaks"),
}
"""What is counted, by kind."""
MUST_BE_ZERO = {"lost", "duplicates", "untruths", "leaks"}


def record(kind: str, **counts: int) -> None:
    """Add to the numbers of a kind. Raises KeyError for a kind or a number that the table does not have."""
    for name in counts:
        if name not in COLUMNS[kind]:
            raise KeyError(name)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps([kind, counts]) + "\n")


def main() -> int:
    """Print the table; fails where nothing was tried, or where a number is not zero that must be."""
    totals = {kind: Counter(dict.fromkeys(names, 0)) for kind, names in COLUMNS.items()}
    for path in FOLDER.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, counts = json.loads(line)
            totals[kind].update(counts)
    wrong = []
    for kind, counter in totals.items():
        print(f"{kind:<11}", "   ".join(f"{name} {counter[name]}" for name in COLUMNS[kind]))
        wrong += [
            f"{kind}: {name} {number}" for name, number in counter.items() if (name in MUST_BE_ZERO) == (number > 0)
        ]
    for line in wrong:
        print(f"not as it must be: {line}", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
