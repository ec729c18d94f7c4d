# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sessions that show when jobs were last backed up: of all jobs in two listings, then of each late job."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import Runs
from ansible_collections.vb365.backup.plugins.module_utils._model.session import moment
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._server.sessions import of_job, without_fraction

LONGEST = timedelta(days=7)
"""How far back the sessions of all jobs are listed. For an older backup, the sessions of the job are listed."""
FEW = 3
"""Up to this many jobs, sessions are listed job by job. For more jobs, the sessions of all jobs are listed at once."""


def histories(
    client: Client, jobs: Sequence[Resource], now: datetime, span: timedelta, good: Collection[str]
) -> dict[str, Runs]:
    """The history of each job, by its lower-case id. ``span``: the time in which a good session is expected.

    ``lastBackup`` of a job only decides where to look: whether a failed session moves it is unknown.
    """
    found: dict[str, dict[str, Resource]] = {str(job["id"]).lower(): {} for job in jobs}

    def add(rows: Sequence[Resource]) -> None:
        for row in rows:
            found.get(str(row.get("jobId")).lower(), {})[str(row["id"])] = row

    bound = _wire(now - min(span, LONGEST))
    for job_id in [str(job["id"]) for job in jobs] if len(jobs) <= FEW else [None]:
        # A session that ends between the two requests is in both listings.
        add(client.get_all("/JobSessions", jobId=job_id, status="Running"))
        add(client.get_all("/JobSessions", jobId=job_id, endTimeLowerBound=bound))
    late = [job for job in jobs if not Runs.of(found[str(job["id"]).lower()].values(), good, now).good]
    times = [time for time in (moment(str(job.get("lastBackup"))) for job in late) if time and time > now - LONGEST]
    if len(times) > FEW:
        add(client.get_all("/JobSessions", endTimeLowerBound=_wire(min(times))))
    return {str(job["id"]).lower(): _runs(client, job, found[str(job["id"]).lower()], good, now) for job in jobs}


def recent(client: Client, job: Mapping[str, Any]) -> Sequence[Resource]:
    """The sessions of a job that ended in the week before its last run, or later. One request."""
    last_run = moment(str(job.get("lastRun")))
    bound = {"endTimeLowerBound": _wire(last_run - LONGEST)} if last_run else {}
    return of_job(client, str(job["id"]), "backup", **bound)


def _wire(time: datetime) -> str:
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _runs(client: Client, job: Resource, sessions: dict[str, Resource], good: Collection[str], now: datetime) -> Runs:
    """The sessions of a job, with older sessions if none of these ended well."""
    runs = Runs.of(sessions.values(), good, now)
    last_backup = job.get("lastBackup")
    queries = [{"endTimeLowerBound": without_fraction(last_backup)}] if last_backup else []
    for query in [*queries, {}] if job.get("lastRun") else []:
        if not runs.good:
            rows = of_job(client, str(job["id"]), "backup", **query)
            sessions = {**sessions, **{str(row["id"]): row for row in rows}}
            runs = Runs.of(sessions.values(), good, now)
    return runs
