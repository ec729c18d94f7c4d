# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the code of plugins says, as texts, for tests that compare pages with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLUGINS = ROOT / "plugins"
HOLE = "\0"
"""In place of what an f-string fills in."""
BLOCKS = ("DOCUMENTATION", "EXAMPLES", "RETURN")


def python_files() -> list[Path]:
    return sorted(PLUGINS.rglob("*.py"))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def block(file: Path, name: str) -> str:
    """The text of a plugin's DOCUMENTATION, EXAMPLES or RETURN, or nothing."""
    for node in tree(file).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return str(ast.literal_eval(node.value))
    return ""


def texts(file: Path) -> Iterator[str]:
    """All texts in the code of a file, f-strings with holes; neither docstrings nor documentation of plugins."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree(file)):
        is_block = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in BLOCKS
        if is_block or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            skipped.add(node.value)
        if isinstance(node, ast.JoinedStr):
            skipped.update(node.values)
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.value


@cache
def all_texts() -> frozenset[str]:
    return frozenset(text for file in python_files() for text in texts(file))
