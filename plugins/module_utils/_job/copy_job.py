# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup copy job of a backup job: it exists with the desired settings, or it does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job.scheduled import Scheduled, policy_of
from ansible_collections.vb365.backup.plugins.module_utils._model import copy_job as _copy_job
from ansible_collections.vb365.backup.plugins.module_utils._model import copy_starts as _copy_starts
from ansible_collections.vb365.backup.plugins.module_utils._model.repository import misplaced
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import COPY_JOB
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import Observed, Settings
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server import jobs as _jobs
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Address, Job, JobReader


@dataclass(frozen=True)
class CopyState(Observed):
    """A reading. ``job``: the backup job. ``names``: its name and that of its organization. ``source``: the row of its
    repository; empty if this account does not see the repository."""

    job: Job | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)


class CopyJob(Scheduled[CopyState]):
    """The resource of backup_copy_job. In check mode, an earlier task may create the backup job."""

    noun = "backup copy job"
    path = "/CopyJobs"
    key = "copy_job"
    needed = ("repository",)
    status = _copy_job.STATUS
    schedules = COPY_JOB

    def __init__(
        self, client: Client, params: Mapping[str, Any], check_mode: bool, reader: JobReader | None = None
    ) -> None:
        if params["state"] == "absent":
            params = {**params, **dict.fromkeys(_copy_job.OF_PRESENT)}
        super().__init__(client, params)
        self._given, mistakes = _copy_job.from_options(params)
        self.mistakes = [*mistakes, *_jobs.unowned(params)]
        self._directory = Directory(client)
        self._reader = reader or JobReader(client, self._directory)
        self._address = Address.of(params)
        self._may_be_missing = check_mode and bool(self._address.names)
        self._target: Mapping[str, Any] = {}

    def resolve(self) -> None:
        if self.params["organization"]:
            found = self._directory.organization(self.params["organization"])
            self._address = replace(self._address, organization_id=str(found["id"]))
        if self.params["repository"]:
            row = self._directory.repository(self.params["repository"])
            self._target = {**row, "shown": self._directory.repository_name(row["id"])}

    def read(self, past: Past[CopyState]) -> CopyState:
        job = self._read_job(past)
        owner = job.organization_id if job else str(self._address.organization_id or "")
        organization = self._directory.organization_name(owner) if owner else ""
        names = {"job": job.name if job else self.params["job"], "organization": organization}
        source = self._directory.repository_of(job.resource["repositoryId"]) if job else {}
        resource = _jobs.copy_job_of(self.client, job.id) if job else None
        settings = {}
        if resource:
            repository = self._directory.repository_name(resource["repositoryId"])
            settings = _copy_job.from_api(resource, {**names, "repository": repository})
        title = f"{self.noun} of {names['job']!r} of {organization}"
        return CopyState(title, job.id if job else owner, resource, settings, {}, past.has_acted, job, names, source)

    def _read_job(self, past: Past[CopyState]) -> Job | None:
        if past.seen is None:
            return self._reader.locate(self._address)
        identity = past.seen.job.id if past.seen.job else None
        return self._reader.locate_again(self._address, identity, past.before is not None)

    def desired(self, state: CopyState) -> tuple[Settings, list[OptionError]]:
        settings, errors = self.with_schedule(self._given, state)
        repository = {"repository": self._target["shown"]} if self._target else {}
        return {**state.names, **repository, **settings}, errors

    def body(self, settings: Settings, state: CopyState) -> dict[str, Any]:
        body = _copy_job.to_api(settings, policy_of(state))
        if "repository" in settings:
            body["repositoryId"] = self._target["id"]
        if state.resource is None and state.job:
            body.update(backupJobId=state.job.id, organizationId=state.job.organization_id)
        return body

    def by_starts(self, settings: Settings) -> tuple[str, Settings]:
        return _copy_starts.by_starts(settings)

    def draft(self, state: CopyState) -> tuple[Plan, list[OptionError]]:
        plan, errors = super().draft(state)
        warnings = [*plan.warnings, *_copy_starts.warnings(plan.expected or {}, self.params)]
        if state.job is None and self.params["state"] == "absent":
            return replace(plan, warnings=self.of_missing_job(". There is nothing to remove.")), errors
        if state.job or not plan.steps:
            return replace(plan, warnings=warnings), errors
        if not self._may_be_missing:
            return plan, [OptionError("job", self.params["job"], "the server has no backup job with this name or id")]
        missing = self.of_missing_job(" yet: the result shows the copy job of a new job.")
        return replace(plan, warnings=[*missing, *warnings]), errors

    def of_missing_job(self, consequence: str) -> list[str]:
        """The warning about a job that does not exist."""
        return [f"The job {self.params['job']!r} does not exist{consequence}"]

    def refusals(self, state: CopyState, plan: Plan) -> Iterator[OptionError]:
        """The repositories that the server would refuse, so that check mode reports them too."""
        if (state.job or state.source) and plan.expected and any(row["path"] == "repository" for row in plan.changes):
            for reason in misplaced(state.source, self._target) if self._target else ():
                yield OptionError("repository", self.params["repository"], reason)
