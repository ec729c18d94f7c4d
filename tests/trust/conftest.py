# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator

import pytest

from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator


@pytest.fixture(scope="session", autouse=True)
def hashed_once() -> Iterator[None]:
    """A client hashes its password at each login, slowly on purpose: here it is always the same few passwords."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashlib, "pbkdf2_hmac", functools.cache(hashlib.pbkdf2_hmac))
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(server: Simulator) -> Simulator:
    """A simulator in the state that it started in."""
    server.reset()  # its journal too
    return server


@pytest.fixture
def direct(simulator: Simulator) -> Iterator[Direct]:
    """Operations in the test's own process, with a client that nobody used before."""
    runner = Direct(simulator)
    yield runner
    runner.client.close()
