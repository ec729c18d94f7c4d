# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of groups: found by link or login, nested groups once, and what nobody can know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.members import Membership, memberships

Rows = list[dict[str, Any]]
USERS: Rows = [{"id": f"U{number}", "name": f"u{number}@contoso.com"} for number in range(5)]


def group(name: str, kind: str = "Security") -> dict[str, Any]:
    return {"id": name.upper(), "name": name, "displayName": name.title(), "type": kind}


def member(login: str, kind: str = "User", link: str | None = None) -> dict[str, Any]:
    return {"login": login, "name": login, "type": kind, "_links": {"user": {"href": link}} if link else None}


class Server:
    """Has the members of groups by lower-case id."""

    def __init__(self, members: Mapping[str, Rows]) -> None:
        self.members = members
        self.asked: list[str] = []

    def get_all_of(self, paths: Sequence[str]) -> dict[str, Rows]:
        return {}

    def get_all(self, path: str) -> Rows:
        name = path.split("/")[4]
        self.asked.append(name)
        if name not in self.members:
            raise NotFound("gone")
        return self.members[name]


def read(groups: Rows, members: Mapping[str, Rows], *wanted: str) -> tuple[dict[str, Membership], list[str]]:
    server = Server(members)
    return memberships(cast(Client, server), "o", wanted, USERS, groups), sorted(server.asked)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([member("U1@CONTOSO.com")], Membership(frozenset({"u1"}))),
        ([member("alias", link="/v8/Organizations/o/Users/u2?x=1")], Membership(frozenset({"u2"}))),
        ([member("u1@contoso.com", link="/v8/Organizations/o/Users/unknown")], Membership(frozenset({"u1"}))),
        ([member("u1@contoso.com", "Unknown")], Membership(nested=frozenset({"u1"}))),
        ([member("guest@fabrikam.com")], Membership(strangers=("guest@fabrikam.com",))),
        ([member("nowhere", "Group")], Membership(is_open=True)),
        ([], Membership()),
    ],
)
def test_one_group(rows: Rows, expected: Membership) -> None:
    assert read([group("sales")], {"sales": rows}, "SALES") == ({"sales": expected}, ["sales"])


def test_groups_in_groups_are_read_once_and_their_members_are_not_sure() -> None:
    groups = [group(name) for name in ("a", "b", "c")]
    members = {
        "a": [member("u0@contoso.com"), member("B", "Group"), member("C", "Group")],
        "b": [member("u0@contoso.com"), member("u1@contoso.com"), member("A", "Group")],
        "c": [member("u2@contoso.com"), member("b", "Group")],
    }
    found, asked = read(groups, members, "a", "b")
    assert asked == ["a", "b", "c"]
    assert found["a"] == Membership(frozenset({"u0"}), frozenset({"u1", "u2"}))
    assert found["b"] == Membership(frozenset({"u0", "u1"}), frozenset({"u2"}))


def test_members_of_dynamic_groups_are_not_asked_for() -> None:
    groups = [group("a"), group("dynamic", "DynamicDistribution")]
    found, asked = read(groups, {"a": [member("dynamic", "Group")]}, "a", "dynamic")
    assert asked == ["a"]
    assert found == {"a": Membership(is_open=True), "dynamic": Membership(is_open=True)}


def test_a_group_that_is_not_there() -> None:
    assert read([group("a")], {}, "other") == ({}, [])
    assert read([group("a")], {}, "a") == ({"a": Membership(is_open=True)}, ["a"])


def test_two_groups_of_one_name_leave_it_open() -> None:
    groups = [group("a"), {**group("b"), "displayName": "Twin"}, {**group("c"), "displayName": "Twin"}]
    members = {"a": [member("Twin", "Group")], "b": [member("u1@contoso.com")], "c": [member("u2@contoso.com")]}
    found, asked = read(groups, members, "a")
    assert asked == ["a", "b", "c"]
    assert found["a"] == Membership(nested=frozenset({"u1", "u2"}), is_open=True)
