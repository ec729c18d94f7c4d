# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assigns objects to the numbered jobs of a split. Pure functions, in O(n log n).

An object stays in the job that already selects it, because a move is a new full backup.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

Group = Sequence[str]
"""The keys of objects that must be in the same job, such as a site and its team."""


@dataclass(frozen=True)
class Limits:
    """``most``: the weight that a job never exceeds. ``room``: the weight up to which new objects are added."""

    most: int
    room: int

    @classmethod
    def of(cls, max_objects: int, fill: float) -> Limits:
        """The limits of a split; ``fill`` is a part of the maximum."""
        return cls(max_objects, int(max_objects * fill + 1e-9))


@dataclass
class Placement:
    """``jobs``: the keys of the objects of each job, by its number; empty if no selected object is left. ``apart``: the
    new objects of groups that fit into no job as a whole."""

    jobs: dict[int, list[str]]
    apart: list[str] = field(default_factory=list)


def place(
    groups: Iterable[Group], weights: Mapping[str, int], held: Mapping[int, Collection[str]], limits: Limits
) -> Placement:
    """Assign all objects to jobs. ``weights``: of all objects in the groups, at most ``limits.most`` each. ``held``:
    the keys that each job on the server selects.

    An object in no group leaves its job. An object in several jobs stays in the first.
    """
    homes: dict[str, int] = {}
    jobs: dict[int, list[str]] = {}
    for number in sorted(held):
        jobs[number] = [key for key in held[number] if key in weights and homes.setdefault(key, number) == number]
    loads = {number: _weight(keys, weights) for number, keys in jobs.items()}
    placement = Placement(jobs)
    new: list[Group] = []
    for group in sorted(groups, key=min):
        missing = sorted(key for key in group if key not in homes)
        home = next((homes[key] for key in sorted(group) if key in homes), None)
        if missing and home is not None and loads[home] + _weight(missing, weights) <= limits.most:
            jobs[home] += missing
            loads[home] += _weight(missing, weights)
        elif missing:
            is_split = home is not None or _weight(missing, weights) > limits.most
            placement.apart += missing if is_split else []
            new += [[key] for key in missing] if is_split else [missing]
    rooms = _Rooms(loads, limits)
    for weight, keys in sorted((-_weight(keys, weights), [*keys]) for keys in new):
        jobs.setdefault(rooms.taken(-weight), []).extend(keys)
    return placement


def _weight(keys: Iterable[str], weights: Mapping[str, int]) -> int:
    return sum(weights[key] for key in keys)


class _Rooms:
    """The jobs, sorted by their weights."""

    def __init__(self, loads: Mapping[int, int], limits: Limits) -> None:
        self._sorted = sorted((load, -number) for number, load in loads.items())
        self._free: Iterator[int] = (number for number in count(1) if number not in loads)
        self._room = limits.room

    def taken(self, weight: int) -> int:
        """The number of the fullest job with room for this weight, or of a new job. The weight is added to that job.

        Of jobs with equal weight, the first is used. A weight above ``room`` gets a job of its own.
        """
        place = bisect_right(self._sorted, (max(self._room - weight, 0), 0)) - 1
        load, number = self._sorted.pop(place) if place >= 0 else (0, -next(self._free))
        insort(self._sorted, (load + weight, number))
        return -number
