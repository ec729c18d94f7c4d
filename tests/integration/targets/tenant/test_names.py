# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of organizations, repositories and objects that are not there, not the only ones, or of no use."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import TenantRefused
from tests.integration.targets.tenant.conftest import (
    CONTOSO,
    DAVE,
    TWIN,
    Plan,
    Row,
    group,
    new,
    tenant,
    user,
)
from tests.simulator.launch import Simulator

UNKNOWN = "has this name"
TWO = "2 have this name, expected an id"
USABLE = "cannot be used: the repository "
FABRIKAM = "fabrikam.onmicrosoft.com"

# ---- organizations --------------------------------------------------------------------------------------------------


def test_unknown_organization(plan: Plan) -> None:
    plan.told(
        tenant(new(selected_items=[DAVE]), organization="contosso.onmicrosoft.com"),
        [("organization", None, "'contosso.onmicrosoft.com': no organization has this name; expected one of")],
    )


def test_ambiguous_organization(plan: Plan) -> None:
    plan.told(tenant(new(), organization="Twin.onmicrosoft.com"), [("organization", None, TWO)])


def test_one_of_two_organizations_by_its_id(plan: Plan) -> None:
    identity = "22222222-0000-4000-8000-000000000000"
    outcome = plan(tenant(new(), organization=identity))
    assert outcome.result["organization"] == identity


@pytest.mark.parametrize("name", ["contoso", "CONTOSO.onmicrosoft.com"])
def test_organization_by_office_name_and_in_any_case(plan: Plan, name: str) -> None:
    assert plan(tenant(new(), organization=name)).result["organization"] == "contoso.onmicrosoft.com"


def test_unknown_organization_hides_nothing_that_can_be_known(plan: Plan) -> None:
    plan.told(
        tenant(
            new(
                repository="Disk 99",
                schedule={"type": "ManualOnly", "daily_time": "22:00", "retry_number": 0},
                selected_items=[{"type": "Site"}, {"type": "PersonalSites", "mailbox": True}, DAVE, DAVE],
            ),
            new(new_name="Other", organization="nobody"),
            new(name="Mail", backup_type="EntireOrganization", selected_items=[DAVE]),
            new(name="Rest", backup_type="EntireOrganization", excluded_items=[{"type": "PersonalSites"}]),
            new(name="Gone", state="absent", repository="Disk 98", new_name="Still gone"),
            new(name="Windows", schedule={"backup_window": {"allow": []}}),
            organization="nobody",
        ),
        [
            ("jobs[0].repository", "New", UNKNOWN),
            ("jobs[0].schedule.daily_time", "New", "can only be used with schedule.type Daily, not ManualOnly"),
            ("jobs[0].schedule.retry_number", "New", "expected 1 to 777 retries"),
            ("jobs[0].selected_items[0]", "New", "expected a name or an id"),
            ("jobs[0].selected_items[1].mailbox", "New", "is not an option of PersonalSites"),
            ("jobs[0].selected_items[3]", "New", "refers to the same object as jobs[0].selected_items[2]"),
            ("jobs[1].name", "New", "is also a name of jobs[0]"),
            ("jobs[1].organization", "New", UNKNOWN),
            ("jobs[2].selected_items", "Mail", "can only be used with backup_type SelectedItems"),
            (
                "jobs[3].backup_type",
                "Rest",
                "an organization can have only one such job, and 'Mail' (jobs[2]) is of this type",
            ),
            ("jobs[5].schedule.backup_window", "Windows", "allows no hour"),
            ("organization", None, UNKNOWN),
        ],
    )


def test_what_only_the_jobs_on_the_server_can_tell_is_no_mistake_beside_an_unknown_organization(
    plan: Plan,
) -> None:
    jobs = [
        new(schedule={"daily_time": "22:00"}),
        new(name="Other", schedule={"periodically_offset_minutes": 5}),
        new(name="Third", schedule={"type": "Periodically"}),
    ]
    plan.told(tenant(*jobs, organization="nobody", repository=None, defaults=None), [("organization", None, UNKNOWN)])


OF_ANOTHER: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "unknown": (tenant(new(organization="nobody")), [("jobs[0].organization", "New", UNKNOWN)]),
    "another": (
        tenant(new(organization="Fabrikam"), repository=None, defaults=None),
        [("jobs[0].organization", "New", "'Fabrikam': the tenant is contoso.onmicrosoft.com")],
    ),
    "inherited": (
        tenant(
            new(), new(name="Other"), new(name="Dave one", organization="contoso"), defaults={"organization": FABRIKAM}
        ),
        [("defaults.organization", None, "the tenant is contoso.onmicrosoft.com")],
    ),
    "of a job that is to go": (
        tenant(new(organization=FABRIKAM, state="absent")),
        [("jobs[0].organization", "New", "the tenant is contoso.onmicrosoft.com")],
    ),
}


@pytest.mark.parametrize("case", OF_ANOTHER)
def test_a_job_of_another_organization(plan: Plan, case: str) -> None:
    plan.told(*OF_ANOTHER[case])


# ---- repositories ---------------------------------------------------------------------------------------------------

REPOSITORIES: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "unknown to all": (
        tenant(new(), new(name="Other"), repository="Disk 1"),
        [("repository", None, "'Disk 1': no backup repository has this name; expected one of the 5 on the server")],
    ),
    "unknown and of no job": (
        tenant(new(repository="Disk 01"), repository="Disk 1"),
        [("repository", None, UNKNOWN)],
    ),
    "unknown in the defaults": (
        tenant(new(), new(name="Other"), defaults={"backup_type": "SelectedItems", "repository": "Disk 1"}),
        [("defaults.repository", None, UNKNOWN)],
    ),
    "unknown to one": (
        tenant(new(), new(name="Other", repository="Disk 1")),
        [("jobs[1].repository", "Other", UNKNOWN)],
    ),
    "unknown of a job that is there": (
        tenant({"name": "Dave one", "repository": "Disk 1"}),
        [("jobs[0].repository", "Dave one", UNKNOWN)],
    ),
    "out of order": (tenant(new(repository="Old Disk")), [("jobs[0].repository", "New", f"{USABLE}is out of order")]),
    "out of order, for all": (
        tenant(new(), new(name="Other"), repository="old disk"),
        [("repository", None, "'old disk': " + USABLE)],
    ),
    "of copies": (
        tenant(new(repository="Object Archive")),
        [("jobs[0].repository", "New", f"{USABLE}accepts only backup copies")],
    ),
    "of another organization": (
        tenant(new(repository="Fabrikam Vault")),
        [("jobs[0].repository", "New", f"{USABLE}is dedicated to {FABRIKAM}")],
    ),
    "of a job that is there": (
        tenant({"name": "Dave one", "repository": "Old Disk"}),
        [("jobs[0].repository", "Dave one", f"{USABLE}is out of order")],
    ),
}


@pytest.mark.parametrize("case", REPOSITORIES)
def test_repositories_that_cannot_be_used(plan: Plan, case: str) -> None:
    plan.told(*REPOSITORIES[case])


STATES = {
    "isOutOfOrder": "is out of order",
    "isOutOfSync": "is out of sync",
    "isOutdated": "is outdated",
    "isLongTerm": "accepts only backup copies",
}


@pytest.mark.parametrize("state", STATES)
def test_states_of_repositories(plan: Plan, state: str) -> None:
    plan.answers("/BackupRepositories", lambda row: row.update({state: row["name"] == "Disk 01"}))
    plan.told(tenant(new(), {"name": "Dave one"}), [("repository", "New", f"'Disk 01': {USABLE}{STATES[state]}")])
    outcome = plan(tenant({"name": "Dave one"}, {"name": "Contoso Sites", "repository": "Contoso Vault"}))
    (row,) = (one for one in outcome.result["unprotected"] if one["severity"] == "critical")
    assert (row["place"], row["reason"]) == ("repository", "repository_unusable")
    assert STATES[state] in row["msg"]


def test_all_that_is_wrong_with_a_repository(plan: Plan) -> None:
    fabrikam = plan.organization(FABRIKAM)
    plan.answers(
        "/BackupRepositories",
        lambda row: row.update(isOutOfSync=True, isOutdated=True, organizationId=fabrikam.upper()),
    )
    plan.told(
        tenant(new()), [("repository", "New", f"{USABLE}is out of sync and is outdated and is dedicated to {FABRIKAM}")]
    )


def test_ambiguous_repository(plan: Plan) -> None:
    plan.answers("/BackupRepositories", lambda row: row.update(name="Disk"))
    plan.told(tenant(new(), repository="Disk"), [("repository", None, "5 have this name, expected an id")])


def test_the_own_dedicated_repository_is_right(plan: Plan) -> None:
    plan(tenant(new(repository="contoso vault")))


# ---- objects --------------------------------------------------------------------------------------------------------

OBJECTS: dict[str, tuple[dict[str, Any], str]] = {
    "User": ({"type": "User", "name": "nobody@contoso.com"}, ".name"),
    "User of another organization": ({"type": "User", "name": "adele@fabrikam.com"}, ".name"),
    "User by id": ({"type": "User", "id": "x"}, ".id"),
    "Group": ({"type": "Group", "name": "Nobodies"}, ".name"),
    "Site": ({"type": "Site", "name": "https://contoso.sharepoint.com/sites/none"}, ".name"),
    "Team": ({"type": "Team", "name": "Nobodies"}, ".name"),
}


@pytest.mark.parametrize("kind", OBJECTS)
@pytest.mark.parametrize("list_name", ["selected_items", "excluded_items"])
def test_unknown_objects(plan: Plan, kind: str, list_name: str) -> None:
    item, key = OBJECTS[kind]
    good = group("VPN Users")
    more = {"selected_items": [{"type": "PersonalSites"}]} if list_name == "excluded_items" else {}
    plan.told(tenant(new(**more, **{list_name: [good, item]})), [(f"jobs[0].{list_name}[1]{key}", "New", UNKNOWN)])


def test_options_of_a_job_that_must_not_exist_have_no_effect(plan: Plan) -> None:
    gone = {"name": "Dave one", "repository": "Disk 1", "new_name": "Dave two", "state": "absent"}
    assert plan(tenant(gone, {"name": "Dave two"})).result["organization"] == CONTOSO["organization"]


@pytest.mark.parametrize("list_name", ["selected_items", "excluded_items"])
@pytest.mark.parametrize("key", ["name", "id"])
def test_blank_objects(plan: Plan, list_name: str, key: str) -> None:
    more = {"selected_items": [{"type": "PersonalSites"}], list_name: [group("VPN Users"), {"type": "User", key: ""}]}
    plan.told(tenant(new(**more)), [(f"jobs[0].{list_name}[1].{key}", "New", "expected a name or an id")])


@pytest.mark.parametrize("item", [group("Sales"), {"type": "Team", "name": "Help Desk"}], ids=lambda item: item["type"])
def test_ambiguous_objects(plan: Plan, item: dict[str, Any]) -> None:
    plan.told(tenant(new(selected_items=[item, DAVE])), [("jobs[0].selected_items[0].name", "New", TWO)])


def test_ambiguous_user(plan: Plan) -> None:
    plan.answers(f"/Organizations/{plan.organization()}/Users", lambda row: row.update(name="dave@contoso.com"))
    plan.told(
        tenant(new(selected_items=[DAVE])),
        [("jobs[0].selected_items[0].name", "New", "have this name, expected an id")],
    )


def test_many_unknown_users_are_told_at_once(plan: Plan) -> None:
    items = [user(f"nobody{number}") for number in range(7)]
    plan.told(
        tenant(new(selected_items=[user("frank"), *items]), {"name": "Dave one", "excluded_items": items[:1]}),
        [
            *((f"jobs[0].selected_items[{number}].name", "New", UNKNOWN) for number in range(1, 8)),
            ("jobs[1].excluded_items[0].name", "Dave one", UNKNOWN),
        ],
    )


def test_an_inherited_item_that_is_unknown_is_told_once(plan: Plan) -> None:
    defaults = {"backup_type": "SelectedItems", "excluded_items": [user("erin"), user("nobody")]}
    jobs = [new(selected_items=[user("frank")]), new(name="Other", selected_items=[user("grace")])]
    plan.told(tenant(*jobs, defaults=defaults), [("defaults.excluded_items[1].name", None, UNKNOWN)])
    plan.told(tenant(jobs[0], defaults=defaults), [("defaults.excluded_items[1].name", "New", UNKNOWN)])


IMPOSSIBLE: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "of a security group": (
        group("VPN Users", mailbox=True, group_site=True),
        [
            ("jobs[0].selected_items[1].group_site", "New", "not available for VPN Users, which is a Security group"),
            ("jobs[0].selected_items[1].mailbox", "New", "not available for VPN Users, which is a Security group"),
        ],
    ),
    "of a public mailbox": (
        user("folders", onedrive=True),
        [
            (
                "jobs[0].selected_items[1].onedrive",
                "New",
                "not available for folders@contoso.com, which is a Public user",
            )
        ],
    ),
    "nothing on": (
        user("erin", mailbox=False, archive_mailbox=False, onedrive=False, personal_site=False),
        [("jobs[0].selected_items[1]", "New", "has all options off")],
    ),
    "of another type": (
        {"type": "Site", "name": "https://contoso.sharepoint.com", "mailbox": True, "members": False},
        [
            ("jobs[0].selected_items[1].mailbox", "New", "is not an option of Site; its options are none"),
            ("jobs[0].selected_items[1].members", "New", "is not an option of Site; its options are none"),
        ],
    ),
    "name and id": ({**user("erin"), "id": "x"}, [("jobs[0].selected_items[1]", "New", "expected a name or an id")]),
    "name of nothing": (
        {"type": "PersonalSites", "name": "x"},
        [("jobs[0].selected_items[1]", "New", "expected neither name nor id")],
    ),
    "no folders": ({"type": "OneDriveFolders"}, [("jobs[0].selected_items[1]", "New", "expected folders")]),
    "empty folders": (
        {"type": "OneDriveFolders", "folders": [""]},
        [("jobs[0].selected_items[1].folders", "New", "expected one or more folder names")],
    ),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_items_that_cannot_be(plan: Plan, case: str) -> None:
    item, rows = IMPOSSIBLE[case]
    plan.told(tenant(new(selected_items=[DAVE, item])), rows)


def test_an_item_of_a_job_is_known_though_its_object_is_gone(plan: Plan, simulator: Simulator) -> None:
    simulator.fault("status", path="/Users$", status=200, body={"results": []}, times=None)
    item = user("dave", mailbox=True, archive_mailbox=False, onedrive=False, personal_site=False)
    plan(tenant({"name": "Dave one", "selected_items": [item]}))


# ---- organizations of other hosts -----------------------------------------------------------------------------------

OTHERS = {
    "me": "contoso.onmicrosoft.com",
    "fabrikam": "Fabrikam",
    "nobody": "nobody.onmicrosoft.com",
    "unclear": TWIN["name"],
    "empty": "",
    "number": 5,
}


def test_other_organizations_cost_no_request(plan: Plan) -> None:
    described = tenant({"name": "Contoso Sites"})
    plan(described)
    without = plan.requests
    other = Plan(plan.simulator)
    other(described, described_by=OTHERS)
    assert sorted(other.requests) == sorted(without)


@pytest.mark.parametrize("spelling", ["CONTOSO.onmicrosoft.com", "Contoso", "UUID"])
def test_another_host_describes_the_organization(plan: Plan, spelling: str) -> None:
    text = plan.organization().upper() if spelling == "UUID" else spelling
    with pytest.raises(TenantRefused) as refused:
        plan(tenant({"name": "Contoso Sites"}), described_by={**OTHERS, "other": text})
    (problem,) = refused.value.problems
    assert (problem["place"], problem["job"]) == ("organization", None)
    assert problem["msg"].endswith(
        "me and other describe this organization, and each treats the jobs of the other as unmanaged jobs; "
        "expected only one"
    )


def test_an_organization_of_an_unclear_name_is_no_twin(plan: Plan) -> None:
    identities = [row["id"] for row in plan.rows("/Organizations") if row["name"] == TWIN["name"]]
    described_by = {"me": identities[0], "unclear": TWIN["name"], "other": identities[1]}
    plan({"organization": identities[0], "jobs": []}, described_by=described_by)
