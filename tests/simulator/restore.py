# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restore sessions that explore the backups of a job."""

from __future__ import annotations

from datetime import datetime, timezone

from .clock import stamp
from .errors import conflict
from .ids import make_id
from .models import ExploreBody
from .world import Job, RestoreSession, World

PRODUCTS = {"Vex": "Exchange", "Veod": "OneDrive", "Vesp": "SharePoint", "Vet": "Teams"}


def explore(world: World, job: Job, body: ExploreBody, user: str, now: datetime) -> RestoreSession:
    """Open a session at the restore point that was current at `dateTime`, or at the latest one.

    Before the first backup there is nothing to show: the session opens without data.
    """
    wanted = body.dateTime or now
    if wanted.tzinfo is None:
        wanted = wanted.replace(tzinfo=timezone.utc)
    points = [
        session.ended
        for session in world.sessions.values()
        if session.job_id == job.id and session.status in ("Success", "Warning") and session.ended is not None
    ]
    point = max((ended for ended in points if ended <= wanted), default=None)
    kind = body.type or "Vex"
    session = RestoreSession(
        id=make_id("restore", len(world.restore_sessions) + 1),
        name=f"{PRODUCTS[kind]} explore of {job.name}",
        organization_name=world.organizations[job.organization_id].name,
        type=kind,
        created=now,
        details=f"Restore point of {stamp(point)}" if point else "No restore point: there is no data to explore",
        initiated_by=user,
        etag=world.next_etag(),
    )
    world.restore_sessions[session.id] = session
    world.note("RestoreSessionUpdate", id=session.id, eTag=session.etag)
    return session


def stop(world: World, session: RestoreSession, now: datetime) -> None:
    """Close a session; a closed one stays as it is, or is a conflict by the profile."""
    if session.ended is not None:
        if world.profile.stop_when_idle == "conflict":
            raise conflict(f"Restore session {session.name!r} is stopped already.")
        return
    session.ended = now
    session.etag = world.next_etag()
    world.note("RestoreSessionUpdate", id=session.id, eTag=session.etag)


def apply(world: World, job: Job, wanted: str, now: datetime) -> None:
    """Somebody else opens a session of the job, or closes all that are open."""
    if wanted == "open":
        explore(world, job, ExploreBody(), world.username, now)
        return
    for session in world.restore_sessions.values():
        if session.ended is None:
            stop(world, session, now)
