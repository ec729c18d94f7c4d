# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of groups, as far as the server shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

DYNAMIC = "DynamicDistribution"
"""The type of groups whose members the server cannot resolve (documented)."""


@dataclass(frozen=True)
class Membership:
    """The members of a group, by the lower-case ids of users.

    ``users``: direct members. ``nested``: users of whom it is unknown whether VB365 counts them as members: they are in
    a nested group, or the server does not say what kind of member they are. ``is_open``: whether further users may be
    members, because the group or a nested group is dynamic, or the server does not show the group or its members.
    ``strangers``: members that are not in the directory.
    """

    users: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()
    is_open: bool = False
    strangers: tuple[str, ...] = ()


UNREAD = Membership(is_open=True)
"""The membership of a group that was not read."""


def memberships(
    client: Client,
    organization_id: str,
    wanted: Iterable[str],
    users: Sequence[Resource],
    groups: Sequence[Resource],
) -> dict[str, Membership]:
    """The members of the wanted groups, by the groups' lower-case ids.

    ``users`` and ``groups``: all users and groups of the organization. Groups that the directory lacks are missing in
    the result. Each group and nested group is read once. Raises Vb365Error.
    """
    types = {str(row["id"]).lower(): row.get("type") for row in groups}
    wanted = {one.lower() for one in wanted} & types.keys()
    names = _Names(users, groups)
    found: dict[str, _Direct] = {}
    todo = wanted
    while todo:
        closed = [one for one in todo if types[one] != DYNAMIC]
        rows = _rows(client, organization_id, closed)
        found.update({one: _Direct(is_open=True) for one in todo - {*closed}})
        found.update({one: names.of(rows[one]) if one in rows else _Direct(is_open=True) for one in closed})
        todo = {inner for one in todo for inner in found[one].groups} - found.keys()
    return {one: _with_nested(one, found) for one in wanted}


def _rows(client: Client, organization_id: str, groups: Collection[str]) -> dict[str, list[Resource]]:
    """The rows of the members of groups, read in parallel. Missing: a group that the server lists but does not find."""
    paths = {one: f"/Organizations/{organization_id}/Groups/{one}/Members" for one in groups}
    fetched = client.get_all_of([*paths.values()])
    rows: dict[str, list[Resource]] = {}
    for one, path in paths.items():
        with suppress(NotFound):
            rows[one] = fetched[path] if path in fetched else client.get_all(path)
    return rows


@dataclass
class _Direct:
    """The members that the listing of one group shows. ``unsure``: users who may be members."""

    users: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    is_open: bool = False
    strangers: list[str] = field(default_factory=list)


class _Names:
    """Finds the users and groups of a directory that member rows refer to."""

    def __init__(self, users: Sequence[Resource], groups: Sequence[Resource]) -> None:
        self._ids = {str(row["id"]).lower() for row in users}
        self._users = _by_name(users, "name")
        self._groups = [_by_name(groups, key) for key in ("name", "displayName")]

    def of(self, rows: Iterable[Resource]) -> _Direct:
        """The members that these rows list."""
        direct = _Direct()
        for row in rows:
            if row.get("type") == "Group":
                names = [folded(str(row.get(key) or "")) for key in ("login", "name")]
                found = next((by[name] for name in names for by in self._groups if name in by), [])
                direct.groups.update(found)
                direct.is_open = direct.is_open or len(found) != 1
                continue
            users = self._user(row)
            is_sure = row.get("type") == "User" and len(users) == 1
            (direct.users if is_sure else direct.unsure).update(users)
            if not users:
                direct.strangers.append(str(row.get("login") or row.get("name")))
        return direct

    def _user(self, row: Mapping[str, Any]) -> Sequence[str]:
        """The ids of the users that a member may be: by the id in its link, otherwise by its login."""
        link = (row.get("_links") or {}).get("user") or {}
        linked = str(link.get("href") or "").lower().partition("?")[0].rstrip("/").rpartition("/")[2]
        return [linked] if linked in self._ids else self._users.get(folded(str(row.get("login") or "")), [])


def _by_name(rows: Iterable[Resource], key: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.get(key):
            found.setdefault(folded(str(row[key])), []).append(str(row["id"]).lower())
    return found


def _with_nested(group: str, found: Mapping[str, _Direct]) -> Membership:
    """The members of a group, including those of its nested groups."""
    seen, todo = {group}, [*found[group].groups]
    while todo:
        inner = todo.pop()
        if inner not in seen:
            seen.add(inner)
            todo += found[inner].groups
    direct = found[group]
    nested = set(direct.unsure).union(*(found[one].users | found[one].unsure for one in seen - {group}))
    return Membership(
        frozenset(direct.users),
        frozenset(nested - direct.users),
        any(found[one].is_open for one in seen),
        tuple(sorted({name for one in seen for name in found[one].strangers})),
    )
