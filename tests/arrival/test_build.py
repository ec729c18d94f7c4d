# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What arrives is what users need, and nothing else."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

LARGEST = 1_000_000
"""Bytes, some two times what it has: when this is passed, somebody should look why."""

ENTRIES = {
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "FILES.json",
    "LICENSE",
    "MANIFEST.json",
    "README.md",
    "SECURITY.md",
    "changelogs",
    "docs",
    "examples",
    "extensions",
    "meta",
    "playbooks",
    "plugins",
    "requirements-simulator.txt",
    "requirements.txt",
    "roles",
    "tests",
}
METADATA = {
    "changelogs/changelog.yaml",
    "changelogs/config.yaml",
    "meta/execution-environment.yml",
    "meta/runtime.yml",
}
SUFFIXES = {".cfg", ".j2", ".js", ".json", ".md", ".png", ".py", ".txt", ".yaml", ".yml"}


@pytest.fixture(scope="module")
def files(artefact: Path) -> set[str]:
    with tarfile.open(artefact) as archive:
        members = archive.getmembers()
    assert all(member.isfile() or member.isdir() for member in members), "a link would lead nowhere"
    return {member.name for member in members if member.isfile()}


def test_entries(files: set[str]) -> None:
    assert {name.split("/")[0] for name in files} == ENTRIES


def test_metadata(files: set[str]) -> None:
    found = {name for name in files if name.startswith(("changelogs/", "meta/"))}
    assert found == METADATA


def test_of_tests_only_the_simulator_and_nothing_that_tools_left(files: set[str]) -> None:
    parts = {part for name in files for part in name.split("/")}
    assert not {part for part in parts if part.startswith(".") or part in ("__pycache__", "venv")}
    assert {name for name in files if name.startswith("tests/") and "/simulator/" not in name} == {"tests/__init__.py"}
    assert {Path(name).suffix for name in files - {"LICENSE"}} <= SUFFIXES
    python = {name for name in files if name.endswith(".py")}
    assert not {name for name in python if not name.startswith(("plugins/", "tests/", "docs/docsite/"))}


def test_size(artefact: Path) -> None:
    assert artefact.stat().st_size < LARGEST
