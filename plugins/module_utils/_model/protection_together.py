# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why objects are not backed up although each job by itself may be right: jobs of one organization side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ansible_collections.vb365.backup.plugins.module_utils._model import coverage as _coverage
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, Reason, names, reason

_Holders = Mapping[str, Sequence[tuple[int, Item, set[str]]]]
"""By the keys of items: each job that selects the object, by its place, its item, and the parts that it asks for."""


def together(jobs: Sequence[JobView]) -> Iterator[tuple[tuple[int, int], Reason]]:
    """The reasons that concern two jobs, with the places of both: of an object that is skipped, the job of the entire
    organization comes first."""
    holders: dict[str, list[tuple[int, Item, set[str]]]] = {}
    for place, job in enumerate(jobs):
        for item in job.items:
            holders.setdefault(item.key, []).append((place, item, _coverage.left(item, job.exclusions)))
    for place, job in enumerate(jobs):
        if job.is_entire and job.starts:
            yield from _shadowed(place, jobs, holders)
    yield from _held_twice(jobs, holders)


def _shadowed(entire: int, jobs: Sequence[JobView], holders: _Holders) -> Iterator[tuple[tuple[int, int], Reason]]:
    """A job of the entire organization skips the objects of all other jobs, even of disabled ones (documented).

    Whether it skips the whole object or only what the other job asks for is unknown: the whole is assumed.
    """
    skipped: dict[int, list[Item]] = {}
    for same in holders.values():
        covered = {part for place, _item, parts in same if jobs[place].starts for part in parts}
        for place, item, parts in same:
            if _coverage.is_left_out(item, jobs[entire].exclusions):
                continue
            backs_up_nothing = not covered and not _coverage.parts(item)
            if backs_up_nothing or parts - covered:
                skipped.setdefault(place, []).append(item)
    for place, items in sorted(skipped.items()):
        holder = jobs[place].title
        text = f"{jobs[entire].title} skips objects that {holder} selects, and no job backs them up as {holder} says: "
        advice = f"Remove them from {holder}, or make it back them up."
        yield (entire, place), reason("shadowed", f"{text}{names(items)}. {advice}", items)


def _held_twice(jobs: Sequence[JobView], holders: _Holders) -> Iterator[tuple[tuple[int, int], Reason]]:
    """Each job beside the first one that selects the same: every pair would be half a million for 1,000 jobs."""
    twice: dict[tuple[int, int], list[Item]] = {}
    for same in holders.values():
        running = [holder for holder in same if jobs[holder[0]].starts]
        for number, (other, _item, others) in enumerate(running):
            first = next(((one, item) for one, item, parts in running[:number] if parts & others), None)
            if first:
                twice.setdefault((first[0], other), []).append(first[1])
    for (one, other), items in sorted(twice.items()):
        text = f"{jobs[one].title} and {jobs[other].title} both select: {names(items)}. "
        yield (one, other), reason("held_twice", f"{text}The job that starts earlier backs them up.", items)
