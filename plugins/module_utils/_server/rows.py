# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a collection, as the API returns them: searching, sorting, and listing in messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.name import closest, folded

Resource = dict[str, Any]


class Rows(list[Resource]):
    """Rows with an index for each searched key, for many searches."""

    def __init__(self, rows: Iterable[Resource]) -> None:
        super().__init__(rows)
        self._found: dict[str, dict[str, list[Resource]]] = {}

    def named(self, text: str, key: str) -> list[Resource]:
        """As the function named()."""
        return [*closest(text, self.alike(text, key), lambda row: str(row[key]))]

    def alike(self, text: str, key: str) -> list[Resource]:
        """The rows of this name; case is ignored."""
        if key not in self._found:
            self._found[key] = {}
            for row in self:
                if row.get(key):
                    self._found[key].setdefault(folded(str(row[key]), key), []).append(row)
        return self._found[key].get(folded(text, key), [])

    def find(self, text: str, keys: Sequence[str]) -> list[Resource]:
        """As named(), with the first of these keys that has any match."""
        return next(filter(None, (self.named(text, key) for key in keys)), [])


def named(rows: Sequence[Resource], text: str, key: str = "name") -> list[Resource]:
    """The rows of this name: those that have it letter by letter, or else those that have it in another case."""
    return (rows if isinstance(rows, Rows) else Rows(rows)).named(text, key)


def by_name(rows: Iterable[Resource]) -> list[Resource]:
    """The rows, sorted by name."""
    return sorted(rows, key=lambda row: str(row.get("name")).casefold())
