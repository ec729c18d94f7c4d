# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disabled job on which a lab server is tried: made, written, run, and removed in any case."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.session import is_final
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory

MARK = "vb365.backup lab report"
"""The beginning of the job's name."""
PAUSE = 2.0
"""Seconds between two looks at a session that is being stopped."""
TRIES = 10
"""How often the job's removal is tried."""
FIRST_PAUSE = 1.0
"""Seconds until the second try. The later pauses are twice as long each, 30 seconds at most."""
_OFF = {
    "scheduleEnabled": False,
    "type": "Daily",
    "dailyType": "Everyday",
    "dailyTime": "03:00:00",
    "retryEnabled": False,
}


def outcome(write: Callable[[], Any]) -> str:
    """ok, conflict or refused (HTTP status 400). Raises Vb365Error for any other end of the write."""
    try:
        write()
    except Vb365Error as error:
        if error.error_code == "OperationConflict" or error.status == 409:
            return "conflict"
        if error.status == 400:
            return "refused"
        raise
    return "ok"


@dataclass
class LabJob:
    """A job of selected items with one user. ``item``: the user's item, as the API has it. ``runs``: whether the job
    may be started. ``id_alone``: how the server reacted to an item that is its id alone, as outcome() or a status."""

    client: Client
    organization_id: str
    repository_id: str
    item: Mapping[str, Any]
    item_id: str
    runs: bool
    name: str = field(default_factory=lambda: f"{MARK} {uuid.uuid4().hex[:8]}")
    id: str = ""
    id_alone: str = ""
    edits: int = 0

    @classmethod
    def of(cls, client: Client, organization: str, repository: str, user: str, runs: bool) -> LabJob:
        """The job that is to be created. Reads only. Raises OptionError for a name that the server does not know."""
        directory = Directory(client)
        organization_id = str(directory.organization(organization)["id"])
        repository_id = str(directory.repository(repository)["id"])
        wanted = _items.ItemRequest("User", user, None, {}, "user")
        found = directory.objects(organization_id, [wanted])["user"]
        if isinstance(found, OptionError):
            raise OptionError("user", found.value, found.expected)
        item = _items.new(wanted, found)
        if "archive_mailbox" not in item.options:
            raise OptionError("user", user, "expected a user, and this is a mailbox of public folders")
        return cls(client, organization_id, repository_id, _items.to_api(item), item.key, runs)

    @property
    def path(self) -> str:
        """The path of the job."""
        return f"/Jobs/{self.id}"

    def create(self) -> None:
        """Create the job, disabled and with its schedule off: first with an item that is its id alone."""
        bare = {name: value for name, value in self.item.items() if name != "user"}
        try:
            self.id_alone = outcome(lambda: self._create({**bare, "id": self.item_id}))
        except Vb365Error as error:
            if error.status in (None, 401):
                raise
            self.id_alone = f"HTTP status {error.status}"
            self._not_removed()  # a server that fails may have created it
        if self.id_alone != "ok":
            self._create(self.item)

    def _create(self, item: Mapping[str, Any]) -> None:
        body = {
            "name": self.name,
            "description": "Made by vb365.backup.lab_report, which removes it",
            "organizationId": self.organization_id,
            "repositoryId": self.repository_id,
            "backupType": "SelectedItems",
            "isEnabled": False,
            "runNow": False,
            "schedulePolicy": _OFF,
            "selectedItems": [item],
        }
        self.id = str(self.client.post("/Jobs", body)["id"])

    def read(self) -> dict[str, Any]:
        """The job as the server shows it now."""
        job: dict[str, Any] = self.client.get(self.path)
        return job

    def edit(self, **settings: Any) -> None:
        """A PUT with a new description. The item is in it, because servers may refuse an edit without, or clear it."""
        self.client.put(self.path, {**self.new_description(), "selectedItems": [self.item], **settings})

    def new_description(self) -> dict[str, str]:
        """A setting that differs from what the server has."""
        self.edits += 1
        return {"description": f"Edit {self.edits} of vb365.backup.lab_report"}

    @contextlib.contextmanager
    def running(self) -> Iterator[dict[str, Any]]:
        """The session of a run, which is stopped afterwards and has ended then."""
        session: dict[str, Any] = self.client.post(f"{self.path}/start", {})
        try:
            yield session
        finally:
            outcome(lambda: self.client.post(f"{self.path}/stop"))
            while self.is_running(session) and self.client.deadline.sleep(PAUSE):
                pass

    def is_running(self, session: Mapping[str, Any]) -> bool:
        """Whether a session has not ended."""
        return not is_final(self.client.get(f"/JobSessions/{session['id']}"))

    def remove(self) -> None:
        """Remove the job, which may not be there. Raises Vb365Error that names it where it stays."""
        self.client.start_task()
        problem = ""
        for number in range(TRIES):
            problem = self._not_removed()
            if not problem:
                return
            self.client.deadline.sleep(min(FIRST_PAUSE * 2**number, 30.0))
        told = f"The server may still have the job {self.name!r}, which has to be deleted by hand: {problem}"
        raise Vb365Error(told, changed=True)

    def _not_removed(self) -> str:
        """Why the job may still be there after one try to remove it; empty where it is gone."""
        try:
            rows = self.client.get_all("/Jobs", organizationId=self.organization_id)
            found = next((row for row in rows if row.get("name") == self.name), None)
            if found is None:
                return ""
            path = f"/Jobs/{found['id']}"
            if found.get("lastStatus") in ("Running", "Queued"):
                outcome(lambda: self.client.post(f"{path}/stop"))
            self.client.delete(path)
            return "the server still shows it" if self.client.find(path) else ""
        except Vb365Error as error:
            return error.message
