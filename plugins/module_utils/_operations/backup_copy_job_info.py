# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module backup_copy_job_info: copy jobs as options of backup_copy_job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, together
from ansible_collections.vb365.backup.plugins.module_utils._model import copy_job as _copy_job
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import presented
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import revision
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Address, JobReader, copy_job_of, unowned
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, Rows


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """Raises Vb365Error."""
    directory = Directory(client)
    owner = directory.organization(params["organization"])["id"] if params["organization"] else None
    target = directory.repository(params["repository"])["id"] if params["repository"] else None
    if params["job"]:
        rows, jobs = _of_one_job(client, directory, params, owner)
        rows = [row for row in rows if target in (None, row["repositoryId"])]
    else:
        rows = client.get_all("/CopyJobs", organizationId=owner, repositoryId=target)
        jobs = client.get_all("/Jobs", organizationId=owner) if rows else []
    found = Rows(jobs)
    shown = [_shown(directory, row, found) for row in rows]
    shown.sort(key=lambda copy: (copy["organization"].casefold(), str(copy["job"]["name"]).casefold()))
    return Outcome(False, {"copy_jobs": shown})


def _of_one_job(
    client: Client, directory: Directory, params: Mapping[str, Any], owner: str | None
) -> tuple[list[Resource], list[Resource]]:
    """The copy job of the backup job in the task, if there is one, and that backup job."""
    together([*unowned(params)])
    job = JobReader(client, directory).locate(replace(Address.of(params), organization_id=owner))
    if job is None:
        raise OptionError("job", params["job"], "the server has no backup job with this name or id")
    copy = copy_job_of(client, job.id)
    return [copy] if copy else [], [job.resource]


def _shown(directory: Directory, resource: Resource, jobs: Rows) -> dict[str, Any]:
    identity = str(resource["backupJobId"])
    names = [str(row["name"]) for row in jobs.named(identity, "id")]
    organization = directory.organization_name(resource["organizationId"])
    repository = directory.repository_name(resource["repositoryId"])
    name = names[0] if names else None
    same = [row for row in jobs.alike(name or "", "name") if row["organizationId"] == resource["organizationId"]]
    of = {"job": name if name and len(same) == 1 else identity, "organization": organization, "repository": repository}
    settings = _copy_job.from_api(resource, of)
    state = revision(resource.get("eTag"), {"settings": settings})
    config = presented(resource, settings, _copy_job.STATUS, state)
    return {"job": {"id": identity, "name": name}, "organization": organization, **config}
