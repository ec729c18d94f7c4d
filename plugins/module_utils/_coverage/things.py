# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of a directory and their workloads. Pure functions.

A workload is one kind of data that an item can back up of an object, such as its mailbox. Two objects may show the same
data: the personal site of a user is a site too, and so is the site of a group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Resource
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, home_of

Key = tuple[str, str]
"""The key of an object: its type, and its id in lower case."""

DIRECTORY = ("User", "Group", "Site", "Team")
"""The types of objects that a directory lists."""
WORKLOADS = {
    "User": ("mailbox", "archive_mailbox", "onedrive", "personal_site"),
    "Group": ("mailbox", "group_site"),
    "Site": ("site",),
    "Team": ("team", "teams_chats"),
}
CHATS = "teams_chats"
SERVICES = {
    "isExchangeOnline": ("Exchange Online", ("mailbox", "archive_mailbox")),
    "isSharePointOnline": ("SharePoint Online", ("onedrive", "personal_site", "group_site", "site")),
    "isTeamsOnline": ("Microsoft Teams", ("team",)),
    "isTeamsChatsOnline": ("team chats", (CHATS,)),
}
"""Services that an organization may be registered without, by the field of the organization, with their workloads."""


@dataclass(frozen=True)
class Thing:
    """An object of the directory. ``names``: the names by which an item may refer to it. ``reaches``: the types of
    items and the organization-wide items that may reach it without naming it."""

    key: Key
    name: str
    display_name: str | None
    names: tuple[str, ...]
    reaches: tuple[str, ...]
    workloads: tuple[str, ...]

    @property
    def type(self) -> str:
        """The type of an item for it."""
        return self.key[0]


Face = tuple[Thing, str]
"""An object, and the name of a workload of it."""


class Things:
    """All objects of a directory."""

    def __init__(self, objects: Mapping[str, Sequence[Resource]], without: Collection[str] = ()) -> None:
        """``objects``: the rows by type. ``without``: the workloads that the organization does not have."""
        self._same: dict[tuple[Key, str], tuple[Key, str]] = {}
        for one, other in _pairs(objects):
            self._same[one], self._same[other] = other, one
        found = (thing for kind in DIRECTORY for thing in _things(kind, objects.get(kind, ())))
        self._things = {thing.key: replace(thing, workloads=self._workloads(thing, without)) for thing in found}

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._things.values())

    def faces(self, thing: Thing, workload: str) -> list[Face]:
        """The workload of the object, and the same data as a workload of another object, if there is one."""
        other = self._same.get((thing.key, workload))
        return [(thing, workload), *([(self._things[other[0]], other[1])] if other else [])]

    def _workloads(self, thing: Thing, without: Collection[str]) -> tuple[str, ...]:
        """The workloads that exist. A user whose personal site is not in the directory has none."""
        there = (word for word in thing.workloads if word != "personal_site" or (thing.key, word) in self._same)
        return tuple(word for word in there if word not in without)


def missing(organization: Resource) -> tuple[list[str], list[str]]:
    """The services that the organization is registered without, and their workloads. A service counts as registered if
    the server does not show it."""
    fields = [field for field in SERVICES if organization.get(field) is False]
    return [SERVICES[field][0] for field in fields], [word for field in fields for word in SERVICES[field][1]]


def _things(kind: str, rows: Iterable[Resource]) -> Iterator[Thing]:
    for row in rows:
        names = tuple(str(row[key]) for key in TYPES[kind].names if row.get(key))
        display = row.get("displayName") or row.get("title")
        reaches = (kind, "PersonalSites") if kind == "Site" and row.get("isPersonal") else (kind,)
        identity = str(row["id"]).lower()
        yield Thing(
            (kind, identity), names[0] if names else identity, display, names, reaches, tuple(_workloads(kind, row))
        )


def _workloads(kind: str, row: Resource) -> Collection[str]:
    words = WORKLOADS[kind]
    if kind == "User":
        return [*TYPES[kind].applicable(row, dict.fromkeys(words))]
    return () if kind == "Group" and TYPES[kind].is_limited(row.get("type")) else words


def _pairs(objects: Mapping[str, Sequence[Resource]]) -> Iterator[tuple[tuple[Key, str], tuple[Key, str]]]:
    """The workloads that are the same data. An ending of an address that two users or two sites share is ignored."""
    sites = objects.get("Site", ())
    urls = {folded(str(row.get("url")), "url"): str(row["id"]).lower() for row in sites}
    for row in objects.get("Group", ()):
        url = folded(str(row.get("site") or ""), "url")
        if url in urls and _workloads("Group", row):
            yield (("Group", str(row["id"]).lower()), "group_site"), (("Site", urls[url]), "site")
    personal = [(str(row["id"]).lower(), str(row.get("url"))) for row in sites if row.get("isPersonal")]
    homes = _unique((folded(url, "url").rpartition("/")[2], identity) for identity, url in personal)
    owners = _unique(
        (home_of(str(row.get("name"))), str(row["id"]).lower())
        for row in objects.get("User", ())
        if not TYPES["User"].is_limited(row.get("type"))
    )
    for name in homes.keys() & owners.keys():
        yield (("User", owners[name]), "personal_site"), (("Site", homes[name]), "site")


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs whose first part occurs only once."""
    known = list(pairs)
    counts = Counter(name for name, _identity in known)
    return {name: identity for name, identity in known if counts[name] == 1}
