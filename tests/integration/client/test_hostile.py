# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that means harm, or something broken in its place: what it can cost us has an end."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable, OutcomeUnknown, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._rest import client as _client
from ansible_collections.vb365.backup.plugins.module_utils._rest import transport as _transport
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Connection
from tests.integration.client.hostile import MEBIBYTE, Hostile, Proxy, bomb, dripping, endless, head, whole

JOB = "/Jobs/00000000-0000-0000-0000-000000000001"
GZIP = "Content-Encoding: gzip"


def client_of(server: Hostile, **options: Any) -> Client:
    given: dict[str, Any] = {"username": None, "password": None, "access_token": "Token", "timeout": 30, **options}
    return Client(
        Connection(
            host="127.0.0.1",
            port=server.port,
            validate_certs=True,
            ca_path=str(server.ca_path),
            api_version="v8",
            **given,
        )
    )


@pytest.fixture
def peak() -> Iterator[Callable[[], int]]:
    """A function that returns the largest number of bytes in use so far."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


FOR_EVER: dict[str, Callable[[], Iterable[bytes]]] = {
    "status line": lambda: dripping(b"HTTP/1.1 200 O", b"K"),
    "interim answers": lambda: endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers": lambda: dripping(b"HTTP/1.1 200 OK\r\n", b"X: Y\r\n"),
    "body of a length": lambda: dripping(head("Content-Length: 1000000"), b" "),
    "body without a length": lambda: dripping(head("Connection: close"), b" "),
    "chunks": lambda: dripping(head("Transfer-Encoding: chunked"), b"1\r\n \r\n"),
    "one chunk": lambda: dripping(head("Transfer-Encoding: chunked") + b"fffff\r\n", b" "),
    "length of a chunk": lambda: dripping(head("Transfer-Encoding: chunked"), b"0"),
    "trailers": lambda: dripping(head("Transfer-Encoding: chunked") + b"2\r\n{}\r\n0\r\n", b"X: Y\r\n"),
    "nothing, compressed": lambda: dripping(head(GZIP) + bomb()[0], b"\0\0\0\xff\xff"),
}


@pytest.mark.parametrize("what", FOR_EVER)
def test_answer_without_end_ends_by_the_timeout(tmp_path: Path, what: str) -> None:
    with Hostile(tmp_path, FOR_EVER[what]()) as server:
        begun = time.monotonic()
        with pytest.raises(OutcomeUnknown, match=r"timeout: no complete answer from .* within 1 s"):
            client_of(server, timeout=1).put(JOB, {})
        assert 0.9 <= time.monotonic() - begun < 10


def test_repeats_of_reads_without_end_end_by_the_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "DEADLINE", 4)
    with Hostile(tmp_path, *(FOR_EVER["headers"]() for _repeat in range(10))) as server:
        begun = time.monotonic()
        with pytest.raises(NotUsable, match="timeout"):
            client_of(server, timeout=1).get("/Jobs")
        assert time.monotonic() - begun < 40
        assert 1 < len(server.requests) <= 4


def test_proxy_is_used_and_sees_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Proxy() as proxy, Hostile(tmp_path, dripping(head("Content-Length: 1000000"), b" ")) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("https_proxy", proxy.url)
        with pytest.raises(OutcomeUnknown, match="timeout: no complete answer"):
            client_of(server, timeout=1).put(JOB, {})
        assert "\r\nAuthorization: Bearer Token\r\n" in server.requests[0]
    assert proxy.asked.startswith(f"CONNECT 127.0.0.1:{server.port} ")
    assert "Token" not in proxy.asked


TOO_LARGE: dict[str, Callable[[], Iterable[bytes]]] = {
    "with a length": lambda: endless(head("Content-Length: 1000000000000"), b" " * MEBIBYTE),
    "without a length": lambda: endless(head("Connection: close"), b" " * MEBIBYTE),
    "in chunks": lambda: endless(head("Transfer-Encoding: chunked"), b"100000\r\n" + b" " * MEBIBYTE + b"\r\n"),
    "a bomb": lambda: endless(head(GZIP) + bomb()[0], bomb()[1]),
    "refusal": lambda: endless(head(GZIP, status="400 Bad Request") + bomb()[0], bomb()[1]),
    "redirect": lambda: endless(head("Location: /", GZIP, status="302 Found") + bomb()[0], bomb()[1]),
}


@pytest.mark.parametrize("what", TOO_LARGE)
def test_answer_of_any_size_takes_bounded_memory(
    tmp_path: Path, what: str, peak: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_transport, "LARGEST_ANSWER", 32 * MEBIBYTE)
    with Hostile(tmp_path, TOO_LARGE[what]()) as server:
        with pytest.raises(OutcomeUnknown, match=f"larger than {_transport.LARGEST_ANSWER} bytes"):
            client_of(server).put(JOB, {})
        assert _transport.LARGEST_ANSWER < peak() < 1.5 * _transport.LARGEST_ANSWER


@pytest.mark.parametrize("encoding", ["gzip, gzip", "deflate", "br", "zstd"])
def test_only_what_was_asked_for_is_unpacked(tmp_path: Path, encoding: str, peak: Callable[[], int]) -> None:
    answer = endless(head(f"Content-Encoding: {encoding}") + bomb()[0], bomb()[1])
    with Hostile(tmp_path, answer) as server:
        with pytest.raises(OutcomeUnknown, match="has a compression that was not requested"):
            client_of(server).put(JOB, {})
        assert "\r\nAccept-Encoding: gzip\r\n" in server.requests[0]
        assert peak() < 8 * MEBIBYTE


def test_busy_answer_without_end_is_not_read_before_the_repeat(tmp_path: Path, peak: Callable[[], int]) -> None:
    busy = endless(head("Connection: close", status="503 Service Unavailable"), b" " * MEBIBYTE)
    with Hostile(tmp_path, busy, whole(b'{"results": []}')) as server:
        assert client_of(server).get("/Jobs") == {"results": []}
        assert peak() < 8 * MEBIBYTE


def test_error_in_an_answer_of_success_leaves_the_outcome_open(tmp_path: Path) -> None:
    body = b'{"errorCode": "LicenseWarning", "message": "The license ends soon."}'
    with Hostile(tmp_path, whole(body)) as server:
        with pytest.raises(OutcomeUnknown, match="The license ends soon") as raised:
            client_of(server).put(JOB, {})
        assert raised.value.may_be_done


def test_empty_error_code_is_no_error(tmp_path: Path) -> None:
    with Hostile(tmp_path, whole(b'{"errorCode": null, "retryCount": 3.0}')) as server:
        assert client_of(server).put(JOB, {}) == {"errorCode": None, "retryCount": 3}


@pytest.mark.parametrize("body", [b"[" * 1_000_000, b'{"a":' * 1_000_000], ids=["lists", "objects"])
@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request"])
def test_answer_too_deep_to_be_read(tmp_path: Path, body: bytes, status: str) -> None:
    with Hostile(tmp_path, whole(body, status=status)) as server, pytest.raises(Vb365Error, match="host, port"):
        client_of(server).put(JOB, {})


def test_compressed_answer(tmp_path: Path) -> None:
    packed = gzip.compress(b'{"results": [%s]}' % b",".join([b"{}"] * MEBIBYTE))
    with Hostile(tmp_path, whole(packed, GZIP)) as server:
        assert len(client_of(server).get("/Jobs")["results"]) == MEBIBYTE


def test_compressed_answer_that_is_damaged(tmp_path: Path) -> None:
    damaged = gzip.compress(b'{"results": []}')[:10] + b"\xff" * 20
    told = pytest.raises(OutcomeUnknown, match="sent no complete answer")
    with told, Hostile(tmp_path, whole(damaged, GZIP)) as server:
        client_of(server).put(JOB, {})


REDIRECTS = ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_redirect_brings_nothing_to_another_host(tmp_path: Path, method: str, status: str) -> None:
    with Hostile(tmp_path) as other:
        away = f"Location: https://localhost:{other.port}/v8{JOB}"
        with Hostile(tmp_path, whole(b"", away, status=status)) as server:
            with pytest.raises(NotUsable, match="redirects elsewhere, which is not followed"):
                client_of(server)._call(method, JOB, {}, {})
            assert "\r\nAuthorization: Bearer Token\r\n" in server.requests[0]
        assert (len(server.requests), other.connections) == (1, 0)


@pytest.mark.parametrize("status", REDIRECTS)
def test_redirect_of_the_login_brings_nothing_to_another_host(tmp_path: Path, status: str) -> None:
    credentials = {"access_token": None, "username": "Somebody", "password": "Secret"}
    with Hostile(tmp_path) as other:
        away = f"Location: https://localhost:{other.port}/v8/token"
        with Hostile(tmp_path, whole(b"", away, status=status)) as server:
            with pytest.raises(NotUsable, match="host, port: "):
                client_of(server, **credentials).get("/Jobs")
            assert "password=Secret" in server.requests[0]
        assert (len(server.requests), other.connections) == (1, 0)


@pytest.mark.parametrize("location", ["/v8/Jobs", "//localhost:{port}/", "http://localhost:{port}/", "https://[", ""])
def test_redirect_is_not_followed_wherever_it_leads(tmp_path: Path, location: str) -> None:
    with Hostile(tmp_path) as other:
        away = f"Location: {location.format(port=other.port)}"
        told = pytest.raises(NotUsable, match="redirects elsewhere, which is not followed")
        with told, Hostile(tmp_path, whole(b"", away, status="302 Found")) as server:
            client_of(server).get("/Jobs")
        assert (len(server.requests), other.connections) == (1, 0)
