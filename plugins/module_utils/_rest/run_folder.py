# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The private folder of one run: values that its processes share, and locks that all runs of one user share."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable

BETWEEN_TRIES = 0.05
"""Seconds between two attempts to take a lock of another process."""

Sleep = Callable[[float], "bool | None"]
"""Sleeps; returns False at once if the deadline of the task would pass."""


class LockedFile:
    """A file with a JSON value. Its lock is taken."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def value(self) -> Any:
        """The JSON value; None if the file is empty or incomplete, because a process was killed."""
        with contextlib.suppress(ValueError):
            return json.load(self._file)
        return None

    def store(self, value: Any) -> None:
        """Write the value. Raises OSError, for example on a full disk."""
        os.ftruncate(self._file.fileno(), 0)
        os.pwrite(self._file.fileno(), json.dumps(value).encode(), 0)


class RunFolder:
    """The files of one server and user, found by the parts of ``key``: mode 0600, deleted with the run's folder.

    Without a folder, or if the folder accepts no file, nothing is shared.
    """

    def __init__(self, folder: str | None, *key: object, beside: str | None = None) -> None:
        """``beside``: the parent of the run's folder, if the folder itself is not shared."""
        self._folder = Path(folder) if folder else None
        parent = beside or (self._folder and self._folder.parent)
        self._locks = Path(parent, "vb365-locks") if parent else None
        self._key = hashlib.sha256(repr(key).encode()).hexdigest()[:32]

    def value(self, name: str, seconds: float) -> Any:
        """The JSON value that a process stored at most ``seconds`` ago; None if there is none."""
        with contextlib.suppress(OSError, ValueError):
            path = self._path(name)
            if path and time.time() - path.stat().st_mtime < seconds:
                return json.loads(path.read_text(encoding="utf-8"))
        return None

    def store(self, name: str, value: Any) -> None:
        """Share a value with the other processes, completely or not at all."""
        path = self._path(name)
        if path:
            with contextlib.suppress(OSError):
                descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # mode 0600
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump(value, file)
                Path(temporary).replace(path)

    @contextlib.contextmanager
    def locked(self, name: str, late: NotUsable, sleep: Sleep) -> Iterator[LockedFile | None]:
        """The file of this name, with its lock taken; None if the folder accepts no file.

        Raises ``late`` if the deadline passes before the lock is free, and OSError for a symbolic link in place of the
        file.
        """
        with contextlib.ExitStack() as held:
            path, file = self._path(name), None
            try:
                file = path and held.enter_context(_locked(path, late, sleep))
            except OSError as error:
                if error.errno == errno.ELOOP:
                    raise
            yield LockedFile(file) if file else None

    @contextlib.contextmanager
    def lock(self, key: str, sleep: Sleep = time.sleep) -> Iterator[None]:
        """Wait for the lock of this key, which all processes of this user share, and take it.

        The files are beside the run's folder: 256 for all keys, so that their folder stays small. Raises NotUsable if
        the deadline passes.
        """
        late = NotUsable("timeout: another task on this machine still has the lock of the same job")
        with contextlib.ExitStack() as held:
            if self._locks:
                with contextlib.suppress(OSError):
                    self._locks.mkdir(mode=0o700, exist_ok=True)
                    held.enter_context(_locked(self._locks / hashlib.sha256(key.encode()).hexdigest()[:2], late, sleep))
            yield

    def _path(self, name: str) -> Path | None:
        return self._folder and self._folder / f"vb365-{name}-{self._key}"


@contextlib.contextmanager
def _locked(path: Path, late: NotUsable, sleep: Sleep) -> Iterator[IO[str]]:
    """A file with its lock taken; created if missing. Raises ``late`` or OSError."""
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
