# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is unprotected after a run in which something failed or somebody else wrote, by the observed state."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS, states
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._tenant import protection as _protection
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planning import TenantPlan
from ansible_collections.vb365.backup.plugins.module_utils._tenant.rows import JobRow


def unprotected_now(
    client: Client, plan: TenantPlan, rows: Sequence[JobRow], disabled: Collection[str], begun: Collection[str]
) -> list[dict[str, Any]]:
    """As protection.rows(), after a failure or after another change of a job since the plan.

    ``disabled``: the ids of unmanaged jobs that were disabled. ``begun``: the names of the jobs that were started.
    Requests one listing, and the items of each failed job. If the server does not answer, the last readings are used.
    """
    client.start_deadline()
    listed = _listed(plan)
    jobs: list[TenantJob] = []
    others = [*plan.unmanaged] if listed is None else [row for row in listed if not _is_of(row, rows)]
    missing = []
    for row in rows:
        found = dict(row.job.resource) if listed is None else _found(row, listed)
        if row.error is None:
            jobs += [row.job] if row.job.is_kept else []
        elif found and row.job.is_kept:
            row.id = str(found["id"])
            jobs.append(_as_found(client, plan, row, found))
        elif found:
            others.append(found)
        elif row.job.is_kept and not (listed is None and row.may_be_written):
            missing.append(_protection.of_missing(row.job))
    arguments = plan.organization_id, disabled, begun
    try:
        views = plan.views.of(jobs, others, *arguments)
    except Vb365Error:  # the items of other jobs are unknown
        views = plan.views.of(jobs, [], *arguments)
    objects = plan.views.objects([], plan.organization_id, is_asked=False)
    return [*plan.of_tenant, *missing, *_protection.rows(jobs, *views, objects)]


def _listed(plan: TenantPlan) -> list[Resource] | None:
    """The jobs of the organization now; None if they cannot be listed."""
    plan.reader.forget()
    with suppress(Vb365Error):
        return plan.reader.all(plan.organization_id)
    return None


def _is_of(resource: Resource, rows: Sequence[JobRow]) -> bool:
    return any(_found(row, [resource]) for row in rows)


def _found(row: JobRow, listed: Sequence[Resource]) -> Resource | None:
    """The job of a row; by its names if its id is unknown."""
    if row.id:
        return next((one for one in listed if str(one["id"]).lower() == row.id.lower()), None)
    names = {folded(str(row.job.options[key])) for key in ("name", "new_name") if row.job.options.get(key)}
    return next((one for one in listed if folded(str(one.get("name"))) in names), None)


def _as_found(client: Client, plan: TenantPlan, row: JobRow, resource: Resource) -> TenantJob:
    """The job of a failed row, as it is now. A job that was kept back was not written."""
    job = row.job
    have = job.have
    if row.failure:
        with suppress(Vb365Error):
            have = ItemLists(client).read(str(resource["id"]), LISTS)
    settings = plan.reader.job(resource).settings
    excludes_all = job.excludes_all and states(have) == states(job.have)
    found = replace(job, resource=resource, have=have, target={}, excludes_all=excludes_all)
    return replace(found, plan=Plan([], [], settings), is_as_found=True)
