# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/limits.md names the versions of ansible-core and Python that are tested."""

from __future__ import annotations

import ast
import re

from tests.unit.docs import sources


def test_versions_are_those_that_are_tested() -> None:
    (tested,) = (
        ast.literal_eval(node.value)
        for node in ast.parse((sources.ROOT / "noxfile.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SUPPORTED"
    )
    text = (sources.ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| (2\.\d+) \| ([\d., ]+) \|$", text, re.MULTILINE))
    assert {core: set(pythons.split(", ")) for core, pythons in named.items()} == {
        core: set(pythons) for core, pythons in tested.items()
    }
