# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short lists of plain items, written out and made again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import (
    SHORT,
    as_written,
    shortened,
    unclear_lists,
    written_out,
)

ITEM = st.fixed_dictionaries(
    {"type": st.sampled_from([*SHORT.values(), "PersonalSites"])},
    optional={
        "name": st.text(st.sampled_from("abc"), min_size=1),
        "id": st.just("1"),
        "mailbox": st.booleans(),
        "teams_chats": st.booleans(),
    },
)


def plain(items: list[dict[str, Any]]) -> list[Any]:
    """Items without the switches that a new one has, in one order."""
    return sorted(sorted((k, v) for k, v in item.items() if v is not (k != "teams_chats")) for item in items)


@given(st.lists(ITEM))
def test_short_items_are_the_same_items(items: list[dict[str, Any]]) -> None:
    options = {"name": "A", "selected_items": items, "enabled": True}
    again, _places = written_out(shortened(options), "jobs[0]")
    assert {**again, "selected_items": None} == {**options, "selected_items": None}
    assert plain(again["selected_items"]) == plain(items)


def test_what_is_shortened() -> None:
    items = [
        {"type": "User", "name": "a", "mailbox": True, "onedrive": True},
        {"type": "User", "name": "b", "mailbox": True, "onedrive": False},
        {"type": "User", "id": "1"},
        {"type": "Site", "name": "s"},
        {"type": "Team", "name": "t", "teams_chats": False},
        {"type": "Team", "name": "u", "teams_chats": True},
        {"type": "PersonalSites"},
    ]
    job = {"name": "A", "selected_items": items}
    assert shortened(job) == {
        "name": "A",
        "selected_items": [items[1], items[2], items[5], items[6]],
        "users": ["a"],
        "sites": ["s"],
        "teams": ["t"],
    }
    assert shortened({"selected_items": items[:1]}) == {"users": ["a"]}
    assert shortened({"selected_items": []}) == {"selected_items": []}
    assert shortened({"name": "A"}) == {"name": "A"}


def test_places() -> None:
    options, places = written_out({"selected_items": [{}], "users": ["a"], "teams": ["b"]}, "jobs[1]")
    assert [item.get("name") for item in options["selected_items"]] == [None, "a", "b"]
    for place, written in (
        ("jobs[1].selected_items", "jobs[1].selected_items"),
        ("jobs[1].selected_items[0].name", "jobs[1].selected_items[0].name"),
        ("jobs[1].selected_items[1].name", "jobs[1].users[0]"),
        ("jobs[1].selected_items[2]", "jobs[1].teams[0]"),
        ("jobs[0].selected_items[2]", "jobs[0].selected_items[2]"),
    ):
        assert as_written(place, places) == written
    _options, places = written_out({"groups": ["a"]}, "defaults")
    assert as_written("defaults.selected_items", places) == "defaults.groups"


@pytest.mark.parametrize(
    ("unclear", "found"),
    [({"jobs[0].users[1]"}, True), ({"jobs[0].users"}, True), ({"jobs[1].users"}, False), ({"jobs[0].user"}, False)],
)
def test_unclear_lists(unclear: set[str], found: bool) -> None:
    assert bool(unclear_lists({}, "jobs[0]", unclear)) == found
    assert unclear_lists({"selected_items": []}, "jobs[0]", unclear) == set()
