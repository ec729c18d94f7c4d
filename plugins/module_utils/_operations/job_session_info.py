# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module job_session_info."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import session as _session
from ansible_collections.vb365.backup.plugins.module_utils._model.name import is_uuid, listed
from ansible_collections.vb365.backup.plugins.module_utils._model.since import check_moment, moment_of
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, named
from ansible_collections.vb365.backup.plugins.module_utils._server.session_names import Names, names_of

Params = Mapping[str, Any]

PARTS = ["log"]
STATUSES = ["Stopped", "Running", "Success", "Failed", "Warning", "NotConfigured", "Disconnected", "Queued"]

_STATUS_FILTERS = {
    "Stopped": "Stopped",
    "Running": "Running",
    "Success": "Succeeded",
    "Failed": "Failed",
    "Warning": "Warning",
}
"""The server's filter for each status; other statuses have no filter."""


def run(client: Client, params: Params, check_mode: bool) -> Outcome:
    """Raises Vb365Error."""
    if params["limit"] < 0:
        raise OptionError("limit", params["limit"], "expected 0 (for all) or more")
    if params["since"]:
        check_moment("since", params["since"])
    directory = Directory(client)
    jobs = _jobs(client, directory, params)
    rows = _session_resources(client, params, jobs)
    if params["status"]:
        rows = [row for row in rows if row.get("status") in params["status"]]
    rows = sorted(rows, key=_session.started, reverse=True)[: params["limit"] or None]
    names = names_of(client, directory, rows, jobs)
    shown = [_session.shown(row, *names.get(str(row["id"]).lower(), Names())) for row in rows]
    if "log" in params["include"]:
        for row, session in zip(rows, shown):
            log = client.get_all(f"/JobSessions/{row['id']}/LogItems")
            session["log"] = [_session.log_item(item) for item in log]
    return Outcome(False, {"sessions": shown})


def _session_resources(client: Client, params: Params, jobs: Sequence[Resource] | None) -> list[Resource]:
    since = moment_of("since", params["since"], client.now()) if params["since"] else None
    if params["id"]:
        resource = client.find(f"/JobSessions/{params['id']}")
        return [resource] if resource and (since is None or _session.ran_since(resource, since)) else []
    words = params["status"] or []
    if since is None:
        status = _STATUS_FILTERS.get(words[0]) if len(words) == 1 else None
        ids = [params["job"]] if jobs is None else [str(job["id"]) for job in jobs]
        return [row for job_id in ids for row in client.get_all("/JobSessions", jobId=job_id, status=status)]
    one = params["job"] and (jobs[0]["id"] if jobs else params["job"])
    rows = _since(client, words, since, one)
    known = None if jobs is None else {str(job["id"]).lower() for job in jobs}
    return [row for row in rows if known is None or str(row.get("jobId")).lower() in known]


def _since(client: Client, words: Sequence[str], since: datetime, job_id: str | None) -> list[Resource]:
    """The sessions of a job, or of all jobs, that ended after a time or have not ended.

    The server's filters keep the number of pages small, because the order of sessions is not documented. Waiting
    sessions have no filter.
    """
    if any(word not in _STATUS_FILTERS for word in words):
        return [row for row in client.get_all("/JobSessions", jobId=job_id) if _session.ran_since(row, since)]
    only = _STATUS_FILTERS[words[0]] if len(words) == 1 else None
    found: dict[str, Resource] = {}
    if not words or "Running" in words:
        found.update((row["id"], row) for row in client.get_all("/JobSessions", jobId=job_id, status="Running"))
    if only != "Running":
        bound = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        ended = client.get_all("/JobSessions", jobId=job_id, status=only, endTimeLowerBound=bound)
        found.update((row["id"], row) for row in ended)
    return [row for row in found.values() if _session.ran_since(row, since)]


def _jobs(client: Client, directory: Directory, params: Params) -> list[Resource] | None:
    """The jobs of the requested organization, or the requested job; None if no organization is requested."""
    name = params["job"]
    if not params["organization"]:
        if name and not is_uuid(name):
            raise OptionError("organization", None, f"required, because job is a name ({name!r}) and not a UUID")
        return None
    jobs = JobReader(client, directory).all(directory.organization(params["organization"])["id"])
    if name is None:
        return jobs
    found = named(jobs, name, "id" if is_uuid(name) else "name")
    if len(found) != 1:
        raise OptionError("job", name, f"expected one backup job of the organization: {listed(found or jobs)}")
    return found
