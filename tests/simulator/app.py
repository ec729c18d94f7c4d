# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application: routes, and every failure in the server's form."""

from __future__ import annotations

import http

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

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
from .api import json_response, state_of
from .errors import HTTP_ERROR, NOT_FOUND, ApiError, LoginError, Unauthorized
from .state import State

ROUTES = [
    *routes_auth.ROUTES,
    *routes_organizations.ROUTES,
    *routes_repositories.ROUTES,
    *routes_protection.ROUTES,
    *routes_jobs.ROUTES,
    *routes_items.ROUTES,
    *routes_copy_jobs.ROUTES,
    *routes_sessions.ROUTES,
    *routes_events.ROUTES,
    *control.ROUTES,
]


def build(state: State) -> Starlette:
    """The ASGI application, without journal and faults (interpose.py adds them)."""
    handlers = {
        ApiError: _refused,
        Unauthorized: _unauthorized,
        LoginError: _bad_login,
        HTTPException: _not_served,
        Exception: _failed,
    }
    app = Starlette(routes=ROUTES, exception_handlers=handlers)
    app.state.simulator = state
    return app


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return json_response(error.body(), error.status)


async def _unauthorized(request: Request, _error: Exception) -> Response:
    headers = {"www-authenticate": "Bearer"}
    if state_of(request).profile.rejected_token_body == "empty":
        return Response(status_code=401, headers=headers)
    return json_response(ApiError(401, HTTP_ERROR, "The access token is not valid.").body(), 401, headers)


async def _bad_login(_request: Request, error: Exception) -> Response:
    assert isinstance(error, LoginError)
    return json_response({"error": error.error, "error_description": error.description}, 400)


async def _not_served(request: Request, error: Exception) -> Response:
    """No route for the path, or none for the method: then the Allow header has the methods of all its routes."""
    assert isinstance(error, HTTPException)
    status, path = error.status_code, request.scope["path"]
    told = ApiError(
        status,
        NOT_FOUND if status == 404 else HTTP_ERROR,
        f"{http.HTTPStatus(status).phrase}: {request.method} {path}",
    )
    allowed = {method for route in ROUTES if route.path_regex.match(path) for method in route.methods or ()}
    return json_response(told.body(), status, {"allow": ", ".join(sorted(allowed))} if status == 405 else None)


async def _failed(_request: Request, _error: Exception) -> Response:
    told = ApiError(500, HTTP_ERROR, "The simulator failed; its error output says how.", traced=True)
    return json_response(told.body(), 500)
