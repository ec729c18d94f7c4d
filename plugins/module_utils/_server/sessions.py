# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of jobs: how results show them, where they are found, and how one is followed to its end."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Mapping
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client

Resource = dict[str, Any]

FINAL = ("Success", "Warning", "Failed", "Stopped")
"""The status of a session that has ended, once it has an end time."""

FIRST_PAUSE = 1.0
"""Seconds between the first two looks at a session that is waited for; they double up to the interval asked for."""

_SESSION = {
    "id": "id",
    "job_id": "jobId",
    "job_type": "jobType",
    "job_session_config_type": "jobSessionConfigType",
    "status": "status",
    "progress": "progress",
    "total": "total",
    "creation_time": "creationTime",
    "end_time": "endTime",
    "retry_count": "retryCount",
    "job_will_be_retried": "jobWillBeRetried",
    "main_session_id": "mainSessionId",
    "details": "details",
}
_STATISTICS = {
    "processing_rate_bytes_ps": "processingRateBytesPS",
    "processing_rate_items_ps": "processingRateItemsPS",
    "read_rate_bytes_ps": "readRateBytesPS",
    "write_rate_bytes_ps": "writeRateBytesPS",
    "transferred_data_bytes": "transferredDataBytes",
    "processed_objects": "processedObjects",
    "bottleneck": "bottleneck",
}
_LOG_ITEM = {"type": "type", "message": "message", "creation_time": "creationTime", "end_time": "endTime"}
_RESTORE_SESSION = {
    "id": "id",
    "name": "name",
    "organization": "organization",
    "type": "type",
    "state": "state",
    "result": "result",
    "creation_time": "creationTime",
    "end_time": "endTime",
    "initiated_by": "initiatedBy",
    "details": "details",
}


def shown(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A job session in a result. Times are the server's text; what a build does not tell is None."""
    return {**_told(_SESSION, resource), "statistics": _told(_STATISTICS, resource.get("statistics") or {})}


def log_item(resource: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a session's log in a result."""
    return _told(_LOG_ITEM, resource)


def restore_session(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A restore session in a result."""
    return _told(_RESTORE_SESSION, resource)


def is_final(resource: Mapping[str, Any]) -> bool:
    """Whether a job session has ended."""
    return resource.get("status") in FINAL and bool(resource.get("endTime"))


def _told(names: Mapping[str, str], resource: Mapping[str, Any]) -> dict[str, Any]:
    return {key: resource.get(name) for key, name in names.items()}


def progress(resource: Mapping[str, Any]) -> str:
    """How far a session is, in a few words; a percentage where the server's build tells of how much."""
    words = [str(resource.get("status"))]
    if not is_final(resource):
        done, total = resource.get("progress") or 0, resource.get("total")
        words.append(f"{100 * done // total} %" if total else f"{done} objects")
    if resource.get("retryCount"):
        words.append(f"(retry {resource['retryCount']})")
    if resource.get("jobWillBeRetried"):
        words.append("and will be retried")
    return " ".join(words)


# ---- where sessions are found ----------------------------------------------------------------------------------------


def active(client: Client, job_id: str, **query: Any) -> Resource | None:
    """The session of a job that has not ended, the latest where there are several. ``query`` narrows the listing."""
    rows = [row for row in client.get_all("/JobSessions", jobId=job_id, **query) if not is_final(row)]
    return max(rows, key=_created, default=None)


def since(client: Client, job_id: str, moment: str | None) -> list[Resource]:
    """The sessions of a job that run, or that ended after a time of the server; the oldest first."""
    running = client.get_all("/JobSessions", jobId=job_id, status="Running")
    ended = client.get_all("/JobSessions", jobId=job_id, endTimeLowerBound=moment)
    return sorted({row["id"]: row for row in [*running, *ended]}.values(), key=_created)


def problems(client: Client, session_id: str) -> list[dict[str, Any]]:
    """The errors, then the warnings, in the log of a session."""
    rows = [
        row for kind in ("Error", "Warning") for row in client.get_all(f"/JobSessions/{session_id}/LogItems", type=kind)
    ]
    return [log_item(row) for row in rows]


def _created(resource: Mapping[str, Any]) -> str:
    return str(resource.get("creationTime") or "")


# ---- waiting ---------------------------------------------------------------------------------------------------------


class WaitFailed(Vb365Error):
    """What was waited for has not come. The failure shows the sessions as they were seen last."""

    def __init__(self, message: str, sessions: list[Resource], log: list[dict[str, Any]], **details: Any) -> None:
        super().__init__(message, **details)
        self._sessions = sessions
        self._log = log

    def details(self) -> dict[str, Any]:
        sessions = [shown(session) for session in self._sessions]
        return {**super().details(), "session": sessions[-1], "sessions": sessions, "log": self._log}


def follow(
    client: Client, session: Resource, timeout: float, interval: float, retries: bool, tell: Callable[[str], None]
) -> list[Resource]:
    """The session, and its ``retries`` if they count too, once the last of them has ended; seconds at most, by which
    the task may take longer, and between looks. ``tell`` hears of the progress. Raises WaitFailed.
    """
    client.deadline.extend(timeout)
    sessions = [session]
    told = None
    ends = time.monotonic() + timeout
    pause = FIRST_PAUSE
    while True:
        current = sessions[-1]
        if told != progress(current):
            told = progress(current)
            tell(told)
        if is_final(current):
            retry = _retry(client, current) if retries and current.get("jobWillBeRetried") else None
            if retry:
                sessions.append(retry)
                continue
            if not (retries and current.get("jobWillBeRetried")):
                return sessions
        left = ends - time.monotonic()
        if left <= 0:
            raise WaitFailed(
                f"wait_timeout: after {timeout:g} s the session {current['id']} is {told}: it is left to go on",
                sessions,
                [],
                error_code="timeout",
            )
        time.sleep(min(pause, interval, left))
        pause *= 2
        fresh = client.find(f"/JobSessions/{current['id']}")
        if fresh is None:
            raise WaitFailed(
                f"The session {current['id']} vanished while it was waited for, last seen {told}: nobody can tell how "
                "it ended",
                sessions,
                [],
                error_code="ResourceNotFound",
            )
        sessions[-1] = fresh


def _retry(client: Client, session: Resource) -> Resource | None:
    """The next retry of a session, once it is there."""
    main = session.get("mainSessionId") or session["id"]
    rows = [
        row
        for row in since(client, session["jobId"], session["endTime"])
        if _same(row.get("mainSessionId"), main) and (row.get("retryCount") or 0) > (session.get("retryCount") or 0)
    ]
    return rows[0] if rows else None


def _same(one: Any, other: Any) -> bool:
    return str(one).lower() == str(other).lower()


def judge(client: Client, sessions: list[Resource], success: list[str]) -> list[dict[str, Any]]:
    """What the last of the sessions logged as errors and warnings. Raises WaitFailed where that is no success."""
    last = sessions[-1]
    log = problems(client, last["id"]) if last["status"] != "Success" else []
    if last["status"] in success:
        return log
    said = [textwrap.shorten(str(item["message"]), 200) for item in log[:3]] or [str(last.get("details") or "")]
    more = [f"and {len(log) - 3} more in log"] if len(log) > 3 else []
    reasons = "; ".join([*filter(None, said), *more]) or "it logged neither an error nor a warning"
    raise WaitFailed(f"The session {last['id']} ended with {last['status']}: {reasons}", sessions, log)
