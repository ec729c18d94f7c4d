# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures as typed errors that name the option to check and contain no secret."""

from __future__ import annotations

import base64
import errno
import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from string import ascii_letters, digits
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
import requests
import urllib3.exceptions
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    CutShort,
    LoginRefused,
    NotFound,
    NotUsable,
    OptionError,
    OutcomeUnknown,
    ServerRefused,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._rest import failures as _failures
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Answer, Connection, check_connection
from ansible_collections.vb365.backup.plugins.module_utils._rest.failures import LONGEST_WAIT, Secrets

CONNECTION = Connection(
    host="server",
    port=4443,
    username="admin",
    password="hunter2",
    access_token=None,
    validate_certs=True,
    ca_path=None,
    timeout=30,
    api_version="v8",
)
SECRETS = Secrets("hunter2")
WRITES = ["POST", "PUT", "DELETE"]


def answer(status: int, body: Any = b"", headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, headers or {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def refusal(method: str, status: int, body: Any = b"", headers: Mapping[str, str] | None = None) -> Vb365Error:
    return _failures.refusal(answer(status, body, headers), method, "/Jobs/1", CONNECTION, SECRETS)


# ---- secrets --------------------------------------

PASSWORDS = ["p%40ss+w0rd", "a+b c/d&e=f", 'say "hi" it\'s', "back\\slash", "pässwörd€", 'pä"ss', "new\nline", "%"]


def forms(secret: str) -> list[str]:
    lower = "".join(chr(byte) if chr(byte) in ascii_letters + digits else f"%{byte:02x}" for byte in secret.encode())
    return [
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        urlencode({"password": secret}).partition("=")[2],
        lower,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        base64.b64encode(secret.encode()).decode(),
    ]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("number", range(9))
def test_a_secret_is_masked_in_every_form(password: str, number: int) -> None:
    form = forms(password)[number]
    assert Secrets(password).masked(f"before-{form}-after") == "before-********-after"


@given(st.text("abcXYZ019%+&=/\"'\\ äß€😀\n", min_size=4), st.integers(0, 8))
def test_nothing_of_a_secret_is_left(password: str, number: int) -> None:
    form = forms(password)[number]
    assert form not in Secrets(password).masked(f"<{form}|{form}>")


def test_every_secret_is_masked_the_longest_first() -> None:
    assert Secrets("secret", "secret-token").masked("secret-token, secret") == "********, ********"


def test_no_secret_masks_nothing() -> None:
    assert Secrets(None, "").masked("all of it") == "all of it"


def test_a_message_of_the_server_is_masked() -> None:
    for error in (
        refusal("GET", 400, {"message": "hunter2 is bad"}),
        _failures.login(answer(400, {"error_description": "hunter2 is bad"}), CONNECTION, SECRETS),
        _failures.login(answer(500, {"message": "hunter2 is bad"}), CONNECTION, SECRETS),
        _failures.no_answer(OSError("hunter2 is bad"), "GET", "/Jobs", CONNECTION, SECRETS),
    ):
        assert "******** is bad" in error.message
        assert "hunter2" not in json.dumps(error.details())


# ---- a refusal, by errorCode, status and method -----

UNDECIDED = ["OperationConflict", "Timeout"]
DECIDED = [
    "ProxyOffline", "OutdatedChangeToken", "ParameterValidationFailure", "OrganizationTransfer",
    "RepositoryOwnerChangeTooManyLinks",
]  # fmt: skip
VAGUE = ["HttpError", "SomethingNew"]


@pytest.mark.parametrize("status", [400, 404, 409, 500, 503])
@pytest.mark.parametrize("code", DECIDED)
@pytest.mark.parametrize("method", ["GET", *WRITES])
def test_an_error_code_decides(method: str, code: str, status: int) -> None:
    error = refusal(method, status, {"message": "No.", "errorCode": code, "stackTrace": "at Veeam.Secret()"})
    assert error.__class__ is ServerRefused
    assert error.message == f"{method} /Jobs/1: No."
    assert error.details() == {
        "msg": error.message,
        "error_code": code,
        "status": status,
        "method": method,
        "path": "/Jobs/1",
        "changed": False,
    }


@pytest.mark.parametrize("status", [400, 404, 409, 500, 503])
@pytest.mark.parametrize("code", UNDECIDED)
def test_some_error_codes_leave_open_whether_a_write_was_done(code: str, status: int) -> None:
    body = {"message": "Busy.", "errorCode": code}
    assert refusal("GET", status, body).__class__ is ServerRefused
    assert {type(refusal(method, status, body)) for method in WRITES} == {OutcomeUnknown}


@pytest.mark.parametrize("code", VAGUE)
def test_some_error_codes_tell_no_more_than_the_status(code: str) -> None:
    body = {"message": "No.", "errorCode": code}
    for status in (400, 404, 409, 501):
        assert {type(refusal(method, status, body)) for method in ("GET", *WRITES)} == {ServerRefused}
    for status in _failures.UNDECIDED_STATUS:
        assert refusal("GET", status, body).__class__ is ServerRefused
        assert {type(refusal(method, status, body)) for method in WRITES} == {OutcomeUnknown}


@pytest.mark.parametrize(
    ("status", "code", "may_be_done"),
    [
        (409, "OperationConflict", False),
        (500, "OperationConflict", False),
        (429, None, False),
        (429, "HttpError", False),
        (429, "Timeout", True),
        (500, "Timeout", True),
        (500, None, True),
        (503, "HttpError", True),
    ],
)
@pytest.mark.parametrize("method", WRITES)
def test_a_write_that_may_have_been_done(method: str, status: int, code: str | None, may_be_done: bool) -> None:
    error = refusal(method, status, {"message": "Busy.", "errorCode": code})
    assert isinstance(error, OutcomeUnknown)
    assert error.may_be_done is may_be_done


def test_a_write_that_a_proxy_holds_back_was_not_done() -> None:
    error = refusal("PUT", 429, b"Too many requests")
    assert isinstance(error, OutcomeUnknown)
    assert error.may_be_done is False


@pytest.mark.parametrize("status", [400, 404, 500])
@pytest.mark.parametrize("method", ["GET", *WRITES])
def test_not_found_and_no_access_by_error_code(method: str, status: int) -> None:
    assert refusal(method, status, {"message": "No.", "errorCode": "ResourceNotFound"}).__class__ is NotFound
    denied = refusal(method, status, {"message": "No.", "errorCode": "ResourceAccessDenied"})
    assert denied.__class__ is ServerRefused
    assert denied.message == f"username: the account 'admin' may not do this: {method} /Jobs/1: No."


@pytest.mark.parametrize("code", [{}, {"errorCode": None}])
@pytest.mark.parametrize(
    ("status", "read", "write"),
    [
        (400, ServerRefused, ServerRefused),
        (403, ServerRefused, ServerRefused),
        (404, NotFound, NotFound),
        (409, ServerRefused, ServerRefused),
        (408, ServerRefused, OutcomeUnknown),
        (429, ServerRefused, OutcomeUnknown),
        (500, ServerRefused, OutcomeUnknown),
        (502, ServerRefused, OutcomeUnknown),
        (503, ServerRefused, OutcomeUnknown),
        (504, ServerRefused, OutcomeUnknown),
        (501, ServerRefused, ServerRefused),
    ],
)
def test_without_an_error_code_the_status_decides(status: int, read: type, write: type, code: dict[str, Any]) -> None:
    body = {"message": "No.", **code}
    assert refusal("GET", status, body).__class__ is read
    assert {type(refusal(method, status, body)) for method in WRITES} == {write}


def test_only_a_bare_403_or_its_error_code_blames_the_account() -> None:
    blamed = "username: the account 'admin' may not do this: GET /Jobs/1: No."
    assert refusal("GET", 403, {"message": "No."}).message == blamed
    assert refusal("GET", 400, {"message": "No."}).message == "GET /Jobs/1: No."
    assert refusal("GET", 403, {"message": "No.", "errorCode": "ProxyOffline"}).message == "GET /Jobs/1: No."


@pytest.mark.parametrize("message", [{}, {"message": None}, {"message": ""}])
def test_an_error_code_without_a_message_decides_too(message: dict[str, Any]) -> None:
    error = refusal("GET", 404, {"errorCode": "ResourceNotFound", **message})
    assert error.__class__ is NotFound
    assert error.message == "GET /Jobs/1: ResourceNotFound"
    assert refusal("PUT", 500, {"errorCode": "OperationConflict", **message}).__class__ is OutcomeUnknown


def test_a_token_that_was_given_is_named_where_it_is_rejected() -> None:
    error = _failures.refusal(answer(401), "PUT", "/Jobs/1", replace(CONNECTION, access_token="t"), SECRETS)
    assert error.__class__ is NotUsable
    assert error.message == "access_token: server:4443 rejects it"
    assert (error.status, error.method, error.path) == (401, "PUT", "/Jobs/1")


FOREIGN: list[Any] = [b"", b"<html>Bad gateway</html>", b"[]", b"null", b"\xff\xfe", {"error": "other"}]


@pytest.mark.parametrize("body", FOREIGN)
def test_an_answer_in_another_form_is_not_the_servers(body: Any) -> None:
    for method in ("GET", *WRITES):
        for status in (400, 403, 404, 501):
            error = refusal(method, status, body, {"Content-Type": "text/html; charset=utf-8"})
            assert error.__class__ is NotUsable
            assert error.message.startswith(f"host, port: server:4443 answered text/html with HTTP status {status},")
    for status in _failures.UNDECIDED_STATUS:
        assert refusal("GET", status, body).__class__ is ServerRefused
        assert {type(refusal(method, status, body)) for method in WRITES} == {OutcomeUnknown}


def test_an_answer_without_content_type_is_data_or_nothing() -> None:
    assert "answered nothing with HTTP status 404" in refusal("GET", 404).message
    assert "answered data with HTTP status 404" in refusal("GET", 404, b"x").message


@pytest.mark.parametrize("body", [b"", {"message": "No."}])
def test_a_rejected_token_and_a_redirect(body: Any) -> None:
    for method in ("GET", *WRITES):
        rejected = refusal(method, 401, body)
        assert rejected.__class__ is LoginRefused
        assert rejected.message.startswith("username, password: server:4443 rejects the token")
        for status in (300, 302, 399):
            redirect = refusal(method, status, body, {"Location": "https://elsewhere/"})
            assert redirect.__class__ is NotUsable
            assert redirect.message.startswith("host, port: server:4443 redirects elsewhere")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("7", 7),
        ("99999", LONGEST_WAIT),
        ("soon", None),
        ("-1", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_the_wait_that_a_server_asks_for_is_passed_on(header: str | None, seconds: float | None) -> None:
    headers = {"Retry-After": header} if header else {}
    for body in (b"", {"message": "Busy."}):
        error = refusal("PUT", 503, body, headers)
        assert isinstance(error, OutcomeUnknown)
        assert error.retry_after == seconds


def test_a_success_without_the_json_that_it_must_be() -> None:
    read = _failures.unreadable(answer(200), "GET", "/Jobs", CONNECTION)
    assert read.__class__ is CutShort
    assert read.message.startswith("host, port: server:4443 answered nothing with HTTP status 200 to GET /Jobs, ")
    assert _failures.unreadable(answer(201, b"{"), "POST", "/Jobs", CONNECTION).__class__ is OutcomeUnknown
    assert _failures.unreadable(answer(200), "POST", "/token", CONNECTION).__class__ is CutShort


# ---- logging in -----------------------------------


REFUSES = "username, password: server:4443 refuses the login of 'admin'"
ANSWERED = "host, port: server:4443 answered"


@pytest.mark.parametrize(
    ("status", "body", "kind", "starts"),
    [
        (400, {"error": "invalid_grant", "error_description": "Wrong."}, LoginRefused, f"{REFUSES}: Wrong."),
        (400, {"message": "Wrong."}, LoginRefused, f"{REFUSES}: Wrong."),
        (400, {"error": "invalid_grant"}, LoginRefused, f"{REFUSES}: invalid_grant"),
        (401, b"", LoginRefused, f"{REFUSES}: no reason given"),
        (403, {"message": "Locked."}, LoginRefused, f"{REFUSES}: Locked."),
        (404, b"", NotUsable, "api_version: server:4443 does not serve v8"),
        (404, {"message": "No."}, NotUsable, "api_version: server:4443 does not serve v8"),
        (500, {"message": "Down."}, NotUsable, "The login at server:4443 failed: Down."),
        (400, b"<html>", NotUsable, f"{ANSWERED} data with HTTP status 400, not as"),
        (401, b"<html>", NotUsable, f"{ANSWERED} data with HTTP status 401, not as"),
        (502, b"<html>", ServerRefused, f"POST /token: {ANSWERED} data with HTTP status 502, not as"),
        (302, b"", NotUsable, f"{ANSWERED} nothing with HTTP status 302, not as"),
    ],
)
def test_a_login_that_fails(status: int, body: Any, kind: type, starts: str) -> None:
    error = _failures.login(answer(status, body), CONNECTION, SECRETS)
    assert error.__class__ is kind
    assert error.message.startswith(starts)
    assert (error.status, error.method, error.path) == (status, "POST", "/token")


# ---- no answer ------------------------------------


def failed(reason: Exception, cause: Exception | None = None) -> requests.ConnectionError:
    """As requests raises it after urllib3's repeats."""
    reason.__cause__ = cause
    return requests.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/v8/Jobs", reason))  # type: ignore[arg-type]


REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed")
UNTRUSTED.verify_message = "self-signed certificate"
UNTRUSTED.verify_code = 18
OTHER_NAME = ssl.SSLCertVerificationError(1, "certificate verify failed")
OTHER_NAME.verify_message = "Hostname mismatch, certificate is not valid for 'server'."
OTHER_NAME.verify_code = 62
UNKNOWN = socket.gaierror(-2, "unknown")
NOBODY: Any = None
"""In place of a connection, which urllib3's errors do not look at."""

NEVER_ARRIVED = [
    (
        requests.exceptions.SSLError(urllib3.exceptions.SSLError(UNTRUSTED)),
        "ca_path: the certificate of server:4443 is not trusted (self-signed certificate)",
    ),
    (
        requests.exceptions.SSLError(urllib3.exceptions.SSLError(OTHER_NAME)),
        "host: the certificate of server:4443 is not valid for server (Hostname mismatch",
    ),
    (
        failed(urllib3.exceptions.NameResolutionError("server", NOBODY, UNKNOWN)),
        "host: 'server' is unknown",
    ),
    (
        failed(urllib3.exceptions.NewConnectionError(NOBODY, "refused"), REFUSED),
        "host, port: no connection to server:4443 (Connection refused)",
    ),
    (
        requests.exceptions.ConnectTimeout(urllib3.exceptions.ConnectTimeoutError()),
        "host, port: no connection to server:4443 (no answer)",
    ),
    (
        requests.exceptions.ProxyError("no"),
        "host: the proxy in HTTPS_PROXY",
    ),
]
LOST = [
    (
        requests.exceptions.ReadTimeout("slow"),
        "timeout: no complete answer from server:4443 within 30 s",
    ),
    (
        requests.ConnectionError(urllib3.exceptions.ProtocolError("gone", ConnectionResetError(104, "reset"))),
        "server:4443 sent no complete answer",
    ),
    (
        requests.exceptions.ContentDecodingError("the answer is larger"),
        "server:4443 sent no complete answer",
    ),
]


@pytest.mark.parametrize("method", ["GET", *WRITES])
@pytest.mark.parametrize(("error", "starts"), NEVER_ARRIVED, ids=lambda value: type(value).__name__)
def test_a_request_that_never_arrived(error: Exception, starts: str, method: str) -> None:
    told = _failures.no_answer(error, method, "/Jobs", CONNECTION, SECRETS)
    assert told.__class__ is NotUsable
    assert told.message.startswith(starts)
    assert (told.method, told.path) == (method, "/Jobs")


@pytest.mark.parametrize(("error", "says"), LOST, ids=lambda value: type(value).__name__)
def test_a_request_that_may_have_arrived(error: Exception, says: str) -> None:
    read = _failures.no_answer(error, "GET", "/Jobs", CONNECTION, SECRETS)
    assert read.__class__ is NotUsable
    assert read.message.startswith(f"GET /Jobs: {says}")
    for method in WRITES:
        write = _failures.no_answer(error, method, "/Jobs", CONNECTION, SECRETS)
        assert write.__class__ is OutcomeUnknown
        assert write.message.startswith(f"{method} /Jobs: {says}")
        assert write.message.endswith("; it is unknown whether the server did the request")
    assert _failures.no_answer(error, "POST", "/token", CONNECTION, SECRETS).__class__ is NotUsable


def test_a_read_that_was_cut_short_may_be_tried_again() -> None:
    error = requests.exceptions.ChunkedEncodingError("gone")
    assert _failures.no_answer(error, "GET", "/Jobs", CONNECTION, SECRETS).__class__ is CutShort
    assert _failures.no_answer(error, "PUT", "/Jobs", CONNECTION, SECRETS).__class__ is OutcomeUnknown


def test_a_task_that_takes_too_long_names_the_option() -> None:
    error = _failures.too_late("PUT", "/Jobs/1", 600)
    assert error.message == "timeout: the task's requests took more than 600 s altogether"
    assert (error.method, error.path) == ("PUT", "/Jobs/1")


def test_a_missing_library_is_named_with_the_python_that_lacks_it() -> None:
    assert "requests is missing for " in _failures.no_requests(ImportError("no module")).message


# ---- the connection's options -----------------------


@pytest.mark.parametrize("host", ["server", "vb365.example.com", "192.0.2.7", "2001:db8::1", "fe80::1%eth0"])
def test_a_host_is_a_name_or_an_address(host: str) -> None:
    check_connection(replace(CONNECTION, host=host))


@pytest.mark.parametrize(
    "host", ["", "https://server", "server/", "server name", "admin@server", "server\n", "[::1]:4443"]
)
def test_a_host_in_another_form_is_refused(host: str) -> None:
    with pytest.raises(OptionError) as caught:
        check_connection(replace(CONNECTION, host=host))
    assert caught.value.message.startswith(f"host: {host!r}: expected a name or an address alone")


@pytest.mark.parametrize(
    ("option", "bad", "good"),
    [
        ("port", [0, 65536, -1], [1, 65535]),
        ("timeout", [0, -1], [1]),
        ("api_version", ["", "8", "v", "v8/", "V8", "v8\n", "v7", "v10"], ["v8"]),
        ("ca_path", ["/no/such/file"], [None, "", __file__]),
    ],
)
def test_options_without_which_no_connection_comes_about(option: str, bad: list[Any], good: list[Any]) -> None:
    for value in good:
        check_connection(replace(CONNECTION, **{option: value}))
    for value in bad:
        with pytest.raises(OptionError) as caught:
            check_connection(replace(CONNECTION, **{option: value}))
        assert caught.value.message.startswith(f"{option}: {value!r}: ")


def test_a_ca_does_not_matter_where_certificates_do_not() -> None:
    check_connection(replace(CONNECTION, ca_path=str(Path("no") / "such"), validate_certs=False))


@pytest.mark.parametrize(
    "credentials", [{"password": None}, {"password": ""}, {"username": None}, {"username": None, "password": None}]
)
def test_credentials_are_needed(credentials: dict[str, Any]) -> None:
    with pytest.raises(NotUsable, match=r"^username and password, or access_token: needed"):
        check_connection(replace(CONNECTION, **credentials))
    check_connection(replace(CONNECTION, **credentials, access_token="t"))
