# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bearer token that all tasks of one run share: a locked file in the run's private folder."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import time
from collections.abc import Iterator
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._rest import shared as _shared
from ansible_collections.vb365.backup.plugins.module_utils._rest.locks import Sleep, locked

SPARE_SECONDS = 30
"""A token is renewed this long before it ends, or at nine tenths of a shorter life."""


def is_token(text: str) -> bool:
    """Whether a header can contain the text as a token."""
    return bool(re.fullmatch(r"[!-~]+", text))


class Token:
    """An access token with its end in seconds since the epoch, by this machine's clock."""

    def __init__(self, access: str, refresh: str | None, ends: float) -> None:
        self.access = access
        self.refresh = refresh
        self.ends = ends

    @classmethod
    def from_api(cls, answer: dict[str, Any]) -> Token:
        """The answer of ``POST /token``; ``expires_in`` is its life in seconds.

        Raises KeyError, ValueError or TypeError.
        """
        if answer["access_token"] is None or answer["expires_in"] is None:
            raise ValueError("null in place of a token or of its life")
        if not is_token(str(answer["access_token"])):
            raise ValueError("a token that no header can contain")
        life = float(answer["expires_in"])
        refresh = answer.get("refresh_token")
        return cls(
            str(answer["access_token"]),
            None if refresh is None else str(refresh),
            time.time() + max(life - SPARE_SECONDS, life * 0.9),
        )

    @property
    def is_fresh(self) -> bool:
        """Whether it can still be used."""
        return time.time() < self.ends


class TokenStore:
    """The token of one server and user: in a folder's file, or in this process alone where there is no folder."""

    def __init__(self, folder: str | None, *key: object) -> None:
        self._path = _shared.path_of(folder, "token", *key) if folder else None
        self.token: Token | None = None

    @property
    def is_shared(self) -> bool:
        """Whether other processes use the token too."""
        return self._path is not None

    @contextlib.contextmanager
    def locked(self, sleep: Sleep = time.sleep) -> Iterator[None]:
        """Hold the lock; ``token`` is what the others know on entry, and they know what it is set to on exit.

        Raises NotUsable where ``sleep`` returns False, because there is no time left to wait for the lock.
        """
        with contextlib.ExitStack() as lock:
            if self._path is not None:
                late = NotUsable("timeout: another task of this run logs in still", method="POST", path="/token")
                with self._alone_without_a_file():
                    file = lock.enter_context(locked(self._path, late, sleep))
                    self.token = None
            if self._path is not None:
                with contextlib.suppress(ValueError, TypeError):  # empty, or cut short when a process was killed
                    self.token = Token(**json.load(file))
            yield
            if self._path is not None:
                with self._alone_without_a_file():
                    os.ftruncate(file.fileno(), 0)
                    os.pwrite(file.fileno(), json.dumps(vars(self.token)).encode() if self.token else b"", 0)

    @contextlib.contextmanager
    def _alone_without_a_file(self) -> Iterator[None]:
        """Share no token from now on where the file cannot be opened or written, as on a full disk.

        Raises OSError for a symbolic link in place of the file.
        """
        try:
            yield
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise
            self._path = None
