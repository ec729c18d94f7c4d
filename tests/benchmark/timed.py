# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command and measures it: ``python -I -S timed.py REPORT COMMAND …`` writes REPORT as JSON.

A process of its own, because the peak of a child's memory is never told as less than that of who started it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    """``memory`` is the peak in KiB of the largest process that there was, ``cpu`` the seconds of all together."""
    report, *command = sys.argv[1:]
    started = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    status, usage = os.wait4(child, 0)[1:]
    seconds = time.perf_counter() - started
    told = {
        "seconds": seconds,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss,
        "returncode": os.waitstatus_to_exitcode(status),
    }
    Path(report).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
