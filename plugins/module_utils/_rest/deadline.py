# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time limit of a task: for its requests, their repeats and the pauses between them."""

from __future__ import annotations

import time


class Deadline:
    """A limit that passes ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left; negative after the deadline."""
        return self._ends - time.monotonic()

    def extend(self, seconds: float) -> None:
        """Move the deadline by so many seconds."""
        self.seconds += seconds
        self._ends += seconds

    def sleep(self, seconds: float) -> bool:
        """Sleep and return True; return False at once if the deadline would pass."""
        if seconds >= self.left:
            return False
        time.sleep(seconds)
        return True
