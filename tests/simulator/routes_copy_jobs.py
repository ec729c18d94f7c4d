# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup copy jobs."""

from __future__ import annotations

from typing import Annotated

from . import copies, jobs, runs
from .api import Api, Caller, Paged, done, json_body, no_set_id, page
from .errors import not_found
from .models import CreateCopyJobBody, EditCopyJobBody, Guid
from .resources import copy_job_view, job_view
from .session_views import session_view
from .web import Answer, Depends, Router
from .world import CopyJob

router = Router("/v8/CopyJobs", Depends(no_set_id))


def _copy_job(api: Api, copy_id: str) -> CopyJob:
    if copy_id not in api.world.copy_jobs:
        raise not_found("Backup copy job", copy_id)
    return api.world.copy_jobs[copy_id]


@router.get("")
async def list_copy_jobs(
    api: Caller, asked: Paged, organizationId: Guid | None = None, repositoryId: Guid | None = None
) -> Answer:
    """All copy jobs."""
    found = [
        copy
        for copy in api.world.copy_jobs.values()
        if organizationId in (None, copy.organization_id) and repositoryId in (None, copy.repository_id)
    ]
    return page(api, asked, found, copy_job_view)


@router.post("")
async def create_copy_job(api: Caller, body: Annotated[CreateCopyJobBody, json_body(CreateCopyJobBody)]) -> Answer:
    """Create a copy job."""
    return api.reply(copy_job_view(copies.create(api.world, body)), 201)


@router.get("/{copyJobId}")
async def read_copy_job(api: Caller, copyJobId: Guid) -> Answer:
    """One copy job."""
    return api.reply(copy_job_view(_copy_job(api, copyJobId)))


@router.put("/{copyJobId}")
async def edit_copy_job(
    api: Caller, copyJobId: Guid, body: Annotated[EditCopyJobBody, json_body(EditCopyJobBody)]
) -> Answer:
    """Edit a copy job."""
    copy = _copy_job(api, copyJobId)
    jobs.refuse_while_running(api.world, copy)
    copies.edit(api.world, copy, body)
    return done()


@router.delete("/{copyJobId}")
async def delete_copy_job(api: Caller, copyJobId: Guid) -> Answer:
    """Delete a copy job."""
    copy = _copy_job(api, copyJobId)
    jobs.refuse_while_running(api.world, copy)
    copies.remove(api.world, copy)
    return done()


@router.get("/{copyJobId}/BackupJob")
async def read_backup_job(api: Caller, copyJobId: Guid) -> Answer:
    """The backup job that is copied."""
    return api.reply(job_view(api.world, api.world.job(_copy_job(api, copyJobId).job_id), api.now))


@router.post("/{copyJobId}/enable")
async def enable(api: Caller, copyJobId: Guid) -> Answer:
    """Enable a copy job."""
    jobs.switch(api.world, _copy_job(api, copyJobId), True)
    return done()


@router.post("/{copyJobId}/disable")
async def disable(api: Caller, copyJobId: Guid) -> Answer:
    """Disable a copy job."""
    jobs.switch(api.world, _copy_job(api, copyJobId), False)
    return done()


@router.post("/{copyJobId}/start")
async def start(api: Caller, copyJobId: Guid) -> Answer:
    """Start a copy job."""
    return api.reply(
        session_view(
            runs.start_copy(api.world, _copy_job(api, copyJobId), api.now), api.now, api.world.profile.main_session
        )
    )


@router.post("/{copyJobId}/stop")
async def stop(api: Caller, copyJobId: Guid) -> Answer:
    """Stop a copy job."""
    runs.stop(api.world, _copy_job(api, copyJobId), api.now)
    return done()
