# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items: options checked by themselves, options and resources of the API, and what is the same object."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import item_index as _item_index
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.item_clashes import both
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import OPTIONS, TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item

ID = "3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a1c"
OBJECTS: dict[str, dict[str, Any]] = {
    "User": {"id": ID + ID, "name": "Alice@contoso.com", "displayName": "Alice", "type": "User"},
    "Group": {"id": ID, "name": "sales@contoso.com", "displayName": "Sales", "type": "Office365"},
    "Site": {"id": ID + ID, "url": "https://contoso.sharepoint.com/sites/hr", "title": "HR", "isCloud": True},
    "Team": {"id": ID, "displayName": "Sales", "mail": "sales-team@contoso.com"},
}


def wanted(**option: Any) -> _items.ItemRequest:
    (request,), errors = _items.from_options([option], "items")
    assert errors == []
    return request


def wrong(*options: dict[str, Any]) -> tuple[list[_items.ItemRequest], str]:
    """The items that can be used, and the message of the only error."""
    requests, (error,) = _items.from_options(options, "items")
    assert isinstance(error, OptionError)
    return requests, error.message


def test_options_of_every_type_are_translated() -> None:
    assert {name: list(kind.options.values()) for name, kind in TYPES.items()} == {
        "User": ["mailbox", "archiveMailbox", "oneDrive", "personalSite"],
        "Group": [
            "members",
            "memberMailbox",
            "memberArchiveMailbox",
            "memberOnedrive",
            "memberSite",
            "mailbox",
            "groupSite",
        ],
        "Site": [],
        "Team": ["teamsChats"],
        "PartialOrganization": ["mailbox", "archiveMailbox", "oneDrive", "sites", "teams", "teamsChats"],
        "PersonalSites": [],
        "OneDriveFolders": ["folders"],
    }


# ---- options -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("option", [*OPTIONS, "folders"])
def test_options_of_other_types_are_refused_even_where_they_are_off(name: str, option: str) -> None:
    identity = {"id": ID} if TYPES[name].embedded else {}
    value: Any = ["Desktop"] if option == "folders" else False
    if option in TYPES[name].options:
        assert wanted(type=name, **identity, **{option: value}).options == {option: value}
    else:
        folders = {"folders": ["Music"]} if name == "OneDriveFolders" else {}
        (request,), message = wrong({"type": name, **identity, **folders, option: value})
        assert re.search(rf"^items\[0\]\.{option}: .*is not an option of {name}; its options are ", message)
        assert request.options == folders


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("identity", [{}, {"name": "x"}, {"id": "x"}, {"name": "x", "id": "y"}], ids=str)
def test_a_name_or_an_id_where_there_is_an_object(name: str, identity: dict[str, str]) -> None:
    if len(identity) == (1 if TYPES[name].embedded else 0):
        assert wanted(type=name, **identity).label == " ".join([name, *identity.values()])
    else:
        requests, message = wrong({"type": name, **identity})
        assert re.search(rf"^items\[0\]: '{name}.*': expected ", message)
        assert requests == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "User", "name": "a@contoso.com"}, {"type": "User", "name": "A@Contoso.com"}),
        ({"type": "Site", "name": "https://contoso/"}, {"type": "Site", "name": "https://CONTOSO"}),
        ({"type": "Team", "id": ID}, {"type": "Team", "id": ID.upper()}),
        ({"type": "PersonalSites"}, {"type": "PersonalSites"}),
    ],
)
def test_twins_are_refused(one: dict[str, Any], other: dict[str, Any]) -> None:
    (request,), message = wrong(one, other)
    assert re.search(r"^items\[1\]: .*refers to the same object as items\[0\]", message)
    assert request.place == "items[0]"


def test_one_name_of_two_types_are_two_objects() -> None:
    names = [{"type": kind, "name": "sales"} for kind in ("Group", "Team")]
    requests, errors = _items.from_options(names, "items")
    assert (len(requests), errors) == (2, [])


def test_every_mistake_is_given_and_the_rest_is_kept() -> None:
    rows: list[dict[str, Any] | None] = [
        {"type": "User", "name": "a", "members": True, "mailbox": False, "teams": True},
        None,
        {"name": "no type"},
        {"type": "OneDriveFolders", "folders": [" "]},
        {"type": "Site"},
        {"type": "PersonalSites", "name": "x", "mailbox": True},
        {"type": "User", "name": "A"},
        {"type": "Team", "id": "t", "teams_chats": None},
    ]
    requests, errors = _items.from_options(rows, "items")
    assert [(error.option, re.split("[,;]", error.expected)[0]) for error in errors] == [
        ("items[0].members", "is not an option of User"),
        ("items[0].teams", "is not an option of User"),
        ("items[3].folders", "expected one or more folder names"),
        ("items[4]", "expected a name or an id"),
        ("items[5]", "expected neither name nor id"),
        ("items[5].mailbox", "is not an option of PersonalSites"),
        ("items[6]", "refers to the same object as items[0]"),
    ]
    assert [(item.place, item.label, item.options) for item in requests] == [
        ("items[0]", "User a", {"mailbox": False}),
        ("items[7]", "Team t", {}),
    ]


@pytest.mark.parametrize("folders", [[], [" "], ["A", ""]], ids=str)
def test_folders_have_names(folders: list[str]) -> None:
    requests, message = wrong({"type": "OneDriveFolders", "folders": folders})
    assert message == f"items[0].folders: {folders}: expected one or more folder names"
    assert requests == []


def test_folders_are_a_set() -> None:
    assert wanted(type="OneDriveFolders", folders=["B", "A", "B"]).options == {"folders": ["A", "B"]}


# ---- new and edited items ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["User", "Group", "Site", "Team", "PartialOrganization", "PersonalSites"])
def test_what_is_left_out_of_a_new_item_is_on_save_chats(name: str) -> None:
    identity = {"id": ID} if name in OBJECTS else {}
    item = _items.new(wanted(type=name, **identity), OBJECTS.get(name))
    assert item.options == {option: option != "teams_chats" for option in TYPES[name].options}


@pytest.mark.parametrize(
    ("name", "kind", "options"),
    [
        ("User", "Public", {"mailbox"}),
        ("User", "Shared", {"mailbox", "archive_mailbox", "onedrive", "personal_site"}),
        *(
            (
                "Group",
                kind,
                {"members", "member_mailbox", "member_archive_mailbox", "member_onedrive", "member_site"},
            )
            for kind in ("Security", "Distribution", "DynamicDistribution")
        ),
        ("Group", None, set(TYPES["Group"].options)),
    ],
)
def test_options_that_an_object_has(name: str, kind: str | None, options: set[str]) -> None:
    thing = {**OBJECTS[name], "type": kind}
    item = _items.new(wanted(type=name, id=ID), thing)
    assert item.options == dict.fromkeys(options, True)
    assert set(_items.to_api(item)) == {"type", name.lower(), *(TYPES[name].options[option] for option in options)}
    for option in TYPES[name].options:
        if option in options:
            assert _items.new(wanted(type=name, id=ID, **{option: True}), thing).options[option] is True
        else:
            with pytest.raises(OptionError, match=f"not available for .* which is a {kind} {name.lower()}"):
                _items.new(wanted(type=name, id=ID, **{option: True}), thing)
            assert _items.new(wanted(type=name, id=ID, **{option: False}), thing).options == item.options


@pytest.mark.parametrize("name", ["User", "Group", "PartialOrganization"])
def test_an_item_with_every_option_off_is_refused(name: str) -> None:
    identity = {"id": ID} if name in OBJECTS else {}
    off = wanted(type=name, **identity, **dict.fromkeys(TYPES[name].options, False))
    with pytest.raises(OptionError, match="has all options off"):
        _items.new(off, OBJECTS.get(name))
    last = next(iter(TYPES[name].options))
    options = {**dict.fromkeys(TYPES[name].options, False), last: True}
    with pytest.raises(OptionError, match="has all options off"):
        _items.edited(
            wanted(type=name, **identity, **{last: False}), Item(name, OBJECTS.get(name), options, "server's")
        )


def test_a_public_mailbox_without_its_mailbox_has_every_option_off() -> None:
    with pytest.raises(OptionError, match=r"has all options off.* expected at least one of mailbox to be true$"):
        _items.new(wanted(type="User", id=ID, mailbox=False), {**OBJECTS["User"], "type": "Public"})


def test_only_what_is_given_is_edited() -> None:
    item = Item("User", OBJECTS["User"], {**dict.fromkeys(TYPES["User"].options, False), "mailbox": True}, "server's")
    edited = _items.edited(wanted(type="User", id=ID, onedrive=True), item)
    assert edited.options == {"mailbox": True, "archive_mailbox": False, "onedrive": True, "personal_site": False}
    assert edited.id == "server's"


# ---- the API -------------------------------------------------------------------------------------------------------


@st.composite
def resources(draw: st.DrawFn) -> dict[str, Any]:
    """An item as some server may show it."""
    name = draw(st.sampled_from([*TYPES]))
    kind = TYPES[name]
    case = draw(st.sampled_from([str.lower, str.upper]))
    resource: dict[str, Any] = {"type": name, "id": case(kind.guid + OBJECTS.get(name, {"id": ID})["id"])}
    if kind.embedded:
        resource[kind.embedded] = {**OBJECTS[name], "id": case(OBJECTS[name]["id"]), "eTag": None, "_links": {}}
    for option, wire in kind.options.items():
        values: Any = st.lists(st.sampled_from("ABC"), unique=True) if option == "folders" else st.booleans()
        how = draw(st.sampled_from(["value", "null", "absent"]))
        if how != "absent":
            resource[wire] = draw(values) if how == "value" else None
    return resource


@given(resource=resources())
def test_a_resource_is_read_and_sent(resource: dict[str, Any]) -> None:
    (item,) = _items.read([resource])
    kind = TYPES[item.type]
    assert item.key == (resource["id"].lower() if kind.embedded else kind.guid)
    body = _items.to_api(item)
    assert body["id"] == resource["id"]
    assert body["type"] == resource["type"]
    for wire in kind.options.values():
        assert (
            sorted(body[wire] or []) == sorted(resource.get(wire) or [])
            if wire == "folders"
            else body[wire] == bool(resource.get(wire))
        )
    if kind.embedded:
        assert "_links" not in body[kind.embedded]
        assert None not in body[kind.embedded].values()


@given(resource=resources())
def test_options_of_an_item_find_it_again(resource: dict[str, Any]) -> None:
    (item,) = _items.read([resource])
    (option,) = _items.as_options([item])
    held = _item_index.index([item])
    folders = option.get("folders")
    if folders == []:
        return
    again = wanted(**option)
    assert _item_index.match(again, held) is item
    if TYPES[item.type].embedded:
        for identity in (item.key, item.key.upper(), item.key[36:], item.key[36:].upper()):
            assert _item_index.match(wanted(type=item.type, id=identity), held) is item


def test_an_item_without_its_object_is_known_by_its_id() -> None:
    (item,) = _items.read([{"type": "Team", "id": TYPES["Team"].guid.upper() + ID, "team": None}])
    assert item.object == {"id": ID}
    assert _items.as_options([item]) == [{"type": "Team", "id": ID, "teams_chats": False}]
    assert _items.paths([item]) == {item.key: f"[Team {ID}]"}


@given(resource=resources(), more=st.dictionaries(st.sampled_from(["copilot", "newSwitch"]), st.booleans() | st.none()))
def test_options_that_nobody_knows_go_back_as_they_were_read(resource: dict[str, Any], more: dict[str, Any]) -> None:
    (item,) = _items.read([{**resource, **more}])
    options = {"folders": ["A"]} if item.type == "OneDriveFolders" else {}
    identity = {"id": item.key} if item.kind.embedded else {}
    if item.kind.has_switches:
        options = {next(iter(_items.switches(item))): True}
    body = _items.to_api(_items.edited(wanted(type=item.type, **identity, **options), item))
    assert {key: body[key] for key in more} == more


def test_an_item_of_a_type_that_nobody_knows_is_kept_and_never_meant() -> None:
    row = {"type": "CopilotData", "id": "X1", "copilot": {"id": None}, "chats": True}
    (item,) = _items.read([row])
    assert _items.to_api(item) == row
    assert _items.as_options([item]) == [{"type": "CopilotData", "id": "X1"}]
    assert _items.paths([item]) == {item.key: "[CopilotData X1]"}
    assert not _item_index.index([item])


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"type": None},
        {"type": "User"},
        {"type": "User", "id": None, "user": {"id": None}},
        {"type": "Team", "id": "x", "team": "none"},
        {"type": "OneDriveFolders", "id": None, "folders": None},
        {"type": "OneDriveFolders", "folders": "Desktop"},
        {"type": "OneDriveFolders", "folders": [None, "A"]},
    ],
    ids=str,
)
def test_odd_rows_are_read_and_shown(row: dict[str, Any]) -> None:
    items = _items.read([row])
    assert len(_items.as_options(items)) == len(_items.paths(items)) == len(_items.states({"x": items})["x"]) == 1
    _item_index.index(items)
    assert _items.to_api(items[0])["type"] == str(row.get("type"))


@pytest.mark.parametrize("row", [None, "text", 7, []])
def test_rows_that_are_no_objects_are_no_items(row: Any) -> None:
    assert _items.read([row]) == []


def test_items_of_one_name_are_told_by_id() -> None:
    items = [Item("Team", {**OBJECTS["Team"], "id": identity}, {"teams_chats": True}) for identity in ("1", "2")]
    items.append(Item("Group", OBJECTS["Group"], {}))
    assert [option.get("name") or option["id"] for option in _items.as_options(items)] == [
        "1",
        "2",
        "sales@contoso.com",
    ]
    assert [*_items.paths(items).values()] == ["[Team 1]", "[Team 2]", "[Group sales@contoso.com]"]
    with pytest.raises(OptionError, match="2 items of the list have this name, expected an id: "):
        _item_index.match(wanted(type="Team", name="SALES"), _item_index.index(items))


def test_a_name_counts_before_a_display_name() -> None:
    named, other = (
        Item("Group", {"id": "1", "name": "Sales", "displayName": "x"}, {}),
        Item("Group", {"id": "2", "name": "x", "displayName": "sales"}, {}),
    )
    assert _item_index.match(wanted(type="Group", name="SALES"), _item_index.index([other, named])) is named
    assert _item_index.match(wanted(type="Group", name="SALES"), _item_index.index([other])) is other
    assert _item_index.match(wanted(type="Group", name="Y"), _item_index.index([other])) is None


def test_exact_name_counts_before_one_in_another_case() -> None:
    items = [Item("Team", {"id": name, "displayName": name}, {}) for name in ("sales", "SALES", "Cafe\u0301")]
    index = _item_index.index(items)
    found = [_item_index.match(wanted(type="Team", name=name), index) for name in ("sales", "SALES", "Café")]
    assert found == items
    with pytest.raises(OptionError, match="2 items of the list have this name, expected an id: "):
        _item_index.match(wanted(type="Team", name="Sales"), index)


def test_slash_at_the_end_counts_but_in_a_url() -> None:
    team = Item("Team", {"id": "1", "displayName": "hr/"}, {})
    site = Item("Site", {"id": "2", "url": "https://c/hr"}, {})
    index = _item_index.index([team, site])
    assert _item_index.match(wanted(type="Team", name="hr"), index) is None
    assert _item_index.match(wanted(type="Site", name="https://c/HR/"), index) is site


# ---- lists ---------------------------------------------------------------------------------------------------------


def test_states_do_not_depend_on_an_order_or_on_objects() -> None:
    one = Item("Team", OBJECTS["Team"], {"teams_chats": True}, "1")
    other = Item("Group", OBJECTS["Group"], {"members": True})
    moved = Item("Team", {**OBJECTS["Team"], "eTag": 8}, {"teams_chats": True}, "2")
    assert _items.states({"x": [one, other]}) == _items.states({"x": [other, moved]})
    assert _items.states({"x": [one]}) != _items.states({"x": [Item("Team", OBJECTS["Team"], {"teams_chats": False})]})


@pytest.mark.parametrize(
    ("selected", "excluded", "clash"),
    [(["A"], ["B"], False), (["A", "B"], ["b"], True), (["A"], ["A", "B"], True)],
)
def test_folders_clash_by_name(selected: list[str], excluded: list[str], clash: bool) -> None:
    one, other = (Item("OneDriveFolders", None, {"folders": folders}) for folders in (selected, excluded))
    assert bool(both([one], [other])) is clash


def test_an_object_on_both_sides() -> None:
    upper = {**OBJECTS["User"], "id": OBJECTS["User"]["id"].upper()}
    one, other = (Item("User", thing, {"mailbox": True}) for thing in (OBJECTS["User"], upper))
    assert both([one], [other]) == [other]
    assert both([one], []) == []
