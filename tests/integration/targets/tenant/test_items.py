# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items that do not go together: in a list, in both lists of a job, in two jobs, and exclusions that leave nothing."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from tests.integration.targets.tenant.conftest import DAVE, Plan, Row, group, new, tenant, user
from tests.simulator.launch import Simulator

HR = {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"}
TEAM = {"type": "Team", "name": "boardteam@contoso.com"}
PERSONAL = {"type": "PersonalSites"}
SWITCHES = ("mailbox", "archive_mailbox", "onedrive", "personal_site")
MEMBER_SWITCHES = ("member_mailbox", "member_archive_mailbox", "member_onedrive", "member_site")


def only(item: dict[str, Any], *switches: str) -> dict[str, Any]:
    """The item with these switches on and the others off."""
    every = {
        "User": SWITCHES,
        "Group": MEMBER_SWITCHES,
        "PartialOrganization": ("mailbox", "archive_mailbox", "onedrive", "sites", "teams", "teams_chats"),
    }[item["type"]]
    return {**item, **{switch: switch in switches for switch in every}}


def folders(*names: str) -> dict[str, Any]:
    return {"type": "OneDriveFolders", "folders": [*names]}


# ---- in one list, and in both lists of a job ------------------------------------------------------------------------

TWINS: dict[str, tuple[list[dict[str, Any]], list[tuple[str, str]]]] = {
    "by name": ([DAVE, HR, user("DAVE")], [("[2]", "refers to the same object as jobs[0].selected_items[0]")]),
    "three times": (
        [DAVE, DAVE, DAVE],
        [
            ("[1]", "the same object as jobs[0].selected_items[0]"),
            ("[2]", "the same object as jobs[0].selected_items[0]"),
        ],
    ),
    "a site with a slash": ([HR, {**HR, "name": HR["name"] + "/"}], [("[1]", "jobs[0].selected_items[0]")]),
    "by two names": ([group("board@contoso.com"), group("Board")], [("[1]", "Group board@contoso.com")]),
    "without a name": ([PERSONAL, PERSONAL], [("[1]", "refers to the same object")]),
}


@pytest.mark.parametrize("case", TWINS)
def test_twice_in_a_list(plan: Plan, case: str) -> None:
    items, said = TWINS[case]
    plan.told(
        tenant(new(selected_items=items)), [(f"jobs[0].selected_items{place}", "New", what) for place, what in said]
    )


@pytest.mark.parametrize("name", ["New", "Dave one"])
def test_twice_in_a_list_by_name_and_by_id(plan: Plan, name: str) -> None:
    users = plan.rows(f"/Organizations/{plan.organization()}/Users")
    dave = {"type": "User", "id": next(row["id"] for row in users if row["name"] == DAVE["name"])}
    plan.told(
        tenant({"name": name, "selected_items": [DAVE, HR, dave]}),
        [("jobs[0].selected_items[2]", name, "refers to the same object as another item of the list")],
    )


BOTH: dict[str, tuple[dict[str, Any], str]] = {
    "by name": ({"selected_items": [DAVE, HR], "excluded_items": [user("DAVE")]}, "User dave@contoso.com"),
    "with other switches": (
        {"selected_items": [only(DAVE, "mailbox"), HR], "excluded_items": [only(DAVE, "onedrive")]},
        "User dave@contoso.com",
    ),
    "folders": (
        {"selected_items": [folders("Desktop", "Music"), DAVE], "excluded_items": [folders("music", "Videos")]},
        "OneDriveFolders",
    ),
}


@pytest.mark.parametrize("case", BOTH)
def test_in_both_lists(plan: Plan, case: str) -> None:
    lists, label = BOTH[case]
    plan.told(
        tenant(new(**lists)), [("jobs[0].excluded_items", "New", f"'{label}': both selected and excluded by the job")]
    )


def test_in_both_lists_of_which_the_server_has_one(plan: Plan) -> None:
    name = "Contoso Mailboxes"
    plan.told(
        tenant({"name": name, "excluded_items": [user("alice")]}),
        [("jobs[0].excluded_items", name, "'User alice@contoso.com': both selected and excluded by the job")],
    )
    plan.told(
        tenant({"name": name, "selected_items": [user("carol"), HR]}),
        [("jobs[0].selected_items", name, "'User carol@contoso.com': both selected and excluded by the job")],
    )


# ---- exclusions that leave nothing ----------------------------------------------------------------------------------

ALL_GONE: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "directly": ([DAVE, HR], [HR, DAVE]),
    "all members of a group": ([group("VPN Users")], [user("dave"), user("erin")]),
    "a group and a user": ([group("VPN Users"), user("frank")], [user("dave"), user("erin"), user("frank")]),
    "members of a group": ([user("dave"), user("erin")], [group("VPN Users")]),
    "a group within another": ([group("vienna@contoso.com", mailbox=False, group_site=False)], [group("VPN Users")]),
    "members of two groups": ([user("dave"), user("ivan")], [group("VPN Users"), group("newsletter@contoso.com")]),
    "only what is selected of them": (
        [only(group("VPN Users"), "member_mailbox")],
        [only(user("dave"), "mailbox"), user("erin")],
    ),
    "only what is selected of users": ([only(DAVE, "onedrive")], [only(group("VPN Users"), "member_onedrive")]),
}


@pytest.mark.parametrize("case", ALL_GONE)
def test_exclusions_that_leave_nothing(plan: Plan, case: str) -> None:
    selected, excluded = ALL_GONE[case]
    plan.told(
        tenant(new(selected_items=selected, excluded_items=excluded)),
        [("jobs[0].excluded_items", "New", "excludes everything that the job selects")],
    )


SOME_LEFT: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "a member": ([group("sales@contoso.com", mailbox=False, group_site=False)], [user("alice"), user("bob")]),
    "the mailbox of the group": ([group("board@contoso.com")], [user("alice"), user("grace")]),
    "a user who is no member": ([DAVE, user("frank")], [group("VPN Users")]),
    "a site": ([DAVE, HR], [group("VPN Users")]),
    "the rest of the organization": ([{"type": "PartialOrganization"}], [group("VPN Users")]),
    "OneDrives": ([group("VPN Users")], [only(user("dave"), "mailbox"), user("erin")]),
    "the OneDrive of a member": ([DAVE], [only(group("VPN Users"), "member_mailbox", "member_archive_mailbox")]),
    "a group without members": ([group("nobody@contoso.com")], [group("VPN Users")]),
    "other members": ([group("newsletter@contoso.com")], [group("VPN Users")]),
    "members of a group whose members do not count": ([DAVE], [group("sales@contoso.com", members=False)]),
    "other folders": ([folders("Desktop", "Music")], [folders("Videos")]),
    "nothing is excluded": ([DAVE], []),
}


@pytest.mark.parametrize("case", SOME_LEFT)
def test_exclusions_that_leave_something(plan: Plan, case: str) -> None:
    selected, excluded = SOME_LEFT[case]
    assert plan(tenant(new(selected_items=selected, excluded_items=excluded))).changed


def test_exclusions_that_leave_nothing_of_what_the_server_has(plan: Plan) -> None:
    plan.told(
        tenant({"name": "Dave one", "excluded_items": [group("VPN Users")]}),
        [("jobs[0].excluded_items", "Dave one", "excludes everything that the job selects")],
    )
    plan.told(
        tenant({"name": "Contoso Mailboxes", "selected_items": [user("carol")]}),
        [("jobs[0].selected_items", "Contoso Mailboxes", "the job excludes all of it")],
    )


def test_exclusions_of_the_server_that_leave_nothing_are_left_alone(plan: Plan, simulator: Simulator) -> None:
    simulator.edit("Dave one", add_excluded=[{"type": "Group", "name": "VPN Users"}])
    plan(tenant({"name": "Dave one", "excluded_items": [group("VPN Users")], "description": "New"}))


def test_a_job_that_becomes_one_of_the_entire_organization_loses_what_it_selects(plan: Plan) -> None:
    job = {"name": "Dave one", "backup_type": "EntireOrganization", "excluded_items": [DAVE]}
    outcome = plan(tenant(job, new(selected_items=[user("dave", mailbox=True)])))
    assert [row["state"] for row in outcome.result["jobs"]] == ["changed", "created"]


@pytest.mark.parametrize("wrong", [user("nobody"), {**user("erin"), "teams": True}], ids=["unknown", "impossible"])
def test_a_selected_item_that_is_wrong_is_not_missing_too(plan: Plan, wrong: dict[str, Any]) -> None:
    place = "jobs[0].selected_items[0]"
    problems = plan.problems(tenant(new(selected_items=[wrong, DAVE], excluded_items=[DAVE])))
    assert [row["place"].startswith(place) or row["msg"] for row in problems] == [
        "'User dave@contoso.com': both selected and excluded by the job",
        True,
    ]
    (row,) = plan.problems(tenant({"name": "Dave one", "selected_items": [wrong]}))
    assert row["place"].startswith(place)
    chats = {"type": "PartialOrganization", "teams_chats": True, "members": True}
    (row,) = plan.problems(tenant(new(selected_items=[DAVE, chats], excluded_items=[TEAM])))
    assert row["place"] == "jobs[0].selected_items[1].members"


def test_an_excluded_team_is_the_servers_to_refuse(plan: Plan) -> None:
    plan(tenant(new(selected_items=[DAVE], excluded_items=[TEAM])))


def test_the_last_selected_item_stays(plan: Plan) -> None:
    plan.told(
        tenant({"name": "Dave one", "selected_items": [], "new_name": "Dave two"}, repository=None),
        [
            ("jobs[0].new_name", "Dave one", "this name is already used"),
            (
                "jobs[0].selected_items",
                "Dave one",
                "would remove the last selected item of the job; it protects User dave@contoso.com",
            ),
        ],
    )


@pytest.mark.parametrize("options", [{"backup_type": "EntireOrganization"}, {}], ids=["new", "on the server"])
def test_the_entire_organization_has_no_items(plan: Plan, options: dict[str, Any]) -> None:
    name, organization = ("New", "contoso") if options else ("Fabrikam Everything", "fabrikam")
    item = DAVE if options else {"type": "User", "name": "boris@fabrikam.com"}
    plan.told(
        tenant({"name": name, **options, "selected_items": [item]}, organization=organization, defaults=None),
        [("jobs[0].selected_items", name, "can only be used with backup_type SelectedItems")],
    )


# ---- in two jobs ----------------------------------------------------------------------------------------------------


def takes(name: str, *items: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"name": name, "selected_items": [*items], **options}


NEW_DAVE = only(DAVE, "mailbox")

SHARED: dict[str, tuple[list[dict[str, Any]], list[Row]]] = {
    "two new jobs": (
        [takes("A", DAVE), takes("B", HR, user("DAVE"))],
        [("jobs[1].selected_items[1]", "B", "'User dave@contoso.com': 'A' (jobs[0]) selects it, too")],
    ),
    "three": (
        [takes("A", DAVE), takes("B", DAVE), takes("C", DAVE)],
        [
            ("jobs[1].selected_items[0]", "B", "'A' (jobs[0]) selects it, too"),
            ("jobs[2].selected_items[0]", "C", "'A' (jobs[0]) selects it, too"),
        ],
    ),
    "one switch in common": (
        [takes("A", only(DAVE, "mailbox", "onedrive")), takes("B", only(DAVE, "onedrive", "personal_site"))],
        [("jobs[1].selected_items[0]", "B", "selects it, too")],
    ),
    "new in the second": (
        [{"name": "Dave one"}, takes("B", NEW_DAVE)],
        [("jobs[1].selected_items[0]", "B", "'Dave one' (jobs[0]) selects it, too")],
    ),
    "new in the first": (
        [takes("A", NEW_DAVE), {"name": "Dave one"}],
        [("jobs[0].selected_items[0]", "A", "'Dave one' (jobs[1]) selects it, too")],
    ),
    "new in the first, told once": (
        [takes("A", NEW_DAVE), {"name": "Dave one"}, {"name": "Dave two"}],
        [("jobs[0].selected_items[0]", "A", "'Dave one' (jobs[1]) selects it, too")],
    ),
    "a switch more": (
        [takes("Dave one", only(DAVE, "mailbox", "onedrive")), {"name": "Dave two"}],
        [("jobs[0].selected_items[0]", "Dave one", "'Dave two' (jobs[1]) selects it, too")],
    ),
    "sites": ([takes("A", HR), takes("B", HR)], [("jobs[1].selected_items[0]", "B", "'Site https://")]),
    "teams": ([takes("A", TEAM), takes("B", TEAM)], [("jobs[1].selected_items[0]", "B", "selects it, too")]),
    "all personal sites": (
        [takes("A", PERSONAL), {"name": "Contoso Sites"}],
        [("jobs[0].selected_items[0]", "A", "'PersonalSites': 'Contoso Sites' (jobs[1]) selects it, too")],
    ),
    "groups": (
        [takes("A", group("VPN Users")), takes("B", group("vpn users"))],
        [("jobs[1].selected_items[0]", "B", "selects it, too")],
    ),
    "parts of the organization": (
        [takes("A", {"type": "PartialOrganization"}), takes("B", {"type": "PartialOrganization"})],
        [("jobs[1].selected_items[0]", "B", "selects it, too")],
    ),
    "folders": (
        [takes("A", folders("Desktop", "Music")), takes("B", folders("Music"))],
        [("jobs[1].selected_items[0]", "B", "'OneDriveFolders': 'A' (jobs[0]) selects it, too")],
    ),
}


@pytest.mark.parametrize("case", SHARED)
def test_in_two_jobs(plan: Plan, case: str) -> None:
    jobs, rows = SHARED[case]
    plan.told(tenant(*jobs), rows)


def test_inherited_by_two_jobs(plan: Plan) -> None:
    defaults = {"backup_type": "SelectedItems", "selected_items": [HR, DAVE]}
    problems = plan.problems(tenant({"name": "A"}, {"name": "B"}, {"name": "C"}, defaults=defaults))
    assert [(row["place"], row["job"]) for row in problems] == [
        ("defaults.selected_items[0]", None),
        ("defaults.selected_items[1]", None),
    ]


APART: dict[str, list[dict[str, Any]]] = {
    "switches of a user": [takes("A", NEW_DAVE), takes("B", only(DAVE, "onedrive", "personal_site"))],
    "switches of members": [
        takes("A", only(group("VPN Users"), "member_mailbox")),
        takes("B", only(group("VPN Users"), "member_onedrive")),
    ],
    "parts of the organization": [
        takes("A", only({"type": "PartialOrganization"}, "mailbox")),
        takes("B", only({"type": "PartialOrganization"}, "sites", "teams")),
    ],
    "folders": [takes("A", folders("Desktop")), takes("B", folders("Music"))],
    "a job that is to go": [
        takes("A", NEW_DAVE),
        {"name": "Dave one", "state": "absent"},
        {"name": "Dave two", "state": "absent"},
    ],
    "moved to another job": [takes("A", HR), takes("Contoso Sites", PERSONAL)],
    "a user and a group": [takes("A", user("erin")), takes("B", group("VPN Users"))],
}


@pytest.mark.parametrize("case", APART)
def test_in_two_jobs_and_apart(plan: Plan, case: str) -> None:
    outcome = plan(tenant(*APART[case]))
    assert held_twice(outcome) == []
    assert outcome.changed


def held_twice(outcome: Outcome) -> list[dict[str, Any]]:
    return [row for row in outcome.result["unprotected"] if row["reason"] == "held_twice"]


ALREADY: dict[str, list[dict[str, Any]]] = {
    "listed": [takes("Dave one", NEW_DAVE), takes("Dave two", only(DAVE, "mailbox", "onedrive"))],
    "beside something new": [takes("Dave one", NEW_DAVE, HR), {"name": "Dave two"}],
    "more of it": [takes("Dave one", NEW_DAVE), takes("Dave two", DAVE)],
}


@pytest.mark.parametrize("case", ALREADY)
def test_in_two_jobs_on_the_server_already(plan: Plan, case: str) -> None:
    outcome = plan(tenant(*ALREADY[case]))
    (row,) = held_twice(outcome)
    assert (row["place"], row["job"], row["other"], row["severity"]) == (
        "jobs[0].selected_items", "Dave one", "Dave two", "warning",
    )  # fmt: skip
    assert [thing["name"] for thing in row["objects"]] == [DAVE["name"]]
    assert [text for text in outcome.warnings if DAVE["name"] in text] == []  # it is reported once


def test_in_two_jobs_of_which_one_does_not_run(plan: Plan) -> None:
    assert held_twice(plan(tenant(takes("Dave one", NEW_DAVE), {"name": "Dave two", "enabled": False}))) == []


def test_many_things_in_two_jobs_are_one_problem(plan: Plan, simulator: Simulator) -> None:
    names = ("erin", "frank", "grace", "heidi", "ivan", "judy")
    for job in ("Dave one", "Dave two"):
        simulator.edit(job, add_selected=[user(name) for name in names])
    items = [DAVE, *(user(name) for name in names)]
    outcome = plan(tenant(takes("Dave one", *items), {"name": "Dave two"}, new(selected_items=[HR])))
    (row,) = held_twice(outcome)
    assert len(row["objects"]) == 7
    assert " and 2 more. " in row["msg"]
