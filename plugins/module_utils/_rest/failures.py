# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures of requests as typed errors. Each message names the cause and the option to check, and shows no secret."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    CutShort,
    LoginRefused,
    NotFound,
    NotUsable,
    OutcomeUnknown,
    ServerRefused,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import LONGEST_WAIT, Answer, Connection
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import Secrets

UNDECIDED_CODES = ("OperationConflict", "Timeout")
"""errorCodes after which the server may have done the write, or may accept it later."""
UNDECIDED_STATUS = (408, 429, 500, 502, 503, 504)
"""HTTP statuses with the same meaning, if no errorCode decides. Most come from a proxy or an overloaded server."""
REFUSING_CODES = (
    "OrganizationTransfer",
    "OutdatedChangeToken",
    "ParameterValidationFailure",
    "ProxyOffline",
    "RepositoryOwnerChangeTooManyLinks",
    "ResourceAccessDenied",
    "ResourceNotFound",
)
"""errorCodes of a request that the server did not do. Other codes (HttpError, new codes) add nothing to the status."""
_OTHER_NAME = (62, 64)
"""OpenSSL's codes for a certificate of another host name or another address."""


def no_requests(error: ImportError) -> NotUsable:
    """The error for a missing Python library requests."""
    return NotUsable(
        f"The Python library requests is missing for {sys.executable} on {socket.gethostname()} ({error}): "
        "install it there, or name another Python in ansible_python_interpreter"
    )


def check_address(method: str, path: str, query: Mapping[str, Any]) -> None:
    """Raises Vb365Error for an empty id or an empty filter: the request would address other resources."""
    ids = [value for name, value in query.items() if name.endswith("Id")]
    if {"", "None"} & {*path.split("/")[1:], *ids}:
        raise Vb365Error(f"{method} {path}: not sent, an id is missing", error_code="internal_error")
    for name, value in query.items():
        if isinstance(value, str) and not value.strip():
            raise Vb365Error(f"{method} {path}: not sent, {name} is empty", error_code="internal_error")


def no_answer(error: Exception, method: str, path: str, connection: Connection, secrets: Secrets) -> Vb365Error:
    """The error for a request without a complete answer: OutcomeUnknown for a write that may have arrived."""
    where: dict[str, Any] = {"method": method, "path": path}
    causes = list(_causes(error))
    kinds = {kind.__name__ for cause in causes for kind in type(cause).__mro__}
    server = connection.server
    untrusted = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if untrusted and untrusted.verify_code in _OTHER_NAME:
        return NotUsable(
            f"host: the certificate of {server} is not valid for {connection.host} ({untrusted.verify_message}): "
            "expected a name or an address of the certificate",
            **where,
        )
    if untrusted:
        return NotUsable(
            f"ca_path: the certificate of {server} is not trusted ({untrusted.verify_message}): "
            "set ca_path to the certificate of its CA, or to a self-signed certificate itself "
            "(validate_certs: false trusts anybody)",
            **where,
        )
    if any(isinstance(cause, ssl.SSLError) and cause.library in ("X509", "PEM") for cause in causes):
        return NotUsable("ca_path, or REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE: no certificate in the file (PEM)", **where)
    is_unknown = bool(kinds & {"gaierror", "NameResolutionError", "LocationParseError"})
    if "ProxyError" in kinds and is_unknown:
        return NotUsable("HTTPS_PROXY: the proxy is unknown to the name service (DNS) of this machine", **where)
    if is_unknown:
        return NotUsable(f"host: {connection.host!r} is unknown to the name service (DNS) of this machine", **where)
    if kinds & {"InvalidProxyURL", "InvalidSchema", "ProxySchemeUnknown"}:
        return NotUsable(f"HTTPS_PROXY: the proxy cannot be used ({secrets.masked(str(causes[-1]))})", **where)
    if "ProxyError" in kinds:
        return NotUsable(f"host: the proxy in HTTPS_PROXY refuses the connection to {server}", **where)
    if kinds & {"NewConnectionError", "ConnectTimeout", "ConnectTimeoutError"}:
        reason = next(
            (os.strerror(cause.errno) for cause in causes if isinstance(cause, OSError) and cause.errno), "no answer"
        )
        return NotUsable(f"host, port: no connection to {server} ({reason})", **where)
    if "Timeout" in kinds or "TimeoutError" in kinds:
        what = f"timeout: no complete answer from {server} within {connection.timeout} s"
    else:
        what = f"{server} sent no complete answer ({secrets.masked(str(causes[-1]))})"
    if _is_read(method, path):
        return (CutShort if "ChunkedEncodingError" in kinds else NotUsable)(f"{method} {path}: {what}", **where)
    return OutcomeUnknown(f"{method} {path}: {what}; it is unknown whether the server did the request", **where)


def too_late(method: str, path: str, seconds: float) -> NotUsable:
    """The error for a request that would begin after the task's deadline."""
    what = f"timeout: the task's requests took more than {seconds:.0f} s altogether"
    return NotUsable(what, method=method, path=path)


def refusal(answer: Answer, method: str, path: str, connection: Connection, secrets: Secrets) -> Vb365Error:
    """The error for an answer that is not a success: by its errorCode first, then by its status."""
    said = _json(answer.body)
    code = said.get("errorCode") and secrets.masked(str(said["errorCode"]))
    message = said.get("message") or code
    where: dict[str, Any] = {"error_code": code, "status": answer.status, "method": method, "path": path}
    if answer.status == 401 and connection.access_token:
        return NotUsable(f"access_token: {connection.server} rejects it", **where)
    if answer.status == 401:
        return LoginRefused(f"username, password: {connection.server} rejects the token that it just issued", **where)
    if 300 <= answer.status < 400:
        return NotUsable(f"host, port: {connection.server} redirects elsewhere, which is not followed", **where)
    if not message:
        return _foreign(answer, method, path, connection, where)
    text = f"{method} {path}: {secrets.masked(str(message))}"
    is_undecided = answer.status in UNDECIDED_STATUS or 200 <= answer.status < 300
    if code in UNDECIDED_CODES or (code not in REFUSING_CODES and is_undecided):
        return _undecided(text, answer, where)
    if code == "ResourceNotFound" or (not code and answer.status == 404):
        return NotFound(text, **where)
    if code == "ResourceAccessDenied" or (not code and answer.status == 403):
        return ServerRefused(f"username: the account {connection.username!r} may not do this: {text}", **where)
    return ServerRefused(text, **where)


def _foreign(answer: Answer, method: str, path: str, connection: Connection, where: dict[str, Any]) -> Vb365Error:
    """The error for an answer that is not in VB365's form: from another service, or from a proxy."""
    text = (
        f"host, port: {connection.server} answered {_form(answer)}, not as the VB365 REST API does (a reverse proxy?)"
    )
    if answer.status in UNDECIDED_STATUS:
        return _undecided(f"{method} {path}: {text}", answer, where)
    return NotUsable(text, **where)


def _undecided(text: str, answer: Answer, where: dict[str, Any]) -> Vb365Error:
    if _is_read(where["method"], where["path"]):
        return ServerRefused(text, **where)
    code = where["error_code"]
    may_be_done = code == "Timeout" or (code != "OperationConflict" and answer.status != 429)
    return OutcomeUnknown(text, retry_after=_retry_after(answer), may_be_done=may_be_done, **where)


def unreadable(answer: Answer, method: str, path: str, connection: Connection) -> Vb365Error:
    """The error for a success without the expected JSON object: OutcomeUnknown for a write."""
    text = f"host, port: {connection.server} answered {_form(answer)} to {method} {path}, expected a JSON object"
    where: dict[str, Any] = {"status": answer.status, "method": method, "path": path}
    return CutShort(text, **where) if _is_read(method, path) else OutcomeUnknown(text, **where)


def no_listing(page: Mapping[str, Any] | None, path: str, connection: Connection, secrets: Secrets) -> NotUsable:
    """The error for an answer without the rows of a listing; None for an empty answer. It does not mean that there are
    no rows."""
    came = textwrap.shorten(secrets.masked(json.dumps(page, ensure_ascii=False)), 200, placeholder=" …")
    text = f"GET {path}: {connection.server} answered {came} where a listing was expected, with its rows in results"
    return NotUsable(text, method="GET", path=path)


def login(answer: Answer, connection: Connection, secrets: Secrets) -> Vb365Error:
    """The error for credentials that bring no token."""
    said = _json(answer.body)
    message = said.get("error_description") or said.get("message") or said.get("error")
    where: dict[str, Any] = {"status": answer.status, "method": "POST", "path": "/token"}
    if answer.status in (400, 401, 403) and (message or not answer.body):
        reason = secrets.masked(str(message or "no reason given"))
        return LoginRefused(
            f"username, password: {connection.server} refuses the login of {connection.username!r}: {reason}", **where
        )
    if answer.status == 404:
        return NotUsable(f"api_version: {connection.server} does not serve {connection.api_version}", **where)
    if message:
        return NotUsable(f"The login at {connection.server} failed: {secrets.masked(str(message))}", **where)
    return _foreign(answer, "POST", "/token", connection, where)


def _is_read(method: str, path: str) -> bool:
    """Whether a repeat is harmless: true for reads and for requests about tokens."""
    return method == "GET" or path.startswith("/token")


def _json(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _form(answer: Answer) -> str:
    kind = re.match(r"[a-z]+/[a-z0-9.+-]{1,30}(?![^; ])", answer.headers.get("Content-Type", "").lower())
    return f"{kind[0] if kind else 'data' if answer.body else 'nothing'} with HTTP status {answer.status}"


def _retry_after(answer: Answer) -> float | None:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), LONGEST_WAIT) if re.match(r"^\d+$", text) else None


def _causes(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """The error and its causes, outermost first."""
    yield error
    if depth < 8:
        for inner in [*error.args, getattr(error, "reason", None), error.__cause__]:
            if isinstance(inner, BaseException):
                yield from _causes(inner, depth + 1)
