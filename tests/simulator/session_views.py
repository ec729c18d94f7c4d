# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON resources of sessions that the server shows: job sessions with their logs, restore sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from . import runs
from .clock import stamp
from .ids import NIL
from .resources import links
from .world import LogItem, RestoreSession, Session


def session_view(session: Session, now: datetime, main_session: str) -> dict[str, Any]:
    """RESTJobSession; `main_session` is the profile, for a session that is no retry."""
    path = f"/JobSessions/{session.id}"
    done = runs.progress(session, now)
    seconds = max(((session.ended or now) - session.created).total_seconds(), 1.0)
    view = {
        "id": session.id,
        "jobId": session.job_id,
        "repositoryId": session.repository_id,
        "mainSessionId": session.main_session_id or {"nil": NIL, "own_id": session.id}.get(main_session),
        "details": None if session.ended is None else session.log[-1].message,
        "creationTime": stamp(session.created),
        "endTime": stamp(session.ended),
        "retryCount": session.retry_count,
        "jobWillBeRetried": session.will_be_retried,
        "progress": done,
        "total": session.total,
        "jobType": session.kind,
        "jobSessionConfigType": "Full" if session.full else "Incremental",
        "status": session.status,
        "statistics": {
            "processingRateBytesPS": int(done * runs.BYTES_PER_OBJECT / seconds),
            "processingRateItemsPS": int(done * runs.ITEMS_PER_OBJECT / seconds),
            "readRateBytesPS": int(done * runs.BYTES_PER_OBJECT / seconds),
            "writeRateBytesPS": int(done * runs.BYTES_PER_OBJECT / seconds / 2),
            "transferredDataBytes": done * runs.BYTES_PER_OBJECT,
            "processedObjects": done * runs.ITEMS_PER_OBJECT,
            "bottleneck": "Detecting" if session.ended is None else "Source",
        },
        "eTag": session.etag,
        "proxyId": session.proxy_id,
        "proxyPoolId": None,
        "_links": links(
            self=path,
            log=f"{path}/LogItems",
            processedObjects=f"{path}/ProcessedObjects",
            job=f"/{'Jobs' if session.kind == 'Backup' else 'CopyJobs'}/{session.job_id}",
        ),
    }
    if session.main_session_id is None and main_session == "absent":
        del view["mainSessionId"]
    return view


def log_item_view(session: Session, item: LogItem) -> dict[str, Any]:
    """RESTLogItem."""
    return {
        "id": item.id,
        "usn": item.usn,
        "type": item.type,
        "message": item.message,
        "creationTime": stamp(item.created),
        "endTime": stamp(item.ended),
        "_links": links(self=f"/JobSessions/{session.id}/LogItems/{item.id}", jobSession=f"/JobSessions/{session.id}"),
    }


def processed_view(session: Session, number: int) -> dict[str, Any]:
    """RESTJobSessionObject: the object that the session processed as its n-th."""
    item_type, object_id = session.objects[number]
    return {
        "id": object_id,
        "type": item_type,
        "status": runs.object_status(session, number),
        "_links": links(
            object=f"/Organizations/{session.organization_id}/{item_type}s/{quote(object_id)}",
        ),
    }


def restore_session_view(session: RestoreSession) -> dict[str, Any]:
    """RESTRestoreSession."""
    path = f"/RestoreSessions/{session.id}"
    return {
        "id": session.id,
        "name": session.name,
        "organization": session.organization_name,
        "type": session.type,
        "creationTime": stamp(session.created),
        "endTime": stamp(session.ended),
        "state": "Working" if session.ended is None else "Stopped",
        "result": "Success",
        "initiatedBy": session.initiated_by,
        "details": session.details,
        "scopeName": session.organization_name,
        "clientHost": "localhost",
        "reason": "",
        "eTag": session.etag,
        "_links": links(self=path, stop=f"{path}/Stop"),
    }
