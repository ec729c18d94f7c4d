# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup job: it is there with these settings, or it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils import _diff, _job, _plan
from ansible_collections.vb365.backup.plugins.module_utils._client import Client
from ansible_collections.vb365.backup.plugins.module_utils._converge import Converged, converge
from ansible_collections.vb365.backup.plugins.module_utils._directory import Directory, Resource, listed, named
from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    Conflict,
    NotFound,
    OptionError,
    OutcomeUnknown,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._outcome import Outcome


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """The module backup_job. Raises Vb365Error."""
    if params["new_name"] and params["state"] == "absent":
        raise OptionError("new_name", params["new_name"], "goes with state present")
    if params["if_match"]:
        _diff.parse_revision(params["if_match"])
    job = _BackupJob(client, params)
    return job.outcome(converge(job, check_mode), check_mode)


@dataclass(frozen=True)
class _Observed:
    """``resource`` is None where there is no job. ``read_at`` is the client's count of requests right after a read that
    a write may rest on: 0 where the job came out of a listing."""

    resource: Resource | None
    settings: dict[str, Any]
    read_at: int

    @property
    def revision(self) -> str | None:
        return _diff.revision(self.resource.get("eTag"), {"settings": self.settings}) if self.resource else None


class _BackupJob:
    """The subject of the loop. ``_id`` is the job's, as soon as it is known."""

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self._client = client
        self._params = params
        self._given = _job.from_options(params)
        self._id: str | None = params["id"]
        self._jobs: list[Resource] | None = None
        self._had_items = False
        self._has_written = False
        self._directory = Directory(client)
        self._organization_id: str | None = None
        self._repository_id: str | None = None
        if params["organization"]:
            self._organization_id = self._directory.organization(params["organization"])["id"]
        if params["repository"]:
            self._repository_id = self._directory.repository(params["repository"])["id"]
        self._title = ""

    # ---- observe -------------------------------------------------------------------------------------------------

    def observe(self) -> _Observed:
        self._jobs = None
        if self._id:
            return self._read(self._id)
        found = self._find()
        self._id = found["id"] if found else None
        return self._observed(found, 0 if found else self._client.requests)

    def _read(self, identity: str) -> _Observed:
        resource = self._client.find(f"/Jobs/{identity}")
        return self._observed(resource, self._client.requests)

    def _find(self) -> Resource | None:
        """The job by name, or by the name that an earlier run may have given it."""
        self._jobs = jobs = self._directory.jobs(str(self._organization_id))
        for option in ("name", "new_name"):
            found = named(jobs, self._params[option] or "")
            if len(found) > 1:
                raise OptionError(option, self._params[option], f"expected the option id, because of {listed(found)}")
            if found:
                return found[0]
        return None

    def _siblings(self, organization_id: str) -> list[Resource]:
        """The other jobs of the organization, as listed in this round."""
        if self._jobs is None:
            self._jobs = self._directory.jobs(organization_id)
        return [job for job in self._jobs if job["id"] != self._id]

    def _observed(self, resource: Resource | None, read_at: int) -> _Observed:
        if resource is None:
            return _Observed(None, {}, read_at)
        organization = self._directory.organization_name(resource["organizationId"])
        repository = self._directory.repository_name(resource["repositoryId"])
        self._title = self._title or f"backup job {resource.get('name')!r} of {organization}"
        return _Observed(resource, _job.from_api(resource, organization, repository), read_at)

    # ---- plan ----------------------------------------------------------------------------------------------------

    def plan(self, observed: _Observed) -> _plan.Plan:
        self._check_revision(observed)
        if self._params["state"] == "absent":
            return self._removal(observed)
        if observed.resource is None:
            return self._creation()
        return self._edit(observed, observed.resource)

    def _removal(self, observed: _Observed) -> _plan.Plan:
        if observed.resource is None:
            return _plan.Plan([], [], None)
        self._check_organization(observed.resource)
        copy_job = self._client.find(f"/Jobs/{observed.resource['id']}/CopyJob")
        if copy_job:
            raise Vb365Error(
                f"state: the job '{observed.settings['name']}' cannot be removed before its backup copy job "
                f"'{copy_job.get('name')}' ({copy_job.get('id')})"
            )
        return _plan.remove(observed.settings)

    def _creation(self) -> _plan.Plan:
        if self._organization_id is None:
            raise OptionError("id", self._params["id"], "the server has no backup job of this id")
        plan = _plan.create(self._desired(self._organization_id), self._given["name"])
        self._check_only_entire(plan, self._organization_id)
        return plan

    def _edit(self, observed: _Observed, resource: Resource) -> _plan.Plan:
        self._check_organization(resource)
        desired = self._desired(resource["organizationId"])
        if not self._params["new_name"]:
            desired.pop("name", None)
        plan = _plan.edit(desired, observed.settings, resource.get("schedulePolicy"))
        self._check_new_name(plan, resource["organizationId"])
        self._check_only_entire(plan, resource["organizationId"])
        return plan

    def _desired(self, organization_id: str) -> dict[str, Any]:
        desired = {**self._given, "organization": self._directory.organization_name(organization_id)}
        if self._repository_id:
            desired["repository"] = self._directory.repository_name(self._repository_id)
        return desired

    # ---- refusals that take a look at the server, so that check mode tells what a real run would meet --------------

    def _check_revision(self, observed: _Observed) -> None:
        expected = self._params["if_match"]
        if not expected or self._has_written:
            return
        if observed.revision is None:
            if self._params["state"] == "present":
                raise Conflict(f"if_match: the job that was at {expected} is not there any more")
            return
        parts = _diff.moved(expected, observed.revision)
        if parts:
            raise Conflict(
                f"if_match: '{observed.settings['name']}' is no longer at {expected} but at {observed.revision} "
                f"({', '.join(parts)} moved)",
                [
                    {"path": path, "wanted": value, "read": None, "now": observed.settings.get(path)}
                    for path, value in self._given.items()
                    if observed.settings.get(path) != value
                ],
            )

    def _check_organization(self, resource: Resource) -> None:
        if self._organization_id and self._organization_id.lower() != str(resource["organizationId"]).lower():
            owner = self._directory.organization_name(resource["organizationId"])
            raise OptionError(
                "organization", self._params["organization"], f"the job {resource['id']} belongs to {owner}"
            )

    def _check_new_name(self, plan: _plan.Plan, organization_id: str) -> None:
        if not any(row["path"] == "name" for row in plan.changes):
            return
        others = named(self._siblings(organization_id), self._given["name"])
        if others:
            raise OptionError("new_name", self._params["new_name"], f"there is such a job already: {listed(others)}")

    def _check_only_entire(self, plan: _plan.Plan, organization_id: str) -> None:
        """The server allows one job of the entire organization (documented)."""
        if not any(row["path"] == "backup_type" and row["after"] == "EntireOrganization" for row in plan.changes):
            return
        others = [job for job in self._siblings(organization_id) if job.get("backupType") == "EntireOrganization"]
        if others:
            raise OptionError(
                "backup_type", "EntireOrganization", f"the organization has such a job already: {listed(others)}"
            )

    # ---- guard, apply, verify --------------------------------------------------------------------------------------

    def guard(self, observed: _Observed) -> bool:
        if observed.resource is None:
            return observed.read_at == self._client.requests or self._find() is None
        self._had_items = self._params["state"] == "present" and self._has_items(observed)
        if observed.read_at == self._client.requests:
            return True
        return self._read(observed.resource["id"]).settings == observed.settings

    def _has_items(self, observed: _Observed) -> bool:
        """Whether a job of selected items has any; an edit of settings must not cost it its items."""
        if observed.resource is None or observed.settings.get("backup_type") != "SelectedItems":
            return False
        return bool(self._client.get(f"/Jobs/{observed.resource['id']}/SelectedItems", limit=1).get("results"))

    def apply(self, step: _plan.Step) -> None:
        self._has_written = True
        skip = self._params["skip_item_update"]
        path = f"/Jobs/{self._id}"
        try:
            if step.action == "create":
                self._id = self._client.post("/Jobs", self._body(step), skipItemUpdate=skip).get("id")
            elif step.action == "edit":
                self._client.put(path, self._body(step), skipItemUpdate=skip)
            else:
                self._client.delete(path)
        except NotFound as gone:
            raise OutcomeUnknown(f"The job went away meanwhile: {gone.message}", retry_after=0, status=404) from gone

    def _body(self, step: _plan.Step) -> dict[str, Any]:
        body = dict(step.body)
        if "repository" in step.settings:
            body["repositoryId"] = self._repository_id
        if step.action == "create":
            body["organizationId"] = self._organization_id
            if self._params["run_now"]:
                body["runNow"] = True
        return body

    def verify(self, observed: _Observed, plan: _plan.Plan, seen: _Observed) -> list[str]:
        if plan.expected is None or seen.resource is None:
            return []
        if self._had_items and seen.settings.get("backup_type") == "SelectedItems" and not self._has_items(seen):
            raise Conflict(
                f"The job '{seen.settings['name']}' has no selected items any more: the server cleared the list when "
                "the settings were written, or somebody else did. It protects nobody until items are added again"
            )
        return _plan.bystanders(observed.settings, plan, seen.settings)

    # ---- result ----------------------------------------------------------------------------------------------------

    def outcome(self, converged: Converged, check_mode: bool) -> Outcome:
        observed: _Observed = converged.state
        settings = converged.plan.expected
        owner = f" of {self._directory.organization_name(self._organization_id)}" if self._organization_id else ""
        title = self._title or f"backup job {(self._params['name'] or self._id)!r}{owner}"
        resource = observed.resource or {}
        job = None
        if settings is not None:
            status = {**_job.status(resource), "revision": observed.revision}
            job = {"id": self._id, "config": _job.config(settings), "status": status}
        return Outcome(
            bool(converged.changes),
            {
                "job": job,
                "changes": converged.changes,
                "diff": _diff.diff(converged.changes, title),
                "etag": resource.get("eTag"),
                "revision": observed.revision,
                "conflicts": converged.conflicts,
            },
            converged.warnings,
        )
