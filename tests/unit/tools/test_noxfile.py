# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sessions core-* install every package that their unit tests import."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import noxfile

ROOT = Path(__file__).parents[3]
OF_SIMULATOR = {"ansible-core", "jinja2", "pyyaml", "requests", "trustme", "urllib3"}
"""What requirements-simulator.txt brings."""


def imported(path: Path) -> Iterator[str]:
    """The packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.split(".")[0]


def test_packages_of_unit_tests_are_installed() -> None:
    apart = [ROOT / folder for folder in noxfile.NO_PLUGINS]
    files = [path for path in (ROOT / "tests/unit").rglob("*.py") if not any(one in path.parents for one in apart)]
    distributions = packages_distributions()
    needed = {
        re.sub(r"[-_.]+", "-", distributions[package][0]).lower()
        for path in files
        for package in imported(path)
        if package in distributions and package not in sys.stdlib_module_names
    }
    assert needed - OF_SIMULATOR <= set(noxfile.FOR_UNITS)
    assert "prometheus-client" in needed
