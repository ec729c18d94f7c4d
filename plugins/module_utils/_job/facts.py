# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts beside the job itself that the plan of a job needs. Each is read once in a task, when a plan needs it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job.protected import beside
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS, Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import copy_job_of
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

if TYPE_CHECKING:
    from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobResource, JobState


@dataclass(frozen=True)
class Facts:
    """``known``: the names of the facts that were read.

    ``objects``: the objects that items refer to, by the item's place, or the error of the lookup. ``others``: the other
    jobs of the organization. ``with_items``: the other jobs that have selected items. ``held``: names of other jobs,
    each with the keys of its selected items. ``lists``: the lists of the job that the task does not manage.
    ``copy_job``: its backup copy job. ``repository``: the row of its repository. ``beside``: the other jobs, if one job
    may keep objects from another.
    """

    known: Collection[str] = ()
    objects: Mapping[str, Resource | OptionError | None] = field(default_factory=dict)
    others: Sequence[Resource] = ()
    with_items: Sequence[Resource] = ()
    held: Sequence[tuple[str, Collection[str]]] = ()
    lists: Mapping[str, list[Item]] = field(default_factory=dict)
    copy_job: Resource | None = None
    repository: Resource = field(default_factory=dict)
    beside: Sequence[JobView] = ()


def gather(names: Collection[str], resource: JobResource, state: JobState) -> Facts:
    """The facts of a state, with the facts of these names added."""
    facts = replace(state.facts, known={*state.facts.known, *names})
    job_id = state.job.id if state.job else None
    if "objects" in names:
        found = resource.directory.objects(state.organization_id, resource.unresolved(state))
        facts = replace(facts, objects={**facts.objects, **found})
    if "lists" in names and job_id:
        facts = replace(facts, lists=resource.lists.read(job_id, [name for name in LISTS if name not in state.lists]))
    if "others" in names:
        facts = replace(facts, others=resource.reader.others(state.organization_id, job_id))
    if "with_items" in names:
        facts = replace(facts, with_items=[row for row in selecting(facts.others) if _has_items(resource, row)])
    if "held" in names:
        held = [
            (str(row.get("name")), resource.lists.held_by(str(row["id"]))) for row in resource.holders(facts.others)
        ]
        facts = replace(facts, held=held)
    if "copy_job" in names:
        facts = replace(facts, copy_job=copy_job_of(resource.client, str(job_id)))
    if "repository" in names and state.job:
        facts = replace(facts, repository=resource.directory.repository_of(state.job.resource["repositoryId"]))
    if "beside" in names:
        view = resource.view(state, resource.draft(state)[0])
        facts = replace(facts, beside=beside(view, facts.others, resource.reader, resource.lists))
    return facts


def selecting(jobs: Sequence[Resource]) -> list[Resource]:
    """The jobs of type SelectedItems."""
    return [row for row in jobs if row.get("backupType") == "SelectedItems"]


def _has_items(resource: JobResource, row: Resource) -> bool:
    try:
        return resource.lists.has_items(str(row["id"]), "selected_items")
    except NotFound:  # the job was deleted after the listing
        return False
