# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of selected and excluded items that a task manages: read, planned and written; for all modules alike."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, OptionErrors
from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan as _item_plan
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import IN_ONE_URL, ListRequest, Lists
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS, Item
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Jobs, ReadJob


class ItemLists:
    """The lists of a job by option ("selected_items", "excluded_items"), as far as ``wanted`` names them."""

    def __init__(
        self,
        client: Client,
        directory: Directory,
        jobs: Jobs,
        wanted: Mapping[str, ListRequest],
        skip_item_update: bool,
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
        """The managed lists as they are to be. Names that are not in them yet are looked up. Raises OptionErrors."""
        objects = self._directory.objects(organization_id, _item_plan.unresolved(self._wanted, have))
        target, errors = _item_plan.target(self._wanted, have, objects)
        if errors:
            raise errors[0] if len(errors) == 1 else OptionErrors(errors)
        return target

    def plan(self, job: ReadJob | None, backup_type: str | None, have: Lists, target: Lists) -> Plan:
        """The steps from the lists as they are to the lists as they are to be. Raises OptionErrors."""
        steps, changes = _item_plan.plan(have, target)
        if changes:
            known: Lists = {**target, "selected_items": []} if backup_type == "EntireOrganization" else target
            complete = {name: known[name] if name in known else self._read(name, job) for name in LISTS}
            errors = [*_item_plan.refusals(backup_type, have, target, complete)]
            if errors:
                raise errors[0] if len(errors) == 1 else OptionErrors(errors)
        return Plan(steps, changes, None)

    def overlaps(self, organization_id: str, job: ReadJob | None, have: Lists, target: Lists) -> list[str]:
        """Warnings of items to be selected that another job of the organization, enabled or not, holds already."""
        unknown = [item for name in target for item in have[name] if not item.kind.is_known]
        warnings = []
        if unknown and any(wanted.mode == "exactly" for wanted in self._wanted.values()):
            warnings = [
                f"Items of types that this collection does not know stay in the list: {_item_plan.names(unknown)}."
            ]
        held_already = {item.key for item in have.get("selected_items", [])}
        added = [item for item in target.get("selected_items", []) if item.key not in held_already]
        if not added:
            return warnings
        others = self._jobs.others(organization_id, job.id if job else None)
        for other in others:
            if other.get("backupType") == "SelectedItems":
                warnings += _item_plan.overlaps(added, {str(other.get("name")): self._held_by(str(other["id"]))})
        return warnings

    def _held_by(self, job_id: str) -> set[str]:
        """What another job selects, as the tasks of this loop read it last: a warning may rest on that."""
        if job_id.lower() not in self._held:
            self._held[job_id.lower()] = set()
            with contextlib.suppress(NotFound):  # it is gone since it was listed
                rows = self._client.get_all(f"/Jobs/{job_id}/SelectedItems")
                self._held[job_id.lower()] = {item.key for item in _items.read(rows)}
        return self._held[job_id.lower()]

    def apply(self, job_id: str, step: Step) -> None:
        """Write a step of plan(). Raises OutcomeUnknown, Vb365Error."""
        path = f"/Jobs/{job_id}/{LISTS[step.settings['list']]}"
        skip = self._skip_item_update
        items: Sequence[Item] = step.settings["items"]
        if step.action == "add_items":
            self._client.post(path, [_items.to_api(item) for item in items], skipItemUpdate=skip)
        elif step.action == "edit_item":
            self._client.put(f"{path}/{items[0].id}", _items.to_api(items[0]), skipItemUpdate=skip)
        elif len(items) > IN_ONE_URL:
            self._client.delete(path, [item.id for item in items])
        else:
            self._client.delete(path, ids=",".join(str(item.id) for item in items))
