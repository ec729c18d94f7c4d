# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backed-up data of a repository as they are read: one form for users, groups, sites and teams. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.items import GUID_LENGTH, Item
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded

KINDS = ("User", "Group", "Site", "Team")
_TIMES = {
    "mailboxBackedUpTime": "mailbox",
    "archiveBackedUpTime": "archive_mailbox",
    "oneDriveBackedUpTime": "onedrive",
    "personalSiteBackedUpTime": "personal_site",
    "siteBackedUpTime": "site",
    "backedUpTime": "all",
}
_NAMES = {"User": "email", "Group": "email", "Site": "url", "Team": "displayName"}
_SHARED_NAMES = ("Team",)
"""Types of which several objects may have one name."""
Data = dict[str, Any]
"""``type``, ``name``, ``display_name``, ``organization_id``, ``id``, ``ids`` (all by which the object may be known, in
lower case), ``msid`` (of a site that of its collection), ``workloads`` (times by workload). JSON can carry it."""


def from_api(kind: str, row: Mapping[str, Any]) -> Data:
    """The data of an object; nobody has confirmed which of their ids is that of the object."""
    # Sites have the first half of their ids, the collection's, in common with the sites below them.
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
    """The time of the workload that was backed up the longest ago."""
    return min(data["workloads"].values(), default=None)


def keys(kind: str, identity: Any, name: str | None = None) -> set[tuple[str, str]]:
    """By what an object of the directory is known among data: type with id, and with name."""
    text = str(identity or "").lower()
    ids = {text} if kind == "Site" else {text, text[:GUID_LENGTH]}
    return {(kind, one) for one in (*ids, _by_name(kind, name)) if one}


def keys_of(data: Data) -> set[tuple[str, str]]:
    """By what the object of data is known."""
    return {(data["type"], one) for one in (*data["ids"], _by_name(data["type"], data["name"])) if one}


def wide_keys(kind: str, identity: Any) -> set[tuple[str, str]]:
    """As keys(), and by what a site has in common with the sites below it."""
    text = str(identity or "").lower()
    return {(kind, text), (kind, text[:GUID_LENGTH])}


def wide_keys_of(data: Data) -> set[tuple[str, str]]:
    """As keys_of(), and by what a site has in common with the sites below it."""
    return {*keys_of(data), (data["type"], data["msid"])}


def _by_name(kind: str, name: str | None) -> str | None:
    return folded(name, _NAMES[kind]) if name and kind not in _SHARED_NAMES else None


def expected(items: Sequence[Item]) -> Iterator[Item]:
    """The selected items that leave data of their own in a repository, by their names."""
    for item in items:
        is_container = item.type == "Group" and not (item.options.get("mailbox") or item.options.get("group_site"))
        if item.type in KINDS and not is_container:
            yield item
