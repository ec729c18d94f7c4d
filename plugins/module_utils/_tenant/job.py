# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job of a tenant, with its own errors. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import ListRequest
from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobState
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.item_clashes import both
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import as_written

Lists = Mapping[str, Sequence[Item]]

_OF_MEMBERS = {
    "member_mailbox": "mailbox",
    "member_archive_mailbox": "archive_mailbox",
    "member_onedrive": "onedrive",
    "member_site": "personal_site",
}


_PLACES = re.compile(rf"\b({'|'.join(_items.LISTS)})\[\d+\]")
"""The place of an item in an error text."""


@dataclass(frozen=True)
class PlannedCopy:
    """The backup copy job of a job: the ``parameters`` of backup_copy_job without the job, the ``plan``, and the
    ``revision``."""

    parameters: Mapping[str, Any]
    plan: Plan
    revision: str


@dataclass
class TenantJob:
    """A job as a tenant describes it: its ``own`` options, the tenant's ``defaults``, and ``options``, the two merged.

    ``resource``: the job of the API, if it exists. ``place``: its place in the description; ``root``: the prefix of the
    tenant's options. ``unclear``: the places of unusable values. ``requests``: its items, ``have``: its lists on the
    server, ``target``: its lists after the plan. ``parameters``: those of backup_job, ``state``: the reading, ``plan``:
    the plan made from it; ``copy``: the same of its copy job. ``is_as_found``: whether the job must stay as it was
    read, whatever the options say. ``written_at``: where items of short lists were written, by their places in
    ``selected_items``, and the source of options that a split generates. ``is_emptied``: whether it is a job of a split
    that has no objects left. ``excludes_all``: whether its exclusions remove all its items, also as members of groups.
    """

    place: str
    root: str
    own: Mapping[str, Any]
    defaults: Mapping[str, Any]
    options: Mapping[str, Any]
    unclear: Collection[str] = ()
    resource: Mapping[str, Any] = field(default_factory=dict)
    errors: list[OptionError] = field(default_factory=list)
    requests: Mapping[str, ListRequest] = field(default_factory=dict)
    have: Lists = field(default_factory=dict)
    target: Lists = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    state: JobState | None = None
    plan: Plan = field(default_factory=lambda: Plan([], [], None))
    copy: PlannedCopy | None = None
    is_as_found: bool = False
    written_at: Mapping[str, str] = field(default_factory=dict)
    is_emptied: bool = False
    excludes_all: bool = False

    @property
    def name(self) -> str:
        """The present name of the job; "" if the tenant gives none."""
        return str(self.options.get("name", ""))

    @property
    def expected(self) -> Mapping[str, Any]:
        """The settings after the plan."""
        return self.plan.expected or {}

    @property
    def is_kept(self) -> bool:
        """Whether the job exists after the run."""
        return self.options.get("state") != "absent"

    @property
    def id(self) -> str | None:
        """The job's UUID; None if the job does not exist yet."""
        return self.resource.get("id")

    @property
    def backup_type(self) -> str | None:
        """The type of the job after the run, as far as it is known."""
        return self.options.get("backup_type") or self.resource.get("backupType")

    @property
    def awaits_first_backup(self) -> bool:
        """Whether the job will be enabled, has objects to back up, never ran, and does not start by itself soon."""
        if not self.is_kept or self.resource.get("lastRun"):
            return False
        if self.backup_type == "SelectedItems" and not self.target.get("selected_items"):
            return False
        if self.id is None and self.options.get("run_now"):
            return False
        is_whole = self.options.get("omitted") == "default"
        return bool(self.options.get("enabled", is_whole or self.resource.get("isEnabled", True)))

    def _sources(self, option: str) -> Iterator[tuple[str, bool]]:
        """The places where an option may be given, the job itself first: each place, and whether it is given there."""
        key, dot, nested = option.partition(".")
        for options, place in ((self.own, self.place), (self.defaults, f"{self.root}defaults")):
            value = options.get(key)
            is_there = value is not None and (not dot or nested.partition(".")[0] in value)
            yield f"{place}.{option}", is_there
        if option == "repository":
            yield f"{self.root}repository", bool(self.options.get("repository"))

    def where(self, option: str) -> str:
        """The place of an option: in the job, or in the defaults from which the job inherits it."""
        option, bracket, rest = option.partition("[")
        place = next((place for place, is_there in self._sources(option) if is_there), None)
        parent, dot, nested = option.rpartition(".")
        place = place or (f"{self.where(parent)}.{nested}" if dot else f"{self.place}.{option}")
        return as_written(f"{place}{bracket}{rest}", self.written_at)

    def is_unclear(self, option: str) -> bool:
        """Whether the effective value of the option is unusable."""
        for place, is_there in self._sources(option):
            if any(is_within(place, one) for one in self.unclear):
                return True
            if is_there:
                return False
        return False

    def has_unclear_part(self, option: str) -> bool:
        """Whether a part of the option has an unusable value."""
        place = f"{self.where(option)}."
        return any(one.startswith(place) for one in self.unclear)

    def is_refused(self, option: str) -> bool:
        """Whether there is an error for an option, or for a part of it."""
        place = self.where(option)
        told = (*self.unclear, *(error.option for error in self.errors))
        return self.is_unclear(option) or any(is_within(one, place) for one in told)

    def has_error(self, option: str) -> bool:
        """Whether there is an error for exactly this option."""
        place = self.where(option)
        return any(error.option == place for error in self.errors)

    def refuse(self, *errors: OptionError) -> None:
        """Record errors about options of backup_job, each with the place of its option."""
        for error in errors:
            if error.expected.startswith("required") and self.is_unclear(error.option):
                continue
            expected = _PLACES.sub(lambda found: self.where(found[0]), error.expected)
            self.errors.append(OptionError(self.where(error.option), error.value, expected))


# ---- selected and excluded -------------------------------------------------------------------------------------------


def excludes_all(selected: Sequence[Item], excluded: Sequence[Item], logins: Callable[[Item], Collection[str]]) -> bool:
    """Whether the exclusions remove all selected items, as far as is known. ``logins``: of the members of a group."""
    gone = {item.key for item in both(selected, excluded) if "folders" not in item.options}
    left = [item for item in selected if item.key not in gone]
    if not selected or not excluded or any(not (item.kind.is_person or item.kind.has_members) for item in left):
        return False
    if any(_own(item) for item in left):  # only the same item in the exclusions removes these
        return False
    out = {part for item in excluded for part in _parts_of_people(item, logins)}
    return all(parts and parts <= out for parts in (_parts_of_people(item, logins) for item in left))


def _parts_of_people(item: Item, logins: Callable[[Item], Collection[str]]) -> set[tuple[str, str]]:
    """The parts that a user's or a group's item covers, for each person."""
    on = [option for option, value in _items.switches(item).items() if value]
    if item.kind.is_person:
        return {(folded(item.name or item.key), option) for option in on}
    if not item.kind.has_members:
        return set()
    of_members = [_OF_MEMBERS[option] for option in on if option in _OF_MEMBERS and "members" in on]
    return {(folded(login), option) for login in (logins(item) if of_members else ()) for option in of_members}


def _own(item: Item) -> bool:
    """Whether the item of a group covers data of the group itself."""
    on = _items.switches(item)
    return item.kind.has_members and bool(on.get("mailbox") or on.get("group_site"))


def label(items: Sequence[Item]) -> str:
    """The item, as messages name it."""
    return ", ".join(f"{item.type} {item.name or ''}".rstrip() for item in items)


def is_within(place: str, other: str) -> bool:
    """Whether a place is the same as the other place, or a part of it."""
    return place == other or place.startswith((f"{other}.", f"{other}["))
