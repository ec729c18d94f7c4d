# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations: filters, what is shown, and that no secret is."""

from __future__ import annotations

import json

import pytest

from ansible_collections.vb365.backup.plugins.modules import organization_info
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

INFO = "vb365.backup.organization_info"


def test_filters(both: Plays, simulator: Simulator) -> None:
    identity = simulator.state()["organizations"][0]["id"]
    cases = [
        ({}, ["contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"]),
        ({"name": "CONTOSO.onmicrosoft.com"}, ["contoso.onmicrosoft.com"]),
        ({"name": "contoso"}, ["contoso.onmicrosoft.com"]),
        ({"name": identity.upper()}, ["contoso.onmicrosoft.com"]),
        ({"id": identity}, ["contoso.onmicrosoft.com"]),
    ]
    tasks = [{"name": "listing", INFO: options, "check_mode": bool(n % 2)} for n, (options, rows) in enumerate(cases)]
    for task, (options, expected) in zip(both(tasks).tasks, cases, strict=True):
        assert not task.failed, (options, task.result)
        assert [row["name"] for row in task.result["organizations"]] == expected, options
        assert task.result["changed"] is False
        assert task.requests == ["GET Organizations"]


def test_unknown_name_lists_candidates(both: Plays) -> None:
    (done,) = both([{INFO: {"name": "fabricam"}}]).tasks
    assert done.failed
    assert "fabrikam.onmicrosoft.com" in done.result["msg"]


def test_shows_backups_and_no_credentials(simulator: Simulator) -> None:
    direct = Direct(simulator)
    contoso, fabrikam = direct(organization_info).result["organizations"]
    assert contoso["office_name"] == "Contoso"
    assert (contoso["is_backed_up"], fabrikam["is_backed_up"]) == (True, False)
    assert contoso["first_backup_time"] <= contoso["last_backup_time"]
    assert fabrikam["last_backup_time"] is None
    (entry,) = [entry for entry in simulator.journal() if entry["method"] == "GET"]
    assert "extendedView=true" in str(entry["query"]).replace("': '", "=")
    secrets = simulator.state()["organizations"][0]["exchangeOnlineSettings"]
    assert secrets["applicationCertificateThumbprint"] not in json.dumps(contoso)


@pytest.mark.parametrize(("key", "value"), [("null_fields", "absent"), ("page_cap", 1)])
def test_profile(simulator: Simulator, key: str, value: str | int) -> None:
    before = Direct(simulator)(organization_info).result
    simulator.profile(**{key: value})
    assert Direct(simulator)(organization_info).result == before
