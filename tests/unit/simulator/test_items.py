# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selected and excluded items: all verbs on both sides; what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant

SIDES = ("SelectedItems", "ExcludedItems")


@pytest.mark.parametrize("side", SIDES)
def test_all_verbs(client: Client, contoso: Tenant, side: str) -> None:
    path = f"Jobs/{contoso.create(selectedItems=[contoso.user('bob')])['id']}/{side}"
    existing = len(client.every(path))
    client.ok("POST", f"{path}?skipItemUpdate=true", 204, [contoso.user("alice"), contoso.user("erin")])
    assert len(client.every(path)) == existing + 2
    assert len(client.get(f"{path}?limit=1")["results"]) == 1
    item = client.every(path)[-1]
    assert client.get(f"{path}/{item['id'].upper()}") == item
    client.ok("PUT", f"{path}/{item['id']}", 204, {"type": "User", "oneDrive": True})
    assert client.get(f"{path}/{item['id']}") == {**item, "oneDrive": True}
    ids = [one["id"].upper() for one in client.every(path)[-2:]]
    client.ok("DELETE", f"{path}?ids={','.join(ids)}", 204)
    assert len(client.every(path)) == existing
    client.refused("GET", f"{path}/{ids[0]}", None, "was not found", 404)
    client.refused("PUT", f"{path}/{ids[0]}", {"type": "User"}, "was not found", 404)
    client.refused("DELETE", f"{path}?ids={ids[0]}", None, "ids")
    client.refused("DELETE", path, None, "ids")


def test_ids_in_the_body_on_selected_items_only(client: Client, contoso: Tenant) -> None:
    job = contoso.create(
        selectedItems=[contoso.user("bob"), contoso.user("dave")], excludedItems=[contoso.user("erin")]
    )
    for side, status in zip(SIDES, (204, 400), strict=True):
        path = f"Jobs/{job['id']}/{side}"
        answer = client.send("DELETE", path, json=[client.every(path)[0]["id"]])
        assert answer.status_code == status
    client.refused("DELETE", f"Jobs/{job['id']}/SelectedItems", [5], "[0]")


def test_the_last_selected_item_stays(client: Client, contoso: Tenant) -> None:
    job = contoso.create()
    item = client.every(f"Jobs/{job['id']}/SelectedItems")[0]
    client.refused("DELETE", f"Jobs/{job['id']}/SelectedItems?ids={item['id']}", None, "last selected item")


def test_a_job_of_selected_items_needs_one(client: Client, contoso: Tenant) -> None:
    for items in ({}, {"selectedItems": []}):
        body = {key: value for key, value in contoso.new_job().items() if key != "selectedItems"}
        client.refused("POST", "Jobs", {**body, **items}, "needs at least one item")
    path = f"Jobs/{client.ok('POST', 'Jobs', 201, contoso.new_job(backupType='EntireOrganization'))['id']}"
    client.refused("PUT", path, {"backupType": "SelectedItems"}, "needs at least one item")
    client.ok("PUT", path, 204, {"backupType": "SelectedItems", "selectedItems": [contoso.user("bob")]})


def test_item_ids_are_composite(client: Client, contoso: Tenant) -> None:
    user, team = contoso.object("Users", "bob@contoso.com"), contoso.object("Teams", "launch@contoso.com")
    job = contoso.create(selectedItems=[contoso.user("bob"), {"type": "Team", "team": team}, {"type": "PersonalSites"}])
    ids = [item["id"] for item in client.every(f"Jobs/{job['id']}/SelectedItems")]
    assert ids[0] == f"2b38d840-8098-4614-b369-ebce33f9b2c7{user['id']}"
    assert ids[1] == f"7B985334-BC0E-4791-B30C-D03A1FECC840{team['id']}"
    assert ids[2].startswith("9a01bcb3-d2de-4271-96bb-95611ddc70b3")


def test_each_type_shows_its_own_options(client: Client, contoso: Tenant) -> None:
    items: list[dict[str, Any]] = [
        contoso.user("bob"),
        {"type": "Group", "group": contoso.object("Groups", "sales@contoso.com"), "groupSite": True},
        {"type": "Site", "site": contoso.object("Sites", "https://contoso.sharepoint.com")},
        {"type": "Team", "team": contoso.object("Teams", "launch@contoso.com"), "teamsChats": True},
        {"type": "PartialOrganization", "sites": True},
        {"type": "PersonalSites"},
        {"type": "OneDriveFolders", "folders": ["Documents", "Pictures"]},
    ]
    job = contoso.create(selectedItems=items)
    shown = {item["type"]: item for item in client.every(f"Jobs/{job['id']}/SelectedItems")}
    frame = {"type", "id", "_links"}
    assert {name: set(item) - frame for name, item in shown.items()} == {
        "User": {"user", "mailbox", "archiveMailbox", "oneDrive", "personalSite"},
        "Group": {
            "group", "members", "memberMailbox", "memberArchiveMailbox", "memberOnedrive", "memberSite", "mailbox",
            "groupSite",
        },
        "Site": {"site"},
        "Team": {"team", "teamsChats"},
        "PartialOrganization": {"mailbox", "archiveMailbox", "oneDrive", "sites", "teams", "teamsChats"},
        "PersonalSites": set(),
        "OneDriveFolders": {"folders"},
    }  # fmt: skip
    assert (shown["Group"]["groupSite"], shown["Group"]["members"]) == (True, False)


def test_adding_again_replaces_the_options(client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.create()['id']}/SelectedItems"
    client.ok("POST", path, 204, [contoso.user("dave", oneDrive=True)])
    (item,) = client.every(path)
    assert (item["mailbox"], item["oneDrive"]) == (False, True)


@pytest.mark.parametrize(
    ("item", "word"),
    [
        ({}, "type"),
        ({"type": "User", "mailbox": True}, "user"),
        ({"type": "User", "user": {"name": "bob@contoso.com"}, "mailbox": True}, "user.id"),
        ({"type": "User", "user": {"id": "nobody"}, "mailbox": True}, "user.id"),
        ({"type": "PartialOrganization", "members": True}, "members"),
        ({"type": "PartialOrganization"}, "every option"),
        ({"type": "PartialOrganization", "mailbox": "true"}, "mailbox"),
        ({"type": "PersonalSites", "site": {"id": "1"}}, "site"),
        ({"type": "PersonalSites", "folders": ["A"]}, "folders"),
        ({"type": "PersonalSites", "id": "wrong"}, "id"),
        ({"type": "OneDriveFolders"}, "folders"),
        ({"type": "OneDriveFolders", "folders": ["", "A"]}, "folders"),
    ],
)
def test_refused(client: Client, contoso: Tenant, item: dict[str, Any], word: str) -> None:
    path = f"Jobs/{contoso.create()['id']}/SelectedItems"
    client.refused("POST", path, [contoso.user("bob"), item], word)
    assert len(client.every(path)) == 1


@pytest.mark.parametrize(
    ("kind", "name", "options", "word"),
    [
        ("User", "folders@contoso.com", {"mailbox": True, "oneDrive": True}, "oneDrive"),
        ("Group", "VPN Users", {"members": True, "mailbox": True}, "mailbox"),
        ("Group", "newsletter@contoso.com", {"members": True, "groupSite": True}, "groupSite"),
        ("Group", "sales@contoso.com", {}, "every option"),
        ("User", "bob@contoso.com", {"mailbox": False}, "every option"),
    ],
)
def test_options_that_do_not_fit(
    client: Client, contoso: Tenant, kind: str, name: str, options: dict[str, bool], word: str
) -> None:
    item = {"type": kind, kind.lower(): contoso.object(f"{kind}s", name), **options}
    client.refused("POST", f"Jobs/{contoso.create()['id']}/SelectedItems", [item], word)


@pytest.mark.parametrize(("kind", "field"), [("Team", "mail"), ("Site", "title"), ("Site", "isPersonal")])
def test_object_must_be_embedded_whole(
    simulator: Simulator, client: Client, contoso: Tenant, kind: str, field: str
) -> None:
    whole = client.every(f"Organizations/{contoso.id}/{kind}s")[0]
    part = {key: value for key, value in whole.items() if key != field}
    path = f"Jobs/{contoso.create()['id']}/SelectedItems"
    client.refused("POST", path, [{"type": kind, kind.lower(): part}], field)
    simulator.profile(post_item_minimum="id")
    client.ok("POST", path, 204, [{"type": kind, kind.lower(): {"id": whole["id"]}}])
    client.ok("POST", path, 204, [{"type": kind, "id": client.every(path)[-1]["id"]}])
    client.refused("POST", path, [{"type": kind, "id": "unknown"}], "id")


def test_not_on_both_sides(client: Client, contoso: Tenant) -> None:
    job = contoso.create(selectedItems=[contoso.user("bob")], excludedItems=[contoso.user("erin")])
    client.refused("POST", f"Jobs/{job['id']}/ExcludedItems", [contoso.user("bob")], "both selected and excluded")
    client.refused("POST", f"Jobs/{job['id']}/SelectedItems", [contoso.user("erin")], "both selected and excluded")
    client.refused("PUT", f"Jobs/{job['id']}", {"selectedItems": [contoso.user("erin")]}, "both selected and excluded")


def test_what_can_be_excluded(client: Client, contoso: Tenant) -> None:
    team = {"type": "Team", "team": contoso.object("Teams", "launch@contoso.com"), "teamsChats": True}
    job = contoso.create()
    path = f"Jobs/{job['id']}"
    whole = {"type": "PartialOrganization", "mailbox": True}
    client.refused("POST", f"{path}/ExcludedItems", [whole], "cannot be excluded")
    others = [{"type": "PersonalSites"}, {"type": "OneDriveFolders", "folders": ["Music"]}]
    client.ok("POST", f"{path}/ExcludedItems", 204, [team, *others])
    assert len(client.every(f"{path}/ExcludedItems")) == 3


@pytest.mark.parametrize("rule", ["any", "item_chats", "job_chats"])
def test_team_exclusion(simulator: Simulator, client: Client, contoso: Tenant, rule: str) -> None:
    simulator.profile(team_exclusion=rule)
    team = {"type": "Team", "team": contoso.object("Teams", "launch@contoso.com")}
    chats = {"type": "PartialOrganization", "teamsChats": True}
    accepted = {}
    for name, item, selected in (
        ("plain", team, []),
        ("item_chats", {**team, "teamsChats": True}, []),
        ("job_chats", team, [chats]),
    ):
        job = contoso.create(name, selectedItems=[contoso.user("dave"), *selected])
        accepted[name] = client.send("POST", f"Jobs/{job['id']}/ExcludedItems", json=[item]).status_code == 204
    assert accepted == {name: rule in ("any", name) for name in accepted}
    simulator.profile(team_exclusion="any")
    path = f"Jobs/{contoso.job('job_chats')['id']}/ExcludedItems"
    client.ok("POST", path, 204, [team])
    simulator.profile(team_exclusion=rule)
    client.ok("POST", path, 204, [contoso.user("bob")])


def test_exclusions_of_an_entire_organization(client: Client, contoso: Tenant) -> None:
    body = contoso.new_job(backupType="EntireOrganization", excludedItems=[contoso.user("bob")])
    job = client.ok("POST", "Jobs", 201, body)
    assert len(client.every(f"Jobs/{job['id']}/ExcludedItems")) == 1


def test_put_changes_neither_type_nor_object(client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.create()['id']}/SelectedItems"
    item = client.every(path)[0]
    client.refused("PUT", f"{path}/{item['id']}", {"type": "PersonalSites"}, "type")
    client.refused("PUT", f"{path}/{item['id']}", contoso.user("bob"), "user.id")
    client.refused("PUT", f"{path}/{item['id']}", {"mailbox": True}, "type")
    client.ok("PUT", f"{path}/{item['id']}", 204, {**item, "mailbox": False, "archiveMailbox": True})
