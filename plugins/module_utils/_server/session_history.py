# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sessions that say when jobs were backed up last: of all jobs in two listings, and of each late job alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta, timezone

from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import Runs
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._server.sessions import without_fraction

LONGEST = timedelta(days=7)
"""What is listed of all jobs at most: with a longer objective, jobs are looked at alone where that brings nothing."""
FEW = 3
"""Jobs whose sessions are listed one by one: for more of them, those of all jobs of the server."""


def histories(
    client: Client, jobs: Sequence[Resource], now: datetime, span: timedelta, good: Collection[str]
) -> dict[str, Runs]:
    """By the lower-case ids of the jobs, what their sessions say. ``span``: how long ago a good one is to be expected.

    The ``lastBackup`` of a job is a hint where to look, and no proof: whether a failed session moves it is unknown.
    """
    bound = (now - min(span, LONGEST)).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows: list[Resource] = []
    for job_id in [str(job["id"]) for job in jobs] if len(jobs) <= FEW else [None]:
        # A session that ends meanwhile is in both.
        rows += client.get_all("/JobSessions", jobId=job_id, status="Running")
        rows += client.get_all("/JobSessions", jobId=job_id, endTimeLowerBound=bound)
    found: dict[str, dict[str, Resource]] = {str(job["id"]).lower(): {} for job in jobs}
    for row in rows:
        found.get(str(row.get("jobId")).lower(), {})[str(row["id"])] = row
    return {str(job["id"]).lower(): _runs(client, job, found[str(job["id"]).lower()], good) for job in jobs}


def _runs(client: Client, job: Resource, sessions: dict[str, Resource], good: Collection[str]) -> Runs:
    """What the sessions of a job say, and older ones where none of these ended well."""
    runs = Runs.of(sessions.values(), good)
    last_backup = job.get("lastBackup")
    queries = [{"endTimeLowerBound": without_fraction(last_backup)}] if last_backup else []
    for query in [*queries, {}] if job.get("lastRun") else []:
        if not runs.good:
            rows = client.get_all("/JobSessions", jobId=str(job["id"]), **query)
            sessions = {**sessions, **{str(row["id"]): row for row in rows}}
            runs = Runs.of(sessions.values(), good)
    return runs
