# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup copy jobs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from . import copies, jobs, runs
from .api import Api, Paging, Query, authorized, done, json_body, page, query
from .caseless import Route
from .errors import not_found
from .models import CreateCopyJobBody, EditCopyJobBody, Guid
from .resources import copy_job_view, job_view
from .session_views import session_view
from .world import CopyJob


class CopyJobsQuery(Paging):
    """Filters."""

    organizationId: Guid | None = None
    repositoryId: Guid | None = None


class OneCopyJob(Query):
    """A copy job."""

    copyJobId: Guid


def _copy_job(api: Api, asked: OneCopyJob) -> CopyJob:
    if asked.copyJobId not in api.world.copy_jobs:
        raise not_found("Backup copy job", asked.copyJobId)
    return api.world.copy_jobs[asked.copyJobId]


async def list_copy_jobs(request: Request) -> Response:
    """All copy jobs."""
    api = authorized(request)
    asked = query(request, CopyJobsQuery)
    found = [
        copy
        for copy in api.world.copy_jobs.values()
        if asked.organizationId in (None, copy.organization_id) and asked.repositoryId in (None, copy.repository_id)
    ]
    return page(api, asked, found, copy_job_view)


async def create_copy_job(request: Request) -> Response:
    """Create a copy job."""
    api = authorized(request)
    query(request, Query)
    body = await json_body(request, CreateCopyJobBody)
    return api.reply(copy_job_view(copies.create(api.world, body)), 201)


async def read_copy_job(request: Request) -> Response:
    """One copy job."""
    api = authorized(request)
    return api.reply(copy_job_view(_copy_job(api, query(request, OneCopyJob))))


async def edit_copy_job(request: Request) -> Response:
    """Edit a copy job."""
    api = authorized(request)
    asked = query(request, OneCopyJob)
    body = await json_body(request, EditCopyJobBody)
    copy = _copy_job(api, asked)
    jobs.refuse_while_running(api.world, copy)
    copies.edit(api.world, copy, body)
    return done()


async def delete_copy_job(request: Request) -> Response:
    """Delete a copy job."""
    api = authorized(request)
    copy = _copy_job(api, query(request, OneCopyJob))
    jobs.refuse_while_running(api.world, copy)
    copies.remove(api.world, copy)
    return done()


async def read_backup_job(request: Request) -> Response:
    """The backup job that is copied."""
    api = authorized(request)
    copy = _copy_job(api, query(request, OneCopyJob))
    return api.reply(job_view(api.world, api.world.job(copy.job_id), api.now))


async def enable(request: Request) -> Response:
    """Enable a copy job."""
    api = authorized(request)
    jobs.switch(api.world, _copy_job(api, query(request, OneCopyJob)), True)
    return done()


async def disable(request: Request) -> Response:
    """Disable a copy job."""
    api = authorized(request)
    jobs.switch(api.world, _copy_job(api, query(request, OneCopyJob)), False)
    return done()


async def start(request: Request) -> Response:
    """Start a copy job."""
    api = authorized(request)
    session = runs.start_copy(api.world, _copy_job(api, query(request, OneCopyJob)), api.now)
    return api.reply(session_view(session, api.now, api.world.profile.main_session))


async def stop(request: Request) -> Response:
    """Stop a copy job."""
    api = authorized(request)
    runs.stop(api.world, _copy_job(api, query(request, OneCopyJob)), api.now)
    return done()


ROUTES = [
    Route("GET", "/v8/CopyJobs", list_copy_jobs),
    Route("POST", "/v8/CopyJobs", create_copy_job),
    Route("GET", "/v8/CopyJobs/{copyJobId}", read_copy_job),
    Route("PUT", "/v8/CopyJobs/{copyJobId}", edit_copy_job),
    Route("DELETE", "/v8/CopyJobs/{copyJobId}", delete_copy_job),
    Route("GET", "/v8/CopyJobs/{copyJobId}/BackupJob", read_backup_job),
    Route("POST", "/v8/CopyJobs/{copyJobId}/enable", enable),
    Route("POST", "/v8/CopyJobs/{copyJobId}/disable", disable),
    Route("POST", "/v8/CopyJobs/{copyJobId}/start", start),
    Route("POST", "/v8/CopyJobs/{copyJobId}/stop", stop),
]
