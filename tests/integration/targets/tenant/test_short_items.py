# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short lists of plain items: they are the same items, and mistakes are reported where they were written."""

from __future__ import annotations

from tests.integration.targets.tenant.conftest import Plan, group, tenant, user
from tests.integration.targets.tenant.test_carrying_out import run
from tests.simulator.launch import Simulator

SITE = "https://contoso.sharepoint.com/sites/sales"
SHORT = {"users": ["erin@contoso.com", "frank@contoso.com"], "groups": ["VPN Users"], "sites": [SITE]}
LONG = [user("erin"), user("frank"), group("VPN Users"), {"type": "Site", "name": SITE}]


def test_the_same_items(simulator: Simulator) -> None:
    run(simulator, tenant({"name": "New", **SHORT, "teams": ["launch@contoso.com"]}, omitted="keep"))
    items = [*LONG, {"type": "Team", "name": "launch@contoso.com"}]
    assert not run(simulator, tenant({"name": "New", "selected_items": items})).changed
    both = {"name": "New", "selected_items": items[:3], "sites": [SITE], "teams": ["launch@contoso.com"]}
    assert not run(simulator, tenant(both)).changed


def test_in_defaults(plan: Plan) -> None:
    described = tenant({"name": "A"}, {"name": "B", "users": ["grace@contoso.com"]})
    described["defaults"] = {**described["defaults"], "users": ["frank@contoso.com", "frnk@contoso.com"]}
    plan.told(described, [("defaults.users[1]", "A", "has this name")])


def test_mistakes_are_told_where_they_were_written(plan: Plan) -> None:
    jobs = [
        {
            "name": "A",
            "selected_items": [user("nobody")],
            "users": ["erin@contoso.com", "nobdy@contoso.com", "ERIN@contoso.com"],
        },
        {"name": "B", "users": ["frank@contoso.com", 5], "groups": ["Nothing"]},
        {"name": "C", "users": ["erin@contoso.com"]},
        {"name": "D", "backup_type": "EntireOrganization", "users": ["grace@contoso.com"]},
    ]
    plan.told(
        tenant(*jobs),
        [
            ("jobs[0].selected_items[0].name", "A", "has this name"),
            ("jobs[0].users[1]", "A", "has this name"),
            ("jobs[0].users[2]", "A", "refers to the same object as jobs[0].users[0]"),
            ("jobs[1].groups[0]", "B", "has this name"),
            ("jobs[1].users[1]", "B", "expected a text in quotes"),
            ("jobs[2].users[0]", "C", "selects it, too"),
            ("jobs[3].users", "D", "can only be used with backup_type SelectedItems"),
        ],
    )
