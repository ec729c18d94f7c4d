# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items of jobs: the options of each type, the way from request bodies to stored items, and the rules for lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .errors import invalid
from .ids import item_key
from .models import ItemBody
from .world import Item, Job, Organization, Resource

# Options by item type, under the uneven names of the wire.
OPTIONS: dict[str, tuple[str, ...]] = {
    "User": ("mailbox", "archiveMailbox", "oneDrive", "personalSite"),
    "Group": (
        "members", "memberMailbox", "memberArchiveMailbox", "memberOnedrive", "memberSite", "mailbox", "groupSite",
    ),
    "Site": (),
    "Team": ("teamsChats",),
    "PartialOrganization": ("mailbox", "archiveMailbox", "oneDrive", "sites", "teams", "teamsChats"),
    "PersonalSites": (),
    "OneDriveFolders": (),
}  # fmt: skip
ALL_OPTIONS = tuple(dict.fromkeys(name for names in OPTIONS.values() for name in names))
EMBEDDED = {"User": "user", "Group": "group", "Site": "site", "Team": "team"}
REQUIRED = {
    "user": ("id",),
    "group": ("id",),
    "site": ("id", "url", "title", "isCloud", "isPersonal"),
    "team": ("id", "displayName", "mail"),
}
EXCLUDABLE = ("User", "Group", "Site", "Team", "PersonalSites", "OneDriveFolders")


def objects_of(organization: Organization, item_type: str) -> dict[str, Resource]:
    """The organization's users, groups, sites or teams by id."""
    objects: dict[str, Resource] = getattr(organization, EMBEDDED[item_type] + "s")
    return objects


def from_body(organization: Organization, body: ItemBody, field: str, minimum: str, stored: Item | None = None) -> Item:
    """The item that a body describes.

    Options left out are off in a new item; in an item that is edited (`stored`) they stay. `minimum` is the profile
    post_item_minimum. `field` is where the item stands in the request, for messages.
    """
    if body.type is None:
        raise invalid(f"{field}.type", "is required.")
    if stored is not None and body.type != stored.type:
        raise invalid(f"{field}.type", f"cannot be changed from {stored.type} to {body.type}.")
    object_id = _object_id(organization, body, field, minimum, stored)
    if body.id is not None and body.id.lower() != item_key(body.type, object_id):
        raise invalid(f"{field}.id", f"{body.id} is not the ID of this item.")
    options = _options(body, field, stored)
    if body.type in EMBEDDED:
        _check_kind(body.type, objects_of(organization, body.type)[object_id], options, field)
    return Item(body.type, object_id, options, _folders(body, field, stored))


def _object_id(organization: Organization, body: ItemBody, field: str, minimum: str, stored: Item | None) -> str:
    name = EMBEDDED.get(body.type)
    for other in EMBEDDED.values():
        if other != name and getattr(body, other) is not None:
            raise invalid(f"{field}.{other}", f"does not belong to an item of type {body.type}.")
    if name is None:
        return organization.id
    embedded = getattr(body, name)
    if embedded is None:
        return _id_alone(organization, body, f"{field}.{name}", minimum, stored)
    for required in REQUIRED[name] if minimum == "object" else ("id",):
        if getattr(embedded, required) is None:
            raise invalid(f"{field}.{name}.{required}", "is required.")
    object_id: str = embedded.id.lower()
    if object_id not in objects_of(organization, body.type) or (object_id in organization.gone and stored is None):
        raise invalid(f"{field}.{name}.id", f"organization {organization.name} has no {name} with ID {embedded.id}.")
    if stored is not None and object_id != stored.object_id:
        raise invalid(f"{field}.{name}.id", "is not the object of the item that is edited.")
    return object_id


def _id_alone(organization: Organization, body: ItemBody, field: str, minimum: str, stored: Item | None) -> str:
    if stored is not None:
        return stored.object_id
    if minimum == "id" and body.id is not None:
        for object_id in objects_of(organization, body.type):
            if item_key(body.type, object_id) == body.id.lower():
                return object_id
        raise invalid(f"{field}.id", f"organization {organization.name} has no object with ID {body.id}.")
    raise invalid(field, f"is required in an item of type {body.type}.")


def _options(body: ItemBody, field: str, stored: Item | None) -> dict[str, bool]:
    names = OPTIONS[body.type]
    for name in ALL_OPTIONS:
        if name not in names and getattr(body, name) is not None:
            raise invalid(f"{field}.{name}", f"does not belong to an item of type {body.type}.")
    options = dict(stored.options) if stored else dict.fromkeys(names, False)
    options.update({name: getattr(body, name) for name in names if getattr(body, name) is not None})
    if len(options) > 1 and not any(options.values()):
        raise invalid(field, f"every option of this {body.type} item is off ({', '.join(names)}).")
    return options


def _check_kind(item_type: str, resource: Resource, options: dict[str, bool], field: str) -> None:
    forbidden: Iterable[str] = ()
    if item_type == "Group" and resource["type"] != "Office365":
        forbidden = ("mailbox", "groupSite")
    elif item_type == "User" and resource["type"] == "Public":
        forbidden = ("archiveMailbox", "oneDrive", "personalSite")
    for name in forbidden:
        if options[name]:
            raise invalid(f"{field}.{name}", f"cannot be used with a {resource['type']} {item_type.lower()}.")


def _folders(body: ItemBody, field: str, stored: Item | None) -> tuple[str, ...]:
    if body.type != "OneDriveFolders":
        if body.folders is not None:
            raise invalid(f"{field}.folders", f"does not belong to an item of type {body.type}.")
        return ()
    folders = tuple(dict.fromkeys(body.folders or (stored.folders if stored and body.folders is None else ())))
    if not folders or not all(folder.strip() for folder in folders):
        raise invalid(f"{field}.folders", "at least one folder is required, and none may be empty.")
    return folders


def row_of_entire(organization: Organization) -> Item:
    """The item that a server may show in a job of the entire organization, where chats cannot be chosen."""
    options = {name: name != "teamsChats" for name in OPTIONS["PartialOrganization"]}
    return Item("PartialOrganization", organization.id, options)


def check_lists(
    organization: Organization, job: Job, selected: dict[str, Item], excluded: dict[str, Item], team_exclusion: str
) -> None:
    """Refuse lists that a job cannot have: the same object in both, types or teams that cannot be excluded.

    `job` has the exclusions that it had before, which can stay. `team_exclusion` is the profile.
    """
    if selected and job.backup_type == "EntireOrganization":
        raise invalid("selectedItems", "a job of type EntireOrganization has no selected items.")
    for key, item in excluded.items():
        if key not in job.excluded:
            _check_exclusion(item, selected, team_exclusion)
        if key in selected and (item.type != "OneDriveFolders" or _overlap(item, selected[key])):
            raise invalid("excludedItems", f"{label(organization, item)} is both selected and excluded.")


def _check_exclusion(item: Item, selected: dict[str, Item], team_exclusion: str) -> None:
    if item.type not in EXCLUDABLE:
        raise invalid("excludedItems", f"items of type {item.type} cannot be excluded.")
    if item.type == "Team" and team_exclusion == "item_chats" and not item.options["teamsChats"]:
        raise invalid("excludedItems", "a team can be excluded only with its chats.")
    if item.type == "Team" and team_exclusion == "job_chats" and not _chats_protected(selected):
        raise invalid("excludedItems", "a team can be excluded only where the job protects team chats.")


def _chats_protected(selected: dict[str, Item]) -> bool:
    return any(item.type == "PartialOrganization" and item.options["teamsChats"] for item in selected.values())


def _overlap(one: Item, other: Item) -> bool:
    return bool({folder.lower() for folder in one.folders} & {folder.lower() for folder in other.folders})


def label(organization: Organization, item: Item) -> str:
    """Type and name of an item's object, for messages."""
    if item.type not in EMBEDDED:
        return item.type
    resource = objects_of(organization, item.type)[item.object_id]
    return f"{item.type} {resource.get('url') or resource.get('name') or resource['displayName']}"


def count_objects(organization: Organization, selected: Iterable[Item]) -> list[tuple[str, str]]:
    """What a job with these items processes: (type, object id), each once."""
    found: dict[tuple[str, str], None] = {}
    for item in selected:
        if item.type == "Group" and item.options["members"]:
            members = organization.members.get(item.object_id, ())
            found.update({("User", member): None for member in members if member in organization.users})
        if item.type in EMBEDDED:
            found[item.type, item.object_id] = None
        elif item.type == "PartialOrganization":
            found.update(dict.fromkeys(everything(organization, item.options)))
        elif item.type == "PersonalSites":
            found.update({("Site", key): None for key, site in organization.sites.items() if site["isPersonal"]})
    return list(found)


def everything(organization: Organization, options: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """All users, sites and teams of an organization, as far as the options of a PartialOrganization item reach."""
    on = options or dict.fromkeys(OPTIONS["PartialOrganization"], True)
    found = []
    if on["mailbox"] or on["archiveMailbox"] or on["oneDrive"]:
        found += [("User", key) for key in organization.users]
    if on["sites"]:
        found += [("Site", key) for key in organization.sites]
    if on["teams"] or on["teamsChats"]:
        found += [("Team", key) for key in organization.teams]
    return found
