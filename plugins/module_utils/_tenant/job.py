# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job of a tenant: what is wrong with it by itself. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Callable, TypeVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, OptionErrors
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from ansible_collections.vb365.backup.plugins.module_utils._model import window as _window
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item, Wanted

Lists = Mapping[str, Sequence[Item]]
Made = TypeVar("Made")

_OF_MEMBERS = {
    "member_mailbox": "mailbox",
    "member_archive_mailbox": "archive_mailbox",
    "member_onedrive": "onedrive",
    "member_site": "personal_site",
}


@dataclass
class TenantJob:
    """A job as a tenant describes it: its ``own`` options, the tenant's ``defaults``, and ``options``, the two merged.

    ``resource`` is the API's, where the job is there. ``place`` is where it stands, ``root`` what stands before the
    names of the tenant's options. ``unclear`` are the places of options that are given but cannot be used. ``wanted``
    are its items, ``have`` its lists on the server and ``target`` those that are to be.
    """

    place: str
    root: str
    own: Mapping[str, Any]
    defaults: Mapping[str, Any]
    options: Mapping[str, Any]
    unclear: Collection[str] = ()
    resource: Mapping[str, Any] = field(default_factory=dict)
    errors: list[OptionError] = field(default_factory=list)
    wanted: dict[str, list[Wanted]] = field(default_factory=dict)
    have: Lists = field(default_factory=dict)
    target: Lists = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name by which the job is known now; "" where the tenant tells none."""
        return str(self.options.get("name", ""))

    @property
    def is_kept(self) -> bool:
        """Whether the job is to be there."""
        return self.options.get("state") != "absent"

    @property
    def id(self) -> str | None:
        """The job's UUID; None where there is no such job yet."""
        return self.resource.get("id")

    @property
    def backup_type(self) -> str | None:
        """The type that the job is to have, as far as it is known."""
        return self.options.get("backup_type") or self.resource.get("backupType")

    @property
    def awaits_first_backup(self) -> bool:
        """Whether the job is or will be enabled, has something to back up, never did and does not begin by itself."""
        if not self.is_kept or self.resource.get("lastRun"):
            return False
        if self.backup_type == "SelectedItems" and not self.target.get("selected_items"):
            return False
        if self.id is None and self.options.get("run_now"):
            return False
        return bool(self.options.get("enabled", self.resource.get("isEnabled", True)))

    def _sources(self, option: str) -> Iterator[tuple[str, bool]]:
        """Where an option may stand, the job itself first: a place, and whether it is given there."""
        key, dot, nested = option.partition(".")
        for options, place in ((self.own, self.place), (self.defaults, f"{self.root}defaults")):
            value = options.get(key)
            is_there = value is not None and (not dot or nested.partition(".")[0] in value)
            yield f"{place}.{option}", is_there
        if option == "repository":
            yield f"{self.root}repository", bool(self.options.get("repository"))

    def where(self, option: str) -> str:
        """The place of an option: in the job, or where the job inherits it from."""
        place = next((place for place, is_there in self._sources(option) if is_there), None)
        parent, dot, nested = option.rpartition(".")
        return place or (f"{self.where(parent)}.{nested}" if dot else f"{self.place}.{option}")

    def is_unclear(self, option: str) -> bool:
        """Whether the option is given, where it counts, in a form that cannot be used."""
        for place, is_there in self._sources(option):
            if any(is_within(place, one) for one in self.unclear):
                return True
            if is_there:
                return False
        return False

    def is_refused(self, option: str) -> bool:
        """Whether something is wrong with an option, or within it."""
        place = self.where(option)
        told = (*self.unclear, *(error.option for error in self.errors))
        return self.is_unclear(option) or any(is_within(one, place) for one in told)

    def refuse(self, error: OptionError) -> None:
        """Keep an error; that of an option of backup_job gets the option's place."""
        is_placed = error.option.startswith((f"{self.place}.", f"{self.root}defaults."))
        place = error.option if is_placed else self.where(error.option)
        self.errors.append(OptionError(place, error.value, error.expected))

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Keep the errors of options that end the block."""
        try:
            yield
        except OptionErrors as errors:
            for error in errors.errors:
                self.refuse(error)
        except OptionError as error:
            self.refuse(error)

    def sift(self, use: Callable[[Mapping[str, Any]], Made], options: Mapping[str, Any]) -> Made | None:
        """What ``use`` makes of options, less those that it refuses; None where it refuses them altogether."""
        left = dict(options)
        while True:
            with self.attempt():
                return use(left)
            parts = self.errors[-1].option.split(".")
            refused = next((key for key in left if key in parts), None)
            if refused is None:
                return None
            del left[refused]


# ---- form ------------------------------------------------------------------------------------------------------------


def check_form(job: TenantJob) -> None:
    """What is wrong whatever there is on the server, save the schedule. Finds the items that are wanted."""
    if not job.is_kept:
        for option in ("new_name", *_items.LISTS):
            if job.options.get(option):
                job.refuse(OptionError(option, job.options[option], "goes with state present"))
        return
    if not str(job.options.get("new_name", "none")).strip():
        job.refuse(OptionError("new_name", job.options["new_name"], "expected a name"))
    for name in _items.LISTS:
        if name in job.options:
            wanted = [*_wanted(job, name)]
            twins = {error.option: error for error in _items.twins(wanted)}
            job.errors += twins.values()
            job.wanted[name] = [item for item in wanted if item.place not in twins]
    if job.options.get("backup_type") == "EntireOrganization" and job.options.get("selected_items"):
        expected = "go with backup_type SelectedItems"
        job.refuse(OptionError("selected_items", f"{len(job.options['selected_items'])} items", expected))


def _wanted(job: TenantJob, name: str) -> Iterator[Wanted]:
    for number, row in enumerate(job.options[name]):
        place = f"{job.where(name)}[{number}]"
        if row and "type" in row:
            item = job.sift(partial(_items.from_option, place=place, list_name=name), row)
            if item and ("folders" not in row or "folders" in item.options):
                yield item


def without(items: Iterable[Wanted], places: Collection[str]) -> list[Wanted]:
    """Items less the options at these places, and less the items of which something else is there."""
    left = []
    for item in items:
        here = [place for place in places if is_within(place, item.place)]
        options = {key: value for key, value in item.options.items() if f"{item.place}.{key}" not in here}
        if not here or len(options) < len(item.options):
            left.append(replace(item, options=options))
    return left


def check_schedule(job: TenantJob, have: Mapping[str, Any] | None) -> None:
    """What is wrong with the schedule beside the one on the server; None where nobody knows that one."""
    given = {
        key: value
        for key, value in (job.options.get("schedule") or {}).items()
        if key not in _schedule.WINDOWS or _is_window(job, key, value)
    }
    schedule = job.sift(_schedule.from_options, given)
    if schedule is None or job.is_unclear("schedule.type") or job.is_unclear("schedule.periodically_every"):
        return
    if have is None:
        kind = "Periodically" if any(key.startswith("periodically") for key in schedule) else "Daily"
        have = {"type": schedule.get("type", kind), "periodically_every": "Hours1"}

    def use(options: Mapping[str, Any], beside: Mapping[str, Any] = have) -> None:
        _schedule.check(options)
        _schedule.check_merged(options, beside)

    job.sift(use, schedule)


def _is_window(job: TenantJob, key: str, window: Mapping[str, Any]) -> bool:
    """Whether each entry of a window can be read."""
    told = len(job.errors)
    for part in ("allow", "deny"):
        for entry in window.get(part) or []:
            with job.attempt():
                _window.parse([entry], f"schedule.{key}.{part}")
    return told == len(job.errors) and not job.is_refused(f"schedule.{key}")


# ---- selected and excluded -------------------------------------------------------------------------------------------


def excludes_all(selected: Sequence[Item], excluded: Sequence[Item], logins: Callable[[Item], Collection[str]]) -> bool:
    """Whether nothing is left of what is selected, as far as is known; ``logins`` are those of a group's members."""
    gone = {item.key for item in _items.both(selected, excluded) if item.type != "OneDriveFolders"}
    left = [item for item in selected if item.key not in gone]
    if not selected or not excluded or any(item.type not in ("User", "Group") for item in left):
        return False
    out = {part for item in excluded for part in _parts_of_people(item, logins)}
    return all(parts and parts <= out for parts in (_parts_of_people(item, logins) for item in left))


def _parts_of_people(item: Item, logins: Callable[[Item], Collection[str]]) -> set[tuple[str, str]]:
    """What a user's or a group's item stands for, person by person; what a group has of its own is told by its key."""
    on = [option for option, value in _items.switches(item).items() if value]
    if item.type == "User":
        return {(form(item.name or item.key), option) for option in on}
    if item.type != "Group":
        return set()
    of_members = [_OF_MEMBERS[option] for option in on if option in _OF_MEMBERS and "members" in on]
    own = {(item.key, option) for option in on if option in ("mailbox", "group_site")}
    return own | {(form(login), option) for login in (logins(item) if of_members else ()) for option in of_members}


def label(items: Sequence[Item]) -> str:
    """Items in a message."""
    return ", ".join(f"{item.type} {item.name or ''}".rstrip() for item in items)


def form(name: str) -> str:
    """A name as it is compared."""
    return name.casefold().rstrip("/")


def is_within(place: str, other: str) -> bool:
    """Whether a place is the other one or a part of it."""
    return place == other or place.startswith((f"{other}.", f"{other}["))
