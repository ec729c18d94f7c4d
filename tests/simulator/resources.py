# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON resources that the server shows, but for sessions (session_views.py). Users, groups, sites and teams are
stored in that form already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from . import runs, schedule
from .clock import stamp
from .ids import make_id, shown_item_id
from .items import EMBEDDED, objects_of
from .world import CopyJob, Item, Job, Organization, Repository, World

ROOT = "/v8"


def links(**hrefs: str) -> dict[str, dict[str, str]]:
    """`_links`: hrefs relative to the server."""
    return {name: {"href": ROOT + href} for name, href in hrefs.items()}


def job_view(world: World, job: Job, now: datetime) -> dict[str, Any]:
    """RESTJob: neither items nor runNow; _links.copyJob only where there is one."""
    path = f"/Jobs/{job.id}"
    hrefs = {
        "self": path,
        "organization": f"/Organizations/{job.organization_id}",
        "backupRepository": f"/BackupRepositories/{job.repository_id}",
        "jobsessions": f"/JobSessions?jobId={job.id}",
        "selectedItems": f"{path}/SelectedItems",
        "excludedItems": f"{path}/ExcludedItems",
    }
    if world.copy_jobs and world.copy_job_of(job.id) is not None:
        hrefs["copyJob"] = f"{path}/CopyJob"
    running = world.sessions[job.session_id] if job.session_id else None
    return {
        "description": job.description,
        "backupType": job.backup_type,
        "schedulePolicy": schedule.shown(job.schedule, world.profile),
        "id": job.id,
        "organizationId": job.organization_id,
        "repositoryId": job.repository_id,
        "name": job.name,
        "lastRun": stamp(job.last_run),
        "nextRun": stamp(schedule.next_run(job.schedule, now)) if job.enabled else None,
        "lastBackup": stamp(job.last_backup),
        "isEnabled": job.enabled,
        "lastStatus": job.last_status,
        "totalObjects": job.total,
        "processedObjects": runs.progress(running, now) if running else job.processed,
        "eTag": job.etag,
        "_links": links(**hrefs),
    }


def item_view(world: World, job: Job, item: Item, side: str) -> dict[str, Any]:
    """RESTJobItemComposed: only what belongs to the item's type."""
    item_id = shown_item_id(item.type, item.object_id)
    hrefs = {"self": f"/Jobs/{job.id}/{side.capitalize()}Items/{item_id}", "job": f"/Jobs/{job.id}"}
    view: dict[str, Any] = {"type": item.type, "id": item_id, **item.options}
    if item.type == "OneDriveFolders":
        view["folders"] = list(item.folders)
    elif item.type in EMBEDDED:
        resource = objects_of(world.organizations[job.organization_id], item.type)[item.object_id]
        view[EMBEDDED[item.type]] = {name: value for name, value in resource.items() if name not in _left_out(item)}
        hrefs[EMBEDDED[item.type]] = resource["_links"]["self"]["href"][len(ROOT) :]
    return {**view, "_links": links(**hrefs)}


def _left_out(item: Item) -> tuple[str, ...]:
    """RESTJobSite, the site of an item, has fewer fields than RESTSite."""
    return ("isAvailable", "msid", "dataLocation") if item.type == "Site" else ()


def organization_view(organization: Organization, extended: bool = False) -> dict[str, Any]:
    """RestOrganizationComposed of type Office365. When it was backed up shows in the extended view alone."""
    path = f"/Organizations/{organization.id}"
    backups = {
        "isBackedup": organization.last_backup is not None,
        "firstBackuptime": stamp(organization.first_backup),
        "lastBackuptime": stamp(organization.last_backup),
    }
    return {
        **(backups if extended else {}),
        "type": "Office365",
        "region": "Worldwide",
        "id": organization.id,
        "name": organization.name,
        "officeName": organization.office_name,
        "description": organization.description,
        "isExchangeOnline": True,
        "isSharePointOnline": True,
        "isTeamsOnline": True,
        "isTeamsChatsOnline": organization.teams_chats,
        "msid": make_id("msid", organization.id),
        "backedUpOrganizationId": organization.id.replace("-", "") if organization.last_backup else None,
        "exchangeOnlineSettings": _connection(organization),
        "sharePointOnlineSettings": _connection(organization),
        "_links": links(
            self=path,
            jobs=f"/Jobs?organizationId={organization.id}",
            users=f"{path}/Users",
            groups=f"{path}/Groups",
            sites=f"{path}/Sites",
            teams=f"{path}/Teams",
            usedRepositories=f"{path}/usedRepositories",
        ),
        "_actions": {},
    }


def _connection(organization: Organization) -> dict[str, Any]:
    return {
        "useApplicationOnlyAuth": True,
        "officeOrganizationName": organization.name,
        "sharePointSaveAllWebParts": False,
        "applicationId": make_id("application", organization.id),
        "applicationCertificateThumbprint": make_id("thumbprint", organization.id).replace("-", "").upper(),
    }


def repository_view(repository: Repository) -> dict[str, Any]:
    """RESTBackupRepository with a retention of three years; objectStorage is null for a disk."""
    reason = "The repository is not reachable." if repository.out_of_order else None
    return {
        "id": repository.id,
        "name": repository.name,
        "description": repository.description,
        "path": repository.path,
        "capacityBytes": repository.capacity_bytes,
        "freeSpaceBytes": repository.free_bytes,
        "objectStorage": _object_storage(repository),
        "objectStorageEncryptionEnabled": False,
        "encryptionKeyId": None,
        "retentionType": repository.retention_type,
        "retentionPeriodType": "Yearly",
        "dailyRetentionPeriod": None,
        "monthlyRetentionPeriod": None,
        "yearlyRetentionPeriod": "Years3",
        "retentionFrequencyType": "Daily",
        "dailyTime": "00:00:00",
        "dailyType": "Everyday",
        "monthlyTime": "00:00:00",
        "monthlyDaynumber": None,
        "monthlyDayofweek": None,
        "proxyId": repository.proxy_id,
        "proxyPoolId": repository.proxy_pool_id,
        "organizationId": repository.organization_id,
        "isLongTerm": repository.long_term,
        "isOutdated": False,
        "isOutOfSync": False,
        "isIndexed": True,
        "isMigrationLocked": False,
        "isOutOfOrder": repository.out_of_order,
        "outOfOrderReason": reason,
        "_links": links(
            self=f"/BackupRepositories/{repository.id}",
            proxy=f"/Proxies/{repository.proxy_id}",
            jobs=f"/Jobs?repositoryId={repository.id}",
        ),
    }


def used_repository_view(used: tuple[str, int]) -> dict[str, Any]:
    """RESTOrganizationStorageSpaceUsage: a repository's id, and the bytes that an organization uses of it."""
    repository_id, used_bytes = used
    return {
        "repositoryId": repository_id,
        "usedSpaceBytes": used_bytes,
        "_links": links(repository=f"/BackupRepositories/{repository_id}"),
    }


def _object_storage(repository: Repository) -> dict[str, Any] | None:
    if repository.object_storage is None:
        return None
    return {
        "type": repository.object_storage,
        "id": make_id("object storage", repository.id),
        "sizeLimitEnabled": False,
        "sizeLimitGB": None,
        "enableImmutability": repository.immutable_days is not None,
        "immutabilityPeriodDays": repository.immutable_days,
    }


def copy_job_view(copy: CopyJob) -> dict[str, Any]:
    """RESTCopyJob."""
    path = f"/CopyJobs/{copy.id}"
    return {
        "backupJobId": copy.job_id,
        "schedulePolicy": schedule.shown_copy(copy.schedule),
        "id": copy.id,
        "organizationId": copy.organization_id,
        "repositoryId": copy.repository_id,
        "name": copy.name,
        "lastRun": stamp(copy.last_run),
        "nextRun": None,
        "lastBackup": stamp(copy.last_backup),
        "isEnabled": copy.enabled,
        "lastStatus": copy.last_status,
        "eTag": copy.etag,
        "_links": links(
            self=path,
            backupJob=f"{path}/BackupJob",
            organization=f"/Organizations/{copy.organization_id}",
            backupRepository=f"/BackupRepositories/{copy.repository_id}",
            jobsessions=f"/JobSessions?jobId={copy.id}",
        ),
    }
