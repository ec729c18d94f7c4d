# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks by which the tasks of one user on one machine wait for each other."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable

BETWEEN_TRIES = 0.05
"""Seconds until a lock that somebody else holds is tried again."""

Sleep = Callable[[float], "bool | None"]
"""Sleeps; returns False, at once, where the task has not so much time left."""


@contextlib.contextmanager
def locked(path: Path, late: NotUsable, sleep: Sleep = time.sleep) -> Iterator[IO[str]]:
    """Hold the lock of a file, which is made where it is missing. Raises ``late`` where there is no time left to wait
    for it, OSError where the file cannot be opened."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        while not _has_locked(file):
            if sleep(BETWEEN_TRIES) is False:
                raise late
        yield file


def _has_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def turn(folder: Path | None, thing: str, sleep: Sleep = time.sleep) -> Iterator[bool]:
    """Wait until nobody else has the turn with a thing, then have it. Yields whether it had to wait. Without a folder
    that can be written to there are no turns.

    There are 256 locks for all things, so that the folder stays small. Raises NotUsable where there is no time left.
    """
    waited = False

    def wait(seconds: float) -> bool | None:
        nonlocal waited
        waited = True
        return sleep(seconds)

    with contextlib.ExitStack() as held:
        if folder is not None:
            late = NotUsable("timeout: another task on this machine is at work on the same job still")
            with contextlib.suppress(OSError):
                folder.mkdir(mode=0o700, exist_ok=True)
                held.enter_context(locked(folder / hashlib.sha256(thing.encode()).hexdigest()[:2], late, wait))
        yield waited
