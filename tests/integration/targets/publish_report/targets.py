# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that reports are sent to, in threads of the test."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Certificate:
    """A certificate for localhost. ``ca_path``: the file with that of its CA."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca_path = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_path))
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(self.context)


def _free_port() -> int:
    with socket.create_server(("localhost", 0)) as found:
        return int(found.getsockname()[1])


class MailServer:
    """A mail server with STARTTLS and a login. ``letters``: what it accepted. It refuses ``refused@example.com``."""

    def __init__(self, certificate: Certificate, password: str) -> None:
        self.letters: list[Message] = []
        self.recipients: list[list[str]] = []
        self._password = password

        def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, login: Any) -> AuthResult:
            assert isinstance(login, LoginPassword)
            return AuthResult(success=login.password.decode() == self._password, handled=False)

        self._controller = Controller(
            self,
            hostname="localhost",
            port=_free_port(),  # it cannot choose one itself
            tls_context=certificate.context,
            require_starttls=True,
            authenticator=authenticate,
            auth_required=True,
        )

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("refused@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content))
        self.recipients.append([*envelope.rcpt_tos])
        return "250 OK"

    @contextmanager
    def serving(self) -> Iterator[int]:
        """The port, while the block runs."""
        self._controller.start()
        try:
            yield self._controller.port
        finally:
            self._controller.stop()


@contextmanager
def chat(certificate: Certificate, status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of a webhook, and the bodies that it received."""
    bodies: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Location", "https://elsewhere.example.com/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        log_message: Callable[..., None] = lambda *_arguments: None

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    server.socket = certificate.context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://localhost:{server.server_address[1]}/hooks/secret-of-the-hook", bodies
    finally:
        server.shutdown()
        server.server_close()
