# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs and items for the tests of single cases, and what the rule says of them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import protection
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView

NOW = datetime(2026, 11, 26, 14, 30, tzinfo=timezone.utc)
NIGHTLY = {"enabled": True, "type": "Daily", "daily_time": "22:00:00", "daily_type": "Everyday"}
DAY = {"allow": ["Mon-Sun 08:00-18:00"], "minute_offset": 0}
USER = ("mailbox", "archive_mailbox", "onedrive", "personal_site")
GROUP = (
    "members",
    "member_mailbox",
    "member_archive_mailbox",
    "member_onedrive",
    "member_site",
    "mailbox",
    "group_site",
)
ORGANIZATION = "7d1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a00"


def user(name: str, *on: str, identity: str | None = None) -> Item:
    thing = {"id": identity or f"id of {name}", "name": name, "displayName": name.title()}
    return Item("User", thing, {option: option in (on or USER) for option in USER})


def group(name: str, *on: str, kind: str = "Office365") -> Item:
    return Item("Group", {"id": name, "name": name, "type": kind}, {option: option in on for option in GROUP})


SITE = Item("Site", {"id": "s", "url": "https://site", "title": "The site"}, {})
TEAM = Item("Team", {"id": "t", "displayName": "Launch"}, {"teams_chats": False})
PERSONAL = Item("PersonalSites", None, {})


def partial(*on: str) -> Item:
    options = ("mailbox", "archive_mailbox", "onedrive", "sites", "teams", "teams_chats")
    return Item("PartialOrganization", None, {option: option in on for option in options})


def folders(*names: str) -> Item:
    return Item("OneDriveFolders", None, {"folders": [*names]})


def view(*selected: Item, excluded: Any = (), name: str = "Mail", **more: Any) -> JobView:
    facts = {key: more.pop(key) for key in ("repository", "session", "organization_id", "is_stopped") if key in more}
    settings = {"name": name, "backup_type": "SelectedItems", "enabled": True, "schedule": NIGHTLY, **more}
    return JobView(settings, selected, excluded, **facts)


def entire(*excluded: Item, **more: Any) -> JobView:
    return view(excluded=excluded, **{"name": "All", "backup_type": "EntireOrganization", **more})


def told(job: JobView, *others: JobView, **objects: Any) -> list[tuple[str, str]]:
    """The words and the texts."""
    return [(row["reason"], row["text"]) for row in protection.of_job(job, others, NOW, objects)]
