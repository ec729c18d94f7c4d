# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in groups, as far as the server says it."""

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

    ``users``: members of the group itself. ``nested``: users of whom it is not known whether VB365 counts them as
    members: they are in a group within the group, or the server does not say what kind of member they are. ``is_open``:
    whether anybody else may be a member, because the group or a group within it is dynamic, or the server does not have
    it or its members.
    ``strangers``: members of whom the directory has no user.
    """

    users: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()
    is_open: bool = False
    strangers: tuple[str, ...] = ()


UNREAD = Membership(is_open=True)
"""A group whose members nobody has read."""


def memberships(
    client: Client,
    organization_id: str,
    wanted: Iterable[str],
    users: Sequence[Resource],
    groups: Sequence[Resource],
) -> dict[str, Membership]:
    """The members of the wanted groups by lower-case id, as far as the directory has these groups. Each group is read
    once, and so is each group within it. ``users`` and ``groups``: all of the organization. Raises Vb365Error."""
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
    """The rows of the members of groups, read side by side; not of a group that the server lists and does not find."""
    paths = {one: f"/Organizations/{organization_id}/Groups/{one}/Members" for one in groups}
    fetched = client.get_all_of([*paths.values()])
    rows: dict[str, list[Resource]] = {}
    for one, path in paths.items():
        with suppress(NotFound):
            rows[one] = fetched[path] if path in fetched else client.get_all(path)
    return rows


@dataclass
class _Direct:
    """What the listing of one group says. ``unsure``: users, of whom it does not say that they are."""

    users: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    is_open: bool = False
    strangers: list[str] = field(default_factory=list)


class _Names:
    """Finds the users and groups of a directory that rows of members are about."""

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
        """The ids of the users that a member may be: that of its link, or else those of its login."""
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
    """The members of a group, with all that is in the groups within it."""
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
