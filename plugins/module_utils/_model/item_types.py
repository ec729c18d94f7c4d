# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of items: their ids, their options by our names and the wire's, and what their objects are called by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ItemType:
    """``guid`` begins the item's id, ``embedded`` is the body's key for the object, ``options`` are ours to the wire's,
    ``names`` are the object's fields that may serve as its name."""

    guid: str
    embedded: str | None
    options: Mapping[str, str]
    names: tuple[str, ...] = ()
    excludable: bool = True


TYPES = {
    "User": ItemType(
        "2b38d840-8098-4614-b369-ebce33f9b2c7",
        "user",
        {
            "mailbox": "mailbox",
            "archive_mailbox": "archiveMailbox",
            "onedrive": "oneDrive",
            "personal_site": "personalSite",
        },
        ("name",),
    ),
    "Group": ItemType(
        "9592732d-22d8-426a-8167-d9635158e945",
        "group",
        {
            "members": "members",
            "member_mailbox": "memberMailbox",
            "member_archive_mailbox": "memberArchiveMailbox",
            "member_onedrive": "memberOnedrive",
            "member_site": "memberSite",
            "mailbox": "mailbox",
            "group_site": "groupSite",
        },
        ("name", "displayName"),
    ),
    "Site": ItemType("e1fa728c-4150-4724-ab3b-5deda33db0cf", "site", {}, ("url",)),
    "Team": ItemType(
        "7b985334-bc0e-4791-b30c-d03a1fecc840", "team", {"teams_chats": "teamsChats"}, ("displayName", "mail")
    ),
    "PartialOrganization": ItemType(
        "c37da450-6c4b-48c4-87e2-cc557ef5d897",
        None,
        {
            "mailbox": "mailbox",
            "archive_mailbox": "archiveMailbox",
            "onedrive": "oneDrive",
            "sites": "sites",
            "teams": "teams",
            "teams_chats": "teamsChats",
        },
        excludable=False,
    ),
    "PersonalSites": ItemType("9a01bcb3-d2de-4271-96bb-95611ddc70b3", None, {}, excludable=False),
    "OneDriveFolders": ItemType("7f07820e-9e77-4beb-92a3-b31f30bc192c", None, {"folders": "folders"}),
}
OPTIONS = sorted({option for kind in TYPES.values() for option in kind.options} - {"folders"})
