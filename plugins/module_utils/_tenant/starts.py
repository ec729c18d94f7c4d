# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start times that are spread over a window: slots, the number of jobs in each, and the emptiest slot. Pure
functions."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError

_DAY = 24 * 60
_HOUR = 60
_WINDOW = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)", re.ASCII)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", re.ASCII)


@dataclass(frozen=True)
class Window:
    """A part of the day, in slots: ``start``, ``length`` and ``step`` are minutes."""

    start: int
    length: int
    step: int

    @classmethod
    def parse(cls, text: str, step: int, option: str) -> Window:
        """From a text such as "20:00-04:00", which may continue after midnight. Raises OptionError with ``option``."""
        found = _WINDOW.fullmatch(text.strip())
        numbers = [int(number) for number in found.groups()] if found else [0] * 4
        start, end = numbers[0] * _HOUR + numbers[1], numbers[2] * _HOUR + numbers[3]
        if not found or end > _DAY or start == end:
            raise OptionError(option, text, 'expected two times of the day, such as "20:00-04:00"')
        return cls(start, (end - start) % _DAY or _DAY, step)

    @property
    def slots(self) -> range:
        """The numbers of the slots."""
        return range(-(-self.length // self.step))

    def slot(self, time: object) -> int | None:
        """The slot of a ``daily_time``; None for a time outside the window and for an invalid time."""
        found = _TIME.fullmatch(str(time))
        passed = (int(found[1]) * _HOUR + int(found[2]) - self.start) % _DAY if found else _DAY
        return passed // self.step if passed < self.length else None

    def time(self, slot: int) -> str:
        """The ``daily_time`` at which a slot begins."""
        minute = (self.start + slot * self.step) % _DAY
        return f"{minute // _HOUR:02d}:{minute % _HOUR:02d}:00"

    @property
    def offsets(self) -> range:
        """The values of ``periodically_offset_minutes`` for jobs that start every few hours."""
        return range(0, _HOUR, self.step)


Start = tuple[str, int]
""""daily" with the slot, or "hourly" with the offset in minutes."""


class Starts:
    """The number of jobs at each start, for each group of jobs that share a resource such as a repository."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self._loads: Counter[tuple[str, str, int]] = Counter()

    def add(self, group: str, start: Start, number: int = 1) -> None:
        """Count a job; -1 removes it."""
        kind, at = start
        self._loads[group, kind, at if kind == "daily" else at // self.window.step] += number

    def emptiest(self, group: str, kind: str, name: str, usable: Collection[int] | None = None) -> Start:
        """The start with the fewest jobs, which is counted from now on. ``usable``: the allowed slots.

        If several starts are equal, a hash of the job's name decides, so that each run makes the same choice.
        """
        step = self.window.step
        values = self.window.slots if kind == "daily" else self.window.offsets
        chosen = min(
            (value for value in values if usable is None or value in usable),
            key=lambda value: (
                self._loads[group, kind, value if kind == "daily" else value // step],
                hashlib.sha256(f"{name}\0{kind}\0{value}".encode()).digest(),
            ),
        )
        self.add(group, (kind, chosen))
        return kind, chosen

    def load(self, group: str, start: Start) -> int:
        """The number of jobs at a start."""
        kind, at = start
        return self._loads[group, kind, at if kind == "daily" else at // self.window.step]
