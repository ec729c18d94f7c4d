# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caches of a client: rows of the server that later tasks of a loop need not request again."""

from __future__ import annotations

from dataclasses import dataclass, field

from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.listing import JobListing, Listing, SharedListing
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, Rows


@dataclass
class Memory:
    """The caches of one client. They live as long as the client: for one task and all rounds of its loop.

    ``organizations`` and ``repositories``: refreshed by a lookup that finds nothing, and replaced by organization_info
    and backup_repository_info. ``objects``: the users, groups, sites or teams of an organization, by the path of their
    collection; refreshed in the same way, and read again by each task of ``tenant``. ``users_by_name``: the rows of a
    request with ``userName``, by the path of the users and the folded name; read again only by each task of ``tenant``.
    ``jobs``: the jobs of an organization by its id ("" for all jobs of the server), current for some seconds. JobReader
    makes them out of date before a write and updates them from each job that it reads. ``selected_items``: the keys of
    the selected items by the lower-case id of the job. Each reading of the list replaces them, including the reading
    that verifies a write. ``fetched``: rows of lists that one task has read in parallel, by path. The first reading of
    a list removes its rows from this cache, and no write relies on them. ``lists_are_demanded``: whether the server
    refuses an edit of a job without the lists of the job.
    """

    organizations: SharedListing
    repositories: SharedListing
    objects: dict[str, Listing] = field(default_factory=dict)
    users_by_name: dict[str, dict[str, Rows]] = field(default_factory=dict)
    jobs: dict[str, JobListing] = field(default_factory=dict)
    selected_items: dict[str, set[str]] = field(default_factory=dict)
    fetched: dict[str, list[Resource]] = field(default_factory=dict)
    lists_are_demanded: bool = False

    @classmethod
    def of(cls, client: Client) -> Memory:
        """The memory of this client."""
        organizations = SharedListing(client, "/Organizations", "name", "officeName")
        repositories = SharedListing(client, "/BackupRepositories")
        memory: Memory = client.memory.setdefault(cls, cls(organizations, repositories))
        return memory

    def forget_task(self) -> None:
        """Drop the caches of jobs, which only the rounds of one loop share."""
        self.jobs.clear()
        self.selected_items.clear()
