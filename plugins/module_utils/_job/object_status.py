# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether objects have a recent good backup: reads the data of the repositories of the jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._job.job_status import JobStatus
from ansible_collections.vb365.backup.plugins.module_utils._model import backed_up as _backed_up
from ansible_collections.vb365.backup.plugins.module_utils._model import protection_status as _status
from ansible_collections.vb365.backup.plugins.module_utils._model.backed_up import Data
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.repository_data import RepositoryData

_Keys = set[tuple[str, str]]
_DONE = ("Success", "Warning")


def objects_of(client: Client, jobs: Sequence[JobStatus], now: datetime) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The objects of one organization with all its jobs, and an error for each unreadable repository by its id.

    The objects are those with data, and selected objects without data. Objects of jobs with an unreadable repository
    are omitted.
    """
    unread: dict[str, str] = {}
    lists, found = ItemLists(client), _with_data(client, jobs, unread)
    jobs = [one for one in jobs if one.repository_id not in unread]
    selecting = [one for one in jobs if one.job.settings.get("backup_type") == "SelectedItems"]
    with lists.fetched((one.job.id, "selected_items") for one in selecting):
        known = {key for row in found for key in _backed_up.keys_of(row)}
        found += _without_data(lists, selecting, known)
    rows = [_judged(row, jobs, now) for row in found]
    if any(row["state"] == "late" for row in rows):
        processed = _Processed(client, jobs)
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


def _without_data(lists: ItemLists, jobs: Sequence[JobStatus], known: _Keys) -> Iterator[Data]:
    """The objects that jobs select by name and that have no data."""
    seen: dict[str, Data] = {}
    for one in jobs:
        with suppress(NotFound):  # the job was deleted after the listing
            for item in _backed_up.expected(lists.read(one.job.id, ["selected_items"])["selected_items"]):
                found = item.object or {}
                if known.isdisjoint(_backed_up.keys(item.type, found.get("id"), item.name)):
                    title = found.get("displayName") or found.get("title")
                    row = {"type": item.type, "name": item.name, "display_name": title, "id": found.get("id")}
                    seen.setdefault(item.key, {**row, "ids": [], "msid": "", "workloads": {}, "jobs": []})
                    seen[item.key]["jobs"].append(one)
    yield from seen.values()


@dataclass(frozen=True)
class _Age:
    """The time of a backup, its age in seconds, and the greatest age allowed."""

    last: str | None
    seconds: int | None
    rpo: int

    @classmethod
    def of(cls, last: str | None, now: datetime, rpo: int) -> _Age:
        """From a time of the server, as a text."""
        return cls(last, _status.age(last, now), rpo)


class _Processed:
    """The objects that the last good session of each enabled job processed.

    It is unknown whether a run that finds nothing new updates the times of data. So, if these times are old, a good
    session proves that its objects are backed up, and that an object which no session processed is in no job any more.
    """

    def __init__(self, client: Client, jobs: Sequence[JobStatus]) -> None:
        self._seen: dict[tuple[str, str], list[tuple[JobStatus, bool]]] = {}
        self._known: _Keys = set()
        self._read: set[str] = set()
        for one in jobs:
            if one.runs.good and one.state != "disabled":
                if one.age is not None and one.age <= one.rpo:
                    self._read.add(one.job.id)
                for row in client.get_all(f"/JobSessions/{one.runs.good['id']}/ProcessedObjects"):
                    self._add(one, row)

    def _add(self, one: JobStatus, row: Mapping[str, Any]) -> None:
        kind, identity = str(row.get("type")), row.get("id")
        self._known |= _backed_up.wide_keys(kind, identity)
        for key in _backed_up.keys(kind, identity):
            self._seen.setdefault(key, []).append((one, row.get("status") in _DONE))

    def age(self, row: Data, now: datetime) -> _Age | None:
        """The last good backup of an object, by the jobs that process it; None if no job processes it.

        Jobs may back up different workloads, so the backup that is closest to its RPO, or furthest beyond it, counts.
        If the object failed in a job, the times of its data count, with the RPO of this job.
        """
        seen = [one for key in _backed_up.keys_of(row) for one in self._seen.get(key, ())]
        failed = [one.rpo for one, is_done in seen if not is_done]
        if failed:
            return _Age.of(_backed_up.oldest(row), now, min(failed))
        ages = [_Age(one.last_good, one.age, one.rpo) for one, _is_done in seen]
        return max(ages, key=lambda age: (age.seconds or 0) - age.rpo, default=None)

    def is_dropped(self, row: Data, jobs: Sequence[JobStatus]) -> bool:
        """Whether all of these jobs have run well, and none of them processes the object any more."""
        starting = {one.job.id for one in jobs if one.state != "disabled"}
        return starting <= self._read and self._known.isdisjoint(_backed_up.wide_keys_of(row))


def _judged(row: Data, jobs: Sequence[JobStatus], now: datetime, processed: _Processed | None = None) -> dict[str, Any]:
    """An object, as the result shows it."""
    here = row.get("jobs") or [one for one in jobs if one.repository_id in row["repositories"]]
    rpos = [one.rpo for one in here]
    age = processed and processed.age(row, now)
    age = age or _Age.of(_backed_up.oldest(row), now, max(rpos) if processed else min(rpos))
    state = _status.of_object([one.state for one in here], age.seconds, age.rpo)
    return {
        "type": row["type"],
        "name": row["name"],
        "display_name": row["display_name"],
        "id": row["id"],
        "organization": here[0].job.settings["organization"],
        "repositories": sorted({str(one.job.settings["repository"]) for one in here}),
        "state": "disabled" if processed and processed.is_dropped(row, here) else state,
        "last_good": age.last,
        "age": age.seconds,
        "rpo": age.rpo,
        "workloads": row["workloads"],
    }
