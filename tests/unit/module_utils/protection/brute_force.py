# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which job backs up what, found by trying: each minute of a week, each part of each object.

This is written apart from the rule of the collection, and imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache, cached_property

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Object = tuple[str, str]
"""A type and an id."""
Part = tuple[Object, str]


@dataclass(frozen=True)
class Schedule:
    """``windows``: for each window that is on, 168 booleans, Sunday 00:00 first. ``every``: minutes."""

    kind: str
    enabled: bool = True
    time: str = "22:00:00"
    days: str = "Everyday"
    every: int = 60
    offset: int = 0
    windows: tuple[tuple[bool, ...], ...] = ()

    def first_start(self, now: datetime) -> datetime | None:
        """The first start after now, or None if a whole week and a day pass without."""
        return _first_start(self, now)

    def start(self, minute: datetime) -> datetime | None:
        """The start within a minute."""
        if not self._allows(minute):
            return None
        if self.kind == "Daily":
            start = datetime.combine(minute, time.fromisoformat(self.time), minute.tzinfo)
            return start if self._is_day(minute) and start.replace(second=0) == minute else None
        if self.every < 60:
            return minute if minute.minute % self.every == 0 else None
        is_due = minute.hour % (self.every // 60) == 0
        opens = not self._allows(minute - timedelta(hours=1))
        return minute if minute.minute == self.offset and (is_due or opens) else None

    def _is_day(self, minute: datetime) -> bool:
        name = WEEKDAYS[minute.weekday()]
        weekend = name in ("Saturday", "Sunday")
        return {"Everyday": True, "Workdays": not weekend, "Weekends": weekend}.get(self.days, name == self.days)

    def _allows(self, minute: datetime) -> bool:
        hour = (minute.weekday() + 1) % 7 * 24 + minute.hour
        return all(window[hour] for window in self.windows)


@cache
def _first_start(schedule: Schedule, now: datetime) -> datetime | None:
    if not schedule.enabled or schedule.kind == "ManualOnly":
        return None
    moment = now.replace(second=0, microsecond=0)
    for minute in range(8 * 24 * 60):
        start = schedule.start(moment + timedelta(minutes=minute))
        if start and start > now:
            return start
    return None


@dataclass(frozen=True)
class Selected:
    """An item. ``on``: its options that are on, and its folders."""

    object: Object
    on: frozenset[str]
    all: frozenset[str]

    def parts(self) -> Iterator[str]:
        """What is backed up of the object."""
        if self.object[0] in ("Site", "Team", "PersonalSites"):
            yield "everything"
        elif self.object[0] == "Group":
            yield from (option for option in self.on if option in ("mailbox", "group_site"))
            if "members" in self.on:
                yield from (option for option in self.on if option.startswith("member_"))
        else:
            yield from self.on


@dataclass(frozen=True)
class Job:
    """A job. ``selected``: None for a job of the entire organization."""

    name: str
    enabled: bool
    schedule: Schedule
    selected: tuple[Selected, ...] | None
    excluded: tuple[Selected, ...] = field(default=())

    def starts(self, now: datetime) -> bool:
        """Whether it starts by itself."""
        return self.enabled and self.schedule.first_start(now) is not None

    def excludes(self, part: Part) -> bool:
        """Whether it leaves a part out on purpose."""
        return any(item.object == part[0] and part[1] in item.parts() for item in self.excluded)

    def asked(self) -> set[Part]:
        """What it selects and does not exclude."""
        parts = {(item.object, part) for item in self.selected or () for part in item.parts()}
        return {part for part in parts if not self.excludes(part)}

    def objects(self) -> set[Object]:
        """The objects of its selected items."""
        return {item.object for item in self.selected or ()}

    def leaves_out(self, item: Selected) -> bool:
        """Whether it excludes the whole object of an item on purpose."""
        if item.object[0] == "Team":
            return False
        whole = item if item.object[0] == "OneDriveFolders" else Selected(item.object, item.all, item.all)
        is_there = item.object in {one.object for one in self.excluded}
        return is_there and all(self.excludes((item.object, part)) for part in whole.parts())


@dataclass(frozen=True)
class World:
    """All jobs of an organization, at a time."""

    jobs: tuple[Job, ...]
    now: datetime

    @cached_property
    def backed_up(self) -> set[Part]:
        """What is backed up of selected objects, by jobs of selected items."""
        return {part for job in self.jobs if job.starts(self.now) for part in job.asked()}

    @cached_property
    def unprotected(self) -> set[Object]:
        """Objects that some job selects, without excluding them, and that are not backed up as it selects them.

        The job of the entire organization does not help: it skips them. An item without any part that counts leaves its
        object unprotected if no other job backs anything of it up.
        """
        some = {thing for thing, _part in self.backed_up}
        asked = {part for job in self.jobs for part in job.asked()}
        lost = {thing for thing, part in asked if (thing, part) not in self.backed_up}
        nothing = {item.object for job in self.jobs for item in job.selected or () if not [*item.parts()]}
        return lost | (nothing - some)

    def skipped(self) -> set[Object]:
        """Unprotected objects that the job of the entire organization would back up if no other job selected them."""
        entire = [job for job in self.jobs if job.selected is None and job.starts(self.now)]
        items = [item for job in self.jobs for item in job.selected or () if item.object in self.unprotected]
        return {item.object for job in entire for item in items if not job.leaves_out(item)}

    def twice(self) -> set[Object]:
        """Objects of which two jobs that both run select the same part."""
        runs = [job for job in self.jobs if job.starts(self.now)]
        return {
            thing
            for number, job in enumerate(runs)
            for other in runs[:number]
            for thing, _part in job.asked() & other.asked()
        }
