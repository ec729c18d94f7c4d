# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup jobs: settings, actions, copy job."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from . import jobs, restore, runs
from .api import Flag, Paging, Query, authorized, done, json_body, page, query
from .caseless import Route
from .errors import not_found
from .models import CreateJobBody, EditJobBody, ExploreBody, Guid, StartBody
from .resources import copy_job_view, job_view
from .session_views import restore_session_view, session_view


class JobsQuery(Paging):
    """Filters."""

    organizationId: Guid | None = None
    repositoryId: Guid | None = None


class NewJobQuery(Query):
    """The query of a new job."""

    skipItemUpdate: Flag = False


class OneJob(Query):
    """A job."""

    jobId: Guid


class EditedJobQuery(OneJob):
    """A job to change."""

    skipItemUpdate: Flag = False


async def list_jobs(request: Request) -> Response:
    """All jobs, in the order of their creation."""
    api = authorized(request)
    asked = query(request, JobsQuery)
    found = [
        job
        for job in api.world.jobs.values()
        if asked.organizationId in (None, job.organization_id) and asked.repositoryId in (None, job.repository_id)
    ]
    return page(api, asked, found, lambda job: job_view(api.world, job, api.now))


async def create_job(request: Request) -> Response:
    """Create a job."""
    api = authorized(request)
    query(request, NewJobQuery)
    body = await json_body(request, CreateJobBody)
    jobs.check_has_items(body.backupType, body.selectedItems)
    job = jobs.create(api.world, body, api.user, api.now)
    return api.reply(job_view(api.world, job, api.now), 201)


async def read_job(request: Request) -> Response:
    """One job."""
    api = authorized(request)
    job = api.world.job(query(request, OneJob).jobId)
    return api.reply(job_view(api.world, job, api.now))


async def edit_job(request: Request) -> Response:
    """Edit a job's settings; what is left out stays, item lists by profile."""
    api = authorized(request)
    asked = query(request, EditedJobQuery)
    body = await json_body(request, EditJobBody)
    job = api.world.job(asked.jobId)
    jobs.refuse_while_running(api.world, job)
    omitted = api.world.profile.put_omitted_items
    clears = omitted == "clear"
    if omitted == "refuse" and (body.backupType or job.backup_type) == "SelectedItems":
        jobs.check_has_items("SelectedItems", body.selectedItems)
    jobs.edit(api.world, job, body, clears, api.world.profile.post_item_minimum)
    return done()


async def delete_job(request: Request) -> Response:
    """Delete a job."""
    api = authorized(request)
    job = api.world.job(query(request, OneJob).jobId)
    jobs.refuse_while_running(api.world, job)
    jobs.remove(api.world, job)
    return done()


async def read_copy_job(request: Request) -> Response:
    """The backup copy job of a job; without one 404, or by profile an empty resource."""
    api = authorized(request)
    job = api.world.job(query(request, OneJob).jobId)
    copy = api.world.copy_job_of(job.id)
    if copy is None:
        if api.world.profile.copy_job_missing == "empty":
            return api.reply({})
        raise not_found("Backup copy job of backup job", job.id)
    return api.reply(copy_job_view(copy))


async def enable(request: Request) -> Response:
    """Enable a job."""
    api = authorized(request)
    jobs.switch(api.world, api.world.job(query(request, OneJob).jobId), True)
    return done()


async def disable(request: Request) -> Response:
    """Disable a job: it runs no more by itself."""
    api = authorized(request)
    jobs.switch(api.world, api.world.job(query(request, OneJob).jobId), False)
    return done()


async def start(request: Request) -> Response:
    """Start a job; answers with its session."""
    api = authorized(request)
    asked = query(request, OneJob)
    body = await json_body(request, StartBody)
    session = runs.start(api.world, api.world.job(asked.jobId), api.now, full=bool(body.full))
    return api.reply(session_view(session, api.now, api.world.profile.main_session))


async def stop(request: Request) -> Response:
    """Stop a job."""
    api = authorized(request)
    runs.stop(api.world, api.world.job(query(request, OneJob).jobId), api.now)
    return done()


async def explore(request: Request) -> Response:
    """Open a restore session."""
    api = authorized(request)
    asked = query(request, OneJob)
    body = await json_body(request, ExploreBody)
    session = restore.explore(api.world, api.world.job(asked.jobId), body, api.user, api.now)
    return api.reply(restore_session_view(session), 201)


ROUTES = [
    Route("GET", "/v8/Jobs", list_jobs),
    Route("POST", "/v8/Jobs", create_job),
    Route("GET", "/v8/Jobs/{jobId}", read_job),
    Route("PUT", "/v8/Jobs/{jobId}", edit_job),
    Route("DELETE", "/v8/Jobs/{jobId}", delete_job),
    Route("GET", "/v8/Jobs/{jobId}/CopyJob", read_copy_job),
    Route("POST", "/v8/Jobs/{jobId}/enable", enable),
    Route("POST", "/v8/Jobs/{jobId}/disable", disable),
    Route("POST", "/v8/Jobs/{jobId}/start", start),
    Route("POST", "/v8/Jobs/{jobId}/stop", stop),
    Route("POST", "/v8/Jobs/{jobId}/explore", explore),
]
