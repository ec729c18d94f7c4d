# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane under /_sim: no token, JSON, never in the journal."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from . import edits, objects
from .api import JSON, Query, json_body, json_response, query, reply, state_of
from .asgi import served
from .caseless import Route
from .errors import INVALID, ApiError
from .faults import Edit, Fault, Race
from .resources import copy_job_view, item_view, job_view, organization_view, repository_view
from .session_views import restore_session_view, session_view
from .shorthand import find
from .state import State
from .world import Job, Outcome, World


class JournalQuery(Query):
    """The number of an entry."""

    since: int = 0


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
    state = state_of(request)
    state.world.settle()
    return state


async def read_journal(request: Request) -> Response:
    """Entries with n greater than `since`."""
    state = _state(request)
    return json_response({"entries": state.journal.since(query(request, JournalQuery).since)})


async def clear_journal(request: Request) -> Response:
    """Remove all entries; n continues."""
    state = _state(request)
    state.journal.clear()
    return json_response({})


async def read_logins(request: Request) -> Response:
    """The latest 1,000 logins with their tokens, for tests that search for leaks."""
    state = _state(request)
    issued = state.tokens.issued
    return json_response(
        {"logins": [{"user": one.user, "access": one.access, "refresh": one.refresh} for one in issued]}
    )


async def add_fault(request: Request) -> Response:
    """Schedule a fault; it hits the first matching request."""
    fault = await json_body(request, Fault)
    state = _state(request)
    state.plans.faults.append(fault)
    return json_response({"faults": [one.model_dump() for one in state.plans.faults]})


async def clear_faults(request: Request) -> Response:
    """Remove all scheduled faults and races."""
    state = _state(request)
    state.plans.faults, state.plans.races = [], []
    return json_response({"faults": []})


async def edit(request: Request) -> Response:
    """Change a job now; answers with the job as it is then."""
    body = await json_body(request, Edit)
    state = _state(request)
    job = edits.apply(state.world, body, state.clock.now())
    return reply(state.world, {"job": _job_with_items(state.world, job)})


async def directory(request: Request) -> Response:
    """Remove objects of an organization; items of jobs that name them stay."""
    body = await json_body(request, DirectoryBody)
    world = _state(request).world
    owner = next((one for one in world.organizations.values() if body.organization in (one.id, one.name)), None)
    if owner is None:
        raise ApiError(400, INVALID, f"organization: there is none of the name {body.organization!r}.")
    for one in body.remove:
        kind = f"{one['type'].lower()}s"
        objects.remove(world, owner, kind, find(owner, one["type"], one["name"])["id"], body.anew)
    return json_response({"gone": sorted(owner.gone)})


async def race(request: Request) -> Response:
    """Schedule a change for the moment before the next matching request."""
    body = await json_body(request, Race)
    state = _state(request)
    job = edits.find_job(state.world, body.edit.job)
    edits.settings_body(state.world, job, body.edit)
    state.plans.races.append(body)
    return json_response({"races": [one.model_dump() for one in state.plans.races]})


async def outcome(request: Request) -> Response:
    """Say how the next sessions of a job end; replaces what was said before."""
    body = await json_body(request, OutcomeBody)
    state = _state(request)
    found = edits.find_job(state.world, body.job)
    job = edits.copy_job_of(state.world, found) if body.copy_job else found
    log = tuple((line.type, line.message) for line in body.log)
    job.outcomes.clear()
    job.outcomes.extend(Outcome(status, body.retry, log, body.seconds) for status in body.outcomes)
    return json_response({"job": job.id, "outcomes": body.outcomes})


async def advance(request: Request) -> Response:
    """Move simulated time on, for sessions and for tokens."""
    body = await json_body(request, AdvanceBody)
    state = _state(request)
    state.clock.advance(body.seconds)
    return json_response({"now": state.world.settle().isoformat()})


async def read_state(request: Request) -> Response:
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


async def set_profile(request: Request) -> Response:
    """Change switches; answers with all of them."""
    body = await json_body(request, dict[str, Any])
    state = _state(request)
    try:
        state.profile.update(body)
    except ValueError as error:
        raise ApiError(400, INVALID, str(error)) from None
    return json_response(state.profile.as_dict())


async def reset(request: Request) -> Response:
    """Back to the data, the time and the profile it started with; logins stay."""
    state = _state(request)
    state.reset()
    return json_response({})


async def batch(request: Request) -> Response:
    """Several calls of the control plane, one after another: the list of their answers, or the first refusal."""
    answers = []
    for one in await json_body(request, list[Call]):
        path, _mark, parts = one.call.partition("?")
        body = b"" if one.body is None else json.dumps(one.body).encode()
        scope = {**request.scope, "method": one.method, "path": f"/_sim/{path}", "query_string": parts.encode()}
        told = await served(request.app, scope, body)
        if told.status_code != 200:
            return told
        answers.append(bytes(told.body))
    return Response(b"[" + b",".join(answers) + b"]", media_type=JSON)


def _job_with_items(world: World, job: Job) -> dict[str, Any]:
    return {
        **job_view(world, job, world.clock.now()),
        "selectedItems": [item_view(world, job, item, "selected") for item in job.selected.values()],
        "excludedItems": [item_view(world, job, item, "excluded") for item in job.excluded.values()],
    }


ROUTES = [
    Route("GET", "/_sim/journal", read_journal),
    Route("DELETE", "/_sim/journal", clear_journal),
    Route("GET", "/_sim/logins", read_logins),
    Route("POST", "/_sim/faults", add_fault),
    Route("DELETE", "/_sim/faults", clear_faults),
    Route("POST", "/_sim/edit", edit),
    Route("POST", "/_sim/directory", directory),
    Route("POST", "/_sim/race", race),
    Route("POST", "/_sim/outcome", outcome),
    Route("POST", "/_sim/advance", advance),
    Route("GET", "/_sim/state", read_state),
    Route("POST", "/_sim/profile", set_profile),
    Route("POST", "/_sim/reset", reset),
    Route("POST", "/_sim/batch", batch),
]
