# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Galaxy server says when it imports the collection."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.arrival.conftest import Tools

CONFIG = """
[galaxy-importer]
check_required_tags = True
run_ansible_test = False
"""
"""ansible-test wants a container here; `nox -s sanity` runs it without one."""

DESCRIBED = ("callback", "filter", "inventory", "module", "role")


def test_galaxy_importer(tools: Tools, artefact: Path, tmp_path: Path) -> None:
    config = tmp_path / "galaxy-importer.cfg"
    config.write_text(CONFIG)
    said = tools("python", "-m", "galaxy_importer.main", artefact, folder=tmp_path, GALAXY_IMPORTER_CONFIG=str(config))
    assert "Getting doc strings via ansible-doc" in said
    assert "...ansible-lint run complete" in said
    assert not re.findall(r"^(?:WARNING|ERROR|CRITICAL): .*", said, re.MULTILINE), said
    result = json.loads((tmp_path / "importer_result.json").read_text(encoding="utf-8"))
    described = {
        content["name"]: content["description"]
        for content in result["contents"]
        if content["content_type"] in DESCRIBED
    }
    assert described["backup_job"]
    patterns = [content["name"] for content in result["contents"] if content["content_type"] == "patterns"]
    assert any("pattern.json" in name for name in patterns), patterns
    assert not [name for name, description in described.items() if not description]


def test_execution_environment(tools: Tools, installed: Path) -> None:
    """What ansible-builder puts into an image that has the collection."""
    said = tools("ansible-builder", "introspect", tools.collections)
    assert re.findall(r"^- '(.*)'$", said, re.MULTILINE) == ["requests>=2.31  # from collection vb365.backup"]
