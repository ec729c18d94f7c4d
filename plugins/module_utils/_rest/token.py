# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bearer token that all tasks of one run share."""

from __future__ import annotations

import contextlib
import math
import re
import time
from collections.abc import Iterator
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import RunFolder, Sleep

SPARE_SECONDS = 30
"""Seconds before its end at which a token is renewed. A token with a short life is renewed after nine tenths of it."""
LEAST_SECONDS = 20
"""The least seconds for which a token is used, whatever life the server gives it: a login for each request may lock an
account. An expired token is replaced when the server rejects it."""


def is_token(text: str) -> bool:
    """Whether an HTTP header can contain the text as a token."""
    return bool(re.fullmatch(r"[!-~]+", text))


def _used(life: float) -> float:
    """The seconds for which a token of this life is used."""
    return max(life - SPARE_SECONDS, life * 0.9, LEAST_SECONDS) if math.isfinite(life) else LEAST_SECONDS


class Token:
    """An access token. ``ends``: its end in seconds since the epoch, by this machine's clock."""

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
            raise ValueError("the token or its life is null")
        if not is_token(str(answer["access_token"])):
            raise ValueError("the token has characters that no header can contain")
        refresh = answer.get("refresh_token")
        return cls(
            str(answer["access_token"]),
            None if refresh is None else str(refresh),
            time.time() + _used(float(str(answer["expires_in"]))),
        )

    @property
    def is_fresh(self) -> bool:
        """Whether the token can still be used."""
        return time.time() < self.ends


class TokenStore:
    """The token of one server and user: in a file of the run, or in this process alone if the run has no folder.

    ``is_shared``: whether other processes use the token too; known after the first locked(). ``failures``: failed
    logins, in a form that JSON can contain, by the digest of the password.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self.is_shared = True
        self.token: Token | None = None
        self.failures: dict[str, dict[str, Any]] = {}

    @contextlib.contextmanager
    def locked(self, sleep: Sleep = time.sleep) -> Iterator[None]:
        """Take the lock. ``token`` and ``failures`` are the shared values on entry, and are shared on exit.

        A file that cannot be opened or written, for example on a full disk, ends the sharing. Raises NotUsable if
        ``sleep`` returns False, because the deadline would pass, and OSError for a symbolic link in place of the file.
        """
        late = NotUsable("timeout: another task of this run is still logging in", method="POST", path="/token")
        with self._folder.locked("token", late, sleep) if self.is_shared else contextlib.nullcontext() as file:
            self.is_shared = file is not None
            if file:
                value = file.value() or {"token": None, "failures": {}}
                self.token, self.failures = value["token"] and Token(**value["token"]), value["failures"]
            yield
            if file:
                try:
                    file.store({"token": self.token and vars(self.token), "failures": self.failures})
                except OSError:
                    self.is_shared = False
