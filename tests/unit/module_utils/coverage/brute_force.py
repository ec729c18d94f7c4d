# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is backed up, found by asking each job about each piece of data, from what is documented.

This is written apart from the rule of the collection, and imports nothing of it. A truth is NO, MAYBE or YES; of
several conditions the least counts, of several ways the greatest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

NO, MAYBE, YES = 0, 1, 2
Object = tuple[str, str]
"""A type and an id."""
Data = tuple[str, str]
"""A kind of data and the id of what has it. The personal site of somebody and the site of a group are sites."""
_MEMBER = {
    "mailbox": "member_mailbox",
    "archive_mailbox": "member_archive_mailbox",
    "onedrive": "member_onedrive",
    "personal_site": "member_site",
}
_ORGANIZATION = {
    ("User", "mailbox"): "mailbox",
    ("User", "archive_mailbox"): "archive_mailbox",
    ("User", "onedrive"): "onedrive",
    ("User", "personal_site"): "sites",
    ("Group", "mailbox"): "mailbox",
    ("Group", "group_site"): "sites",
    ("Site", "site"): "sites",
    ("Team", "team"): "teams",
    ("Team", "teams_chats"): "teams_chats",
}
"""The option of an item of the organization that asks for a workload of an object."""


@dataclass(frozen=True)
class Group:
    """A group of a kind. ``site``: the id of its site."""

    kind: str
    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    site: str | None = None


@dataclass(frozen=True)
class Directory:
    """``users``: with whether each has a mailbox alone. ``homes``: personal sites, each with its owner or nobody."""

    users: dict[str, bool]
    groups: dict[str, Group]
    sites: frozenset[str]
    homes: dict[str, str | None]
    teams: frozenset[str]
    has_chats: bool = True

    def member(self, user: str, group: str) -> int:
        """Whether a user counts as a member of a group."""
        if self.groups[group].kind != "DynamicDistribution" and user in self.groups[group].users:
            return YES
        return MAYBE if self.is_open(group) or any(user in self.groups[one].users for one in self.inside(group)) else NO

    def is_open(self, group: str) -> bool:
        """Whether nobody can say who is in it."""
        return any(self.groups[one].kind == "DynamicDistribution" for one in {group, *self.inside(group)})

    def inside(self, group: str) -> set[str]:
        """All groups within a group; nobody can look into a dynamic one."""
        found: set[str] = set()
        todo = [group]
        while todo:
            one = todo.pop()
            if self.groups[one].kind != "DynamicDistribution":
                todo += self.groups[one].groups - found
                found |= self.groups[one].groups
        return found

    def workloads(self, thing: Object) -> list[str]:
        """The workloads of an object."""
        kind, identity = thing
        if kind == "User":
            has_home = identity in self.homes.values()
            return (
                ["mailbox"] if self.users[identity] else [one for one in _MEMBER if one != "personal_site" or has_home]
            )
        if kind == "Group":
            return ["mailbox", "group_site"] if self.groups[identity].kind == "Office365" else []
        if kind == "Team":
            return ["team", "teams_chats"] if self.has_chats else ["team"]
        return ["site"]

    @cached_property
    def objects(self) -> list[Object]:
        """All objects."""
        named = [
            ("User", self.users),
            ("Group", self.groups),
            ("Site", {*self.sites, *self.homes}),
            ("Team", self.teams),
        ]
        return [(kind, identity) for kind, those in named for identity in those]

    def data(self, thing: Object, workload: str) -> Data:
        """The data that a workload of an object is."""
        kind, identity = thing
        if kind == "User" and workload == "personal_site":
            return next(("site", home) for home, owner in self.homes.items() if owner == identity)
        if kind == "Group" and workload == "group_site":
            site = self.groups[identity].site
            return ("site", site) if site else ("group_site", identity)
        return (workload, identity) if kind != "Group" else ("group_mailbox", identity)

    def names(self, data: Data) -> Iterator[tuple[Object, str]]:
        """The objects and workloads that are this data."""
        for thing in self.objects:
            for workload in self.workloads(thing):
                if self.data(thing, workload) == data:
                    yield thing, workload


@dataclass(frozen=True)
class Item:
    """An item of a job. ``on``: its options that are on."""

    object: Object
    on: frozenset[str] = frozenset()

    def asks(self, directory: Directory, thing: Object, workload: str) -> int:
        """Whether it asks for a workload of an object."""
        kind, identity = self.object
        if kind == "PartialOrganization":
            return YES if _ORGANIZATION[thing[0], workload] in self.on else NO
        if kind == "PersonalSites":
            is_home = thing[0] == "Site" and thing[1] in directory.homes
            return YES if is_home or workload == "personal_site" else NO
        if kind == "Group" and thing[0] == "User":
            return directory.member(thing[1], identity) if self.has_members and _MEMBER[workload] in self.on else NO
        return YES if thing == self.object and (workload in self.on or workload in ("site", "team")) else NO

    @property
    def has_members(self) -> bool:
        """Whether it reaches members of a group."""
        return "members" in self.on and any(option in self.on for option in _MEMBER.values())

    def is_about(self, directory: Directory, thing: Object) -> int:
        """Whether it is about a whole object, so that a job of the entire organization leaves the object to it."""
        kind, identity = self.object
        if kind == "PartialOrganization":
            wanted = {
                "User": {"mailbox", "archive_mailbox", "onedrive"},
                "Site": {"sites"},
                "Team": {"teams", "teams_chats"},
            }
            return YES if self.on & wanted.get(thing[0], set()) else NO
        if kind == "PersonalSites":
            return YES if thing[0] == "Site" and thing[1] in directory.homes else NO
        if kind == "Group" and thing[0] == "User":
            return directory.member(thing[1], identity) if "members" in self.on else NO
        return YES if thing == self.object else NO

    def has_no_effect(self, thing: Object) -> bool:
        """Whether it names the object or a group of it, and asks for nothing of it."""
        if self.object[0] == "Group" and thing[0] == "User":
            return not self.has_members
        own = {"User": {*_MEMBER}, "Group": {"mailbox", "group_site"}}.get(thing[0])
        return thing == self.object and own is not None and not self.on & own


@dataclass(frozen=True)
class Job:
    """A job. ``selected``: None for one of the entire organization."""

    runs: bool
    selected: tuple[Item, ...] | None
    excluded: tuple[Item, ...] = ()


@dataclass(frozen=True)
class World:
    """An organization with its jobs."""

    directory: Directory
    jobs: tuple[Job, ...]

    def asks(self, job: Job, data: Data) -> int:
        """Whether a job selects data."""
        if job.selected is None:
            return NO if data[0] == "teams_chats" else YES
        names = [*self.directory.names(data)]
        return max((item.asks(self.directory, *name) for item in job.selected for name in names), default=NO)

    def excludes(self, job: Job, data: Data) -> int:
        """Whether a job excludes data. Of a team, an exclusion may leave out the chats alone."""
        found = NO
        for item in job.excluded:
            for thing, workload in self.directory.names(data):
                if item.object[0] == "Team":
                    word = YES if workload == "teams_chats" else MAYBE
                    found = max(found, word if item.object == thing else NO)
                else:
                    found = max(found, item.asks(self.directory, thing, workload))
        return found

    def keeps(self, job: Job, data: Data) -> int:
        """Whether a job of the entire organization leaves data to this job, whether this one runs or not."""
        return max(
            (self._keeps(job, item, *name, data) for item in job.selected or () for name in self.directory.names(data)),
            default=NO,
        )

    def _keeps(self, job: Job, item: Item, thing: Object, workload: str, data: Data) -> int:
        about = item.is_about(self.directory, thing)
        if about and item.has_no_effect(thing):
            return about
        if not about:
            return min(item.asks(self.directory, thing, workload), YES - self.excludes(job, data))
        asked = [one for one in self.directory.workloads(thing) if item.asks(self.directory, thing, one)]
        return max((min(about, YES - self.excludes(job, self.directory.data(thing, one))) for one in asked), default=NO)

    def backs_up(self, job: Job, data: Data) -> int:
        """Whether a job would back data up if it ran."""
        kept = NO
        if job.selected is None:
            kept = max((self.keeps(other, data) for other in self.jobs if other.selected is not None), default=NO)
        return min(self.asks(job, data), YES - self.excludes(job, data), YES - kept)

    def state_of_data(self, data: Data) -> str:
        """The state of data."""
        answers = [(job, self.backs_up(job, data)) for job in self.jobs]
        count = sum(job.runs and answer == YES for job, answer in answers)
        if count:
            return "twice" if count > 1 else "protected"
        if any(job.runs and answer == MAYBE for job, answer in answers):
            return "unknown"
        if any(answer == YES for _job, answer in answers):
            return "only_in_disabled_jobs"
        is_excluded = any(self.asks(job, data) and self.excludes(job, data) == YES for job in self.jobs)
        return "excluded" if is_excluded else "in_no_job"

    def state_of_members(self, group: str) -> str | None:
        """The state of the members of a group that a job selects, if not all members are known."""
        directory = self.directory
        if not directory.is_open(group) and all(directory.member(user, group) != MAYBE for user in directory.users):
            return None
        item = ("Group", group)
        jobs = [job for job in self.jobs for one in job.selected or () if one.object == item and one.has_members]
        if not jobs:
            return None
        return "unknown" if any(job.runs for job in jobs) else "only_in_disabled_jobs"

    def states(self) -> dict[Object, tuple[str, dict[str, str]]]:
        """The state of each object that has anything to back up, and of each of its workloads."""
        found = {}
        for thing in self.directory.objects:
            workloads = {
                word: self.state_of_data(self.directory.data(thing, word)) for word in self.directory.workloads(thing)
            }
            members = self.state_of_members(thing[1]) if thing[0] == "Group" else None
            if members:
                workloads["members"] = members
            if workloads:
                found[thing] = (_together([*workloads.values()]), workloads)
        return found


def _together(states: list[str]) -> str:
    lost = [state for state in states if state not in ("protected", "twice")]
    if not lost:
        return "twice" if "twice" in states else "protected"
    if len(lost) < len(states):
        return "unknown" if {*lost} == {"unknown"} else "partly"
    return min(lost, key=["unknown", "only_in_disabled_jobs", "excluded", "in_no_job"].index)
