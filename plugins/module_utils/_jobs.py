# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup jobs as they are read: by id, or by name among those of an organization."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils import _diff, _job
from ansible_collections.vb365.backup.plugins.module_utils._client import Client
from ansible_collections.vb365.backup.plugins.module_utils._directory import Directory, Resource, listed, named
from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, OptionError


@dataclass(frozen=True)
class ReadJob:
    """``resource`` is the API's, ``settings`` are those of _job. ``read_at`` is the client's count of requests right
    after a read that a write may rest on: 0 where the job came out of a listing."""

    resource: Resource
    settings: dict[str, Any]
    read_at: int

    @property
    def id(self) -> str:
        """The job's UUID."""
        return str(self.resource["id"])

    @property
    def title(self) -> str:
        """The job in a headline."""
        return f"backup job {self.settings.get('name')!r} of {self.settings['organization']}"

    def check_owner(self, organization_id: str | None, given: str | None) -> None:
        """Raise OptionError where an organization is given and the job is another one's."""
        if organization_id and organization_id.lower() != str(self.resource["organizationId"]).lower():
            belongs = f"the job {self.id} belongs to {self.settings['organization']}"
            raise OptionError("organization", given, belongs)

    def check_at(self, expected: str, current: str, changes: Iterable[_diff.Change]) -> None:
        """Raise Conflict where the job, which is at revision ``current``, has moved since ``expected``; ``changes`` are
        what was to be done to it."""
        parts = _diff.moved(expected, current)
        if parts:
            raise Conflict(
                f"if_match: '{self.settings.get('name')}' is no longer at {expected} but at {current} "
                f"({', '.join(parts)} moved)",
                [{"path": row["path"], "wanted": row["after"], "read": None, "now": row["before"]} for row in changes],
            )

    def shown(self, revision: str | None, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The job in a result; ``settings`` where it is shown as it will be."""
        status = {**_job.status(self.resource), "revision": revision}
        return {"id": self.id, "config": _job.config(settings or self.settings), "status": status}


class Jobs:
    """The jobs of a server; the listing of an organization's jobs is remembered until forget()."""

    def __init__(self, client: Client, directory: Directory) -> None:
        self._client = client
        self._organization_name = lru_cache(maxsize=None)(directory.organization_name)
        self._repository_name = lru_cache(maxsize=None)(directory.repository_name)
        self._listing: dict[str, list[Resource]] = {}

    def forget(self) -> None:
        """List jobs anew when they are asked for next."""
        self._listing.clear()

    def read(self, identity: str) -> ReadJob | None:
        """The job of this id."""
        resource = self._client.find(f"/Jobs/{identity}")
        return self.job(resource, self._client.requests) if resource else None

    def find(self, organization_id: str, name: str, option: str = "name") -> ReadJob | None:
        """The job of this name, without regard to case. Raises OptionError that names ``option`` for more than one."""
        found = named(self.all(organization_id), name)
        if len(found) > 1:
            raise OptionError(option, name, f"expected an id, because there are {listed(found)}")
        return self.job(found[0]) if found else None

    def all(self, organization_id: str) -> list[Resource]:
        """All jobs of an organization, as resources."""
        if organization_id not in self._listing:
            self._listing[organization_id] = self._client.get_all("/Jobs", organizationId=organization_id)
        return self._listing[organization_id]

    def others(self, organization_id: str, identity: str | None) -> list[Resource]:
        """All jobs of an organization but one."""
        return [job for job in self.all(organization_id) if str(job["id"]).lower() != str(identity).lower()]

    def job(self, resource: Resource, read_at: int = 0) -> ReadJob:
        """A resource as a job, with names in place of ids."""
        organization = self._organization_name(resource["organizationId"])
        repository = self._repository_name(resource["repositoryId"])
        return ReadJob(resource, _job.from_api(resource, organization, repository), read_at)
