# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating, editing and deleting backup copy jobs. Every function either does all of its work or none."""

from __future__ import annotations

from . import runs, schedule
from .errors import invalid
from .models import CreateCopyJobBody, EditCopyJobBody
from .world import CopyJob, Job, Repository, World


def add(world: World, job: Job, repository_id: str, copy_id: str | None = None) -> CopyJob:
    """A copy job with default settings; its name is the backup job's with a suffix."""
    target = _target(world, job, repository_id)
    copy = CopyJob(
        id=copy_id or world.next_id("copy"),
        job_id=job.id,
        organization_id=job.organization_id,
        repository_id=target.id,
        name=f"{job.name} - copy",
        enabled=True,
        schedule=dict(schedule.COPY_DEFAULTS),
        etag=world.next_etag(),
    )
    world.copy_jobs[copy.id] = copy
    world.note("JobUpdate", id=copy.id, eTag=copy.etag, jobType="Copy")
    return copy


def create(world: World, body: CreateCopyJobBody) -> CopyJob:
    """POST: one copy job a backup job."""
    job = _source(world, body.backupJobId, body.organizationId, None)
    policy = schedule.merged_copy(schedule.COPY_DEFAULTS, body.schedulePolicy)
    copy = add(world, job, body.repositoryId)
    copy.enabled = body.isEnabled is not False
    copy.schedule = policy
    return copy


def edit(world: World, copy: CopyJob, body: EditCopyJobBody) -> None:
    """PUT: given fields replace what is stored."""
    job_id = body.backupJobId or copy.job_id
    job = _source(world, job_id, body.organizationId or copy.organization_id, copy)
    moves = job_id != copy.job_id or body.repositoryId not in (None, copy.repository_id)
    repository_id = _target(world, job, body.repositoryId or copy.repository_id).id if moves else copy.repository_id
    policy = schedule.merged_copy(copy.schedule, body.schedulePolicy)
    copy.job_id, copy.organization_id = job.id, job.organization_id
    copy.repository_id, copy.schedule = repository_id, policy
    if body.isEnabled is not None:
        copy.enabled = body.isEnabled
    world.touch(copy, "settings")


def remove(world: World, copy: CopyJob) -> None:
    """Delete a copy job; its backup job can be deleted then."""
    runs.cancel(world, copy)
    del world.copy_jobs[copy.id]
    world.note("JobDelete", id=copy.id, jobType="Copy")


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


def _target(world: World, job: Job, repository_id: str) -> Repository:
    """The repository that a body names, if backups of the job can be copied to it."""
    source, target = world.repositories[job.repository_id], world.repository(repository_id, job.organization_id)
    if source is target:
        raise invalid("repositoryId", f"repository {target.name!r} is the one of the backup job.")
    for repository in (source, target):
        if repository.object_storage is None:
            raise invalid("repositoryId", f"repository {repository.name!r} is no object storage.")
    if _proxy(source) != _proxy(target):
        raise invalid("repositoryId", f"{source.name!r} and {target.name!r} are at different proxies.")
    if source.retention_type != target.retention_type:
        raise invalid("repositoryId", f"{source.name!r} and {target.name!r} have different types of retention.")
    if target.immutable_days:
        raise invalid("repositoryId", f"{target.name!r} is immutable for days, not for as long as its retention.")
    return target


def _proxy(repository: Repository) -> str:
    return repository.proxy_pool_id or repository.proxy_id
