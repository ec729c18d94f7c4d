# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for sessions: of the backup job and of its organization."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource


class Names(NamedTuple):
    """The names; None for a job that was deleted."""

    job: str | None = None
    organization: str | None = None


def names_of(
    client: Client, directory: Directory, sessions: Sequence[Resource], jobs: Sequence[Resource] | None
) -> dict[str, Names]:
    """The names by the ids of the sessions, for sessions whose job exists. ``jobs``: all backup jobs, if they were
    listed.

    A session of a backup copy job has the name of the backup job, because the API gives copy jobs no name.
    """
    if not sessions:
        return {}
    copies = any(row.get("jobType") == "Copy" for row in sessions)
    if jobs is None:
        jobs = _jobs_of(client, sessions, copies)
    by_id = {_key(row, "id"): row for row in jobs}
    if copies:
        rows = client.get_all("/CopyJobs")
        by_id.update({_key(row, "id"): by_id.get(_key(row, "backupJobId"), row) for row in rows})
    found = {_key(row, "id"): by_id[_key(row, "jobId")] for row in sessions if _key(row, "jobId") in by_id}
    return {key: Names(job.get("name"), _organization(directory, job)) for key, job in found.items()}


def _jobs_of(client: Client, sessions: Sequence[Resource], copies: bool) -> Sequence[Resource]:
    """The backup jobs of sessions. A single job is read by its id; for several, all jobs are listed."""
    ids = {_key(row, "jobId") for row in sessions if row.get("jobId")}
    if len(ids) > 1 or copies:
        return client.get_all("/Jobs")
    found = [client.find(f"/Jobs/{job_id}") for job_id in ids]
    return [job for job in found if job]


def _organization(directory: Directory, job: Resource) -> str | None:
    identity = job.get("organizationId")
    return directory.organization_name(str(identity)) if identity else None


def _key(row: Resource, field: str) -> str:
    return str(row.get(field)).lower()
