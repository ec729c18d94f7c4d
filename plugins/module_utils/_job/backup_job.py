# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One backup job: it exists with these settings and items, or it does not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, together
from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import ListRequest
from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobResource, JobState, Lists, with_lists
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import Settings
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import listed, named
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader


class BackupJob(JobResource):
    """The resource of backup_job."""

    needed = ("repository", "backup_type")

    def __init__(self, client: Client, params: Mapping[str, Any], reader: JobReader | None = None) -> None:
        requests: dict[str, ListRequest] = {}
        self.given, mistakes = _job.from_options(params)
        for name in _items.LISTS:
            if params[name] is not None and params["state"] == "present":
                items, wrong = _items.from_options(params[name], name, name)
                requests[name] = ListRequest(items, "exactly")
                mistakes += wrong
        options = () if params["id"] else ("name", "new_name")
        names = {option: params[option] for option in options if params[option]}
        super().__init__(client, params, requests, params["id"], names, reader)
        self.mistakes = [*mistakes, *_contradictions(params)]
        self._repository: tuple[str, str] | None = None
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
                identity = str(self.directory.repository(self.params["repository"])["id"])
                self._repository = identity, self.directory.repository_name(identity)
        except OptionError as error:
            errors.append(error)
        together(errors)

    # ---- plan --------------------------------------------------------------------------------------------------------

    def desired(self, state: JobState) -> tuple[Settings, list[OptionError]]:
        settings = dict(self.given)
        if self._repository:
            settings["repository"] = self._repository[1]
        if state.job is None and self._organization:
            settings["organization"] = self._organization
        if state.job and not self.params["new_name"]:
            settings.pop("name", None)
        given = settings.pop("schedule", {})
        errors = [*BACKUP_JOB.check_merged(given, state.settings.get("schedule", {}))]
        schedule = BACKUP_JOB.desired(given, _policy(state))
        return {**settings, **({"schedule": schedule} if schedule else {})}, errors

    def same(self, path: str, want: Any, have: Any, before: Settings, after: Settings) -> bool:
        group, dot, key = path.partition(".")
        if not dot:
            return bool(want == have)
        return BACKUP_JOB.same(key, want, have, before.get(group, {}), after.get(group, {}))

    def consistent(self, settings: Settings) -> Settings:
        if "schedule" not in settings:
            return settings
        return {**settings, "schedule": BACKUP_JOB.applicable(settings["schedule"])}

    def body(self, settings: Settings, state: JobState) -> dict[str, Any]:
        body = _job.to_api(settings, _policy(state))
        if "repository" in settings and self._repository:
            body["repositoryId"] = self._repository[0]
        if state.job is None:
            body["organizationId"] = self.organization_id
            if self.params["run_now"]:
                body["runNow"] = True
        return body

    def draft(self, state: JobState) -> tuple[Plan, list[OptionError]]:
        """The settings, and the managed lists. Where the job is created, or becomes one of selected items, its items go
        with the settings, so that it never exists without."""
        is_present = self.params["state"] == "present"
        if is_present and state.job is None and not (self.organization_id and self.params["name"]):
            return Plan([], [], None), [OptionError("id", self.params["id"], "the server has no backup job of this id")]
        plan, errors = super().draft(state)
        if not is_present:
            return plan, errors
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
            steps = [*plan.steps, *steps]
        return (
            Plan(
                steps,
                [*plan.changes, *changes],
                with_lists(settings, target),
                [*self.list_warnings(state), *self._warnings(state, settings, target, becomes)],
                self._left_out(state, target, plan.steps),
            ),
            [*errors, *wrong],
        )

    def _warnings(self, state: JobState, settings: Settings, target: Lists, becomes: str | None) -> Iterator[str]:
        if becomes == "EntireOrganization" and state.facts.with_items:
            yield (
                f"{settings.get('name')!r} (EntireOrganization) will not protect objects that are already in these "
                f"jobs: {listed(state.facts.with_items)}."
            )
        if becomes == "SelectedItems" and not target.get("selected_items"):
            yield f"The job {settings.get('name')!r} has no selected items: it protects nobody until it has some."

    def _left_out(self, state: JobState, target: Lists, edits: Collection[Step]) -> Mapping[str, Collection[str]]:
        """A list that an edit of settings leaves out, and the items that stay in it.

        Nobody has confirmed that the server keeps such a list. A server that clears it clears both lists, so that it is
        enough to watch the more important one.
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

    # ---- refusals ----------------------------------------------------------------------------------------------------

    def needed_facts(self, state: JobState, plan: Plan) -> Iterator[str]:
        if self.params["state"] == "absent":
            if plan.steps:
                yield "copy_job"
            return
        yield from super().needed_facts(state, plan)
        if _renames(plan):
            yield "others"
        if _becomes(plan) == "EntireOrganization":
            yield "others"
            yield "with_items"

    def refusals(self, state: JobState, plan: Plan) -> Iterator[OptionError]:
        """What the server would refuse, so that check mode reports it too."""
        copy_job = state.facts.copy_job
        if self.params["state"] == "absent":
            if copy_job and state.job:
                has = f"the job has the backup copy job '{copy_job.get('name')}' ({copy_job.get('id')})"
                yield OptionError("state", "absent", f"{has}, which must be removed first")
            return
        twins = named(state.facts.others, self.given.get("name", "")) if _renames(plan) else []
        if twins:
            yield OptionError("new_name", self.params["new_name"], f"this name is already used: {listed(twins)}")
        if _becomes(plan) == "EntireOrganization":
            yield from self.only_entire(state)
        yield from self.list_refusals(state, plan, (plan.expected or {}).get("backup_type"))

    def only_entire(self, state: JobState) -> Iterator[OptionError]:
        """The server allows one job of the entire organization (documented)."""
        others = [row for row in state.facts.others if row.get("backupType") == "EntireOrganization"]
        if others:
            expected = f"the organization already has such a job: {listed(others)}"
            yield OptionError("backup_type", "EntireOrganization", expected)


def _contradictions(params: Mapping[str, Any]) -> Iterator[OptionError]:
    if params["new_name"] is not None and not params["new_name"].strip():
        yield OptionError("new_name", params["new_name"], "expected a name")
    for option in ("new_name", *_items.LISTS):
        if params[option] and params["state"] == "absent":
            yield OptionError(option, params[option], "cannot be used with state: absent")
    if params["backup_type"] == "EntireOrganization" and params["selected_items"]:
        yield OptionError("selected_items", params["selected_items"], "can only be used with backup_type SelectedItems")


def _policy(state: JobState) -> Mapping[str, Any] | None:
    return state.resource.get("schedulePolicy") if state.resource else None


def _becomes(plan: Plan) -> str | None:
    """The backup type that the plan changes the job to."""
    return next((row["after"] for row in plan.changes if row["path"] == "backup_type"), None)


def _renames(plan: Plan) -> bool:
    return any(row["path"] == "name" and row["before"] is not None for row in plan.changes)
