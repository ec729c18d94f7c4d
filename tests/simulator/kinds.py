# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated jobs of every kind: schedules, items with their options, exclusions, descriptions; repeatable."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from .items import EMBEDDED, OPTIONS, objects_of
from .world import Organization, Resource

Body = dict[str, Any]

NIGHTS = [hour % 24 < 6 or hour % 24 >= 18 for hour in range(168)]
WEEKENDS = [hour < 24 or hour >= 144 for hour in range(168)]
MOSAIC = [hour % 5 != 3 for hour in range(168)]

SCHEDULES: list[Body] = [
    {"type": "Daily", "dailyTime": "21:00:00"},
    {"type": "Daily", "dailyType": "Workdays", "dailyTime": "02:30:00", "retryEnabled": True, "retryNumber": 5},
    {"type": "Periodically", "periodicallyEvery": "Minutes5"},
    {
        "type": "Daily",
        "dailyType": "Weekends",
        "backupWindowEnabled": True,
        "backupWindowSettings": {"backupWindow": WEEKENDS, "minuteOffset": 60},
    },
    {"type": "Periodically", "periodicallyEvery": "Hours4", "periodicallyOffsetMinutes": 45},
    {"type": "ManualOnly"},
    {
        "type": "Periodically",
        "periodicallyEvery": "Hours1",
        "periodicallyWindowEnabled": True,
        "periodicallyWindowSettings": {"backupWindow": NIGHTS, "minuteOffset": -300},
        "retryEnabled": True,
        "retryWaitInterval": 30,
    },
    {"type": "Daily", "dailyType": "Sunday", "dailyTime": "00:00:00", "scheduleEnabled": False},
    {
        "type": "Periodically",
        "periodicallyEvery": "Minutes30",
        "backupWindowEnabled": True,
        "backupWindowSettings": {"backupWindow": MOSAIC, "minuteOffset": 330},
    },
    {"type": "ManualOnly", "retryEnabled": True, "retryNumber": 777, "retryWaitInterval": 999},
    {
        "type": "Periodically",
        "periodicallyEvery": "Hours12",
        "periodicallyOffsetMinutes": 59,
        "periodicallyWindowEnabled": True,
        "periodicallyWindowSettings": {"backupWindow": WEEKENDS, "minuteOffset": 0},
        "backupWindowEnabled": True,
        "backupWindowSettings": {"backupWindow": NIGHTS, "minuteOffset": 0},
    },
    {"type": "Periodically", "periodicallyEvery": "Hours2", "scheduleEnabled": False},
]
DESCRIPTIONS = [
    "Mail, every night",
    'It\'s "quoted": {a}, [b], #c, yes',
    "Sicherung für Zürich, täglich",
    "first line\nsecond: line\n\n  - fourth",
    "",
    "21:00:00",
    "- dash",
    "no",
    "C:\\Backups\\%d & <b>",
    "\tindented ☁ \U0001f512",
]
FOLDERS = [["Documents"], ["Photos/2026", "Ümläute"], ["Desktop", "a: b", "'quoted'"]]
IMPOSSIBLE = {
    "Public": ("archiveMailbox", "oneDrive", "personalSite"),
    **dict.fromkeys(("Security", "Distribution", "DynamicDistribution"), ("mailbox", "groupSite")),
}
"""What an object of this type does not have."""


def job(organization: Organization, number: int, is_first: bool, size: int) -> Body:
    """The body of a new job without names and ids: the job's number on the server decides what kind it is of.

    An organization's first job protects all of it, the others this many items.
    """
    body: Body = {
        "description": DESCRIPTIONS[number % len(DESCRIPTIONS)],
        "isEnabled": number % 5 != 4,
        "schedulePolicy": SCHEDULES[number % len(SCHEDULES)],
    }
    if is_first:
        return {**body, "backupType": "EntireOrganization", "excludedItems": _excluded(organization, [])}
    selected = list(islice(_items(organization, number * size), size))
    excluded = _excluded(organization, selected) if number % 7 < 3 else []
    return {**body, "backupType": "SelectedItems", "selectedItems": selected, "excludedItems": excluded}


def _items(organization: Organization, start: int) -> Iterator[Body]:
    """Items of all types in turn, with their options in all combinations, from this number on."""
    types = list(OPTIONS)
    for number in count(start):
        turn, kind = number // len(types), types[number % len(types)]
        things: list[Resource | None] = [*objects_of(organization, kind).values()] if kind in EMBEDDED else [None]
        if things:
            # The options move on by one more each time the objects have all had their turn.
            yield _item(kind, things[turn % len(things)], turn + turn // len(things))


def _item(kind: str, thing: Resource | None, combination: int) -> Body:
    item: Body = {"type": kind}
    if thing:
        item[EMBEDDED[kind]] = thing
    if kind == "OneDriveFolders":
        item["folders"] = FOLDERS[combination % len(FOLDERS)]
    names = [name for name in OPTIONS[kind] if name not in IMPOSSIBLE.get((thing or {}).get("type", ""), ())]
    # Each option is a bit. A team may have its only one off, all others need one that is on.
    bits = combination % 2 if kind == "Team" else 1 + combination % (2 ** len(names) - 1) if names else 0
    return {**item, **{name: bool(bits >> place & 1) for place, name in enumerate(names)}}


def _excluded(organization: Organization, selected: list[Body]) -> list[Body]:
    """One item of each type that the job may leave out, and does not protect."""
    kinds = ["User", "Group", "Site"]
    if any(item.get("teamsChats") for item in selected if item["type"] == "PartialOrganization"):
        kinds.append("Team")
    held = [item[EMBEDDED[item["type"]]]["id"] for item in selected if item["type"] in EMBEDDED]
    things = {kind: [one for key, one in objects_of(organization, kind).items() if key not in held] for kind in kinds}
    items = [_item(kind, found[-1], -2) for kind, found in things.items() if found]
    return [*items, {"type": "OneDriveFolders", "folders": ["Excluded"]}]
