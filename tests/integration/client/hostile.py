# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that keeps no rule of HTTP but those that a test writes for it."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path

import trustme

MEBIBYTE = 1024 * 1024
AUTHORITY = trustme.CA()


class Hostile:
    """Answers the requests with the answers, one after the other, on ``port`` of this machine; ``ca_path`` trusts all
    such servers.

    An answer is made of pieces and ends where the client has had enough of it, and its connection with it.
    ``requests`` are those that came, ``connections`` the number of connections.
    """

    def __init__(self, folder: Path, *answers: Iterable[bytes]) -> None:
        self.requests: list[str] = []
        self.connections = 0
        self._answers = iter(answers)
        self.ca_path = folder / "hostile.pem"
        AUTHORITY.cert_pem.write_to_path(str(self.ca_path))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        AUTHORITY.issue_cert("127.0.0.1", "localhost").configure_cert(self._context)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept)

    def __enter__(self) -> Hostile:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the end
            while True:
                connection, _address = self._socket.accept()
                self.connections += 1
                connection.settimeout(30)
                with contextlib.suppress(OSError), self._context.wrap_socket(connection, server_side=True) as trusted:
                    self.requests.append(_request(trusted))
                    for piece in next(self._answers, ()):
                        trusted.sendall(piece)


class Proxy:
    """Lets one connection through to wherever it asks for. ``asked`` is how it asked."""

    def __init__(self) -> None:
        self.asked = ""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept)

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the end
            here, _address = self._socket.accept()
            self.asked = _request(here)
            host, port = self.asked.split()[1].split(":")
            with here, socket.create_connection((host, int(port))) as there:
                here.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _relay({here: there, there: here})


def _relay(ends: dict[socket.socket, socket.socket]) -> None:
    while True:
        for end in select.select(ends, [], [])[0]:
            data = end.recv(65536)
            if not data:
                return
            ends[end].sendall(data)


def _request(connection: socket.socket) -> str:
    """A request as it comes, with its body."""
    came = b""
    while b"\r\n\r\n" not in came:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError("the client has gone")
        came += piece
    head, _end, body = came.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    return (head + b"\r\n\r\n" + body).decode("latin-1")


def head(*lines: str, status: str = "200 OK") -> bytes:
    """The beginning of an answer."""
    return "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: application/json", *lines, "", ""]).encode("latin-1")


def whole(body: bytes, *lines: str, status: str = "200 OK") -> list[bytes]:
    """An answer that ends."""
    return [head(f"Content-Length: {len(body)}", *lines, status=status) + body]


def endless(begin: bytes, piece: bytes) -> Iterable[bytes]:
    """The same bytes without end, as fast as the client reads."""
    return chain([begin], repeat(piece))


def dripping(begin: bytes, drop: bytes) -> Iterator[bytes]:
    """The same for 30 seconds, which is for ever beside the time-out of a client, with pauses that are no time-out."""
    yield begin
    for _drop in range(300):
        time.sleep(0.1)
        yield drop


def bomb() -> tuple[bytes, bytes]:
    """The begin of a gzip file, and what may follow any number of times: a mebibyte of blanks each, in a kibibyte."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    pieces = [packer.compress(b" " * MEBIBYTE) + packer.flush(zlib.Z_FULL_FLUSH) for _piece in range(2)]
    return pieces[0], pieces[1]
