# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the splits of a tenant into jobs, which are planned like described jobs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.coverage import WHOLE
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.jobs import from_tenant, parts_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import Split, Splits
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_jobs import Idle, SplitJob, jobs_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_reading import SplitReader


class Splitting:
    """``tenant``, ``root`` and ``unclear``: as in from_tenant(). ``reader``: None if the organization is unknown.
    ``described``: the described jobs. ``errors``: of the splits; if any option of a split is wrong, no jobs are created
    for any split. ``warnings``: those for the user. ``empty``: the splits that select no object."""

    def __init__(
        self,
        tenant: Mapping[str, Any],
        root: str,
        unclear: Collection[str],
        reader: SplitReader | None,
        lists: ItemLists,
        described: Sequence[TenantJob],
    ) -> None:
        self._tenant, self._root, self._unclear = tenant, root, unclear
        self._reader, self._lists, self._described = reader, lists, described
        found = Splits.of(tenant, root, unclear, described)
        self._splits = [] if found.errors or reader is None else found.splits
        self.errors = found.errors
        self.warnings: list[str] = []
        self.empty: Sequence[Split] = ()

    @property
    def names(self) -> set[str]:
        """The folded names of the splits' jobs on the server."""
        return self._reader.names(self._splits) if self._reader else set()

    @contextmanager
    def jobs(self) -> Iterator[list[TenantJob]]:
        """The jobs of the splits. Enter it after the described jobs are planned, because a split does not select what
        they select.

        Within the block, the first reading of the items of these jobs sends no request.
        """
        if self._reader is None or not self._splits:
            yield []
            return
        with self._lists.fetched(self._reader.lists(self._splits)):
            found = jobs_of(self._reader.seen(self._splits), _taken(self._described), _idle(self._described))
            self.errors = [*self.errors, *self._reader.errors, *found.errors]
            self.warnings, self.empty = found.warnings, found.empty
            yield [self._job(one) for one in found.jobs]

    def _job(self, one: SplitJob) -> TenantJob:
        place = one.split.place
        (job,) = from_tenant(self._tenant, self._root, self._unclear, [(place, one.options)])
        items = len(one.options["selected_items"])
        job.written_at = {
            f"{place}.selected_items": f"{place}.from",
            **{f"{place}.selected_items[{number}]": f"{place}.from" for number in range(items)},
            **({f"{place}.repository": f"{place}.repositories"} if one.split.options.get("repositories") else {}),
            **({f"{place}.enabled": f"{place}.empty_job"} if one.is_emptied else {}),
        }
        job.is_emptied = one.is_emptied
        return job


def _idle(jobs: Sequence[TenantJob]) -> dict[str, Idle]:
    """The parts of objects that only jobs without starts select, by the keys of items."""
    runs = {job.place: JobView(job.expected).starts for job in jobs}
    running = _taken([job for job in jobs if runs[job.place]])
    found = {}
    for job in jobs:
        for key, parts in ({} if runs[job.place] else _taken([job])).items():
            left = parts - running.get(key, set())
            if left:
                found[key] = Idle(job.name, left)
    return found


def _taken(jobs: Sequence[TenantJob]) -> dict[str, set[str]]:
    """The parts of objects that jobs select, by the keys of items."""
    taken: dict[str, set[str]] = {}
    for job in jobs:
        items = job.target.get("selected_items", job.have.get("selected_items", ())) if job.is_kept else ()
        if job.is_kept and job.backup_type == "EntireOrganization":
            items = [WHOLE]
        for item in items:
            taken.setdefault(item.key, set()).update(parts_of(item))
    return taken
