# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.modules import protection_status_info
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

CONTOSO, FABRIKAM = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"
MAIL, SITES, TEAMS, EVERYTHING = "Contoso Mailboxes", "Contoso Sites", "Contoso Teams", "Fabrikam Everything"
HOUR = 3600


class Morning:
    """A server, and what somebody sees of it in the morning."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.direct = Direct(simulator)

    def start(self, job: str, status: str = "Success", seconds: float = 30, retry: bool = False) -> None:
        """Start a job, whose session ends so many seconds later."""
        self.simulator.outcome(job, status, retry=retry, seconds=seconds)
        self.direct.client.post(f"/Jobs/{self.simulator.job(job)['id']}/start", {})

    def run(self, job: str, status: str = "Success") -> None:
        """Run a job to its end."""
        self.start(job, status)
        self.simulator.advance(31)

    def result(self, **options: Any) -> dict[str, Any]:
        """What the module returns."""
        outcome = self.direct(protection_status_info, **options)
        assert not outcome.changed
        return dict(outcome.result)

    def states(self, **options: Any) -> dict[str, str]:
        """The states of jobs by their names."""
        return {row["name"]: row["state"] for row in self.result(**options)["jobs"]}

    def state(self, job: str, **options: Any) -> str:
        """The state of one job."""
        return self.states(job=job, **options)[job]

    def objects(self, **options: Any) -> dict[str, str]:
        """The states of objects by their names."""
        return {row["name"]: row["state"] for row in self.result(objects=True, **options)["objects"]}


@pytest.fixture
def morning(simulator: Simulator) -> Morning:
    return Morning(simulator)
