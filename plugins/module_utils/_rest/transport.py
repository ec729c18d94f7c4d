# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Additions to requests: limits of the time and the memory for an answer, and no redirects."""

from __future__ import annotations

import io
import socket
import time
import zlib
from collections.abc import Iterable, Iterator
from http.client import HTTPResponse
from typing import Any

try:
    from requests import Session as RequestsSession
    from requests.adapters import HTTPAdapter
    from requests.exceptions import ContentDecodingError
    from urllib3 import HTTPSConnectionPool
    from urllib3.connection import HTTPSConnection
except ImportError:  # the client reports the missing library
    HTTPAdapter = HTTPSConnection = HTTPSConnectionPool = RequestsSession = object  # type: ignore[assignment,misc]

LARGEST_ANSWER = 256 * 1024 * 1024
"""The most bytes of an answer, compressed and uncompressed."""
PIECE = 65536
"""The bytes of one read."""


class Session(RequestsSession):
    """A session that follows no redirect. The base class reads the whole body of a redirect even if it does not follow
    it.
    """

    def get_redirect_target(self, resp: Any) -> None:
        return None


class Adapter(HTTPAdapter):
    """HTTPS with a limit for the whole answer: the option ``timeout`` of requests limits only each part that
    arrives."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _Pool}

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **options)
        manager.pool_classes_by_scheme = {"https": _Pool}
        return manager


class _TimedStream(io.RawIOBase):
    """The bytes of a socket, until the socket's initial time-out has passed."""

    def __init__(self, raw: io.RawIOBase, sock: Any) -> None:
        self._raw, self._socket = raw, sock
        self._ends = time.monotonic() + sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise socket.timeout
        self._socket.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedAnswer(HTTPResponse):
    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp = io.BufferedReader(_TimedStream(self.fp.detach(), sock))


class _Connection(HTTPSConnection):
    response_class = _TimedAnswer


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


def body_of(answer: Any) -> bytes:
    """The whole body, decompressed here: how much urllib3 decompresses at once depends on its version."""
    packing = answer.raw.headers.pop("Content-Encoding", "identity")
    if packing not in ("identity", "gzip"):
        raise ContentDecodingError("the answer has a compression that was not requested")
    pieces = answer.iter_content(PIECE)
    whole = bytearray()
    for piece in _unpacked(pieces) if packing == "gzip" else pieces:
        whole += piece
        if len(whole) > LARGEST_ANSWER:
            raise ContentDecodingError(f"the answer is larger than {LARGEST_ANSWER} bytes")
    return bytes(whole)


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        for piece in pieces:
            yield unpacker.decompress(piece, PIECE)
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, PIECE)
        yield unpacker.flush()
    except zlib.error:
        raise ContentDecodingError("the answer is damaged") from None
