# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the report may import: the standard library, Jinja, and what is pure in the collection."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import SCHEMA_FILE

FILES = sorted(SCHEMA_FILE.parent.rglob("*.py"))
LIBRARIES = {*sys.stdlib_module_names, "jinja2", "markupsafe", "ansible_collections"}
OURS = "ansible_collections.vb365.backup.plugins"
PURE = (f"{OURS}.plugin_utils._report", f"{OURS}.module_utils._model")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_report_is_pure(file: Path) -> None:
    names = imported(file)
    assert [name for name in names if name.split(".")[0] not in LIBRARIES] == []
    assert [name for name in names if name.startswith("ansible_collections") and not name.startswith(PURE)] == []
    assert {*names} & {"time", "datetime", "random", "os", "socket", "subprocess"} == set()


def imported(file: Path) -> list[str]:
    nodes = [*ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    plain = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    return [*plain, *(str(node.module) for node in nodes if isinstance(node, ast.ImportFrom))]
