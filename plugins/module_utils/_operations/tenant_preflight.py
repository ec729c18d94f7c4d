# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's backup jobs as a whole: everything that is wrong with them, before any of them is written."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils import _items, _job, _schedule, _tenant, _tenant_jobs
from ansible_collections.vb365.backup.plugins.module_utils._client import Client
from ansible_collections.vb365.backup.plugins.module_utils._directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    OptionError,
    TenantRefused,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._item_lists import ListWanted
from ansible_collections.vb365.backup.plugins.module_utils._items import Item
from ansible_collections.vb365.backup.plugins.module_utils._jobs import Jobs
from ansible_collections.vb365.backup.plugins.module_utils._operations._backup_job import BackupJob
from ansible_collections.vb365.backup.plugins.module_utils._operations._subject import Observed
from ansible_collections.vb365.backup.plugins.module_utils._outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._tenant_jobs import TenantJob

Check = Callable[[Mapping[str, Any], str], tuple[dict[str, Any], list[OptionError]]]
"""check(tenant, prefix): its good options, and an error for each that is wrong."""

_NOT_GIVEN = {
    **dict.fromkeys(("id", "new_name", "backup_type", "description", "enabled", "schedule", "if_match")),
    "state": "present",
    "run_now": False,
    "skip_item_update": False,
}
_PEOPLE = ("User", "Group")
_UNUSABLE = {
    "isOutOfOrder": "is out of order",
    "isOutOfSync": "is out of sync",
    "isOutdated": "is outdated",
    "isLongTerm": "takes backup copies only",
}


def run(client: Client, params: Mapping[str, Any], check_mode: bool, check: Check) -> Outcome:
    """The module tenant_preflight. Raises TenantRefused with all that is wrong, Vb365Error where it cannot be known."""
    root = params["prefix"]
    tenant, errors = check(params["tenant"], root)
    defaults, repository = tenant.get("defaults") or {}, tenant.get("repository")
    jobs = [
        TenantJob(f"{root}jobs[{number}]", root, own, defaults, _tenant.merged(defaults, own, repository))
        for number, own in enumerate(tenant.get("jobs") or [])
        if own is not None
    ]
    preflight = _Preflight(client, errors)
    organization = preflight.known(f"{root}organization", tenant.get("organization"), "organization")
    if repository:
        preflight.known(f"{root}repository", repository, "repository")
    warnings = preflight.check_jobs(jobs, organization)
    _tenant_jobs.check_names(jobs)
    _tenant_jobs.check_entire(jobs)
    warnings += _tenant_jobs.check_overlaps([job for job in jobs if job.is_kept])
    problems = _problems(preflight.errors, jobs)
    if problems or organization is None:
        raise TenantRefused(str(tenant.get("organization")), problems)
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

    def known(self, place: str, text: str | None, kind: str) -> Mapping[str, Any] | None:
        """The organization or the repository of this name; None, and an error is kept, where there is none."""
        if not text:
            return None
        try:
            return self.directory.organization(text) if kind == "organization" else self.directory.repository(text)
        except OptionError as error:
            self.errors.append(OptionError(place, error.value, error.expected))
            return None

    def check_jobs(self, jobs: Sequence[TenantJob], organization: Mapping[str, Any] | None) -> list[str]:
        """Check each job by itself; returns warnings."""
        warnings: list[str] = []
        for job in jobs:
            self._check_form(job)
            if organization is not None:
                warnings += self._check_on_server(job, organization)
            elif job.is_kept:
                self.known(job.where("repository"), job.options.get("repository"), "repository")
                self._check_schedule(job, {})
        self._read_what_is_left_alone(jobs)
        return warnings

    def _read_what_is_left_alone(self, jobs: Sequence[TenantJob]) -> None:
        """Selected items that the tenant does not list, where other jobs might take the same or the job never ran."""
        items_are_added = any(_tenant_jobs.adds(job) for job in jobs)
        for job in jobs:
            is_asked_for = items_are_added or not job.resource.get("lastRun")
            if job.id and job.is_kept and is_asked_for and "selected_items" not in job.wanted:
                job.have = job.target = {**job.have, "selected_items": self._read(job, "selected_items")}

    def unmanaged(self, organization_id: str, jobs: Sequence[TenantJob]) -> list[dict[str, Any]]:
        """The organization's jobs that no job of the tenant names."""
        names = set(_tenant_jobs.named_by(jobs))
        rows = self._jobs.all(organization_id)
        strangers = [row for row in rows if str(row.get("name")).casefold() not in names]
        return [{"id": row["id"], "name": row.get("name"), "enabled": row.get("isEnabled")} for row in strangers]

    # ---- one job, without a look at the server --------------------------------------------------------------------

    def _check_form(self, job: TenantJob) -> None:
        for name in _items.LISTS:
            if job.options.get(name) is None or not job.is_kept:
                continue
            job.wanted[name] = []
            for number, option in enumerate(job.options[name]):
                with job.attempt():
                    if option is not None:
                        job.wanted[name].append(_items.from_option(option, f"{job.where(name)}[{number}]", name))
            twins = list(_items.twins(job.wanted[name]))
            job.errors += twins
            job.wanted[name] = [item for item in job.wanted[name] if item.place not in {twin.option for twin in twins}]
        if job.options.get("backup_type") == "EntireOrganization" and job.options.get("selected_items"):
            expected = "go with backup_type SelectedItems"
            job.refuse(OptionError("selected_items", f"{len(job.options['selected_items'])} items", expected))

    # ---- one job as it is on the server ---------------------------------------------------------------------------

    def _check_on_server(self, job: TenantJob, organization: Mapping[str, Any]) -> list[str]:
        if job.options.get("organization"):
            owner = self.known(job.where("organization"), job.options["organization"], "organization")
            if owner is not None and owner["id"] != organization["id"]:
                expected = f"the tenant is {self.directory.organization_name(organization['id'])}"
                job.refuse(OptionError("organization", job.options["organization"], expected))
        try:
            subject = self._subject(job, organization["id"], repository=None, schedule=None, if_match=None)
            observed = subject.observe()
        except OptionError as error:
            job.refuse(error)
            return []
        job.have = observed.lists
        job.resource = observed.job.resource if observed.job else {}
        warnings: list[str] = []
        if job.is_kept:
            warnings = self._check_repository(job, observed, organization)
            self._check_schedule(job, _job.schedule_of(observed.settings))
            self._check_type(job, subject, observed, organization["id"])
            self._resolve(job, organization["id"])
            self._check_exclusions(job, organization["id"])
        if not job.errors:
            self._check_plan(job, observed, organization["id"])
        return warnings

    def _subject(self, job: TenantJob, organization_id: str, **instead: Any) -> BackupJob:
        """The job as backup_job would make it match."""
        params = {**_NOT_GIVEN, "repository": None, **job.options, "organization": organization_id, **instead}
        lists = {name: ListWanted(wanted, "exactly") for name, wanted in job.wanted.items()}
        return BackupJob(self._client, params, lists)

    def _check_repository(self, job: TenantJob, observed: Observed, organization: Mapping[str, Any]) -> list[str]:
        """A job that writes to such a repository already is warned of: what else it needs must not wait for that."""
        text = job.options.get("repository")
        row = self.known(job.where("repository"), text, "repository")
        if row is None:
            return []
        reasons = [why for key, why in _UNUSABLE.items() if row.get(key)]
        owner = row.get("organizationId")
        if owner and str(owner).lower() != str(organization["id"]).lower():
            reasons.append(f"is dedicated to {self.directory.organization_name(owner)}")
        if not reasons:
            return []
        why = " and ".join(reasons)
        if observed.settings.get("repository") == self.directory.repository_name(row["id"]):
            return [f"{job.where('repository')}: '{job.name}' writes to '{row.get('name')}', which {why}."]
        job.refuse(OptionError("repository", text, f"expected one that can be used, and this {why}"))
        return []

    def _check_schedule(self, job: TenantJob, have: Mapping[str, Any]) -> None:
        schedule: dict[str, Any] = {}
        for key, value in (job.options.get("schedule") or {}).items():
            with job.attempt():
                schedule.update(_schedule.from_options({key: value}))
        with job.attempt():
            _schedule.check(schedule)
            _schedule.check_merged(schedule, have)

    def _check_type(self, job: TenantJob, subject: BackupJob, observed: Observed, organization_id: str) -> None:
        for option in ("repository", "backup_type"):
            places = (job.where(option), f"{job.root}defaults.{option}")
            is_told = any(error.option in places for error in self.errors)
            if observed.job is None and not job.options.get(option) and not is_told:
                job.refuse(OptionError(option, None, "needed, because the job does not exist and is to be created"))
        wanted = job.options.get("backup_type")
        if wanted == "EntireOrganization" != observed.settings.get("backup_type"):
            with job.attempt():
                subject.check_only_entire(organization_id)

    def _resolve(self, job: TenantJob, organization_id: str) -> None:
        """Find what the names of items stand for; those that stand for nothing are taken out one by one."""
        while job.wanted:
            subject = self._subject(job, organization_id, repository=None, schedule=None, if_match=None)
            told = len(job.errors)
            with job.attempt():
                job.target = subject.lists.target(organization_id, job.have)
                return
            places = [error.option for error in job.errors[told:]]
            kept = {
                name: [item for item in items if not any(f"{place}.".startswith(f"{item.place}.") for place in places)]
                for name, items in job.wanted.items()
            }
            if kept == job.wanted:
                return
            job.wanted = kept

    def _check_exclusions(self, job: TenantJob, organization_id: str) -> None:
        if not job.target or _items.states(job.target) == _items.states(job.have):
            return
        selected, excluded = (
            job.target[name] if name in job.target else self._read(job, name) for name in _items.LISTS
        )
        twice = _names(_items.both(selected, excluded))
        if self._excludes_all(selected, excluded, organization_id):
            job.refuse(OptionError("excluded_items", _names(excluded), "excludes all that the job selects"))
        elif twice:
            job.refuse(OptionError("excluded_items", twice, "selected by the job as well"))

    def _read(self, job: TenantJob, name: str) -> Sequence[Item]:
        return _items.read(self._client.get_all(f"/Jobs/{job.id}/{_items.LISTS[name]}")) if job.id else []

    def _excludes_all(self, selected: Sequence[Item], excluded: Sequence[Item], organization_id: str) -> bool:
        keys = {item.key for item in excluded}
        left = [item for item in selected if item.key not in keys]
        if not left or not excluded:
            return bool(selected and excluded)
        if any(item.type not in _PEOPLE or _has_own_parts(item) for item in left):
            return False
        out = [person for item in excluded if item.type in _PEOPLE for person in self._people(item, organization_id)]
        return bool(out) and all(self._people(item, organization_id) <= {*out} for item in left)

    def _people(self, item: Item, organization_id: str) -> set[str]:
        """The ids of the users that an item of a user or a group stands for."""
        identity = str((item.object or {}).get("id")).lower()
        if item.type == "User":
            return {identity}
        members = self._client.get_all(f"/Organizations/{organization_id}/Groups/{identity}/Members")
        return {str(member.get("id")).lower() for member in members} or {identity}

    def _check_plan(self, job: TenantJob, observed: Observed, organization_id: str) -> None:
        """What else backup_job would refuse."""
        subject = self._subject(job, organization_id)
        subject.id = job.id
        try:
            with job.attempt():
                subject.plan(observed)
        except Vb365Error as error:
            if error.path:
                raise
            job.errors.append(OptionError(job.place, job.name, error.message))


def _names(items: Sequence[Item]) -> str:
    return ", ".join(f"{item.type} {item.name or ''}".rstrip() for item in items)


def _has_own_parts(item: Item) -> bool:
    """Whether something is processed of a group that is not its members'."""
    switches = _items.switches(item)
    return item.type == "Group" and bool(switches.get("mailbox") or switches.get("group_site"))


def _problems(errors: Sequence[OptionError], jobs: Sequence[TenantJob]) -> list[dict[str, Any]]:
    """All errors as rows, in the order of their places: what several jobs inherit is told once."""
    rows = {}
    for error in [*errors, *(error for job in jobs for error in job.errors)]:
        value = textwrap.shorten(repr(error.value), 80, placeholder="…")
        told = error.expected if error.value is None else f"{value}: {error.expected}"
        owner = next((job.name for job in jobs if f"{error.option}.".startswith(f"{job.place}.")), None)
        rows[error.option, told] = {"place": error.option, "job": owner, "msg": told}
    return sorted(rows.values(), key=lambda row: [int(part) if part.isdigit() else part for part in _parts(row)])


def _parts(row: Mapping[str, Any]) -> list[str]:
    return re.split(r"(\d+)", row["place"])
