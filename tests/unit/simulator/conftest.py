# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for all tests here; every test finds it in its first state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant


@pytest.fixture(scope="session")
def running() -> Iterator[Simulator]:
    """The process."""
    with Simulator() as simulator:
        yield simulator
    assert simulator.errors() == ""


@pytest.fixture(scope="session")
def logged_in(running: Simulator) -> Client:
    """A login that is used again: a reset leaves logins alone."""
    return Client(running)


@pytest.fixture
def simulator(running: Simulator) -> Simulator:
    """The simulator as it was when it started."""
    running.reset()
    return running


@pytest.fixture
def client(simulator: Simulator, logged_in: Client) -> Client:
    """A logged-in caller."""
    return logged_in


@pytest.fixture
def contoso(client: Client) -> Tenant:
    """The sample tenant."""
    return Tenant(client)
