# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON resources of backed-up data: of a repository (RESTBackup…Data), protected objects, restore points."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .backups import USER, WHOLE, Data, RestorePoint
from .clock import stamp
from .ids import make_id
from .items import objects_of
from .resources import links
from .world import Resource, World

ACCOUNTS = {"User": "User", "Shared": "SharedMailbox", "Public": "PublicMailbox"}


def data_id(world: World, data: Data) -> str:
    """The id of the data, by the profile."""
    if world.profile.data_id == "own":
        return make_id("data", data.repository_id, data.organization_id, data.type, data.object_id)
    return data.object_id


def data_view(world: World, data: Data) -> dict[str, Any]:
    """RESTBackupUserData, RESTBackupGroupData, RESTBackupSiteData or RESTBackupTeamData."""
    ident = data_id(world, data)
    resource = _object(world, data)
    view = {
        "id": ident,
        "itemType": data.type,
        "repositoryId": data.repository_id,
        "organizationId": data.organization_id,
        "backedUpOrganizationId": backed_up_id(data.organization_id),
        "_links": links(self=f"/BackupRepositories/{data.repository_id}/{data.type}Data/{ident}"),
    }
    if data.type == "User":
        return {**view, **_user(data, resource)}
    if data.type == "Group":
        times = {"mailbox": "mailboxBackedUpTime", "site": "siteBackedUpTime"}
        flags = {"mailbox": "isMailboxBackedUp", "site": "isSiteBackedUp"}
        return {
            **view,
            **_times(data, times, flags),
            "accountId": resource["msid"],
            "displayName": resource["displayName"],
            "email": resource["name"],
            "groupSiteUrl": [resource["site"]] if resource["site"] else [],
        }
    backed_up = {"backedUpTime": stamp(data.times.get(WHOLE)), "msid": resource["msid"]}
    if data.type == "Site":
        return {**view, **backed_up, "title": resource["title"], "url": resource["url"]}
    return {**view, **backed_up, "displayName": resource["displayName"]}


def _user(data: Data, resource: Resource) -> dict[str, Any]:
    times = {name: f"{name}BackedUpTime" for name in USER.values()}
    flags = {name: f"is{name[0].upper()}{name[1:]}BackedUp" for name in USER.values()}
    return {
        **_times(data, times, flags),
        "accountType": ACCOUNTS[resource["type"]],
        "archiveName": f"In-Place Archive - {resource['displayName']}" if "archive" in data.times else "",
        "accountId": resource["msid"],
        "displayName": resource["displayName"],
        "email": resource["name"],
        "oneDriveUrl": [],
        "personalSiteUrl": [],
    }


def _times(data: Data, times: dict[str, str], flags: dict[str, str]) -> dict[str, Any]:
    return {
        **{wire: stamp(data.times.get(name)) for name, wire in times.items()},
        **{wire: name in data.times for name, wire in flags.items()},
    }


def organization_data_view(repository_id: str, organization_id: str, name: str) -> dict[str, Any]:
    """RESTBackupOrganizationData."""
    ident = backed_up_id(organization_id)
    return {
        "displayName": name,
        "organizationId": organization_id,
        "backedUpOrganizationId": ident,
        "msid": make_id("msid", organization_id),
        "_links": links(self=f"/BackupRepositories/{repository_id}/OrganizationData/{ident}"),
    }


def protected_view(world: World, found: list[Data]) -> dict[str, Any]:
    """RESTProtectedUser, …Group, …Site or …Team, from an object's data in all repositories that were asked for."""
    data = found[0]
    resource = _object(world, data)
    workloads = {name for one in found for name in one.times}
    title = resource.get("displayName") or resource.get("title")
    view: dict[str, Any] = {
        "id": data_id(world, data),
        "msid": resource["msid"],
        "displayName": title,
        "organizationId": data.organization_id,
        "backedUpOrganizationId": backed_up_id(data.organization_id),
        "eTag": resource["eTag"],
    }
    if data.type in ("User", "Group"):
        view["mailboxes"] = [
            {
                "id": make_id("mailbox", data.object_id, name),
                "displayName": title,
                "email": resource["name"],
                "isArchive": name == "archive",
            }
            for name in ("mailbox", "archive")
            if name in workloads
        ]
        view["sites"] = []
    if data.type == "User":
        view["accountType"] = ACCOUNTS[resource["type"]]
        view["oneDrives"] = []
        if "oneDrive" in workloads:
            view["oneDrives"] = [{"id": make_id("onedrive", data.object_id), "displayName": title, "url": ""}]
    if data.type == "Site":
        view["url"] = resource["url"]
    if data.type == "Team":
        view["description"] = resource["description"]
    return view


def restore_point_view(point: RestorePoint, workloads: set[str]) -> dict[str, Any]:
    """RESTRestorePoint."""
    return {
        "id": point.id,
        "isDeleted": False,
        "repositoryId": point.repository_id,
        "backupTime": stamp(point.time),
        "jobId": point.job_id,
        "organizationId": point.organization_id,
        "isExchange": "User" in workloads or "Group" in workloads,
        "isSharePoint": "Site" in workloads,
        "isOneDrive": "User" in workloads,
        "isTeams": "Team" in workloads,
        "isLongTermCopy": point.is_long_term,
        "isCopy": point.is_copy,
        "isRetrieved": False,
        "eTag": point.etag,
        "objectsEtag": point.etag,
        "immutabilityExpiresOn": None,
        "_links": links(self=f"/RestorePoints/{point.id}"),
    }


def backed_up_id(organization_id: str) -> str:
    """How repositories name an organization."""
    return organization_id.replace("-", "")


def _object(world: World, data: Data) -> Resource:
    return objects_of(world.organizations[data.organization_id], data.type)[data.object_id]


def is_within(moment: datetime, lower: datetime | None, upper: datetime | None) -> bool:
    """Whether a moment is within bounds, each of which may be missing."""
    return (lower is None or moment >= lower) and (upper is None or moment <= upper)
