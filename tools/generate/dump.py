# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML and marked blocks in the style of this project."""

from __future__ import annotations

from textwrap import indent
from typing import Any

import yaml

WIDTH = 96  # PyYAML ends a line after the word that exceeds this: no line has more than 120 characters


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Only options that several options share get an anchor: mappings of mappings."""
        return not (isinstance(data, dict) and data and all(isinstance(value, dict) for value in data.values()))

    def generate_anchor(self, node: yaml.Node) -> str:
        return f"options{int(super().generate_anchor(node)[2:])}"


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_plain = dumper.resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str"  # type: ignore[no-untyped-call]
    needs_quotes = not is_plain or ": " in text or " #" in text or text[:1] in ("", '"', "'", "{", "[", "*", "&")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if needs_quotes else None)


_Dumper.add_representer(str, _string)


def dump(data: Any, depth: int = 0) -> str:
    """`data` as YAML, indented by `depth` spaces."""
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=WIDTH - depth, allow_unicode=True)
    return indent(text, " " * depth)


def replace_between(text: str, begin: str, end: str, block: str) -> str:
    """`text` with `block` between the first line that contains `begin` and the next line that is or contains `end`."""
    before, marker, rest = text.partition(begin)
    _old, closing, after = rest.partition(end)
    if not marker or not closing:
        raise ValueError(f"Found no block between {begin!r} and {end!r}.")
    return before + marker + block + closing + after
