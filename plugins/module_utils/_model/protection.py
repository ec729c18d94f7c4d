# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why objects are not backed up: one set of rules for modules, tenants and reports. Pure functions.

Times are those of the server's clock; only the reason of a job that never ran names a time. Unknown values cause no
reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ansible_collections.vb365.backup.plugins.module_utils._model.items import Resource
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, Reason
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_alone import alone
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_together import together

Objects = Mapping[str, Sequence[Resource]]
"""All objects of an organization by item type, such as "User"; a type that was not read is missing."""


def of_job(
    job: JobView, others: Sequence[JobView], now: datetime | None = None, objects: Objects | None = None
) -> list[Reason]:
    """The reasons that affect a job. ``others``: the other jobs of its organization."""
    beside = [reason for concerned, reason in together([job, *others]) if 0 in concerned]
    return [*alone(job, now, objects or {}), *beside]


def of_each(jobs: Sequence[JobView], now: datetime | None = None) -> list[list[Reason]]:
    """For each job of an organization the reasons that concern the job, in the order of the jobs."""
    reasons = [[*alone(job, now, {})] for job in jobs]
    for concerned, reason in together(jobs):
        for place in concerned:
            reasons[place].append(reason)
    return reasons


def of_organization(
    jobs: Sequence[JobView], now: datetime | None = None, objects: Objects | None = None
) -> list[list[Reason]]:
    """The reasons of all jobs of an organization, in the order of the jobs.

    A reason that affects two jobs is returned once: with the job of type EntireOrganization that skips an object,
    otherwise with the first job. Its ``other`` is the name of the other job.
    """
    reasons = [[*alone(job, now, objects or {})] for job in jobs]
    for (place, other), reason in together(jobs):
        reasons[place].append({**reason, "other": jobs[other].settings.get("name")})
    return reasons
