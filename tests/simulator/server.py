# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS with a throw-away certificate authority, on uvicorn; says where it listens; stops without delay."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import signal
import socket
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import trustme
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TRANSPORT = "simulator.transport"


class Joined:
    """A connection that sends in one piece what is written to it in one step of the event loop: an answer is then one
    record of TLS, and one system call on either side."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pieces: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send it at the end of this step."""
        if not self._pieces:
            self._loop.call_soon(self._flush)
        self._pieces.append(data)

    def close(self) -> None:
        """Close the connection once all is sent."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._pieces and not self._transport.is_closing():
            self._transport.write(b"".join(self._pieces))
        self._pieces.clear()


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, with the connection itself in reach of the application (scope["extensions"])."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client connects."""
        joined: Any = Joined(transport, self.loop)
        super().connection_made(joined)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        extensions: dict[str, Any] = {TRANSPORT: self.transport}
        self.scope["extensions"] = extensions

    def send_400_response(self, msg: str) -> None:
        """Not HTTP: answered like every other failure."""
        body = json.dumps({"message": msg, "errorCode": "HttpError", "stackTrace": None}).encode()
        head = f"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        self.transport.write(head.encode() + b"connection: close\r\n\r\n" + body)
        self.transport.close()

    def shutdown(self) -> None:
        """The server stops: an idle connection is closed at once, without the TLS farewell that clients may delay."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()


class Server(uvicorn.Server):
    """A server that reports when it listens, and ends quietly on SIGINT and SIGTERM."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then report."""
        await super().startup(sockets=sockets)
        if not self.should_exit:
            self._listening()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals end the server; unlike uvicorn's own handler this raises none of them again afterwards."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 uses a free port. asyncio switches Nagle's delay off only where TCP is named."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    return sock


def serve(app: Any, host: str, sock: socket.socket, verbose: bool, announce: Callable[[dict[str, Any]], None]) -> None:
    """Serve until a signal comes. `announce` gets {url, host, port, ca_path} when the server listens.

    The files of the certificate authority live in a private directory and go with the server.
    """
    with tempfile.TemporaryDirectory(prefix="vb365-simulator-") as directory:
        authority = trustme.CA(organization_name="VB365 simulator")
        names = dict.fromkeys(["127.0.0.1", "::1", "localhost", host])
        certificate = authority.issue_cert(*names)
        ca_path = Path(directory, "ca.pem")
        authority.cert_pem.write_to_path(str(ca_path))
        chain = Path(directory, "server.pem")
        certificate.private_key_and_cert_chain_pem.write_to_path(str(chain))
        chain.chmod(0o600)
        port = sock.getsockname()[1]
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        url = f"https://[{reachable}]:{port}" if ":" in reachable else f"https://{reachable}:{port}"
        place = {"url": url, "host": reachable, "port": port, "ca_path": str(ca_path)}
        config = uvicorn.Config(
            app,
            http=Protocol,
            loop="asyncio",
            ws="none",
            lifespan="off",
            ssl_certfile=str(chain),
            log_level="info" if verbose else "critical",
            access_log=verbose,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=120,
            timeout_graceful_shutdown=1,
            backlog=256,
        )
        gc.collect()
        gc.freeze()  # what the start has made stays: it need not be looked at again
        gc.set_threshold(20_000, 20, 50)
        asyncio.run(Server(config, lambda: announce(place)).serve(sockets=[sock]))
