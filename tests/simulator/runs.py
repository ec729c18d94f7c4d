# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of jobs in simulated time: sessions, progress, log items, retries.

Nothing runs in the background: a session ends by a timer of the world, and how far it has come is computed on reading.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from . import backups
from .errors import conflict
from .ids import make_id
from .items import count_objects, everything
from .world import CopyJob, Job, LogItem, Outcome, Session, World

LOG_TYPES = {"Success": "Success", "Warning": "Warning", "Failed": "Error", "Stopped": "Stop"}
ITEMS_PER_OBJECT = 25
BYTES_PER_OBJECT = 1_500_000


def start(
    world: World, job: Job, now: datetime, full: bool = False, main: Session | None = None, retry_count: int = 0
) -> Session:
    """Start a job, by hand (`main` None) or as a retry. A disabled job may be started."""
    if job.session_id is not None:
        if world.profile.start_when_running == "same_session":
            return world.sessions[job.session_id]
        raise conflict(f"Backup job {job.name!r} is already running.")
    if main is None:
        _forget_retry(world, job)
    outcome = job.outcomes.popleft() if job.outcomes else Outcome()
    session = _new_session(world, job, "Backup", now, _objects(world, job), outcome)
    session.full = full or job.last_backup is None
    session.retry_count = retry_count
    session.main_session_id = main.id if main else None
    job.session_id = session.id
    job.last_run = now
    job.last_status = "Running"
    job.total, job.processed = session.total, 0
    world.touch(job, "status")
    world.at(now + timedelta(seconds=session.outcome.seconds), lambda when: _finish(world, session, when))
    return session


def start_copy(world: World, copy: CopyJob, now: datetime) -> Session:
    """Start a copy job, by hand: it copies the objects of its backup job. A disabled copy job may be started."""
    if copy.session_id is not None:
        if world.profile.start_when_running == "same_session":
            return world.sessions[copy.session_id]
        raise conflict(f"Backup copy job {copy.name!r} is already running.")
    outcome = copy.outcomes.popleft() if copy.outcomes else Outcome()
    session = _new_session(world, copy, "Copy", now, _objects(world, world.jobs[copy.job_id]), outcome)
    session.full = copy.last_backup is None
    copy.session_id = session.id
    copy.last_run = now
    copy.last_status = "Running"
    world.touch(copy, "status")
    world.at(now + timedelta(seconds=session.outcome.seconds), lambda when: _finish(world, session, when))
    return session


def stop(world: World, job: Job | CopyJob, now: datetime) -> None:
    """Stop a running job, or give up a retry that waits."""
    if job.session_id is not None:
        _end(world, world.sessions[job.session_id], "Stopped", now)
    elif isinstance(job, Job) and job.retry_of is not None:
        _forget_retry(world, job)
    elif world.profile.stop_when_idle == "conflict":
        raise conflict(f"Job {job.name!r} is not running.")


def cancel(world: World, job: Job | CopyJob) -> None:
    """End what runs because the job is deleted."""
    if job.session_id is not None:
        _end(world, world.sessions[job.session_id], "Stopped", world.clock.now())
    if isinstance(job, Job):
        _forget_retry(world, job)


def set_status(world: World, job: Job, status: str, now: datetime) -> None:
    """Somebody else's doing: "Running" starts the job, any other value ends its run with it."""
    if status == "Running":
        if job.session_id is None:
            start(world, job, now)
    elif job.session_id is not None:
        _end(world, world.sessions[job.session_id], status, now)
    else:
        job.last_status = status
        world.touch(job, "status")


def record_past_run(world: World, job: Job, status: str, created: datetime, seconds: float) -> None:
    """A run that ended before the server started (seed data)."""
    job.outcomes.appendleft(Outcome(status=status, retry=False, seconds=seconds))
    session = start(world, job, created)
    _finish(world, session, created + timedelta(seconds=seconds))


def progress(session: Session, now: datetime) -> int:
    """How many objects the session has processed by now."""
    if session.ended is not None:
        return session.processed
    share = (now - session.created).total_seconds() / max(session.outcome.seconds, 0.001)
    return min(session.total, int(session.total * max(share, 0.0)))


def object_status(session: Session, number: int) -> str:
    """Success for every object but the last one of a session that did not go well."""
    if session.status in ("Warning", "Failed") and number == session.processed - 1:
        return session.status
    return "Success"


def _is_good(session: Session, number: int) -> bool:
    return object_status(session, number) != "Failed"


def _objects(world: World, job: Job) -> list[tuple[str, str]]:
    """The objects of a job. A job of type EntireOrganization skips all objects that another job selects, even a
    disabled one."""
    organization = world.organizations[job.organization_id]
    left_out = {(item.type, item.object_id) for item in job.excluded.values()}
    if job.backup_type == "EntireOrganization":
        objects = everything(organization)
        for other in world.jobs.values():
            if other.organization_id == job.organization_id:
                left_out.update(count_objects(organization, other.selected.values()))
    else:
        objects = count_objects(organization, job.selected.values())
    return [entry for entry in objects if entry not in left_out]


def _new_session(
    world: World, job: Job | CopyJob, kind: str, now: datetime, objects: list[tuple[str, str]], outcome: Outcome
) -> Session:
    session = Session(
        id=world.next_id("session"),
        job_id=job.id,
        organization_id=job.organization_id,
        repository_id=job.repository_id,
        proxy_id=world.repositories[job.repository_id].proxy_id,
        kind=kind,
        full=False,
        created=now,
        total=len(objects),
        objects=objects,
        outcome=outcome,
        etag=world.next_etag(),
    )
    world.sessions[session.id] = session
    _note(world, session)
    _log(session, "Success", f"Job started at {now:%Y-%m-%d %H:%M:%S} UTC", now)
    _log(session, "Success", f"Found {session.total} objects to process", now)
    return session


def _finish(world: World, session: Session, when: datetime) -> None:
    if session.ended is None:
        _end(world, session, session.outcome.status, when)


def _end(world: World, session: Session, status: str, when: datetime) -> None:
    reached = progress(session, when)
    session.status = status
    session.processed = reached // 2 if status == "Failed" else reached
    session.ended = when
    session.etag = world.next_etag()
    _note(world, session)
    for log_type, message in session.outcome.log:
        _log(session, log_type, message, when)
    _log(session, LOG_TYPES.get(status, "Warning"), f"Job ended with {status}: {session.processed} objects", when)
    job = world.jobs.get(session.job_id) or world.copy_jobs.get(session.job_id)
    if job is None:
        return
    job.session_id = None
    job.last_status = status
    if status in ("Success", "Warning") or world.profile.last_backup_moves_on == "any_end":
        job.last_backup = when
    backed_up = [one for number, one in enumerate(session.objects[: session.processed]) if _is_good(session, number)]
    backups.record(world, session, job if isinstance(job, Job) else world.jobs.get(job.job_id), backed_up)
    if isinstance(job, Job):
        job.processed = session.processed
        _note_backup(world, job, status, when)
        _plan_retry(world, job, session, when)
    world.touch(job, "status")


def _note_backup(world: World, job: Job, status: str, when: datetime) -> None:
    if status in ("Success", "Warning"):
        organization = world.organizations[job.organization_id]
        organization.first_backup = min(organization.first_backup or when, when)
        organization.last_backup = max(organization.last_backup or when, when)


def _plan_retry(world: World, job: Job, session: Session, when: datetime) -> None:
    wanted = session.outcome.retry
    if wanted is None:
        wanted = job.schedule["retryEnabled"]
    if not wanted or session.status not in ("Failed", "Warning") or session.retry_count >= job.schedule["retryNumber"]:
        return
    session.will_be_retried = True
    job.retry_of = session.id
    wait = timedelta(minutes=job.schedule["retryWaitInterval"])
    main = world.sessions[session.main_session_id or session.id]

    def retry(due: datetime) -> None:
        if job.retry_of == session.id:
            job.retry_of = None
            start(world, job, due, main=main, retry_count=session.retry_count + 1)

    world.at(when + wait, retry)


def _forget_retry(world: World, job: Job) -> None:
    if job.retry_of is not None:
        session = world.sessions[job.retry_of]
        session.will_be_retried = False
        session.etag = world.next_etag()
        _note(world, session)
        job.retry_of = None


def _note(world: World, session: Session) -> None:
    fields = {"jobId": session.job_id, "status": session.status, "jobType": session.kind}
    world.note("JobSessionUpdate", id=session.id, eTag=session.etag, **fields)


def _log(session: Session, log_type: str, message: str, when: datetime) -> None:
    usn = len(session.log) + 1
    session.log.append(LogItem(make_id(session.id, "log", usn), usn, log_type, message, when, when))
