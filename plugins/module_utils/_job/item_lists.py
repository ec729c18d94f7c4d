# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes the lists of selected and excluded items of jobs on the server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from ansible_collections.vb365.backup.plugins.module_utils._errors import Moved, NotFound
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS, Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import names
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Step
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory

DEMAND_LIFE = 3600
"""Seconds for which the tasks of a run remember that the server demands the lists of a job in each edit."""
IN_ONE_URL = 50
"""The most item ids in one URL: servers limit the length of a URL."""


class ItemLists:
    """The lists of a job by option: "selected_items", "excluded_items"."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._memory = Memory.of(client)
        self._held = Memory.of(client).selected_items

    @contextmanager
    def fetched(self, wanted: Iterable[tuple[str, str]]) -> Iterator[None]:
        """Read lists in parallel; ``wanted`` has pairs of a job's id and a list's name.

        Within the block, the first reading of each list sends no request, for every task of the client.
        """
        paths = [f"/Jobs/{job_id}/{LISTS[name]}" for job_id, name in wanted]
        missing = [path for path in paths if path not in self._memory.fetched]
        self._memory.fetched.update(self._client.get_all_of(missing))
        try:
            yield
        finally:
            self._memory.fetched.clear()

    def read(self, job_id: str, names: Iterable[str]) -> dict[str, list[Item]]:
        """The lists of these names. Raises NotFound if the job does not exist, NotUnderstood for an item without an
        id."""
        return {name: self._read(job_id, name) for name in names}

    def peek(self, job_id: str, name: str) -> list[Item]:
        """A list of a job. Within a block of fetched(), the next reading of it sends no request. Raises NotFound."""
        path = f"/Jobs/{job_id}/{LISTS[name]}"
        if path not in self._memory.fetched:
            self._memory.fetched[path] = self._client.get_all(path)
        return _items.read(self._memory.fetched[path])

    def _read(self, job_id: str, name: str) -> list[Item]:
        path = f"/Jobs/{job_id}/{LISTS[name]}"
        rows = self._memory.fetched.pop(path, None)
        if rows is None:
            rows = self._client.get_all(path)
        items = _items.read(
            row for row in rows if row["id"]
        )  # raises NotUnderstood: an item without an id cannot be written
        if name == "selected_items":
            self._held[job_id.lower()] = {item.key for item in items}
        return items

    def has_items(self, job_id: str, name: str) -> bool:
        """Whether a list has any items. Raises NotFound if the job does not exist."""
        return self._client.get_first(f"/Jobs/{job_id}/{LISTS[name]}") is not None

    def held_by(self, job_id: str) -> set[str]:
        """The keys of the selected items of another job, as the tasks of this loop read them last. Recent enough for a
        warning."""
        if job_id.lower() not in self._held:
            try:
                self._read(job_id, "selected_items")
            except NotFound:  # the job was deleted after the listing
                self._held[job_id.lower()] = set()
        return self._held[job_id.lower()]

    def are_demanded(self) -> bool:
        """Whether the server refused an edit without the job's lists to a task of this run."""
        return self._memory.lists_are_demanded or bool(self._client.run_folder.value("lists", DEMAND_LIFE))

    def note_demand(self) -> None:
        """Remember, for the tasks of this run, that the server refuses an edit without the job's lists."""
        self._memory.lists_are_demanded = True
        self._client.run_folder.store("lists", True)

    def write(self, job_id: str, step: Step, skip_item_update: bool) -> None:
        """Send a step of item_plan.plan(). A PUT replaces the whole item, so the item is read first.

        Raises Moved if an item of the step has changed meanwhile, OutcomeUnknown, Vb365Error.
        """
        path = f"/Jobs/{job_id}/{LISTS[step.settings['list']]}"
        items: Sequence[Item] = step.settings["items"]
        if step.action == "add_items":
            self._client.post(path, [_items.to_api(item) for item in items], skipItemUpdate=skip_item_update)
        elif step.action == "edit_item":
            item = items[0]
            path = f"{path}/{item.id}"
            now = _items.read([self._client.get(path)])
            _check_unmoved(path, [step.settings["before"]], now)
            body = _items.to_api(replace(item, rest=now[0].rest))
            self._client.put(path, body, skipItemUpdate=skip_item_update)
        else:
            if step.settings.get("again"):
                before = step.settings.get("before")
                _check_unmoved(path, [before] if before else items, _items.read(self._client.get_all(path)))
            self._remove(path, [str(item.id) for item in items])

    def _remove(self, path: str, ids: Sequence[str]) -> None:
        if len(ids) > IN_ONE_URL:
            self._client.delete(path, ids)
        else:
            self._client.delete(path, ids=",".join(ids))


def _check_unmoved(path: str, before: Sequence[Item], now: Sequence[Item]) -> None:
    """Raise Moved if an item is gone or has other options."""
    options = {item.key: item.options for item in now}
    changed = [item for item in before if options.get(item.key) != item.options]
    if changed:
        text = f"GET {path}: {names(changed)} was changed by somebody else before it was written"
        raise Moved(text, method="GET", path=path)
