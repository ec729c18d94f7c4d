# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of each plugin can be read, which the session docs finds only later."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.unit.docs import sources

DOCUMENTED = [file for file in sources.python_files() if sources.block(file, "DOCUMENTATION")]


@pytest.mark.parametrize("file", DOCUMENTED, ids=lambda file: file.stem)
def test_blocks_are_yaml(file: Path) -> None:
    assert yaml.safe_load(sources.block(file, "DOCUMENTATION"))["short_description"]
    assert yaml.safe_load(sources.block(file, "EXAMPLES")) or file.parent.name in ("callback", "inventory")
    yaml.safe_load(sources.block(file, "RETURN"))
