# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items whose objects are no longer in the directory. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import item_type
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item, Resource
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded


class Known:
    """The objects of an organization by item type; a type that was not read is missing."""

    def __init__(self, objects: Mapping[str, Sequence[Resource]]) -> None:
        self._objects = objects
        self._ids = {kind: {str(row.get("id")).lower() for row in rows} for kind, rows in objects.items()}
        self._names = lru_cache(maxsize=None)(self._names_of)

    def lost(self, items: Iterable[Item]) -> tuple[list[Item], list[Item]]:
        """The items whose objects are gone, and the items whose names other objects have now."""
        gone: list[Item] = []
        replaced: list[Item] = []
        for item in items:
            if item.type in self._ids and str((item.object or {}).get("id")).lower() not in self._ids[item.type]:
                is_anew = item.name and folded(item.name, *item.kind.names) in self._names(item.type)
                (replaced if is_anew else gone).append(item)
        return gone, replaced

    def _names_of(self, kind: str) -> set[str]:
        """The folded names of objects."""
        names = item_type(kind).names
        return {folded(str(row[key]), key) for row in self._objects[kind] for key in names if row.get(key)}
