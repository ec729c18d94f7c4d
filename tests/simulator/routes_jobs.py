# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup jobs: settings, actions, copy job."""

from __future__ import annotations

from typing import Annotated

from . import jobs, restore, runs
from .api import Caller, Flag, Paged, done, json_body, no_set_id, page
from .errors import not_found
from .models import CreateJobBody, EditJobBody, ExploreBody, Guid, StartBody
from .resources import copy_job_view, job_view
from .session_views import restore_session_view, session_view
from .web import Answer, Depends, Router

router = Router("/v8/Jobs", Depends(no_set_id))


@router.get("")
async def list_jobs(
    api: Caller, asked: Paged, organizationId: Guid | None = None, repositoryId: Guid | None = None
) -> Answer:
    """All jobs, in the order of their creation."""
    found = [
        job
        for job in api.world.jobs.values()
        if organizationId in (None, job.organization_id) and repositoryId in (None, job.repository_id)
    ]
    return page(api, asked, found, lambda job: job_view(api.world, job, api.now))


@router.post("")
async def create_job(
    api: Caller, body: Annotated[CreateJobBody, json_body(CreateJobBody)], skipItemUpdate: Flag = False
) -> Answer:
    """Create a job."""
    jobs.check_has_items(body.backupType, body.selectedItems)
    job = jobs.create(api.world, body, api.user, api.now)
    return api.reply(job_view(api.world, job, api.now), 201)


@router.get("/{jobId}")
async def read_job(api: Caller, jobId: Guid) -> Answer:
    """One job."""
    return api.reply(job_view(api.world, api.world.job(jobId), api.now))


@router.put("/{jobId}")
async def edit_job(
    api: Caller, jobId: Guid, body: Annotated[EditJobBody, json_body(EditJobBody)], skipItemUpdate: Flag = False
) -> Answer:
    """Edit a job's settings; what is left out stays, item lists by profile."""
    job = api.world.job(jobId)
    jobs.refuse_while_running(api.world, job)
    omitted = api.world.profile.put_omitted_items
    clears = omitted == "clear"
    if omitted == "refuse" and (body.backupType or job.backup_type) == "SelectedItems":
        jobs.check_has_items("SelectedItems", body.selectedItems)
    jobs.edit(api.world, job, body, clears, api.world.profile.post_item_minimum)
    return done()


@router.delete("/{jobId}")
async def delete_job(api: Caller, jobId: Guid) -> Answer:
    """Delete a job."""
    job = api.world.job(jobId)
    jobs.refuse_while_running(api.world, job)
    jobs.remove(api.world, job)
    return done()


@router.get("/{jobId}/CopyJob")
async def read_copy_job(api: Caller, jobId: Guid) -> Answer:
    """The backup copy job of a job; without one 404, or by profile an empty resource."""
    copy = api.world.copy_job_of(api.world.job(jobId).id)
    if copy is None:
        if api.world.profile.copy_job_missing == "empty":
            return api.reply({})
        raise not_found("Backup copy job of backup job", jobId)
    return api.reply(copy_job_view(copy))


@router.post("/{jobId}/enable")
async def enable(api: Caller, jobId: Guid) -> Answer:
    """Enable a job."""
    jobs.switch(api.world, api.world.job(jobId), True)
    return done()


@router.post("/{jobId}/disable")
async def disable(api: Caller, jobId: Guid) -> Answer:
    """Disable a job: it runs no more by itself."""
    jobs.switch(api.world, api.world.job(jobId), False)
    return done()


@router.post("/{jobId}/start")
async def start(api: Caller, jobId: Guid, body: Annotated[StartBody, json_body(StartBody)]) -> Answer:
    """Start a job; answers with its session."""
    session = runs.start(api.world, api.world.job(jobId), api.now, full=bool(body.full))
    return api.reply(session_view(session, api.now, api.world.profile.main_session))


@router.post("/{jobId}/stop")
async def stop(api: Caller, jobId: Guid) -> Answer:
    """Stop a job."""
    runs.stop(api.world, api.world.job(jobId), api.now)
    return done()


@router.post("/{jobId}/explore")
async def explore(api: Caller, jobId: Guid, body: Annotated[ExploreBody, json_body(ExploreBody)]) -> Answer:
    """Open a restore session."""
    session = restore.explore(api.world, api.world.job(jobId), body, api.user, api.now)
    return api.reply(restore_session_view(session), 201)
