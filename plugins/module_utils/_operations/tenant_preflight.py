# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's backup jobs as a whole: everything that is wrong with them, before any of them is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    Conflict,
    NotFound,
    OptionError,
    TenantRefused,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._job.backup_job import BackupJob
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ListWanted
from ansible_collections.vb365.backup.plugins.module_utils._job.subject import Observed
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Jobs
from ansible_collections.vb365.backup.plugins.module_utils._tenant import job as _tenant_job
from ansible_collections.vb365.backup.plugins.module_utils._tenant import jobs as _tenant_jobs
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob

Check = Callable[[Mapping[str, Any], str], tuple[dict[str, Any], list[OptionError], set[str]]]
"""check(tenant, prefix): the good options, an error for each that is wrong, and the places of what is unclear."""

_NOT_GIVEN = {
    **dict.fromkeys(("id", "new_name", "repository", "backup_type", "description", "enabled", "schedule", "if_match")),
    "state": "present",
    "run_now": False,
    "skip_item_update": False,
}
_UNUSABLE = {
    "isOutOfOrder": "is out of order",
    "isOutOfSync": "is out of sync",
    "isOutdated": "is outdated",
    "isLongTerm": "takes backup copies only",
}
_VALUE_LENGTH = 80


def run(client: Client, params: Mapping[str, Any], check_mode: bool, check: Check) -> Outcome:
    """The module tenant_preflight. Raises TenantRefused with all that is wrong, Vb365Error where it cannot be known."""
    root = params["prefix"]
    tenant, errors, unclear = check(params["tenant"], root)
    if tenant.get("wait_timeout", 0) < 0:
        errors.append(OptionError(f"{root}wait_timeout", tenant["wait_timeout"], "expected seconds, 0 or more"))
    jobs = _tenant_jobs.from_tenant(tenant, root, unclear)
    preflight = _Preflight(client, errors)
    organization = preflight.known("organization", tenant, root)
    preflight.known("repository", tenant, root)
    _tenant_jobs.check_names(jobs)
    warnings = preflight.check_jobs(jobs, organization)
    _tenant_jobs.check_entire(jobs)
    warnings += _tenant_jobs.check_overlaps([job for job in jobs if job.is_kept])
    problems = _problems(preflight.errors, jobs)
    if problems or organization is None:
        raise TenantRefused(str(tenant.get("organization", "tenant")), problems, check_mode)
    return Outcome(
        False,
        {
            "organization": preflight.directory.organization_name(organization["id"]),
            "tenant": tenant,
            "check_mode": check_mode,
            "jobs": [job.options for job in jobs],
            "first_backups": [job.options.get("new_name") or job.name for job in jobs if job.awaits_first_backup],
            "unmanaged": preflight.unmanaged(organization["id"], jobs),
        },
        warnings,
    )


class _Preflight:
    def __init__(self, client: Client, errors: Iterable[OptionError]) -> None:
        self.errors = list(errors)
        self.directory = Directory(client)
        self._client = client
        self._jobs = Jobs(client, self.directory)

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

    def check_jobs(self, jobs: Sequence[TenantJob], organization: Mapping[str, Any] | None) -> list[str]:
        """Check each job by itself; returns warnings."""
        warnings: list[str] = []
        for job in jobs:
            _tenant_job.check_form(job)
            repository = None
            with job.attempt():
                repository = self._find("repository", job.options)
            if self._is_of(job, organization) and organization is not None:
                warnings += self._check_on_server(job, organization, repository)
            else:
                _tenant_job.check_schedule(job, None)
        self._read_what_is_left_alone(jobs)
        return warnings

    def _read_what_is_left_alone(self, jobs: Sequence[TenantJob]) -> None:
        """Selected items that the tenant does not list, where other jobs might take the same or the job never ran."""
        items_are_added = any(_tenant_jobs.adds(job) for job in jobs)
        for job in jobs:
            is_asked_for = items_are_added or not job.resource.get("lastRun")
            has_items = job.id and job.is_kept and job.backup_type == "SelectedItems"
            if has_items and is_asked_for and "selected_items" not in job.wanted:
                job.have = job.target = {**job.have, "selected_items": self._read(job, "selected_items")}

    def unmanaged(self, organization_id: str, jobs: Sequence[TenantJob]) -> list[dict[str, Any]]:
        """The organization's jobs that are none of the tenant's."""
        ours = {job.id for job in jobs}
        rows = [row for row in self._jobs.all(organization_id) if row["id"] not in ours]
        return [{"id": row["id"], "name": row.get("name"), "enabled": row.get("isEnabled")} for row in rows]

    # ---- one job ---------------------------------------------------------------------------------------------------

    def _is_of(self, job: TenantJob, organization: Mapping[str, Any] | None) -> bool:
        with job.attempt():
            owner = self._find("organization", job.options) or organization
            if organization is not None and owner is not None and owner["id"] != organization["id"]:
                tenant = self.directory.organization_name(organization["id"])
                raise OptionError("organization", job.options["organization"], f"the tenant is {tenant}")
            return True
        return False

    def _check_on_server(
        self, job: TenantJob, organization: Mapping[str, Any], repository: Mapping[str, Any] | None
    ) -> list[str]:
        observed = self._observe(job, organization["id"])
        self._resolve(job, organization["id"])
        _tenant_job.check_schedule(job, _job.schedule_of(observed.settings) if observed and job.is_kept else None)
        if observed is None:
            job.target = {}
            return []
        warnings: list[str] = []
        if job.is_kept:
            warnings = self._check_repository(job, observed, organization, repository)
            self._check_type(job, observed, organization["id"])
            self._check_exclusions(job, organization["id"])
        self._check_plan(job, observed, organization["id"])
        return warnings

    def _observe(self, job: TenantJob, organization_id: str) -> Observed | None:
        """The job on the server; None where nobody can tell which one is meant, or whether it shall be there."""
        if not job.name or job.is_unclear("state"):
            return None
        with job.attempt():
            subject = self._subject(job, organization_id, ("new_name",))
            read = subject.find()
            observed = Observed(read, subject.lists.read(read))
            job.resource, job.have = read.resource if read else {}, observed.lists
            return observed
        return None

    def _subject(
        self, job: TenantJob, organization_id: str, options: Collection[str] = (), has_lists: bool = True
    ) -> BackupJob:
        """The job as backup_job would make it match, with these of its options."""
        given = {key: value for key, value in job.options.items() if key in options}
        params = {**_NOT_GIVEN, **given, "name": job.name, "organization": organization_id}
        wanted = job.wanted if has_lists else {}
        subject = BackupJob(
            self._client, params, {name: ListWanted(items, "exactly") for name, items in wanted.items()}
        )
        subject.id, subject.jobs = job.id, self._jobs
        return subject

    def _resolve(self, job: TenantJob, organization_id: str) -> None:
        """Find what the names of items stand for; what stands for nothing is taken out bit by bit."""
        have = {name: job.have.get(name, []) for name in job.wanted}
        while job.wanted:
            told = len(job.errors)
            with job.attempt():
                job.target = self._subject(job, organization_id).lists.target(organization_id, have)
                return
            places = [error.option for error in job.errors[told:]]
            job.wanted = {name: _tenant_job.without(items, places) for name, items in job.wanted.items()}

    def _check_repository(
        self,
        job: TenantJob,
        observed: Observed,
        organization: Mapping[str, Any],
        repository: Mapping[str, Any] | None,
    ) -> list[str]:
        """A job that writes to such a repository already is warned of: what else it needs must not wait for that."""
        if repository is None:
            return []
        reasons = [why for key, why in _UNUSABLE.items() if repository.get(key)]
        owner = repository.get("organizationId")
        if owner and str(owner).lower() != str(organization["id"]).lower():
            reasons.append(f"is dedicated to {self.directory.organization_name(owner)}")
        if not reasons:
            return []
        why = " and ".join(reasons)
        if observed.settings.get("repository") == self.directory.repository_name(repository["id"]):
            return [f"{job.where('repository')}: '{job.name}' writes to '{repository.get('name')}', which {why}."]
        expected = f"expected one that can be used, and this {why}"
        job.refuse(OptionError("repository", job.options["repository"], expected))
        return []

    def _check_type(self, job: TenantJob, observed: Observed, organization_id: str) -> None:
        for option in ("repository", "backup_type"):
            if observed.job is None and not job.options.get(option) and not job.is_unclear(option):
                job.refuse(OptionError(option, None, "needed, because the job does not exist and is to be created"))
        wanted = job.options.get("backup_type")
        if wanted == "EntireOrganization" != observed.settings.get("backup_type"):
            with job.attempt():
                self._subject(job, organization_id).check_only_entire(organization_id)

    def _check_exclusions(self, job: TenantJob, organization_id: str) -> None:
        """An object on both sides, or nothing left of what is selected, where that is not so already."""
        if not job.target or _items.states(job.target) == _items.states(job.have):
            return
        is_entire = job.backup_type == "EntireOrganization"
        selected = [] if is_entire else self._list(job, "selected_items")
        excluded = self._list(job, "excluded_items")
        twice = _items.both(selected, excluded)
        is_complete = not any(job.is_refused(name) for name in _items.LISTS)
        if is_complete and _tenant_job.excludes_all(selected, excluded, partial(self._logins, organization_id)):
            if "excluded_items" in job.target:
                error = OptionError("excluded_items", _tenant_job.label(excluded), "excludes all that the job selects")
            else:
                error = OptionError("selected_items", _tenant_job.label(selected), "the job excludes all of it")
            job.refuse(error)
        elif twice:
            option, other = "excluded_items", "selected"
            if option not in job.target:
                option, other = "selected_items", "excluded"
            job.refuse(OptionError(option, _tenant_job.label(twice), f"{other} by the job as well"))

    def _list(self, job: TenantJob, name: str) -> Sequence[Item]:
        return job.target[name] if name in job.target else self._read(job, name)

    def _read(self, job: TenantJob, name: str) -> Sequence[Item]:
        return _items.read(self._client.get_all(f"/Jobs/{job.id}/{_items.LISTS[name]}")) if job.id else []

    def _logins(self, organization_id: str, group: Item) -> list[str]:
        path = f"/Organizations/{organization_id}/Groups/{(group.object or {}).get('id')}/Members"
        try:
            return [str(member.get("login")) for member in self._client.get_all(path)]
        except NotFound:
            return []

    def _check_plan(self, job: TenantJob, observed: Observed, organization_id: str) -> None:
        """What else backup_job would refuse, one thing after the other, in what nothing is wrong with so far."""
        tried = None
        while True:
            options = {option for option in job.options if not job.is_refused(option)}
            has_lists = not any(job.is_refused(option) for option in (*_items.LISTS, "backup_type"))
            if (options, has_lists) == tried:
                return
            tried = options, has_lists
            try:
                with job.attempt():
                    self._plan(job, observed, self._subject(job, organization_id, options, has_lists))
            except Conflict as conflict:
                job.refuse(OptionError("if_match", None, conflict.message.removeprefix("if_match: ")))
            except Vb365Error as error:
                if error.path:
                    raise
                option = "excluded_items" if job.is_kept else "state"
                job.refuse(OptionError(option, None, error.message.removeprefix("state: ")))
                return

    def _plan(self, job: TenantJob, observed: Observed, subject: BackupJob) -> None:
        """Raises what backup_job would; of a new job, whose items are known by now, without asking for them again."""
        if observed.job or not job.is_kept:
            subject.plan(observed)
        elif subject.params["if_match"]:
            raise Conflict(f"the job that was at {subject.params['if_match']} is not there any more")
        else:
            subject.lists.plan(None, job.backup_type, job.have, job.target)


def _problems(errors: Sequence[OptionError], jobs: Sequence[TenantJob]) -> list[dict[str, Any]]:
    """All errors as rows, in the order of their places: what several jobs inherit is told once, and of none."""
    owners: dict[tuple[str, str], set[str]] = {}
    for error in errors:
        names = {job.name for job in jobs if error.option.startswith(f"{job.place}.")}
        owners.setdefault(_row(error), set()).update(names or {""})
    for job in jobs:
        for error in job.errors:
            owners.setdefault(_row(error), set()).add(job.name)
    rows = [{"place": place, "job": _only(names), "msg": told} for (place, told), names in owners.items()]
    return sorted(rows, key=lambda row: re.sub(r"\d+", lambda number: number[0].zfill(9), str(row["place"])))


def _only(names: Collection[str]) -> str | None:
    """The one name; None for several, or where it is not known."""
    return (next(iter(names)) or None) if len(names) == 1 else None


def _row(error: OptionError) -> tuple[str, str]:
    value = repr(error.value)
    value = value if len(value) <= _VALUE_LENGTH else f"{value[:_VALUE_LENGTH]}…"
    return error.option, error.expected if error.value is None else f"{value}: {error.expected}"
