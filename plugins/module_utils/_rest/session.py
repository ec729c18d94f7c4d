# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP session of a client: repeats, the Authorization header, proxies and certificates of the environment."""

from __future__ import annotations

from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import (
    LONGEST_WAIT,
    Connection,
    check_ca,
    check_proxy,
)
from ansible_collections.vb365.backup.plugins.module_utils._rest.transport import Adapter, Session

try:
    import urllib3
    from requests.auth import AuthBase
    from requests.utils import select_proxy
    from urllib3.exceptions import InvalidHeader, MaxRetryError
    from urllib3.util.retry import Retry
except ImportError:  # the client reports the missing library
    AuthBase = Retry = object  # type: ignore[assignment,misc]


def session_with(connection: Connection, base: str, left: Callable[[], float]) -> Session:
    """A session with the proxies and certificates of the environment, read once instead of at each request. ``left``
    returns the seconds that the task has left.
    """
    session = Session()
    verify = connection.validate_certs and (connection.ca_path or True)
    settings = session.merge_environment_settings(base, {}, None, verify, None)
    session.trust_env, session.proxies, session.verify = False, settings["proxies"], settings["verify"]
    proxy = select_proxy(base, session.proxies)
    if proxy:
        check_proxy(proxy)
    if isinstance(session.verify, str):
        check_ca(session.verify)
    if not connection.validate_certs:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    session.mount("https://", Adapter(max_retries=_retries("GET", left)))
    session.mount(f"{base}/token", Adapter(max_retries=_retries("POST", left)))
    return session


def _retries(method: str, left: Callable[[], float]) -> Retries:
    """Repeats of one method after 429, 502, 503, 504 and lost connections. Methods other than GET are repeated only if
    the connection was never made.
    """
    return Retries(
        total=4,
        connect=2,
        other=0,
        allowed_methods=[method],
        status_forcelist=[429, 502, 503, 504],
        backoff_factor=0.5,
        raise_on_status=False,
        left=left,
    )


class Retries(Retry):
    """Repeats until the deadline of the task: ``left`` returns the seconds that are left."""

    def __init__(self, *arguments: Any, left: Callable[[], float], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._left = left

    def new(self, **options: Any) -> Retries:
        return super().new(left=self._left, **options)

    def get_retry_after(self, response: Any) -> float | None:
        try:
            seconds = super().get_retry_after(response)
        except InvalidHeader:
            return None
        return None if seconds is None else min(float(seconds), LONGEST_WAIT)

    def increment(self, *request: Any, **came: Any) -> Retries:
        repeat = super().increment(*request, **came)
        response = came.get("response")
        pause = (response and repeat.get_retry_after(response)) or repeat.get_backoff_time()
        if pause >= self._left():
            raise MaxRetryError(came["_pool"], request[1], came.get("error"))
        if response:
            response.close()  # else all of it is read, however much that is
        return repeat


class Bearer(AuthBase):
    """The Authorization header. An empty one also keeps requests from reading .netrc."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: Any) -> Any:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request
