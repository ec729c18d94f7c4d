# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chooses the starts of a tenant's jobs: a start inside the window stays; new and outside starts are spread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._tenant.chosen_starts import ChosenStarts, chosen_starts
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob, is_within
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job_start import JobStart, job_start, start_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.starts import Start, Starts, Window

DEFAULTS: Mapping[str, Any] = {"step": 5, "per": "repository"}
_MOST_STEP = 720


def window_of(
    tenant: Mapping[str, Any], root: str, unclear: Collection[str]
) -> tuple[Window | None, list[OptionError]]:
    """The window of the option ``stagger``, and its errors; no window if the option is omitted."""
    given, place = tenant.get("stagger"), f"{root}stagger"
    if given is None or any(is_within(one, place) for one in unclear):
        return None, []
    step = given.get("step", DEFAULTS["step"])
    if not 1 <= step <= _MOST_STEP:
        return None, [OptionError(f"{place}.step", step, f"expected 1 to {_MOST_STEP} minutes")]
    try:
        return Window.parse(given["within"], step, f"{place}.within"), []
    except OptionError as error:
        return None, [error]


class Staggering:
    """The starts of the jobs of one organization. ``per``: the resource whose jobs must not all start at once,
    "repository", "proxy" or "server"."""

    def __init__(
        self, client: Client, reader: JobReader, directory: Directory, window: Window, per: str, organization_id: str
    ) -> None:
        self._client, self._reader, self._directory = client, reader, directory
        self._window, self._per, self._organization_id = window, per, organization_id
        self._starts = Starts(window)
        self._rows: dict[str, Resource] | None = None

    def apply(self, jobs: Sequence[TenantJob]) -> None:
        """Set the starts of these jobs, as options. A second call adds further jobs. Raises Vb365Error."""
        with chosen_starts(self._client, self._organization_id) as chosen:
            rows = self._counted(chosen)
            starts = []
            for job in jobs:
                names = [folded(str(job.options.get(option) or "")) for option in ("name", "new_name")]
                row = next((rows[name] for name in names if name in rows), {})
                start = job_start(job, row, self._window) if job.is_kept else None
                if start or not job.is_kept:
                    self._count(row, -1)
                if start:
                    starts.append((job, row, start))
            for job, row, start in starts:
                job.options = {**job.options, "schedule": start.schedule} if start.schedule else job.options
                if start.stays:
                    self._starts.add(self._group(job, row), start.stays)
            for job, row, start in starts:
                if start.is_chosen:
                    self._choose(job, row, start, chosen)

    def _choose(self, job: TenantJob, row: Resource, start: JobStart, chosen: ChosenStarts) -> None:
        name = f"{self._organization_id.lower()}/{folded(job.name)}"
        found = self._starts.emptiest(self._group(job, row), start.kind, name, start.usable)
        job.options = {**job.options, "schedule": start.with_start(found, self._window)}
        chosen.add(
            {
                "organizationId": self._organization_id,
                "name": job.name,
                "repositoryId": self._repository(job, row),
                "schedulePolicy": _policy(found, self._window),
                "isNew": not row,
            }
        )

    def _counted(self, chosen: ChosenStarts) -> Mapping[str, Resource]:
        """The jobs of the organization by their folded names; the first call counts all jobs of the server."""
        if self._rows is None:
            chosen.forget()
            self._rows = {}
            for row in chosen.beside(self._reader.everywhere(self._organization_id)):
                self._count(row, 1)
                if str(row.get("organizationId")).lower() == self._organization_id.lower():
                    self._rows[folded(str(row.get("name")))] = row
        return self._rows

    def _count(self, row: Resource, number: int) -> None:
        """Count a job of the server, or remove it from the count."""
        start = start_of(BACKUP_JOB.from_api(row.get("schedulePolicy")), self._window)
        if start and row.get("isEnabled") is not False:
            self._starts.add(self._group_of(str(row.get("repositoryId"))), start, number)

    def _group(self, job: TenantJob, row: Resource) -> str:
        return self._group_of(self._repository(job, row))

    def _repository(self, job: TenantJob, row: Resource) -> str:
        """The id of the job's repository after the run; the check of the job reports an invalid one."""
        with suppress(OptionError):
            if job.options.get("repository"):
                return str(self._directory.repository(job.options["repository"])["id"])
        return str(row.get("repositoryId"))

    def _group_of(self, repository_id: str) -> str:
        if self._per == "server":
            return ""
        if self._per == "repository":
            return repository_id.lower()
        row = self._directory.repository_of(repository_id)
        return str(row.get("proxyPoolId") or row.get("proxyId") or repository_id).lower()


def _policy(start: Start, window: Window) -> Mapping[str, Any]:
    """The part of a ``schedulePolicy`` that is needed to count its start."""
    kind, at = start
    if kind == "daily":
        return {"type": "Daily", "dailyTime": window.time(at)}
    return {"type": "Periodically", "periodicallyEvery": "Hours1", "periodicallyOffsetMinutes": at}
