# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of the splits of a tenant, as mappings like the entries of ``jobs``. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._tenant.jobs import parts_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import Split
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_repositories import repositories
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_selection import key_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.splitting import place

Objects = Sequence[Sequence[tuple[str, Resource]]]
"""The objects that a split selects, each with its type; objects that belong together are one entry."""


@dataclass(frozen=True)
class Seen:
    """The readings for a split. ``jobs`` and ``items``: its jobs and their selected items, by the number of the job.
    ``objects``: the selected objects. ``listed``: the keys of all objects of its types in the directory.
    ``repositories``: the rows of its repositories, in its order. ``apart``: teams to which none of its sites leads."""

    jobs: Mapping[int, Resource]
    items: Mapping[int, Sequence[Item]]
    objects: Objects
    listed: Collection[str]
    repositories: Sequence[Resource] = ()
    organization_id: str = ""
    apart: Sequence[Resource] = ()


@dataclass(frozen=True)
class Idle:
    """The name of a job that does not start by itself, and the parts of an object that no other job selects."""

    job: str
    parts: Collection[str]


@dataclass(frozen=True)
class SplitJob:
    """A job of a split: ``options`` of a job of a tenant. ``is_emptied``: no selected object is left."""

    split: Split
    options: Mapping[str, Any]
    is_emptied: bool


@dataclass
class SplitJobs:
    """The jobs of all splits, with their ``errors`` and ``warnings``. ``empty``: the splits that select no object."""

    jobs: list[SplitJob] = field(default_factory=list)
    errors: list[OptionError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    empty: list[Split] = field(default_factory=list)


def jobs_of(splits: Sequence[tuple[Split, Seen]], taken: Mapping[str, set[str]], idle: Mapping[str, Idle]) -> SplitJobs:
    """The jobs of all splits.

    ``taken``: the parts of objects that other jobs of the tenant select, by the keys of items; a split selects the
    rest. ``idle``: the parts among them that no job backs up. An object of one split is not selected by a later split.
    """
    found = SplitJobs()
    taken = {key: {*parts} for key, parts in taken.items()}
    wanted: list[dict[str, Item]] = []
    for split, seen in splits:
        mine = {item.key: item for item in _wanted(split, seen.objects, taken)}
        for key, item in mine.items():
            taken.setdefault(key, set()).update(parts_of(item))
        wanted.append(mine)
    for (split, seen), mine in zip(splits, wanted):
        one = _OfSplit(split, seen, mine, taken)
        found.jobs += one.jobs()
        found.empty += [split] if one.is_empty else []
        found.errors += one.errors()
        found.warnings += [*one.warnings(), *_of_idle(split, seen.objects, idle)]
    return found


def _wanted(split: Split, objects: Objects, taken: Mapping[str, set[str]]) -> Iterator[Item]:
    """The items of what no other job selects already."""
    for item in _selected(split, objects):
        others = taken.get(item.key, set())
        if parts_of(item) - others:
            left = {name: value and name not in others for name, value in item.options.items()}
            yield replace(item, options=left)


def _selected(split: Split, objects: Objects) -> Iterator[Item]:
    """The items of the selected objects. An object that has none of the split's options is omitted."""
    for kind, row in (one for group in objects for one in group):
        item = _items.of_object(kind, row, split.switches[kind])
        if not item.kind.has_switches or any(item.options.values()):
            yield item


def _of_idle(split: Split, objects: Objects, idle: Mapping[str, Idle]) -> Iterator[str]:
    """A warning for each job without starts that keeps objects from a split."""
    kept: dict[str, list[str]] = {}
    for item in _selected(split, objects):
        one = idle.get(item.key)
        if one and parts_of(item) & {*one.parts}:
            kept.setdefault(one.job, []).append(str(item.name))
    for job, names in kept.items():
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        yield (
            f"{split.place} omits these objects, because '{job}' selects them: {', '.join(names[:5])}{more}. '{job}' "
            "does not start by itself, so it backs up nothing: enable and schedule it, or remove the objects from it."
        )


class _OfSplit:
    def __init__(
        self, split: Split, seen: Seen, wanted: Mapping[str, Item], taken: Mapping[str, Collection[str]]
    ) -> None:
        self._split, self._seen, self._wanted, self._taken = split, seen, wanted, taken
        self._selects = any(_selected(split, seen.objects))
        keys = [[key for key in (key_of(kind, row) for kind, row in group) if key in wanted] for group in seen.objects]
        self._weights = {key: split.weights[item.type] for key, item in wanted.items()}
        held = {number: [item.key for item in items] for number, items in seen.items.items()}
        self._placement = place([group for group in keys if group], self._weights, held, split.limits)

    def jobs(self) -> Iterator[SplitJob]:
        """Its jobs, in the order of their numbers."""
        chosen = self._repositories()
        for number, keys in sorted(self._placement.jobs.items()):
            items = [self._wanted[key] for key in keys] or self._kept(number)
            options: dict[str, Any] = {
                **self._split.job_options(),
                "name": self._name(number),
                "state": "present",
                "backup_type": "SelectedItems",
                "selected_items": [_as_option(item) for item in items],
            }
            if number in chosen:
                options["repository"] = chosen[number]
            if self._split.options["empty_job"] == "disable":
                options.update(self._enabled(number, is_emptied=not keys))
            yield SplitJob(self._split, options, not keys)

    def _name(self, number: int) -> str:
        """The name of a job that is there as it is written there."""
        seen = self._seen.jobs.get(number)
        return str(seen["name"]) if seen else self._split.pattern.name(number)

    def _enabled(self, number: int, is_emptied: bool) -> dict[str, bool]:
        """A job without objects is disabled; it is enabled when it gets objects again."""
        if is_emptied:
            return {"enabled": False}
        was_emptied = number in self._seen.jobs and not any(item.key in self._wanted for item in self._items(number))
        return {"enabled": True} if was_emptied and "enabled" not in self._split.options else {}

    def _items(self, number: int) -> Sequence[Item]:
        return self._seen.items.get(number, ())

    def _kept(self, number: int) -> list[Item]:
        """The item that stays in a job without objects, because the server does not remove the last item. Preferred: an
        item that no other job selects and whose object is gone."""
        known = [item for item in self._items(number) if item.kind.is_known]
        order = sorted(known, key=lambda item: (item.key in self._taken, item.key in self._seen.listed, item.key))
        return order[:1] if len(known) == len(self._items(number)) else []

    def _repositories(self) -> dict[int, str]:
        """The repository of each job, by id. An existing job stays in its repository."""
        if not self._seen.repositories:
            return {}
        weights = {number: sum(self._weights[key] for key in keys) for number, keys in self._placement.jobs.items()}
        stay = {number: str(row.get("repositoryId")) for number, row in self._seen.jobs.items()}
        used: dict[str, int] = {}
        for number, identity in stay.items():
            used[identity.lower()] = used.get(identity.lower(), 0) + weights[number]
        new = {number: weight for number, weight in weights.items() if number not in stay}
        how = self._split.options["place"]
        return {**stay, **repositories(self._seen.repositories, how, new, used, self._seen.organization_id)}

    # ---- errors and warnings -----------------------------------------------------------------------------------------

    def errors(self) -> Iterator[OptionError]:
        """Errors for which nothing is written: the run would remove too many objects at once."""
        held = {item.key for items in self._seen.items.values() for item in items if item.kind.is_known}
        stay = {item.key for number, keys in self._placement.jobs.items() if not keys for item in self._kept(number)}
        removed = held - {*self._wanted} - stay
        kind = self._split.options["from"]["type"]
        if removed and not self._seen.listed:
            expected = f"the server lists no {kind.lower()} of the organization, but the jobs of the split have items"
            yield OptionError(f"{self._split.place}.from.type", kind, expected)
            return
        error = self._split.too_many(len(removed), len(held))
        if error:
            yield error

    @property
    def is_empty(self) -> bool:
        """Whether the split selects no object, although the organization has such objects. Each organization has users,
        but many have no team."""
        return not self._selects and (bool(self._seen.listed) or "User" in self._split.types)

    def warnings(self) -> Iterator[str]:
        """The warnings of the split."""
        where, most = self._split.place, self._split.limits.most
        if not self._selects and not self.is_empty:
            kinds = " and no ".join(self._split.types).lower()
            yield f"The server lists no {kinds} of the organization, so the jobs of {where} back up nothing."
        elif self._selects and not self._wanted:
            yield f"Other jobs of the tenant select all objects of {where}, so its jobs back up nothing."
        for number, keys in sorted(self._placement.jobs.items()):
            weight = sum(self._weights[key] for key in keys)
            if weight > most:
                yield (
                    f"'{self._name(number)}' has {weight} objects, but {where}.max_objects is {most}. They stay, "
                    "because a move is a new full backup."
                )
        if self._placement.apart:
            names = ", ".join(str(self._wanted[key].name) for key in self._placement.apart[:5])
            more = len(self._placement.apart) - 5
            yield (
                f"{where}: no job has room for these objects together with their site or team: {names}"
                f"{f' and {more} more' if more > 0 else ''}. They are in another job."
            )
        yield from self._teams_apart()
        known = {str(row["id"]).lower() for row in self._seen.repositories}
        for _number, row in sorted(self._seen.jobs.items()):
            if known and str(row.get("repositoryId")).lower() not in known:
                yield f"'{row['name']}' stays in its repository, which is not in {where}.repositories."

    def _teams_apart(self) -> Iterator[str]:
        """A warning if the tenant does not select teams without a site in another way."""
        organization = self._taken.get(TYPES["PartialOrganization"].guid, ())
        names = [str(row.get("displayName")) for row in self._seen.apart if key_of("Team", row) not in self._taken]
        if names and "teams" not in organization:
            more = f" and {len(names) - 5} more" if len(names) > 5 else ""
            yield (
                f"{self._split.place}: the server shows no site for these teams, so the split does not select "
                f"them: {', '.join(names[:5])}{more}. Add a split of type Team after this one."
            )


def _as_option(item: Item) -> dict[str, Any]:
    """The item as an entry of ``selected_items``."""
    identity = {"id": str((item.object or {}).get("id"))} if item.kind.embedded else {}
    return {"type": item.type, **identity, **_items.switches(item)}
