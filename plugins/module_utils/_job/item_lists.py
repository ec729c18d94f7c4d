# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of selected and excluded items that a task manages: read, planned and written; for all modules alike."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, OptionError, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS, Item, Resource, Wanted
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import plan as _plan
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Jobs, ReadJob

Lists = Mapping[str, Sequence[Item]]


@dataclass(frozen=True)
class ListWanted:
    """What the user asks of one list. ``mode``: "add" these, "remove" these, or make it "exactly" these."""

    items: Sequence[Wanted]
    mode: str


class ItemLists:
    """The lists of a job by option ("selected_items", "excluded_items"), as far as ``wanted`` names them."""

    def __init__(
        self, client: Client, directory: Directory, jobs: Jobs, wanted: Mapping[str, ListWanted], skip_item_update: bool
    ) -> None:
        self._client = client
        self._directory = directory
        self._jobs = jobs
        self._wanted = wanted
        self._skip_item_update = skip_item_update
        self._held: dict[str, set[str]] = client.memory.setdefault("/Jobs/SelectedItems", {})

    def read(self, job: ReadJob | None) -> dict[str, list[Item]]:
        """The managed lists of a job; empty ones where there is none."""
        return {name: self._read(name, job) for name in self._wanted}

    def _read(self, name: str, job: ReadJob | None) -> list[Item]:
        if not job:
            return []
        items = _items.read(self._client.get_all(f"/Jobs/{job.id}/{LISTS[name]}"))
        if name == "selected_items":
            self._held[job.id.lower()] = {item.key for item in items}
        return items

    def target(self, organization_id: str, have: Lists) -> dict[str, list[Item]]:
        """The managed lists as they are to be. Names that are not in them yet are looked up. Raises Vb365Error."""
        matched = {}
        missing: list[Wanted] = []
        for name, wanted in self._wanted.items():
            index = _items.index(have[name])
            matched[name] = [(item, _items.match(item, index)) for item in wanted.items]
            if wanted.mode != "remove":
                missing += [item for item, found in matched[name] if found is None]
        objects = iter(self._directory.objects(organization_id, missing))
        return {name: _target(have[name], pairs, self._wanted[name].mode, objects) for name, pairs in matched.items()}

    def plan(self, job: ReadJob | None, backup_type: str | None, have: Lists, target: Lists) -> _plan.Plan:
        """The steps from the lists as they are to the lists as they are to be. Raises Vb365Error for what no job may
        hold, or where the last selected item would go."""
        steps: list[_plan.Step] = []
        changes: list[Change] = []
        for name in self._wanted:
            part = _plan.items(name, have[name], target[name])
            steps += part.steps
            changes += part.changes
        if not changes:
            return _plan.Plan([], [], None)
        self._refuse(job, backup_type, have, target)
        in_the_way = _items.both(target.get("selected_items", []), have.get("excluded_items", []))
        steps = _plan.in_order_of_items(steps, {item.key for item in in_the_way})
        return _plan.Plan(steps, changes, None)

    def _refuse(self, job: ReadJob | None, backup_type: str | None, have: Lists, target: Lists) -> None:
        selected = target.get("selected_items")
        if backup_type == "EntireOrganization" and selected:
            raise OptionError(
                "selected_items",
                _names(selected),
                "go with backup_type SelectedItems, and the type is EntireOrganization",
            )
        if have.get("selected_items") and not selected and backup_type == "SelectedItems":
            raise OptionError(
                "selected_items",
                _names(selected or []),
                f"would leave the job without any; it protects {_names(have['selected_items'])}",
            )
        known: Lists = {**target, "selected_items": []} if backup_type == "EntireOrganization" else target
        complete = {name: known[name] if name in known else self._read(name, job) for name in LISTS}
        on_both_sides = _items.both(complete["selected_items"], complete["excluded_items"])
        if on_both_sides:
            raise Vb365Error(f"Both selected and excluded: {_names(on_both_sides)}", error_code=OptionError.error_code)
        teams = [item for item in complete["excluded_items"] if item.type == "Team"]
        if teams and backup_type and not _protects_chats(complete["selected_items"]):
            raise OptionError(
                "excluded_items",
                _names(teams),
                "go with a selected PartialOrganization item that has teams_chats, because chats are all that an "
                "excluded team leaves out",
            )

    def overlaps(self, organization_id: str, job: ReadJob | None, have: Lists, target: Lists) -> list[str]:
        """Warnings of items to be selected that another job of the organization, enabled or not, holds already."""
        held_already = {item.key for item in have.get("selected_items", [])}
        added = [item for item in target.get("selected_items", []) if item.key not in held_already]
        if not added:
            return []
        warnings = []
        for other in self._jobs.others(organization_id, job.id if job else None):
            if other.get("backupType") != "SelectedItems":
                continue
            held = self._held_by(str(other["id"]))
            shared = [item for item in added if item.key in held]
            if shared:
                warnings.append(
                    f"The job '{other.get('name')}' holds {_names(shared)} already: what several jobs hold, the server "
                    "may leave out of one of them without saying so."
                )
        return warnings

    def _held_by(self, job_id: str) -> set[str]:
        """What another job selects, as the tasks of this loop read it last: a warning may rest on that."""
        if job_id.lower() not in self._held:
            self._held[job_id.lower()] = set()
            with contextlib.suppress(NotFound):  # it is gone since it was listed
                rows = self._client.get_all(f"/Jobs/{job_id}/SelectedItems")
                self._held[job_id.lower()] = {item.key for item in _items.read(rows)}
        return self._held[job_id.lower()]

    def apply(self, job_id: str, step: _plan.Step) -> None:
        """Write a step of plan(). Raises OutcomeUnknown, Vb365Error."""
        path = f"/Jobs/{job_id}/{LISTS[step.settings['list']]}"
        skip = self._skip_item_update
        items: Sequence[Item] = step.settings["items"]
        if step.action == "add_items":
            self._client.post(path, [_items.to_api(item) for item in items], skipItemUpdate=skip)
        elif step.action == "edit_item":
            self._client.put(f"{path}/{items[0].id}", _items.to_api(items[0]), skipItemUpdate=skip)
        elif len(items) > _plan.IN_ONE_URL:
            self._client.delete(path, [item.id for item in items])
        else:
            self._client.delete(path, ids=",".join(str(item.id) for item in items))


def _target(
    have: Sequence[Item], pairs: Sequence[tuple[Wanted, Item | None]], mode: str, objects: Iterator[Resource | None]
) -> list[Item]:
    """A list as it is to be, of what is wanted with what it matches; ``objects`` are those of what matches nothing."""
    meant: dict[str, Item] = {}
    if mode == "remove":
        for wanted, found in pairs:
            if found:
                _items.check_removed(wanted, found)
                _meant_once(wanted, found, meant)
        return [item for item in have if item.key not in meant]
    held = {item.key: item for item in have}
    for wanted, found in pairs:
        asked = _items.new(wanted, next(objects)) if found is None else found
        there = held.get(asked.key)
        _meant_once(wanted, _items.edited(wanted, there) if there else asked, meant)
    kept = [] if mode == "exactly" else [item for item in have if item.key not in meant]
    order = {key: number for number, key in enumerate(held)}
    return sorted([*kept, *meant.values()], key=lambda item: order.get(item.key, len(order)))


def _meant_once(wanted: Wanted, item: Item, meant: dict[str, Item]) -> None:
    if item.key in meant:
        raise wanted.fail(f"names the same object as another item of the list, {item.type} {item.name}")
    meant[item.key] = item


def _protects_chats(selected: Iterable[Item]) -> bool:
    return any(item.type == "PartialOrganization" and item.options.get("teams_chats") for item in selected)


def _names(items: Iterable[Item]) -> str:
    return ", ".join(path[1:-1] for path in _items.paths([*items]).values()) or "nothing"
