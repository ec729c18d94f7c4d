# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of the backup copy job of a tenant's job."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, OptionErrors
from ansible_collections.vb365.backup.plugins.module_utils._job.copy_job import CopyJob
from ansible_collections.vb365.backup.plugins.module_utils._model import omitted as _omitted
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import PlannedCopy, TenantJob, is_within

NOT_GIVEN = {"state": "present", "repository": None, "enabled": None, "schedule": None, "if_match": None}
"""The values of omitted options of backup_copy_job, except those that identify the job."""
_OF_THE_JOB = ("job", "organization")
"""Settings of a copy job that come from the job itself."""


class _OfTenant(CopyJob):
    """A copy job whose job the same tenant describes."""

    def of_missing_job(self, consequence: str) -> list[str]:
        return []


def plan_copy(client: Client, reader: JobReader, directory: Directory, job: TenantJob) -> None:
    """Plan the copy job of a planned job, and record its errors with the job. Raises Vb365Error."""
    parameters = {**NOT_GIVEN, **_omitted.of_copy(job.options), "organization": job.parameters["organization"]}
    name = job.state.job.name if job.state and job.state.job else job.name
    resource = _OfTenant(client, {**parameters, "job": name}, check_mode=True, reader=reader)
    errors = [*resource.mistakes]
    plan = Plan([], [], None)
    revision = ABSENT
    try:
        resource.resolve()
        state = resource.read(Past())
        revision = state.revision
        with suppress(OptionError):  # the job has this error already
            moves = job.options.get("repository")
            state = replace(state, source=directory.repository(moves)) if moves else state
        plan, wrong = resource.check(state)
        errors += wrong
    except OptionErrors as several:
        errors += several.errors
    except OptionError as error:
        errors.append(error)
    job.copy = PlannedCopy(parameters, plan, revision)
    placed = [OptionError(f"{job.where('copy')}.{error.option}", error.value, error.expected) for error in errors]
    job.errors += [error for error in placed if not any(is_within(error.option, one) for one in job.unclear)]


def as_part(changes: Iterable[Change]) -> list[Change]:
    """The changes of a copy job, as changes of its job."""
    return [{**row, "path": f"copy.{row['path']}"} for row in changes if row["path"] not in _OF_THE_JOB]
