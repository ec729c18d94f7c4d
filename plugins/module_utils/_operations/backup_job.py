# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup job: it is there with these settings, or it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils import _diff, _job, _plan
from ansible_collections.vb365.backup.plugins.module_utils._client import Client
from ansible_collections.vb365.backup.plugins.module_utils._converge import Converged, converge
from ansible_collections.vb365.backup.plugins.module_utils._directory import Directory, listed, named
from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    Conflict,
    NotFound,
    OptionError,
    OutcomeUnknown,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._jobs import Jobs, ReadJob
from ansible_collections.vb365.backup.plugins.module_utils._outcome import Outcome, changing


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """The module backup_job. Raises Vb365Error."""
    if params["new_name"] and params["state"] == "absent":
        raise OptionError("new_name", params["new_name"], "goes with state present")
    if params["if_match"]:
        _diff.parse_revision(params["if_match"])
    job = _BackupJob(client, params)
    return job.outcome(converge(job, check_mode))


def _revision(job: ReadJob) -> str:
    return _diff.revision(job.resource.get("eTag"), {"settings": job.settings})


class _BackupJob:
    """The subject of the loop; it observes a job, or None where there is none."""

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self._client = client
        self._params = params
        self._given = _job.from_options(params)
        self._id: str | None = params["id"]
        self._title: str | None = None
        self._listed_at = 0
        self._had_items = False
        self._has_written = False
        self._directory = Directory(client)
        self._jobs = Jobs(client, self._directory)
        self._organization_id: str | None = None
        self._repository_id: str | None = None
        if params["organization"]:
            self._organization_id = self._directory.organization(params["organization"])["id"]
        if params["repository"]:
            self._repository_id = self._directory.repository(params["repository"])["id"]

    def observe(self) -> ReadJob | None:
        self._jobs.forget()
        if self._id:
            job = self._jobs.read(self._id)
        else:
            job = self._find()
            self._listed_at = self._client.requests
        if job:
            self._id = job.id
            self._title = self._title or job.title
        return job

    def _find(self) -> ReadJob | None:
        """The job by name, or by the name that an earlier run may have given it."""
        organization_id, new_name = str(self._organization_id), self._params["new_name"]
        job = self._jobs.find(organization_id, self._params["name"])
        return job or (self._jobs.find(organization_id, new_name, "new_name") if new_name else None)

    # ---- plan ----------------------------------------------------------------------------------------------------

    def plan(self, observed: ReadJob | None) -> _plan.Plan:
        self._check_revision(observed)
        if self._params["state"] == "absent":
            return self._removal(observed) if observed else _plan.Plan([], [], None)
        return self._edit(observed) if observed else self._creation()

    def _removal(self, job: ReadJob) -> _plan.Plan:
        self._check_organization(job)
        copy_job = self._client.find(f"/Jobs/{job.id}/CopyJob")
        if copy_job:
            raise Vb365Error(
                f"state: the job '{job.settings['name']}' cannot be removed before its backup copy job "
                f"'{copy_job.get('name')}' ({copy_job.get('id')})"
            )
        return _plan.remove(job.settings)

    def _creation(self) -> _plan.Plan:
        if self._organization_id is None or not self._params["name"]:
            raise OptionError("id", self._params["id"], "the server has no backup job of this id")
        plan = _plan.create(self._desired(self._organization_id), self._given["name"])
        self._check_only_entire(plan, self._organization_id)
        return plan

    def _edit(self, job: ReadJob) -> _plan.Plan:
        self._check_organization(job)
        organization_id = job.resource["organizationId"]
        desired = self._desired(organization_id)
        if not self._params["new_name"]:
            desired.pop("name", None)
        plan = _plan.edit(desired, job.settings, job.resource.get("schedulePolicy"))
        self._check_new_name(plan, organization_id)
        self._check_only_entire(plan, organization_id)
        return plan

    def _desired(self, organization_id: str) -> dict[str, Any]:
        desired = {**self._given, "organization": self._directory.organization_name(organization_id)}
        if self._repository_id:
            desired["repository"] = self._directory.repository_name(self._repository_id)
        return desired

    # ---- refusals that take a look at the server, so that check mode tells what a real run would meet --------------

    def _check_revision(self, job: ReadJob | None) -> None:
        expected = self._params["if_match"]
        if not expected or self._has_written:
            return
        if job is None:
            if self._params["state"] == "present":
                raise Conflict(f"if_match: the job that was at {expected} is not there any more")
            return
        parts = _diff.moved(expected, _revision(job))
        if parts:
            raise Conflict(
                f"if_match: '{job.settings['name']}' is no longer at {expected} but at {_revision(job)} "
                f"({', '.join(parts)} moved)",
                [
                    {"path": path, "wanted": value, "read": None, "now": job.settings.get(path)}
                    for path, value in self._given.items()
                    if job.settings.get(path) != value
                ],
            )

    def _check_organization(self, job: ReadJob) -> None:
        owner = str(job.resource["organizationId"])
        if self._organization_id and self._organization_id.lower() != owner.lower():
            belongs = f"the job {job.id} belongs to {job.settings['organization']}"
            raise OptionError("organization", self._params["organization"], belongs)

    def _check_new_name(self, plan: _plan.Plan, organization_id: str) -> None:
        if not any(row["path"] == "name" for row in plan.changes):
            return
        others = named(self._jobs.others(organization_id, self._id), self._given["name"])
        if others:
            raise OptionError("new_name", self._params["new_name"], f"there is such a job already: {listed(others)}")

    def _check_only_entire(self, plan: _plan.Plan, organization_id: str) -> None:
        """The server allows one job of the entire organization (documented)."""
        if not any(row["path"] == "backup_type" and row["after"] == "EntireOrganization" for row in plan.changes):
            return
        jobs = self._jobs.others(organization_id, self._id)
        others = [job for job in jobs if job.get("backupType") == "EntireOrganization"]
        if others:
            raise OptionError(
                "backup_type", "EntireOrganization", f"the organization has such a job already: {listed(others)}"
            )

    # ---- guard, apply, verify --------------------------------------------------------------------------------------

    def guard(self, observed: ReadJob | None) -> bool:
        if observed is None:
            if self._listed_at == self._client.requests:
                return True
            self._jobs.forget()
            return self._find() is None
        self._had_items = self._params["state"] == "present" and self._has_items(observed)
        if observed.read_at == self._client.requests:
            return True
        now = self._jobs.read(observed.id)
        return now is not None and now.settings == observed.settings

    def _has_items(self, job: ReadJob) -> bool:
        """Whether a job of selected items has any; an edit of settings must not cost it its items."""
        if job.settings.get("backup_type") != "SelectedItems":
            return False
        return bool(self._client.get(f"/Jobs/{job.id}/SelectedItems", limit=1).get("results"))

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

    def verify(self, observed: ReadJob | None, plan: _plan.Plan, seen: ReadJob | None) -> list[str]:
        if seen is None:
            return []
        if self._had_items and seen.settings.get("backup_type") == "SelectedItems" and not self._has_items(seen):
            raise Conflict(
                f"The job '{seen.settings['name']}' has no selected items any more: the server cleared the list when "
                "the settings were written, or somebody else did. It protects nobody until items are added again"
            )
        return _plan.bystanders(observed.settings if observed else {}, plan, seen.settings)

    def outcome(self, converged: Converged) -> Outcome:
        """The result: the job as it is, or in check mode as it will be."""
        job: ReadJob | None = converged.state
        settings = converged.plan.expected
        title = self._title or f"backup job {self._given.get('name', self._id)!r}"
        if self._organization_id and not self._title:
            title = f"{title} of {self._directory.organization_name(self._organization_id)}"
        if job is None:
            shown = {"id": None, "config": _job.config(settings), "status": {}} if settings else None
            return changing(converged, shown, None, None, title)
        shown = job.shown(_revision(job), settings) if settings else None
        return changing(converged, shown, job.resource.get("eTag"), _revision(job), title)
