# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Token, logout, ServiceInstance."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from .api import Caller, done
from .errors import LoginError
from .web import Answer, Request, Router, json_answer

router = Router("/v8")


@router.post("/token")
async def token(request: Request) -> Answer:
    """Log in or refresh; the form may be URL-encoded or JSON."""
    state = request.state
    raw = request.body.decode("utf-8", "replace")
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
    return json_answer(json.dumps(answer), headers={"cache-control": "no-store"})


@router.post("/token/logout")
async def logout(api: Caller, request: Request) -> Answer:
    """End the login of the bearer token."""
    state = request.state
    state.tokens.logout(state.tokens.check(request.headers.get("authorization"), state.clock))
    return done()


@router.get("/ServiceInstance")
async def service_instance(api: Caller) -> Answer:
    """The product build; anonymous callers get 401 here and 404 under versions that are not served."""
    return api.reply({"installationId": api.world.installation_id, "version": api.world.version})
