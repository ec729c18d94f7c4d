# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In place of a client: an organization with jobs and users, and tasks that read and write them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound
from ansible_collections.vb365.backup.plugins.module_utils._job.backup_job import BackupJob
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import RunFolder
from tests.unit.module_utils.strategies import ORGANIZATION_ID, written

JOB_ID = "3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11"
NEW_ID = "5c0a3b52-9c52-4e0c-8f3f-3c5d3f0c7b22"
USERS = [{"id": f"u{number:04d}", "name": f"user{number}@contoso.com", "type": "User"} for number in range(300)]


def job_row(**fields: Any) -> dict[str, Any]:
    """A job as the API shows it."""
    return {
        "id": JOB_ID,
        "organizationId": ORGANIZATION_ID,
        "repositoryId": "r",
        "name": "Nightly",
        "backupType": "SelectedItems",
        "description": "",
        "isEnabled": True,
        "schedulePolicy": None,
        "eTag": 7,
        **fields,
    }


def item_row(number: int, **options: bool) -> dict[str, Any]:
    """A user of a list, as the API shows it."""
    return {
        "type": "User",
        "id": f"{TYPES['User'].guid}u{number:04d}".upper(),
        "user": USERS[number],
        "mailbox": True,
        **options,
    }


class Server:
    """Has jobs by their ids and lists by their paths, and writes down what is asked of it and sent.

    ``does`` and ``view``: what it does with a policy and shows of it, as strategies.written() has it.
    """

    def __init__(
        self,
        *jobs: dict[str, Any],
        selected: Sequence[dict[str, Any]] = (),
        excluded: Sequence[dict[str, Any]] = (),
        does: str = "merges",
        view: str = "whole",
    ) -> None:
        self.jobs = {job["id"]: job for job in jobs}
        self.lists = {f"/Jobs/{JOB_ID}/SelectedItems": [*selected], f"/Jobs/{JOB_ID}/ExcludedItems": [*excluded]}
        self.copy_job: dict[str, Any] | None = None
        self.does, self.view = does, view
        self.memory: dict[type, Any] = {}
        self.run_folder = RunFolder(None)
        self.asked: list[str] = []
        self.sent: list[tuple[str, str, Any]] = []
        self.deadline = self

    @property
    def client(self) -> Client:
        return cast(Client, self)

    # ---- what a client has beside requests -------------------------------------------------------------------------

    def lock(self, key: str) -> AbstractContextManager[None]:
        assert key
        return nullcontext()

    def start_deadline(self) -> None:
        pass

    def sleep(self, seconds: float) -> bool:
        return seconds < 100

    # ---- requests ----------------------------------------------------------------------------------------------------

    def get_all_of(self, paths: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        return {}

    def get_all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        self.asked.append(path)
        if path == "/Jobs":
            return [job for job in self.jobs.values() if job["organizationId"] == query["organizationId"]]
        if path.startswith("/Jobs/"):
            if path.split("/")[2] not in self.jobs:
                raise NotFound("no such job")
            return list(self.lists.get(path, []))
        return {
            "/Organizations": [{"id": ORGANIZATION_ID, "name": "contoso"}, {"id": "f", "name": "fabrikam"}],
            "/BackupRepositories": [{"id": "r", "name": "Primary"}, {"id": "s", "name": "Second"}],
            **{f"/Organizations/{ORGANIZATION_ID}/{name}": [] for name in ("Groups", "Sites", "Teams")},
            f"/Organizations/{ORGANIZATION_ID}/Users": [
                user for user in USERS if user["name"] == str(query.get("userName", user["name"])).lower()
            ],
        }[path]

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        listing, _slash, identity = path.rpartition("/")
        if listing == "/Jobs" and identity in self.jobs:
            return self.jobs[identity]
        if identity == "CopyJob" and self.copy_job:
            return self.copy_job
        for row in self.lists.get(listing, []):
            if row["id"] == identity:
                return row
        raise NotFound(f"nothing at {path}")

    def get_first(self, path: str, **query: Any) -> dict[str, Any] | None:
        return next(iter(self.get_all(path, **query)), None)

    def find(self, path: str, **query: Any) -> dict[str, Any] | None:
        try:
            return self.get(path, **query)
        except NotFound:
            return None

    def post(self, path: str, body: Any, **query: Any) -> dict[str, Any] | None:
        self.sent.append(("POST", path, body))
        if path == "/Jobs":
            self._job_written(NEW_ID, {"description": "Created by somebody", "isEnabled": True}, body)
            return self.jobs[NEW_ID]
        self.lists[path] += [{**row, "id": f"{TYPES[row['type']].guid}{_object_id(row)}"} for row in body]
        return None

    def put(self, path: str, body: Any, **query: Any) -> None:
        self.sent.append(("PUT", path, body))
        listing, _slash, identity = path.rpartition("/")
        if listing == "/Jobs":
            self._job_written(identity, self.jobs[identity], body)
        else:
            self.lists[listing] = [body if row["id"] == identity else row for row in self.lists[listing]]

    def delete(self, path: str, body: Any = None, ids: str | None = None) -> None:
        self.sent.append(("DELETE", path, body or ids))
        if path.startswith("/Jobs/") and path.count("/") == 2:
            del self.jobs[path.rpartition("/")[2]]
        else:
            gone = body or str(ids).split(",")
            self.lists[path] = [row for row in self.lists[path] if row["id"] not in gone]

    def _job_written(self, identity: str, before: dict[str, Any], body: dict[str, Any]) -> None:
        lists = {key: body[key] for key in body if key.endswith("Items")}
        fields = {key: value for key, value in body.items() if key not in (*lists, "runNow", "schedulePolicy")}
        self.lists.update({f"/Jobs/{identity}/{key[0].upper()}{key[1:]}": rows for key, rows in lists.items()})
        is_new, policy = identity not in self.jobs, body.get("schedulePolicy", {})
        policy = {"type": "Daily", **policy} if is_new else policy
        had = before.get("schedulePolicy")
        shown = written(had, policy, self.does, self.view) if policy else had
        self.jobs[identity] = {**before, **fields, "id": identity, "schedulePolicy": shown}


def _object_id(row: dict[str, Any]) -> str:
    embedded = TYPES[row["type"]].embedded
    return str(row[embedded]["id"]) if embedded else "o"


# ---- tasks of backup_job --------------------------------------------------------------------------------------------

OMITTED = {
    **dict.fromkeys(("id", "name", "new_name", "organization", "repository", "backup_type", "description", "enabled")),
    **dict.fromkeys(("schedule", "selected_items", "excluded_items", "if_match")),
    "state": "present",
    "omitted": "keep",
    "run_now": False,
    "remove_copy_job": False,
    "skip_item_update": False,
}


def new_job(server: Server, **params: Any) -> BackupJob:
    """The resource of a task that names the job by its name."""
    return _resolved(BackupJob(server.client, {**OMITTED, "name": "Nightly", "organization": "contoso", **params}))


def there(server: Server, **params: Any) -> BackupJob:
    """The resource of a task that names the job by its id."""
    params = {key: value for key, value in params.items() if key != "name"}
    return _resolved(BackupJob(server.client, {**OMITTED, "id": JOB_ID, **params}))


def _resolved(job: BackupJob) -> BackupJob:
    """The resource with its names looked up."""
    assert job.mistakes == []
    job.resolve()
    return job
