# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import yaml

from tests.simulator.launch import Simulator
from tests.trust.faults.data import DATA


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    path = tmp_path_factory.mktemp("data") / "data.yml"
    path.write_text(yaml.safe_dump(DATA), encoding="utf-8")
    with Simulator("--data", str(path)) as simulator:
        yield simulator


@pytest.fixture
def pauses(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that tasks pause. They take no time, but by the clocks here and on the server they pass."""
    slept: list[float] = []
    monotonic = time.monotonic

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        simulator.advance(seconds)

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + sum(slept))
    return slept
