# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items written by hand, in seed files and control-plane edits: objects may be named instead of embedded.

`{type: User, name: alice@contoso.com}` or `{type: User, user: {id: …}}`; options as in the API.
With no option given, all that apply are on, save teamsChats.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from .errors import invalid
from .items import EMBEDDED, OPTIONS, objects_of
from .models import ItemBody
from .world import Organization, Resource

NAMED_BY = ("id", "name", "mail", "url", "displayName", "title")


def item_body(organization: Organization, raw: dict[str, Any]) -> ItemBody:
    """The API's form of a hand-written item."""
    item = dict(raw)
    item_type = item.get("type")
    if not isinstance(item_type, str) or item_type not in OPTIONS:
        raise invalid("type", f"{item_type!r} is no item type; there are: {', '.join(OPTIONS)}.")
    embedded = EMBEDDED.get(item_type)
    if embedded is not None:
        given = item.pop(embedded, None) or {}
        if not isinstance(given, dict):
            raise invalid(embedded, "is no object.")
        name = item.pop("name", None) or next((given[key] for key in NAMED_BY if given.get(key)), None)
        if name is not None:
            item[embedded] = {"id": find(organization, item_type, name)["id"]}
    if not any(item.get(name) is not None for name in OPTIONS[item_type]):
        item.update({name: item_type != "PartialOrganization" or name != "teamsChats" for name in OPTIONS[item_type]})
        if item_type == "Team":
            item["teamsChats"] = False
        elif embedded in ("user", "group") and name is not None:
            _leave_out_impossible(organization, item_type, item)
    try:
        return ItemBody.model_validate(item)
    except ValidationError as error:
        first = error.errors()[0]
        raise invalid(".".join(map(str, first["loc"])), first["msg"]) from None


def _leave_out_impossible(organization: Organization, item_type: str, item: dict[str, Any]) -> None:
    resource = objects_of(organization, item_type)[item[EMBEDDED[item_type]]["id"]]
    if item_type == "Group" and resource["type"] != "Office365":
        item.update(mailbox=False, groupSite=False)
    elif resource["type"] == "Public":
        item.update(archiveMailbox=False, oneDrive=False, personalSite=False)


def find(organization: Organization, item_type: str, name: str) -> Resource:
    """The object of an organization that has this id, address, URL or display name, without regard to case."""
    wanted = str(name).lower().rstrip("/")
    for resource in objects_of(organization, item_type).values():
        if wanted in [str(resource.get(key, "")).lower().rstrip("/") for key in NAMED_BY]:
            return resource
    raise invalid("items", f"organization {organization.name} has no {item_type.lower()} {name!r}.")
