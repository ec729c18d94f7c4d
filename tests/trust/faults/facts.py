# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts on the server with the ids of jobs, so that one that was created twice shows, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.facts import Facts, of_state
from tests.simulator.launch import Simulator


def facts(simulator: Simulator) -> Facts:
    """All that is so at this moment."""
    return of(simulator.state())


def of(state: Mapping[str, Any]) -> Facts:
    """The same of a state of the simulator."""
    return {**of_state(state), **{f"{job['name']}.id": job["id"] for job in state["jobs"]}}


def counts(known: Facts) -> Mapping[str, int]:
    """How many jobs, sessions and restore sessions there are."""
    sessions = [value for name, value in known.items() if name.endswith(".sessions")]
    return {
        "jobs": len(sessions),
        "sessions": len(" ".join(sessions).split()),
        "restore sessions": len(known["restoreSessions"].split()),
    }
