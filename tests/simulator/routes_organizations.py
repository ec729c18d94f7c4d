# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations and their users, groups, sites and teams."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from .api import Caller, Flag, Paged, no_set_id, page
from .backups import BYTES_OF_WORKLOAD
from .errors import not_found
from .models import Guid
from .resources import links, organization_view, used_repository_view
from .web import Answer, Depends, Named, Router
from .world import Organization, Resource

router = Router("/v8/Organizations")
DataSource = Literal["PreferLocal", "Production", "PreferLocalResynced"]
Location = Literal["Cloud", "OnPremises", "Hybrid", "CloudOrHybrid", "OnPremisesOrHybrid", "Any"]


@router.get("", Depends(no_set_id))
async def organizations(
    api: Caller,
    asked: Paged,
    extendedView: Flag = False,
    msid: Guid | None = None,
    backedUpOrganizationId: str | None = None,
) -> Answer:
    """All organizations, by name."""
    found = sorted(api.world.organizations.values(), key=lambda organization: organization.name)
    if msid or backedUpOrganizationId:
        views = [organization_view(organization, extendedView) for organization in found]
        wanted = {"msid": msid, "backedUpOrganizationId": backedUpOrganizationId}
        views = [view for view in views if all(value in (None, view[name]) for name, value in wanted.items())]
        return page(api, asked, views, lambda view: view)
    return page(api, asked, found, lambda organization: organization_view(organization, extendedView))


@router.get("/{organizationId}")
async def organization(api: Caller, organizationId: Guid, extendedView: Flag = False) -> Answer:
    """One organization."""
    return api.reply(organization_view(api.world.organization(organizationId), extendedView))


@router.get("/{organizationId}/Users")
async def users(
    api: Caller,
    organizationId: Guid,
    asked: Paged,
    setId: Guid | None = None,
    userName: str | None = None,
    displayName: str | None = None,
    locationFilter: Location = "Any",
    dataSource: DataSource = "PreferLocal",
    detectedSkuType: Literal["Other", "Education"] | None = None,
) -> Answer:
    """Users; userName is the whole e-mail address."""
    found = _named(api.world.organization(organizationId).shown("users"), userName, displayName, locationFilter)
    if detectedSkuType:
        found = [user for user in found if any(x["detectedSkuType"] == detectedSkuType for x in _licenses(user))]
    return page(api, asked, found, _itself, setId or "")


@router.get("/{organizationId}/Groups")
async def groups(
    api: Caller,
    organizationId: Guid,
    asked: Paged,
    setId: Guid | None = None,
    groupName: str | None = None,
    displayName: str | None = None,
    locationFilter: Location = "Any",
    dataSource: DataSource = "PreferLocal",
) -> Answer:
    """Groups; groupName is the whole name."""
    found = _named(api.world.organization(organizationId).shown("groups"), groupName, displayName, locationFilter)
    return page(api, asked, found, _itself, setId or "")


@router.get("/{organizationId}/Sites")
async def sites(
    api: Caller,
    organizationId: Guid,
    asked: Paged,
    setId: Guid | None = None,
    includePersonalSites: Flag = False,
    parentId: str | None = None,
    locationFilter: Literal["Cloud", "OnPremises", "Any"] = "Any",
    keyword: Annotated[str | None, Named("filter")] = None,
    dataSource: DataSource = "PreferLocal",
    includeSearchSites: Flag = False,
) -> Answer:
    """Sites; `filter` searches for a keyword of URL, name or title; personal ones only on demand."""
    owner = api.world.organization(organizationId)
    found = [site for site in owner.shown("sites").values() if includePersonalSites or not site["isPersonal"]]
    if keyword:
        word = keyword.lower()
        found = [site for site in found if word in f"{site['url']}\n{site['name']}\n{site['title']}".lower()]
    if parentId is not None:
        found = _children(owner, found, parentId)
    if locationFilter == "OnPremises":
        found = []
    return page(api, asked, found, _itself, setId or "")


@router.get("/{organizationId}/Teams")
async def teams(
    api: Caller,
    organizationId: Guid,
    asked: Paged,
    setId: Guid | None = None,
    displayName: str | None = None,
    dataSource: DataSource = "PreferLocal",
) -> Answer:
    """Teams."""
    found = _named(api.world.organization(organizationId).shown("teams"), None, displayName, "Any")
    return page(api, asked, found, _itself, setId or "")


@router.get("/{organizationId}/usedRepositories", Depends(no_set_id))
async def used_repositories(api: Caller, organizationId: Guid, asked: Paged) -> Answer:
    """The repositories that have data of the organization, and how much."""
    owner = api.world.organization(organizationId)
    bytes_of: dict[str, int] = {}
    for data in api.world.data.values():
        if data.organization_id == owner.id:
            size = BYTES_OF_WORKLOAD * len(data.times)
            bytes_of[data.repository_id] = bytes_of.get(data.repository_id, 0) + size
    return page(api, asked, [*bytes_of.items()], used_repository_view)


def _one(kind: str, what: str) -> Callable[..., Any]:
    async def read(api: Caller, organizationId: Guid, objectId: str, dataSource: DataSource = "PreferLocal") -> Answer:
        objects = api.world.organization(organizationId).shown(kind)
        if objectId.lower() not in objects:
            raise not_found(what, objectId)
        return api.reply(objects[objectId.lower()])

    read.__doc__ = f"One {what.lower()}."
    return read


for _kind, _what in (("users", "User"), ("groups", "Group"), ("sites", "Site"), ("teams", "Team")):
    router.get(f"/{{organizationId}}/{_what}s/{{objectId}}")(_one(_kind, _what))


@router.get("/{organizationId}/Groups/{groupId}/Members")
async def members(
    api: Caller,
    organizationId: Guid,
    groupId: str,
    asked: Paged,
    setId: Guid | None = None,
    dataSource: DataSource = "PreferLocal",
) -> Answer:
    """Members of a group: users, and groups in it. Those of a dynamic group cannot be resolved."""
    owner = api.world.organization(organizationId)
    group = owner.shown("groups").get(groupId.lower())
    if group is None:
        raise not_found("Group", groupId)

    def view(member_id: str) -> dict[str, Any]:
        is_user = member_id in owner.users
        member = (owner.users if is_user else owner.groups)[member_id]
        hrefs = {"group": f"/Organizations/{owner.id}/Groups/{group['id']}"}
        if is_user:
            hrefs["user"] = f"/Organizations/{owner.id}/Users/{member_id}"
        return {
            "groupId": group["id"],
            "name": member["displayName"],
            "login": member["name"],
            "type": "User" if is_user else "Group",
            "isCloud": True,
            "dataLocation": member["dataLocation"],
            "_links": links(**hrefs),
        }

    is_dynamic = group["type"] == "DynamicDistribution"
    found = [] if is_dynamic else [one for one in owner.members.get(group["id"], []) if one not in owner.gone]
    return page(api, asked, found, view, setId or "")


def _named(objects: dict[str, Resource], name: str | None, display: str | None, location: str) -> list[Resource]:
    found = list(objects.values())
    if name is not None:
        found = [one for one in found if str(one["name"]).lower() == name.lower()]
    if display is not None:
        pattern = display.lower().replace("[", "[[]")
        found = [one for one in found if fnmatchcase(one["displayName"].lower(), pattern)]
    if location != "Any":
        found = [one for one in found if one["locationType"] in location.replace("OrHybrid", " Hybrid").split()]
    return found


def _licenses(user: Resource) -> list[dict[str, Any]]:
    return user["assignedLicenses"] or []


def _children(owner: Organization, found: list[Resource], parent_id: str) -> list[Resource]:
    if parent_id.lower() == "root":
        return [site for site in found if not site["parentUrl"]]
    parent = owner.sites.get(parent_id.lower())
    if parent is None:
        raise not_found("Site", parent_id)
    return [site for site in found if site["parentUrl"] == parent["url"]]


def _itself(resource: Resource) -> Resource:
    return resource
