# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caches of a client: rows of the server that later tasks of a loop need not request again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, Rows

LISTING_LIFE = 5.0
"""Seconds for which a listing serves the tasks of a loop as their observation: what a write rests on is read anew."""


class JobListing:
    """The jobs of an organization; not ``is_settled`` from a write of ours until the job is read again."""

    def __init__(self, rows: list[Resource], asked_at: float) -> None:
        self.rows = Rows(rows)
        self.is_settled = True
        self._asked_at = asked_at

    @property
    def is_young(self) -> bool:
        return time.monotonic() - self._asked_at < LISTING_LIFE

    def note(self, identity: str, resource: Resource | None) -> None:
        """Have the job as it was read now in place of what was listed; None where it is gone."""
        others = [row for row in self.rows if str(row["id"]).lower() != identity.lower()]
        self.rows = Rows([*others, resource] if resource else others)
        self.is_settled = True


@dataclass
class Memory:
    """The caches of one client. They live as long as the client: for one task and all rounds of its loop.

    ``listings``: the rows of /Organizations, /BackupRepositories and /Organizations/ID/Users, Groups, Sites, Teams by
    path. A lookup that finds nothing in them replaces them, and so do organization_info and backup_repository_info.
    ``users_by_name``: the rows of a request with ``userName``, by the path of the users and the casefolded name.
    Nothing invalidates them.
    ``jobs``: the jobs of an organization by its id, for LISTING_LIFE seconds. JobReader invalidates them before a write
    and updates them from each job that it reads.
    ``selected_items``: the keys of the selected items by the lower-case id of the job. Each reading of the list
    replaces them, also the one that verifies a write.
    """

    listings: dict[str, Rows] = field(default_factory=dict)
    users_by_name: dict[str, dict[str, list[Resource]]] = field(default_factory=dict)
    jobs: dict[str, JobListing] = field(default_factory=dict)
    selected_items: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, client: Client) -> Memory:
        """The memory of this client."""
        memory: Memory = client.memory.setdefault(cls, cls())
        return memory

    def forget_task(self) -> None:
        """Drop the caches of jobs, which only the rounds of one loop share."""
        self.jobs.clear()
        self.selected_items.clear()
