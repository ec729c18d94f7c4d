# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether objects have a recent good backup: reads the data of the repositories of the jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._job.job_status import JobStatus
from ansible_collections.vb365.backup.plugins.module_utils._job.processed import Age, Keys, Processed
from ansible_collections.vb365.backup.plugins.module_utils._model import backed_up as _backed_up
from ansible_collections.vb365.backup.plugins.module_utils._model import protection_status as _status
from ansible_collections.vb365.backup.plugins.module_utils._model.backed_up import Data
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.repository_data import RepositoryData


def objects_of(
    client: Client, jobs: Sequence[JobStatus], now: datetime, *, are_all: bool
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The objects of one organization with its jobs, and an error for each unreadable repository by its id.

    The objects are those with data, and selected objects without data. Objects of jobs with an unreadable repository
    are omitted. ``are_all``: whether the jobs are all jobs of the organization.
    """
    unread: dict[str, str] = {}
    lists, found = ItemLists(client), _with_data(client, jobs, unread)
    jobs = [one for one in jobs if one.repository_id not in unread]
    items = _items_of(lists, jobs)
    known = {key for row in found for key in _backed_up.keys_of(row)}
    found += _without_data(jobs, items, known)
    rows = [_judged(row, jobs, now) for row in found]
    if any(row["state"] == "late" for row in rows):
        processed = Processed(client, jobs, items, are_all=are_all and not unread)
        rows = [
            _judged(row, jobs, now, processed) if shown["state"] == "late" else shown for row, shown in zip(found, rows)
        ]
    return sorted(rows, key=lambda row: (row["type"], str(row["name"]).casefold())), unread


def _with_data(client: Client, jobs: Sequence[JobStatus], unread: dict[str, str]) -> list[Data]:
    """The objects with data. Data in several repositories are merged, with the newest time of each workload."""
    data, owner = RepositoryData.of(client), jobs[0].job.organization_id
    found: list[Data] = []
    places: dict[tuple[str, str], int] = {}
    for repository_id in dict.fromkeys(one.repository_id for one in jobs):
        try:
            rows = data.rows(repository_id, owner)
        except Vb365Error as error:  # for example: the backup proxy is offline
            unread[repository_id] = error.message
            continue
        for row in rows:
            keys = _backed_up.keys_of(row)
            place = next((places[key] for key in keys if key in places), len(found))
            if place == len(found):
                found.append({**row, "workloads": {}, "repositories": []})
            places.update(dict.fromkeys(keys, place))
            _add(found[place], row, repository_id)
    return found


def _add(one: Data, row: Data, repository_id: str) -> None:
    one["repositories"].append(repository_id)
    one["ids"] = sorted({*one["ids"], *row["ids"]})
    for workload, time in row["workloads"].items():
        one["workloads"][workload] = max(time, one["workloads"].get(workload, ""))


def _items_of(lists: ItemLists, jobs: Sequence[JobStatus]) -> dict[str, Sequence[Item]]:
    """The selected items of each job of type SelectedItems that exists, by its id."""
    found: dict[str, Sequence[Item]] = {}
    wanted = [one.job.id for one in jobs if one.job.settings.get("backup_type") == "SelectedItems"]
    with lists.fetched((job_id, "selected_items") for job_id in wanted):
        for job_id in wanted:
            with suppress(NotFound):  # the job was deleted after the listing
                found[job_id] = lists.read(job_id, ["selected_items"])["selected_items"]
    return found


def _without_data(jobs: Sequence[JobStatus], items: Mapping[str, Sequence[Item]], known: Keys) -> Iterator[Data]:
    """The objects that jobs select by name and that have no data."""
    seen: dict[str, Data] = {}
    for one in jobs:
        for item in _backed_up.expected(items.get(one.job.id, ())):
            found = item.object or {}
            if known.isdisjoint(_backed_up.keys(item.type, found.get("id"), item.name)):
                title = found.get("displayName") or found.get("title")
                row = {"type": item.type, "name": item.name, "display_name": title, "id": found.get("id")}
                seen.setdefault(item.key, {**row, "ids": [], "msid": "", "workloads": {}, "jobs": []})
                seen[item.key]["jobs"].append(one)
    yield from seen.values()


def _judged(row: Data, jobs: Sequence[JobStatus], now: datetime, processed: Processed | None = None) -> dict[str, Any]:
    """An object, as the result shows it."""
    here = row.get("jobs") or [one for one in jobs if one.repository_id in row["repositories"]]
    age, is_dropped = Age.of(_backed_up.oldest(row), now, min(one.rpo for one in here)), False
    if processed:
        age, is_dropped = processed.judged(row, here, now)
    state = _status.of_object([one.state for one in here], age.seconds, age.rpo)
    return {
        "type": row["type"],
        "name": row["name"],
        "display_name": row["display_name"],
        "id": row["id"],
        "organization": here[0].job.settings["organization"],
        "repositories": sorted({str(one.job.settings["repository"]) for one in here}),
        "state": "disabled" if is_dropped else state,
        "last_good": age.last,
        "age": age.seconds,
        "rpo": age.rpo,
        "workloads": row["workloads"],
    }
