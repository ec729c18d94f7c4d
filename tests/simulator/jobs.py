# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating, editing and deleting jobs and their items. Every function either does all of its work or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from . import runs, schedule
from .clock import stamp
from .errors import conflict, invalid, not_found
from .items import check_lists, from_body, row_of_entire
from .models import CreateJobBody, EditJobBody, ItemBody
from .world import CopyJob, Item, Job, Organization, Repository, World

SIDES = ("selected", "excluded")


def create(
    world: World, body: CreateJobBody, user: str, now: datetime, job_id: str | None = None, minimum: str | None = None
) -> Job:
    """A new job; runNow starts it. `job_id` and `minimum` (of items) are for seed data."""
    organization = world.organizations.get(body.organizationId)
    if organization is None:
        raise invalid("organizationId", f"there is no organization with ID {body.organizationId}.")
    world.repository_for(body.repositoryId, organization.id)
    name = body.name if body.name is not None else _free_name(world, organization.id)
    job = Job(
        id=job_id or world.next_id("job"),
        organization_id=organization.id,
        repository_id=body.repositoryId,
        name=_checked_name(world, organization.id, name, None),
        description=f"Job added by {user}, {stamp(now)}" if body.description is None else body.description,
        backup_type=body.backupType,
        enabled=body.isEnabled is not False,
        schedule=schedule.merged(schedule.DEFAULTS, body.schedulePolicy, world.profile.manual_only),
    )
    _check_only_entire(world, job)
    if body.backupType == "EntireOrganization" and body.selectedItems is not None:
        raise invalid("selectedItems", "a job of type EntireOrganization has no selected items.")
    minimum = minimum or world.profile.post_item_minimum
    selected = keyed(organization, body.selectedItems or [], "selectedItems", minimum)
    excluded = keyed(organization, body.excludedItems or [], "excludedItems", minimum)
    check_lists(organization, job, selected, excluded, world.profile.team_exclusion)
    job.selected, job.excluded = selected, excluded
    world.jobs[job.id] = job
    job.etag = world.next_etag()
    world.note("JobUpdate", id=job.id, eTag=job.etag, jobType="Backup")
    world.names[organization.id, job.name.lower()] = job.id
    if body.runNow:
        runs.start(world, job, now)
    return job


def check_has_items(backup_type: str, selected: object) -> None:
    """A job of selected items needs one, when it is created and when it becomes one."""
    if backup_type == "SelectedItems" and not selected:
        raise invalid("selectedItems", "a job of type SelectedItems needs at least one item.")


def edit(world: World, job: Job, body: EditJobBody, clears_omitted: bool, minimum: str) -> None:
    """PUT: given fields replace what is stored. `clears_omitted`: an item list that is not given is emptied."""
    organization = world.organizations[job.organization_id]
    draft = replace(job)
    if body.repositoryId is not None:
        repository = world.repository_for(body.repositoryId, job.organization_id)
        _check_move(world, job, repository)
        draft.repository_id = repository.id
    if body.name is not None:
        draft.name = _checked_name(world, job.organization_id, body.name, job.id)
    if body.description is not None:
        draft.description = body.description
    if body.isEnabled is not None:
        draft.enabled = body.isEnabled
    draft.schedule = schedule.merged(job.schedule, body.schedulePolicy, world.profile.manual_only)
    draft.backup_type = body.backupType or job.backup_type
    _check_only_entire(world, draft)
    draft.selected = _replaced(organization, draft, body.selectedItems, "selected", clears_omitted, minimum)
    excluded = _replaced(organization, draft, body.excludedItems, "excluded", clears_omitted, minimum)
    if body.selectedItems is None and draft.backup_type == "EntireOrganization":
        draft.selected = {}
    elif body.selectedItems == [] and job.selected:
        raise invalid("selectedItems", "the last selected item of a job cannot be removed.")
    if draft.backup_type != job.backup_type:
        check_has_items(draft.backup_type, draft.selected)
    check_lists(organization, draft, draft.selected, excluded, world.profile.team_exclusion)
    draft.excluded = excluded
    del world.names[job.organization_id, job.name.lower()]
    world.names[job.organization_id, draft.name.lower()] = job.id
    changed = [side for side in SIDES if getattr(job, side) != getattr(draft, side)]
    vars(job).update(vars(draft))
    world.touch(job, "settings")
    for side in changed:
        _note_items(world, job, side)


def remove(world: World, job: Job) -> None:
    """Delete a job, unless a copy job hangs on it. Its sessions stay."""
    copy = world.copy_job_of(job.id)
    if copy is not None:
        raise conflict(f"Backup job {job.name!r} has the backup copy job {copy.name!r}, which must be removed first.")
    runs.cancel(world, job)
    del world.names[job.organization_id, job.name.lower()]
    del world.jobs[job.id]
    world.note("JobDelete", id=job.id, jobType="Backup")


def add_items(world: World, job: Job, side: str, bodies: list[ItemBody], minimum: str) -> None:
    """Add items to a side; one that is already there gets new options."""
    organization = world.organizations[job.organization_id]
    if side == "selected" and job.backup_type == "EntireOrganization":
        raise invalid("selectedItems", "a job of type EntireOrganization has no selected items.")
    new = {**getattr(job, side), **keyed(organization, bodies, f"{side}Items", minimum)}
    _store(world, organization, job, side, new)


def edit_item(world: World, job: Job, side: str, item_id: str, body: ItemBody) -> None:
    """PUT of one item: given options replace, the others stay."""
    organization = world.organizations[job.organization_id]
    stored = item_of(world, job, side, item_id)
    item = from_body(organization, body, "item", world.profile.post_item_minimum, stored)
    _store(world, organization, job, side, {**getattr(job, side), stored.key: item})


def remove_items(world: World, job: Job, side: str, ids: list[str], may_empty: bool = False) -> None:
    """Remove items by composite id; an unknown one is an error, and so is emptying the selection."""
    items = dict(getattr(job, side))
    for item_id in dict.fromkeys(item_id.strip().lower() for item_id in ids):
        if items.pop(item_id, None) is None:
            raise invalid("ids", f"job {job.name!r} has no {side} item with ID {item_id}.")
    if side == "selected" and not items and not may_empty:
        raise invalid("ids", "the last selected item of a job cannot be removed.")
    _store(world, world.organizations[job.organization_id], job, side, items)


def shown_items(world: World, job: Job, side: str) -> dict[str, Item]:
    """The items of a side by their keys, with the row of an entire organization where the profile has it."""
    if (side, job.backup_type, world.profile.entire_items) == (
        "selected",
        "EntireOrganization",
        "partial_organization",
    ):
        row = row_of_entire(world.organizations[job.organization_id])
        return {row.key: row}
    items: dict[str, Item] = getattr(job, side)
    return items


def item_of(world: World, job: Job, side: str, item_id: str) -> Item:
    """The item that a path names, or 404."""
    item = shown_items(world, job, side).get(item_id.lower())
    if item is None:
        raise not_found(f"{side.capitalize()} item", item_id)
    return item


def switch(world: World, job: Job | CopyJob, enabled: bool) -> None:
    """Enable or disable a job."""
    if job.enabled == enabled:
        if world.profile.enable_when_enabled == "conflict":
            raise conflict(f"Job {job.name!r} is already {'enabled' if enabled else 'disabled'}.")
        return
    job.enabled = enabled
    world.touch(job, "settings")


def refuse_while_running(world: World, job: Job | CopyJob) -> None:
    """Under edit_while_running=conflict: a running job cannot be edited or deleted."""
    if job.session_id is not None and world.profile.edit_while_running == "conflict":
        raise conflict(f"Job {job.name!r} is running.")


def keyed(organization: Organization, bodies: list[ItemBody], field: str, minimum: str) -> dict[str, Item]:
    """Items by key; of two bodies that name the same object the later one counts."""
    found = {}
    for number, body in enumerate(bodies):
        item = from_body(organization, body, f"{field}[{number}]", minimum)
        found[item.key] = item
    return found


def _store(world: World, organization: Organization, job: Job, side: str, items: dict[str, Item]) -> None:
    sides = {name: getattr(job, name) for name in SIDES} | {side: items}
    check_lists(organization, job, sides["selected"], sides["excluded"], world.profile.team_exclusion)
    setattr(job, side, items)
    world.touch(job, "items")
    _note_items(world, job, side)


def _note_items(world: World, job: Job, side: str) -> None:
    world.note(f"Job{side.capitalize()}ItemsChange", jobId=job.id)


def _replaced(
    organization: Organization, job: Job, given: list[ItemBody] | None, side: str, clears_omitted: bool, minimum: str
) -> dict[str, Item]:
    if given is None:
        return {} if clears_omitted else getattr(job, side)
    return keyed(organization, given, f"{side}Items", minimum)


def _checked_name(world: World, organization_id: str, name: str, job_id: str | None) -> str:
    if not name.strip():
        raise invalid("name", "cannot be empty.")
    if world.names.get((organization_id, name.lower()), job_id) != job_id:
        raise invalid("name", f"the organization already has a backup job named {name!r}.")
    return name


def _free_name(world: World, organization_id: str) -> str:
    number = 1
    while (organization_id, f"backup job {number}") in world.names:
        number += 1
    return f"Backup Job {number}"


def _check_move(world: World, job: Job, target: Repository) -> None:
    """A job with a copy job cannot move to object storage of another retention type (documented)."""
    here = world.repositories[job.repository_id]
    if world.copy_job_of(job.id) and target.object_storage and target.retention_type != here.retention_type:
        kinds = f"{target.retention_type}, not {here.retention_type} as that of {here.name!r}"
        raise invalid("repositoryId", f"the job has a backup copy job, and {target.name!r} has retention {kinds}.")


def _check_only_entire(world: World, job: Job) -> None:
    if job.backup_type != "EntireOrganization":
        return
    for other in world.jobs.values():
        if other.id != job.id and (other.organization_id, other.backup_type) == (job.organization_id, job.backup_type):
            raise invalid("backupType", f"job {other.name!r} already backs up the entire organization.")
