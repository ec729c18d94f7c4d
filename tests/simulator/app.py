# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application: routes, and every failure in the server's form."""

from __future__ import annotations

import http
import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

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
from .api import validation_failure
from .errors import HTTP_ERROR, NOT_FOUND, ApiError, LoginError, Unauthorized
from .state import State

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


def build(state: State) -> FastAPI:
    """The ASGI application, without journal and faults (interpose.py adds them)."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.simulator = state
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(ApiError, _refused)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _refused)
    app.add_exception_handler(Unauthorized, _unauthorized)
    app.add_exception_handler(LoginError, _bad_login)
    return app


def routes() -> list[Any]:
    """All routes."""
    return [route for router in ROUTERS for route in router.routes]


def failure(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response:
    """An error answer."""
    return Response(json.dumps(body), status, headers=dict(headers or {}), media_type="application/json")


async def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, ApiError):
        return failure(error.status, error.body())
    if isinstance(error, RequestValidationError):
        refusal = validation_failure([{**one, "loc": one["loc"][1:]} for one in error.errors()])
        return failure(refusal.status, refusal.body())
    if isinstance(error, HTTPException):
        code = NOT_FOUND if error.status_code == 404 else HTTP_ERROR
        phrase = http.HTTPStatus(error.status_code).phrase
        told = ApiError(error.status_code, code, f"{phrase}: {request.method} {request.url.path}")
        return failure(told.status, told.body(), _allow(request) if error.status_code == 405 else error.headers)
    return failure(500, ApiError(500, HTTP_ERROR, "The simulator failed; its error output says how.", True).body())


def _allow(request: Request) -> dict[str, str]:
    """The Allow header of a 405: every method of this path."""
    known = [route for route in routes() if isinstance(route, APIRoute)]
    methods = {method for route in known if route.path_regex.match(request.url.path) for method in route.methods or ()}
    return {"allow": ", ".join(sorted(methods))}


async def _unauthorized(request: Request, error: Exception) -> Response:
    headers = {"www-authenticate": "Bearer"}
    state: State = request.app.state.simulator
    if state.profile.rejected_token_body == "empty":
        return Response(status_code=401, headers=headers)
    return failure(401, ApiError(401, HTTP_ERROR, "The access token is not valid.").body(), headers)


async def _bad_login(request: Request, error: Exception) -> Response:
    assert isinstance(error, LoginError)
    return failure(400, {"error": error.error, "error_description": error.description})
