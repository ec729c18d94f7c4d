# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""backup_copy_job_info: what is shown, by which filters, and that it is fed back without a change."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.modules import backup_copy_job, backup_copy_job_info
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"


@pytest.fixture
def direct(simulator: Simulator) -> Direct:
    """The sample has the copy job of Contoso Sites; here is one of Contoso Teams, too."""
    direct = Direct(simulator)
    schedule = {"type": "DailyAtTime", "daily_time": "04:00", "backup_window": {"allow": ["Sat,Sun"]}}
    options = {"organization": ORGANIZATION, "job": "Contoso Teams", "repository": "Object Archive"}
    direct(backup_copy_job, **options, schedule=schedule, enabled=False)
    direct.requests()
    return direct


def read(direct: Direct, **options: Any) -> list[dict[str, Any]]:
    copies: list[dict[str, Any]] = direct(backup_copy_job_info, **options).result["copy_jobs"]
    return copies


def test_what_is_shown(direct: Direct, simulator: Simulator) -> None:
    sites, teams = read(direct)
    assert sorted(teams) == ["config", "id", "job", "organization", "status"]
    assert teams["job"] == {"id": simulator.job("Contoso Teams")["id"], "name": "Contoso Teams"}
    assert teams["organization"] == ORGANIZATION
    assert teams["config"] == {
        "job": "Contoso Teams",
        "organization": ORGANIZATION,
        "repository": "Object Archive",
        "enabled": False,
        "schedule": {
            "type": "DailyAtTime",
            "daily_time": "04:00:00",
            "daily_type": "Everyday",
            "backup_window": {"allow": ["Sat,Sun"], "minute_offset": 0},
        },
    }
    assert sites["config"]["schedule"] == {"type": "Immediate", "backup_window": {}}
    assert teams["status"]["name"] == "Contoso Teams - copy"
    assert teams["status"]["last_status"] == "Stopped"


def test_config_fed_back_changes_nothing(direct: Direct) -> None:
    for copy in read(direct):
        done = direct(backup_copy_job, **copy["config"])
        assert done.changed is False
        assert done.result["revision"] == copy["status"]["revision"]
        assert done.result["copy_job"]["config"] == copy["config"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"organization": ORGANIZATION}, ["Contoso Sites", "Contoso Teams"]),
        ({"organization": "fabrikam.onmicrosoft.com"}, []),
        ({"repository": "Object Archive"}, ["Contoso Sites", "Contoso Teams"]),
        ({"repository": "Disk 01"}, []),
        ({"organization": ORGANIZATION, "job": "contoso sites"}, ["Contoso Sites"]),
        ({"organization": ORGANIZATION, "job": "Contoso Mailboxes"}, []),
        ({"organization": ORGANIZATION, "job": "Contoso Sites", "repository": "Disk 01"}, []),
    ],
)
@pytest.mark.parametrize("profile", ["not_found", "empty"])
def test_filters(direct: Direct, simulator: Simulator, filters: dict[str, Any], found: list[str], profile: str) -> None:
    simulator.profile(copy_job_missing=profile)
    assert [copy["job"]["name"] for copy in read(direct, **filters)] == found


def test_job_by_its_id(direct: Direct, simulator: Simulator) -> None:
    (copy,) = read(direct, job=simulator.job("Contoso Teams")["id"])
    assert copy["job"]["name"] == "Contoso Teams"


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"job": "Contoso Sites"}, "organization: required"),
        ({"organization": ORGANIZATION, "job": "Contoso Site"}, "job: 'Contoso Site': the server has no backup job"),
        ({"repository": "Tertiary"}, "repository: 'Tertiary'"),
    ],
)
def test_wrong_filters(direct: Direct, filters: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        read(direct, **filters)


def test_cost(direct: Direct) -> None:
    read(direct)
    assert direct.requests() == ["GET /CopyJobs", "GET /Jobs"]
    read(direct, organization="fabrikam.onmicrosoft.com")
    assert direct.requests() == ["GET /CopyJobs"]


def test_both_shells(both: Plays) -> None:
    (found,) = both([{"vb365.backup.backup_copy_job_info": {}}]).tasks
    assert [copy["job"]["name"] for copy in found.result["copy_jobs"]] == ["Contoso Sites"]
    assert found.result["changed"] is False
    assert found.writes == []
