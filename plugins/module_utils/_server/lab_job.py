# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disabled job on which a lab report tries a server. It is created, written, run, and always removed."""

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
"""Seconds between two readings of a session that is being stopped."""
TRIES = 10
"""The number of attempts to remove the job."""
FIRST_PAUSE = 1.0
"""Seconds before the second attempt. Each later pause is twice as long, 30 seconds at most."""
_OFF = {
    "scheduleEnabled": False,
    "type": "Daily",
    "dailyType": "Everyday",
    "dailyTime": "03:00:00",
    "retryEnabled": False,
}


def outcome(write: Callable[[], Any]) -> str:
    """ "ok", "conflict" or "refused" (HTTP status 400). Raises Vb365Error for any other outcome of the write."""
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
    """A job whose only selected item is one user.

    ``item``: the user's item, as the API shows it. ``runs``: whether the job may be started. ``id_alone``: how the
    server reacted to an item that has only an id: a result of outcome(), or an HTTP status.
    """

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
        """The job to create. Only reads. Raises OptionError for an unknown name."""
        directory = Directory(client)
        organization_id = str(directory.organization(organization)["id"])
        repository_id = str(directory.repository(repository)["id"])
        wanted = _items.ItemRequest("User", user, None, {}, "user")
        found = directory.objects(organization_id, [wanted])["user"]
        if isinstance(found, OptionError):
            raise OptionError("user", found.value, found.expected)
        item = _items.new(wanted, found)
        if "archive_mailbox" not in item.options:
            raise OptionError("user", user, "expected a user, and found a mailbox of public folders")
        return cls(client, organization_id, repository_id, _items.to_api(item), item.key, runs)

    @property
    def path(self) -> str:
        """The path of the job."""
        return f"/Jobs/{self.id}"

    def create(self) -> None:
        """Create the job, disabled and with its schedule off. The first attempt sends an item that has only an id."""
        bare = {name: value for name, value in self.item.items() if name != "user"}
        try:
            self.id_alone = outcome(lambda: self._create({**bare, "id": self.item_id}))
        except Vb365Error as error:
            if error.status in (None, 401):
                raise
            self.id_alone = f"HTTP status {error.status}"
            self._not_removed()  # the server may have created the job before the error
        if self.id_alone != "ok":
            self._create(self.item)

    def _create(self, item: Mapping[str, Any]) -> None:
        body = {
            "name": self.name,
            "description": "Created by vb365.backup.lab_report, which removes it",
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
        """The job as the server shows it now, read from the server."""
        job: dict[str, Any] = self.client.get(self.path)
        return job

    def edit(self, **settings: Any) -> None:
        """Send a PUT with a new description and with the item: servers may refuse an edit without items, or clear
        them."""
        self.client.put(self.path, {**self.new_description(), "selectedItems": [self.item], **settings})

    def new_description(self) -> dict[str, str]:
        """A description that differs from that on the server."""
        self.edits += 1
        return {"description": f"Edit {self.edits} of vb365.backup.lab_report"}

    @contextlib.contextmanager
    def running(self) -> Iterator[dict[str, Any]]:
        """The session of a new run. The run is stopped, and has ended, when the block ends."""
        session: dict[str, Any] = self.client.post(f"{self.path}/start", {})
        try:
            yield session
        finally:
            outcome(lambda: self.client.post(f"{self.path}/stop"))
            while self.is_running(session) and self.client.deadline.sleep(PAUSE):
                pass

    def is_running(self, session: Mapping[str, Any]) -> bool:
        """Whether a session has not ended yet."""
        return not is_final(self.client.get(f"/JobSessions/{session['id']}"))

    def remove(self) -> None:
        """Remove the job, if it exists. Raises Vb365Error with its name if it remains."""
        self.client.start_task()
        problem = ""
        for number in range(TRIES):
            problem = self._not_removed()
            if not problem:
                return
            self.client.deadline.sleep(min(FIRST_PAUSE * 2**number, 30.0))
        told = f"The server may still have the job {self.name!r}. Delete it by hand: {problem}"
        raise Vb365Error(told, changed=True)

    def _not_removed(self) -> str:
        """Why the job may still exist after an attempt to remove it; empty if it is gone."""
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
