# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating and editing backup copy jobs."""

from __future__ import annotations

from typing import Any

from . import runs
from .errors import invalid
from .models import CopySchedulePolicyBody, CreateCopyJobBody, EditCopyJobBody
from .world import CopyJob, Job, World

DEFAULTS: dict[str, Any] = {"type": "Immediate", "backupCopyWindowEnabled": False}


def add(world: World, job: Job, repository_id: str, copy_id: str | None = None) -> CopyJob:
    """A copy job with default settings; its name is the backup job's with a suffix."""
    copy = CopyJob(
        id=copy_id or world.next_id("copy"),
        job_id=job.id,
        organization_id=job.organization_id,
        repository_id=repository_id,
        name=f"{job.name} - copy",
        enabled=True,
        schedule=dict(DEFAULTS),
        etag=world.next_etag(),
    )
    world.copy_jobs[copy.id] = copy
    world.note("JobUpdate", id=copy.id, eTag=copy.etag, jobType="Copy")
    return copy


def create(world: World, body: CreateCopyJobBody) -> CopyJob:
    """POST: one copy job a backup job, into a repository for copies."""
    job = _source(world, body.backupJobId, body.organizationId, None)
    repository_id = _target(world, body.repositoryId)
    schedule = _merged(DEFAULTS, body.schedulePolicy)
    copy = add(world, job, repository_id)
    copy.enabled = body.isEnabled is not False
    copy.schedule = schedule
    return copy


def edit(world: World, copy: CopyJob, body: EditCopyJobBody) -> None:
    """PUT: given fields replace what is stored."""
    job_id = body.backupJobId or copy.job_id
    job = _source(world, job_id, body.organizationId or copy.organization_id, copy)
    repository_id = _target(world, body.repositoryId) if body.repositoryId else copy.repository_id
    schedule = _merged(copy.schedule, body.schedulePolicy)
    copy.job_id, copy.organization_id = job.id, job.organization_id
    copy.repository_id, copy.schedule = repository_id, schedule
    if body.isEnabled is not None:
        copy.enabled = body.isEnabled
    touch(world, copy)


def switch(world: World, copy: CopyJob, enabled: bool) -> None:
    """Enable or disable a copy job."""
    if copy.enabled != enabled:
        copy.enabled = enabled
        touch(world, copy)


def remove(world: World, copy: CopyJob) -> None:
    """Delete a copy job; its backup job can be deleted then."""
    runs.cancel(world, copy)
    del world.copy_jobs[copy.id]
    world.note("JobDelete", id=copy.id, jobType="Copy")


def touch(world: World, copy: CopyJob) -> None:
    """Record a change of a copy job."""
    copy.etag = world.next_etag()
    world.note("JobUpdate", id=copy.id, eTag=copy.etag, jobType="Copy")


def _source(world: World, job_id: str, organization_id: str, copy: CopyJob | None) -> Job:
    job = world.jobs.get(job_id)
    if job is None:
        raise invalid("backupJobId", f"there is no backup job with ID {job_id}.")
    if job.organization_id != organization_id:
        raise invalid("organizationId", "is not the organization of the backup job.")
    other = world.copy_job_of(job.id)
    if other is not None and other is not copy:
        raise invalid("backupJobId", f"backup job {job.name!r} already has a backup copy job.")
    return job


def _target(world: World, repository_id: str) -> str:
    repository = world.repositories.get(repository_id)
    if repository is None:
        raise invalid("repositoryId", f"there is no backup repository with ID {repository_id}.")
    if not repository.long_term:
        raise invalid("repositoryId", f"repository {repository.name!r} does not take backup copies.")
    return repository.id


def _merged(stored: dict[str, Any], given: CopySchedulePolicyBody | None) -> dict[str, Any]:
    policy = dict(stored)
    if given is not None:
        policy.update(given.model_dump(exclude_none=True))
    if policy["type"] == "Periodically" and "periodicallyEvery" not in policy:
        raise invalid("schedulePolicy.periodicallyEvery", "is required with type Periodically.")
    if policy["type"] == "DailyAtTime" and "dailyTime" not in policy:
        raise invalid("schedulePolicy.dailyTime", "is required with type DailyAtTime.")
    return policy
