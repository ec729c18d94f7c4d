# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that the last good sessions of jobs processed, for objects whose data have old times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._job.job_status import JobStatus
from ansible_collections.vb365.backup.plugins.module_utils._model import backed_up as _backed_up
from ansible_collections.vb365.backup.plugins.module_utils._model import protection_status as _status
from ansible_collections.vb365.backup.plugins.module_utils._model.backed_up import Data
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client

Keys = set[tuple[str, str]]
_DONE = ("Success", "Warning")


@dataclass(frozen=True)
class Age:
    """The time of a backup, its age in seconds, and the greatest age allowed."""

    last: str | None
    seconds: int | None
    rpo: int

    @classmethod
    def of(cls, last: str | None, now: datetime, rpo: int) -> Age:
        """From a time of the server, as a text."""
        return cls(last, _status.age(last, now), rpo)

    @property
    def excess(self) -> int:
        """The seconds beyond the greatest age allowed; negative if the backup is recent enough."""
        return (self.seconds or 0) - self.rpo


class Processed:
    """The objects that the last good session of each enabled job processed.

    It is unknown whether a run that finds nothing new updates the times of data. So, if these times are old, a good
    session proves that the workloads which its job selects are backed up, and that an object which no session processed
    is in no job any more.
    """

    def __init__(
        self, client: Client, jobs: Sequence[JobStatus], items: Mapping[str, Sequence[Item]], *, are_all: bool
    ) -> None:
        """``items``: the selected items of jobs of type SelectedItems, by the id of the job. ``are_all``: whether all
        jobs of the organization are known."""
        self._items, self._are_all = items, are_all
        self._running = [one for one in jobs if one.state != "disabled"]
        self._seen: dict[tuple[str, str], list[tuple[JobStatus, bool]]] = {}
        self._known: Keys = set()
        self._read: set[str] = set()
        for one in self._running:
            if one.runs.good:
                if one.age is not None and one.age <= one.rpo:
                    self._read.add(one.job.id)
                for row in client.get_all(f"/JobSessions/{one.runs.good['id']}/ProcessedObjects"):
                    self._add(one, row)

    def _add(self, one: JobStatus, row: Mapping[str, Any]) -> None:
        kind, identity = str(row.get("type")), row.get("id")
        self._known |= _backed_up.wide_keys(kind, identity)
        for key in _backed_up.keys(kind, identity):
            self._seen.setdefault(key, []).append((one, row.get("status") in _DONE))

    def judged(self, row: Data, here: Sequence[JobStatus], now: datetime) -> tuple[Age, bool]:
        """The last good backup of an object, and whether no job backs up all of it any more.

        It is that of the workload which is closest to its RPO, or furthest beyond it. ``here``: the jobs that write to
        its repositories.
        """
        ages, dropped = [], []
        for workload, time in row["workloads"].items():
            jobs = [*self._selecting(row, workload, here)]
            if jobs:
                ages.append(self._age(row, workload, jobs, now))
            else:
                dropped.append(Age.of(time, now, max(one.rpo for one in here)))
        last = max(ages or dropped, key=lambda age: age.excess)
        if self._is_dropped(row, here):
            return last, True
        old = max(dropped, key=lambda age: age.excess, default=last)
        if self._are_all and dropped and last.excess <= 0 < old.excess:
            return old, True
        return last, self._are_all and not ages

    def _selecting(self, row: Data, workload: str, here: Sequence[JobStatus]) -> Iterator[JobStatus]:
        """The running jobs that select a workload, or may select it."""
        for one in self._running:
            if workload == _backed_up.WHOLE:
                selects = one in here
            elif one.job.settings.get("backup_type") == "SelectedItems":
                items = self._items.get(one.job.id, ())
                selects = any(workload in _backed_up.selected(item, row) for item in items)
            else:
                selects = True
            if selects:
                yield one

    def _age(self, row: Data, workload: str, jobs: Sequence[JobStatus], now: datetime) -> Age:
        """The last backup of a workload that these jobs select, by its time or by the jobs that processed the object.

        Of several such jobs, the one that is closest to its RPO, or furthest beyond it, counts. If the object failed in
        a job, the time counts, with the RPO of this job. A session may list the site of a user or group instead of the
        user or group, so for a site each good session counts.
        """
        time = row["workloads"][workload]
        seen = [pair for key in _backed_up.keys_of(row) for pair in self._seen.get(key, ()) if pair[0] in jobs]
        failed = [one.rpo for one, is_done in seen if not is_done]
        if failed:
            return Age.of(time, now, min(failed))
        by_time = Age.of(time, now, max(one.rpo for one in jobs))
        processing = [one for one, _is_done in seen] or [one for one in jobs if workload in _backed_up.SITES]
        by_jobs = [Age(one.last_good, one.age, one.rpo) for one in processing if one.runs.good]
        worst = max(by_jobs, key=lambda age: age.excess, default=by_time)
        return min(worst, by_time, key=lambda age: age.excess)

    def _is_dropped(self, row: Data, jobs: Sequence[JobStatus]) -> bool:
        """Whether all of these jobs have run well, and none of them processes the object any more."""
        starting = {one.job.id for one in jobs if one.state != "disabled"}
        return starting <= self._read and self._known.isdisjoint(_backed_up.wide_keys_of(row))
