# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One backup job: it exists with the desired settings and items, or it does not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, OptionError, together
from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan
from ansible_collections.vb365.backup.plugins.module_utils._job import protected as _protected
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import ListRequest, with_lists
from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobResource, JobState, Lists
from ansible_collections.vb365.backup.plugins.module_utils._job.scheduled import Scheduled, policy_of
from ansible_collections.vb365.backup.plugins.module_utils._model import copy_job as _copy_job
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model import omitted as _omitted
from ansible_collections.vb365.backup.plugins.module_utils._model import repository as _repository
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.name import listed
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import Settings
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Address, Job, JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import named


class BackupJob(Scheduled[JobState], JobResource):
    """The resource of backup_job."""

    needed = ("repository", "backup_type")
    schedules = BACKUP_JOB

    def __init__(self, client: Client, params: Mapping[str, Any], reader: JobReader | None = None) -> None:
        requests: dict[str, ListRequest] = {}
        if params["state"] == "absent":
            params = {**params, **dict.fromkeys(_job.OF_PRESENT)}
        is_whole = params["omitted"] == "default" and params["state"] == "present"
        missing = [*_omitted.mistakes(params)] if is_whole else []
        params = {**params, **_omitted.completed(params)} if is_whole else params
        self.given, mistakes = _job.from_options(params)
        for name in _items.LISTS:
            if params[name] is not None:
                items, wrong = _items.from_options(params[name], name, are_whole=is_whole)
                requests[name] = ListRequest(items, "exactly")
                mistakes += wrong
        options = () if params["id"] else ("name", "new_name")
        names = {option: params[option] for option in options if params[option]}
        super().__init__(client, params, requests, Address(params["id"], names, None, params["organization"]), reader)
        self.mistakes = [*mistakes, *missing, *_contradictions(params)]
        self._repository: Mapping[str, Any] = {}
        self._organization: str | None = None

    def resolve(self) -> None:
        errors = []
        try:
            super().resolve()
            self._organization = self.organization_id and self.directory.organization_name(self.organization_id)
        except OptionError as error:
            errors.append(error)
        try:
            if self.params["repository"]:
                row = self.directory.repository(self.params["repository"])
                self._repository = {**row, "shown": self.directory.repository_name(row["id"])}
        except OptionError as error:
            errors.append(error)
        together(errors)

    def read(self, past: Past[JobState]) -> JobState:
        """Items and copy job of a removed job are read again each time, and are part of the revision."""
        if self.params["state"] != "absent":
            return replace(super().read(past), is_written=past.has_acted)
        parts: Mapping[str, Any] = {}
        if past.seen:
            parts = self._removed_items(past.seen.job)
            facts = past.seen.facts
            if self.params["remove_copy_job"]:
                others = [name for name in facts.known if name != "copy_job"]
                facts = replace(facts, known=others, copy_job=None)
            past = replace(past, seen=replace(past.seen, facts=facts, parts={}))
        state = replace(super().read(past), is_written=past.has_acted)
        parts = parts or state.parts or self._removed_items(state.job)
        if self.params["remove_copy_job"] and "copy_job" in state.facts.known:
            parts = {**parts, "copy_job": _settings_of_copy(state.facts.copy_job)}
        return replace(state, parts=parts)

    @property
    def guards_items(self) -> bool:
        """Whether the job is removed only if its items have not changed since they were reviewed."""
        return bool(self.params["if_match"])

    def _removed_items(self, job: Job | None) -> dict[str, Any]:
        """The items of a job as parts of a revision; empty if the job was deleted meanwhile."""
        if job is None or not self.guards_items:
            return {}
        with suppress(NotFound):
            return _items.states(self.lists.read(job.id, _items.LISTS))
        return {}

    # ---- plan --------------------------------------------------------------------------------------------------------

    def desired(self, state: JobState) -> tuple[Settings, list[OptionError]]:
        settings, errors = self.with_schedule(self.given, state)
        if self._repository:
            settings["repository"] = self._repository["shown"]
        if state.job is None and self._organization:
            settings["organization"] = self._organization
        if state.job and not self.params["new_name"]:
            settings.pop("name", None)
        return settings, errors

    def body(self, settings: Settings, state: JobState) -> dict[str, Any]:
        body = _job.to_api(settings, policy_of(state))
        if "repository" in settings and self._repository:
            body["repositoryId"] = str(self._repository["id"])
        if state.job is None:
            body["organizationId"] = self.organization_id
            if self.params["run_now"]:
                body["runNow"] = True
        return body

    def draft(self, state: JobState) -> tuple[Plan, list[OptionError]]:
        """The settings and the managed lists. If the job is created or becomes a job of selected items, the request of
        the settings contains its items, so that the job never exists without items."""
        is_present = self.params["state"] == "present"
        if is_present and state.job is None and not (self.organization_id and self.params["name"]):
            return Plan([], [], None), [
                OptionError("id", self.params["id"], "the server has no backup job with this id")
            ]
        plan, errors = super().draft(state)
        if not is_present:
            return self._with_copy_job(state, plan), errors
        settings = plan.expected or {}
        target, wrong = self.target(state)
        steps, changes = item_plan.plan(state.lists, target)
        becomes = _becomes(plan)
        if becomes == "EntireOrganization":
            steps = [step for step in steps if step.settings.get("list") != "selected_items"]
        if state.job is None or becomes == "SelectedItems":
            lists = {name: items for name, items in target.items() if items or state.lists[name]}
            steps = [replace(step, body={**step.body, **_items.in_body(lists)}) for step in plan.steps]
        else:
            steps = item_plan.looking_again([*plan.steps, *steps])
        plan = Plan(
            steps,
            [*plan.changes, *changes],
            with_lists(settings, target),
            [*plan.warnings, *self.list_warnings(state), *self._warnings(state, settings, becomes)],
            self._left_out(state, target, plan.steps),
        )
        unprotected = _protected.texts(self.unprotected(state, plan))
        return replace(plan, warnings=[*plan.warnings, *unprotected]), [*errors, *wrong]

    def view(self, state: JobState, plan: Plan) -> JobView:
        return replace(super().view(state, plan), repository=self._repository or state.facts.repository or None)

    def _with_copy_job(self, state: JobState, removal: Plan) -> Plan:
        """The removal of the job; if the task asks for it, after the removal of its copy job."""
        if not (removal.steps and state.facts.copy_job and self.params["remove_copy_job"]):
            return removal
        first, gone = Step("remove_copy_job"), change("copy_job", "present", "absent")
        return replace(removal, steps=[first, *removal.steps], changes=[gone, *removal.changes])

    def _warnings(self, state: JobState, settings: Settings, becomes: str | None) -> Iterator[str]:
        if becomes == "EntireOrganization" and state.facts.with_items:
            yield (
                f"{settings.get('name')!r} (EntireOrganization) will not protect objects that are already in these "
                f"jobs: {listed(state.facts.with_items)}."
            )

    def _left_out(self, state: JobState, target: Lists, edits: Collection[Step]) -> Mapping[str, Collection[str]]:
        """A list that an edit of settings omits, and the keys of its items that must survive.

        Whether the server keeps an omitted list is not confirmed. A server that clears one list clears both, so it is
        enough to watch the more important list.
        """
        if state.job is None or not edits:
            return {}
        current, wanted = state.settings.get("backup_type"), self.params["backup_type"]
        stays = current == "SelectedItems" == (wanted or current)
        for name in _items.LISTS if stays else ("excluded_items",):
            if name not in state.lists:
                return {name: set()}
            keys = {item.key for item in state.lists[name]} & {item.key for item in target[name]}
            is_sent = wanted == "SelectedItems" != current
            if keys and not is_sent:
                return {name: keys}
        return {}

    def write(self, state: JobState, step: Step) -> Any:
        if step.action == "remove_copy_job" and state.facts.copy_job:
            return self.client.delete(f"/CopyJobs/{state.facts.copy_job['id']}")
        return super().write(state, step)

    # ---- refusals ----------------------------------------------------------------------------------------------------

    def needed_facts(self, state: JobState, plan: Plan) -> Iterator[str]:
        if self.params["state"] == "absent":
            if plan.steps:
                yield "copy_job"
            return
        yield from super().needed_facts(state, plan)
        if _changed(plan, "repository"):
            yield "copy_job"
            yield "repository"
        if _changed(plan, "name"):
            yield "others"
        if _becomes(plan) == "EntireOrganization":
            yield "others"
            yield "with_items"

    def refusals(self, state: JobState, plan: Plan) -> Iterator[OptionError]:
        """The requests that the server would refuse (documented), so that check mode reports them too."""
        copy_job = state.facts.copy_job
        if self.params["state"] == "absent":
            if copy_job and state.job and not self.params["remove_copy_job"]:
                has = f"the job has the backup copy job '{copy_job.get('name')}' ({copy_job.get('id')})"
                yield OptionError("state", "absent", f"{has}, which must be removed first: set remove_copy_job to true")
            return
        if copy_job and _changed(plan, "repository"):
            yield from self._strands_copies(state.facts.repository)
        if self._repository and any(row["path"] == "repository" for row in plan.changes):
            yield from self._unusable(state)
        name = self.given.get("name", "")
        if name != name.strip() and (state.job is None or _changed(plan, "name")):
            # Whether the server keeps the blanks is unknown. The next run might not find the job.
            option = "new_name" if self.params["new_name"] else "name"
            yield OptionError(option, name, "expected a name without blanks at its ends")
        twins = named(state.facts.others, name) if _changed(plan, "name") else []
        if twins:
            yield OptionError("new_name", self.params["new_name"], f"this name is already used: {listed(twins)}")
        if _becomes(plan) == "EntireOrganization":
            yield from self.only_entire(state)
            if self.params["selected_items"]:
                expected = "can only be used with backup_type SelectedItems"
                yield OptionError("selected_items", [*map(known, self.params["selected_items"])], expected)
                return
        if _becomes(plan) == "SelectedItems" and not self.params["selected_items"]:
            expected = (
                "required, because a job of type SelectedItems needs at least one item: add selected_items to this task"
            )
            yield OptionError("selected_items", self.params["selected_items"], expected)
        yield from self.list_refusals(state, plan, (plan.expected or {}).get("backup_type"))

    def _strands_copies(self, source: Mapping[str, Any]) -> Iterator[OptionError]:
        """A job with a copy job cannot move to object storage of another retention type (documented)."""
        here, there = source.get("retentionType"), self._repository.get("retentionType")
        if self._repository.get("objectStorage") and here and there and here != there:
            has = f"the job has a backup copy job and is in {source.get('name')!r}"
            expected = f"expected the retention type {here}, because {has}; found {there}"
            yield OptionError("repository", self.params["repository"], expected)

    def _unusable(self, state: JobState) -> Iterator[OptionError]:
        """The server refuses a job in a repository that is out of order or dedicated to another organization."""
        reasons = _repository.unusable(self._repository)
        if _repository.is_of_another(self._repository, state.organization_id):
            reasons.append(f"is dedicated to {self.directory.organization_name(self._repository['organizationId'])}")
        if reasons:
            expected = f"cannot be used: the repository {' and '.join(reasons)}"
            yield OptionError("repository", self.params["repository"], expected)

    def only_entire(self, state: JobState) -> Iterator[OptionError]:
        """An organization can have only one job of type EntireOrganization (documented)."""
        others = [row for row in state.facts.others if row.get("backupType") == "EntireOrganization"]
        if others:
            expected = f"the organization already has such a job: {listed(others)}"
            yield OptionError("backup_type", "EntireOrganization", expected)


def _settings_of_copy(resource: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The settings of a backup copy job that users can set, with the id of its repository; None if there is no copy
    job."""
    return _copy_job.from_api(resource, {"repository": str(resource.get("repositoryId"))}) if resource else None


def _contradictions(params: Mapping[str, Any]) -> Iterator[OptionError]:
    if params["new_name"] is not None and not params["new_name"].strip():
        yield OptionError("new_name", params["new_name"], "expected a name")
    others = [item for item in params["selected_items"] or () if item and item.get("type") != "PartialOrganization"]
    if params["backup_type"] == "EntireOrganization" and others:
        yield OptionError("selected_items", [*map(known, others)], "can only be used with backup_type SelectedItems")


def _becomes(plan: Plan) -> str | None:
    """The backup type after the plan; None if the plan does not change it."""
    return next((row["after"] for row in plan.changes if row["path"] == "backup_type"), None)


def _changed(plan: Plan, option: str) -> bool:
    """Whether the plan changes an option of an existing job."""
    return any(row["path"] == option and row["before"] is not None for row in plan.changes)
