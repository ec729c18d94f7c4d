# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time that a task has: for its requests, their repeats, and the pauses between."""

from __future__ import annotations

import time


class Deadline:
    """So many ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left; less than none when it is over."""
        return self._ends - time.monotonic()

    def extend(self, seconds: float) -> None:
        """Have so much more time."""
        self.seconds += seconds
        self._ends += seconds

    def sleep(self, seconds: float) -> bool:
        """Sleep; False, at once, where no time would be left afterwards."""
        if seconds >= self.left:
            return False
        time.sleep(seconds)
        return True
