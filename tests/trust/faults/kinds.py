# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults that a request may meet, and the expected reaction of a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DONE, OPEN, LATER, REFUSED, REPEATED = "done", "open", "later", "refused", "repeated"
"""What a write that meets a fault comes to: done, and the answer is lost; not done, which nobody can tell; not done,
and the server says so and may do it later; refused for good; repeated by the client, because it was never looked at."""


@dataclass(frozen=True)
class Fault:
    """``plan``: the body for the control plane; ``write`` one of the above. ``timeout`` is the task's option."""

    name: str
    plan: Mapping[str, Any]
    write: str = OPEN
    fails_reads: bool = False
    fails_logins: bool = False
    timeout: int = 30

    def fails(self, request: Mapping[str, Any], looks_in_vain: bool) -> bool:
        """Whether a task fails where this request meets the fault once; ``looks_in_vain`` where a fresh look cannot
        tell that the write was not done."""
        if request["path"].endswith("/token"):
            return self.fails_logins
        if request["method"] == "GET":
            return self.fails_reads
        return self.write == REFUSED or (self.write == OPEN and looks_in_vain)


def _answer(name: str, status: int, code: str | None = None, **more: Any) -> Fault:
    """An answer in place of the server's; ``code`` is its errorCode, "" stands for an answer without a body."""
    body = {"message": "Not now.", "errorCode": code, "stackTrace": "at Veeam"} if code else code
    plan = {"effect": "status", "status": status, "headers": more.pop("headers", {}), "body": body}
    return Fault(name, plan, **more)


FAULTS = [
    Fault("stall before", {"effect": "stall", "seconds": 60}, timeout=1),
    Fault("stall after", {"effect": "delay", "seconds": 60}, DONE, timeout=1),
    Fault("drop before", {"effect": "drop_before"}),
    Fault("drop after", {"effect": "drop_after"}, DONE),
    _answer("429, 0 s", 429, headers={"Retry-After": "0"}, write=LATER),
    _answer("429, 1 s", 429, "", headers={"Retry-After": "1"}, write=LATER),
    _answer("503", 503),
    _answer("500", 500, fails_reads=True, fails_logins=True),
    _answer("401", 401, write=REPEATED, fails_logins=True),
    Fault("truncated", {"effect": "truncate"}, DONE),
    Fault("page of a proxy", {"effect": "html"}),
    _answer("OperationConflict", 409, "OperationConflict", write=LATER, fails_reads=True, fails_logins=True),
    _answer("ProxyOffline", 500, "ProxyOffline", write=REFUSED, fails_reads=True, fails_logins=True),
    _answer("Timeout", 500, "Timeout", fails_reads=True, fails_logins=True),
]
