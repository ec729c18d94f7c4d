# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of items: their ids, their options with the names in the API, and the name fields of their objects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ItemType:
    """``guid``: the prefix of the item's id. ``embedded``: the key of the object in a request body. ``options``:
    options with their names in the API. ``names``: the object's fields that can be its name, first the field that is
    shown. ``identifying``: the field that only one object of an organization has. ``listing``: the organization's
    collection of these objects, requested with ``query``. ``limit``: the options of objects whose type
    is in ``is_limited``; other objects have all options."""

    guid: str
    embedded: str | None
    options: Mapping[str, str]
    names: tuple[str, ...] = ()
    identifying: str = ""
    listing: str = ""
    query: Mapping[str, Any] = field(default_factory=dict)
    looked_up_by_name: bool = False
    has_switches: bool = False
    limit: Collection[str] = ()
    is_limited: Callable[[str | None], bool] = lambda _type: False
    has_members: bool = False
    is_person: bool = False
    excludes_chats_only: bool = False
    is_known: bool = True

    @property
    def searched(self) -> tuple[str, ...]:
        """``names`` in the order of a search. A display name does not hide the object that has it as a mail address."""
        return tuple(sorted(self.names, key=lambda name: name != self.identifying))

    def applicable(self, thing: Mapping[str, Any] | None, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options that the object has."""
        limit = self.limit if self.is_limited((thing or {}).get("type")) else options
        return {option: value for option, value in options.items() if option in limit}


_OF_MEMBERS = ("members", "member_mailbox", "member_archive_mailbox", "member_onedrive", "member_site")


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
        identifying="name",
        listing="Users",
        looked_up_by_name=True,
        has_switches=True,
        is_person=True,
        limit=("mailbox",),
        is_limited=lambda kind: kind == "Public",
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
        identifying="name",
        listing="Groups",
        has_switches=True,
        has_members=True,
        limit=_OF_MEMBERS,
        is_limited=lambda kind: kind not in (None, "Office365"),
    ),
    "Site": ItemType(
        "e1fa728c-4150-4724-ab3b-5deda33db0cf",
        "site",
        {},
        ("url",),
        identifying="url",
        listing="Sites",
        query={"includePersonalSites": True},
    ),
    "Team": ItemType(
        "7b985334-bc0e-4791-b30c-d03a1fecc840",
        "team",
        {"teams_chats": "teamsChats"},
        ("displayName", "mail"),
        identifying="mail",
        listing="Teams",
        excludes_chats_only=True,
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
        has_switches=True,
    ),
    "PersonalSites": ItemType("9a01bcb3-d2de-4271-96bb-95611ddc70b3", None, {}),
    "OneDriveFolders": ItemType("7f07820e-9e77-4beb-92a3-b31f30bc192c", None, {"folders": "folders"}),
}
OPTIONS = sorted({option for kind in TYPES.values() for option in kind.options} - {"folders"})


def item_type(name: str) -> ItemType:
    """The type of this name. A type that only newer servers know has no known options."""
    return TYPES.get(name) or ItemType("", None, {}, is_known=False)
