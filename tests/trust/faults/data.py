# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks find on the server: every setting is somebody else's, and most are of no concern to a task."""

from __future__ import annotations

from typing import Any

CONTOSO, FABRIKAM = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"
WINDOW = {"minuteOffset": 60, "backupWindow": [False, *[True] * 167]}


def user(name: str, **options: Any) -> dict[str, Any]:
    """A user of Contoso as an item, in the data as in a task."""
    return {"type": "User", "name": f"{name}@contoso.com", **options}


def site(path: str = "") -> dict[str, Any]:
    """The same of a site."""
    return {"type": "Site", "name": f"https://contoso.sharepoint.com{path}"}


DATA: dict[str, Any] = {
    "organizations": [
        {
            "name": CONTOSO,
            "users": [{"name": user(name)["name"]} for name in ("alice", "bob", "carol", "dave", "erin", "frank")],
            "groups": [{"name": "sales@contoso.com"}],
            "sites": [{"url": site()["name"], "title": "Home"}, {"url": site("/sites/hr")["name"], "title": "HR"}],
        },
        {"name": FABRIKAM, "users": [{"name": "adele@fabrikam.com"}]},
    ],
    "repositories": [{"name": name, "object_storage": "AmazonS3"} for name in ("Disk", "Vault", "Archive")],
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
                "backupWindowSettings": WINDOW,
            },
            "selected_items": [
                user("alice", mailbox=True, archiveMailbox=True),
                user("bob", mailbox=True, oneDrive=True),
                {"type": "Group", "name": "sales@contoso.com", "members": True, "memberMailbox": True},
                {"type": "PersonalSites"},
            ],
            "excluded_items": [user("carol", mailbox=True)],
            "last_run": {"status": "Success", "hours_ago": 9},
        },
        {
            "name": "Sites",
            "organization": CONTOSO,
            "repository": "Disk",
            "description": "Theirs too",
            "enabled": False,
            "schedule": {"type": "Periodically", "periodicallyEvery": "Hours4", "periodicallyOffsetMinutes": 15},
            "selected_items": [site("/sites/hr")],
            "copy_job": {"repository": "Vault"},
        },
        {
            "name": "Everything",
            "organization": FABRIKAM,
            "repository": "Disk",
            "description": "Theirs as well",
            "backup_type": "EntireOrganization",
            "schedule": {"type": "Daily", "dailyType": "Workdays", "dailyTime": "19:30:00"},
            "excluded_items": [{"type": "User", "name": "adele@fabrikam.com", "mailbox": True}],
        },
    ],
}
