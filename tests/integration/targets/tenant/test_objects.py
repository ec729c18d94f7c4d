# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items whose objects are gone, or were created again under their names, and what it costs to see that."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.modules import tenant as module
from tests.integration.harness.direct import Direct
from tests.integration.targets.tenant.conftest import CONTOSO, Plan, group, new, tenant, user
from tests.integration.targets.tenant.test_unprotected import reasons
from tests.simulator.launch import Simulator

ORGANIZATION = CONTOSO["organization"]
MAILBOXES, SITES, TEAMS = ({"name": f"Contoso {what}"} for what in ("Mailboxes", "Sites", "Teams"))
ALICE = {"type": "User", "name": "alice@contoso.com"}
SALES = {"type": "Group", "name": "sales@contoso.com"}


def listings(requests: list[str]) -> list[str]:
    """The listings of objects among requests, such as "Users"."""
    return [request.rpartition("/")[2] for request in requests if request.startswith("GET /Organizations/")]


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("gone", [ALICE, SALES], ids=["user", "group"])
def test_they_are_named_where_that_is_asked_for(
    plan: Plan, simulator: Simulator, gone: dict[str, str], *, anew: bool
) -> None:
    described = tenant(MAILBOXES, repository=None)
    words = "object_gone", "object_replaced"
    assert reasons(plan({**described, "check_objects": True}).result, *words) == []
    simulator.directory(ORGANIZATION, gone, anew=anew)
    assert reasons(plan(described).result, *words) == []
    assert listings(plan.requests) == []
    (row,) = [row for row in plan({**described, "check_objects": True}).result["unprotected"] if row["reason"] in words]
    assert listings(plan.requests) == ["Groups", "Users"]
    assert (row["reason"], row["job"]) == (words[anew], "Contoso Mailboxes")
    assert row["severity"] == ("critical" if anew else "warning")
    assert [one["name"] for one in row["objects"]] == [gone["name"]]
    applied = plan.applied().result
    assert [one for one in applied["unprotected"] if one["reason"] in words] == [row]


def test_only_types_of_items_are_listed(plan: Plan) -> None:
    plan(tenant(SITES, repository=None, check_objects=True))
    assert listings(plan.requests) == ["Sites"]
    plan(tenant(TEAMS, SITES, repository=None, check_objects=True))
    assert listings(plan.requests) == ["Sites", "Teams"]
    whole = new(backup_type="EntireOrganization")
    plan(tenant(whole, check_objects=True))
    assert listings(plan.requests) == []


def test_what_is_listed_anyway_is_compared(plan: Plan, simulator: Simulator) -> None:
    simulator.directory(ORGANIZATION, SALES, anew=True)
    described = tenant(MAILBOXES, new(selected_items=[group("vienna@contoso.com")]))
    assert reasons(plan(described).result, "object_replaced") == [("Contoso Mailboxes", "object_replaced")]
    assert listings(plan.requests) == ["Groups"]


def test_users_that_are_looked_up_by_name_are_no_listing(plan: Plan, simulator: Simulator) -> None:
    simulator.directory(ORGANIZATION, ALICE)
    described = tenant(MAILBOXES, new(selected_items=[user("erin")]))
    assert reasons(plan(described).result, "object_gone") == []
    assert listings(plan.requests) == ["Users"]


def test_a_new_reading_in_each_round_of_a_loop(simulator: Simulator) -> None:
    direct = Direct(simulator)
    direct.is_loop = True
    described = tenant(MAILBOXES, repository=None, check_objects=True)
    assert reasons(direct(module, tenant=described, check_mode=True).result, "object_gone") == []
    simulator.directory(ORGANIZATION, ALICE)
    direct.requests()
    found: Any = direct(module, tenant=described, check_mode=True).result
    assert reasons(found, "object_gone") == [("Contoso Mailboxes", "object_gone")]
    assert listings(direct.requests()) == ["Groups", "Users"]


def test_a_split_in_a_loop_removes_by_a_new_listing(simulator: Simulator) -> None:
    direct = Direct(simulator)
    direct.is_loop = True
    people = {"type": "User", "include": {"names": ["grace@contoso.com", "heidi@contoso.com"]}}
    split = {"name": "Mail {:02d}", "from": people, "max_objects": 4}
    described = {**CONTOSO, "jobs": [], "splits": [{**split, "schedule": {"type": "Daily", "daily_time": "22:00"}}]}
    direct(module, tenant=described)
    simulator.directory(ORGANIZATION, {"type": "User", "name": "heidi@contoso.com"})
    direct.requests()
    again = direct(module, tenant=described)
    assert listings(direct.requests()) == ["Users"]
    assert [row["path"] for row in again.result["jobs"][0]["changes"]] == ["selected_items[User heidi@contoso.com]"]
