# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is: jobs in the shape that backup_job takes, organizations, backup repositories, job sessions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job.subject import Observed, with_lists
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from ansible_collections.vb365.backup.plugins.module_utils._model.names import is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server import sessions as _sessions
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import (
    Directory,
    Resource,
    listed,
    named,
)
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Jobs, ReadJob

Params = Mapping[str, Any]

JOB_PARTS = ["items", "exclusions", "copy_job", "last_session"]
SESSION_PARTS = ["log"]
STATUSES = ["Stopped", "Running", "Success", "Failed", "Warning", "NotConfigured", "Disconnected", "Queued"]

_STATUS_FILTERS = {
    "Stopped": "Stopped",
    "Running": "Running",
    "Success": "Succeeded",
    "Failed": "Failed",
    "Warning": "Warning",
}
"""The filter's words, by the resource's: for the others the server has no filter."""
_ITEM_PARTS = {"items": "selected_items", "exclusions": "excluded_items"}
_ORGANIZATION = {
    "id": "id",
    "name": "name",
    "office_name": "officeName",
    "description": "description",
    "type": "type",
    "region": "region",
    "is_exchange_online": "isExchangeOnline",
    "is_sharepoint_online": "isSharePointOnline",
    "is_teams_online": "isTeamsOnline",
    "is_teams_chats_online": "isTeamsChatsOnline",
    "is_backed_up": "isBackedup",
    "first_backup_time": "firstBackuptime",
    "last_backup_time": "lastBackuptime",
    "msid": "msid",
    "backed_up_organization_id": "backedUpOrganizationId",
}
_REPOSITORY = {
    "id": "id",
    "name": "name",
    "description": "description",
    "path": "path",
    "capacity_bytes": "capacityBytes",
    "free_space_bytes": "freeSpaceBytes",
    "retention_type": "retentionType",
    "retention_period_type": "retentionPeriodType",
    "daily_retention_period": "dailyRetentionPeriod",
    "monthly_retention_period": "monthlyRetentionPeriod",
    "yearly_retention_period": "yearlyRetentionPeriod",
    "retention_frequency_type": "retentionFrequencyType",
    "daily_time": "dailyTime",
    "daily_type": "dailyType",
    "monthly_time": "monthlyTime",
    "monthly_day_number": "monthlyDaynumber",
    "monthly_day_of_week": "monthlyDayofweek",
    "organization_id": "organizationId",
    "proxy_id": "proxyId",
    "proxy_pool_id": "proxyPoolId",
    "object_storage_encryption_enabled": "objectStorageEncryptionEnabled",
    "encryption_key_id": "encryptionKeyId",
    "is_long_term": "isLongTerm",
    "is_indexed": "isIndexed",
    "is_migration_locked": "isMigrationLocked",
    "is_out_of_sync": "isOutOfSync",
    "is_outdated": "isOutdated",
    "is_out_of_order": "isOutOfOrder",
    "out_of_order_reason": "outOfOrderReason",
}
_COPY_JOB = {
    "id": "id",
    "name": "name",
    "enabled": "isEnabled",
    "etag": "eTag",
    "last_run": "lastRun",
    "next_run": "nextRun",
    "last_backup": "lastBackup",
    "last_status": "lastStatus",
}
_COPY_SCHEDULE = {
    "type": "type",
    "periodically_every": "periodicallyEvery",
    "daily_type": "dailyType",
    "daily_time": "dailyTime",
}


# ---- organizations and repositories --------------------------------------------------------------------------------


def organizations(client: Client, params: Params, check_mode: bool) -> Outcome:
    """The module organization_info. Raises Vb365Error."""
    # Without extendedView the server does not tell of backups (documented).
    rows = client.memory["/Organizations"] = client.get_all("/Organizations", extendedView=True)
    wanted = params["id"] or params["name"]
    if wanted:
        rows = [Directory(client).organization(wanted)]
    return Outcome(False, {"organizations": [_told(_ORGANIZATION, row) for row in _by_name(rows)]})


def repositories(client: Client, params: Params, check_mode: bool) -> Outcome:
    """The module backup_repository_info. Raises Vb365Error."""
    directory = Directory(client)
    owner = directory.organization(params["organization"])["id"] if params["organization"] else None
    rows = client.get_all("/BackupRepositories", organizationId=owner)
    if owner is None:
        client.memory["/BackupRepositories"] = rows
    wanted = params["id"] or params["name"]
    if wanted:
        rows = named(rows, directory.repository(wanted)["id"], "id")
    return Outcome(False, {"repositories": [_told(_REPOSITORY, row) for row in _by_name(rows)]})


# ---- jobs ----------------------------------------------------------------------------------------------------------


def backup_jobs(client: Client, params: Params, check_mode: bool) -> Outcome:
    """The module backup_job_info. Raises Vb365Error."""
    directory = Directory(client)
    jobs = Jobs(client, directory)
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
    return Outcome(False, {"jobs": shown})


def _job_resources(client: Client, params: Params, filters: Mapping[str, str]) -> list[Resource]:
    name, identity = params["name"], params["id"]
    if name and is_uuid(name):
        name, identity = None, name
    if identity:
        resource = client.find(f"/Jobs/{identity}") or {}
        fits = all(str(resource.get(key)).lower() == value.lower() for key, value in filters.items())
        return [resource] if resource and fits else []
    rows = client.get_all("/Jobs", **filters)
    return rows if name is None else named(rows, name)


def _shown(client: Client, job: ReadJob, parts: Collection[str]) -> dict[str, Any]:
    """The job in a result, with the parts that cost requests of its own."""
    lists = {
        option: _items.read(client.get_all(f"/Jobs/{job.id}/{_items.LISTS[option]}"))
        for part, option in _ITEM_PARTS.items()
        if part in parts and (part == "exclusions" or job.settings.get("backup_type") == "SelectedItems")
    }
    shown = job.shown(Observed(job, lists).revision, with_lists(job.settings, lists))
    if "last_session" in parts:
        shown["last_session"] = _last_session(client, job)
    return shown


def _copy_jobs(client: Client, directory: Directory, owners: Collection[str]) -> dict[str, dict[str, Any]]:
    """The backup copy jobs, in one listing, by the id of the backup job."""
    rows = client.get_all("/CopyJobs", organizationId=next(iter(owners)) if len(owners) == 1 else None)
    return {str(row.get("backupJobId")).lower(): _copy_job(directory, row) for row in rows}


def _copy_job(directory: Directory, resource: Resource) -> dict[str, Any]:
    policy = resource.get("schedulePolicy") or {}
    window = {
        "backupWindowEnabled": policy.get("backupCopyWindowEnabled"),
        "backupWindowSettings": policy.get("backupCopyWindowSettings"),
    }
    return {
        **_told(_COPY_JOB, resource),
        "repository": directory.repository_name(str(resource.get("repositoryId"))),
        "schedule": {**_told(_COPY_SCHEDULE, policy), "backup_window": {}, **_schedule.from_api(window)},
    }


def _last_session(client: Client, job: ReadJob) -> dict[str, Any] | None:
    """The session that the job started last.

    No order of sessions is documented, and a job may have tens of thousands: so only those are asked for that run, or
    that ended after the last run had begun; and all of them where this brings none.
    """
    last_run = job.resource.get("lastRun")
    if not last_run:
        return None
    queries: list[dict[str, str]] = [{"endTimeLowerBound": re.sub(r"\.\d+", "", last_run)}, {}]
    if job.resource.get("lastStatus") in ("Running", "Queued"):
        queries.insert(0, {"status": "Running"})
    for query in queries:
        rows = client.get_all("/JobSessions", jobId=job.id, **query)
        if rows:
            newest = max(rows, key=_started)
            return _sessions.shown(newest)
    return None


# ---- sessions ------------------------------------------------------------------------------------------------------


def job_sessions(client: Client, params: Params, check_mode: bool) -> Outcome:
    """The module job_session_info. Raises Vb365Error."""
    if params["limit"] < 0:
        raise OptionError("limit", params["limit"], "expected 0 (for all) or more")
    rows = _session_resources(client, params)
    if params["status"]:
        rows = [row for row in rows if row.get("status") in params["status"]]
    rows = sorted(rows, key=_started, reverse=True)[: params["limit"] or None]
    shown = [_sessions.shown(row) for row in rows]
    if "log" in params["include"]:
        for session in shown:
            log = client.get_all(f"/JobSessions/{session['id']}/LogItems")
            session["log"] = [_sessions.log_item(item) for item in log]
    return Outcome(False, {"sessions": shown})


def _session_resources(client: Client, params: Params) -> list[Resource]:
    if params["id"]:
        resource = client.find(f"/JobSessions/{params['id']}")
        return [resource] if resource else []
    words = params["status"] or []
    status = _STATUS_FILTERS.get(words[0]) if len(words) == 1 else None
    rows: list[Resource] = []
    for job_id in _job_ids(client, params):
        rows += client.get_all("/JobSessions", jobId=job_id, status=status)
    return rows


def _job_ids(client: Client, params: Params) -> list[str | None]:
    """The jobs whose sessions are asked for; None for those of all jobs."""
    name = params["job"]
    if not params["organization"]:
        if name and not is_uuid(name):
            raise OptionError("organization", None, f"needed beside the name of a job ({name!r})")
        return [name]
    directory = Directory(client)
    jobs = Jobs(client, directory).all(directory.organization(params["organization"])["id"])
    if name is None:
        return [str(job["id"]) for job in jobs]
    found = named(jobs, name, "id" if is_uuid(name) else "name")
    if len(found) != 1:
        raise OptionError("job", name, f"expected one backup job of the organization: {listed(found or jobs)}")
    return [str(found[0]["id"])]


# ---- common --------------------------------------------------------------------------------------------------------


def _started(session: Resource) -> str:
    return str(session.get("creationTime") or "").rstrip("Z")


def _by_name(rows: list[Resource]) -> list[Resource]:
    return sorted(rows, key=lambda row: str(row.get("name")).casefold())


def _told(names: Mapping[str, str], resource: Mapping[str, Any]) -> dict[str, Any]:
    return {key: resource.get(name) for key, name in names.items()}
