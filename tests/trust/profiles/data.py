# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The initial data of the server: more users than fit on a page, and a job of each kind."""

from __future__ import annotations

from typing import Any

CONTOSO, FABRIKAM = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"
STAFF = [f"user{number:02}@fabrikam.com" for number in range(33)]

_WEEK = 168


def user(name: str, **options: Any) -> dict[str, Any]:
    """A user of Contoso as an item, in the data as in a task."""
    return {"type": "User", "name": f"{name}@contoso.com", **options}


def window(*hours: int, offset: int = 0) -> dict[str, Any]:
    """A window that allows these hours of the week, counted from Sunday 00:00, as the API shows it."""
    return {"backupWindow": [hour in hours for hour in range(_WEEK)], "minuteOffset": offset}


SALES: dict[str, Any] = {"type": "Group", "name": "sales@contoso.com"}
HR: dict[str, Any] = {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"}
LAUNCH: dict[str, Any] = {"type": "Team", "name": "launch@contoso.com"}

DATA: dict[str, Any] = {
    "organizations": [
        {
            "name": CONTOSO,
            "users": [{"name": user(name)["name"]} for name in ("alice", "bob", "carol", "dave", "erin")],
            "groups": [{"name": SALES["name"], "display_name": "Sales", "members": [user("alice")["name"]]}],
            "sites": [{"url": HR["name"], "title": "HR"}],
            "teams": [{"display_name": "Launch", "mail": LAUNCH["name"]}],
        },
        {
            "name": FABRIKAM,
            "users": [{"name": name} for name in STAFF],
            "groups": [{"name": f"group{number}@fabrikam.com"} for number in range(3)],
            "teams": [{"display_name": f"Team {number}", "mail": f"team{number}@fabrikam.com"} for number in range(3)],
        },
    ],
    "repositories": [{"name": name, "object_storage": "AmazonS3"} for name in ("Disk", "Vault")],
    "jobs": [
        {
            "name": "Mail",
            "organization": CONTOSO,
            "repository": "Disk",
            "description": "Theirs",
            "schedule": {
                "type": "Daily",
                "dailyType": "Workdays",
                "dailyTime": "21:00:00",
                "retryEnabled": True,
                "retryNumber": 7,
                "backupWindowEnabled": True,
                "backupWindowSettings": window(1, 2, offset=60),
            },
            "selected_items": [user("alice", mailbox=True, oneDrive=True), SALES],
            "excluded_items": [user("bob", mailbox=True)],
            "last_run": {"status": "Success", "hours_ago": 9},
        },
        {
            "name": "Sites",
            "organization": CONTOSO,
            "repository": "Disk",
            "description": "Theirs too",
            "schedule": {
                "type": "Periodically",
                "periodicallyEvery": "Hours4",
                "periodicallyOffsetMinutes": 15,
                "periodicallyWindowEnabled": True,
                "periodicallyWindowSettings": window(3, 4),
            },
            "selected_items": [HR, {"type": "PersonalSites"}],
        },
        {
            "name": "Teams",
            "organization": CONTOSO,
            "repository": "Vault",
            "description": "",
            "enabled": False,
            "schedule": {"type": "ManualOnly"},
            "selected_items": [LAUNCH],
        },
        {
            "name": "Everything",
            "organization": FABRIKAM,
            "repository": "Disk",
            "description": "Theirs as well",
            "backup_type": "EntireOrganization",
            "schedule": {"type": "Daily", "scheduleEnabled": False},
            "excluded_items": [{"type": "User", "name": STAFF[0], "mailbox": True}],
        },
    ],
}
