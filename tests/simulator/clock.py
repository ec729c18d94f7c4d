# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated time: real time, scaled for jobs, that can also be moved on by hand."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone


class Clock:
    """`scale` simulated seconds pass in a real one; tokens age by unscaled seconds, but `advance` ages both."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self.created = datetime.now(timezone.utc)
        self._created_mark = time.monotonic()
        self.restart()

    def restart(self) -> None:
        """Remove scaling and `advance`: the time is real time again. The age of tokens does not change."""
        self.start = datetime.now(timezone.utc)
        self._mark = time.monotonic()
        self._advanced = 0.0

    def now(self) -> datetime:
        """The server's time, as jobs and sessions see it."""
        return self.start + timedelta(seconds=(time.monotonic() - self._mark) * self.scale + self._advanced)

    def token_seconds(self) -> float:
        """Seconds since the clock was made, as tokens see it."""
        return time.monotonic() - self._created_mark + self._advanced

    def advance(self, seconds: float) -> None:
        """Move both times on."""
        self._advanced += seconds


def stamp(moment: datetime | None) -> str | None:
    """A time as the server writes it: UTC, seven fractional digits, Z."""
    if moment is None:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond:06d}0Z"
