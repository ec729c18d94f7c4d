# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that jobs select or exclude by their items. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Union

from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import CHATS, WORKLOADS, Key, Thing
from ansible_collections.vb365.backup.plugins.module_utils._model import coverage as _coverage
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._server.members import Membership

_OF_MEMBERS = {
    "member_mailbox": "mailbox",
    "member_archive_mailbox": "archive_mailbox",
    "member_onedrive": "onedrive",
    "member_site": "personal_site",
}
MEMBERS = "members"
"""The workload of a group whose members are not all known."""


@dataclass(frozen=True)
class Claim:
    """One object that an item of a job selects or excludes. The job is given by its place.

    ``is_sure``: whether the item certainly reaches the object. ``holds``: whether, because of this claim, a job of type
    EntireOrganization skips all workloads of the object and not only the claimed ones. ``is_entire``: whether the claim
    is of a job of that type.
    """

    job: int
    via: str
    workloads: frozenset[str]
    is_sure: bool = True
    holds: bool = True
    is_entire: bool = False


Target = Union[Key, str]
"""The key of an object, or of everything that a type of items reaches."""


class Claims:
    """All claims of one kind: of selected items, or of exclusions."""

    def __init__(self) -> None:
        self._found: dict[Target, list[Claim]] = {}

    def add(self, target: Target, claim: Claim) -> None:
        """Add a claim."""
        self._found.setdefault(target, []).append(claim)

    def of(self, thing: Thing) -> list[Claim]:
        """The claims that reach an object."""
        targets: tuple[Target, ...] = (thing.key, *thing.reaches)
        return [claim for target in targets for claim in self._found.get(target, ())]

    def has(self, key: Key, workload: str) -> bool:
        """Whether a claim names this object and this workload."""
        return any(workload in claim.workloads for claim in self._found.get(key, ()))


def of_entire(job: int) -> Iterator[tuple[Target, Claim]]:
    """The claims of a job of type EntireOrganization, which does not back up chats (documented)."""
    for kind, workloads in WORKLOADS.items():
        yield kind, Claim(job, "the entire organization", frozenset(workloads) - {CHATS}, is_entire=True)


def of_items(
    job: int, items: Sequence[Item], memberships: Mapping[str, Membership], *, are_exclusions: bool = False
) -> Iterator[tuple[Target, Claim]]:
    """The claims of a list of items. A OneDriveFolders item neither selects nor excludes a whole OneDrive."""
    for item in items:
        if item.type == "PartialOrganization":
            yield from _of_organization(job, _coverage.parts(item))
        elif item.type == "PersonalSites":
            yield "PersonalSites", Claim(job, "all personal sites", frozenset({"site"}))
        elif item.type == "Group":
            yield from _of_group(job, item, memberships)
        elif item.type == "Team" and are_exclusions:
            yield from _of_excluded_team(job, item)
        elif item.type in ("User", "Site", "Team"):
            yield _key(item), Claim(job, _via(item), _asked(item))


def _of_organization(job: int, on: set[str]) -> Iterator[tuple[Target, Claim]]:
    """With all options on, this item backs up the entire organization (documented): its sites include those of people
    and of groups."""
    via = "the organization"
    of_user, of_team = on & {"mailbox", "archive_mailbox", "onedrive"}, on & {"teams", CHATS}
    if of_user:
        yield "User", Claim(job, via, frozenset(of_user))
    if of_team:
        yield "Team", Claim(job, via, frozenset("team" if word == "teams" else word for word in of_team))
    if "mailbox" in on:
        yield "Group", Claim(job, via, frozenset({"mailbox"}), holds=False)
    if "sites" in on:
        yield "Site", Claim(job, via, frozenset({"site"}))
        yield "Group", Claim(job, via, frozenset({"group_site"}), holds=False)


def _of_group(job: int, item: Item, memberships: Mapping[str, Membership]) -> Iterator[tuple[Target, Claim]]:
    on, via = _coverage.parts(item), _via(item)
    yield _key(item), Claim(job, via, frozenset(on) & frozenset(WORKLOADS["Group"]))
    asked = frozenset(workload for option, workload in _OF_MEMBERS.items() if option in on)
    members = memberships.get(_key(item)[1])
    if not item.options.get("members") or members is None:
        return
    sure, unsure = Claim(job, via, asked), Claim(job, via, asked, is_sure=False)
    yield from ((("User", user), sure) for user in members.users)
    yield from ((("User", user), unsure) for user in members.nested)
    if members.is_open:
        yield "User", unsure
    if asked and (members.is_open or members.nested):
        yield _key(item), Claim(job, via, frozenset({MEMBERS}), holds=False)


def _of_excluded_team(job: int, item: Item) -> Iterator[tuple[Target, Claim]]:
    """Chats are excluded. Whether the rest of the team is excluded is unknown."""
    yield _key(item), Claim(job, _via(item), frozenset({CHATS}))
    yield _key(item), Claim(job, _via(item), frozenset({"team"}), is_sure=False)


def _asked(item: Item) -> frozenset[str]:
    if item.type == "Team":
        return frozenset({"team", *({CHATS} if item.options.get(CHATS) else ())})
    return frozenset({"site"} if item.type == "Site" else _coverage.parts(item))


def _key(item: Item) -> Key:
    return item.type, str((item.object or {}).get("id")).lower()


def _via(item: Item) -> str:
    return f"{item.type.lower()} {item.name or (item.object or {}).get('id')}"
