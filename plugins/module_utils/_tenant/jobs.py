# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of one tenant together: errors that concern several jobs. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import item_index as _item_index
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._tenant import variables as _tenant
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob, is_within, label
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import unclear_lists, written_out


def from_tenant(
    tenant: Mapping[str, Any],
    root: str,
    unclear: Collection[str],
    entries: Iterable[tuple[str, Mapping[str, Any]]] | None = None,
) -> list[TenantJob]:
    """The jobs of a tenant, with inherited options. An unclear option of a job is not replaced by an inherited value.
    ``entries``: jobs with their places, used in place of ``jobs``."""
    repository = tenant.get("repository")
    defaults, shared = written_out(tenant.get("defaults") or {}, f"{root}defaults")
    unclear = {*unclear, *unclear_lists(defaults, f"{root}defaults", unclear)}
    jobs = []
    for place, described in entries if entries is not None else _entries(tenant, root):
        own, places = written_out(described, place)
        options = {"omitted": tenant.get("omitted") or "default", **_tenant.merged(defaults, own, repository)}
        job = TenantJob(place, root, own, defaults, options, {*unclear, *unclear_lists(own, place, unclear)})
        job.written_at = {**shared, **places}
        job.options = {key: value for key, value in options.items() if key == "schedule" or not job.is_unclear(key)}
        jobs.append(job)
    return jobs


def _entries(tenant: Mapping[str, Any], root: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The entries of ``jobs`` that are mappings, with their places."""
    for number, described in enumerate(tenant.get("jobs") or []):
        if described is not None:
            yield f"{root}jobs[{number}]", described


def names_of(jobs: Sequence[TenantJob]) -> set[str]:
    """The names of the jobs, now and after a change of names, folded."""
    return {folded(str(job.options[name])) for job in jobs for name in ("name", "new_name") if job.options.get(name)}


def check_names(jobs: Sequence[TenantJob]) -> None:
    """Record an error if two jobs have the same name, now or after a change of names."""
    owners: dict[str, TenantJob] = {}
    for job in jobs:
        for option in ("name", "new_name"):
            name = str(job.options.get(option) or "")
            other = owners.setdefault(folded(name), job)
            if name and other is not job:
                job.errors.append(OptionError(f"{job.place}.{option}", name, f"is also a name of {other.place}"))


def check_entire(jobs: Sequence[TenantJob]) -> None:
    """Record an error for a second job of type EntireOrganization: the server allows one (documented)."""
    entire = [job for job in jobs if job.is_kept and job.options.get("backup_type") == "EntireOrganization"]
    entire = [job for job in entire if not job.is_refused("backup_type")]
    for job in entire[1:]:
        expected = (
            f"an organization can have only one such job, and '{entire[0].name}' ({entire[0].place}) is of this type"
        )
        job.refuse(OptionError("backup_type", "EntireOrganization", expected))


@dataclass
class _Taken:
    """The parts that a job selects of an object: all ``parts``, and the ``new`` parts, by the item at ``place``."""

    job: TenantJob
    label: str
    place: str
    parts: set[str]
    new: set[str]
    is_told: bool

    def refuse(self, other: _Taken) -> None:
        """Record an error once, however many other jobs select the object."""
        if not self.is_told:
            also = f"'{other.job.name}' ({other.job.place}) selects it, too"
            self.job.errors.append(OptionError(self.place, self.label, also))
        self.is_told = True


def check_overlaps(jobs: Sequence[TenantJob]) -> None:
    """Record an error if two jobs will select the same part of an object. An overlap that is already on the server is
    no error: it has the reason held_twice. So jobs that select nothing new are not compared with each other."""
    takers: dict[str, list[_Taken]] = {}
    gaining: dict[str, list[_Taken]] = {}
    for job in jobs:
        for key, mine in _taken(job).items():
            for theirs in (takers if mine.new else gaining).get(key, ()):
                shared = mine.parts & theirs.parts
                if shared & mine.new:
                    mine.refuse(theirs)
                elif shared & theirs.new:
                    theirs.refuse(mine)
            takers.setdefault(key, []).append(mine)
            if mine.new:
                gaining.setdefault(key, []).append(mine)


def _taken(job: TenantJob) -> dict[str, _Taken]:
    """The parts that the job will select, by the keys of items. Items with unclear options are omitted: they have an
    error already."""
    held = {item.key: parts_of(item) for item in job.have.get("selected_items", [])}
    selected = job.target.get("selected_items", [])
    places = _places(job, selected)
    taken = {}
    for item in selected:
        place, parts = places.get(item.key, job.where("selected_items")), parts_of(item)
        is_told = any(is_within(one, place) for one in job.unclear)
        taken[item.key] = _Taken(job, label([item]), place, parts, parts - held.get(item.key, set()), is_told)
    return taken


def _places(job: TenantJob, selected: Sequence[Item]) -> dict[str, str]:
    """The places of the items that the tenant lists, by their keys."""
    index = _item_index.index(selected)
    places = {}
    request = job.requests.get("selected_items")
    for wanted in request.items if request else ():
        with suppress(OptionError):
            item = _item_index.match(wanted, index)
            if item:
                places[item.key] = job.where(wanted.place)
    return places


def parts_of(item: Item) -> set[str]:
    """The parts of an object that a job selects: a mailbox and a OneDrive are different parts."""
    switches = {} if item.kind.excludes_chats_only else _items.switches(item)
    parts = {folded(folder) for folder in switches.pop("folders", [])}
    parts |= {option for option, value in switches.items() if value}
    return parts - {"members"} or parts or {"all"}
