# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items that a job would both select and exclude."""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded


def both(selected: Iterable[Item], excluded: Iterable[Item]) -> list[Item]:
    """The items in both lists, which a job cannot have. Folder items are returned if they share a folder."""
    held = {item.key: item for item in selected}
    return [
        item
        for item in excluded
        if item.key in held and ("folders" not in item.options or _share_a_folder(item, held[item.key]))
    ]


def _share_a_folder(one: Item, other: Item) -> bool:
    return bool(
        {folded(folder) for folder in one.options["folders"]} & {folded(name) for name in other.options["folders"]}
    )
