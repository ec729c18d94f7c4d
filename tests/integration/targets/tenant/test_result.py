# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of a correct tenant: jobs as backup_job makes them, first backups, unmanaged jobs, and the number of
requests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.targets.tenant.conftest import DAVE, Plan, group, new, tenant, user
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


def test_check_mode_predicts_the_real_run(plan: Plan, simulator: Simulator) -> None:
    before = simulator.state()
    predicted = plan(RIGHT)
    assert simulator.state() == before
    assert predicted.result["organization"] == "contoso.onmicrosoft.com"
    states = ["created", "changed", "changed", "removed", "created", "in sync"]
    assert [row["state"] for row in predicted.result["jobs"]] == states
    done = plan.applied()
    assert [row["changes"] for row in done.result["jobs"]] == [row["changes"] for row in predicted.result["jobs"]]
    assert done.result["diff"] == predicted.result["diff"]
    assert len(done.result["diff"]) == 5
    again = plan.applied()
    assert (again.changed, again.result["diff"]) == (False, [])


FIRST: dict[str, tuple[dict[str, Any], bool]] = {
    "new": (new(selected_items=[HR]), True),
    "new, of the entire organization": (new(backup_type="EntireOrganization"), True),
    "new, runs by itself": (new(selected_items=[HR], run_now=True), False),
    "new, disabled": (new(selected_items=[HR], enabled=False), False),
    "new, under its new name": (new(selected_items=[HR], new_name="Newer"), True),
    "never ran": ({"name": "Dave one"}, True),
    "never ran, run_now is for new jobs": ({"name": "Dave one", "run_now": True}, True),
    "never ran, new name": ({"name": "Dave one", "new_name": "Dave"}, True),
    "never ran, is to be disabled": ({"name": "Dave one", "enabled": False}, False),
    "never ran, is to go": ({"name": "Dave one", "state": "absent"}, False),
    "never ran, disabled": ({"name": "Contoso Teams"}, False),
    "never ran, is to be enabled": ({"name": "Contoso Teams", "enabled": True}, True),
    "ran": ({"name": "Contoso Sites"}, False),
}


@pytest.mark.parametrize("case", FIRST)
def test_first_backups(plan: Plan, case: str) -> None:
    job, is_started = FIRST[case]
    started = plan(tenant(job, start_first_backup=True)).result["started"]
    assert started == ([job["name"]] if is_started else [])
    assert plan(tenant(job)).result["started"] == []


def test_a_job_that_lost_its_items_makes_no_first_backup(plan: Plan, simulator: Simulator) -> None:
    simulator.edit("Dave one", remove_selected=[simulator.job("Dave one")["selectedItems"][0]["id"]])
    job = {"name": "Dave one"}
    assert plan(tenant(job, start_first_backup=True)).result["started"] == []
    assert plan(tenant({**job, "selected_items": [HR]}, start_first_backup=True)).result["started"] == ["Dave one"]


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
def test_unmanaged_jobs(plan: Plan, simulator: Simulator, jobs: list[dict[str, Any]], others: list[str]) -> None:
    assert plan(tenant(*jobs)).result["unmanaged"] == []
    rows = plan(tenant(*jobs, unmanaged_jobs="report")).result["unmanaged"]
    assert sorted(row["name"] for row in rows) == sorted(others)
    for row in rows:
        job = simulator.job(row["name"])
        assert (row["id"], row["enabled"], row["state"]) == (job["id"], job["isEnabled"], "unmanaged")


# ---- requests -------------------------------------------------------------------------------------------------------

ITEMS_OF_OTHERS = ["GET /Jobs/SelectedItems"] * len(OTHERS)
"""A new item may be in a job that the tenant does not describe."""
LISTINGS = ["GET /Organizations", "GET /BackupRepositories", "GET /Jobs"]


def item(resource: dict[str, Any]) -> dict[str, Any]:
    """An item of a job as it is on the server, by id where it has an object."""
    kind = resource["type"]
    return {"type": kind, **({} if kind == "PersonalSites" else {"id": resource["id"]})}


def places(plan: Plan) -> list[str]:
    """The requests, without ids."""
    return ["/".join(part for part in request.split("/") if "-" not in part) for request in plan.requests]


def test_requests_for_jobs_in_sync(plan: Plan, simulator: Simulator) -> None:
    names = ("Contoso Sites", "Contoso Teams", "Dave one", "Dave two")
    jobs = [
        {
            "name": name,
            "selected_items": [item(one) for one in simulator.job(name)["selectedItems"]],
            "excluded_items": [],
        }
        for name in names
    ]
    plan(tenant(*jobs, repository=None, defaults=None))
    assert sorted(places(plan)) == sorted(
        [
            "GET /Organizations",
            "GET /BackupRepositories",
            "GET /Jobs",
            *["GET /Jobs/SelectedItems", "GET /Jobs/ExcludedItems"] * 4,
        ]
    )


def test_requests_for_settings_alone(plan: Plan) -> None:
    plan(tenant({"name": "Contoso Sites", "description": "New"}, {"name": "Contoso Mailboxes"}, repository=None))
    assert sorted(places(plan)) == sorted([*LISTINGS, *["GET /Jobs/SelectedItems"] * 2])


def test_requests_for_a_move_to_another_repository(plan: Plan) -> None:
    plan(tenant({"name": "Contoso Sites"}))
    assert sorted(places(plan)) == sorted([*LISTINGS, "GET /Jobs/SelectedItems", "GET /Jobs/CopyJob"])


def test_requests_for_new_jobs(plan: Plan) -> None:
    plan(tenant(new(selected_items=[user("frank"), user("judy")]), new(name="Other", selected_items=[user("grace")])))
    assert sorted(places(plan)) == sorted([*LISTINGS, *["GET /Organizations/Users"] * 3, *ITEMS_OF_OTHERS])


def test_requests_for_many_items_and_for_groups(plan: Plan) -> None:
    many = [user(name) for name in ("frank", "grace", "heidi", "ivan", "judy", "info")]
    plan(tenant(new(selected_items=many, excluded_items=[group("Board"), group("VPN Users")])))
    assert sorted(places(plan)) == sorted(
        [
            *LISTINGS,
            *["GET /Organizations/Users", "GET /Organizations/Groups"],
            *["GET /Organizations/Groups/Members"] * 2,
            *ITEMS_OF_OTHERS,
        ]
    )
