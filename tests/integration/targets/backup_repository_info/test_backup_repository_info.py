# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup repositories: filters and what is shown, always as the server has it now."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.modules import backup_repository_info
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

INFO = "vb365.backup.backup_repository_info"


def test_filters(both: Plays, simulator: Simulator) -> None:
    identity = next(row["id"] for row in simulator.state()["repositories"] if row["name"] == "Disk 01")
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["Contoso Vault", "Disk 01", "Object Archive", "Old Disk"]),
        ({"name": "disk 01"}, ["Disk 01"]),
        ({"name": identity.upper()}, ["Disk 01"]),
        ({"id": identity}, ["Disk 01"]),
        ({"organization": "contoso"}, ["Contoso Vault", "Disk 01"]),
        ({"organization": "fabrikam"}, ["Disk 01"]),
        ({"organization": "fabrikam", "name": "Contoso Vault"}, []),
    ]
    tasks = [
        {"name": str(options), INFO: options, "check_mode": bool(n % 2)} for n, (options, rows) in enumerate(cases)
    ]
    for task, (options, expected) in zip(both(tasks).tasks, cases, strict=True):
        assert not task.failed, (options, task.result)
        assert [row["name"] for row in task.result["repositories"]] == expected, options
        assert task.result["changed"] is False
        assert task.writes == []


def test_names_that_lead_nowhere_list_candidates(both: Plays) -> None:
    name, organization = both([{INFO: {"name": "Disk 1"}}, {INFO: {"organization": "fabricam"}}]).tasks
    assert name.failed
    assert "Disk 01" in name.result["msg"]
    assert organization.failed
    assert "fabrikam.onmicrosoft.com" in organization.result["msg"]


def test_shows_size_retention_and_state(simulator: Simulator) -> None:
    direct = Direct(simulator)
    rows = {row["name"]: row for row in direct(backup_repository_info).result["repositories"]}
    assert direct.requests() == ["GET /BackupRepositories"]
    assert rows["Disk 01"]["free_space_bytes"] < rows["Disk 01"]["capacity_bytes"]
    assert rows["Disk 01"]["yearly_retention_period"] == "Years3"
    assert rows["Object Archive"]["is_long_term"] is True
    assert rows["Old Disk"]["is_out_of_order"] is True
    assert rows["Old Disk"]["out_of_order_reason"]
    assert rows["Contoso Vault"]["organization_id"]
    direct(backup_repository_info, name="Disk 01")
    assert direct.requests() == ["GET /BackupRepositories"]  # read again, but only once


@pytest.mark.parametrize(("key", "value"), [("null_fields", "absent"), ("page_cap", 1)])
def test_profile(simulator: Simulator, key: str, value: str | int) -> None:
    before = Direct(simulator)(backup_repository_info).result
    simulator.profile(**{key: value})
    assert Direct(simulator)(backup_repository_info).result == before
