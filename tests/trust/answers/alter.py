# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be unexpected about a field of an answer."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tests.simulator.launch import ROOT

Place = tuple[str, ...]
"""The names that lead to a field; ROW is each element of a list."""

ROW: Final = "[]"
ABSENT: Final = object()
QUUX: Final = "quux"
"""A field, or a value, that nobody knows."""

READ = {
    node.value
    for file in (ROOT / "plugins" / "module_utils").rglob("*.py")
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
"""All texts in the code: what is none of them is a field that no module reads."""


def _scalar(value: Any) -> Any:
    return 7 if isinstance(value, str) else "seven"


def _container(value: Any) -> Any:
    return [QUUX] if isinstance(value, Mapping) else {QUUX: 1}


def _unknown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {**value, QUUX: {"deep": [1]}}
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return value
    return QUUX if isinstance(value, str) else -7


LATE = ("null", "container")
"""The ways that are tried after a write, too."""
WAYS: Mapping[str, Callable[[Any], Any]] = {
    "null": lambda _value: None,
    "absent": lambda _value: ABSENT,
    "scalar": _scalar,
    "container": _container,
    "unknown": _unknown,
}


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """All fields of an answer that are read, the whole first. The hours of a window are one field, as are links."""
    yield place
    if isinstance(value, Mapping) and place[-1:] != ("_links",):
        for name, inner in value.items():
            if name in READ:
                yield from places(inner, (*place, name))
    if isinstance(value, list) and any(isinstance(row, Mapping) for row in value):
        for row in value:
            yield from places(row, (*place, ROW))


def altered(value: Any, place: Place, way: str) -> Any:
    """The answer with this field as the way has it."""
    if not place:
        return WAYS[way](value)
    name, rest = place[0], place[1:]
    if name == ROW and isinstance(value, list):
        rows = [altered(row, rest, way) for row in value]
        return [row for row in rows if row is not ABSENT]
    if not isinstance(value, Mapping) or name not in value:
        return value
    inner = altered(value[name], rest, way)
    others = {key: one for key, one in value.items() if key != name}
    return others if inner is ABSENT else {**others, name: inner}
