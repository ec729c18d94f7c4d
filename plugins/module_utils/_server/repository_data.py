# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backed-up data of a repository, read once for all tasks of a run: no request can limit it to an organization."""

from __future__ import annotations

import time
from contextlib import suppress

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model.backed_up import KINDS, Data, from_api
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.listing import SHARED_LIFE


class RepositoryData:
    """The data of repositories, in the memory of a client and in a file of the run.

    The lock of that file makes other processes wait for the process that reads.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[str, tuple[float, dict[str, list[Data]]]] = {}
        self._failed: dict[str, Vb365Error] = {}

    @classmethod
    def of(cls, client: Client) -> RepositoryData:
        """The data of this client."""
        found: RepositoryData = client.memory.setdefault(cls, cls(client))
        return found

    def rows(self, repository_id: str, organization_id: str) -> list[Data]:
        """The data of all objects of an organization, at most SHARED_LIFE seconds old.

        Raises Vb365Error. A repository that cannot be read is requested once; the error is repeated for each
        organization.
        """
        key = repository_id.lower()
        if key in self._failed:
            raise self._failed[key]
        read_at, by_owner = self._known.get(key, (0.0, {}))
        if time.time() - read_at >= SHARED_LIFE:
            try:
                read_at, rows = self._shared(key)
            except Vb365Error as error:
                self._failed[key] = error
                raise
            by_owner = {}
            for row in rows:
                by_owner.setdefault(str(row["organization_id"]).lower(), []).append(row)
            self._known[key] = read_at, by_owner
        return by_owner.get(organization_id.lower(), [])

    def _shared(self, repository_id: str) -> tuple[float, list[Data]]:
        path = f"/BackupRepositories/{repository_id}"
        late = NotUsable(f"timeout: another task of this run still reads the data of {path}", method="GET", path=path)
        with self._client.run_folder.locked(f"data-{repository_id}", late, self._client.deadline.sleep) as file:
            value = file.value() if file else None
            if value and time.time() - value["read_at"] < SHARED_LIFE:
                return value["read_at"], value["rows"]
            read_at, rows = time.time(), self._read(path)
            if file:
                with suppress(OSError):
                    file.store({"read_at": read_at, "rows": rows})
            return read_at, rows

    def _read(self, path: str) -> list[Data]:
        paths = {kind: f"{path}/{kind}Data" for kind in KINDS}
        found = self._client.get_all_of(list(paths.values()))
        return [
            from_api(kind, row)
            for kind, one in paths.items()
            for row in (found[one] if one in found else self._client.get_all(one))
        ]
