# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions as the API gives them and as results show them: translation, without side effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FINAL = ("Success", "Warning", "Failed", "Stopped")
"""The status of a session that has ended, once it has an end time."""

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
