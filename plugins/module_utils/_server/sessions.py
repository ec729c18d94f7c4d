# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads sessions of jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.session import (
    began_since,
    is_final,
    log_item,
    moment,
    started,
)
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource


def of_job(client: Client, job_id: str, kind: str, **query: Any) -> list[Resource]:
    """The sessions of a job, in any order. ``kind``: "backup" or "copy". ``query`` narrows the listing.

    A server that ignores the filter must not mix up jobs. The sessions of a backup copy job are never those of the
    backup job, even if the server lists them under its id.
    """
    return [
        row
        for row in client.get_all("/JobSessions", jobId=job_id, **query)
        if str(row.get("jobId") or job_id).lower() == job_id.lower()
        and (kind == "copy" or row.get("jobType") != "Copy")
    ]


def active(client: Client, job_id: str, kind: str, **query: Any) -> Resource | None:
    """The latest session of a job that has not ended; None if there is none. Options: as in of_job()."""
    rows = [row for row in of_job(client, job_id, kind, **query) if not is_final(row)]
    return max(rows, key=started, default=None)


def since(client: Client, job_id: str, kind: str, time: str | None) -> list[Resource]:
    """The sessions of a job that are running, or that ended after a time of the server; the oldest first."""
    running = of_job(client, job_id, kind, status="Running")
    ended = of_job(client, job_id, kind, endTimeLowerBound=time)
    return sorted({row["id"]: row for row in [*running, *ended]}.values(), key=started)


def last_since(client: Client, job_id: str, kind: str, time: str) -> Resource | None:
    """The latest session of a job that began at a time of the server or later. Raises ValueError for an invalid
    time."""
    bound = moment(time)
    if bound is None:
        raise ValueError(time)
    rows = [row for row in since(client, job_id, kind, without_fraction(time)) if began_since(row, bound)]
    return rows[-1] if rows else None


def problems(client: Client, session_id: str) -> list[dict[str, Any]]:
    """The errors, then the warnings, in the log of a session."""
    rows = [
        row for kind in ("Error", "Warning") for row in client.get_all(f"/JobSessions/{session_id}/LogItems", type=kind)
    ]
    return [log_item(row) for row in rows]


def newest(client: Client, job: Mapping[str, Any], kind: str) -> Resource | None:
    """The latest session of a job, which is given as the API returns it.

    The order of sessions is not documented, and a job may have tens of thousands. So the request is limited to sessions
    that are running, or that ended after the start of the last run. If it returns none, all sessions are listed.
    """
    last_run = job.get("lastRun")
    if not last_run:
        return None
    queries: list[dict[str, str]] = [{"endTimeLowerBound": without_fraction(last_run)}, {}]
    if job.get("lastStatus") in ("Running", "Queued"):
        queries.insert(0, {"status": "Running"})
    for query in queries:
        rows = of_job(client, str(job["id"]), kind, **query)
        if rows:
            return max(rows, key=started)
    return None


def without_fraction(time: str) -> str:
    """A time of the server, with the seconds rounded down."""
    return re.sub(r"\.\d+", "", time)
