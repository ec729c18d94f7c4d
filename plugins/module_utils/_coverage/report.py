# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The coverage of an organization, as results show it. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._coverage import states as _states
from ansible_collections.vb365.backup.plugins.module_utils._coverage.advice import advice
from ansible_collections.vb365.backup.plugins.module_utils._coverage.ignoring import Rule, with_ignored
from ansible_collections.vb365.backup.plugins.module_utils._coverage.reading import Reading
from ansible_collections.vb365.backup.plugins.module_utils._coverage.states import Covered, coverage, why_idle
from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import DIRECTORY, Things, missing
from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import EMPTY, GAPS, STATES, of_objects
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS, Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._model.lost import Known
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded

DETAILS = ["gaps", "all", "none"]
"""The choices of ``details``: which objects the result has."""
_LOST = {
    "object_gone": "It no longer exists in the organization: remove the item.",
    "object_replaced": "It was deleted and created again under its name: remove the item and add it again.",
}
_NO_USER = (
    "The server lists no user of the organization, although it lists other objects. Check that the account of this "
    "login can read the users."
)
MAX_OBJECTS = 2000
"""The number of objects of a job above which guides for VB365 advise to divide it."""


def report(
    reading: Reading, rules: Sequence[Rule], types: Collection[str], details: str, max_objects: int
) -> tuple[dict[str, Any], list[str]]:
    """The result and its warnings. ``details``: one of DETAILS."""
    services, without = missing(reading.organization)
    jobs = [view for _job, view in reading.jobs]
    counts = {kind: dict.fromkeys(STATES, 0) for kind in DIRECTORY if kind in types}
    sizes: Counter[int] = Counter()
    shown = []
    total = 0
    for covered in coverage(Things(reading.objects, without), jobs, reading.memberships):
        total += 1
        sizes.update(_jobs_of(covered))
        if covered.thing.type in types:
            state, rule = with_ignored(covered, rules)
            counts[covered.thing.type][state] += 1
            if details == "all" or (details == "gaps" and state in GAPS):
                shown.append(_object(covered, state, rule, reading))
    shown.sort(key=lambda row: (DIRECTORY.index(row["type"]), folded(row["name"]), row["id"]))
    summary = {state: sum(by[state] for by in counts.values()) for state in STATES}
    result = {
        "organization": reading.organization.get("name"),
        "organization_id": str(reading.organization["id"]),
        "directory_objects": total,
        "objects": shown,
        "summary": summary,
        "by_type": counts,
        "gaps": sum(summary[state] for state in GAPS),
        "line": f"{reading.organization.get('name')}: {of_objects(summary)}",
        "jobs": [_job(reading, place, sizes[place]) for place in range(len(jobs))],
        "ignores": [rule.shown() for rule in rules],
        "dead_items": [*_dead_items(reading)],
        "oversized_jobs": [
            {**_named(reading, place), "objects": sizes[place], "max_objects": max_objects}
            for place in range(len(jobs))
            if sizes[place] > max_objects
        ],
        "without_services": services,
    }
    empty = [EMPTY] if not total else [] if reading.objects["User"] else [_NO_USER]
    return result, [*empty, *_warnings(reading, rules, services)]


def _jobs_of(covered: Covered) -> set[int]:
    """The jobs that select the object, whether they run or not."""
    inside = (_states.BACKS_UP, _states.IDLE)
    return {effect.job for one in covered.workloads for effect in one.effects if effect.effect in inside}


def _object(covered: Covered, state: str, rule: Rule | None, reading: Reading) -> dict[str, Any]:
    views = [view for _job, view in reading.jobs]
    return {
        "type": covered.thing.type,
        "name": covered.thing.name,
        "display_name": covered.thing.display_name,
        "id": covered.thing.key[1],
        "state": state,
        "workloads": [
            {
                "workload": one.name,
                "state": one.state,
                "jobs": [
                    {
                        **_named(reading, effect.job),
                        "effect": effect.effect,
                        "via": effect.via,
                        "exclusions": [*effect.exclusions],
                    }
                    for effect in one.effects
                ],
            }
            for one in covered.workloads
        ],
        "advice": f"It is ignored: {rule.options['reason']}" if rule else advice(covered, views),
    }


def _named(reading: Reading, place: int) -> dict[str, Any]:
    job = reading.jobs[place][0]
    return {"name": job.name, "id": job.id}


def _job(reading: Reading, place: int, size: int) -> dict[str, Any]:
    why = why_idle(reading.jobs[place][1])
    return {**_named(reading, place), "runs": why is None, "why": why, "objects": size}


def _dead_items(reading: Reading) -> Iterator[dict[str, Any]]:
    known = Known(reading.objects)
    for place, (_job_read, view) in enumerate(reading.jobs):
        for name, items in zip(LISTS, (view.items, [*view.exclusions.values()])):
            for reason, lost in zip(_LOST, known.lost(items)):
                yield from (_dead_item(reading, place, name, item, reason) for item in lost)


def _dead_item(reading: Reading, place: int, name: str, item: Item, reason: str) -> dict[str, Any]:
    identity = str((item.object or {}).get("id") or item.id)
    job = _named(reading, place)
    words = {"list": name, "type": item.type, "name": item.name or identity, "id": identity, "reason": reason}
    return {"job": job["name"], "job_id": job["id"], **words, "advice": _LOST[reason]}


def _warnings(reading: Reading, rules: Sequence[Rule], services: Sequence[str]) -> Iterator[str]:
    lacking = [service for service in services if service != "team chats"]
    if lacking:
        yield f"The organization is registered without {' and '.join(lacking)}: their data is not counted."
    for rule in rules:
        if rule.has_expired:
            options = rule.options
            yield f"ignore: {options['name']!r} was ignored until {options['until']}. Gaps again: {rule.objects}."
    for _job_read, view in reading.jobs:
        yield from _of_unknown_items(view)
    names = {str(row["id"]).lower(): row.get("name") for row in reading.objects["Group"]}
    for identity, membership in sorted(reading.memberships.items()):
        if membership.strangers:
            some, more = membership.strangers[:5], len(membership.strangers) - 5
            names_of = ", ".join(some) + (f" and {more} more" if more > 0 else "")
            yield f"Group {names.get(identity) or identity} has members that are no users of the directory: {names_of}."


def _of_unknown_items(view: JobView) -> Iterator[str]:
    unknown = sorted({item.type for item in (*view.items, *view.exclusions.values()) if not item.kind.is_known})
    if unknown:
        yield f"{view.title} has items of types that this collection does not know: {', '.join(unknown)}."
