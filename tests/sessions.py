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
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NOX = str(Path(sys.executable).with_name("nox"))
WORKERS = 3
"""One more than the processors of a small machine: the tests of trust wait most of the time."""
ORDER = (
    ("trust",),
    ("integration",),
    ("unit",),
    ("module-python", "core-.*"),
    ("sanity.*",),
    ("awx.*",),
    ("ansible-lint", "molecule"),
    ("tools",),
    ("site", "demo", "docs"),
    ("arrival",),
    ("mypy",),
    ("browser",),
    ("ruff",),
)
"""Sessions, as regular expressions, the longest first. Those of one group never run side by side: they share files."""
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


def group(name: str) -> int:
    """The place in ORDER of a session. ValueError for a session that has none."""
    for place, patterns in enumerate(ORDER):
        if any(re.fullmatch(pattern, name) for pattern in patterns):
            return place
    raise ValueError(f"ORDER in tests/sessions.py has no session {name}")


class Queue:
    """Sessions that wait for a worker, and the groups that run."""

    def __init__(self, names: Iterable[str]) -> None:
        self.waiting = sorted(names, key=group)
        self.running: set[int] = set()
        self.changed = threading.Condition()

    def ready(self) -> str | None:
        """The first session that shares no files with one that runs."""
        return next((name for name in self.waiting if group(name) not in self.running), None)

    @contextmanager
    def take(self) -> Iterator[str | None]:
        """The next session, once there is one that may run; None where none is left."""
        with self.changed:
            self.changed.wait_for(lambda: self.ready() or not self.waiting)
            name = self.ready()
            if name:
                self.waiting.remove(name)
                self.running.add(group(name))
        try:
            yield name
        finally:
            with self.changed:
                self.running -= {group(name)} if name else set()
                self.changed.notify_all()


def work(queue: Queue) -> list[Ended]:
    """What one worker has run when the queue is empty."""
    ended = []
    while True:
        with queue.take() as name:
            if not name:
                return ended
            ended.append(run(name))


def run(name: str) -> Ended:
    """Run a session and print its output."""
    begun = time.monotonic()
    command = [NOX, "--sessions", name]
    env = {**os.environ, "VB365_TEST_FEWER": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env) as nox:
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
    queue = Queue(sys.argv[1:] or default_sessions())
    with ThreadPoolExecutor(WORKERS) as pool:
        ended = [one for its in pool.map(work, [queue] * WORKERS) for one in its]
    print(f"\n{'session':<16} {'status':<8} {'seconds':>7} {'cpu':>7} {'passed':>7} {'failed':>7}")
    total: Counter[str] = Counter()
    for one in sorted(ended, key=lambda one: group(one.name)):
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
