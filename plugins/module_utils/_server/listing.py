# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings: all rows of a collection, read at one moment."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial
from typing import Callable

from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, Rows

JOBS_LIFE = 5.0
"""Seconds for which the tasks of a loop use a listing of jobs. A write needs a new reading of its job."""
SHARED_LIFE = 300
"""Seconds for which the processes of a run share the names of organizations, and the backup repositories."""


class Listing:
    """The rows of a collection; ``read`` requests them.

    ``asker``: the object that needs the rows, such as a task. Rows that were requested for an asker are not refreshed
    for it again.
    """

    def __init__(self, read: Callable[[], Iterable[Resource]]) -> None:
        self._read = read
        self._rows: Rows | None = None
        self._asker: object = None

    @property
    def is_current(self) -> bool:
        """Whether the remembered rows are recent enough for every asker."""
        return self._rows is not None

    def rows(self, asker: object = None) -> Rows:
        """The rows: remembered if they are current or were requested for this asker, otherwise refreshed."""
        is_own = asker is not None and asker is self._asker
        return self._rows if self._rows is not None and (is_own or self.is_current) else self.refresh(asker)

    def refresh(self, asker: object = None) -> Rows:
        """Request the rows and remember them."""
        rows = self.remember(self._read())
        self._asker = asker
        return rows

    def remember(self, rows: Iterable[Resource]) -> Rows:
        """Use these rows from now on."""
        self._rows = Rows(rows)
        return self._rows

    def find(self, text: str, *keys: str, asker: object = None) -> list[Resource]:
        """The rows that have this text under the first of ``keys`` with any match.

        Searches the remembered rows, then once the refreshed rows.
        """
        asker = asker or object()
        found = self.rows(asker).find(text, keys)
        return found if found or asker is self._asker else self.refresh(asker).find(text, keys)


class SharedListing(Listing):
    """All rows of a collection of the server, shared by the processes of a run: a run has as many hosts as tenants.

    ``fields``: the fields that are shared beside the id; all if empty.
    """

    def __init__(self, client: Client, path: str, *fields: str) -> None:
        super().__init__(partial(client.get_all, path))
        self._folder = client.run_folder
        self._name = path.strip("/")
        self._fields = fields

    def rows(self, asker: object = None) -> Rows:
        shared = None if self._rows else self._folder.value(self._name, SHARED_LIFE)
        return self.remember(shared) if shared else super().rows(asker)

    def refresh(self, asker: object = None) -> Rows:
        rows = super().refresh(asker)
        self._folder.store(self._name, [self._shared(row) for row in rows])
        return rows

    def _shared(self, row: Resource) -> Resource:
        return {name: row.get(name) for name in ("id", *self._fields)} if self._fields else row


class JobListing(Listing):
    """The jobs of an organization: current for JOBS_LIFE seconds, except between a write and a reading of the written
    job."""

    _read_at = 0.0
    _is_settled = False

    @property
    def is_current(self) -> bool:
        return self._is_settled and time.monotonic() - self._read_at < JOBS_LIFE

    def refresh(self, asker: object = None) -> Rows:
        now = time.monotonic()
        rows = super().refresh(asker)
        self._read_at, self._is_settled = now, True
        return rows

    def share(self, other: JobListing, rows: Iterable[Resource], asker: object) -> None:
        """Give rows of this listing to another listing that is not current."""
        if not other.is_current:
            other.remember(rows)
            other._asker, other._read_at, other._is_settled = asker, self._read_at, self._is_settled

    def unsettle(self) -> None:
        """Make the rows out of date until note(): a job is about to be written."""
        self._is_settled, self._asker = False, None

    def note(self, identity: str, resource: Resource | None) -> None:
        """Replace the row of a job by a new reading; None removes the row."""
        if self._rows is not None:
            others = [row for row in self._rows if str(row["id"]).lower() != identity.lower()]
            self.remember([*others, resource] if resource else others)
            self._is_settled = True
