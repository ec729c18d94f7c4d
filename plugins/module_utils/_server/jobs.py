# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads backup jobs, by id or by name in an organization, and their backup copy jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model.name import is_uuid, listed
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.listing import JobListing
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, named

_EVERYWHERE = ""
"""Used in place of an organization's id: the listing of all jobs of the server."""


@dataclass(frozen=True)
class Job:
    """A reading of a backup job. ``resource``: the job as the API returns it. ``settings``: its options, with names in
    place of ids."""

    resource: Resource
    settings: dict[str, Any]

    @property
    def id(self) -> str:
        """The job's UUID."""
        return str(self.resource["id"])

    @property
    def name(self) -> str:
        """The job's name; its UUID if the server shows no name."""
        return str(self.settings.get("name") or self.id)

    @property
    def organization_id(self) -> str:
        """The UUID of its organization."""
        return str(self.resource["organizationId"])

    @property
    def title(self) -> str:
        """The job, as headlines show it."""
        return f"backup job {self.settings.get('name')!r} of {self.settings['organization']}"


@dataclass(frozen=True)
class Address:
    """How a task identifies a job: by ``id``, or by one of ``names`` in an organization.

    ``option``: the option that gives the id or the name.
    """

    id: str | None
    names: Mapping[str, str]
    organization_id: str | None
    organization: str | None

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Address:
        """The address in the options ``job`` (a name or an id) and ``organization``."""
        identity = params["job"] if is_uuid(params["job"]) else None
        return cls(identity, {} if identity else {"job": params["job"]}, None, params["organization"])

    def check_owner(self, job: Job) -> None:
        """Raise OptionError if the task names an organization and the job belongs to another."""
        if self.organization_id and self.organization_id.lower() != job.organization_id.lower():
            belongs = f"the job {job.id} belongs to {job.settings['organization']}"
            raise OptionError("organization", self.organization, belongs)

    def fits(self, job: Job) -> bool:
        """Whether the job has one of the names; always true for an address with an id."""
        return not self.names or any(named([job.resource], name) for name in self.names.values())


def owned(rows: Iterable[Resource], organization_ids: Iterable[str]) -> list[Resource]:
    """The jobs of these organizations: a server that ignores the filter must not mix up tenants."""
    ids = {identity.lower() for identity in organization_ids}
    return [row for row in rows if str(row["organizationId"]).lower() in ids]


def unowned(params: Mapping[str, Any]) -> Iterator[OptionError]:
    """The error for a job that is given by its name without an organization."""
    if not is_uuid(params["job"]) and not params["organization"]:
        yield OptionError("organization", None, f"required, because {params['job']!r} is a name and not a UUID")


class JobReader:
    """Reads the jobs of a server, for one task.

    The client remembers listings for the next tasks of a loop. JobReader updates them after each write.
    """

    def __init__(self, client: Client, directory: Directory) -> None:
        self._client = client
        self._organization_name = lru_cache(maxsize=None)(directory.organization_name)
        self._repository_name = lru_cache(maxsize=None)(directory.repository_name)
        self._listings = Memory.of(client).jobs

    def locate(self, address: Address) -> Job | None:
        """The job that a task identifies, from a remembered listing if the job is in it. Raises OptionError."""
        job = self.read(address.id) if address.id else self._find(address)
        if job:
            address.check_owner(job)
        return job

    def locate_again(self, address: Address, identity: str | None, is_tried: bool) -> Job | None:
        """Read the same job again, as the last request: by its ``identity`` if it had one.

        A job that is gone, or that somebody else renamed, is searched by its name, unless the task has already tried to
        write it. Raises OptionError.
        """
        job = self.read(identity) if identity else None
        if address.names and (job is None or not (is_tried or address.fits(job))):
            self.forget()
            job = self._find(address)
        if job:
            address.check_owner(job)
        return job

    def forget(self) -> None:
        """List jobs again at the next access."""
        self._listings.clear()

    def unsettle(self) -> None:
        """Call this before each write: listings are out of date until read() has read the written job."""
        for listing in self._listings.values():
            listing.unsettle()

    def read(self, identity: str) -> Job | None:
        """The job of this id, from the server."""
        resource = self._client.find(f"/Jobs/{identity}")
        for organization_id, listing in self._listings.items():
            is_listed = resource and organization_id.lower() in (str(resource["organizationId"]).lower(), _EVERYWHERE)
            listing.note(identity, resource if is_listed else None)
        return self.job(resource) if resource else None

    def _find(self, address: Address) -> Job | None:
        """The job of the first name that exists in the organization; case is ignored."""
        for option, name in address.names.items():
            found = self._listing(str(address.organization_id)).find(name, "name", asker=self)
            if len(found) > 1:
                raise OptionError(option, name, f"expected an id, because there are {listed(found)}")
            if found:
                return self.job(found[0])
        return None

    def all(self, organization_id: str) -> list[Resource]:
        """All jobs of an organization, as resources."""
        return self._listing(organization_id).rows(self)

    def everywhere(self, organization_id: str) -> list[Resource]:
        """All jobs of the server. The jobs of the organization are used again without a request."""
        listing = self._listings.setdefault(_EVERYWHERE, JobListing(partial(self._client.get_all, "/Jobs")))
        rows = listing.rows(self)
        listing.share(self._listing(organization_id), owned(rows, [organization_id]), self)
        return rows

    def _listing(self, organization_id: str) -> JobListing:
        return self._listings.setdefault(organization_id, JobListing(partial(self._list, organization_id)))

    def _list(self, organization_id: str) -> list[Resource]:
        return owned(self._client.get_all("/Jobs", organizationId=organization_id), [organization_id])

    def others(self, organization_id: str, identity: str | None) -> list[Resource]:
        """All jobs of an organization except one."""
        return [job for job in self.all(organization_id) if str(job["id"]).lower() != str(identity).lower()]

    def job(self, resource: Resource) -> Job:
        """A job of the API as a Job, with names in place of ids."""
        organization = self._organization_name(resource["organizationId"])
        repository = self._repository_name(resource["repositoryId"])
        return Job(resource, _job.from_api(resource, organization, repository))


def copy_job_of(client: Client, job_id: str) -> Resource | None:
    """The backup copy job of a backup job; None if there is none.

    How a server answers for a job without a copy job is not confirmed. Not found, no content and a resource without an
    id all mean None.
    """
    found = client.find(f"/Jobs/{job_id}/CopyJob")
    return found if found and found.get("id") else None
