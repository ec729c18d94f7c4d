# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the data for the splits of a tenant: their jobs with the items, the directory, members of groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item, ItemRequest
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, is_uuid, listed
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.members import memberships
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import Split
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_jobs import Objects, Seen
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_selection import (
    Members,
    key_of,
    pairs,
    selected,
    without_site,
)

_LIST = "selected_items"


class SplitReader:
    """Reads for one organization. ``errors``: why a split cannot be planned."""

    def __init__(
        self, client: Client, directory: Directory, reader: JobReader, lists: ItemLists, organization_id: str
    ) -> None:
        self._client, self._directory, self._lists = client, directory, lists
        self._organization_id = organization_id
        self._reader = reader
        self.errors: list[OptionError] = []

    def jobs(self, split: Split) -> dict[int, list[Resource]]:
        """The jobs whose names match the split, by their numbers."""
        found: dict[int, list[Resource]] = {}
        for row in self._reader.all(self._organization_id):
            number = split.pattern.number(str(row.get("name") or ""))
            if number is not None:
                found.setdefault(number, []).append(row)
        return found

    def names(self, splits: Sequence[Split]) -> set[str]:
        """The folded names of the splits' jobs on the server."""
        rows = [row for split in splits for same in self.jobs(split).values() for row in same]
        return {folded(str(row["name"])) for row in rows}

    def lists(self, splits: Sequence[Split]) -> Iterator[tuple[str, str]]:
        """The item lists that the plan of the splits needs, as input of ItemLists.fetched()."""
        for split in splits:
            yield from ((str(row["id"]), _LIST) for same in self.jobs(split).values() for row in same)

    def seen(self, splits: Sequence[Split]) -> list[tuple[Split, Seen]]:
        """The data of each split that can be planned. Raises Vb365Error."""
        found = []
        for split in splits:
            self._client.start_deadline()
            before = len(self.errors)
            jobs = self._jobs(split)
            objects, all_keys = self._objects(split)
            repositories = self._repositories(split)
            if len(self.errors) == before:
                items = {number: self._items(str(row["id"])) for number, row in jobs.items()}
                apart = self._apart(split)
                seen = Seen(jobs, items, objects, all_keys, repositories, self._organization_id, apart)
                found.append((split, seen))
        return found

    def _jobs(self, split: Split) -> dict[int, Resource]:
        """The jobs of a split. Records an error for each job that cannot belong to it."""
        jobs = {}
        for number, rows in self.jobs(split).items():
            jobs[number] = rows[0]
            name = rows[0]["name"]
            if len(rows) > 1:
                self._refuse(f"{split.place}.name", name, f"expected one job with this name, found {listed(rows)}")
            elif rows[0].get("backupType") != "SelectedItems":
                expected = "expected a job of type SelectedItems, found EntireOrganization on the server"
                self._refuse(f"{split.place}.name", name, expected)
        return jobs

    def _items(self, job_id: str) -> list[Item]:
        try:
            return self._lists.peek(job_id, _LIST)
        except NotFound:  # the job was deleted after the listing
            return []

    def _rows(self, kind: str) -> Sequence[Resource]:
        return self._directory.listed(self._organization_id, kind)

    def _objects(self, split: Split) -> tuple[Objects, set[str]]:
        """The objects that the split selects, and the keys of all objects of its types."""
        selection = split.options["from"]
        kind = selection["type"]
        members = self._members(split)
        keys = {key_of(one, row) for one in split.types for row in self._rows(one)}
        if members is None:
            return [], keys
        chosen = selected(self._rows(kind), selection, members)
        if not split.is_paired:
            return [((kind, row),) for row in chosen], keys
        return pairs(kind, chosen, self._rows("Site"), self._rows("Team"), self._rows("Group")), keys

    def _apart(self, split: Split) -> Sequence[Resource]:
        """The teams that a split of sites with their teams cannot select."""
        if not split.is_paired or split.options["from"]["type"] != "Site":
            return []
        return without_site(self._rows("Site"), self._rows("Team"), self._rows("Group"))

    def _members(self, split: Split) -> Members | None:
        """The members of the groups in the split; None if a group or its members are unknown."""
        wanted = [
            (str(name), f"{split.place}.from.{side}.groups[{number}]")
            for side in ("include", "exclude")
            for number, name in enumerate((split.options["from"].get(side) or {}).get("groups") or [])
        ]
        if not wanted:
            return {}
        items = [
            ItemRequest("Group", None if is_uuid(name) else name, name if is_uuid(name) else None, {}, at)
            for name, at in wanted
        ]
        found = self._directory.objects(self._organization_id, items)
        ids = {place: str(row["id"]).lower() for place, row in found.items() if isinstance(row, dict)}
        users, groups = self._rows("User"), self._rows("Group")
        read = memberships(self._client, self._organization_id, ids.values(), users, groups)
        members = {}
        for name, at in wanted:
            row = found[at]
            if isinstance(row, OptionError):
                self._refuse(at, row.value, row.expected)
            elif read[ids[at]].is_open:
                expected = "expected a group whose members are known; it is a dynamic group or contains one"
                self._refuse(at, name, f"{expected}, or a group that the directory does not have")
            else:
                members[name] = read[ids[at]].users | read[ids[at]].nested
        return members if all(name in members for name, _at in wanted) else None

    def _repositories(self, split: Split) -> list[Resource]:
        names = split.options.get("repositories") or []
        rows = [self._repository(name, f"{split.place}.repositories[{number}]") for number, name in enumerate(names)]
        return [row for row in rows if row is not None]

    def _repository(self, name: str, place: str) -> Resource | None:
        try:
            return self._directory.repository(name)
        except OptionError as error:
            self._refuse(place, error.value, error.expected)
            return None

    def _refuse(self, place: str, value: object, expected: str) -> None:
        self.errors.append(OptionError(place, value, expected))
