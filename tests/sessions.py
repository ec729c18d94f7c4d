# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs nox sessions side by side: ``python -m tests.sessions`` all that nox runs by default, else those named.

Each session's output is printed when it has ended; at the end come a table of their times and the sum of the tests.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

NOX = str(Path(sys.executable).with_name("nox"))
LANES = (
    ("unit", "module-python", "integration", r"core-2\.16"),
    ("trust", "demo", r"core-.*", "tools"),
    (
        "browser",
        "site",
        "ruff",
        "mypy",
        "docs",
        "ansible-lint",
        "sanity",
        r"sanity-.*",
        "awx",
        r"awx-.*",
        "arrival",
        "molecule",
    ),
)
"""Sessions, as regular expressions: those of a lane run one after the other, because they share files or a processor.
The tests of trust wait most of the time, and so do the tools of the last lane for files."""
SUMMARY = re.compile(r"^(?:=+ )?(?=.*\b\d+ (?:passed|failed|error))(.*) in \d+\.\d+s.*$", re.MULTILINE)
_printing = threading.Lock()


@dataclass(frozen=True)
class Ended:
    """A session that has ended: its seconds, and those that a processor worked for it."""

    name: str
    status: str
    seconds: float
    processor: float
    output: str


def default_sessions() -> list[str]:
    """The sessions that nox runs where none is named."""
    listed = subprocess.run([NOX, "--list"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^\* (\S+)", listed, re.MULTILINE)


def lanes(names: Iterable[str]) -> list[list[str]]:
    """The sessions of each lane. ValueError for a session that has none."""
    left = list(names)
    divided = []
    for patterns in LANES:
        divided.append([name for pattern in patterns for name in left if re.fullmatch(pattern, name)])
        left = [name for name in left if name not in divided[-1]]
    if left:
        raise ValueError(f"no lane has the sessions {', '.join(left)}")
    return divided


def run(name: str) -> Ended:
    """Run a session and print its output."""
    begun = time.monotonic()
    command = [NOX, "--sessions", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as nox:
        assert nox.stdout
        output = nox.stdout.read()
        _pid, status, usage = os.wait4(nox.pid, 0)
        nox.returncode = os.waitstatus_to_exitcode(status)
    skipped = re.search(r"Session \S+ (?:was )?skipped", output)
    word = "failed" if nox.returncode else "skipped" if skipped else "ok"
    ended = Ended(name, word, time.monotonic() - begun, usage.ru_utime + usage.ru_stime, output)
    with _printing:
        print(f"\n######## {name}: {word}, {ended.seconds:.0f} s\n{output}", flush=True)
    return ended


def tests(output: str) -> Counter[str]:
    """How many tests passed and failed, by pytest's words."""
    counts: Counter[str] = Counter()
    for summary in SUMMARY.findall(output):
        for number, word in re.findall(r"(\d+) (passed|failed|error)", summary):
            counts["passed" if word == "passed" else "failed"] += int(number)
    return counts


def main() -> int:
    """Exit status 0 where every session is green."""
    begun = time.monotonic()
    divided = [lane for lane in lanes(sys.argv[1:] or default_sessions()) if lane]
    with ThreadPoolExecutor(len(divided)) as pool:
        ended = [one for lane in pool.map(lambda lane: [run(name) for name in lane], divided) for one in lane]
    print(f"\n{'session':<16} {'status':<8} {'seconds':>7} {'cpu':>7} {'passed':>7} {'failed':>7}")
    total: Counter[str] = Counter()
    for one in ended:
        counts = tests(one.output)
        total += counts
        shown = f"{counts['passed']:>7} {counts['failed']:>7}" if counts else ""
        print(f"{one.name:<16} {one.status:<8} {one.seconds:>7.0f} {one.processor:>7.0f} {shown}".rstrip())
    processor = sum(one.processor for one in ended)
    print(f"{'all':<16} {'':<8} {time.monotonic() - begun:>7.0f} {processor:>7.0f}\n")
    print(f"{total['passed']} passed, {total['failed']} failed")
    return int(any(one.status == "failed" for one in ended))


if __name__ == "__main__":
    sys.exit(main())
