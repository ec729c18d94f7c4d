# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's file as YAML nodes with line numbers. Pure functions of its bytes.

Lines count from 1. A place is an option as problems name it: ``jobs[3].schedule.daily_time``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.syntax import LOADER, told

Node = yaml.Node

_MERGE = "tag:yaml.org,2002:merge"
_TAG = re.compile(
    r"!(vault|vault-encrypted|unsafe)|tag:yaml\.org,2002:(map|seq|str|int|float|bool|null|timestamp|binary|set|omap|pairs|merge|value)"
)
"""Tags that Ansible knows."""
_MOST_VALUES = 1_000_000
"""Values of a file in which each alias is replaced: the largest tenants have a tenth of it."""
_DEEPEST = 50
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Fault(NamedTuple):
    """A mistake in a file. ``line`` and ``place`` are None for the whole file."""

    line: int | None
    place: str | None
    msg: str


class Unusable(Exception):
    """Nothing of the file can be used."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults)
        self.faults = faults


def decoded(data: bytes) -> str:
    """The text of a file. Raises Unusable."""
    if data.startswith(_UTF16) or b"\0" in data:
        raise Unusable(Fault(1, None, "the file is not in UTF-8 but perhaps in UTF-16; expected UTF-8"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8; expected a file in UTF-8"
        raise Unusable(Fault(line, None, message)) from error


def composed(text: str) -> yaml.MappingNode:
    """The options of a file. Raises Unusable."""
    unprintable = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        raise Unusable(Fault(line, None, f"found the control character {unprintable[0]!r}, which YAML does not allow"))
    try:
        documents = [*yaml.compose_all(text, Loader=LOADER)]
    except yaml.MarkedYAMLError as error:
        line, message = told(text, error)
        raise Unusable(Fault(line, None, f"not valid YAML: {message}")) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Unusable(Fault(None, None, "not valid YAML")) from error
    if len(documents) > 1:
        line = documents[1].start_mark.line + 1
        raise Unusable(Fault(line, None, "a second YAML document begins (---); expected one tenant in a file"))
    root = documents[0] if documents else None
    if root is None or (isinstance(root, yaml.ScalarNode) and root.tag.endswith(":null")):
        raise Unusable(Fault(None, None, "the file is empty; expected options of a tenant, such as organization"))
    if not isinstance(root, yaml.MappingNode):
        kind = "a list" if isinstance(root, yaml.SequenceNode) else "a text"
        message = f"found {kind}, expected options of a tenant, such as organization"
        raise Unusable(Fault(root.start_mark.line + 1, None, message))
    if _size(root, {}) > _MOST_VALUES:
        raise Unusable(
            Fault(None, None, f"more than {_MOST_VALUES:,} values after the aliases (*) are replaced; expected fewer")
        )
    faults = [*_faults(root, "", set())]
    if faults:
        raise Unusable(*faults)
    return root


def _size(node: Node, sizes: dict[int, int], depth: int = 0) -> int:
    """The number of values of a node after each alias is replaced. ``sizes``: of known nodes; 0 for the parent nodes.

    Raises Unusable for a node that is nested too deeply or in itself: ansible-core cannot pass on such a value."""
    if id(node) not in sizes:
        if depth > _DEEPEST:
            raise Unusable(Fault(_line(node), None, f"lists and mappings are nested more than {_DEEPEST} levels deep"))
        sizes[id(node)] = 0
        inner = node.value if isinstance(node, yaml.CollectionNode) else []
        children = (child for one in inner for child in (one if isinstance(one, tuple) else (one,)))
        sizes[id(node)] = 1 + sum(_size(child, sizes, depth + 1) for child in children)
    elif not sizes[id(node)]:
        raise Unusable(Fault(_line(node), None, "an alias (*) refers to the anchor (&) that contains it"))
    return sizes[id(node)]


def _faults(node: Node, place: str, seen: set[int]) -> Iterator[Fault]:
    """Unknown tags, keys that are not texts, and repeated keys of a mapping, in the order of places."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if not _TAG.fullmatch(node.tag):
        yield Fault(_line(node), place or None, "found an unknown YAML tag (!)")
    if isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            yield from _faults(entry, f"{place}[{number}]", seen)
    if not isinstance(node, yaml.MappingNode):
        return
    first: dict[tuple[str, str], int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield Fault(
                _line(key), place or None, "found brackets as a name; a value that begins with '{{' needs quotes"
            )
            continue
        inner = f"{place}.{key.value}" if place else str(key.value)
        if (key.tag, key.value) in first:
            lines = f"on lines {first[key.tag, key.value]} and {_line(key)}"
            why = "such as <<: [*a, *b]" if key.tag == _MERGE else "because YAML ignores the first value"
            yield Fault(_line(key), inner, f"is given twice, {lines}; expected it once, {why}")
        first.setdefault((key.tag, key.value), _line(key))
        yield from _faults(value, inner, seen)


def line_of(root: yaml.MappingNode, place: str) -> int | None:
    """The line of an option, or of the nearest parent: the line of its name, or of an entry of a list. None if the file
    does not contain the first of its names."""
    node: Node = root
    line, rest = None, place
    while rest:
        found = _step(node, rest)
        if not found:
            break
        node, line, rest = found
    return line


def _step(node: Node, place: str) -> tuple[Node, int, str] | None:
    """The node of the first part of a place, its line, and the rest of the place."""
    if isinstance(node, yaml.SequenceNode):
        index = re.match(r"\[(\d+)\]\.?", place)
        if not index or int(index[1]) >= len(node.value):
            return None
        entry = node.value[int(index[1])]
        return entry, _line(entry), place[index.end() :]
    if not isinstance(node, yaml.MappingNode):
        return None
    pairs = [(str(key.value), key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    named = [row for row in pairs if re.match(rf"{re.escape(row[0])}($|[.\[])", place)]
    if named:
        name, key, value = max(named, key=lambda row: len(row[0]))
        return value, _line(key), place[len(name) :].removeprefix(".")
    merges = [value for key, value in node.value if key.tag == _MERGE]
    merged = [one for value in merges for one in (value.value if isinstance(value, yaml.SequenceNode) else [value])]
    return next(filter(None, (_step(one, place) for one in merged)), None)


def scalars(node: Node, seen: set[int]) -> Iterator[yaml.ScalarNode]:
    """All values and keys."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from scalars(entry, seen)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for one in pair:
                yield from scalars(one, seen)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
