# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/architecture.md has the folders that are there, in the picture and in the table of layers."""

from __future__ import annotations

import re

from tests.unit.docs import sources

PAGE = (sources.ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_layers_are_the_folders() -> None:
    there = {path.name for path in (sources.PLUGINS / "module_utils").glob("_[a-z]*") if not path.match("__*")}
    picture = re.findall(r"^  │  (_[\w.]+) ", PAGE, re.MULTILINE)
    table = re.findall(r"^\| `(_[\w.]+)` \|", PAGE, re.MULTILINE)
    assert picture == table
    assert set(table) == there


def test_files_that_are_named_exist() -> None:
    named = set(re.findall(r"`((?:_\w+|plugin_utils|tests)/[\w/]+(?:\.py)?)`", PAGE))
    roots = (sources.ROOT, sources.PLUGINS, sources.PLUGINS / "module_utils")
    assert len(named) > 8
    assert not [name for name in named if not any((root / name).exists() for root in roots)]
