# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs beside each other and beside those on the server: names, types, what a new job needs, what moved meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable, ServerRefused
from tests.integration.targets.tenant.conftest import DAVE, Plan, Row, new, tenant, user
from tests.simulator.launch import Simulator

ENTIRE = {"backup_type": "EntireOrganization"}
NEEDED = "required, because the backup job does not exist and will be created"
ONE_IS = "an organization can have only one such job, and '{}' (jobs[{}]) is of this type"
HAS_ONE = "the organization already has such a job: Fabrikam Everything"

JOBS: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "one name": (
        tenant(new(), new(name="Other"), new(name="NEW", selected_items=[{"type": "PersonalSites"}])),
        [("jobs[2].name", "NEW", "'NEW': is also a name of jobs[0]")],
    ),
    "one name of a job that is there": (
        tenant({"name": "Dave one"}, {"name": "dave one", "state": "absent"}),
        [("jobs[1].name", "dave one", "is also a name of jobs[0]")],
    ),
    "a new name": (
        tenant(new(), {"name": "Dave one", "new_name": "new"}, {"name": "Dave two", "new_name": "New"}),
        [
            ("jobs[1].new_name", "Dave one", "is also a name of jobs[0]"),
            ("jobs[2].new_name", "Dave two", "is also a name of jobs[0]"),
        ],
    ),
    "a new name that a job had": (
        tenant({"name": "Dave one", "new_name": "Dave"}, {"name": "Dave two", "new_name": "Dave one"}),
        [("jobs[1].new_name", "Dave two", "is also a name of jobs[0]")],
    ),
    "a new name that a job of nobody has": (
        tenant({"name": "Dave one", "new_name": "contoso sites"}),
        [("jobs[0].new_name", "Dave one", "this name is already used: Contoso Sites")],
    ),
    "two of the entire organization": (
        tenant(new(**ENTIRE), new(name="Other"), new(name="Third", **ENTIRE), new(name="Fourth", **ENTIRE)),
        [
            ("jobs[2].backup_type", "Third", ONE_IS.format("New", 0)),
            ("jobs[3].backup_type", "Fourth", ONE_IS.format("New", 0)),
        ],
    ),
    "two that inherit it": (
        tenant(*({"name": name} for name in ("New", "Other", "Third")), defaults=ENTIRE),
        [("defaults.backup_type", None, ONE_IS.format("New", 0))],
    ),
    "a second one, on the server": (
        tenant(new(**ENTIRE), organization="fabrikam"),
        [("jobs[0].backup_type", "New", HAS_ONE)],
    ),
    "a second one, on the server and in the file": (
        tenant(
            new(**ENTIRE),
            {"name": "Fabrikam Everything", **ENTIRE},
            new(name="Other", **ENTIRE),
            organization="fabrikam",
        ),
        [("jobs[0].backup_type", "New", HAS_ONE), ("jobs[2].backup_type", "Other", HAS_ONE)],
    ),
    "one that becomes it": (
        tenant({"name": "Dave one", **ENTIRE}, {"name": "Dave two", **ENTIRE}),
        [("jobs[1].backup_type", "Dave two", ONE_IS.format("Dave one", 0))],
    ),
    "nothing for a new job": (
        tenant(new(), {"name": "Dave one"}, repository=None, defaults=None),
        [("jobs[0].backup_type", "New", NEEDED), ("jobs[0].repository", "New", NEEDED)],
    ),
    "nothing for a new job but more mistakes": (
        tenant(
            new(selected_items=[user("nobody")], schedule={"retry_number": 0}, repository=""),
            repository=None,
            defaults=None,
        ),
        [
            ("jobs[0].backup_type", "New", NEEDED),
            ("jobs[0].repository", "New", "expected a name or an id; omit the option otherwise"),
            ("jobs[0].schedule.retry_number", "New", "expected 1 to 777 retries"),
            ("jobs[0].selected_items[0].name", "New", "has this name"),
        ],
    ),
    "a copy job": (
        tenant(new(), {"name": "Contoso Sites", "state": "absent"}),
        [
            (
                "jobs[1].state",
                "Contoso Sites",
                "which must be removed first: set remove_copy_job to true",
            )
        ],
    ),
    "a copy job of a job that inherits its state": (
        tenant({"name": "Contoso Sites"}, {"name": "Dave one"}, defaults={"state": "absent"}),
        [("defaults.state", "Contoso Sites", "which must be removed first: set remove_copy_job to true")],
    ),
    "if_match of a job that is not there": (
        tenant(new(if_match="1"), new(name="Gone", if_match="1", state="absent")),
        [
            (
                "jobs[0].if_match",
                "New",
                "the backup job 'New' of contoso.onmicrosoft.com, which was at 1, no longer exists",
            )
        ],
    ),
    "if_match that is none": (
        tenant({"name": "Dave one", "if_match": "yesterday"}, new(if_match="x", state="absent")),
        [
            ("jobs[0].if_match", "Dave one", "expected a revision or an eTag"),
            ("jobs[1].if_match", "New", "expected a revision or an eTag"),
        ],
    ),
    "if_match that has moved, and more": (
        tenant({"name": "Dave one", "if_match": "1", "new_name": "Dave two", "enabled": False, "selected_items": []}),
        [
            (
                "jobs[0].if_match",
                "Dave one",
                "the backup job 'Dave one' of contoso.onmicrosoft.com is no longer at 1 but at ",
            ),
            ("jobs[0].new_name", "Dave one", "this name is already used"),
            ("jobs[0].selected_items", "Dave one", "would remove the last selected item of the job"),
        ],
    ),
    "if_match that has moved of a job that is to go": (
        tenant({"name": "Contoso Sites", "if_match": "1", "state": "absent"}),
        [
            ("jobs[0].if_match", "Contoso Sites", "is no longer at 1"),
            ("jobs[0].state", "Contoso Sites", "which must be removed first: set remove_copy_job to true"),
        ],
    ),
}


@pytest.mark.parametrize("case", JOBS)
def test_jobs_that_do_not_go_together(plan: Plan, case: str) -> None:
    plan.told(*JOBS[case])


def test_if_match_that_stands_is_right(plan: Plan, simulator: Simulator) -> None:
    described = tenant({"name": "Dave one", "if_match": str(simulator.job("Dave one")["eTag"]), "enabled": False})
    plan(described)
    simulator.edit("Dave one", settings={"description": "by somebody else"})
    (row,) = plan.problems(described)
    assert (row["place"], row["job"]) == ("jobs[0].if_match", "Dave one")


def test_a_name_that_two_jobs_on_the_server_have(plan: Plan) -> None:
    plan.answers("/Jobs", lambda row: row.update(name=row["name"].replace(" two", " one")))
    plan.told(
        tenant(
            {
                "name": "Dave one",
                "schedule": {"daily_time": "22:00", "retry_number": 0},
                "selected_items": [user("nobody"), DAVE],
                "repository": "Disk 99",
            },
            new(selected_items=[DAVE]),
            defaults={"backup_type": "SelectedItems"},
        ),
        [
            ("jobs[0].name", "Dave one", "expected an id, because there are Dave one ("),
            ("jobs[0].repository", "Dave one", "has this name"),
            ("jobs[0].schedule.retry_number", "Dave one", "expected 1 to 777 retries"),
            ("jobs[0].selected_items[0].name", "Dave one", "has this name"),
        ],
    )


def test_the_types_of_two_jobs_cannot_be_swapped_in_one_run(plan: Plan) -> None:
    described = tenant({"name": "Fabrikam Everything", "state": "absent"}, new(**ENTIRE), organization="fabrikam")
    plan.told(described, [("jobs[1].backup_type", "New", HAS_ONE)])


# ---- what is no problem of the description --------------------------------------------------------------------------

PATHS = ["Organizations", "BackupRepositories", "Jobs", "Users", "Groups", "Sites", "Teams", "SelectedItems", "Members"]


@pytest.mark.parametrize("path", PATHS)
def test_a_server_that_fails_is_an_error_of_its_own(plan: Plan, simulator: Simulator, path: str) -> None:
    people = [{"type": "Group", "name": "VPN Users"}, user("erin"), user("frank")]
    others = [
        {"type": "Site", "name": "https://contoso.sharepoint.com"},
        {"type": "Team", "name": "launch@contoso.com"},
        user("nobody"),
    ]
    described = tenant(
        new(colour="red", repository="Disk 99", selected_items=[user("grace")], excluded_items=people),
        {"name": "Dave one", "selected_items": others},
        {"name": "Dave two", "if_match": "1"},
    )
    assert len(plan.problems(described)) == 4
    simulator.fault("status", path=f"/{path}$", status=500, times=None)
    before = simulator.state()
    with pytest.raises(ServerRefused) as failed:
        Plan(simulator)(described)  # one that remembers nothing
    assert failed.value.details()["status"] == 500
    (problem,) = failed.value.details()["problems"]
    assert problem["place"] is None
    assert simulator.state() == before


def test_a_connection_that_breaks_is_an_error_of_its_own(plan: Plan, simulator: Simulator) -> None:
    simulator.fault("drop_before", path="/CopyJob$", times=None)
    with pytest.raises(NotUsable):
        plan(tenant({"name": "Contoso Sites", "state": "absent"}))
