# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else's changes: the same operations as the API's, out of the sight of journal and faults."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from . import copies, jobs, restore, runs
from .errors import INVALID, ApiError, invalid
from .faults import Edit
from .models import CreateCopyJobBody, EditCopyJobBody, EditJobBody
from .shorthand import item_body
from .world import CopyJob, Job, World

Checked = TypeVar("Checked", bound=BaseModel)


def find_job(world: World, name_or_id: str) -> Job:
    """The job of this name or id; a name that several organizations use is an error."""
    job = world.jobs.get(name_or_id.lower())
    found = [job] if job else [job for job in world.jobs.values() if job.name.lower() == name_or_id.lower()]
    if len(found) != 1:
        raise ApiError(400, INVALID, f"job: {len(found)} jobs are called {name_or_id!r}; give the id of one.")
    return found[0]


def settings_body(world: World, job: Job, edit: Edit) -> EditJobBody | None:
    """The PUT body of an edit, with its items in the API's form; 400 where it is wrong."""
    if edit.settings is None:
        return None
    settings = dict(edit.settings)
    organization = world.organizations[job.organization_id]
    for name in ("selectedItems", "excludedItems"):
        given = settings.get(name)
        if isinstance(given, list) and all(isinstance(raw, dict) for raw in given):
            items = [item_body(organization, raw) for raw in given]
            settings[name] = [item.model_dump(exclude_none=True) for item in items]
    return _checked(EditJobBody, settings, "settings")


def _checked(model: type[Checked], given: dict[str, Any], name: str) -> Checked:
    try:
        return model.model_validate_json(json.dumps(given))
    except ValidationError as error:
        first = error.errors()[0]
        raise invalid(".".join([name, *map(str, first["loc"])]), first["msg"]) from None


def copy_job_of(world: World, job: Job) -> CopyJob:
    """The backup copy job of a job; 400 where there is none."""
    copy = world.copy_job_of(job.id)
    if copy is None:
        raise invalid("job", f"{job.name!r} has no backup copy job.")
    return copy


def _apply_to_copy_job(world: World, job: Job, edit: Edit) -> None:
    copy = world.copy_job_of(job.id)
    if edit.remove_copy_job and copy is not None:
        copies.remove(world, copy)
    if edit.copy_job is None:
        return
    given = {"backupJobId": job.id, "organizationId": job.organization_id, **edit.copy_job}
    if copy is None:
        copies.create(world, _checked(CreateCopyJobBody, given, "copy_job"))
    else:
        copies.edit(world, copy, _checked(EditCopyJobBody, given, "copy_job"))


def apply(world: World, edit: Edit, now: datetime) -> Job:
    """Make the change. It may remove a job's last item, and what `settings` leaves out stays, whatever the profile."""
    job = find_job(world, edit.job)
    organization = world.organizations[job.organization_id]
    body = settings_body(world, job, edit)
    additions = {
        "selected": [item_body(organization, raw) for raw in edit.add_selected],
        "excluded": [item_body(organization, raw) for raw in edit.add_excluded],
    }
    if body is not None:
        jobs.edit(world, job, body, clears_omitted=False, minimum="id")
    for side, removed in (("selected", edit.remove_selected), ("excluded", edit.remove_excluded)):
        if removed:
            jobs.remove_items(world, job, side, removed, may_empty=True)
    for side, added in additions.items():
        if added:
            jobs.add_items(world, job, side, added, minimum="id")
    _apply_to_copy_job(world, job, edit)
    if edit.status is not None:
        runs.set_status(world, job, edit.status, now)
    if edit.restore is not None:
        restore.apply(world, job, edit.restore, now)
    return job
