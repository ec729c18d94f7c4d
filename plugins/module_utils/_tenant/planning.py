# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plans of all jobs of a tenant, or everything that is wrong with them, before any of them is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    Conflict,
    Misfit,
    NotFound,
    OptionError,
    OptionErrors,
    TenantRefused,
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
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._tenant import job as _tenant_job
from ansible_collections.vb365.backup.plugins.module_utils._tenant import jobs as _tenant_jobs
from ansible_collections.vb365.backup.plugins.module_utils._tenant import protection as _protection
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import Lists, TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planned_copy import plan_copy
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planned_job import Planned, parameters
from ansible_collections.vb365.backup.plugins.module_utils._tenant.problems import problems_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_reading import SplitReader
from ansible_collections.vb365.backup.plugins.module_utils._tenant.splits import Splitting
from ansible_collections.vb365.backup.plugins.module_utils._tenant.staggering import DEFAULTS as STAGGER
from ansible_collections.vb365.backup.plugins.module_utils._tenant.staggering import Staggering, window_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.views import Views


@dataclass(frozen=True)
class Described:
    """A tenant as a task describes it: its ``options`` that are right, the ``errors`` of those that are wrong, and the
    ``unclear`` places, which are given and cannot be used. ``root``: what stands before the name of an option.
    ``described_by``: the organizations of all tenants of the run, by host or file."""

    options: Mapping[str, Any]
    errors: Sequence[OptionError] = ()
    unclear: Collection[str] = ()
    root: str = ""
    described_by: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class TenantPlan:
    """The plan of a tenant. ``organization``: the name of the organization. ``jobs``: each with its plan.
    ``unmanaged``: the other jobs of the organization. ``unprotected``: why somebody is not protected by the jobs as
    they will be; ``of_tenant``: those of these reasons that concern no job. ``views`` has what they were found in.
    ``warnings``: those of splits."""

    organization: str
    organization_id: str
    jobs: Sequence[TenantJob]
    unmanaged: Sequence[Resource]
    unprotected: Sequence[dict[str, Any]]
    of_tenant: Sequence[dict[str, Any]]
    views: Views
    reader: JobReader
    warnings: Sequence[str]


def plan(client: Client, tenant: Described) -> TenantPlan:
    """The plan. It only reads. Raises TenantRefused with all that is wrong, Vb365Error where it cannot be known."""
    options, root, errors = tenant.options, tenant.root, [*tenant.errors]
    if options.get("wait_timeout", 0) < 0:
        errors.append(OptionError(f"{root}wait_timeout", options["wait_timeout"], "expected seconds, 0 or more"))
    jobs = _tenant_jobs.from_tenant(options, root, tenant.unclear)
    planning = _Planning(client, errors)
    organization = planning.known("organization", options, root)
    if organization:
        planning.refuse_twins(organization, tenant.described_by or {}, f"{root}organization")
    planning.known("repository", options, root)
    _tenant_jobs.check_names(jobs)
    splitting = planning.splitting(tenant, jobs, organization)
    names = _tenant_jobs.names_of(jobs) | splitting.names
    staggering = planning.staggering(tenant, organization)
    staggering(jobs)
    planning.check_jobs(jobs, organization, names)
    with splitting.jobs() as of_splits:
        staggering(of_splits)
        planning.check_jobs(of_splits, organization, names | _tenant_jobs.names_of(of_splits))
    planning.errors += splitting.errors
    jobs += of_splits
    _tenant_jobs.check_entire(jobs)
    kept = [job for job in jobs if job.is_kept]
    _tenant_jobs.check_overlaps([job for job in kept if not job.is_emptied])
    problems = problems_of(planning.errors, jobs)
    if problems or organization is None:
        raise TenantRefused(str(options.get("organization", "tenant")), problems)
    identity = str(organization["id"])
    unmanaged = planning.unmanaged(identity, jobs)
    disabled = [str(row["id"]) for row in unmanaged if options.get("unmanaged_jobs") == "disable"]
    begun = [job.name for job in kept if options.get("start_first_backup") and job.awaits_first_backup]
    views = planning.views.of(kept, unmanaged, identity, disabled, begun)
    of_tenant = _protection.of_tenant(jobs, options, root)
    objects = planning.views.objects(views[0], identity, is_asked=bool(options.get("check_objects")))
    unprotected = [*of_tenant, *_protection.rows(kept, *views, objects)]
    name = planning.directory.organization_name(identity)
    read = planning.views, planning.reader
    return TenantPlan(name, identity, jobs, unmanaged, unprotected, of_tenant, *read, splitting.warnings)


class _Planning:
    def __init__(self, client: Client, errors: Iterable[OptionError]) -> None:
        self.errors = list(errors)
        self.directory = Directory(client)
        self.directory.forget_objects()  # those of an earlier round of a loop: items are removed by what is listed
        self._client = client
        self.reader = JobReader(client, self.directory)
        self._lists = ItemLists(client)
        self.views = Views(self.directory, self.reader, self._lists)

    def known(self, kind: str, options: Mapping[str, Any], root: str) -> Mapping[str, Any] | None:
        """The tenant's organization or repository; None where it names none that is there."""
        try:
            return self._find(kind, options)
        except OptionError as error:
            self.errors.append(OptionError(f"{root}{kind}", error.value, error.expected))
            return None

    def _find(self, kind: str, options: Mapping[str, Any]) -> Mapping[str, Any] | None:
        find = self.directory.organization if kind == "organization" else self.directory.repository
        return find(options[kind]) if options.get(kind) else None

    def refuse_twins(self, organization: Mapping[str, Any], described_by: Mapping[str, Any], option: str) -> None:
        """Another host that describes this organization, in whatever spelling. It costs no request: only a text that
        the listing of organizations has is looked up."""
        names = {folded(str(organization[key])) for key in ("id", "name", "officeName") if organization.get(key)}
        twins = []
        for host, text in described_by.items():
            with suppress(OptionError):
                if folded(str(text)) in names and self.directory.organization(str(text))["id"] == organization["id"]:
                    twins.append(host)
        if len(twins) > 1:
            hosts = " and ".join(twins)
            expected = f"{hosts} describe this organization, and each would disable the jobs of the other; expected one"
            self.errors.append(OptionError(option, organization.get("name"), expected))

    def splitting(
        self, tenant: Described, jobs: Sequence[TenantJob], organization: Mapping[str, Any] | None
    ) -> Splitting:
        """The splits of the tenant, beside the jobs that it describes one by one."""
        reader = None
        if organization:
            reader = SplitReader(self._client, self.directory, self.reader, self._lists, str(organization["id"]))
        return Splitting(tenant.options, tenant.root, tenant.unclear, reader, self._lists, jobs)

    def staggering(
        self, tenant: Described, organization: Mapping[str, Any] | None
    ) -> Callable[[Sequence[TenantJob]], None]:
        """What gives jobs of the tenant their starts."""
        window, errors = window_of(tenant.options, tenant.root, tenant.unclear)
        self.errors += errors
        if window is None or organization is None:
            return lambda jobs: None
        per = tenant.options["stagger"].get("per", STAGGER["per"])
        return Staggering(self._client, self.reader, self.directory, window, per, str(organization["id"])).apply

    def check_jobs(
        self, jobs: Sequence[TenantJob], organization: Mapping[str, Any] | None, described: Collection[str]
    ) -> None:
        """Check each job by itself. ``described``: the names of all jobs of the tenant, folded."""
        resources = []
        for job in jobs:
            job.parameters = parameters(job.options, organization["id"] if organization else None)
            resources.append(Planned(self._client, job.parameters, self.reader, described))
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
        """The lists that will be read, of the jobs that the server has: those that the tenant manages, and the one that
        decides whether the job protects somebody."""
        rows = self.reader.all(organization["id"]) if organization and jobs else []
        found = {folded(str(row.get("name"))): row for row in rows}
        for job in jobs:
            row = found.get(folded(job.name))
            if row and job.is_kept:
                names = {*job.requests, _decisive(job.options.get("backup_type") or row.get("backupType"))}
                yield from ((str(row["id"]), name) for name in sorted(names))

    def unmanaged(self, organization_id: str, jobs: Sequence[TenantJob]) -> list[Resource]:
        """The organization's jobs that are none of the tenant's."""
        ours = {job.id for job in jobs}
        return [row for row in self.reader.all(organization_id) if row["id"] not in ours]

    # ---- one job ---------------------------------------------------------------------------------------------------

    def _is_of(self, job: TenantJob, organization: Mapping[str, Any] | None) -> bool:
        try:
            owner = self._find("organization", job.options) or organization
        except OptionError as error:
            job.refuse(error)
            return False
        if organization is not None and owner is not None and owner["id"] != organization["id"]:
            tenant = self.directory.organization_name(organization["id"])
            job.refuse(OptionError("organization", job.options["organization"], f"the tenant is {tenant}"))
            return False
        return True

    def _check_on_server(self, job: TenantJob, planned: Planned, organization: Mapping[str, Any]) -> None:
        """What backup_job would refuse, and what is wrong in a tenant beyond that."""
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
            plan_copy(self._client, self.reader, self.directory, job)
        if job.options.get("if_match") is not None:
            try:
                check_revision(job.options["if_match"], state, job.plan.changes)
            except Conflict as conflict:
                job.refuse(OptionError("if_match", None, conflict.message.removeprefix("if_match: ")))
            except OptionError as error:
                job.refuse(error)

    def _check_alone(self, job: TenantJob, planned: Planned) -> None:
        """What can be known of a job where nobody knows its organization."""
        try:
            self._find("repository", job.options)
        except OptionError as error:
            job.refuse(error)
        given = planned.given.get("schedule", {})
        kind = "Periodically" if any(key.startswith("periodically") for key in given) else "Daily"
        have = {"type": given.get("type", kind), "periodically_every": "Hours1"}
        job.refuse(*(error for error in BACKUP_JOB.check_merged(given, have) if not _is_known(job, error)))

    def _look_up(self, planned: Planned, organization_id: str) -> list[OptionError]:
        """What is wrong with the names of items, where nobody knows which of them the job has already."""
        items = [item for request in planned.requests.values() for item in request.items]
        found = self.directory.objects(organization_id, items)
        return [error for error in found.values() if isinstance(error, OptionError)]

    def _nothing_left(self, job: TenantJob, organization_id: str) -> list[OptionError]:
        """An error where nothing is left of what is selected, unless that is so already."""
        if not job.is_kept or not job.target or _items.states(job.target) == _items.states(job.have):
            return []
        if any(job.is_refused(name) for name in _items.LISTS):
            return []
        selected = [] if job.backup_type == "EntireOrganization" else job.target.get("selected_items", [])
        excluded = job.target.get("excluded_items", [])
        if not _tenant_job.excludes_all(selected, excluded, partial(self._logins, organization_id)):
            return []
        if "excluded_items" in job.requests:
            return [OptionError("excluded_items", _tenant_job.label(excluded), "excludes all that the job selects")]
        return [OptionError("selected_items", _tenant_job.label(selected), "the job excludes all of it")]

    def _left_alone(self, job: TenantJob, state: JobState) -> Lists:
        """Lists that the tenant does not manage, as far as they are needed."""
        decisive = _decisive(job.backup_type)
        names = {"excluded_items", decisive} - {*state.lists}
        known = {name: state.facts.lists[name] for name in names if name in state.facts.lists}
        with suppress(NotFound):  # it was deleted since it was listed
            if job.id and job.is_kept and decisive in names - {*known}:
                return {**known, **self._lists.read(job.id, [decisive])}
        return known

    def _logins(self, organization_id: str, group: Item) -> list[str]:
        path = f"/Organizations/{organization_id}/Groups/{(group.object or {}).get('id')}/Members"
        try:
            return [str(member.get("login")) for member in self._client.get_all(path)]
        except NotFound:
            return []


def _decisive(backup_type: str | None) -> str:
    """The list without which nobody knows whom a job protects. What it selects, it does not exclude."""
    return "excluded_items" if backup_type == "EntireOrganization" else "selected_items"


def _is_known(job: TenantJob, error: OptionError) -> bool:
    """Whether something is wrong with the option already, or the error only follows from a value that is wrong."""
    options = [error.option]
    if isinstance(error, Misfit):
        options += ["schedule.type", "schedule.periodically_every"]
    has_parts = error.option.startswith(("schedule.", *(f"{name}[" for name in _items.LISTS)))
    is_of_a_part = has_parts and job.has_unclear_part(error.option)
    return is_of_a_part or any(job.is_unclear(option) or job.has_error(option) for option in options)


def _is_both(error: OptionError) -> bool:
    return error.expected == BOTH
