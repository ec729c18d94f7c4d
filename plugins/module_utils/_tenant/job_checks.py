# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans and checks each job of a tenant by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    Conflict,
    Misfit,
    NotFound,
    OptionError,
    OptionErrors,
)
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import BOTH
from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobState
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past, check_revision
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._tenant import job as _tenant_job
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import Lists, TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planned_copy import plan_copy
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planned_job import Planned, parameters


class JobChecks:
    """Plans the jobs of a tenant, and records the errors of each. Only reads."""

    def __init__(self, client: Client, directory: Directory, reader: JobReader, lists: ItemLists) -> None:
        self._client, self._directory, self._reader, self._lists = client, directory, reader, lists
        self._members: dict[str, list[str]] = {}

    def find(self, kind: str, options: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The organization or the repository in the options; None if they name none. Raises OptionError."""
        find = self._directory.organization if kind == "organization" else self._directory.repository
        return find(options[kind]) if options.get(kind) else None

    def check(
        self, jobs: Sequence[TenantJob], organization: Mapping[str, Any] | None, described: Collection[str]
    ) -> None:
        """Check each job by itself. ``described``: the names of all jobs of the tenant, folded."""
        resources = []
        for job in jobs:
            job.parameters = parameters(job.options, organization["id"] if organization else None)
            resources.append(Planned(self._client, job.parameters, self._reader, described))
            job.requests = resources[-1].requests
        with self._lists.fetched(self._wanted(jobs, organization)):
            for job, planned in zip(jobs, resources):
                self._client.start_deadline()
                job.refuse(*(error for error in planned.mistakes if not _is_known(job, error)))
                if self._is_of(job, organization) and organization is not None:
                    self._check_on_server(job, planned, organization)
                else:
                    self._check_alone(job, planned)

    def _wanted(self, jobs: Sequence[TenantJob], organization: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
        """The lists to read, of the jobs on the server: the lists that the tenant manages, and the list that decides
        whether the job protects anything."""
        rows = self._reader.all(organization["id"]) if organization and jobs else []
        found = {folded(str(row.get("name"))): row for row in rows}
        for job in jobs:
            row = found.get(folded(job.name))
            if row and job.is_kept:
                names = {*job.requests, _decisive(job.options.get("backup_type") or row.get("backupType"))}
                yield from ((str(row["id"]), name) for name in sorted(names))

    # ---- one job ---------------------------------------------------------------------------------------------------

    def _is_of(self, job: TenantJob, organization: Mapping[str, Any] | None) -> bool:
        try:
            owner = self.find("organization", job.options) or organization
        except OptionError as error:
            job.refuse(error)
            return False
        if organization is not None and owner is not None and owner["id"] != organization["id"]:
            tenant = self._directory.organization_name(organization["id"])
            job.refuse(OptionError("organization", job.options["organization"], f"the tenant is {tenant}"))
            return False
        return True

    def _check_on_server(self, job: TenantJob, planned: Planned, organization: Mapping[str, Any]) -> None:
        """The errors of backup_job, and the further rules of a tenant."""
        try:
            planned.resolve()
        except OptionError as error:
            job.refuse(error)
        except OptionErrors as several:
            job.refuse(*several.errors)
        if not planned.organization_id:
            return
        if not job.name or job.is_unclear("state"):
            job.refuse(*self._look_up(planned, organization["id"]))
            return
        try:
            state = planned.read(Past())
        except OptionError as error:
            job.refuse(error, *self._look_up(planned, organization["id"]))
            return
        job.plan, errors = planned.check(state)
        job.state, job.resource = state, dict(state.resource or {})
        others = self._left_alone(job, state)
        job.have = {**others, **state.lists}
        job.target = {**others, **planned.target(state)[0]}
        is_complete = all(_is_both(error) for error in errors if error.option.startswith((*_items.LISTS,)))
        left = self._nothing_left(job, organization["id"]) if is_complete else []
        job.refuse(*(error for error in errors if not (_is_known(job, error) or (left and _is_both(error)))), *left)
        if job.options.get("copy") is not None:
            plan_copy(self._client, self._reader, self._directory, job)
        if job.options.get("if_match") is not None:
            try:
                check_revision(job.options["if_match"], state, job.plan.changes)
            except Conflict as conflict:
                job.refuse(OptionError("if_match", None, conflict.message.removeprefix("if_match: ")))
            except OptionError as error:
                job.refuse(error)

    def _check_alone(self, job: TenantJob, planned: Planned) -> None:
        """The errors that can be found without knowing the organization."""
        try:
            self.find("repository", job.options)
        except OptionError as error:
            job.refuse(error)
        given = planned.given.get("schedule", {})
        kind = "Periodically" if any(key.startswith("periodically") for key in given) else "Daily"
        have = {"type": given.get("type", kind), "periodically_every": "Hours1"}
        job.refuse(*(error for error in BACKUP_JOB.check_merged(given, have) if not _is_known(job, error)))

    def _look_up(self, planned: Planned, organization_id: str) -> list[OptionError]:
        """Errors in the names of items, if it is unknown which items the job already has."""
        items = [item for request in planned.requests.values() for item in request.items]
        found = self._directory.objects(organization_id, items)
        return [error for error in found.values() if isinstance(error, OptionError)]

    def _nothing_left(self, job: TenantJob, organization_id: str) -> list[OptionError]:
        """Records whether the exclusions remove all selected items, also as members of groups. An error, unless that is
        already so on the server."""
        if not job.is_kept or not job.target:
            return []
        if any(job.is_refused(name) for name in _items.LISTS):
            return []
        selected = [] if job.backup_type == "EntireOrganization" else job.target.get("selected_items", [])
        excluded = job.target.get("excluded_items", [])
        job.excludes_all = _tenant_job.excludes_all(selected, excluded, partial(self._logins, organization_id))
        if not job.excludes_all or _items.states(job.target) == _items.states(job.have):
            return []
        if "excluded_items" in job.requests:
            return [
                OptionError("excluded_items", _tenant_job.label(excluded), "excludes everything that the job selects")
            ]
        return [OptionError("selected_items", _tenant_job.label(selected), "the job excludes all of it")]

    def _left_alone(self, job: TenantJob, state: JobState) -> Lists:
        """The lists that the tenant does not manage, as far as the checks need them."""
        decisive = _decisive(job.backup_type)
        names = {"excluded_items", decisive} - {*state.lists}
        known = {name: state.facts.lists[name] for name in names if name in state.facts.lists}
        with suppress(NotFound):  # the job was deleted after the listing
            if job.id and job.is_kept and decisive in names - {*known}:
                return {**known, **self._lists.read(job.id, [decisive])}
        return known

    def _logins(self, organization_id: str, group: Item) -> list[str]:
        """The logins of the members of a group, which are read once; none if the group is gone."""
        path = f"/Organizations/{organization_id}/Groups/{(group.object or {}).get('id')}/Members"
        if path not in self._members:
            self._members[path] = []
            with suppress(NotFound):
                self._members[path] = [str(member.get("login")) for member in self._client.get_all(path)]
        return self._members[path]


def _decisive(backup_type: str | None) -> str:
    """The list that decides whether a job protects anything: no exclusion removes an item that the job selects."""
    return "excluded_items" if backup_type == "EntireOrganization" else "selected_items"


def _is_known(job: TenantJob, error: OptionError) -> bool:
    """Whether the error repeats an earlier error of the option, or only follows from an invalid value."""
    options = [error.option]
    if isinstance(error, Misfit):
        options += ["schedule.type", "schedule.periodically_every"]
    has_parts = error.option.startswith(("schedule.", *(f"{name}[" for name in _items.LISTS)))
    is_of_a_part = has_parts and job.has_unclear_part(error.option)
    return is_of_a_part or any(job.is_unclear(option) or job.has_error(option) for option in options)


def _is_both(error: OptionError) -> bool:
    return error.expected == BOTH
