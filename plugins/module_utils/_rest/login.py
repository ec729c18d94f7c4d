# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login: which token a request carries, and how the token is renewed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import CutShort, LoginRefused, NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Connection
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import Sleep
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import Secrets
from ansible_collections.vb365.backup.plugins.module_utils._rest.token import Token, TokenStore

NOT_REPEATED = 30
"""Seconds for which the tasks of a run do not repeat a failed login. A refused login is never repeated, because
directories lock an account after a few of them."""


class Login:
    """The token of one server and user.

    ``ask`` sends a form to ``POST /token`` and returns the answer. ``way``: what else a login depends on, such as
    certificates. ``tokens``: all tokens that this process has used, which are secrets.
    """

    def __init__(
        self, connection: Connection, store: TokenStore, ask: Callable[[Mapping[str, str]], Token], way: str = ""
    ) -> None:
        self._connection = connection
        self._store = store
        self._ask = ask
        self._way = way
        self.tokens = Secrets(connection.access_token)

    @property
    def own_token(self) -> str | None:
        """The token that only this process uses, and that it must log out; None if there is none."""
        return self._store.token.access if self._store.token and not self._store.is_shared else None

    def token(self, sleep: Sleep, rejected: str | None = None) -> str:
        """The token to send. A ``rejected`` token is replaced by that of another process or by a new login.

        Raises NotUsable, also for a login that failed in another task of the run.
        """
        if self._connection.access_token:
            return self._connection.access_token
        known = self._store.token
        if known and known.is_fresh and known.access != rejected:
            return known.access
        with self._store.locked(sleep):
            shared = self._shared(rejected)
        if isinstance(shared, NotUsable):
            raise shared
        return shared.access

    def _shared(self, rejected: str | None) -> Token | NotUsable:
        """The token of the run, or the error of the login. The error is returned, so that the store can share it."""
        known = self._store.token and self._noted(self._store.token)
        if known and known.is_fresh and known.access != rejected:
            return known
        try:
            self._store.token = self._renewed(known if not rejected else None) or self._with_password()
        except NotUsable as error:
            return error
        return self._store.token

    def _noted(self, token: Token) -> Token:
        """The token, recorded as a secret."""
        self.tokens = Secrets(*self.tokens.texts, token.access, token.refresh)
        return token

    def _renewed(self, token: Token | None) -> Token | None:
        """A new token for the refresh token; None if there is no refresh token or the server rejects it."""
        if token is None or token.refresh is None:
            return None
        try:
            return self._new(grant_type="refresh_token", refresh_token=token.refresh)
        except LoginRefused:
            return None

    def _with_password(self) -> Token:
        user, password = str(self._connection.username), str(self._connection.password)
        key = hashlib.pbkdf2_hmac("sha256", password.encode(), user.encode(), 10_000).hex()
        self._check_failure(self._store.failures.get(key))
        try:
            return self._new(grant_type="password", username=user, password=password)
        except CutShort:  # the client repeats the request once
            raise
        except NotUsable as error:
            self._store.failures[key] = {
                "message": error.message,
                "status": error.status,
                "is_refused": isinstance(error, LoginRefused),
                "way": self._way,
                "time": time.time(),
            }
            raise

    def _check_failure(self, failure: Mapping[str, Any] | None) -> None:
        """Raise the error of an earlier login of the run with the same password.

        An error other than a refusal is raised only if it is recent and ``way`` is the same.
        """
        where: dict[str, Any] = {"method": "POST", "path": "/token"}
        if failure and failure["is_refused"]:
            raise LoginRefused(failure["message"], status=failure["status"], **where)
        if failure and failure["way"] == self._way and time.time() - failure["time"] < NOT_REPEATED:
            text = f"{failure['message']} (this login failed less than {NOT_REPEATED} s ago, and was not repeated)"
            raise NotUsable(text, status=failure["status"], **where)

    def _new(self, **form: str) -> Token:
        return self._noted(self._ask({**form, "disable_antiforgery_token": "true"}))
