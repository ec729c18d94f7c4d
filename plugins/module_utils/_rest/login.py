# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login: which token a request carries, and how a new one is had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import LoginRefused
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Connection
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import Sleep
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import Secrets
from ansible_collections.vb365.backup.plugins.module_utils._rest.token import Token, TokenStore


class Login:
    """The token of one server and user. ``ask`` sends a form to ``POST /token`` and returns the answer. ``tokens``: all
    that this process had, which are secrets."""

    def __init__(self, connection: Connection, store: TokenStore, ask: Callable[[Mapping[str, str]], Token]) -> None:
        self._connection = connection
        self._store = store
        self._ask = ask
        self.tokens = Secrets(connection.access_token)

    @property
    def own_token(self) -> str | None:
        """The token that no other process uses, and that has to be given back."""
        return self._store.token.access if self._store.token and not self._store.is_shared else None

    def token(self, sleep: Sleep, rejected: str | None = None) -> str:
        """The token to send; one that was ``rejected`` is replaced by that of another process or by a new login."""
        if self._connection.access_token:
            return self._connection.access_token
        known = self._store.token
        if known and known.is_fresh and known.access != rejected:
            return known.access
        with self._store.locked(sleep):
            known = self._store.token and self._noted(self._store.token)
            if not known or not known.is_fresh or known.access == rejected:
                known = self._store.token = self._renewed(known if not rejected else None) or self._with_password()
            return known.access

    def _noted(self, token: Token) -> Token:
        """The token, which is a secret from now on."""
        self.tokens = Secrets(*self.tokens.texts, token.access, token.refresh)
        return token

    def _renewed(self, token: Token | None) -> Token | None:
        """A new token for the refresh token; None where there is none or the server no longer accepts it."""
        if token is None or token.refresh is None:
            return None
        try:
            return self._new(grant_type="refresh_token", refresh_token=token.refresh)
        except LoginRefused:
            return None

    def _with_password(self) -> Token:
        user, password = self._connection.username, self._connection.password
        return self._new(grant_type="password", username=str(user), password=str(password))

    def _new(self, **form: str) -> Token:
        return self._noted(self._ask({**form, "disable_antiforgery_token": "true"}))
