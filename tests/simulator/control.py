# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane under /_sim: no token, JSON, never in the journal."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from . import edits, objects
from .api import json_body, reply
from .errors import INVALID, ApiError
from .faults import Edit, Fault, Race
from .resources import copy_job_view, item_view, job_view, organization_view, repository_view
from .session_views import restore_session_view, session_view
from .shorthand import find
from .state import State
from .web import Answer, Request, Router, json_answer
from .world import Job, Outcome, World

router = Router("/_sim")


class LogLine(BaseModel):
    """A line that the session will log."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["Running", "Warning", "Error", "Success", "Stop"]
    message: str


class OutcomeBody(BaseModel):
    """How the next sessions of a job end. `seconds`: the duration of each. `retry` null: as in the schedule.
    `copy_job`: sessions of the job's backup copy job, which are never retried."""

    model_config = ConfigDict(strict=True, extra="forbid")

    job: str
    outcomes: list[Literal["Success", "Warning", "Failed", "Stopped"]] = ["Success"]
    retry: bool | None = None
    log: list[LogLine] = []
    copy_job: bool = False
    seconds: float = Field(default=30.0, ge=0, strict=False)


class AdvanceBody(BaseModel):
    """Simulated seconds to go forward."""

    model_config = ConfigDict(strict=True, extra="forbid")

    seconds: float = Field(ge=0, le=10 * 365 * 86400, strict=False)


class Call(BaseModel):
    """One of several calls; `call` is the path after /_sim/, with its query."""

    model_config = ConfigDict(strict=True, extra="forbid")

    method: str
    call: str
    body: Any = None


class DirectoryBody(BaseModel):
    """Objects of an organization that Microsoft 365 no longer has, as {type, name}. `anew`: other objects have their
    names."""

    model_config = ConfigDict(strict=True, extra="forbid")

    organization: str
    remove: list[dict[str, str]]
    anew: bool = False


def _state(request: Request) -> State:
    state = request.state
    state.world.settle()
    return state


def _answer(content: Any) -> Answer:
    return json_answer(json.dumps(content))


@router.get("/journal")
async def read_journal(request: Request, since: int = 0) -> Answer:
    """Entries with n greater than `since`."""
    state = _state(request)
    return _answer({"entries": state.journal.since(since)})


@router.delete("/journal")
async def clear_journal(request: Request) -> Answer:
    """Remove all entries; n continues."""
    state = _state(request)
    state.journal.clear()
    return _answer({})


@router.get("/logins")
async def read_logins(request: Request) -> Answer:
    """The latest 1,000 logins with their tokens, for tests that search for leaks."""
    state = _state(request)
    issued = state.tokens.issued
    return _answer({"logins": [{"user": one.user, "access": one.access, "refresh": one.refresh} for one in issued]})


@router.post("/faults")
async def add_fault(request: Request, fault: Annotated[Fault, json_body(Fault)]) -> Answer:
    """Schedule a fault; it hits the first matching request."""
    state = _state(request)
    state.plans.faults.append(fault)
    return _answer({"faults": [one.model_dump() for one in state.plans.faults]})


@router.delete("/faults")
async def clear_faults(request: Request) -> Answer:
    """Remove all scheduled faults and races."""
    state = _state(request)
    state.plans.faults, state.plans.races = [], []
    return _answer({"faults": []})


@router.post("/edit")
async def edit(request: Request, body: Annotated[Edit, json_body(Edit)]) -> Answer:
    """Change a job now; answers with the job as it is then."""
    state = _state(request)
    job = edits.apply(state.world, body, state.clock.now())
    return reply(state.world, {"job": _job_with_items(state.world, job)})


@router.post("/directory")
async def directory(request: Request, body: Annotated[DirectoryBody, json_body(DirectoryBody)]) -> Answer:
    """Remove objects of an organization; items of jobs that name them stay."""
    world = _state(request).world
    owner = next((one for one in world.organizations.values() if body.organization in (one.id, one.name)), None)
    if owner is None:
        raise ApiError(400, INVALID, f"organization: there is none of the name {body.organization!r}.")
    for one in body.remove:
        kind = f"{one['type'].lower()}s"
        objects.remove(world, owner, kind, find(owner, one["type"], one["name"])["id"], body.anew)
    return _answer({"gone": sorted(owner.gone)})


@router.post("/race")
async def race(request: Request, body: Annotated[Race, json_body(Race)]) -> Answer:
    """Schedule a change for the moment before the next matching request."""
    state = _state(request)
    job = edits.find_job(state.world, body.edit.job)
    edits.settings_body(state.world, job, body.edit)
    state.plans.races.append(body)
    return _answer({"races": [one.model_dump() for one in state.plans.races]})


@router.post("/outcome")
async def outcome(request: Request, body: Annotated[OutcomeBody, json_body(OutcomeBody)]) -> Answer:
    """Say how the next sessions of a job end; replaces what was said before."""
    state = _state(request)
    found = edits.find_job(state.world, body.job)
    job = edits.copy_job_of(state.world, found) if body.copy_job else found
    log = tuple((line.type, line.message) for line in body.log)
    job.outcomes.clear()
    job.outcomes.extend(Outcome(status, body.retry, log, body.seconds) for status in body.outcomes)
    return _answer({"job": job.id, "outcomes": body.outcomes})


@router.post("/advance")
async def advance(request: Request, body: Annotated[AdvanceBody, json_body(AdvanceBody)]) -> Answer:
    """Move simulated time on, for sessions and for tokens."""
    state = _state(request)
    state.clock.advance(body.seconds)
    return _answer({"now": state.world.settle().isoformat()})


@router.get("/state")
async def read_state(request: Request) -> Answer:
    """The truth: everything the server knows, jobs with their items."""
    state = _state(request)
    world, now = state.world, state.clock.now()
    return reply(
        world,
        {
            "organizations": [organization_view(one, extended=True) for one in world.organizations.values()],
            "repositories": [repository_view(one) for one in world.repositories.values()],
            "jobs": [_job_with_items(world, job) for job in world.jobs.values()],
            "copyJobs": [copy_job_view(copy) for copy in world.copy_jobs.values()],
            "sessions": [session_view(one, now, world.profile.main_session) for one in world.sessions.values()],
            "restoreSessions": [restore_session_view(one) for one in world.restore_sessions.values()],
        },
    )


@router.post("/profile")
async def set_profile(request: Request, body: Annotated[dict[str, Any], json_body(dict[str, Any])]) -> Answer:
    """Change switches; answers with all of them."""
    state = _state(request)
    try:
        state.profile.update(body)
    except ValueError as error:
        raise ApiError(400, INVALID, str(error)) from None
    return _answer(state.profile.as_dict())


@router.post("/reset")
async def reset(request: Request) -> Answer:
    """Back to the data, the time and the profile it started with; logins stay."""
    state = _state(request)
    state.reset()
    return _answer({})


def _job_with_items(world: World, job: Job) -> dict[str, Any]:
    return {
        **job_view(world, job, world.clock.now()),
        "selectedItems": [item_view(world, job, item, "selected") for item in job.selected.values()],
        "excludedItems": [item_view(world, job, item, "excluded") for item in job.excluded.values()],
    }
