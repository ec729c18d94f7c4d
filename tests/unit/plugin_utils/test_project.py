# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commit of the project that describes the tenants, as Git itself says it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.plugin_utils._project import revision_of

GIT = shutil.which("git") or ""
WHO = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")


def git(folder: Path, *arguments: str) -> str:
    command = [GIT, *WHO, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def found(*places: Path, **more: Any) -> str | None:
    """The commit for tenants with files in these folders."""
    hosts = {str(number): {"onboard_file": str(place / "a.yml")} for number, place in enumerate(places)}
    return revision_of({"hostvars": hosts, **more}, [*hosts])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    if not GIT:
        pytest.fail("git is needed to compare with")
    folder = tmp_path / "project"
    (folder / "tenants").mkdir(parents=True)
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", "first")
    return folder


def test_states_of_a_work_tree(project: Path, tmp_path: Path) -> None:
    first = git(project, "rev-parse", "HEAD")
    assert found(project / "tenants", project) == first
    git(project, "pack-refs", "--all")
    assert found(project / "tenants") == first
    git(project, "worktree", "add", "-q", str(tmp_path / "linked"))
    assert found(tmp_path / "linked") == first
    git(project, "commit", "-q", "--allow-empty", "-m", "second")
    second = git(project, "rev-parse", "HEAD")
    assert found(project / "tenants") == second != first
    git(project, "checkout", "-q", "--detach", first)
    assert found(project / "tenants") == first
    assert found(project, tmp_path / "linked") == first
    git(tmp_path / "linked", "commit", "-q", "--allow-empty", "-m", "third")
    assert found(project, tmp_path / "linked") is None


def test_what_is_no_commit(project: Path, tmp_path: Path) -> None:
    assert found(tmp_path) is None
    assert found() is None
    git(tmp_path, "init", "-q", "empty")
    assert found(tmp_path / "empty") is None
    (project / ".git" / "HEAD").write_text("nonsense")
    assert found(project) is None


def test_awx_knows_better_and_inventories_count(project: Path) -> None:
    assert found(project, awx_project_revision="abc") == "abc"
    hosts = {"a": {"inventory_dir": str(project / "tenants")}, "b": {"inventory_dir": None}}
    assert revision_of({"hostvars": hosts}, [*hosts]) == git(project, "rev-parse", "HEAD")
