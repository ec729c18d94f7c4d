# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of jobs: their form in results, whether they have ended, and which is the newest. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.views import pick

FINAL = ("Success", "Warning", "Failed", "Stopped")
"""A session with one of these statuses has ended if it has an end time."""

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?", re.ASCII)
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


def shown(resource: Mapping[str, Any], *names: str | None) -> dict[str, Any]:
    """A job session, as results show it. ``names``: of its job and of its organization, if they were read.

    Times are the server's text; None if the server gives none. The main session of a session that is not a retry is
    None, whatever the server gives.
    """
    first = {"main_session_id": None} if is_first(resource) else {}
    known = dict(zip(("job", "organization"), names))
    return {
        **pick(_SESSION, resource),
        **known,
        **first,
        "statistics": pick(_STATISTICS, resource.get("statistics") or {}),
    }


def log_item(resource: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a session's log, as results show it."""
    return pick(_LOG_ITEM, resource)


def restore_session(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A restore session, as results show it."""
    return pick(_RESTORE_SESSION, resource)


def is_final(resource: Mapping[str, Any]) -> bool:
    """Whether a job session has ended."""
    return resource.get("status") in FINAL and bool(resource.get("endTime"))


def last_end(sessions: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any] | None, bool]:
    """The session of a backup job that ended last, and whether it and the one before were both stopped.

    A stopped session shows nothing about the job by itself, so the last one that was not stopped counts in its place.
    Sessions of backup copy jobs are ignored.
    """
    ended = [row for row in sessions if is_final(row) and row.get("jobType") != "Copy"]
    ended.sort(key=lambda row: str(row["endTime"]).rstrip("Z"), reverse=True)
    last = next((row for row in ended if row["status"] != "Stopped"), None)
    return last, len(ended) > 1 and all(row["status"] == "Stopped" for row in ended[:2])


def is_first(resource: Mapping[str, Any]) -> bool:
    """Whether a job session is not a retry: servers show no main session, the UUID of zeros, or the session's own
    id."""
    main = str(resource.get("mainSessionId") or "").lower()
    return not main.strip("0-") or main == str(resource.get("id")).lower()


def progress(resource: Mapping[str, Any]) -> str:
    """The progress of a session in a few words; a percentage if the server gives a total."""
    words = [str(resource.get("status"))]
    if not is_final(resource):
        done, total = resource.get("progress") or 0, resource.get("total")
        words.append(f"{100 * done // total} %" if total else f"{done} objects")
    if resource.get("retryCount"):
        words.append(f"(retry {resource['retryCount']})")
    if resource.get("jobWillBeRetried"):
        words.append("and will be retried")
    return " ".join(words)


def moment(text: str) -> datetime | None:
    """A time of the server, in microseconds; in UTC if it has no offset. None if the text is not a time, or is in the
    first or last year of the calendar, as the empty date of .NET is."""
    match = _MOMENT.fullmatch(text)
    if not match or text.startswith(("0001", "9999")):
        return None
    seconds, fraction, offset = match.groups()
    try:
        return datetime.fromisoformat(f"{seconds}.{(fraction or '')[:6]:0<6}{(offset or 'Z').replace('Z', '+00:00')}")
    except ValueError:
        return None


def began_since(resource: Mapping[str, Any], since: datetime) -> bool:
    """Whether a session began at a time or later."""
    began = moment(str(resource.get("creationTime")))
    return began is not None and began >= since


def ran_since(resource: Mapping[str, Any], since: datetime) -> bool:
    """Whether a session is running, or ended at a time or later."""
    ended = moment(str(resource.get("endTime")))
    return ended is None or ended >= since


def started(resource: Mapping[str, Any]) -> str:
    """The start of a session, as a text that sorts by time."""
    return str(resource.get("creationTime") or "").rstrip("Z")
