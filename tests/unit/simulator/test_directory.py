# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups in groups, and objects that leave the directory while jobs still have items of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulator.clock import Clock
from tests.simulator.launch import Simulator
from tests.simulator.profiles import Profile
from tests.simulator.seed import SeedError, filler
from tests.simulator.world import World
from tests.unit.simulator.client import Client, Tenant

SEED = """
organizations:
  - name: nested
    users: [{name: a@nested.com}]
    groups:
      - {name: outer, type: Security, members: [a@nested.com, inner]}
      - {name: inner, type: Security, members: [%s]}
      - {name: dynamic, type: DynamicDistribution, members: [a@nested.com]}
repositories: [{name: Disk}]
jobs:
  - name: Mail
    organization: nested
    repository: Disk
    selected_items: [{type: Group, name: outer}]
    last_run: {status: Success}
"""


def test_members_are_users_and_groups(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yml"
    seed.write_text(SEED % "outer")
    with Simulator("--data", str(seed)) as simulator:
        client = Client(simulator)
        path = f"Organizations/{client.every('Organizations')[0]['id']}/Groups"
        groups = {group["name"]: group["id"] for group in client.every(path)}
        members = {name: client.every(f"{path}/{ident}/Members") for name, ident in groups.items()}
        shown = {name: [(one["login"], one["type"]) for one in rows] for name, rows in members.items()}
        assert shown == {
            "outer": [("a@nested.com", "User"), ("inner", "Group")],
            "inner": [("outer", "Group")],
            "dynamic": [],
        }
        assert "user" not in members["inner"][0]["_links"]
        assert simulator.job("Mail")["totalObjects"] == 2  # the group and its user


def test_unknown_members_are_a_mistake_of_the_seed(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yml"
    seed.write_text(SEED % "nobody")
    with pytest.raises(SeedError, match="unknown members nobody"):
        filler(str(seed), None)(World(Clock(), Profile()))


@pytest.mark.parametrize("anew", [False, True])
def test_objects_that_are_gone_stay_in_items(simulator: Simulator, client: Client, contoso: Tenant, anew: bool) -> None:
    path = f"Organizations/{contoso.id}/Users"
    old = contoso.object("Users", "alice@contoso.com")
    simulator.directory("contoso.onmicrosoft.com", {"type": "User", "name": "alice@contoso.com"}, anew=anew)
    found = client.every(f"{path}?userName=alice@contoso.com")
    assert [user["id"] != old["id"] for user in found] == [True] * anew
    client.refused("GET", f"{path}/{old['id']}", None, "was not found", 404)
    items = client.every(f"Jobs/{contoso.job('Contoso Mailboxes')['id']}/SelectedItems")
    assert old["id"] in [item["user"]["id"] for item in items if item["type"] == "User"]
    new = {"type": "User", "user": {"id": old["id"]}, "mailbox": True}
    client.refused("POST", f"Jobs/{contoso.job('Contoso Sites')['id']}/SelectedItems", [new], "has no user")
