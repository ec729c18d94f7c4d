# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of one tenant side by side: what is wrong with them together. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils import _items
from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, OptionErrors
from ansible_collections.vb365.backup.plugins.module_utils._items import Item, Wanted

Lists = Mapping[str, Sequence[Item]]


@dataclass
class TenantJob:
    """A job as a tenant describes it: its ``own`` options, the tenant's ``defaults``, and ``options``, the two merged.

    ``resource`` is the API's, where the job is there. ``place`` is where it stands, ``root`` what stands before the
    names of the tenant's options. ``wanted`` are its items, ``have`` its lists on the server and ``target`` those that
    are to be.
    """

    place: str
    root: str
    own: Mapping[str, Any]
    defaults: Mapping[str, Any]
    options: Mapping[str, Any]
    resource: Mapping[str, Any] = field(default_factory=dict)
    errors: list[OptionError] = field(default_factory=list)
    wanted: dict[str, list[Wanted]] = field(default_factory=dict)
    have: Lists = field(default_factory=dict)
    target: Lists = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name by which the job is known now."""
        return str(self.options["name"])

    @property
    def is_kept(self) -> bool:
        """Whether the job is to be there."""
        return self.options.get("state") != "absent"

    @property
    def id(self) -> str | None:
        """The job's UUID; None where there is no such job yet."""
        return self.resource.get("id")

    @property
    def awaits_first_backup(self) -> bool:
        """Whether the job is or will be enabled, has something to back up, never did and does not begin by itself."""
        if not self.is_kept or self.resource.get("lastRun"):
            return False
        backup_type = self.options.get("backup_type") or self.resource.get("backupType")
        if backup_type == "SelectedItems" and not self.target.get("selected_items"):
            return False
        if self.id is None and self.options.get("run_now"):
            return False
        return bool(self.options.get("enabled", self.resource.get("isEnabled", True)))

    def where(self, option: str) -> str:
        """The place of an option: in the job, or where the job inherits it from."""
        key, dot, nested = option.partition(".")
        for options, place in ((self.own, self.place), (self.defaults, f"{self.root}defaults")):
            value = options.get(key)
            if value is not None and (key != "schedule" or not dot or nested.partition(".")[0] in value):
                return f"{place}.{option}"
        return f"{self.root}repository" if self.options.get(key) else f"{self.place}.{option}"

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


def check_names(jobs: Sequence[TenantJob]) -> None:
    """No two jobs have one name, now or after a change of names."""
    owners: dict[str, TenantJob] = {}
    for job in jobs:
        for option in ("name", "new_name"):
            name = job.options.get(option)
            if name and owners.setdefault(name.casefold(), job) is not job:
                other = owners[name.casefold()]
                job.errors.append(OptionError(f"{job.place}.{option}", name, f"is a name of {other.place} too"))


def check_entire(jobs: Sequence[TenantJob]) -> None:
    """One job of the entire organization at most (documented)."""
    entire = [job for job in jobs if job.is_kept and job.options.get("backup_type") == "EntireOrganization"]
    for job in entire[1:]:
        expected = f"an organization can have one such job, and '{entire[0].name}' ({entire[0].place}) is one"
        job.refuse(OptionError("backup_type", "EntireOrganization", expected))


def check_overlaps(jobs: Sequence[TenantJob]) -> list[str]:
    """No two jobs take the same of an object. What both do on the server already is told in a warning."""
    warnings = []
    takers: dict[str, list[tuple[TenantJob, Item]]] = {}
    for job in jobs:
        for item in job.target.get("selected_items", []):
            for other, theirs in takers.setdefault(item.key, []):
                if not _share(item, theirs):
                    continue
                also = f"'{other.name}' ({other.place}) takes it too"
                if _is_new(item, _held(job, item.key)) or _is_new(theirs, _held(other, item.key)):
                    job.errors.append(OptionError(_place(job, item), f"{item.type} {item.name or ''}".rstrip(), also))
                else:
                    warnings.append(f"{job.place}: '{job.name}' takes {item.type} {item.name or ''}, and {also}.")
            takers[item.key].append((job, item))
    return warnings


def adds(job: TenantJob) -> bool:
    """Whether the job is to take something that it does not take yet."""
    return any(_is_new(item, _held(job, item.key)) for item in job.target.get("selected_items", []))


def _held(job: TenantJob, key: str) -> Item | None:
    return next((item for item in job.have.get("selected_items", []) if item.key == key), None)


def _is_new(item: Item, held: Item | None) -> bool:
    return held is None or any(value and not held.options.get(option) for option, value in item.options.items())


def _share(one: Item, other: Item) -> bool:
    """Whether two items of one object take the same of it: a mailbox and a OneDrive are two things."""
    mine, theirs = _items.switches(one), _items.switches(other)
    if one.type == "OneDriveFolders" or not mine:
        return True
    return any(value and theirs.get(option) for option, value in mine.items())


def _place(job: TenantJob, item: Item) -> str:
    """Where the item stands that brought an object into the list; the list where it was there before."""
    index = _items.index([item])
    wanted = next((one for one in job.wanted.get("selected_items", []) if _items.match(one, index)), None)
    return wanted.place if wanted else job.where("selected_items")


def named_by(jobs: Sequence[TenantJob]) -> Iterator[str]:
    """The names that the tenant's jobs have, had or will have, in the form in which they are compared."""
    for job in jobs:
        yield from (str(job.options[key]).casefold() for key in ("name", "new_name") if job.options.get(key))
