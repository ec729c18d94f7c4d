# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether jobs have a recent good backup: reads their sessions and applies the rules of _model/protection_status."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ansible_collections.vb365.backup.plugins.module_utils._model import protection_status as _status
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, Reason
from ansible_collections.vb365.backup.plugins.module_utils._model.protection import of_job
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import Runs
from ansible_collections.vb365.backup.plugins.module_utils._model.rpo import Rpo
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._server.session_history import histories


@dataclass(frozen=True)
class JobStatus:
    """A job with its state. ``age``: the seconds since its last good backup. ``rpo``: the seconds allowed between two
    good backups."""

    job: Job
    runs: Runs
    reasons: Sequence[Reason]
    state: str
    age: int | None
    rpo: int

    @property
    def repository_id(self) -> str:
        """The lower-case id of the job's repository."""
        return str(self.job.resource.get("repositoryId")).lower()

    @property
    def last_good(self) -> str | None:
        """When the last good backup ended."""
        return str(self.runs.good["endTime"]) if self.runs.good else None


def statuses(
    client: Client, directory: Directory, jobs: Sequence[Job], rpo: Rpo, now: datetime, good: Collection[str]
) -> list[JobStatus]:
    """The states of jobs. ``good``: the session statuses that count as a good backup."""
    if not jobs:
        return []
    known = histories(client, [job.resource for job in jobs], now, timedelta(seconds=rpo.default), good)
    return [_status_of(job, known[job.id.lower()], directory, rpo.of(job.name), now) for job in jobs]


def _status_of(job: Job, runs: Runs, directory: Directory, rpo: int, now: datetime) -> JobStatus:
    repository = directory.repository_of(str(job.resource.get("repositoryId"))) or None
    never: Resource | None = None if job.resource.get("lastRun") else {}
    session = runs.newest or never
    view = JobView(job.settings, None, None, repository, session and dict(session), job.organization_id)
    reasons = of_job(view, [], now)
    seconds = _status.age(runs.good.get("endTime"), now) if runs.good else None
    return JobStatus(job, runs, reasons, _status.of_job(runs, reasons, seconds, rpo), seconds, rpo)
