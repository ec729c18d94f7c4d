# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.working_tree import copy_working_tree

BIN = Path(sys.executable).parent


class Tools:
    """Runs programs of this Python's environment that know the collections of one folder, and none on sys.path."""

    def __init__(self, home: Path, collections: Path) -> None:
        self.collections = collections
        self._home = home
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VB365_"))},
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false",
            "ANSIBLE_GALAXY_SERVER": "https://galaxy.invalid",
        }

    def __call__(self, *command: str | Path, folder: Path | None = None, **environment: str) -> str:
        """What a program prints, which must succeed. It runs in a folder where nothing of the checkout lies."""
        run = subprocess.run(
            [BIN / command[0], *command[1:]],
            cwd=folder or self._home,
            env={**self._environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        assert run.returncode == 0, run.stdout
        return run.stdout


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    return Tools(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("collections"))


@pytest.fixture(scope="session")
def artefact(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection as it would be published, built from the working tree."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("artefact")
    copy_working_tree(source)
    tools("ansible-galaxy", "collection", "build", "--output-path", target, folder=source)
    (path,) = target.iterdir()
    return path


@pytest.fixture(scope="session")
def installed(tools: Tools, artefact: Path) -> Path:
    """The folder of the collection, installed into an empty place with no server in reach."""
    assert not list(tools.collections.iterdir())
    tools("ansible-galaxy", "collection", "install", "--offline", artefact, "-p", tools.collections)
    return tools.collections / "ansible_collections" / "vb365" / "backup"
