# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that all want to edit."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ansible_collections.vb365.backup.plugins.modules import backup_job
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.trust.properties.changes import ORGANIZATION


def user(name: str, **switches: bool) -> dict[str, Any]:
    """A user of the organization as an item."""
    return {"type": "User", "name": f"{name}@contoso.com", **switches}


def create(direct: Direct, count: int) -> list[str]:
    """So many daily jobs that protect alice, bob, carol and heidi; their names."""
    names = [f"Race {number}" for number in range(count)]
    for name in names:
        direct(
            backup_job,
            organization=ORGANIZATION,
            name=name,
            repository="Disk 01",
            backup_type="SelectedItems",
            description="Before",
            schedule={"type": "Daily", "daily_time": "20:00:00"},
            selected_items=[user(who) for who in ("alice", "bob", "carol", "heidi")],
        )
    return names


def doubled_items(simulator: Simulator) -> list[str]:
    """Items that are in a list more than once."""
    return [
        f"{job['name']}: {identity}"
        for job in simulator.state()["jobs"]
        for part in ("selectedItems", "excludedItems")
        for identity, count in Counter(item["id"].lower() for item in job[part]).items()
        if count > 1
    ]
