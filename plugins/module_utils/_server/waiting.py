# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits for the end of a job's session, and checks its status."""

from __future__ import annotations

import textwrap
import time
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model.session import (
    is_final,
    is_first,
    progress,
    shown,
    started,
)
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.deadline import Deadline
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._server.sessions import problems, since

FIRST_PAUSE = 1.0
"""Seconds between the first two readings of a session. The pause doubles up to the requested interval."""


class Patience:
    """How a task waits: for ``timeout`` seconds, which extend its ``deadline``, with ``interval`` seconds between two
    readings. The first pauses are shorter."""

    def __init__(self, deadline: Deadline, timeout: float, interval: float) -> None:
        deadline.extend(timeout)
        self.timeout, self._interval = timeout, interval
        self._ends = time.monotonic() + timeout
        self._pause = FIRST_PAUSE

    def pause(self) -> bool:
        """Sleep until the next reading; return False at once if the time is over."""
        left = self._ends - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(self._pause, self._interval, left))
        self._pause *= 2
        return True


class WaitFailed(Vb365Error):
    """The sessions did not end as expected. The result shows them as they were read last."""

    def __init__(self, message: str, sessions: list[Resource], log: list[dict[str, Any]], **details: Any) -> None:
        super().__init__(message, **details)
        self._sessions = sessions
        self._log = log

    def details(self) -> dict[str, Any]:
        sessions = [shown(session) for session in self._sessions]
        last = sessions[-1] if sessions else None
        return {**super().details(), "session": last, "sessions": sessions, "log": self._log}


def follow(
    client: Client, session: Resource, patience: Patience, retries: bool, report: Callable[[str], None]
) -> list[Resource]:
    """The session after its end, followed by its retries if ``retries`` is true.

    ``report`` is called with each change of the progress. Raises WaitFailed.
    """
    sessions = [session]
    shown_last = None
    while True:
        current = sessions[-1]
        if shown_last != progress(current):
            shown_last = progress(current)
            report(shown_last)
        if is_final(current):
            retry = _retry(client, current) if retries and current.get("jobWillBeRetried") else None
            if retry:
                sessions.append(retry)
                continue
            if not (retries and current.get("jobWillBeRetried")):
                return sessions
        if not patience.pause():
            late = (
                f"wait_timeout: after {patience.timeout:g} s the session {current['id']} is {shown_last} and continues"
            )
            if is_final(current):
                late = (
                    f"wait_timeout: after {patience.timeout:g} s the session {current['id']} ended "
                    f"({current['status']}), and its retry has not started"
                )
            raise WaitFailed(late, sessions, [], error_code="timeout")
        fresh = client.find(f"/JobSessions/{current['id']}")
        if fresh is None:
            raise WaitFailed(
                f"The session {current['id']} disappeared during the wait. It was {shown_last} before; its final "
                "status is unknown",
                sessions,
                [],
                error_code="ResourceNotFound",
            )
        sessions[-1] = fresh


def _retry(client: Client, session: Resource) -> Resource | None:
    """The next retry of a session, once it exists."""
    main = str(session["id"] if is_first(session) else session["mainSessionId"]).lower()
    kind = "copy" if session.get("jobType") == "Copy" else "backup"
    rows = since(client, session["jobId"], kind, session["endTime"])
    retries = (row for row in rows if str(row.get("mainSessionId")).lower() == main)
    return next((row for row in retries if _is_later(row, session)), None)


def _is_later(retry: Resource, session: Resource) -> bool:
    """Whether a session of the same run is later: by its number, or by its start if the server shows no number."""
    if retry.get("retryCount") is None:
        return started(retry) > started(session)
    return bool(retry["retryCount"] > (session.get("retryCount") or 0))


def judge(client: Client, sessions: list[Resource], success: list[str]) -> list[dict[str, Any]]:
    """Check the status of the last session. Returns the errors and warnings of its log. Raises WaitFailed."""
    last = sessions[-1]
    log = problems(client, last["id"]) if last["status"] != "Success" else []
    if last["status"] in success:
        return log
    said = [textwrap.shorten(str(item["message"]), 200) for item in log[:3]] or [str(last.get("details") or "")]
    more = [f"and {len(log) - 3} more in log"] if len(log) > 3 else []
    reasons = "; ".join([*filter(None, said), *more]) or "it logged neither an error nor a warning"
    raise WaitFailed(f"The session {last['id']} ended with {last['status']}: {reasons}", sessions, log)
