# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Job sessions with their logs and processed objects; restore sessions."""

from __future__ import annotations

from typing import Annotated, Literal

from . import restore
from .api import Caller, Flag, Moment, Paged, done, no_set_id, page
from .errors import not_found
from .models import Guid
from .runs import progress
from .session_views import log_item_view, processed_view, restore_session_view, session_view
from .web import Answer, Depends, Named, Router
from .world import RestoreSession

router = Router("/v8", Depends(no_set_id))
LogType = Literal["Running", "Warning", "Error", "Success", "Stop"]
# The filter's word for a status, and the resource's.
STATUS = {"Succeeded": "Success"}


@router.get("/JobSessions")
async def job_sessions(
    api: Caller,
    asked: Paged,
    jobId: Guid | None = None,
    jobType: Literal["Backup", "Copy"] | None = None,
    endTimeLowerBound: Moment | None = None,
    endTimeUpperBound: Moment | None = None,
    status: Literal["Stopped", "Running", "Succeeded", "Failed", "Warning"] | None = None,
) -> Answer:
    """Sessions in the order of the profile. A running session has no end time, so bounds leave it out."""
    found = [
        session
        for session in reversed(api.world.sessions.values())
        if jobId in (None, session.job_id)
        and jobType in (None, session.kind)
        and (status is None or session.status == STATUS.get(status, status))
        and (endTimeLowerBound is None or (session.ended is not None and session.ended >= endTimeLowerBound))
        and (endTimeUpperBound is None or (session.ended is not None and session.ended <= endTimeUpperBound))
    ]
    if api.world.profile.session_order == "by_id":
        found.sort(key=lambda session: session.id)
    else:
        found.sort(key=lambda session: session.created, reverse=api.world.profile.session_order == "latest_first")
    return page(api, asked, found, lambda session: session_view(session, api.now, api.world.profile.main_session))


@router.get("/JobSessions/{sessionId}")
async def job_session(api: Caller, sessionId: Guid) -> Answer:
    """One session."""
    return api.reply(session_view(api.world.session(sessionId), api.now, api.world.profile.main_session))


@router.get("/JobSessions/{sessionId}/ProcessedObjects")
async def processed_objects(api: Caller, sessionId: Guid, asked: Paged) -> Answer:
    """What a session has processed so far."""
    session = api.world.session(sessionId)
    return page(api, asked, range(progress(session, api.now)), lambda number: processed_view(session, number))


@router.get("/JobSessions/{sessionId}/LogItems")
async def log_items(
    api: Caller,
    sessionId: Guid,
    asked: Paged,
    log_type: Annotated[LogType | None, Named("type")] = None,
    orderAsc: Flag = True,
) -> Answer:
    """The log of a session, the oldest first unless orderAsc is false."""
    session = api.world.session(sessionId)
    found = [item for item in session.log if log_type in (None, item.type)]
    return page(api, asked, found if orderAsc else found[::-1], lambda item: log_item_view(session, item))


@router.get("/JobSessions/{sessionId}/LogItems/{logItemId}")
async def log_item(api: Caller, sessionId: Guid, logItemId: Guid) -> Answer:
    """One log item."""
    session = api.world.session(sessionId)
    for item in session.log:
        if item.id == logItemId:
            return api.reply(log_item_view(session, item))
    raise not_found("Log item", logItemId)


@router.get("/RestoreSessions")
async def restore_sessions(
    api: Caller,
    asked: Paged,
    startTimeFrom: Moment | None = None,
    startTimeTo: Moment | None = None,
    endTimeFrom: Moment | None = None,
    endTimeTo: Moment | None = None,
    orderAsc: Flag = False,
    orderBy: Literal["CreationTime", "EndTime"] = "CreationTime",
) -> Answer:
    """Restore sessions, the latest first unless orderAsc; open ones count as ending last."""
    found = [
        session
        for session in api.world.restore_sessions.values()
        if (startTimeFrom is None or session.created >= startTimeFrom)
        and (startTimeTo is None or session.created <= startTimeTo)
        and (endTimeFrom is None or (session.ended is not None and session.ended >= endTimeFrom))
        and (endTimeTo is None or (session.ended is not None and session.ended <= endTimeTo))
    ]

    def order(session: RestoreSession) -> tuple[object, ...]:
        by_end = (session.ended is None, session.ended or session.created)
        return by_end if orderBy == "EndTime" else (session.created,)

    found.sort(key=order, reverse=not orderAsc)
    return page(api, asked, found, restore_session_view)


def _restore_session(api: Caller, session_id: str) -> RestoreSession:
    if session_id not in api.world.restore_sessions:
        raise not_found("Restore session", session_id)
    return api.world.restore_sessions[session_id]


@router.get("/RestoreSessions/{restoreSessionId}")
async def restore_session(api: Caller, restoreSessionId: Guid) -> Answer:
    """One restore session."""
    return api.reply(restore_session_view(_restore_session(api, restoreSessionId)))


@router.post("/RestoreSessions/{restoreSessionId}/Stop")
async def stop_restore_session(api: Caller, restoreSessionId: Guid) -> Answer:
    """Close a restore session."""
    restore.stop(api.world, _restore_session(api, restoreSessionId), api.now)
    return done()
