# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events since a change token, and the server's health."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from .api import MAXIMUM_PAGE, Query, authorized, query, reply, state_of
from .caseless import Route
from .errors import OUTDATED, ApiError
from .ids import make_id
from .world import World

POLL_SECONDS = 0.05


class EventsQuery(Query):
    """A change token, and how many events to wait for how long."""

    token: Annotated[str, Field(alias="from")]
    limit: Annotated[int, Field(ge=1, le=MAXIMUM_PAGE)] = 30
    timeoutSeconds: Annotated[int, Field(ge=0, le=600)] = 0


async def events(request: Request) -> Response:
    """What happened after a change token; "latest" stands for now. Waits up to timeoutSeconds of real time for events.

    A token is the number of the last event that was seen, in decimal digits.
    """
    api = authorized(request)
    asked = query(request, EventsQuery)
    seen = _seen(api.world, asked.token)
    deadline = time.monotonic() + asked.timeoutSeconds
    while api.world.event_count == seen and time.monotonic() < deadline:
        await asyncio.sleep(POLL_SECONDS)
        api.world.settle()
    found = [(number, event) for number, event in api.world.events if number > seen][: asked.limit]
    following = found[-1][0] if found else seen
    links = {"next": {"href": f"/v8/Events?from={following}&limit={asked.limit}"}}
    content = {
        "nextChangeToken": str(following),
        "limit": asked.limit,
        "setId": make_id("events", following),
        "results": [event for _number, event in found],
        "_links": links,
    }
    return api.reply(content)


def _seen(world: World, token: str) -> int:
    if token == "latest":
        return world.event_count
    oldest = world.events[0][0] if world.events else 1
    if token.isascii() and token.isdigit() and len(token) < 16 and oldest - 1 <= int(token) <= world.event_count:
        return int(token)
    raise ApiError(400, OUTDATED, f"from: there are no events since the change token {token!r} any more.")


async def health(request: Request) -> Response:
    """Always healthy; served without a token."""
    query(request, Query)
    parts = ("Configuration database", "NATS server")
    entries = {part: {"status": "Healthy", "description": f"{part} is available"} for part in parts}
    return reply(state_of(request).world, {"status": "Healthy", "entries": entries})


ROUTES = [
    Route("GET", "/v8/Events", events),
    Route("GET", "/v8/Health", health),
]
