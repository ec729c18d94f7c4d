# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short lists of plain items in a job of a tenant: ``users: [a, b]`` for two items of type User. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

SHORT = {"users": "User", "groups": "Group", "sites": "Site", "teams": "Team"}
"""The item type of each short list."""
_LIST = "selected_items"
_ITEM = re.compile(rf".*\.{_LIST}\[\d+\]")


def written_out(options: Mapping[str, Any], place: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The options with all items in ``selected_items``, and where the items of short lists were written, by their
    places in ``selected_items``."""
    short = [name for name in SHORT if options.get(name) is not None]
    if not short:
        return dict(options), {}
    items = [*(options.get(_LIST) or [])]
    places = {} if options.get(_LIST) is not None else {f"{place}.{_LIST}": f"{place}.{short[0]}"}
    for name in short:
        for number, text in enumerate(options[name]):
            places[f"{place}.{_LIST}[{len(items)}]"] = f"{place}.{name}[{number}]"
            items.append({"type": SHORT[name], "name": text})
    rest = {name: value for name, value in options.items() if name not in SHORT}
    return {**rest, _LIST: items}, places


def unclear_lists(options: Mapping[str, Any], place: str, unclear: Collection[str]) -> set[str]:
    """The place of ``selected_items`` if it is empty only because a short list is unclear."""
    lists = {f"{place}.{name}" for name in SHORT}
    is_lost = options.get(_LIST) is None and any(re.sub(r"\[\d+\]$", "", one) in lists for one in unclear)
    return {f"{place}.{_LIST}"} if is_lost else set()


def as_written(place: str, places: Mapping[str, str]) -> str:
    """Where the item, or the list, at a place in ``selected_items`` was written."""
    found = _ITEM.match(place)
    return places.get(found[0] if found else place, place)


def shortened(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a job with its plain items in short lists. written_out() is the inverse."""
    items = options.get(_LIST) or []
    short = {name: [item["name"] for item in items if _is_plain(item, kind)] for name, kind in SHORT.items()}
    rest = [item for item in items if not any(_is_plain(item, kind) for kind in SHORT.values())]
    made = {_LIST: rest, **short} if items else {_LIST: items}
    return {
        name: value
        for key, old in options.items()
        for name, value in (made.items() if key == _LIST else [(key, old)])
        if key != _LIST or value or not items
    }


def _is_plain(item: Mapping[str, Any], kind: str) -> bool:
    """Whether an item has a name, and all its switches are those of a new item."""
    switches = {name: value for name, value in item.items() if name not in ("type", "name")}
    is_default = all(value is (name != "teams_chats") for name, value in switches.items())
    return item["type"] == kind and "name" in item and is_default
