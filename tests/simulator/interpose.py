# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer between the network and the application: journal, races, faults."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from email.utils import format_datetime
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from . import edits
from .api import JSON, json_response
from .asgi import served
from .errors import HTTP_ERROR, ApiError
from .faults import Fault
from .journal import Entry, readable
from .server import TRANSPORT
from .state import State

PROXY_PAGE = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    b"<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
)
BODILESS = (204, 304)


class Interposer:
    """ASGI application around another one. Requests to the control plane pass through untouched."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self.app = app
        self.state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        method, path = request.method, scope["path"]
        entry = None
        if not path.startswith("/_sim"):
            entry = self.state.journal.open(method, path, scope["query_string"].decode("latin-1"))
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        if entry is None:
            untouched = await served(self.app, scope, body)
            await untouched(scope, receive, send)
            return
        entry.body = readable(path, request.headers.get("content-type", ""), body)
        answer = self._race(method, path)
        fault = self.state.plans.fault_for(method, path)
        if answer is None and fault is not None and fault.effect in ("status", "html", "echo"):
            answer = _refusal(fault, _said(request, body))
        if fault is not None and fault.effect in ("drop_before", "stall"):
            if fault.effect == "stall":
                await _gone(receive, fault.seconds)
            await _drop(scope, receive)
            return
        if answer is None:
            answer = await served(self.app, scope, body)
        if self.state.profile.date_header == "sent":
            answer.headers["date"] = format_datetime(self.state.clock.now(), usegmt=True)
        await _deliver(answer, fault, entry, scope, receive, send)

    def _race(self, method: str, path: str) -> Response | None:
        """Make the changes that this request sets off; one that cannot be made is the answer."""
        try:
            for race in self.state.plans.races_for(method, path):
                edits.apply(self.state.world, race.edit, self.state.world.settle())
        except ApiError as error:
            told = ApiError(500, HTTP_ERROR, f"The edit of a race cannot be made: {error.message}")
            return json_response(told.body(), 500)
        return None


async def _deliver(
    answer: Response, fault: Fault | None, entry: Entry, scope: Scope, receive: Receive, send: Send
) -> None:
    effect = fault.effect if fault else None
    if effect == "drop_after":
        await _drop(scope, receive)
        return
    if effect == "delay" and fault is not None and not await _waited(fault.seconds):
        await _drop(scope, receive)
        return
    if effect == "empty":
        answer.body = b""
        if answer.status_code not in BODILESS:
            answer.headers["content-length"] = "0"
    entry.status = answer.status_code
    if effect == "truncate" and answer.body:
        await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
        await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
        scope["extensions"][TRANSPORT].close()
        return
    await answer(scope, receive, send)


async def _waited(seconds: float) -> bool:
    """Wait; False when the server stops meanwhile."""
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        return False
    return True


async def _gone(receive: Receive, seconds: float) -> None:
    """Wait until the client goes away, so long at most."""
    with contextlib.suppress(asyncio.TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(receive(), seconds)


async def _drop(scope: Scope, receive: Receive) -> None:
    """Close the connection without an answer."""
    scope["extensions"][TRANSPORT].abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def _said(request: Request, body: bytes) -> str:
    """A request as a text: its headers and its body, once plain and once in base64."""
    lines = [*(f"{name}: {value}" for name, value in request.headers.items()), body.decode("utf-8", "replace")]
    plain = "; ".join(lines)
    return f"{plain}; {base64.b64encode(plain.encode()).decode()}"


def _refusal(fault: Fault, said: str) -> Response:
    """The answer of the effects `status`, `html` and `echo`."""
    if fault.effect == "html":
        return Response(PROXY_PAGE, 502, {"content-type": "text/html"})
    content: Any = fault.body
    if content is None and fault.status == 401:
        content = ""
    elif content is None:
        content = ApiError(fault.status, HTTP_ERROR, f"The server answers {fault.status}.", traced=True).body()
    if fault.effect == "echo":
        content = json.loads(json.dumps(content).replace("{request}", json.dumps(said)[1:-1]))
    is_text = isinstance(content, str)
    headers = {name.lower(): str(value) for name, value in (fault.headers or {}).items()}
    if fault.status in BODILESS:
        headers.pop("content-type", None)
        return Response(None, fault.status, headers)
    headers = {"content-type": "text/plain; charset=utf-8" if is_text else JSON, **headers}
    return Response(content if is_text else json.dumps(content), fault.status, headers)
