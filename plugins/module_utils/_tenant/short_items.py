# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short lists of plain items in a job of a tenant: ``users: [a, b]`` for two items of type User. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

SHORT = {"users": "User", "groups": "Group", "sites": "Site", "teams": "Team"}
"""The type of the items by the option of a job."""
_LIST = "selected_items"
_ITEM = re.compile(rf".*\.{_LIST}\[\d+\]")


def written_out(options: Mapping[str, Any], place: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The options with all their items in ``selected_items``, and where those of the short lists were written, by the
    places that they have there."""
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


def unclear_lists(place: str, unclear: Collection[str]) -> set[str]:
    """The place of the list where a short list of it is unclear."""
    starts = tuple(f"{place}.{name}" for name in SHORT)
    return {f"{place}.{_LIST}"} if any(re.split(r"\[", one)[0] in starts for one in unclear) else set()


def as_written(place: str, places: Mapping[str, str]) -> str:
    """Where an item, or the list, was written whose place in the whole list is known."""
    found = _ITEM.match(place)
    return places.get(found[0] if found else place, place)
