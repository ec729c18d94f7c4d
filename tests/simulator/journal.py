# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal: every API request in order of arrival, without secrets."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl

from .clock import stamp

CAPACITY = 100_000
SECRETS = ("password", "refresh_token", "assertion", "client_secret", "access_token")
MASK = "********"


@dataclass
class Entry:
    """`time` is real time; `query` the raw query string; `body` JSON, a form as an object, text, or null.

    `status` is what was sent, null for an unanswered request.
    """

    n: int
    time: str | None
    method: str
    path: str
    query: str
    status: int | None = None
    body: Any = None


class Journal:
    """The latest 100,000 requests. `n` continues when the journal is cleared."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=CAPACITY)
        self._count = 0

    def open(self, method: str, path: str, query: str) -> Entry:
        """Note a request that arrives; the caller fills in body and status."""
        self._count += 1
        entry = Entry(self._count, stamp(datetime.now(timezone.utc)), method, path, query)
        self._entries.append(entry)
        return entry

    def since(self, number: int) -> list[dict[str, Any]]:
        """The entries with n greater than `number`."""
        return [vars(entry) for entry in self._entries if entry.n > number]

    def clear(self) -> None:
        """Forget all entries."""
        self._entries.clear()


def readable(path: str, content_type: str, body: bytes) -> Any:
    """A request body as the journal keeps it; passwords and tokens are masked."""
    if not body:
        return None
    text = body.decode("utf-8", "replace")
    value: Any
    if content_type.startswith("application/x-www-form-urlencoded"):
        value = dict(parse_qsl(text, keep_blank_values=True))
    else:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = text
    if "/token" in path:
        if not isinstance(value, dict):
            return MASK
        value = {name: MASK if name in SECRETS else content for name, content in value.items()}
    return value
