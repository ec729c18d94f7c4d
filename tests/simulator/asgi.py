# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to an ASGI application from inside the process."""

from __future__ import annotations

import traceback

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Scope


async def served(app: ASGIApp, scope: Scope, body: bytes) -> Response:
    """The whole answer to a request whose body has been read. A bug's traceback goes to standard error."""
    answer = Response()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status_code, answer.raw_headers = message["status"], list(message["headers"])
        else:
            answer.body = message["body"]

    try:
        await app(scope, receive, send)
    except Exception:  # noqa: BLE001 - Starlette answers with 500, then raises the error again
        traceback.print_exc()
    return answer
