# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items of a job: types, rules, and translation between options and the API. Pure functions.

Selected and excluded items have the same form: a type, an object of the organization (or none) and processing options.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, together
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES, ItemType, item_type
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.name import BLANK, folded, is_blank

Resource = Mapping[str, Any]
LISTS = {"selected_items": "SelectedItems", "excluded_items": "ExcludedItems"}
"""The two lists of a job: the option, and the last part of the path in the API."""
_IN_BODY = {"selected_items": "selectedItems", "excluded_items": "excludedItems"}
GUID_LENGTH = 36


@dataclass(frozen=True)
class ItemRequest:
    """An item in a task. ``options``: the given options. ``place``: its place in the task, such as "items[0]".
    ``is_whole``: omitted switches have the defaults of a new item, also if the item exists."""

    type: str
    name: str | None
    id: str | None
    options: Mapping[str, Any]
    place: str
    is_whole: bool = False

    @property
    def label(self) -> str:
        """The item, as messages show it."""
        return f"{self.type} {self.name or self.id or ''}".rstrip()

    def fail(self, expected: str) -> OptionError:
        """The error for this item, with its place."""
        return OptionError(self.place, self.label, expected)


@dataclass(frozen=True)
class Item:
    """One entry of a job's item list, with all its options.

    ``object``: the user, group, site or team that it refers to; None for types without an object. ``id``: the item id;
    None until the server has created the item. ``rest``: the other fields of the server; they are sent back unchanged.
    """

    type: str
    object: Resource | None
    options: Mapping[str, Any]
    id: str | None = field(default=None, compare=False)
    rest: Resource = field(default_factory=dict, compare=False)

    @property
    def kind(self) -> ItemType:
        """The known facts about its type."""
        return item_type(self.type)

    @cached_property
    def key(self) -> str:
        """The key of the item in its list. Ids are compared without regard to case."""
        kind = self.kind
        if not kind.is_known:
            return f"{self.type} {self.id}".lower()
        return f"{kind.guid}{str((self.object or {}).get('id') or '').lower()}" if kind.embedded else kind.guid

    @property
    def name(self) -> str | None:
        """The object's name, as messages show it."""
        return self._first(self.kind.names)

    @property
    def reference(self) -> str | None:
        """The object's name, by which a task refers to the item: the identifying name, if the object has it."""
        return self._first(self.kind.searched)

    def _first(self, names: Iterable[str]) -> str | None:
        thing = self.object or {}
        return next((str(thing[key]) for key in names if thing.get(key)), None)


def from_options(
    items: Iterable[Mapping[str, Any] | None], option: str, *, are_whole: bool = False
) -> tuple[list[ItemRequest], list[OptionError]]:
    """The given items of an option, and their errors.

    An item without a usable identity is omitted, and so is an invalid option of an item. Items that the argument check
    has refused (None, or without a type) are omitted without an error.
    """
    requests: list[ItemRequest] = []
    errors: list[OptionError] = []
    for number, item in enumerate(items):
        if not item or not item.get("type"):
            continue
        request, wrong = _from_option(item, f"{option}[{number}]")
        errors += wrong
        requests += [replace(request, is_whole=are_whole)] if request else []
    twins = [*_twins(requests)]
    places = {error.option for error in twins}
    return [request for request in requests if request.place not in places], [*errors, *twins]


def _twins(requests: Iterable[ItemRequest]) -> Iterator[OptionError]:
    """An error for each item that refers to the same object as an earlier item."""
    seen: dict[tuple[str, str], ItemRequest] = {}
    for item in requests:
        twin = seen.setdefault((item.type, folded(item.name or item.id or "", *item_type(item.type).names)), item)
        if twin is not item:
            yield item.fail(f"refers to the same object as {twin.place}")


def _from_option(option: Mapping[str, Any], place: str) -> tuple[ItemRequest | None, list[OptionError]]:
    given = known(option)
    kind = TYPES[given["type"]]
    options = {key: value for key, value in given.items() if key not in ("type", "name", "id")}
    request = ItemRequest(given["type"], given.get("name"), given.get("id"), options, place)
    errors = [
        OptionError(f"{place}.{key}", given[key], BLANK) for key in ("name", "id") if is_blank(key, given.get(key))
    ]
    if kind.embedded and (request.name is None) == (request.id is None):
        errors.append(request.fail("expected a name or an id"))
    if not kind.embedded and (request.name or request.id):
        errors.append(request.fail(f"expected neither name nor id, because {request.type} is not a single object"))
    is_identified = not errors
    belonging = ", ".join(kind.options) or "none"
    for key in [key for key in options if key not in kind.options]:
        expected = f"is not an option of {request.type}; its options are {belonging}"
        errors.append(OptionError(f"{place}.{key}", options.pop(key), expected))
    if "folders" in options:
        folders = sorted(dict.fromkeys(options["folders"]))
        options["folders"] = folders
        if not folders or not all(folder.strip() for folder in folders):
            errors.append(OptionError(f"{place}.folders", given["folders"], "expected one or more folder names"))
            is_identified = False
    return request if is_identified else None, errors


def from_api(resources: Iterable[Resource]) -> list[dict[str, Any]]:
    """A list of the server, as options of the modules."""
    return as_options(read(resources))


def as_options(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Items as options of the modules: by name if no other item of this type in the list has it, else by id."""
    return [
        {"type": item.type, **identity, **switches(item)}
        for item, identity in zip(items, _identities(items, [item.reference for item in items]))
    ]


def paths(items: Sequence[Item]) -> dict[str, str]:
    """The last path part of each item, by its key: with the name, or with the id if the name is ambiguous."""
    identities = _identities(items, [item.name for item in items])
    return {item.key: f"[{' '.join([item.type, *identity.values()])}]" for item, identity in zip(items, identities)}


def _identities(items: Sequence[Item], names: Sequence[str | None]) -> list[dict[str, str]]:
    compared = [(item.type, folded(name or "", *item.kind.names)) for item, name in zip(items, names)]
    counts = Counter(compared)
    return [_identity(item, name if counts[one] == 1 else None) for item, name, one in zip(items, names, compared)]


def _identity(item: Item, name: str | None) -> dict[str, str]:
    if not item.kind.is_known:
        return {"id": str(item.id)}
    if item.object is None:
        return {}
    return {"name": name} if name else {"id": str(item.object.get("id") or "")}


def switches(item: Item) -> dict[str, Any]:
    """The switches that the item's object has."""
    return item.kind.applicable(item.object, item.options)


def read(resources: Iterable[Resource]) -> list[Item]:
    """The items of a list of the server."""
    items = []
    for resource in resources:
        if not isinstance(resource, Mapping):
            continue
        kind = item_type(str(resource.get("type")))
        identity = str(resource.get("id") or "")
        thing = None
        if kind.embedded:
            embedded = resource.get(kind.embedded)
            thing = {"id": identity[GUID_LENGTH:], **_clean(embedded if isinstance(embedded, Mapping) else {})}
        options = {
            option: _folders(resource.get(name)) if option == "folders" else bool(resource.get(name))
            for option, name in kind.options.items()
        }
        understood = {"type", "id", "_links", kind.embedded, *kind.options.values()}
        rest = {key: value for key, value in resource.items() if key not in understood}
        items.append(Item(str(resource.get("type")), thing, options, identity, rest))
    return items


def _folders(value: Any) -> list[str]:
    return sorted(map(str, value)) if isinstance(value, list) else []


def to_api(item: Item) -> dict[str, Any]:
    """The request body of an item: every option that applies, because the API's defaults are not documented."""
    kind = item.kind
    body: dict[str, Any] = {**item.rest, "type": item.type}
    if item.id:
        body["id"] = item.id
    if kind.embedded:
        body[kind.embedded] = item.object
    return {**body, **{kind.options[option]: value for option, value in switches(item).items()}}


def in_body(lists: Mapping[str, Sequence[Item]]) -> dict[str, Any]:
    """The lists as part of a job's request body."""
    return {_IN_BODY[name]: [to_api(item) for item in items] for name, items in lists.items()}


def new(wanted: ItemRequest, thing: Resource | None) -> Item:
    """The item to add. Omitted switches that apply are true, except teams_chats. Raises OptionError."""
    kind = TYPES[wanted.type]
    thing = _clean(thing) if thing else None
    if "folders" in kind.options and "folders" not in wanted.options:
        raise wanted.fail("expected folders")
    return _checked(wanted, Item(wanted.type, thing, kind.applicable(thing, {**_defaults(kind), **wanted.options})))


def of_object(kind: str, thing: Resource, options: Mapping[str, bool]) -> Item:
    """A new item for an object, with the options that apply to it."""
    return Item(kind, _clean(thing), TYPES[kind].applicable(thing, options))


def _defaults(kind: ItemType) -> dict[str, bool]:
    return {option: option != "teams_chats" for option in kind.options if option != "folders"}


def edited(wanted: ItemRequest, item: Item, is_known: bool = True) -> Item:
    """The desired state of an existing item. Omitted switches stay, unless ``is_whole`` is true. Raises OptionError.

    ``is_known``: False if the type of its object is unknown; then only options of every type get their defaults."""
    defaults = _defaults(item.kind) if is_known else dict.fromkeys(item.kind.limit, True)
    omitted = item.kind.applicable(item.object, defaults) if wanted.is_whole else {}
    options = {**item.options, **omitted, **wanted.options}
    return _checked(wanted, Item(item.type, item.object, options, item.id, item.rest))


def check_removed(wanted: ItemRequest, item: Item) -> None:
    """Raise OptionError if the given folders are only some of the item's: a removal would remove the whole item."""
    given, held = wanted.options.get("folders"), item.options.get("folders")
    if given is not None and {*map(folded, given)} != {*map(folded, held or [])}:
        raise OptionError(
            f"{wanted.place}.folders",
            given,
            f"are only some folders of the item, which has {', '.join(held or [])}; to remove only these "
            "folders, list the remaining folders with state: present",
        )


def _checked(wanted: ItemRequest, item: Item) -> Item:
    applicable = item.kind.applicable(item.object, dict.fromkeys(item.kind.options))
    what = f"{(item.object or {}).get('type')} {item.type.lower()}"
    together(
        [
            OptionError(f"{wanted.place}.{option}", value, f"not available for {item.name}, which is a {what}")
            for option, value in wanted.options.items()
            if value and option not in applicable
        ]
    )
    if item.kind.has_switches and not any(item.options.get(option) for option in applicable):
        raise wanted.fail(
            "has all options off and would protect nothing; expected at least one of "
            f"{', '.join(applicable)} to be true"
        )
    return item


def states(lists: Mapping[str, Iterable[Item]]) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """The parts of lists that are compared, sorted, because the server has no order."""
    return {
        name: sorted(((item.key, item.options) for item in items), key=lambda state: state[0])
        for name, items in lists.items()
    }


def _clean(thing: Resource) -> dict[str, Any]:
    """An object for a request body: as the lookup returned it, without links and nulls."""
    return {key: value for key, value in thing.items() if value is not None and key != "_links"}
