# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plans of all jobs of a tenant, or all its mistakes, before any job is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    OptionError,
    TenantRefused,
)
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._tenant import empty_splits as _empty_splits
from ansible_collections.vb365.backup.plugins.module_utils._tenant import jobs as _tenant_jobs
from ansible_collections.vb365.backup.plugins.module_utils._tenant import protection as _protection
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job_checks import JobChecks
from ansible_collections.vb365.backup.plugins.module_utils._tenant.problems import problems_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_reading import SplitReader
from ansible_collections.vb365.backup.plugins.module_utils._tenant.splits import Splitting
from ansible_collections.vb365.backup.plugins.module_utils._tenant.staggering import DEFAULTS as STAGGER
from ansible_collections.vb365.backup.plugins.module_utils._tenant.staggering import Staggering, window_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.views import Views


@dataclass(frozen=True)
class Described:
    """A tenant in a task: the valid ``options``, the ``errors`` of the others, and the ``unclear`` places of unusable
    values.

    ``root``: the prefix of an option. ``described_by``: the organizations of all tenants of the run, by host or file.
    """

    options: Mapping[str, Any]
    errors: Sequence[OptionError] = ()
    unclear: Collection[str] = ()
    root: str = ""
    described_by: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class TenantPlan:
    """The plan of a tenant. ``organization``: the name of the organization. ``jobs``: each with its plan.

    ``unmanaged``: the other jobs of the organization. ``unprotected``: the reasons why objects are unprotected after
    the run; ``of_tenant``: those of them that concern no single job. ``views``: the input of these reasons.
    ``warnings``: those of splits.
    """

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
    """The plan. Only reads. Raises TenantRefused with all mistakes, and Vb365Error if the server cannot be read."""
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
    planning.checks.check(jobs, organization, names)
    with splitting.jobs() as of_splits:
        staggering(of_splits)
        planning.checks.check(of_splits, organization, names | _tenant_jobs.names_of(of_splits))
    planning.errors += splitting.errors
    jobs += of_splits
    _tenant_jobs.check_entire(jobs)
    kept = [job for job in jobs if job.is_kept]
    _tenant_jobs.check_overlaps([job for job in kept if not job.is_emptied])
    unmanaged = planning.unmanaged(str(organization["id"]), jobs) if organization else []
    disabled = [str(row["id"]) for row in unmanaged if options.get("unmanaged_jobs") == "disable"]
    planning.errors += _empty_splits.refusals(splitting.empty, jobs, unmanaged if disabled else [], root)
    problems = problems_of(planning.errors, jobs)
    if problems or organization is None:
        raise TenantRefused(str(options.get("organization", "tenant")), problems)
    identity = str(organization["id"])
    begun = [job.name for job in kept if options.get("start_first_backup") and job.awaits_first_backup]
    views = planning.views.of(kept, unmanaged, identity, disabled, begun)
    of_tenant = _protection.of_tenant(jobs, splitting.empty, options, root)
    objects = planning.views.objects(views[0], identity, is_asked=bool(options.get("check_objects")))
    unprotected = [*of_tenant, *_protection.rows(kept, *views, objects)]
    name = planning.directory.organization_name(identity)
    read = planning.views, planning.reader
    return TenantPlan(name, identity, jobs, unmanaged, unprotected, of_tenant, *read, splitting.warnings)


class _Planning:
    def __init__(self, client: Client, errors: Iterable[OptionError]) -> None:
        self.errors = list(errors)
        self.directory = Directory(client)
        self.directory.forget_objects()  # not those of an earlier round of a loop: they decide which items are removed
        self._client = client
        self.reader = JobReader(client, self.directory)
        self._lists = ItemLists(client)
        self.checks = JobChecks(client, self.directory, self.reader, self._lists)
        self.views = Views(client, self.directory, self.reader, self._lists)

    def known(self, kind: str, options: Mapping[str, Any], root: str) -> Mapping[str, Any] | None:
        """The tenant's organization or repository; None if the tenant names none or an unknown one."""
        try:
            return self.checks.find(kind, options)
        except OptionError as error:
            self.errors.append(OptionError(f"{root}{kind}", error.value, error.expected))
            return None

    def refuse_twins(self, organization: Mapping[str, Any], described_by: Mapping[str, Any], option: str) -> None:
        """Record an error for another host that describes this organization, in any spelling. Sends no request: only
        texts in the listing of organizations are looked up."""
        names = {folded(str(organization[key])) for key in ("id", "name", "officeName") if organization.get(key)}
        twins = []
        for host, text in described_by.items():
            with suppress(OptionError):
                if folded(str(text)) in names and self.directory.organization(str(text))["id"] == organization["id"]:
                    twins.append(host)
        if len(twins) > 1:
            hosts = " and ".join(twins)
            expected = (
                f"{hosts} describe this organization, and each treats the jobs of the other as unmanaged jobs; "
                "expected only one"
            )
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
        """The object that chooses the starts of the tenant's jobs."""
        window, errors = window_of(tenant.options, tenant.root, tenant.unclear)
        self.errors += errors
        if window is None or organization is None:
            return lambda jobs: None
        per = tenant.options["stagger"].get("per", STAGGER["per"])
        return Staggering(self._client, self.reader, self.directory, window, per, str(organization["id"])).apply

    def unmanaged(self, organization_id: str, jobs: Sequence[TenantJob]) -> list[Resource]:
        """The jobs of the organization that the tenant does not describe."""
        ours = {job.id for job in jobs}
        return [row for row in self.reader.all(organization_id) if row["id"] not in ours]
