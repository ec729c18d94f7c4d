# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Job sessions with their logs and processed objects; restore sessions."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from . import restore
from .api import Api, Flag, Moment, Paging, Query, authorized, done, page, query
from .caseless import Route
from .errors import not_found
from .models import Guid
from .runs import progress
from .session_views import log_item_view, processed_view, restore_session_view, session_view
from .world import RestoreSession

# The filter's word for a status, and the resource's.
STATUS = {"Succeeded": "Success"}


class JobSessionsQuery(Paging):
    """Filters. A running session has no end time, so bounds leave it out."""

    jobId: Guid | None = None
    jobType: Literal["Backup", "Copy"] | None = None
    endTimeLowerBound: Moment | None = None
    endTimeUpperBound: Moment | None = None
    status: Literal["Stopped", "Running", "Succeeded", "Failed", "Warning"] | None = None


class OneJobSession(Query):
    """A session of a job."""

    sessionId: Guid


class ProcessedQuery(Paging):
    """A session of a job."""

    sessionId: Guid


class LogQuery(Paging):
    """The log of a session, the oldest first unless orderAsc is false."""

    sessionId: Guid
    type: Literal["Running", "Warning", "Error", "Success", "Stop"] | None = None
    orderAsc: Flag = True


class OneLogItem(Query):
    """A line of a log."""

    sessionId: Guid
    logItemId: Guid


class RestoreSessionsQuery(Paging):
    """Filters, and the order: the latest first unless orderAsc; open sessions count as ending last."""

    startTimeFrom: Moment | None = None
    startTimeTo: Moment | None = None
    endTimeFrom: Moment | None = None
    endTimeTo: Moment | None = None
    orderAsc: Flag = False
    orderBy: Literal["CreationTime", "EndTime"] = "CreationTime"


class OneRestoreSession(Query):
    """A restore session."""

    restoreSessionId: Guid


async def job_sessions(request: Request) -> Response:
    """Sessions in the order of the profile."""
    api = authorized(request)
    asked = query(request, JobSessionsQuery)
    found = [
        session
        for session in reversed(api.world.sessions.values())
        if asked.jobId in (None, session.job_id)
        and asked.jobType in (None, session.kind)
        and (asked.status is None or session.status == STATUS.get(asked.status, asked.status))
        and (
            asked.endTimeLowerBound is None or (session.ended is not None and session.ended >= asked.endTimeLowerBound)
        )
        and (
            asked.endTimeUpperBound is None or (session.ended is not None and session.ended <= asked.endTimeUpperBound)
        )
    ]
    if api.world.profile.session_order == "by_id":
        found.sort(key=lambda session: session.id)
    else:
        found.sort(key=lambda session: session.created, reverse=api.world.profile.session_order == "latest_first")
    return page(api, asked, found, lambda session: session_view(session, api.now, api.world.profile.main_session))


async def job_session(request: Request) -> Response:
    """One session."""
    api = authorized(request)
    session = api.world.session(query(request, OneJobSession).sessionId)
    return api.reply(session_view(session, api.now, api.world.profile.main_session))


async def processed_objects(request: Request) -> Response:
    """What a session has processed so far."""
    api = authorized(request)
    asked = query(request, ProcessedQuery)
    session = api.world.session(asked.sessionId)
    return page(api, asked, range(progress(session, api.now)), lambda number: processed_view(session, number))


async def log_items(request: Request) -> Response:
    """The log of a session."""
    api = authorized(request)
    asked = query(request, LogQuery)
    session = api.world.session(asked.sessionId)
    found = [item for item in session.log if asked.type in (None, item.type)]
    return page(api, asked, found if asked.orderAsc else found[::-1], lambda item: log_item_view(session, item))


async def log_item(request: Request) -> Response:
    """One log item."""
    api = authorized(request)
    asked = query(request, OneLogItem)
    session = api.world.session(asked.sessionId)
    for item in session.log:
        if item.id == asked.logItemId:
            return api.reply(log_item_view(session, item))
    raise not_found("Log item", asked.logItemId)


async def restore_sessions(request: Request) -> Response:
    """Restore sessions."""
    api = authorized(request)
    asked = query(request, RestoreSessionsQuery)
    found = [
        session
        for session in api.world.restore_sessions.values()
        if (asked.startTimeFrom is None or session.created >= asked.startTimeFrom)
        and (asked.startTimeTo is None or session.created <= asked.startTimeTo)
        and (asked.endTimeFrom is None or (session.ended is not None and session.ended >= asked.endTimeFrom))
        and (asked.endTimeTo is None or (session.ended is not None and session.ended <= asked.endTimeTo))
    ]

    def order(session: RestoreSession) -> tuple[object, ...]:
        by_end = (session.ended is None, session.ended or session.created)
        return by_end if asked.orderBy == "EndTime" else (session.created,)

    found.sort(key=order, reverse=not asked.orderAsc)
    return page(api, asked, found, restore_session_view)


def _restore_session(api: Api, asked: OneRestoreSession) -> RestoreSession:
    if asked.restoreSessionId not in api.world.restore_sessions:
        raise not_found("Restore session", asked.restoreSessionId)
    return api.world.restore_sessions[asked.restoreSessionId]


async def restore_session(request: Request) -> Response:
    """One restore session."""
    api = authorized(request)
    return api.reply(restore_session_view(_restore_session(api, query(request, OneRestoreSession))))


async def stop_restore_session(request: Request) -> Response:
    """Close a restore session."""
    api = authorized(request)
    restore.stop(api.world, _restore_session(api, query(request, OneRestoreSession)), api.now)
    return done()


ROUTES = [
    Route("GET", "/v8/JobSessions", job_sessions),
    Route("GET", "/v8/JobSessions/{sessionId}", job_session),
    Route("GET", "/v8/JobSessions/{sessionId}/ProcessedObjects", processed_objects),
    Route("GET", "/v8/JobSessions/{sessionId}/LogItems", log_items),
    Route("GET", "/v8/JobSessions/{sessionId}/LogItems/{logItemId}", log_item),
    Route("GET", "/v8/RestoreSessions", restore_sessions),
    Route("GET", "/v8/RestoreSessions/{restoreSessionId}", restore_session),
    Route("POST", "/v8/RestoreSessions/{restoreSessionId}/Stop", stop_restore_session),
]
