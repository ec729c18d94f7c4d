# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A search index for the items of a list, by id and by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.items import GUID_LENGTH, Item, ItemRequest
from ansible_collections.vb365.backup.plugins.module_utils._model.name import closest, folded, listed

Index = Mapping[tuple[str, str, str], Sequence[Item]]
"""Items of a list by type, by field ("" for ids), and by the folded value of the field."""


def index(items: Iterable[Item]) -> Index:
    """An index for match(). Built once, because jobs can have thousands of items."""
    found: dict[tuple[str, str, str], list[Item]] = {}
    for item in items:
        if not item.kind.is_known:
            continue
        thing = item.object or {}
        named = [(key, folded(str(thing[key]), key)) for key in item.kind.names if thing.get(key)]
        for key, text in (*named, ("", item.key), ("", item.key[GUID_LENGTH:])):
            found.setdefault((item.type, key, text), []).append(item)
    return found


def match(wanted: ItemRequest, held: Index) -> Item | None:
    """The item of the list to which a request refers: by its id or its object's id, or by the first searched name field
    with any match.

    Returns None if there is no match. Raises OptionError if there are several.
    """
    kind = TYPES[wanted.type]
    if wanted.name:
        found = next(filter(None, (_named(wanted.name, wanted.type, key, held) for key in kind.searched)), [])
    else:
        found = held.get((wanted.type, "", (wanted.id or kind.guid).lower()), [])
    if len(found) > 1:
        which = "name" if wanted.name else "id"
        candidates = listed([item.object or {"id": item.id} for item in found])
        raise wanted.fail(f"{len(found)} items of the list have this {which}, expected an id: {candidates}")
    return found[0] if found else None


def is_certain(wanted: ItemRequest, found: Item) -> bool:
    """Whether the list alone shows that the request refers to the item: by an id or by the identifying name. Another
    object of the organization may have the same display name."""
    kind = TYPES[wanted.type]
    thing = found.object or {}
    return not wanted.name or folded(wanted.name, *kind.names) == folded(
        str(thing.get(kind.identifying) or ""), *kind.names
    )


def lacks_type(wanted: ItemRequest, found: Item) -> bool:
    """Whether the defaults of the item depend on the type of its object, and the list omits that type."""
    return wanted.is_whole and bool(found.kind.limit) and not (found.object or {}).get("type")


def is_enough(wanted: ItemRequest, found: Item) -> bool:
    """Whether the list alone is enough to plan the item."""
    return is_certain(wanted, found) and not lacks_type(wanted, found)


def _named(name: str, kind: str, key: str, held: Index) -> Sequence[Item]:
    found = held.get((kind, key, folded(name, key)), [])
    return closest(name, found, lambda item: str((item.object or {}).get(key)))
