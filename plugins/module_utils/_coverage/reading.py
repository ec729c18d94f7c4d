# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the directory of an organization, its jobs with their items, and the members of the groups in these items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import DIRECTORY
from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS, Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job, JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.members import UNREAD, Membership, memberships
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, by_name

_FIELDS = ("name", "displayName", "type", "mail", "url", "title", "site", "isPersonal")
"""The fields that are kept of each object: a directory has tens of thousands of objects."""


@dataclass(frozen=True)
class Reading:
    """The data of the server. ``jobs``: each with its view. ``objects``: the rows of the directory by type.
    ``memberships``: of the groups in items of jobs that the directory has, by lower-case id."""

    organization: Resource
    jobs: Sequence[tuple[Job, JobView]]
    objects: Mapping[str, Sequence[Resource]]
    memberships: Mapping[str, Membership]


def read(client: Client, organization: str, expand_groups: bool) -> Reading:
    """Read each listing, each job's items and each group once. Raises OptionError, Vb365Error."""
    directory = Directory(client)
    owner = directory.organization(organization)
    identity = str(owner["id"])
    owner = owner if "isTeamsChatsOnline" in owner else client.get(f"/Organizations/{identity}")
    jobs = [*_jobs(client, directory, identity)]
    objects = {kind: [*_objects(client, identity, kind)] for kind in DIRECTORY}
    wanted = {str((item.object or {}).get("id")).lower() for item in _groups(view for _job, view in jobs)}
    if expand_groups:
        members = memberships(client, identity, wanted, objects["User"], objects["Group"])
    else:
        members = dict.fromkeys(wanted & {str(row["id"]).lower() for row in objects["Group"]}, UNREAD)
    return Reading(owner, jobs, objects, members)


def _jobs(client: Client, directory: Directory, organization_id: str) -> Iterator[tuple[Job, JobView]]:
    reader, lists = JobReader(client, directory), ItemLists(client)
    reader.forget()
    found = [reader.job(row) for row in by_name(reader.all(organization_id))]
    wanted = {job.id: _lists_of(job) for job in found}
    with lists.fetched((job_id, name) for job_id, names in wanted.items() for name in names):
        for job in found:
            with suppress(NotFound):  # the job was deleted after the listing
                items = lists.read(job.id, wanted[job.id])
                repository = directory.repository_of(str(job.resource.get("repositoryId"))) or None
                selected, excluded = (items.get(name) for name in LISTS)
                yield job, JobView(job.settings, selected, excluded, repository, None, organization_id)


def _lists_of(job: Job) -> list[str]:
    """The lists to read. A job of type EntireOrganization has only exclusions."""
    return [name for name in LISTS if name != "selected_items" or job.settings.get("backup_type") == "SelectedItems"]


def _objects(client: Client, organization_id: str, kind: str) -> Iterator[Resource]:
    rows = client.get_all(f"/Organizations/{organization_id}/{TYPES[kind].listing}", **TYPES[kind].query)
    return ({"id": row["id"], **{key: row.get(key) for key in _FIELDS}} for row in rows)


def _groups(views: Iterable[JobView]) -> Iterator[Item]:
    """The groups whose members an item of a job includes."""
    for view in views:
        for item in (*view.items, *view.exclusions.values()):
            if item.type == "Group" and item.options.get("members"):
                yield item
