# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why objects are not backed up although each job alone is right: compares the jobs of one organization. Pure
functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ansible_collections.vb365.backup.plugins.module_utils._model import coverage as _coverage
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, Reason, names, reason

_Holders = Mapping[str, Sequence[tuple[int, Item, set[str]]]]
"""By the key of an item: for each job that selects the object, its place, its item, and the requested parts."""


def together(jobs: Sequence[JobView]) -> Iterator[tuple[tuple[int, int], Reason]]:
    """The reasons that affect two jobs, with the places of both. For a skipped object, the job of type
    EntireOrganization comes first."""
    holders: dict[str, list[tuple[int, Item, set[str]]]] = {}
    for place, job in enumerate(jobs):
        for item in job.items:
            holders.setdefault(item.key, []).append((place, item, _coverage.left(item, job.exclusions)))
    for place, job in enumerate(jobs):
        if job.is_entire and job.starts:
            yield from _shadowed(place, jobs, holders)
    yield from _held_twice(jobs, holders)


def _shadowed(entire: int, jobs: Sequence[JobView], holders: _Holders) -> Iterator[tuple[tuple[int, int], Reason]]:
    """A job of type EntireOrganization skips the objects of all other jobs, even of disabled jobs (documented).

    It is unknown whether it skips the whole object or only the parts that the other job selects. Only these parts are
    compared here; the coverage of an organization assumes the whole object.
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
        title = jobs[entire].title
        text = f"{title} skips objects that {holder} selects, and no job backs them up as {holder} describes: "
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
