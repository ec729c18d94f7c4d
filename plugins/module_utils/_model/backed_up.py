# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backed-up data of a repository in one form for users, groups, sites and teams. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import coverage as _coverage
from ansible_collections.vb365.backup.plugins.module_utils._model.items import GUID_LENGTH, Item
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, home_of

KINDS = ("User", "Group", "Site", "Team")
WHOLE = "all"
"""The workload of an object that has only one."""
_TIMES = {
    "mailboxBackedUpTime": "mailbox",
    "archiveBackedUpTime": "archive_mailbox",
    "oneDriveBackedUpTime": "onedrive",
    "personalSiteBackedUpTime": "personal_site",
    "siteBackedUpTime": "site",
    "backedUpTime": WHOLE,
}
_OF_MEMBERS = {
    "member_mailbox": "mailbox",
    "member_archive_mailbox": "archive_mailbox",
    "member_onedrive": "onedrive",
    "member_site": "personal_site",
}
SITES = ("personal_site", "site")
"""The workloads of a user and of a group that sessions list as objects of their own."""
_NAMES = {"User": "email", "Group": "email", "Site": "url", "Team": "displayName"}
_SHARED_NAMES = ("Team",)
"""Types whose objects can share a name."""
Data = dict[str, Any]
"""Data of an object, as JSON values: ``type``, ``name``, ``display_name``, ``organization_id``, ``id``, ``ids`` (all
possible ids, in lower case), ``msid`` (of a site: that of its collection), ``workloads`` (times by workload)."""


def from_api(kind: str, row: Mapping[str, Any]) -> Data:
    """The data of an object. It is not confirmed which of the ids in the data is that of the object."""
    # The first half of a site's id is that of its collection, which its subsites share.
    ids = [row.get(key) for key in (("id",) if kind == "Site" else ("id", "accountId", "msid"))]
    return {
        "type": kind,
        "name": row.get(_NAMES[kind]) or row.get("displayName") or row.get("title"),
        "display_name": row.get("displayName") or row.get("title"),
        "organization_id": row.get("organizationId"),
        "id": row.get("id"),
        "msid": str(row.get("msid") or "").lower(),
        "ids": sorted({str(one).lower() for one in ids if one}),
        "workloads": {name: row[wire] for wire, name in _TIMES.items() if row.get(wire)},
    }


def oldest(data: Data) -> str | None:
    """The time of the workload with the oldest backup."""
    return min(data["workloads"].values(), default=None)


def keys(kind: str, identity: Any, name: str | None = None) -> set[tuple[str, str]]:
    """The keys that find an object of the directory among data: type with id, and type with name."""
    text = str(identity or "").lower()
    ids = {text} if kind == "Site" else {text, text[:GUID_LENGTH]}
    return {(kind, one) for one in (*ids, _by_name(kind, name)) if one}


def keys_of(data: Data) -> set[tuple[str, str]]:
    """The keys of an object in data."""
    return {(data["type"], one) for one in (*data["ids"], _by_name(data["type"], data["name"])) if one}


def wide_keys(kind: str, identity: Any) -> set[tuple[str, str]]:
    """As keys(), and a key that a site shares with its subsites."""
    text = str(identity or "").lower()
    return {(kind, text), (kind, text[:GUID_LENGTH])}


def wide_keys_of(data: Data) -> set[tuple[str, str]]:
    """As keys_of(), and a key that a site shares with its subsites."""
    return {*keys_of(data), (data["type"], data["msid"])}


def _by_name(kind: str, name: str | None) -> str | None:
    return folded(name, _NAMES[kind]) if name and kind not in _SHARED_NAMES else None


def expected(items: Sequence[Item]) -> Iterator[Item]:
    """The selected items that leave data in a repository, by their names."""
    for item in items:
        is_container = item.type == "Group" and not (item.options.get("mailbox") or item.options.get("group_site"))
        if item.type in KINDS and not is_container:
            yield item


def selected(item: Item, data: Data) -> set[str]:
    """The workloads of a user or group, as ``data`` names them, that an item selects or may select: the members of a
    group, and the group of a site, are not known here."""
    if not item.kind.is_known:
        return {*data["workloads"]}
    on, site = _coverage.parts(item), "personal_site" if data["type"] == "User" else "site"
    if item.type == data["type"]:
        is_same = not keys_of(data).isdisjoint(keys(item.type, (item.object or {}).get("id"), item.name))
        return {site if part == "group_site" else part for part in on} if is_same else set()
    if item.type == "PartialOrganization":
        return on | ({site} if "sites" in on else set())
    if data["type"] == "Group":
        return {site} if item.type == "Site" else set()
    if item.type == "Site":
        return {site} if folded(item.name or "", "url").rpartition("/")[2] == home_of(str(data["name"])) else set()
    if item.type == "OneDriveFolders":
        return {"onedrive"}
    return {site} if item.type == "PersonalSites" else {_OF_MEMBERS[part] for part in on & {*_OF_MEMBERS}}
