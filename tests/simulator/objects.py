# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, groups, sites and teams as the server shows them; repeatable ids from their names."""

from __future__ import annotations

from .ids import NIL, make_id
from .resources import links
from .world import Organization, Resource, World

LICENSE = {
    "skuId": make_id("sku", "ENTERPRISEPACK"),
    "skuPartNumber": "ENTERPRISEPACK",
    "detectedSkuType": "Other",
}


def add_organization(
    world: World, name: str, office_name: str, organization_id: str | None = None, teams_chats: bool = True
) -> Organization:
    """A new organization without objects."""
    ident = organization_id or make_id("organization", name.lower())
    organization = Organization(ident, name, office_name, None, teams_chats)
    world.organizations[ident] = organization
    return organization


def add_user(
    world: World,
    organization: Organization,
    name: str,
    display_name: str,
    user_type: str = "User",
    office: str = "",
    licensed: bool = True,
) -> Resource:
    """RESTUser; a cloud user's id ends in a GUID of zeros."""
    first = make_id("user", organization.id, name.lower())
    user = {
        "id": first + NIL,
        "eTag": world.next_etag(),
        "onPremisesSid": "",
        "displayName": display_name,
        "name": name,
        "type": user_type,
        "locationType": "Cloud",
        "office": office,
        "assignedLicenses": [LICENSE] if licensed and user_type == "User" else [],
        "msid": first,
        "dataLocation": None,
        "_links": _links(organization, "Users", first + NIL),
    }
    organization.users[first + NIL] = user
    return user


def group_id(organization: Organization, name: str) -> str:
    """The id that a group of this name gets."""
    return make_id("group", organization.id, name.lower())


def remove(world: World, organization: Organization, kind: str, ident: str, is_made_anew: bool) -> None:
    """Remove an object from the directory; if it was created again, another object gets its name."""
    objects: dict[str, Resource] = getattr(organization, kind)
    organization.gone.add(ident)
    if is_made_anew:
        new = make_id("anew", ident) + ident[36:]
        path = f"/Organizations/{organization.id}/{kind.capitalize()}/{new}"
        objects[new] = {**objects[ident], "id": new, "eTag": world.next_etag(), "_links": links(self=path)}


def add_group(
    world: World,
    organization: Organization,
    name: str,
    display_name: str,
    group_type: str = "Office365",
    members: list[str] | None = None,
    site: str | None = None,
) -> Resource:
    """RESTGroup; `members` are ids of users and of groups."""
    ident = group_id(organization, name)
    group = {
        "id": ident,
        "eTag": world.next_etag(),
        "onPremisesSid": None,
        "displayName": display_name,
        "name": name,
        "managedBy": None,
        "site": site,
        "type": group_type,
        "locationType": "Cloud",
        "msid": ident,
        "dataLocation": None,
        "_links": {
            **_links(organization, "Groups", ident),
            **links(members=f"/Organizations/{organization.id}/Groups/{ident}/Members"),
        },
    }
    organization.groups[ident] = group
    organization.members[ident] = list(members or [])
    return group


def add_site(
    world: World, organization: Organization, url: str, title: str, personal: bool = False, parent: str = ""
) -> Resource:
    """RESTSite; its id is two GUIDs, collection and web. `parent` is a URL."""
    ident = make_id("site", organization.id, url.lower()) + make_id("web", organization.id, url.lower())
    site = {
        "id": ident,
        "eTag": world.next_etag(),
        "url": url,
        "parentUrl": parent,
        "name": title,
        "isCloud": True,
        "isPersonal": personal,
        "title": title,
        "isAvailable": True,
        "siteCollectionError": "",
        "msid": ident[:36],
        "dataLocation": None,
        "_links": _links(organization, "Sites", ident),
    }
    organization.sites[ident] = site
    return site


def add_team(world: World, organization: Organization, display_name: str, mail: str, description: str = "") -> Resource:
    """RESTTeam."""
    ident = make_id("team", organization.id, mail.lower())
    team = {
        "id": ident,
        "eTag": world.next_etag(),
        "displayName": display_name,
        "description": description,
        "mail": mail,
        "msid": ident,
        "dataLocation": None,
        "_links": _links(organization, "Teams", ident),
    }
    organization.teams[ident] = team
    return team


def _links(organization: Organization, kind: str, ident: str) -> dict[str, dict[str, str]]:
    path = f"/Organizations/{organization.id}"
    return links(self=f"{path}/{kind}/{ident}", organization=path)
