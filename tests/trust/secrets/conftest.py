# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.integration.harness.playbook import SHELLS
from tests.simulator.launch import ROOT, Simulator
from tests.trust.secrets.planted import PASSWORD


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """A simulator with the sample tenants and a password that occurs in no other text."""
    data = yaml.safe_load((ROOT / "tests" / "simulator" / "data" / "sample.yml").read_text(encoding="utf-8"))
    file = tmp_path_factory.mktemp("simulator") / "data.yml"
    file.write_text(yaml.safe_dump({**data, "server": {"username": "Administrator", "password": PASSWORD}}))
    with Simulator("--data", str(file)) as simulator:
        yield simulator


@pytest.fixture
def simulator(server: Simulator) -> Iterator[Simulator]:
    """A simulator in its initial state, without scheduled faults."""
    server.reset()
    server.clear_faults()
    server.clear_journal()
    yield server
    server.clear_faults()


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def watched() -> Iterator[Path]:
    """The folder in which everything of a run stays; what the user writes is beside it.

    Its path is short, because ansible-core 2.21 makes a Unix socket in it: such paths have 108 bytes at most.
    """
    with tempfile.TemporaryDirectory(prefix="vb365-") as folder:
        watched = Path(folder) / "watched"
        watched.mkdir()
        yield watched
