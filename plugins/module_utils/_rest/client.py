# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST client: session, token, repeated reads, paging, deadline and typed errors. Only this package uses HTTP."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    CutShort,
    NotFound,
    OutcomeUnknown,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._rest import failures as _failures
from ansible_collections.vb365.backup.plugins.module_utils._rest.answers import answered, number
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Answer, Connection, check_connection
from ansible_collections.vb365.backup.plugins.module_utils._rest.deadline import Deadline
from ansible_collections.vb365.backup.plugins.module_utils._rest.login import Login
from ansible_collections.vb365.backup.plugins.module_utils._rest.paging import PAGE, all_rows
from ansible_collections.vb365.backup.plugins.module_utils._rest.parallel import side_by_side
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import RunFolder
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import Secrets
from ansible_collections.vb365.backup.plugins.module_utils._rest.server_clock import ServerClock
from ansible_collections.vb365.backup.plugins.module_utils._rest.session import Bearer, session_with
from ansible_collections.vb365.backup.plugins.module_utils._rest.token import Token, TokenStore
from ansible_collections.vb365.backup.plugins.module_utils._rest.transport import body_of

try:
    import requests
except ImportError as error:
    REQUESTS_ERROR: ImportError | None = error
else:
    REQUESTS_ERROR = None

DEADLINE = 20
"""The deadline of a task, pauses included, as a multiple of the option ``timeout``."""


class Client:
    """One session with a VB365 server.

    ``memory``: the caches of other layers, one object for each class. ``tokens``: all tokens that this client has used.
    ``run_folder``: the files of the run. ``may_have_written``: true if this task wrote something, or if the outcome of
    a write is unknown. ``last_request``: method and path of the task's last request. ``requests``: the number of
    requests.
    """

    def __init__(
        self, connection: Connection, token_folder: str | None = None, beside_locks: str | None = None
    ) -> None:
        """Raises NotUsable if requests is missing or the login has no credentials, and OptionError for an invalid
        option.
        """
        if REQUESTS_ERROR is not None:
            raise _failures.no_requests(REQUESTS_ERROR)
        check_connection(connection)
        self._connection = connection
        self._base = f"https://{connection.server}/{connection.api_version}"
        key = connection.server, connection.username, connection.api_version
        self.run_folder = RunFolder(token_folder, *key, beside=beside_locks)
        self._session = session_with(connection, self._base, lambda: self.deadline.left)
        way = repr((self._session.verify, self._session.proxies, connection.timeout))
        self._login = Login(connection, TokenStore(self.run_folder), self._ask_for_token, way)
        self._logging_in = threading.Lock()
        self._clock = ServerClock()
        self.memory: dict[type, Any] = {}
        self.requests = 0
        self.start_task()

    def start_task(self) -> None:
        """Reset the state that belongs to one task."""
        self.start_deadline()
        self.may_have_written = False
        self.last_request: tuple[str | None, str | None] = (None, None)

    def start_deadline(self) -> None:
        """Start a new deadline, for a task or for one of many jobs in a task."""
        self.deadline = Deadline(DEADLINE * self._connection.timeout)

    def lock(self, key: str) -> AbstractContextManager[None]:
        """Wait for the lock of a UUID, which the tasks of this user on this machine share, and take it.

        The UUID alone is the key, because a server can have several names. Only tasks whose run folders have the same
        parent share locks. Raises NotUsable if the deadline passes.
        """
        return self.run_folder.lock(key.lower(), self.deadline.sleep)

    def close(self) -> None:
        """End the session, and log out unless other processes use the token."""
        if self._login.own_token:
            with contextlib.suppress(Exception):  # an unused token expires
                self._send("POST", "/token/logout", bearer=self._login.own_token)
        self._session.close()

    @property
    def tokens(self) -> Secrets:
        """All tokens that this client has used."""
        return self._login.tokens

    def _ask_for_token(self, form: Mapping[str, str]) -> Token:
        answer = self._send("POST", "/token", None, form=form)
        if answer.status != 200:
            raise _failures.login(answer, self._connection, self.secrets)
        try:
            return Token.from_api(dict(_parsed(answer, "POST", "/token", self._connection)))
        except (ValueError, KeyError, TypeError):
            raise _failures.unreadable(answer, "POST", "/token", self._connection) from None

    @property
    def secrets(self) -> Secrets:
        """The texts that no message may show."""
        return Secrets(self._connection.password, *self.tokens.texts)

    def get(self, path: str, **query: Any) -> Any:
        """The parsed JSON of a resource, or of one page. Repeated after 429, 502, 503, 504 and connection errors."""
        return self._call("GET", path, query)

    def find(self, path: str, **query: Any) -> dict[str, Any] | None:
        """The resource or page; None if the server says that it does not exist."""
        try:
            resource: dict[str, Any] = self.get(path, **query)
        except NotFound:
            return None
        return resource

    def get_all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All rows of a collection. All pages are read, also where the server returns fewer rows than requested."""
        return all_rows(path, lambda offset: self._page(path, {**query, "limit": PAGE, "offset": offset}))

    def get_all_of(self, paths: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """The rows of several collections, requested in parallel. Arguments and result as side_by_side()."""
        return side_by_side(self.get_all, paths, self._connection.parallel_reads)

    def get_first(self, path: str, **query: Any) -> dict[str, Any] | None:
        """The first row of a collection; None if it is empty."""
        rows = self._page(path, {**query, "limit": 1})["results"]
        return rows[0] if rows else None

    def _page(self, path: str, query: Mapping[str, Any]) -> dict[str, Any]:
        page: dict[str, Any] | None = self._call("GET", path, query)
        rows = page.get("results") if page else None
        if not page or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _failures.no_listing(page, path, self._connection, self.secrets)
        return page

    def now(self) -> datetime:
        """The server's time, in UTC. Sends a request if no answer has come yet. Falls back to this machine's time."""
        if not self._clock.is_known:
            self.get("/ServiceInstance")
        return self._clock.now

    def rejected(self, path: str) -> Answer:
        """The answer to a read whose token is certainly invalid."""
        return self._send("GET", path, "not-a-token-of-this-server")

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """The parsed answer. Never repeated. Raises OutcomeUnknown if the server may have done the request."""
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
            answer = self._send(method, path, self._token(token), query, body)
        return self._read(answer, method, path)

    def _token(self, rejected: str | None = None) -> str:
        with self._logging_in:
            return self._login.token(self.deadline.sleep, rejected)

    def _read(self, answer: Answer, method: str, path: str) -> Any:
        if not 200 <= answer.status < 300:
            raise _failures.refusal(answer, method, path, self._connection, self.secrets)
        if answer.status == 204 or (method in ("PUT", "DELETE") and not answer.body):
            return None
        parsed = _parsed(answer, method, path, self._connection)
        if parsed.get("errorCode"):  # no resource has this key: it is an error, whatever the status
            raise _failures.refusal(answer, method, path, self._connection, self.secrets)
        return parsed

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
                auth=Bearer(bearer),
                headers={"Accept": "application/json", "Accept-Encoding": "gzip"},
                timeout=max(min(self._connection.timeout, self.deadline.left), 0.001),
                allow_redirects=False,
                stream=True,
            ) as response:
                self._clock.note(response.headers)
                return Answer(response.status_code, response.headers, body_of(response))
        except requests.exceptions.RequestException as error:
            raise _failures.no_answer(error, method, path, self._connection, self.secrets) from None


def _parsed(answer: Answer, method: str, path: str, connection: Connection) -> dict[str, Any]:
    try:
        parsed = json.loads(answer.body, parse_float=number)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise _failures.unreadable(answer, method, path, connection)
    return answered(parsed, method, path)


def _query_value(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
