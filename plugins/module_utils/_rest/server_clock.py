# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's time: the age of a backup is measured with the clock that dated it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime


class ServerClock:
    """The clock of a server, from the Date header of its answers (RFC 9110), which has whole seconds."""

    def __init__(self) -> None:
        self._ahead: timedelta | None = None

    @property
    def is_known(self) -> bool:
        """Whether an answer had a Date header."""
        return self._ahead is not None

    @property
    def now(self) -> datetime:
        """The server's time, in UTC; this machine's time if no answer had a Date header."""
        return datetime.now(timezone.utc) + (self._ahead or timedelta())

    def note(self, headers: Mapping[str, str]) -> None:
        """Compare the clocks with the headers of an answer. An invalid date is ignored."""
        try:
            date = parsedate_to_datetime(headers.get("Date") or "")
            self._ahead = date.astimezone(timezone.utc) - datetime.now(timezone.utc)
        except (TypeError, ValueError, IndexError, OverflowError):
            return
