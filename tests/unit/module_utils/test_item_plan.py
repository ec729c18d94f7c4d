# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning of item lists without a server: targets beside a brute-force model, all errors, and refusals."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, UnknownName
from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan as _item_plan
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item

NAMES = st.sets(st.sampled_from("abcdef"))


def team(name: str) -> Item:
    return Item("Team", {"id": name, "displayName": name, "mail": name}, {"teams_chats": False}, name)


@pytest.mark.parametrize("mode", ["add", "remove", "exactly"])
@given(held=NAMES, named=NAMES)
def test_a_target_is_as_the_mode_says(mode: str, held: set[str], named: set[str]) -> None:
    have = {"selected_items": [*map(team, sorted(held))]}
    rows = [{"type": "Team", "name": name} for name in sorted(named)]
    asked, mistakes = _items.from_options(rows, "items")
    assert mistakes == []
    requests = {"selected_items": _item_plan.ListRequest(asked, cast(Any, mode))}
    missing = _item_plan.unresolved(requests, have)
    assert {item.name for item in missing} == (set() if mode == "remove" else named - held)
    objects: dict[str, Any] = {item.place: team(str(item.name)).object for item in missing}
    target, errors = _item_plan.target(requests, have, objects)
    assert not errors
    model = {"add": held | named, "remove": held - named, "exactly": named}[mode]
    assert {item.name for item in target["selected_items"]} == model


GROUPS = [{"id": "1", "name": "Sales"}, {"id": "2", "name": "sales@a.example", "displayName": "Sales"}]


@pytest.mark.parametrize(
    ("mode", "kept"), [("add", ["1", "2"]), ("remove", ["2"]), ("exactly", ["1"])]
)  # the list has the second group only
def test_a_display_name_is_that_of_the_organization(mode: str, kept: list[str]) -> None:
    held = Item("Group", GROUPS[1], {"members": True}, "2")
    asked, _mistakes = _items.from_options([{"type": "Group", "name": "sales"}], "items")
    requests = {"selected_items": _item_plan.ListRequest(asked, cast(Any, mode))}
    have = {"selected_items": [held]}
    assert _item_plan.unresolved(requests, have) == asked
    target, errors = _item_plan.target(requests, have, {"items[0]": GROUPS[0]})
    assert errors == []
    assert sorted(str((item.object or {})["id"]) for item in target["selected_items"]) == kept


@pytest.mark.parametrize("mode", ["add", "remove", "exactly"])
def test_a_display_name_that_the_organization_has_twice_is_ambiguous(mode: str) -> None:
    have = {"selected_items": [Item("Group", GROUPS[1], {"members": True}, "2")]}
    asked, _mistakes = _items.from_options([{"type": "Group", "name": "sales"}], "items")
    requests = {"selected_items": _item_plan.ListRequest(asked, cast(Any, mode))}
    twice = OptionError("items[0].name", "sales", "2 have this name")
    assert _item_plan.target(requests, have, {"items[0]": twice})[1] == [twice]
    gone = UnknownName("items[0].name", "sales", "no group has this name")
    target, errors = _item_plan.target(requests, have, {"items[0]": gone})
    assert errors == []
    assert len(target["selected_items"]) == (0 if mode == "remove" else 1)


EVERY = {"mailbox": False, "archive_mailbox": False, "onedrive": False, "personal_site": False}


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ({"id": "1", "type": "Public"}, {"mailbox"}),
        ({"id": "1", "type": "User"}, {*EVERY}),
        ({"id": "1"}, {*EVERY}),
        (UnknownName("items[0].name", "a@x", "no user has this name"), {"mailbox"}),
    ],
    ids=["public", "user", "no type", "deleted"],
)
def test_defaults_of_an_item_without_a_type_are_those_of_the_object_that_is_looked_up(
    thing: Any, expected: set[str]
) -> None:
    have = {"selected_items": [Item("User", {"id": "1", "name": "a@x"}, EVERY, "1")]}
    asked, _mistakes = _items.from_options([{"type": "User", "name": "a@x"}], "items", are_whole=True)
    requests = {"selected_items": _item_plan.ListRequest(asked, "exactly")}
    assert _item_plan.unresolved(requests, have) == asked
    target, errors = _item_plan.target(requests, have, {"items[0]": thing})
    assert errors == []
    ((item,),) = target.values()
    assert {option for option, value in item.options.items() if value} == expected


@pytest.mark.parametrize(("kind", "is_whole"), [("User", True), (None, False)])
def test_an_item_whose_defaults_are_known_or_not_needed_is_not_looked_up(kind: str | None, is_whole: bool) -> None:
    have = {"selected_items": [Item("User", {"id": "1", "name": "a@x", "type": kind}, {**EVERY, "mailbox": True}, "1")]}
    asked, _mistakes = _items.from_options([{"type": "User", "name": "a@x"}], "items", are_whole=is_whole)
    assert _item_plan.unresolved({"selected_items": _item_plan.ListRequest(asked, "exactly")}, have) == []


def test_an_identifying_name_needs_no_look_up() -> None:
    have = {"selected_items": [Item("Group", GROUPS[1], {"members": True}, "2")]}
    asked, _mistakes = _items.from_options([{"type": "Group", "name": "SALES@a.example"}], "items")
    assert _item_plan.unresolved({"selected_items": _item_plan.ListRequest(asked, "add")}, have) == []


def test_every_item_that_cannot_be_is_given_and_the_others_are_in_the_target() -> None:
    have = {
        "selected_items": [
            Item("Team", {"id": each, "displayName": "twin"}, {"teams_chats": False}, each) for each in "ab"
        ]
    }
    rows = [{"type": "Team", "name": name} for name in ("twin", "gone", "c")] + [{"type": "Team", "id": "x"}]
    asked, mistakes = _items.from_options(rows, "items")
    assert mistakes == []
    requests = {"selected_items": _item_plan.ListRequest(asked, "add")}
    missing = _item_plan.unresolved(requests, have)
    assert [item.place for item in missing] == ["items[1]", "items[2]", "items[3]"]
    found = team("x").object
    objects = {"items[1]": OptionError("items[1].name", "gone", "no such team"), "items[2]": found, "items[3]": found}
    target, errors = _item_plan.target(requests, have, objects)
    assert [error.option for error in errors] == ["items[0]", "items[1].name", "items[3]"]
    assert [error.expected.partition(",")[0] for error in errors] == [
        "2 items of the list have this name",
        "no such team",
        "refers to the same object as another item of the list",
    ]
    assert [item.key for item in target["selected_items"]] == [
        item.key for item in [*have["selected_items"], team("x")]
    ]


def test_every_refusal_is_given() -> None:
    have: dict[str, list[Item]] = {"selected_items": [], "excluded_items": []}
    target = {"selected_items": [team("a")], "excluded_items": [team("a")]}
    requests = {name: _item_plan.ListRequest([], "add") for name in have}
    errors = [*_item_plan.refusals(requests, "EntireOrganization", have, target, target)]
    assert [(error.option, error.expected[:20]) for error in errors] == [
        ("selected_items", "can only be used wit"),
        ("excluded_items", "both selected and ex"),
    ]
    assert not [*_item_plan.refusals(requests, "EntireOrganization", target, target, target)]


def test_a_warning_names_five_items_and_how_many_more_there_are() -> None:
    items = [team(f"Team {number}") for number in range(240)]
    (warning,) = _item_plan.overlaps(items, [("Other", {item.key for item in items})])
    assert "Team Team 0, Team Team 1, Team Team 10, Team Team 100, Team Team 101 and 235 more" in warning
