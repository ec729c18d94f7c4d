# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup jobs as they are read: by id, or by name among those of an organization."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import diff as _diff
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import (
    Directory,
    Resource,
    Rows,
    listed,
    named,
)

LISTING_LIFE = 5.0
"""Seconds for which a listing serves the tasks of a loop as their observation: what a write rests on is read anew."""


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


class _Listing:
    """The jobs of an organization; not ``is_settled`` from a write of ours until the job is read again."""

    def __init__(self, rows: list[Resource], asked_at: float) -> None:
        self.rows = Rows(rows)
        self.is_settled = True
        self._asked_at = asked_at

    @property
    def is_young(self) -> bool:
        return time.monotonic() - self._asked_at < LISTING_LIFE

    def note(self, identity: str, resource: Resource | None) -> None:
        """Have the job as it was read now in place of what was listed; None where it is gone."""
        others = [row for row in self.rows if str(row["id"]).lower() != identity.lower()]
        self.rows = Rows([*others, resource] if resource else others)
        self.is_settled = True


class Jobs:
    """The jobs of a server, for one task. Listings are remembered with the client, for the next tasks of a loop, and
    follow what is written."""

    def __init__(self, client: Client, directory: Directory) -> None:
        self._client = client
        self._organization_name = lru_cache(maxsize=None)(directory.organization_name)
        self._repository_name = lru_cache(maxsize=None)(directory.repository_name)
        self._listings: dict[str, _Listing] = client.memory.setdefault("/Jobs", {})
        self._asked: set[str] = set()

    def forget(self) -> None:
        """List jobs anew when they are asked for next."""
        self._listings.clear()
        self._asked.clear()

    def unsettle(self) -> None:
        """A job is about to be written: what is listed counts for nothing until the job is read."""
        self._asked.clear()
        for listing in self._listings.values():
            listing.is_settled = False

    def read(self, identity: str) -> ReadJob | None:
        """The job of this id."""
        resource = self._client.find(f"/Jobs/{identity}")
        for organization_id, listing in self._listings.items():
            is_listed = resource and str(resource["organizationId"]).lower() == organization_id.lower()
            listing.note(identity, resource if is_listed else None)
        return self.job(resource, self._client.requests) if resource else None

    def find(self, organization_id: str, name: str, option: str = "name") -> ReadJob | None:
        """The job of this name, without regard to case. Raises OptionError that names ``option`` for more than one."""
        for rows in self._rows(organization_id):
            found = named(rows, name)
            if len(found) > 1:
                raise OptionError(option, name, f"expected an id, because there are {listed(found)}")
            if found:
                return self.job(found[0])
        return None

    def all(self, organization_id: str) -> list[Resource]:
        """All jobs of an organization, as resources."""
        return next(self._rows(organization_id))

    def _rows(self, organization_id: str) -> Iterator[list[Resource]]:
        """The remembered listing, where it can serve, then a new one, unless this task has asked for it already."""
        listing = self._listings.get(organization_id)
        has_asked = organization_id in self._asked
        if listing and listing.is_settled and (listing.is_young or has_asked):
            yield listing.rows
            if has_asked:
                return
        now = time.monotonic()
        self._listings[organization_id] = _Listing(self._client.get_all("/Jobs", organizationId=organization_id), now)
        self._asked.add(organization_id)
        yield self._listings[organization_id].rows

    def others(self, organization_id: str, identity: str | None) -> list[Resource]:
        """All jobs of an organization but one."""
        return [job for job in self.all(organization_id) if str(job["id"]).lower() != str(identity).lower()]

    def job(self, resource: Resource, read_at: int = 0) -> ReadJob:
        """A resource as a job, with names in place of ids."""
        organization = self._organization_name(resource["organizationId"])
        repository = self._repository_name(resource["repositoryId"])
        return ReadJob(resource, _job.from_api(resource, organization, repository), read_at)
