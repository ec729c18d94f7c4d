# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages and documentation of plugins name versions of the collection that exist."""

from __future__ import annotations

import re

import yaml

from tests.unit.docs import sources

GALAXY = yaml.safe_load((sources.ROOT / "galaxy.yml").read_text(encoding="utf-8"))
PAGES = [*sorted((sources.ROOT / "docs").rglob("*.md")), *sorted((sources.ROOT / "examples").rglob("*.yml"))]


def parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_version_is_one_of_semantic_versioning() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", GALAXY["version"])


def test_pins_are_of_this_version() -> None:
    pins = {
        f"{page.relative_to(sources.ROOT)}": version
        for page in PAGES
        for version in re.findall(r"- name: vb365\.backup\b.*\n +version: (\S+)", page.read_text(encoding="utf-8"))
    }
    assert len(pins) > 2
    assert set(pins.values()) == {GALAXY["version"]}, pins


def test_nothing_was_added_in_a_later_version() -> None:
    files = [*sources.python_files(), *sources.ROOT.glob("roles/*/meta/argument_specs.yml")]
    added = {
        f"{file.relative_to(sources.ROOT)}": version
        for file in files
        for version in re.findall(r"^ *version_added: (\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(added) > 25
    late = {file: version for file, version in added.items() if parts(version) > parts(GALAXY["version"])}
    assert not late
