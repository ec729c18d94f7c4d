# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module protection_status_info."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job.job_status import JobStatus, statuses
from ansible_collections.vb365.backup.plugins.module_utils._job.object_status import objects_of
from ansible_collections.vb365.backup.plugins.module_utils._model.name import BLANK, is_uuid, listed
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import STATES, counts
from ansible_collections.vb365.backup.plugins.module_utils._model.rpo import DEFAULT, Rpo
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job, JobReader, owned
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, named

Params = Mapping[str, Any]

SUCCESS_STATUSES = ["Success", "Warning"]
STATE_CHOICES = list(STATES)
DEFAULT_RPO = DEFAULT


def run(client: Client, params: Params, check_mode: bool) -> Outcome:
    """Raises Vb365Error."""
    rpo = Rpo.from_option(params["rpo"])
    if not all(name.strip() for name in params["organization"]):
        raise OptionError("organization", params["organization"], BLANK)
    if not params["success_statuses"]:
        raise OptionError("success_statuses", [], "expected one or more; omit the option for Success and Warning")
    directory = Directory(client)
    owners = [directory.organization(name) for name in params["organization"]]
    reader = JobReader(client, directory)
    jobs = [reader.job(row) for row in _job_resources(client, params, directory, owners)]
    jobs.sort(key=lambda job: (job.settings["organization"].casefold(), job.name.casefold()))
    now = client.now()
    found = statuses(client, directory, jobs, rpo, now, params["success_statuses"])
    bare = [] if params["job"] or params["repository"] else _without_jobs(client, directory, owners, found)
    rows = [_shown(one) for one in found]
    result: dict[str, Any] = {
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "jobs": _of_states(rows, params["state"]),
        "organizations_without_jobs": bare,
        "summary": {"jobs": counts(rows), "organizations_without_jobs": len(bare)},
    }
    if params["objects"]:
        objects: list[dict[str, Any]] = []
        unread: dict[str, str] = {}
        for those in _by_owner(found):
            more, why = objects_of(client, those, now, are_all=not params["repository"])
            objects += more
            unread.update((directory.repository_name(key), error) for key, error in why.items())
        result["objects"] = _of_states(objects, params["state"])
        result["unread_repositories"] = [{"repository": name, "error": unread[name]} for name in sorted(unread)]
        result["summary"]["objects"] = counts(objects)
    return Outcome(False, result, [] if params["job"] or params["repository"] else [*_of_globs(rpo, jobs)])


def _of_globs(rpo: Rpo, jobs: Sequence[Job]) -> Iterator[str]:
    for glob in rpo.unused([job.name for job in jobs]) if jobs else ():
        yield f"rpo.jobs: {glob!r} matches no job that was read, and has no effect."


def _job_resources(
    client: Client, params: Params, directory: Directory, owners: Sequence[Resource]
) -> Sequence[Resource]:
    """The jobs that match all filters. Raises OptionError if a job is named and none matches."""
    filters = {"organizationId": owners[0]["id"]} if len(owners) == 1 else {}
    if params["repository"]:
        filters["repositoryId"] = directory.repository(params["repository"])["id"]
    listing = client.get_all("/Jobs", **filters)
    rows = owned(listing, [str(owner["id"]) for owner in owners]) if owners else [*listing]
    name = params["job"]
    if name is None:
        return rows
    found = named(rows, name, "id" if is_uuid(name) else "name")
    if not found:
        raise OptionError(
            "job", name, f"expected one of the backup jobs {listed(rows) or 'of the server: it has none'}"
        )
    return found


def _without_jobs(
    client: Client, directory: Directory, owners: Sequence[Resource], found: Sequence[JobStatus]
) -> list[str]:
    """The names of the organizations without any job."""
    with_jobs = {one.job.organization_id.lower() for one in found}
    wanted = owners or Memory.of(client).organizations.rows()
    ids = dict.fromkeys(str(row["id"]) for row in wanted if str(row["id"]).lower() not in with_jobs)
    return sorted(directory.organization_name(identity) for identity in ids)


def _by_owner(found: Sequence[JobStatus]) -> list[list[JobStatus]]:
    owners: dict[str, list[JobStatus]] = {}
    for one in found:
        owners.setdefault(one.job.organization_id.lower(), []).append(one)
    return list(owners.values())


def _of_states(rows: Sequence[dict[str, Any]], states: Sequence[str]) -> list[dict[str, Any]]:
    return [row for row in rows if not states or row["state"] in states]


def _shown(one: JobStatus) -> dict[str, Any]:
    settings, resource, ended = one.job.settings, one.job.resource, one.runs.ended or {}
    last = {key: ended.get(wire) for key, wire in _LAST_SESSION.items()} if ended else None
    return {
        "id": one.job.id,
        "name": one.job.name,
        "organization": settings["organization"],
        "repository": settings["repository"],
        "backup_type": settings.get("backup_type"),
        "enabled": settings.get("enabled"),
        "state": one.state,
        "running": one.runs.running is not None,
        "last_good": one.last_good,
        "age": one.age,
        "rpo": one.rpo,
        "next_run": resource.get("nextRun"),
        "last_session": last,
        "problems": list(one.reasons),
    }


_LAST_SESSION = {"id": "id", "status": "status", "end_time": "endTime", "details": "details"}
