# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The targets of an action: a backup job, or its backup copy job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import copy_job as _copy_job
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model.name import listed
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Address, Job, JobReader, copy_job_of


class NoSuchJob(OptionError):
    """The organization has no job of this name, or the job has no copy job."""


class BackupJobTarget:
    """A backup job. ``name``: the setting that contains its name."""

    noun: ClassVar[str] = "backup job"
    path: ClassVar[str] = "/Jobs"
    key: ClassVar[str] = "job"
    name: ClassVar[str] = "name"
    status: ClassVar[Mapping[str, str]] = _job.STATUS

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self.client, self.params = client, params
        self.directory = Directory(client)
        self.jobs = JobReader(client, self.directory)
        self._address = Address.of(params)

    def resolve(self) -> None:
        """As Resource.resolve()."""
        if self.params["organization"]:
            found = self.directory.organization(self.params["organization"])
            self._address = replace(self._address, organization_id=str(found["id"]))

    def find(self) -> str:
        """The id of the job that the task identifies. Raises NoSuchJob."""
        return self._address.id or self._locate().id

    def _locate(self) -> Job:
        return self._existing(self.jobs.locate(self._address))

    def read(self, identity: str, is_tried: bool) -> Job:
        """Read the job again. A job that was not written yet may be replaced by another job of its name. Raises
        OptionError."""
        return self._existing(self.jobs.locate_again(self._address, identity, is_tried))

    def _existing(self, job: Job | None) -> Job:
        if job is None and self._address.id:
            raise OptionError("job", self.params["job"], "the server has no backup job with this id")
        if job is None:
            jobs = self.jobs.all(str(self._address.organization_id))
            there = f"such as {listed(jobs[:10])}" if jobs else "none"
            expected = f"the organization has no such job; it has {len(jobs)}: {there}"
            raise NoSuchJob("job", self.params["job"], expected)
        return job

    def read_ended(self, identity: str) -> Job | None:
        """The job after its run; None if it is gone."""
        return self.jobs.read(identity)


@dataclass(frozen=True)
class CopyJob(Job):
    """A reading of a backup copy job."""

    @property
    def title(self) -> str:
        """The copy job, as headlines show it."""
        return f"backup copy job of {self.settings['job']!r} of {self.settings['organization']}"


class CopyJobTarget(BackupJobTarget):
    """The backup copy job of a backup job."""

    noun = "backup copy job"
    path = "/CopyJobs"
    key = "copy_job"
    name = "job"
    status = _copy_job.STATUS
    _names: Mapping[str, str]

    def find(self) -> str:
        job = self._locate()
        copy = copy_job_of(self.client, job.id)
        if copy is None:
            raise NoSuchJob("job", self.params["job"], "the backup job has no backup copy job")
        self._names = {"job": job.name, "organization": job.settings["organization"]}
        return str(copy["id"])

    def read(self, identity: str, is_tried: bool) -> Job:
        job = self.read_ended(identity)
        if job is None and not is_tried:
            self.jobs.forget()
            identity = self.find()
            job = self.read_ended(identity)
        if job is None:
            raise OptionError("job", self.params["job"], f"its backup copy job {identity} no longer exists")
        return job

    def read_ended(self, identity: str) -> Job | None:
        resource = self.client.find(f"{self.path}/{identity}")
        if resource is None:
            return None
        repository = self.directory.repository_name(resource["repositoryId"])
        return CopyJob(resource, _copy_job.from_api(resource, {**self._names, "repository": repository}))


TARGETS: dict[str, type[BackupJobTarget]] = {"backup": BackupJobTarget, "copy": CopyJobTarget}
