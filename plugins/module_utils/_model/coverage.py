# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of an object that an item backs up. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded

WHOLE = Item(
    "PartialOrganization",
    None,
    {option: option != "teams_chats" for option in TYPES["PartialOrganization"].options},
)
"""The workloads of a job of type EntireOrganization, which does not back up chats (documented)."""


def parts(item: Item) -> set[str]:
    """The parts of the object that the item covers, such as "mailbox" or a folder. Empty if no enabled option has an
    effect. A type without processing options has the single part "all"."""
    if "folders" in item.options:
        return {folded(folder) for folder in item.options["folders"]}
    if not item.kind.has_switches:
        return {"all"}
    on = {option for option, value in _items.switches(item).items() if value}
    if "members" not in on:
        on = {option for option in on if not option.startswith("member_")}
    return on - {"members"}


def left(item: Item, excluded: Mapping[str, Item]) -> set[str]:
    """The parts of a selected item that remain after the job's exclusions, which are given by their keys."""
    return parts(item) - parts(excluded[item.key]) if item.key in excluded else parts(item)


def is_left_out(item: Item, excluded: Mapping[str, Item]) -> bool:
    """Whether the job's exclusions, given by their keys, exclude the whole object of an item. An excluded team excludes
    only its chats."""
    if item.key not in excluded or item.kind.excludes_chats_only:
        return False
    is_whole = "folders" in item.options
    whole = item if is_whole else replace(item, options=dict.fromkeys(item.kind.options, True))
    return not left(whole, excluded)
