# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST client: session, token, repeats of reads, paging, deadline, typed errors. The only place with HTTP in it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    CutShort,
    LoginRefused,
    NotFound,
    OutcomeUnknown,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._rest import failures as _failures
from ansible_collections.vb365.backup.plugins.module_utils._rest import shared as _shared
from ansible_collections.vb365.backup.plugins.module_utils._rest.deadline import Deadline
from ansible_collections.vb365.backup.plugins.module_utils._rest.locks import turn
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import Secrets
from ansible_collections.vb365.backup.plugins.module_utils._rest.token import Token, TokenStore
from ansible_collections.vb365.backup.plugins.module_utils._rest.transport import Adapter, Session, body_of

try:
    import requests
    import urllib3
    from requests.auth import AuthBase
    from urllib3.exceptions import MaxRetryError
    from urllib3.util.retry import Retry
except ImportError as error:
    REQUESTS_ERROR: ImportError | None = error
    AuthBase = Retry = object  # type: ignore[assignment,misc]
else:
    REQUESTS_ERROR = None

PAGE = 10_000
"""Rows asked for at once: the most that the API allows."""
LONGEST_RETRY_AFTER = 60
"""Seconds that a server may make us wait at most."""
ORGANIZATIONS_LIFE = 300
"""Seconds for which the tasks of a run take each other's word for the names of organizations."""
DEADLINE = 20
"""A task may take this many times the option ``timeout``, pauses included."""


@dataclass(frozen=True)
class Connection:
    """The connection options of a task. ``timeout`` is in seconds."""

    host: str
    port: int
    username: str | None
    password: str | None
    access_token: str | None
    validate_certs: bool
    ca_path: str | None
    timeout: int
    api_version: str

    @property
    def server(self) -> str:
        """Host and port as they stand in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Retry(Retry):
    """Repeats as long as the task has time for them: ``left`` tells the seconds."""

    def __init__(self, *arguments: Any, left: Callable[[], float], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._left = left

    def new(self, **options: Any) -> _Retry:
        return super().new(left=self._left, **options)

    def get_retry_after(self, response: Any) -> float | None:
        seconds = super().get_retry_after(response)
        return None if seconds is None else min(float(seconds), LONGEST_RETRY_AFTER)

    def increment(self, *request: Any, **came: Any) -> _Retry:
        repeat = super().increment(*request, **came)
        response = came.get("response")
        pause = (response and repeat.get_retry_after(response)) or repeat.get_backoff_time()
        if pause >= self._left():
            raise MaxRetryError(came["_pool"], request[1], came.get("error"))
        if response:
            response.close()  # else all of it is read, however much that is
        return repeat


class _Bearer(AuthBase):
    """The Authorization header. Being there, even empty, it keeps requests from reading .netrc."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: Any) -> Any:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Client:
    """One session with a VB365 server. ``memory`` holds what may be remembered as long as the client lives, ``tokens``
    are all that it had. ``may_have_written``: whether a write of this task was done, or may have been; ``last_request``
    is the method and the path of the task's last request."""

    def __init__(self, connection: Connection, token_folder: str | None = None) -> None:
        """Raises NotUsable where requests is missing or the login has no credentials, OptionError for a bad option."""
        if REQUESTS_ERROR is not None:
            raise _failures.no_requests(REQUESTS_ERROR)
        _failures.check_connection(connection)
        self._connection = connection
        self._base = f"https://{connection.server}/{connection.api_version}"
        key = (connection.server, connection.username, connection.api_version)
        self._tokens = TokenStore(token_folder, *key)
        self._organizations = _shared.path_of(token_folder, "organizations", *key) if token_folder else None
        self._turns = Path(token_folder).parent / "vb365-locks" if token_folder else None
        self.tokens = Secrets(connection.access_token)
        self._session = self._new_session()
        self.memory: dict[str, Any] = {}
        self.requests = 0
        self.start_task()

    def _new_session(self) -> Session:
        """A session that has asked the environment for proxies and certificates: each request would ask it again."""
        session = Session()
        verify = self._connection.validate_certs and (self._connection.ca_path or True)
        settings = session.merge_environment_settings(self._base, {}, None, verify, None)
        session.trust_env, session.proxies, session.verify = False, settings["proxies"], settings["verify"]
        if isinstance(session.verify, str):
            _failures.check_ca(session.verify)
        if not self._connection.validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        session.mount("https://", Adapter(max_retries=self._retries("GET")))
        session.mount(f"{self._base}/token", Adapter(max_retries=self._retries("POST")))
        return session

    def start_task(self) -> None:
        """Begin a task's deadline."""
        self.deadline = Deadline(DEADLINE * self._connection.timeout)
        self.may_have_written = False
        self.last_request: tuple[str | None, str | None] = (None, None)

    def known_organizations(self) -> list[dict[str, Any]] | None:
        """The names that another task of this run found not long ago."""
        return _shared.read(self._organizations, ORGANIZATIONS_LIFE) if self._organizations else None

    def tell_organizations(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Have the other tasks of this run know these names and ids."""
        if self._organizations:
            names = ("id", "name", "officeName")
            _shared.write(self._organizations, [{name: row.get(name) for name in names} for row in rows])

    def lock(self, thing: str) -> AbstractContextManager[None]:
        """Wait until no other task of this user on this machine has the lock of a thing of the server, then take it.
        Only tasks that share a token's folder, or its parent, know of each other. Raises NotUsable."""
        return turn(self._turns, f"{self._connection.server} {thing.lower()}", self.deadline.sleep)

    def close(self) -> None:
        """End the session; a token that nobody else uses is given back."""
        if self._tokens.token and not self._tokens.is_shared:
            with contextlib.suppress(Exception):  # it ends by itself
                self._send("POST", "/token/logout", bearer=self._tokens.token.access)
        self._session.close()

    def get(self, path: str, **query: Any) -> Any:
        """The parsed JSON of a resource, or of one page. Repeated on 429, 502, 503, 504 and connection errors."""
        return self._call("GET", path, query)

    def find(self, path: str, **query: Any) -> dict[str, Any] | None:
        """The resource, or one page, or None where the server says that it does not exist."""
        try:
            resource: dict[str, Any] = self.get(path, **query)
        except NotFound:
            return None
        return resource

    def get_all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All rows of a collection, page after page, however few rows the server gives at once."""
        return list(self._rows(path, query))

    def _rows(self, path: str, query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        offset = 0
        while True:
            page = self._call("GET", path, {**query, "limit": PAGE, "offset": offset})
            rows = page.get("results") or []
            yield from rows
            offset += len(rows)
            is_full = len(rows) >= min(PAGE, page.get("limit") or PAGE)
            if not rows or not (is_full or "next" in (page.get("_links") or {})):
                return

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """Raises OutcomeUnknown where nobody can tell whether it was done; never repeated."""
        return self._write("POST", path, query, body)

    def put(self, path: str, body: Any, **query: Any) -> Any:
        """As post()."""
        return self._write("PUT", path, query, body)

    def delete(self, path: str, body: Any = None, **query: Any) -> Any:
        """As post()."""
        return self._write("DELETE", path, query, body)

    def _write(self, method: str, path: str, query: Mapping[str, Any], body: Any) -> Any:
        before, self.may_have_written = self.may_have_written, True
        try:
            return self._call(method, path, query, body)
        except Vb365Error as error:
            self.may_have_written = before or (isinstance(error, OutcomeUnknown) and error.may_be_done)
            raise

    def _call(self, method: str, path: str, query: Mapping[str, Any], body: Any = None) -> Any:
        _failures.check_address(method, path, query)
        try:
            return self._once(method, path, query, body)
        except CutShort:
            return self._once(method, path, query, body)

    def _once(self, method: str, path: str, query: Mapping[str, Any], body: Any) -> Any:
        token = self._token()
        answer = self._send(method, path, token, query, body)
        if answer.status == 401 and not self._connection.access_token:
            answer = self._send(method, path, self._token(rejected=token), query, body)
        return self._read(answer, method, path)

    def _read(self, answer: Answer, method: str, path: str) -> Any:
        if not 200 <= answer.status < 300:
            raise _failures.refusal(answer, method, path, self._connection, self._secrets)
        if answer.status == 204 or (method in ("PUT", "DELETE") and not answer.body):
            return None
        return _parsed(answer, method, path, self._connection)

    def _send(
        self,
        method: str,
        path: str,
        bearer: str | None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        self.requests += 1
        self.last_request = method, path
        if self.deadline.left <= 0:
            raise _failures.too_late(method, path, self.deadline.seconds)
        try:
            with self._session.request(
                method,
                self._base + path,
                params={key: _query_value(value) for key, value in (query or {}).items() if value is not None},
                json=body,
                data=form,
                auth=_Bearer(bearer),
                headers={"Accept": "application/json", "Accept-Encoding": "gzip"},
                timeout=self._patience(),
                allow_redirects=False,
                stream=True,
            ) as response:
                return Answer(response.status_code, response.headers, body_of(response))
        except requests.exceptions.RequestException as error:
            raise _failures.no_answer(error, method, path, self._connection, self._secrets) from None

    def _patience(self) -> float:
        """Seconds to wait for the next part of an exchange."""
        return max(min(self._connection.timeout, self.deadline.left), 0.001)

    def _retries(self, method: str) -> _Retry:
        """Repeats of one method after 429, 502, 503, 504 and lost connections; other methods are repeated only where
        the connection was never made."""
        return _Retry(
            total=4,
            connect=2,
            other=0,
            allowed_methods=[method],
            status_forcelist=[429, 502, 503, 504],
            backoff_factor=0.5,
            raise_on_status=False,
            left=lambda: self.deadline.left,
        )

    def _token(self, rejected: str | None = None) -> str:
        """The token to send; one that was ``rejected`` is replaced by that of another process or by a new login."""
        if self._connection.access_token:
            return self._connection.access_token
        known = self._tokens.token
        if known and known.is_fresh and known.access != rejected:
            return known.access
        with self._tokens.locked(self.deadline.sleep):
            known = self._noted(self._tokens.token)
            if not known or not known.is_fresh or known.access == rejected:
                known = self._tokens.token = self._renewed(known if not rejected else None) or self._login()
            return known.access

    @property
    def _secrets(self) -> Secrets:
        """What no message shows."""
        return Secrets(self._connection.password, *self.tokens.texts)

    def _noted(self, token: Token | None) -> Token | None:
        """The token, which is a secret from now on."""
        if token:
            self.tokens = Secrets(*self.tokens.texts, token.access, token.refresh)
        return token

    def _renewed(self, token: Token | None) -> Token | None:
        """A new token for the refresh token; None where there is none or the server no longer takes it."""
        if token is None or token.refresh is None:
            return None
        try:
            return self._new_token(grant_type="refresh_token", refresh_token=token.refresh)
        except LoginRefused:
            return None

    def _login(self) -> Token:
        user, password = self._connection.username, self._connection.password
        return self._new_token(grant_type="password", username=str(user), password=str(password))

    def _new_token(self, **form: str) -> Token:
        answer = self._send("POST", "/token", None, form={**form, "disable_antiforgery_token": "true"})
        if answer.status != 200:
            raise _failures.login(answer, self._connection, self._secrets)
        try:
            token = Token.from_api(_parsed(answer, "POST", "/token", self._connection))
        except (ValueError, KeyError, TypeError):
            raise _failures.unreadable(answer, "POST", "/token", self._connection) from None
        self._noted(token)
        return token


def _parsed(answer: Answer, method: str, path: str, connection: Connection) -> dict[str, Any]:
    try:
        parsed = json.loads(answer.body)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise _failures.unreadable(answer, method, path, connection)
    return parsed


def _query_value(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
