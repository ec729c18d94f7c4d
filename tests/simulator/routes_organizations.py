# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations and their users, groups, sites and teams."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from .api import Flag, Paging, Query, authorized, page, query
from .backups import BYTES_OF_WORKLOAD
from .caseless import Route
from .errors import not_found
from .models import Guid
from .resources import links, organization_view, used_repository_view
from .world import Organization, Resource

DataSource = Literal["PreferLocal", "Production", "PreferLocalResynced"]
Location = Literal["Cloud", "OnPremises", "Hybrid", "CloudOrHybrid", "OnPremisesOrHybrid", "Any"]


class OrganizationsQuery(Paging):
    """Filters and the size of the views."""

    extendedView: Flag = False
    msid: Guid | None = None
    backedUpOrganizationId: str | None = None


class OneOrganization(Query):
    """An organization."""

    organizationId: Guid
    extendedView: Flag = False


class UsedRepositoriesQuery(Paging):
    """An organization."""

    organizationId: Guid


class ObjectsQuery(Paging):
    """The objects of an organization."""

    organizationId: Guid
    setId: Guid | None = None
    dataSource: DataSource = "PreferLocal"


class UsersQuery(ObjectsQuery):
    """Filters of users; userName is the whole e-mail address."""

    userName: str | None = None
    displayName: str | None = None
    locationFilter: Location = "Any"
    detectedSkuType: Literal["Other", "Education"] | None = None


class GroupsQuery(ObjectsQuery):
    """Filters of groups; groupName is the whole name."""

    groupName: str | None = None
    displayName: str | None = None
    locationFilter: Location = "Any"


class SitesQuery(ObjectsQuery):
    """Filters of sites; `filter` is a keyword of URL, name or title; personal ones only on demand."""

    includePersonalSites: Flag = False
    parentId: str | None = None
    locationFilter: Literal["Cloud", "OnPremises", "Any"] = "Any"
    keyword: Annotated[str | None, Field(alias="filter")] = None
    includeSearchSites: Flag = False


class TeamsQuery(ObjectsQuery):
    """Filters of teams."""

    displayName: str | None = None


class MembersQuery(ObjectsQuery):
    """A group."""

    groupId: str


class OneObject(Query):
    """An object of an organization."""

    organizationId: Guid
    objectId: str
    dataSource: DataSource = "PreferLocal"


async def organizations(request: Request) -> Response:
    """All organizations, by name."""
    api = authorized(request)
    asked = query(request, OrganizationsQuery)
    found = sorted(api.world.organizations.values(), key=lambda organization: organization.name)
    if asked.msid or asked.backedUpOrganizationId:
        views = [organization_view(organization, asked.extendedView) for organization in found]
        wanted = {"msid": asked.msid, "backedUpOrganizationId": asked.backedUpOrganizationId}
        views = [view for view in views if all(value in (None, view[name]) for name, value in wanted.items())]
        return page(api, asked, views, lambda view: view)
    return page(api, asked, found, lambda organization: organization_view(organization, asked.extendedView))


async def organization(request: Request) -> Response:
    """One organization."""
    api = authorized(request)
    asked = query(request, OneOrganization)
    return api.reply(organization_view(api.world.organization(asked.organizationId), asked.extendedView))


async def users(request: Request) -> Response:
    """Users."""
    api = authorized(request)
    asked = query(request, UsersQuery)
    owner = api.world.organization(asked.organizationId)
    found = _named(owner.shown("users"), asked.userName, asked.displayName, asked.locationFilter)
    if asked.detectedSkuType:
        found = [user for user in found if any(x["detectedSkuType"] == asked.detectedSkuType for x in _licenses(user))]
    return page(api, asked, found, _itself, asked.setId or "")


async def groups(request: Request) -> Response:
    """Groups."""
    api = authorized(request)
    asked = query(request, GroupsQuery)
    owner = api.world.organization(asked.organizationId)
    found = _named(owner.shown("groups"), asked.groupName, asked.displayName, asked.locationFilter)
    return page(api, asked, found, _itself, asked.setId or "")


async def sites(request: Request) -> Response:
    """Sites."""
    api = authorized(request)
    asked = query(request, SitesQuery)
    owner = api.world.organization(asked.organizationId)
    found = [site for site in owner.shown("sites").values() if asked.includePersonalSites or not site["isPersonal"]]
    if asked.keyword:
        word = asked.keyword.lower()
        found = [site for site in found if word in f"{site['url']}\n{site['name']}\n{site['title']}".lower()]
    if asked.parentId is not None:
        found = _children(owner, found, asked.parentId)
    if asked.locationFilter == "OnPremises":
        found = []
    return page(api, asked, found, _itself, asked.setId or "")


async def teams(request: Request) -> Response:
    """Teams."""
    api = authorized(request)
    asked = query(request, TeamsQuery)
    found = _named(api.world.organization(asked.organizationId).shown("teams"), None, asked.displayName, "Any")
    return page(api, asked, found, _itself, asked.setId or "")


async def used_repositories(request: Request) -> Response:
    """The repositories that have data of the organization, and how much."""
    api = authorized(request)
    asked = query(request, UsedRepositoriesQuery)
    owner = api.world.organization(asked.organizationId)
    bytes_of: dict[str, int] = {}
    for data in api.world.data.values():
        if data.organization_id == owner.id:
            size = BYTES_OF_WORKLOAD * len(data.times)
            bytes_of[data.repository_id] = bytes_of.get(data.repository_id, 0) + size
    return page(api, asked, [*bytes_of.items()], used_repository_view)


def _one(kind: str, what: str) -> Callable[[Request], Awaitable[Response]]:
    async def read(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, OneObject)
        objects = api.world.organization(asked.organizationId).shown(kind)
        if asked.objectId.lower() not in objects:
            raise not_found(what, asked.objectId)
        return api.reply(objects[asked.objectId.lower()])

    return read


async def members(request: Request) -> Response:
    """Members of a group: users, and groups in it. Those of a dynamic group cannot be resolved."""
    api = authorized(request)
    asked = query(request, MembersQuery)
    owner = api.world.organization(asked.organizationId)
    group = owner.shown("groups").get(asked.groupId.lower())
    if group is None:
        raise not_found("Group", asked.groupId)

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
    return page(api, asked, found, view, asked.setId or "")


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


_ONE = "/v8/Organizations/{organizationId}"
ROUTES = [
    Route("GET", "/v8/Organizations", organizations),
    Route("GET", _ONE, organization),
    Route("GET", f"{_ONE}/usedRepositories", used_repositories),
    Route("GET", f"{_ONE}/Users", users),
    Route("GET", f"{_ONE}/Users/{{objectId}}", _one("users", "User")),
    Route("GET", f"{_ONE}/Groups", groups),
    Route("GET", f"{_ONE}/Groups/{{objectId}}", _one("groups", "Group")),
    Route("GET", f"{_ONE}/Groups/{{groupId}}/Members", members),
    Route("GET", f"{_ONE}/Sites", sites),
    Route("GET", f"{_ONE}/Sites/{{objectId}}", _one("sites", "Site")),
    Route("GET", f"{_ONE}/Teams", teams),
    Route("GET", f"{_ONE}/Teams/{{objectId}}", _one("teams", "Team")),
]
