# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin tenants: reads all organizations of a server with their jobs, in three requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._model.protection import of_organization
from ansible_collections.vb365.backup.plugins.module_utils._model.views import ORGANIZATION, pick
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job, JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import by_name


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """``tenants``: dicts with ``organization``, ``name`` (the id if several organizations share the name), ``jobs`` and
    ``problems``, the texts of why objects are not protected. Items are not read. Raises Vb365Error."""
    directory = Directory(client)
    reader = JobReader(client, directory)
    owned: dict[str, list[Job]] = {}
    organizations = by_name(Memory.of(client).organizations.rows())
    for job in map(reader.job, client.get_all("/Jobs")):
        owned.setdefault(job.organization_id.lower(), []).append(job)
    rows = []
    for organization in organizations:
        jobs = sorted(owned.get(str(organization["id"]).lower(), []), key=lambda job: str(job.settings.get("name")))
        name = directory.organization_name(str(organization["id"]))
        reasons = of_organization([_view(job, directory) for job in jobs])
        problems = [reason["text"] for those in reasons for reason in those]
        rows.append(
            {
                "name": name,
                "organization": pick(ORGANIZATION, organization),
                "jobs": [
                    {"id": job.id, "name": job.settings.get("name"), "enabled": job.settings.get("enabled")}
                    for job in jobs
                ],
                "problems": problems if jobs else [f"{name!r} has no backup job."],
            }
        )
    return Outcome(False, {"tenants": rows})


def _view(job: Job, directory: Directory) -> JobView:
    last = {"status": job.resource.get("lastStatus")} if job.resource.get("lastRun") else {}
    repository = directory.repository_of(str(job.resource.get("repositoryId"))) or None
    return JobView(job.settings, repository=repository, session=last, organization_id=job.organization_id)
