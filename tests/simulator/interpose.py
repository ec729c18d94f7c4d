# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer between the network and the application: journal, races, faults."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from . import app, edits
from .errors import HTTP_ERROR, ApiError
from .faults import Fault
from .journal import Entry, readable
from .server import TRANSPORT
from .state import State
from .web import JSON, Answer, Request

PROXY_PAGE = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    b"<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
)
BODILESS = (204, 304)
Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Interposer:
    """The ASGI application. Requests to the control plane pass through untouched."""

    def __init__(self, state: State) -> None:
        self.state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        method, path, query = scope["method"], scope["path"], scope["query_string"].decode("latin-1")
        is_control = path.startswith("/_sim")
        entry = None if is_control else self.state.journal.open(method, path, query)
        body = await _whole_body(receive)
        if body is None:
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request = Request(self.state, method, path, query, headers, body)
        if entry is None:
            await _send(await app.answer(request), send)
            return
        entry.body = readable(path, headers.get("content-type", ""), body)
        answer = self._race(method, path)
        fault = self.state.plans.fault_for(method, path)
        if answer is None and fault is not None and fault.effect in ("status", "html", "echo"):
            answer = _refusal(fault, _said(headers, body))
        if fault is not None and fault.effect in ("drop_before", "stall"):
            if fault.effect == "stall":
                await _gone(receive, fault.seconds)
            await _drop(scope, receive)
            return
        if answer is None:
            answer = await app.answer(request)
        if self.state.profile.date_header == "sent":
            answer.headers = [*answer.without(b"date"), (b"date", _http_date(self.state.clock.now()))]
        await _deliver(answer, fault, entry, scope, receive, send)

    def _race(self, method: str, path: str) -> Answer | None:
        """Make the changes that this request sets off; one that cannot be made is the answer."""
        try:
            for race in self.state.plans.races_for(method, path):
                edits.apply(self.state.world, race.edit, self.state.world.settle())
        except ApiError as error:
            told = ApiError(500, HTTP_ERROR, f"The edit of a race cannot be made: {error.message}")
            return _with_length(Answer(500, [JSON], json.dumps(told.body()).encode()))
        return None


def _http_date(now: datetime) -> bytes:
    return format_datetime(now, usegmt=True).encode()


async def _whole_body(receive: Receive) -> bytes | None:
    """The body; None when the client goes away before its end."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _deliver(
    answer: Answer, fault: Fault | None, entry: Entry, scope: Scope, receive: Receive, send: Send
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
        if answer.status not in BODILESS:
            answer.headers = [*answer.without(b"content-length"), (b"content-length", b"0")]
    entry.status = answer.status
    if effect == "truncate" and answer.body:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
        scope["extensions"][TRANSPORT].close()
        return
    await _send(answer, send)


async def _send(answer: Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


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


def _said(headers: dict[str, str], body: bytes) -> str:
    """A request as a text: its headers and its body, once plain and once in base64."""
    lines = [*(f"{name}: {value}" for name, value in headers.items()), body.decode("utf-8", "replace")]
    plain = "; ".join(lines)
    return f"{plain}; {base64.b64encode(plain.encode()).decode()}"


def _refusal(fault: Fault, said: str) -> Answer:
    """The answer of the effects `status`, `html` and `echo`."""
    if fault.effect == "html":
        return _with_length(Answer(502, [(b"content-type", b"text/html")], PROXY_PAGE))
    content: Any = fault.body
    if content is None and fault.status == 401:
        content = ""
    elif content is None:
        content = ApiError(fault.status, HTTP_ERROR, f"The server answers {fault.status}.", traced=True).body()
    if fault.effect == "echo":
        content = json.loads(json.dumps(content).replace("{request}", json.dumps(said)[1:-1]))
    is_text = isinstance(content, str)
    body = content.encode() if is_text else json.dumps(content).encode()
    given = [
        (name.lower().encode("latin-1"), str(value).encode("latin-1")) for name, value in (fault.headers or {}).items()
    ]
    kind = (b"content-type", b"text/plain; charset=utf-8") if is_text else JSON
    headers = given if any(name == b"content-type" for name, _value in given) else [kind, *given]
    return _with_length(Answer(fault.status, headers, body))


def _with_length(answer: Answer) -> Answer:
    if answer.status in BODILESS:
        answer.body, answer.headers = b"", answer.without(b"content-type")
    elif not any(name == b"content-length" for name, _value in answer.headers):
        answer.headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
    return answer
