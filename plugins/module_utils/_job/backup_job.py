# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One backup job as the subject of the loop: there with these settings, or not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    Conflict,
    OptionError,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ListWanted
from ansible_collections.vb365.backup.plugins.module_utils._job.subject import JobSubject, Observed, with_lists
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import plan as _plan
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import listed, named
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import ReadJob

LeftOut = tuple[str, set[str]]
"""A list, and the keys of what stays in it: none where the task does not manage the list."""


class BackupJob(JobSubject):
    """The subject of backup_job."""

    def __init__(self, client: Client, params: Mapping[str, Any], lists: Mapping[str, ListWanted]) -> None:
        super().__init__(client, params, lists)
        self._given = _job.from_options(params)
        self._left_out: LeftOut | None = None
        self._to_check: LeftOut | None = None
        self._target: Mapping[str, Sequence[Item]] = {}
        self._listed_at = 0
        self._repository_id: str | None = None
        self.id = params["id"]
        if params["name"]:
            self.names = {name for name in (params["name"], params["new_name"]) if name}
        self.may_be_gone = params["state"] == "absent"
        if params["organization"]:
            self.organization_id = self.directory.organization(params["organization"])["id"]
        if params["repository"]:
            self._repository_id = self.directory.repository(params["repository"])["id"]

    @property
    def title(self) -> str:
        """The headline of a job that is not there."""
        title = f"backup job {self._given.get('name', self.id)!r}"
        return f"{title} of {self.directory.organization_name(self.organization_id)}" if self.organization_id else title

    def find(self) -> ReadJob | None:
        """The job by name, or by the name that an earlier run may have given it."""
        organization_id, new_name = str(self.organization_id), self.params["new_name"]
        job = self.jobs.find(organization_id, self.params["name"])
        job = job or (self.jobs.find(organization_id, new_name, "new_name") if new_name else None)
        self._listed_at = self.client.requests
        return job

    def observe(self) -> Observed:
        """Raises Conflict where an edit of settings has cleared a list that it left out."""
        observed = super().observe()
        left_out, self._to_check = self._to_check, None
        if left_out and observed.job and not self._holds(observed, observed.job, *left_out):
            raise Conflict(
                f"What was written is not what stands there now: the job '{observed.settings['name']}' has no "
                f"{left_out[0].replace('_', ' ')} any more. The server cleared its lists when the settings were "
                "written, or somebody else did; what it selected and what it excluded must be added again"
            )
        return observed

    # ---- plan ----------------------------------------------------------------------------------------------------

    def planned(self, observed: Observed) -> _plan.Plan:
        if self.params["state"] == "absent":
            return self._removal(observed.job) if observed.job else _plan.Plan([], [], None)
        return self._edit(observed, observed.job) if observed.job else self._creation(observed)

    def _removal(self, job: ReadJob) -> _plan.Plan:
        job.check_owner(self.organization_id, self.params["organization"])
        copy_job = self.client.find(f"/Jobs/{job.id}/CopyJob")
        if copy_job:
            raise Vb365Error(
                f"state: the job '{job.settings['name']}' cannot be removed before its backup copy job "
                f"'{copy_job.get('name')}' ({copy_job.get('id')})"
            )
        return _plan.remove(job.settings)

    def _creation(self, observed: Observed) -> _plan.Plan:
        if self.organization_id is None or not self.params["name"]:
            raise OptionError("id", self.params["id"], "the server has no backup job of this id")
        plan = _plan.create(self._desired(self.organization_id), self._given["name"])
        return self._with_items(plan, observed, self.organization_id)

    def _edit(self, observed: Observed, job: ReadJob) -> _plan.Plan:
        job.check_owner(self.organization_id, self.params["organization"])
        organization_id = job.resource["organizationId"]
        desired = self._desired(organization_id)
        if not self.params["new_name"]:
            desired.pop("name", None)
        plan = _plan.edit(desired, job.settings, job.resource.get("schedulePolicy"))
        self._check_new_name(plan, organization_id)
        return self._with_items(plan, observed, organization_id)

    def _with_items(self, plan: _plan.Plan, observed: Observed, organization_id: str) -> _plan.Plan:
        """The plan for the settings, and that for the managed lists. Where the job comes into being, or becomes one of
        selected items, its items go with the settings, so that it never stands there without."""
        settings = plan.expected or {}
        target = self._target = self.lists.target(organization_id, observed.lists)
        items = self.lists.plan(observed.job, settings.get("backup_type"), observed.lists, target)
        becomes = next((row["after"] for row in plan.changes if row["path"] == "backup_type"), None)
        warnings = self.lists.overlaps(organization_id, observed.job, observed.lists, target)
        steps = [*plan.steps, *items.steps]
        if becomes == "EntireOrganization":
            self.check_only_entire(organization_id)
            warnings += self._held_by_others(organization_id)
            steps = [step for step in steps if step.settings.get("list") != "selected_items"]
        if becomes == "SelectedItems" and not target.get("selected_items"):
            warnings.append(
                f"The job '{settings['name']}' has no selected items: it protects nobody until it has some."
            )
        if observed.job is None or becomes == "SelectedItems":
            lists = {name: items for name, items in target.items() if items or observed.lists[name]}
            steps = [replace(step, body={**step.body, **_items.in_body(lists)}) for step in plan.steps]
        return _plan.Plan(steps, [*plan.changes, *items.changes], with_lists(settings, target), warnings)

    def _desired(self, organization_id: str) -> dict[str, Any]:
        desired = {**self._given, "organization": self.directory.organization_name(organization_id)}
        if self._repository_id:
            desired["repository"] = self.directory.repository_name(self._repository_id)
        return desired

    # ---- refusals that take a look at the server, so that check mode tells what a real run would meet --------------

    def _check_new_name(self, plan: _plan.Plan, organization_id: str) -> None:
        if not any(row["path"] == "name" for row in plan.changes):
            return
        others = named(self.jobs.others(organization_id, self.id), self._given["name"])
        if others:
            raise OptionError("new_name", self.params["new_name"], f"there is such a job already: {listed(others)}")

    def check_only_entire(self, organization_id: str) -> None:
        """The server allows one job of the entire organization (documented). Raises OptionError."""
        jobs = self.jobs.others(organization_id, self.id)
        others = [job for job in jobs if job.get("backupType") == "EntireOrganization"]
        if others:
            raise OptionError(
                "backup_type", "EntireOrganization", f"the organization has such a job already: {listed(others)}"
            )

    def _held_by_others(self, organization_id: str) -> list[str]:
        """A job of the entire organization skips what any other job holds, even a disabled one (documented)."""
        others = [job for job in self.jobs.others(organization_id, self.id) if job.get("backupType") == "SelectedItems"]
        others = [job for job in others if self._has_items(job["id"], "selected_items")]
        if not others:
            return []
        return [f"What other jobs hold, a job of the entire organization leaves out: {listed(others)}."]

    def _has_items(self, job_id: str, name: str) -> bool:
        rows = self.client.find(f"/Jobs/{job_id}/{_items.LISTS[name]}", limit=1)
        return bool(rows and rows.get("results"))

    # ---- guard, apply, verify --------------------------------------------------------------------------------------

    def guard(self, observed: Observed, waited: bool) -> bool:
        if observed.job is None:
            if self._listed_at == self.client.requests and not waited:
                return True
            self.jobs.forget()
            return self.find() is None
        self._left_out = self._list_left_out(observed, observed.job) if self.params["state"] == "present" else None
        return self.stands(observed, waited)

    def _list_left_out(self, observed: Observed, job: ReadJob) -> LeftOut | None:
        """A list that an edit of settings leaves out, and what stays in it.

        Nobody has confirmed that the server keeps such a list. One that clears it clears both, so that it is enough to
        look at the one that matters most.
        """
        current, wanted = job.settings.get("backup_type"), self.params["backup_type"]
        stays = current == "SelectedItems" == (wanted or current)
        for name in ("selected_items", "excluded_items") if stays else ("excluded_items",):
            if name not in observed.lists:
                return (name, set()) if self._has_items(job.id, name) else None
            keys = {item.key for item in observed.lists[name]} & {item.key for item in self._target[name]}
            is_sent = wanted == "SelectedItems" != current
            if keys and not is_sent:
                return name, keys
        return None

    def _holds(self, observed: Observed, job: ReadJob, name: str, keys: set[str]) -> bool:
        """Whether any of these items is in a list; any at all, where the task does not manage it."""
        if name in observed.lists:
            return any(item.key in keys for item in observed.lists[name])
        return self._has_items(job.id, name)

    def write(self, step: _plan.Step) -> None:
        skip = self.params["skip_item_update"]
        path = f"/Jobs/{self.id}"
        if step.action == "create":
            self.id = self.client.post("/Jobs", self._body(step), skipItemUpdate=skip).get("id")
        elif step.action == "edit":
            self._to_check = self._left_out
            self.client.put(path, self._body(step), skipItemUpdate=skip)
        elif step.action == "remove":
            self.client.delete(path)
        else:
            self._apply_to_list(step)

    def _apply_to_list(self, step: _plan.Step) -> None:
        try:
            self.lists.apply(str(self.id), step)
        except Vb365Error:
            if self._to_check:
                self.observe()  # it tells of lists that are cleared, which is why this failed
            raise

    def _body(self, step: _plan.Step) -> dict[str, Any]:
        body = dict(step.body)
        if "repository" in step.settings:
            body["repositoryId"] = self._repository_id
        if step.action == "create":
            body["organizationId"] = self.organization_id
            if self.params["run_now"]:
                body["runNow"] = True
        return body

    def verify(self, observed: Observed, plan: _plan.Plan, seen: Observed) -> list[str]:
        if seen.job is None:
            return []
        return _plan.bystanders(observed.settings, plan, seen.settings)
