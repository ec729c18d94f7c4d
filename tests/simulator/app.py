# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application: routes, and every failure in the server's form."""

from __future__ import annotations

import http
import json
import traceback
from typing import Annotated

from . import (
    control,
    routes_auth,
    routes_copy_jobs,
    routes_events,
    routes_items,
    routes_jobs,
    routes_organizations,
    routes_protection,
    routes_repositories,
    routes_sessions,
)
from .api import json_body, validation_failure
from .caseless import Table
from .control import Call
from .errors import HTTP_ERROR, NOT_FOUND, ApiError, LoginError, Unauthorized
from .web import Answer, InvalidRequest, Request, failure, json_answer

ROUTERS = (
    routes_auth.router,
    routes_organizations.router,
    routes_repositories.router,
    routes_protection.data,
    routes_protection.router,
    routes_jobs.router,
    routes_items.selected_items,
    routes_items.excluded_items,
    routes_copy_jobs.router,
    routes_sessions.router,
    routes_events.router,
    control.router,
)


@control.router.post("/batch")
async def batch(request: Request, calls: Annotated[list[Call], json_body(list[Call])]) -> Answer:
    """Several calls of the control plane, one after another: the list of their answers, or the first refusal."""
    answers = []
    for one in calls:
        path, _mark, query = one.call.partition("?")
        body = b"" if one.body is None else json.dumps(one.body).encode()
        told = await answer(Request(request.state, one.method, f"/_sim/{path}", query, request.headers, body))
        if told.status != 200:
            return told
        answers.append(told.body.decode())
    return json_answer(f"[{','.join(answers)}]")


TABLE = Table(route for router in ROUTERS for route in router.routes)


async def answer(request: Request) -> Answer:
    """What the server answers, without journal and faults (interpose.py adds them)."""
    request = TABLE.spelled(request)
    if request.route is None:
        return _not_served(request, 404)
    if request.route.method != request.method:
        return _not_served(request, 405, {"allow": ", ".join(TABLE.methods(request.path))})
    try:
        return await request.route.answer(request)
    except ApiError as error:
        return failure(error.status, error.body())
    except InvalidRequest as invalid:
        refusal = validation_failure(invalid.errors)
        return failure(refusal.status, refusal.body())
    except Unauthorized:
        return _unauthorized(request)
    except LoginError as refused:
        return failure(400, {"error": refused.error, "error_description": refused.description})
    except Exception:  # noqa: BLE001 - a bug of the simulator: told on standard error, answered by a 500
        traceback.print_exc()
        return failure(500, ApiError(500, HTTP_ERROR, "The simulator failed; its error output says how.", True).body())


def _not_served(request: Request, status: int, headers: dict[str, str] | None = None) -> Answer:
    code = NOT_FOUND if status == 404 else HTTP_ERROR
    told = ApiError(status, code, f"{http.HTTPStatus(status).phrase}: {request.method} {request.path}")
    return failure(status, told.body(), headers)


def _unauthorized(request: Request) -> Answer:
    headers = {"www-authenticate": "Bearer"}
    if request.state.profile.rejected_token_body == "empty":
        return Answer(401, [(b"www-authenticate", b"Bearer"), (b"content-length", b"0")])
    return failure(401, ApiError(401, HTTP_ERROR, "The access token is not valid.").body(), headers)
