# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant that is right brings: jobs that backup_job takes, first backups, unmanaged jobs; and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.targets.tenant_preflight.conftest import DAVE, Preflight, group, new, tenant, user
from tests.simulator.launch import Simulator

SITE = {"type": "Site", "name": "https://contoso.sharepoint.com/sites/sales"}
HR = {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"}
OTHERS = ["Contoso Mailboxes", "Contoso Sites", "Contoso Teams", "Dave one", "Dave two"]

RIGHT = tenant(
    new(
        description="New",
        selected_items=[user("frank"), group("sales@contoso.com"), SITE],
        excluded_items=[user("carol", mailbox=True), {"type": "OneDriveFolders", "folders": ["Music"]}],
        schedule={"daily_time": "23:30", "backup_window": {"allow": ["Mon-Fri 18:00-06:00", "Sat,Sun"]}},
    ),
    {"name": "Contoso Sites", "schedule": {"type": "Periodically", "periodically_every": "Hours8"}, "enabled": "no"},
    {"name": "Dave one", "new_name": "Dave", "schedule": {"type": "ManualOnly"}, "selected_items": [DAVE]},
    {"name": "Dave two", "state": "absent"},
    {"name": "Everything", "backup_type": "EntireOrganization", "repository": "contoso vault"},
    {"name": "Never there", "state": "absent", "repository": "Disk 01"},
    defaults={
        "backup_type": "SelectedItems",
        "description": "Made from a file",
        "schedule": {"type": "Daily", "daily_time": "22:00", "retry_number": "5", "backup_window": None},
    },
)


def test_backup_job_takes_the_jobs(preflight: Preflight, simulator: Simulator) -> None:
    outcome = preflight(RIGHT)
    assert outcome.result["organization"] == "contoso.onmicrosoft.com"
    assert outcome.warnings == []
    before = simulator.state()
    predicted = [one.result["changes"] for one in preflight.applied(check_mode=True)]
    assert simulator.state() == before
    assert [one.result["changes"] for one in preflight.applied(check_mode=False)] == predicted
    assert [bool(changes) for changes in predicted] == [True, True, True, True, True, False]
    preflight(RIGHT)
    assert [one.changed for one in preflight.applied(check_mode=False)] == [False] * 6


FIRST: dict[str, tuple[dict[str, Any], list[int]]] = {
    "new": (new(selected_items=[HR]), [0]),
    "new, of the entire organization": (new(backup_type="EntireOrganization"), [0]),
    "new, runs by itself": (new(selected_items=[HR], run_now=True), []),
    "new, disabled": (new(selected_items=[HR], enabled=False), []),
    "new, under its new name": (new(selected_items=[HR], new_name="Newer"), [0]),
    "never ran": ({"name": "Dave one"}, [0]),
    "never ran, run_now is for new jobs": ({"name": "Dave one", "run_now": True}, [0]),
    "never ran, new name": ({"name": "Dave one", "new_name": "Dave"}, [0]),
    "never ran, is to be disabled": ({"name": "Dave one", "enabled": False}, []),
    "never ran, is to go": ({"name": "Dave one", "state": "absent"}, []),
    "never ran, disabled": ({"name": "Contoso Teams"}, []),
    "never ran, is to be enabled": ({"name": "Contoso Teams", "enabled": True}, [0]),
    "ran": ({"name": "Contoso Sites"}, []),
}


@pytest.mark.parametrize("case", FIRST)
def test_first_backups(preflight: Preflight, case: str) -> None:
    job, numbers = FIRST[case]
    assert preflight(tenant(job)).result["first_backups"] == numbers


def test_first_backups_are_numbers_of_jobs(preflight: Preflight) -> None:
    jobs = [{"name": "Contoso Sites"}, {"name": "Dave one"}, new(selected_items=[user("frank")])]
    assert preflight(tenant(*jobs)).result["first_backups"] == [1, 2]


def test_a_job_that_lost_its_items_makes_no_first_backup(preflight: Preflight, simulator: Simulator) -> None:
    simulator.edit("Dave one", remove_selected=[simulator.job("Dave one")["selectedItems"][0]["id"]])
    assert preflight(tenant({"name": "Dave one"})).result["first_backups"] == []
    assert preflight(tenant({"name": "Dave one", "selected_items": [HR]})).result["first_backups"] == [0]


@pytest.mark.parametrize(
    ("jobs", "others"),
    [
        ([], OTHERS),
        ([new()], OTHERS),
        ([{"name": "CONTOSO sites"}, {"name": "Dave one", "state": "absent"}], [OTHERS[0], OTHERS[2], OTHERS[4]]),
        ([{"name": "Dave one", "new_name": "Dave"}], [*OTHERS[:3], "Dave two"]),
        ([{"name": "Dave", "new_name": "Dave two"}], OTHERS[:4]),
        ([{"name": "DAVE one"}], [*OTHERS[:3], "Dave two"]),
    ],
    ids=["none", "new", "named", "to be renamed", "renamed", "as names are compared"],
)
def test_unmanaged_jobs(
    preflight: Preflight, simulator: Simulator, jobs: list[dict[str, Any]], others: list[str]
) -> None:
    rows = preflight(tenant(*jobs)).result["unmanaged"]
    assert sorted(row["name"] for row in rows) == sorted(others)
    for row in rows:
        job = simulator.job(row["name"])
        assert (row["id"], row["enabled"]) == (job["id"], job["isEnabled"])


# ---- requests -------------------------------------------------------------------------------------------------------

LISTINGS = ["GET /Organizations", "GET /BackupRepositories", "GET /Jobs"]


def item(resource: dict[str, Any]) -> dict[str, Any]:
    """An item of a job as it is on the server, by id where it has an object."""
    kind = resource["type"]
    return {"type": kind, **({} if kind == "PersonalSites" else {"id": resource["id"]})}


def places(preflight: Preflight) -> list[str]:
    """The requests, without ids."""
    return ["/".join(part for part in request.split("/") if "-" not in part) for request in preflight.requests]


def test_requests_for_jobs_in_sync(preflight: Preflight, simulator: Simulator) -> None:
    names = ("Contoso Sites", "Contoso Teams", "Dave one", "Dave two")
    jobs = [
        {
            "name": name,
            "selected_items": [item(one) for one in simulator.job(name)["selectedItems"]],
            "excluded_items": [],
        }
        for name in names
    ]
    preflight(tenant(*jobs, repository=None, defaults=None))
    assert sorted(places(preflight)) == sorted(
        [
            "GET /Organizations",
            "GET /BackupRepositories",
            "GET /Jobs",
            *["GET /Jobs/SelectedItems", "GET /Jobs/ExcludedItems"] * 4,
        ]
    )


def test_requests_for_settings_alone(preflight: Preflight) -> None:
    preflight(tenant({"name": "Contoso Sites", "description": "New"}, {"name": "Contoso Mailboxes"}, repository=None))
    assert sorted(places(preflight)) == sorted(LISTINGS)


def test_requests_for_a_move_to_another_repository(preflight: Preflight) -> None:
    preflight(tenant({"name": "Contoso Sites"}))
    assert sorted(places(preflight)) == sorted([*LISTINGS, "GET /Jobs/CopyJob"])


def test_requests_for_new_jobs(preflight: Preflight) -> None:
    preflight(
        tenant(new(selected_items=[user("frank"), user("judy")]), new(name="Other", selected_items=[user("grace")]))
    )
    assert sorted(places(preflight)) == sorted([*LISTINGS, *["GET /Organizations/Users"] * 3])


def test_requests_for_many_items_and_for_groups(preflight: Preflight) -> None:
    many = [user(name) for name in ("frank", "grace", "heidi", "ivan", "judy", "info")]
    preflight(tenant(new(selected_items=many, excluded_items=[group("Board"), group("VPN Users")])))
    assert sorted(places(preflight)) == sorted(
        [*LISTINGS, "GET /Organizations/Users", "GET /Organizations/Groups", *["GET /Organizations/Groups/Members"] * 2]
    )
