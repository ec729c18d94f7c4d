# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module backup_job_info: jobs as options of backup_job."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import with_lists
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import session as _session
from ansible_collections.vb365.backup.plugins.module_utils._model.job import STATUS
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, Reason
from ansible_collections.vb365.backup.plugins.module_utils._model.name import is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._model.protection import of_each
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import COPY_JOB as SCHEDULE
from ansible_collections.vb365.backup.plugins.module_utils._model.views import COPY_JOB, pick
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import presented
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import revision
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server import sessions as _sessions
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job, JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, named

Params = Mapping[str, Any]

PARTS = ["items", "exclusions", "copy_job", "last_session", "problems"]
_LISTS = {"items": "selected_items", "exclusions": "excluded_items"}


def run(client: Client, params: Params, check_mode: bool) -> Outcome:
    """Raises Vb365Error."""
    directory = Directory(client)
    jobs = JobReader(client, directory)
    filters = {}
    if params["organization"]:
        filters["organizationId"] = directory.organization(params["organization"])["id"]
    if params["repository"]:
        filters["repositoryId"] = directory.repository(params["repository"])["id"]
    found = [jobs.job(resource) for resource in _job_resources(client, params, filters)]
    found.sort(key=lambda job: (job.settings["organization"].casefold(), str(job.settings.get("name")).casefold()))
    parts = params["include"]
    shown = [_shown(client, job, parts) for job in found]
    if "copy_job" in parts and found:
        copies = _copy_jobs(client, directory, {job.resource["organizationId"] for job in found})
        for job in shown:
            job["copy_job"] = copies.get(job["id"].lower())
    if "problems" in parts:
        owners = {job.organization_id for job in found}
        problems = {key: rows for owner in owners for key, rows in _problems(client, directory, jobs, owner).items()}
        for job in shown:
            job["problems"] = problems.get(job["id"].lower(), [])
    return Outcome(False, {"jobs": shown})


def _problems(client: Client, directory: Directory, reader: JobReader, owner: str) -> dict[str, list[Reason]]:
    """The reasons why objects are not protected, by the ids of an organization's jobs."""
    jobs, lists = [reader.job(row) for row in reader.all(owner)], ItemLists(client)
    views = []
    for job in jobs:
        last = {"status": job.resource.get("lastStatus")} if job.resource.get("lastRun") else {}
        repository = directory.repository_of(str(job.resource.get("repositoryId"))) or None
        found = lists.read(job.id, _items.LISTS)
        selected, excluded = found.values()
        views.append(JobView(job.settings, selected, excluded, repository, last, owner))
    return {job.id.lower(): reasons for job, reasons in zip(jobs, of_each(views, client.now()))}


def _job_resources(client: Client, params: Params, filters: Mapping[str, str]) -> list[Resource]:
    name, identity = params["name"], params["id"]
    if name and is_uuid(name):
        name, identity = None, name
    if identity:
        resource = client.find(f"/Jobs/{identity}")
        return [resource] if resource and _fits(resource, filters) else []
    rows = [row for row in client.get_all("/Jobs", **filters) if _fits(row, filters)]
    return rows if name is None else named(rows, name)


def _fits(resource: Resource, filters: Mapping[str, str]) -> bool:
    """A server that ignores a filter must not mix up tenants."""
    return all(str(resource.get(key)).lower() == value.lower() for key, value in filters.items())


def _shown(client: Client, job: Job, parts: Collection[str]) -> dict[str, Any]:
    """The job, as results show it, with the parts that need further requests."""
    lists = {
        option: _items.read(client.get_all(f"/Jobs/{job.id}/{_items.LISTS[option]}"))
        for part, option in _LISTS.items()
        if part in parts and (part == "exclusions" or job.settings.get("backup_type") == "SelectedItems")
    }
    state = revision(job.resource.get("eTag"), {"settings": job.settings, **_items.states(lists)})
    shown = presented(job.resource, with_lists(job.settings, lists), STATUS, state)
    if "last_session" in parts:
        newest = _sessions.newest(client, job.resource, "backup")
        shown["last_session"] = _session.shown(newest) if newest else None
    return shown


def _copy_jobs(client: Client, directory: Directory, owners: Collection[str]) -> dict[str, dict[str, Any]]:
    """The backup copy jobs, in one listing, by the id of the backup job."""
    rows = client.get_all("/CopyJobs", organizationId=next(iter(owners)) if len(owners) == 1 else None)
    return {str(row.get("backupJobId")).lower(): _copy_job(directory, row) for row in rows}


def _copy_job(directory: Directory, resource: Resource) -> dict[str, Any]:
    return {
        **pick(COPY_JOB, resource),
        "repository": directory.repository_name(str(resource.get("repositoryId"))),
        "schedule": {
            **dict.fromkeys(SCHEDULE.plain),
            "backup_window": {},
            **SCHEDULE.from_api(resource.get("schedulePolicy")),
        },
    }
