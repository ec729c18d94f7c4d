# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers: repeatable UUIDs, and the composite ids of items.

Every id is kept in lower case, which is also its form as a key: ids are compared without regard to case.
Where the server shows a Team item, its type GUID is in capitals.
"""

from __future__ import annotations

import re
import uuid
from functools import lru_cache

SPACE = uuid.UUID("5b0f2f5e-3c5b-4c55-9d5c-6d0d8ad9a365")
NIL = "00000000-0000-0000-0000-000000000000"
AFTER_EIGHT = re.compile(
    r"(?<=[0-9a-fA-F]{8})-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
)  # a UUID but for its first eight digits: what begins with a hyphen is found fast

ITEM_TYPE_GUIDS = {
    "User": "2b38d840-8098-4614-b369-ebce33f9b2c7",
    "Group": "9592732d-22d8-426a-8167-d9635158e945",
    "Site": "e1fa728c-4150-4724-ab3b-5deda33db0cf",
    "Team": "7b985334-bc0e-4791-b30c-d03a1fecc840",
    "PartialOrganization": "c37da450-6c4b-48c4-87e2-cc557ef5d897",
    "PersonalSites": "9a01bcb3-d2de-4271-96bb-95611ddc70b3",
    "OneDriveFolders": "7f07820e-9e77-4beb-92a3-b31f30bc192c",
}


def make_id(*seed: object) -> str:
    """The same UUID for the same seed, in every run."""
    return _of("/".join(map(str, seed)))


@lru_cache(maxsize=50_000)
def _of(seed: str) -> str:
    return str(uuid.uuid5(SPACE, seed))


def item_key(item_type: str, object_id: str) -> str:
    """The composite id of an item, as a key."""
    return ITEM_TYPE_GUIDS[item_type] + object_id.lower()


def shown_item_id(item_type: str, object_id: str) -> str:
    """The composite id of an item, as the server shows it."""
    guid = ITEM_TYPE_GUIDS[item_type]
    return (guid.upper() if item_type == "Team" else guid) + object_id


def upper_ids(text: str) -> str:
    """Every UUID in a text in capitals (profile id_case=upper)."""
    parts, at = [], 0
    for match in AFTER_EIGHT.finditer(text):
        start = match.start() - 8
        if start >= at:
            parts += [text[at:start], text[start : match.end()].upper()]
            at = match.end()
    return "".join([*parts, text[at:]])
