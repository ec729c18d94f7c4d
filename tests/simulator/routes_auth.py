# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Token, logout, ServiceInstance."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from .api import Query, authorized, done, json_response, query, state_of
from .caseless import Route
from .errors import LoginError


async def token(request: Request) -> Response:
    """Log in or refresh; the form may be URL-encoded or JSON."""
    state = state_of(request)
    raw = (await request.body()).decode("utf-8", "replace")
    form: Any
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            form = json.loads(raw)
        except (ValueError, RecursionError):
            form = None
        if not isinstance(form, dict):
            raise LoginError("invalid_request", "The body is not a JSON object.")
    else:
        form = dict(parse_qsl(raw, keep_blank_values=True))
    world = state.world
    answer = state.tokens.login(form, state.clock, world.username, world.password, world.profile.token_without_flag)
    return json_response(answer, headers={"cache-control": "no-store"})


async def logout(request: Request) -> Response:
    """End the login of the bearer token."""
    authorized(request)
    query(request, Query)
    state = state_of(request)
    state.tokens.logout(state.tokens.check(request.headers.get("authorization"), state.clock))
    return done()


async def service_instance(request: Request) -> Response:
    """The product build; anonymous callers get 401 here and 404 under versions that are not served."""
    api = authorized(request)
    query(request, Query)
    return api.reply({"installationId": api.world.installation_id, "version": api.world.version})


ROUTES = [
    Route("POST", "/v8/token", token),
    Route("POST", "/v8/token/logout", logout),
    Route("GET", "/v8/ServiceInstance", service_instance),
]
