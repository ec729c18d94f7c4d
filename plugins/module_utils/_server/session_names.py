# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names beside sessions: of the backup job, and of its organization."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource


class Names(NamedTuple):
    """None for what is no longer known, because the job was deleted."""

    job: str | None = None
    organization: str | None = None


def names_of(
    client: Client, directory: Directory, sessions: Sequence[Resource], jobs: Sequence[Resource] | None
) -> dict[str, Names]:
    """By the ids of the sessions, for those whose job exists. ``jobs``: the backup jobs, where they were listed.

    A session of a backup copy job has the name of the backup job, as backup_copy_job has it.
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
    """The backup jobs of sessions, which may have none: one is read by itself, of several all are listed."""
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
