# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module job_session_info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import session as _session
from ansible_collections.vb365.backup.plugins.module_utils._model.name import is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, listed, named

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
"""The filter's words, by the resource's: for the others the server has no filter."""


def run(client: Client, params: Params, check_mode: bool) -> Outcome:
    """Raises Vb365Error."""
    if params["limit"] < 0:
        raise OptionError("limit", params["limit"], "expected 0 (for all) or more")
    rows = _session_resources(client, params)
    if params["status"]:
        rows = [row for row in rows if row.get("status") in params["status"]]
    rows = sorted(rows, key=_session.started, reverse=True)[: params["limit"] or None]
    shown = [_session.shown(row) for row in rows]
    if "log" in params["include"]:
        for row, session in zip(rows, shown):
            log = client.get_all(f"/JobSessions/{row['id']}/LogItems")
            session["log"] = [_session.log_item(item) for item in log]
    return Outcome(False, {"sessions": shown})


def _session_resources(client: Client, params: Params) -> list[Resource]:
    if params["id"]:
        resource = client.find(f"/JobSessions/{params['id']}")
        return [resource] if resource else []
    words = params["status"] or []
    status = _STATUS_FILTERS.get(words[0]) if len(words) == 1 else None
    rows: list[Resource] = []
    for job_id in _job_ids(client, params):
        rows += client.get_all("/JobSessions", jobId=job_id, status=status)
    return rows


def _job_ids(client: Client, params: Params) -> list[str | None]:
    """The jobs whose sessions are asked for; None for those of all jobs."""
    name = params["job"]
    if not params["organization"]:
        if name and not is_uuid(name):
            raise OptionError("organization", None, f"needed beside the name of a job ({name!r})")
        return [name]
    directory = Directory(client)
    jobs = JobReader(client, directory).all(directory.organization(params["organization"])["id"])
    if name is None:
        return [str(job["id"]) for job in jobs]
    found = named(jobs, name, "id" if is_uuid(name) else "name")
    if len(found) != 1:
        raise OptionError("job", name, f"expected one backup job of the organization: {listed(found or jobs)}")
    return [str(found[0]["id"])]
