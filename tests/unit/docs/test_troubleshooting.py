# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/troubleshooting.md quotes messages as the code says them, and has an entry for every kind of error."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import REASONS
from ansible_collections.vb365.backup.plugins.module_utils._rest.failures import REFUSING_CODES, UNDECIDED_CODES
from tests import ansible_yaml
from tests.unit.docs import sources

PAGE = (sources.ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
OF_ANSIBLE = ("couldn't resolve module/action",)
LEAST = 7
"""Letters that a quotation must have at least, so that it says something."""


def tables(column: str) -> Iterator[list[str]]:
    """The cells of each row, from this column on, of all tables that have a column of this name."""
    for table in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.MULTILINE):
        head, _line, *rows = [re.split(r" \| ", line.strip("| ")) for line in table.splitlines()]
        if column in head:
            for row in rows:
                assert len(row) == len(head), row
                yield row[head.index(column) :]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


QUOTES = sorted({text for name in ("message", "what you see") for row in tables(name) for text in quoted(row[0])})


@cache
def said() -> frozenset[str]:
    """All that plugins, playbooks and roles say."""
    files = [file for folder in ("playbooks", "roles") for file in sources.ROOT.joinpath(folder).rglob("*.yml")]
    scalars = [text for file in files for text in strings(ansible_yaml.load(file.read_text(encoding="utf-8")))]
    templates = [re.sub(r"[{]([{%]).*?[}%]}", sources.HOLE, text, flags=re.DOTALL) for text in scalars]
    inside = [text for scalar in scalars for text in re.findall(r"'([^']+)'", scalar)]
    return frozenset([*sources.all_texts(), *templates, *inside])


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)


def is_said(quotation: str) -> bool:
    """Whether a text has all parts of the quotation, in their order; what is between them may be anything."""
    parts = [part.strip(" ():;,.'") for part in quotation.split("…")]
    parts = [re.escape(part) for part in parts if part]
    pattern = re.compile(".*".join(parts), re.DOTALL)
    return any(pattern.search(text) for text in said())


@pytest.mark.parametrize("quotation", QUOTES)
def test_message_is_what_the_code_says(quotation: str) -> None:
    assert len(re.sub(r"\W", "", quotation)) >= LEAST or quotation.endswith(": …: …")
    assert is_said(quotation) or quotation in OF_ANSIBLE


def test_what_nobody_says_is_noticed() -> None:
    assert len(QUOTES) > 90
    assert is_said("host, port: no connection to … (…)")
    assert not is_said("host, port: no connection at all to … (…)")
    assert not is_said("no connection to … port")


def test_every_error_code_has_an_entry() -> None:
    told = {text for row in tables("`error_code`") for text in quoted(row[0])}
    assert told - {"null"} == codes() | {*REFUSING_CODES, *UNDECIDED_CODES}
    assert "null" in told


def codes() -> set[str]:
    """The error codes that the code itself gives: as a keyword, or as an attribute of a class."""
    nodes = [node for file in sources.python_files() for node in ast.walk(sources.tree(file))]
    given = [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg == "error_code"]
    given += [
        node.value for node in nodes if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "error_code"
    ]
    return {value.value for value in given if isinstance(value, ast.Constant)}


def test_every_class_of_errors_has_an_entry() -> None:
    assert {text for row in tables("class in the code") for text in quoted(row[0])} == classes()


def classes() -> set[str]:
    """The names of Vb365Error and of all that is derived from it."""
    nodes = [node for file in sources.python_files() for node in ast.walk(sources.tree(file))]
    derived = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for node in nodes
        if isinstance(node, ast.ClassDef)
    }
    found = {"Vb365Error"}
    while more := {name for name, bases in derived.items() if bases & found} - found:
        found |= more
    return found


def test_every_reason_has_an_entry() -> None:
    assert [text for row in tables("`reason`") for text in quoted(row[0])] == [*REASONS]
