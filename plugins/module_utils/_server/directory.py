# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names to ids: organizations, backup repositories, and the objects of an organization."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.items import ItemRequest
from ansible_collections.vb365.backup.plugins.module_utils._model.name import is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, Rows, label, listed, named

FEW = 5
"""Users of an organization that the tasks of a loop look up one by one; for more of them, all are listed."""


class Directory:
    """What the server calls things. Listings of organizations and repositories are remembered with the client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._memory = Memory.of(client)

    def organization(self, text: str) -> Resource:
        """The organization of this name, Office name or id. Raises OptionError that lists the candidates."""
        keys = ("id",) if is_uuid(text) else ("name", "officeName")
        return self._one("organization", self._listings("/Organizations"), text, keys)

    def repository(self, text: str) -> Resource:
        """The backup repository of this name or id. Raises OptionError that lists the candidates."""
        keys = ("id",) if is_uuid(text) else ("name",)
        return self._one("repository", self._listings("/BackupRepositories"), text, keys)

    def organization_name(self, identity: str) -> str:
        """The name of an organization where it is the only one of it, else its id."""
        return self._name("/Organizations", identity)

    def repository_name(self, identity: str) -> str:
        """The name of a repository where it is the only one of it, else its id."""
        return self._name("/BackupRepositories", identity)

    def repository_of(self, identity: str) -> Resource:
        """The repository of an id that the server shows; empty where this account does not see it."""
        rows = (row for listing in self._listings("/BackupRepositories") for row in named(listing, identity, "id"))
        return next(rows, {})

    def objects(self, organization_id: str, wanted: Sequence[ItemRequest]) -> dict[str, Resource | OptionError | None]:
        """The users, groups, sites and teams that items name, by the items' places: None for an item without an object,
        an error for a name of no object or of several."""
        listed_anew: set[str] = set()
        few = self._are_few(organization_id, wanted)
        return {item.place: self._object_or_error(organization_id, item, few, listed_anew) for item in wanted}

    def _are_few(self, organization_id: str, wanted: Sequence[ItemRequest]) -> bool:
        """Whether users are to be looked up one by one: nobody listed them, and few were or are to be looked up."""
        path = f"/Organizations/{organization_id}/Users"
        names = {str(item.name).casefold() for item in wanted if TYPES[item.type].looked_up_by_name and not item.id}
        return path not in self._memory.listings and len(names.union(self._looked_up(path))) <= FEW

    def _object_or_error(
        self, organization_id: str, item: ItemRequest, is_one_of_few: bool, listed_anew: set[str]
    ) -> Resource | OptionError | None:
        try:
            return self._object(organization_id, item, is_one_of_few, listed_anew)
        except OptionError as error:
            return error

    def _object(
        self, organization_id: str, item: ItemRequest, is_one_of_few: bool, listed_anew: set[str]
    ) -> Resource | None:
        kind = TYPES[item.type]
        if not kind.embedded:
            return None
        path = f"/Organizations/{organization_id}/{kind.listing}"
        if item.id:
            identity = item.id[len(kind.guid) :] if item.id.lower().startswith(kind.guid) else item.id
            return self._one(f"{item.place}.id", self._listings(path, listed_anew, **kind.query), identity, ("id",))
        listings = self._listings(path, listed_anew, **kind.query)
        if kind.looked_up_by_name and is_one_of_few:
            listings = chain(self._users_named(path, str(item.name)), listings)
        return self._one(f"{item.place}.name", listings, str(item.name), kind.names)

    def _users_named(self, path: str, name: str) -> Iterator[list[Resource]]:
        found = self._looked_up(path)
        if name.casefold() not in found:
            found[name.casefold()] = self._client.get_all(path, userName=name)
        yield found[name.casefold()]

    def _looked_up(self, path: str) -> dict[str, list[Resource]]:
        """Users that were looked up by name, remembered as a listing is, for a loop may name them again."""
        return self._memory.users_by_name.setdefault(path, {})

    def _one(self, option: str, listings: Iterable[list[Resource]], text: str, keys: Sequence[str]) -> Resource:
        rows: list[Resource] = []
        for rows in listings:
            for key in keys:
                found = named(rows, text, key)
                if len(found) > 1:
                    raise OptionError(option, text, f"{len(found)} have this name, expected an id: {listed(found)}")
                if found:
                    return found[0]
        raise OptionError(option, text, f"the server knows none of this name; {_candidates(rows, text)}")

    def _name(self, path: str, identity: str) -> str:
        for rows in self._listings(path):
            for row in named(rows, identity, "id"):
                name = str(row.get("name") or "")
                return name if len(named(rows, name, "name")) == 1 else identity
        return identity

    def _listings(self, path: str, listed_anew: set[str] | None = None, **query: Any) -> Iterator[list[Resource]]:
        """The remembered listing, if there is one, then a new one, unless its path is in ``listed_anew`` already.

        The names of organizations are remembered by all tasks of a run: a run has as many hosts as there are tenants.
        """
        memory, is_shared = self._memory.listings, path == "/Organizations"
        known = memory.get(path) or (self._client.known_organizations() if is_shared else None)
        if known:
            memory[path] = known if isinstance(known, Rows) else Rows(known)
            yield memory[path]
        if listed_anew is None or path not in listed_anew:
            memory[path] = Rows(self._client.get_all(path, **query))
            if is_shared:
                self._client.tell_organizations(memory[path])
            if listed_anew is not None:
                listed_anew.add(path)
            yield memory[path]


def _candidates(rows: Sequence[Resource], text: str) -> str:
    names = sorted({label(row) for row in rows} - {""})
    if not names:
        return "it shows none to this account"
    close = difflib.get_close_matches(text, names, n=5, cutoff=0.5) or names[:10]
    return f"expected one of the {len(names)} it shows, such as {', '.join(close)}"
