# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins: access tokens that expire, refresh tokens that work once."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .clock import Clock, stamp
from .errors import LoginError, Unauthorized

REFRESH_LIFETIME = 14 * 86400.0


@dataclass
class Login:
    """One pair of tokens. `antiforgery`: bound to a browser's cookie, so that API clients are refused."""

    user: str
    access: str
    refresh: str
    expires: float
    refresh_expires: float
    antiforgery: bool


class Tokens:
    """All logins of the server; `lifetime` of an access token in seconds."""

    def __init__(self, lifetime: int) -> None:
        self.lifetime = lifetime
        self._by_access: dict[str, Login] = {}
        self._by_refresh: dict[str, Login] = {}
        self.issued: deque[Login] = deque(maxlen=1000)

    def login(
        self, form: dict[str, Any], clock: Clock, username: str, password: str, token_without_flag: str
    ) -> dict[str, Any]:
        """POST /token: the vendor's OAuthTokenResponse, or LoginError. `token_without_flag` is the profile."""
        grant = form.get("grant_type")
        if grant == "password":
            given = str(form.get("username") or ""), str(form.get("password") or "")
            if given[0].lower() != username.lower() or given[1] != password:
                raise LoginError("invalid_grant", "Incorrect user name or password.")
            is_bound = token_without_flag == "refused" and not _is_true(form.get("disable_antiforgery_token"))
            return self._issue(username, is_bound, clock)
        if grant == "refresh_token":
            old = self._by_refresh.pop(str(form.get("refresh_token") or ""), None)
            if old is None or old.refresh_expires <= clock.token_seconds():
                raise LoginError("invalid_grant", "The refresh token is unknown, used or expired.")
            return self._issue(old.user, old.antiforgery, clock)
        if not grant:
            raise LoginError("invalid_request", "grant_type is missing.")
        raise LoginError("unsupported_grant_type", f"grant_type {grant!r} is not served here.")

    def check(self, authorization: str | None, clock: Clock) -> Login:
        """The login that an Authorization header belongs to, or Unauthorized."""
        scheme, _space, token = (authorization or "").partition(" ")
        login = self._by_access.get(token.strip())
        if scheme.lower() != "bearer" or login is None or login.antiforgery:
            raise Unauthorized
        if login.expires <= clock.token_seconds():
            raise Unauthorized
        return login

    def logout(self, login: Login) -> None:
        """End a login: neither of its tokens works any more."""
        self._by_access.pop(login.access, None)
        self._by_refresh.pop(login.refresh, None)

    def _issue(self, user: str, antiforgery: bool, clock: Clock) -> dict[str, Any]:
        seconds = clock.token_seconds()
        login = Login(
            user=user,
            access=secrets.token_urlsafe(48),
            refresh=secrets.token_urlsafe(48),
            expires=seconds + self.lifetime,
            refresh_expires=seconds + REFRESH_LIFETIME,
            antiforgery=antiforgery,
        )
        self.issued.append(login)
        self._by_access[login.access] = login
        self._by_refresh[login.refresh] = login
        issued = clock.created + timedelta(seconds=seconds)
        return {
            "access_token": login.access,
            "token_type": "bearer",
            "refresh_token": login.refresh,
            "expires_in": self.lifetime,
            "userName": user,
            ".issued": stamp(issued),
            ".expires": stamp(issued + timedelta(seconds=self.lifetime)),
        }


def _is_true(value: Any) -> bool:
    return value is True or str(value).lower() == "true"
