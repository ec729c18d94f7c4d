# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names to ids: organizations, backup repositories, and the objects of an organization."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import partial
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, UnknownName
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.items import ItemRequest
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, is_uuid, label, listed
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.listing import Listing
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, Rows

FEW = 5
"""Up to this many users of an organization are looked up by name, one request each. For more, all users are listed."""


class Directory:
    """Looks up names and ids in the listings of a client's memory."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._memory = Memory.of(client)

    def organization(self, text: str) -> Resource:
        """The organization of this name, Office name or id. Raises OptionError that lists the candidates."""
        keys = ("id",) if is_uuid(text) else ("name", "officeName")
        organizations = self._memory.organizations
        return _only("organization", text, organizations.find(text, *keys), organizations, "organization")

    def repository(self, text: str) -> Resource:
        """The backup repository of this name or id. Raises OptionError that lists the candidates."""
        repositories = self._memory.repositories
        found = repositories.find(text, "id" if is_uuid(text) else "name")
        return _only("repository", text, found, repositories, "backup repository")

    def organization_name(self, identity: str) -> str:
        """The organization's name if no other organization has it, else its id."""
        return _name(self._memory.organizations, identity)

    def repository_name(self, identity: str) -> str:
        """The repository's name if no other repository has it, else its id."""
        return _name(self._memory.repositories, identity)

    def repository_of(self, identity: str) -> Resource:
        """The repository of an id; an empty dict if this account does not see it."""
        return next(iter(self._memory.repositories.find(identity, "id")), {})

    def listed(self, organization_id: str, kind: str) -> Rows:
        """All objects of an organization that items of this type can name."""
        path = f"/Organizations/{organization_id}/{TYPES[kind].listing}"
        return self._listing(path, **TYPES[kind].query).rows()

    def read_already(self, organization_id: str) -> dict[str, Rows]:
        """The objects of an organization, by the item types whose objects were listed before. Sends no request."""
        paths = {kind: f"/Organizations/{organization_id}/{one.listing}" for kind, one in TYPES.items() if one.listing}
        listings = {kind: self._memory.objects[path] for kind, path in paths.items() if path in self._memory.objects}
        return {kind: listing.rows() for kind, listing in listings.items() if listing.is_current}

    def forget_objects(self) -> None:
        """List and look up objects again at the next access."""
        self._memory.objects.clear()
        self._memory.users_by_name.clear()

    def objects(self, organization_id: str, wanted: Sequence[ItemRequest]) -> dict[str, Resource | OptionError | None]:
        """The users, groups, sites and teams that items name, by the items' places.

        The value is None for an item without an object, UnknownName for an unknown name, and an OptionError for an
        ambiguous name.
        """
        asker = object()
        few = self._are_few(organization_id, wanted)
        return {item.place: self._object(organization_id, item, few, asker) for item in wanted}

    def _are_few(self, organization_id: str, wanted: Sequence[ItemRequest]) -> bool:
        """Whether to look up users one by one: they were not listed yet, and few are looked up in total."""
        path = f"/Organizations/{organization_id}/Users"
        names = {folded(str(item.name)) for item in wanted if TYPES[item.type].looked_up_by_name and not item.id}
        looked_up = self._memory.users_by_name.get(path, {})
        return not self._listing(path).is_current and len(names.union(looked_up)) <= FEW

    def _object(
        self, organization_id: str, item: ItemRequest, is_one_of_few: bool, asker: object
    ) -> Resource | OptionError | None:
        kind, name = TYPES[item.type], str(item.name)
        if not kind.embedded:
            return None
        path = f"/Organizations/{organization_id}/{kind.listing}"
        listing, noun = self._listing(path, **kind.query), item.type.lower()
        try:
            if item.id:
                identity = item.id[len(kind.guid) :] if item.id.lower().startswith(kind.guid) else item.id
                return _only(f"{item.place}.id", identity, listing.find(identity, "id", asker=asker), listing, noun)
            found = self._users_named(path, name) if kind.looked_up_by_name and is_one_of_few else []
            found = found or listing.find(name, *kind.searched, asker=asker)
            other = "" if found else self._type_of(organization_id, name, asker)
            return _only(f"{item.place}.name", name, found, listing, noun, other)
        except OptionError as error:
            return error

    def _type_of(self, organization_id: str, name: str, asker: object) -> str:
        """The item type that has an object of this name; empty if there is none."""
        for one, kind in TYPES.items():
            path = f"/Organizations/{organization_id}/{kind.listing}"
            if kind.embedded and self._listing(path, **kind.query).find(name, *kind.searched, asker=asker):
                return one
        return ""

    def _users_named(self, path: str, name: str) -> list[Resource]:
        """The users of this name, by a request of their own, remembered for the next tasks of a loop."""
        known = self._memory.users_by_name.setdefault(path, {})
        key = folded(name)
        if key not in known:
            known[key] = Rows(self._client.get_all(path, userName=name))
        return known[key].named(name, "name")

    def _listing(self, path: str, **query: Any) -> Listing:
        return self._memory.objects.setdefault(path, Listing(partial(self._client.get_all, path, **query)))


def _only(option: str, text: str, found: Sequence[Resource], listing: Listing, noun: str, other: str = "") -> Resource:
    """The single row of ``found``. ``other``: the item type that has an object of this name.

    Raises UnknownName if there is no row, OptionError if there are several.
    """
    if len(found) > 1:
        raise OptionError(option, text, f"{len(found)} have this name, expected an id: {listed(found)}")
    if not found:
        hint = f"a {other} has this name: set type to {other}" if other else _candidates(listing.rows(), text)
        raise UnknownName(option, text, f"no {noun} has this name; {hint}")
    return found[0]


def _name(listing: Listing, identity: str) -> str:
    names = [str(row.get("name") or "") for row in listing.find(identity, "id")]
    return names[0] if names and len(listing.rows().alike(names[0], "name")) == 1 else identity


def _candidates(rows: Sequence[Resource], text: str) -> str:
    names = sorted({label(row) for row in rows} - {""})
    if not names:
        return "the server shows none to this account"
    close = difflib.get_close_matches(text, names, n=5, cutoff=0.5) or names[:10]
    return f"expected one of the {len(names)} on the server, such as {', '.join(close)}"
