# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items of a job as options and as the API's resources: types, rules and translation, without side effects.

Selected and excluded items are one thing: a type, an object of the organization (or none) and what to process of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES

Resource = Mapping[str, Any]
LISTS = {"selected_items": "SelectedItems", "excluded_items": "ExcludedItems"}
"""The two lists of a job, by option and by the last part of their path."""
_IN_BODY = {"selected_items": "selectedItems", "excluded_items": "excludedItems"}
_WITH_SWITCHES = ("User", "Group", "PartialOrganization")
_GUID_LENGTH = 36


@dataclass(frozen=True)
class Wanted:
    """An item that the user gave: ``options`` are those given, ``place`` is where it stands in the task."""

    type: str
    name: str | None
    id: str | None
    options: Mapping[str, Any]
    place: str

    @property
    def label(self) -> str:
        """The item in a message."""
        return f"{self.type} {self.name or self.id or ''}".rstrip()

    def fail(self, expected: str) -> OptionError:
        """An error that names the item and its place."""
        return OptionError(self.place, self.label, expected)


@dataclass(frozen=True)
class Item:
    """An item with its object (None for a type without one) and all its options. ``id`` is the server's, None for a new
    item."""

    type: str
    object: Resource | None
    options: Mapping[str, Any]
    id: str | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """What an item is told by from others in its list: ids are compared without regard to case."""
        kind = TYPES[self.type]
        return f"{kind.guid}{str((self.object or {}).get('id') or '').lower()}" if kind.embedded else kind.guid

    @property
    def name(self) -> str | None:
        """The object's name, by which the item can be asked for."""
        thing = self.object or {}
        return next((str(thing[key]) for key in TYPES[self.type].names if thing.get(key)), None)


def from_options(items: Iterable[Mapping[str, Any]], option: str, list_name: str) -> list[Wanted]:
    """The items that the user gave in an option, each checked by itself. Raises OptionError that names the item."""
    wanted = [from_option(item, f"{option}[{number}]", list_name) for number, item in enumerate(items)]
    for error in twins(wanted):
        raise error
    return wanted


def twins(wanted: Iterable[Wanted]) -> Iterator[OptionError]:
    """An error for each item that names what an item before it names."""
    seen: dict[tuple[str, str], Wanted] = {}
    for item in wanted:
        twin = seen.setdefault((item.type, _form(item.name or item.id or "")), item)
        if twin is not item:
            yield item.fail(f"names the same object as {twin.place}")


def from_option(option: Mapping[str, Any], place: str, list_name: str) -> Wanted:
    """One item that the user gave. Raises OptionError."""
    given = {key: value for key, value in option.items() if value is not None}
    kind = TYPES[given["type"]]
    options = {key: value for key, value in given.items() if key not in ("type", "name", "id")}
    wanted = Wanted(given["type"], given.get("name"), given.get("id"), options, place)
    if kind.embedded and (wanted.name is None) == (wanted.id is None):
        raise wanted.fail("expected a name or an id")
    if not kind.embedded and (wanted.name or wanted.id):
        raise wanted.fail(f"expected neither name nor id, because {wanted.type} stands for no single object")
    if list_name == "excluded_items" and not kind.excludable:
        raise wanted.fail("cannot be excluded")
    belonging = ", ".join(kind.options) or "no options"
    for key, value in options.items():
        if key not in kind.options:
            raise OptionError(f"{place}.{key}", value, f"does not belong to {wanted.type}, which has {belonging}")
    if "folders" in options:
        options["folders"] = sorted(dict.fromkeys(options["folders"]))
        if not all(folder.strip() for folder in options["folders"]) or not options["folders"]:
            raise OptionError(f"{place}.folders", given["folders"], "expected one or more names of folders")
    return wanted


def from_api(resources: Iterable[Resource]) -> list[dict[str, Any]]:
    """A list as the server gives it, as options of the modules."""
    return as_options(read(resources))


def as_options(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Items as options of the modules: by name where that is the only one of its type in the list, else by id."""
    names = _names(items)
    return [{"type": item.type, **_identity(item, names), **switches(item)} for item in items]


def _names(items: Sequence[Item]) -> Counter[tuple[str, str]]:
    return Counter((item.type, _form(item.name or "")) for item in items)


def _identity(item: Item, names: Counter[tuple[str, str]]) -> dict[str, str]:
    if item.object is None:
        return {}
    if item.name and names[item.type, _form(item.name)] == 1:
        return {"name": item.name}
    return {"id": str(item.object["id"])}


def paths(items: Sequence[Item]) -> dict[str, str]:
    """Each item by its key, as it stands in the path of a change: by id where several of its type have its name."""
    names = _names(items)
    return {item.key: f"[{' '.join([item.type, *_identity(item, names).values()])}]" for item in items}


def switches(item: Item) -> dict[str, Any]:
    """The options that the item's object has."""
    return _applicable(item.type, item.object, item.options)


def read(resources: Iterable[Resource]) -> list[Item]:
    """The items of a list as the server gives it."""
    items = []
    for resource in resources:
        kind = TYPES[resource["type"]]
        identity = str(resource.get("id") or "")
        thing = None
        if kind.embedded:
            thing = {"id": identity[_GUID_LENGTH:], **_clean(resource.get(kind.embedded) or {})}
        options = {
            option: sorted(resource.get(name) or []) if option == "folders" else bool(resource.get(name))
            for option, name in kind.options.items()
        }
        items.append(Item(resource["type"], thing, options, identity))
    return items


def to_api(item: Item) -> dict[str, Any]:
    """The body of an item: every option that applies, because the defaults of the API are not documented."""
    kind = TYPES[item.type]
    body: dict[str, Any] = {"type": item.type}
    if item.id:
        body["id"] = item.id
    if kind.embedded:
        body[kind.embedded] = item.object
    return {**body, **{kind.options[option]: value for option, value in switches(item).items()}}


def in_body(lists: Mapping[str, Sequence[Item]]) -> dict[str, Any]:
    """The lists as they go into the body of a job."""
    return {_IN_BODY[name]: [to_api(item) for item in items] for name, items in lists.items()}


Index = Mapping[tuple[str, str, str], Sequence[Item]]
"""Items of a list by type, by field ("" for ids), and by what stands in it as it is compared."""


def index(items: Iterable[Item]) -> Index:
    """A list for match(): made once, because jobs have thousands of items."""
    found: dict[tuple[str, str, str], list[Item]] = {}
    for item in items:
        thing = item.object or {}
        named = [(key, _form(str(thing[key]))) for key in TYPES[item.type].names if thing.get(key)]
        for key, text in (*named, ("", item.key), ("", item.key[_GUID_LENGTH:])):
            found.setdefault((item.type, key, text), []).append(item)
    return found


def match(wanted: Wanted, held: Index) -> Item | None:
    """The item that is meant: by its or its object's id, or by name, the first field in which any item has it.

    Raises OptionError for several.
    """
    kind = TYPES[wanted.type]
    places = [("", (wanted.id or kind.guid).lower())]
    if wanted.name:
        places = [(key, _form(wanted.name)) for key in kind.names]
    found = next((held[wanted.type, key, text] for key, text in places if (wanted.type, key, text) in held), [])
    if len(found) > 1:
        raise wanted.fail(f"expected an id, because the list holds {', '.join(str(item.id) for item in found)}")
    return found[0] if found else None


def new(wanted: Wanted, thing: Resource | None) -> Item:
    """The item to add: what was left out is on where it applies, save chats. Raises OptionError."""
    kind = TYPES[wanted.type]
    thing = _clean(thing) if thing else None
    defaults = {option: option != "teams_chats" for option in kind.options}
    if wanted.type == "OneDriveFolders" and "folders" not in wanted.options:
        raise wanted.fail("expected folders")
    return _checked(wanted, Item(wanted.type, thing, _applicable(wanted.type, thing, {**defaults, **wanted.options})))


def edited(wanted: Wanted, item: Item) -> Item:
    """The item as it is to be: only what was given counts. Raises OptionError."""
    return _checked(wanted, Item(item.type, item.object, {**item.options, **wanted.options}, item.id))


def check_removed(wanted: Wanted, item: Item) -> None:
    """Raise OptionError where folders are given that are not all of the item: the whole item would go with them."""
    given, held = wanted.options.get("folders"), item.options.get("folders")
    if given is not None and {*map(_form, given)} != {*map(_form, held or [])}:
        raise OptionError(
            f"{wanted.place}.folders",
            given,
            f"are not all folders of the item, which has {', '.join(held or [])}; to keep some, give those with state "
            "present",
        )


def _checked(wanted: Wanted, item: Item) -> Item:
    applicable = _applicable(item.type, item.object, dict.fromkeys(TYPES[item.type].options))
    for option, value in wanted.options.items():
        if value and option not in applicable:
            what = f"{(item.object or {}).get('type')} {item.type.lower()}"
            raise OptionError(f"{wanted.place}.{option}", value, f"cannot be had of {item.name}, which is a {what}")
    if item.type in _WITH_SWITCHES and not any(item.options.get(option) for option in applicable):
        raise wanted.fail(f"has every option off and so counts for nothing, expected one of {', '.join(applicable)}")
    return item


def _applicable(kind: str, thing: Resource | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that this object has: a mailbox and a site only a Microsoft 365 group, nothing but its mailbox a
    public mailbox (documented)."""
    object_type = (thing or {}).get("type")
    if kind == "Group" and object_type not in (None, "Office365"):
        return {option: value for option, value in options.items() if option not in ("mailbox", "group_site")}
    if kind == "User" and object_type == "Public":
        return {option: value for option, value in options.items() if option == "mailbox"}
    return dict(options)


def states(lists: Mapping[str, Iterable[Item]]) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """What counts of lists when they are compared, in an order of its own: the server has none."""
    return {
        name: sorted(((item.key, item.options) for item in items), key=lambda state: state[0])
        for name, items in lists.items()
    }


def both(selected: Iterable[Item], excluded: Iterable[Item]) -> list[Item]:
    """The items that are on both sides, which no job may have; of folders, those that share a folder."""
    held = {item.key: item for item in selected}
    return [
        item
        for item in excluded
        if item.key in held and (item.type != "OneDriveFolders" or _share_a_folder(item, held[item.key]))
    ]


def _share_a_folder(one: Item, other: Item) -> bool:
    return bool(
        {_form(folder) for folder in one.options["folders"]} & {_form(name) for name in other.options["folders"]}
    )


def _clean(thing: Resource) -> dict[str, Any]:
    """An object as it goes into a body: as the look-up gave it, without links and nulls."""
    return {key: value for key, value in thing.items() if value is not None and key != "_links"}


def _form(name: str) -> str:
    """A name as it is compared."""
    return name.casefold().rstrip("/")
