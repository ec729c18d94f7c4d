# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages, comments, docstrings and pages are present-day technical English: they do not have these words."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.docs import sources

BETTER = {
    "anew": "again",
    "as good as": "counts as",
    "cannot be meant": "is invalid",
    "goes on": "continues",
    "hold": "have, contain",
    "holds": "has, contains",
    "nobody knows": "it is unknown",
    "save for": "except",
    "shall": "must",
    "stand for": "mean",
    "stands": "is",
    "tells": "reports, shows",
    "that which": "the noun",
    "told": "reported, shown",
    "whoever": "anybody who",
}
FILES = [
    file
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "playbooks/**/*.yml",
        "plugins/**/*.py",
        "plugins/**/*.j2",
        "roles/**/*.md",
        "roles/**/*.yml",
        "tools/**/*.py",
        "tools/**/*.yml",
    )
    for file in sorted(sources.ROOT.glob(pattern))
    if file.name not in ("CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md")
]


def python_texts(file: Path) -> Iterator[str]:
    """The strings and comments of a Python file, without ``names of code``."""
    for node in ast.walk(sources.tree(file)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"``.*?``", "", node.value)
    with file.open("rb") as lines:
        yield from (token.string for token in tokenize.tokenize(lines.readline) if token.type == tokenize.COMMENT)


def found(text: str) -> set[str]:
    """The words of BETTER in a text."""
    flat = " ".join(text.lower().split())
    return {word for word in BETTER if re.search(rf"\b{word}\b", flat)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(sources.ROOT)))
def test_texts_have_plain_words(file: Path) -> None:
    texts = python_texts(file) if file.suffix == ".py" else [file.read_text(encoding="utf-8")]
    words = {word for text in texts for word in found(text)}
    assert not words, {word: BETTER[word] for word in words}


def test_words_are_found_across_lines() -> None:
    assert found("What stands\nfor an option, nobody\n  knows.") == {"stands", "nobody knows"}
