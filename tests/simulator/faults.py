# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults and races that the control plane schedules for coming requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _sendable(headers: dict[str, str | int]) -> dict[str, str | int]:
    for name, value in headers.items():
        if not re.fullmatch(r"[!#-'*+.^_`|~0-9A-Za-z-]+", name) or not re.fullmatch(r"[\t -~\xa0-\xff]*", str(value)):
            raise ValueError(f"{name!r}: {value!r} cannot be sent as a header")
    return headers


def _checked(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_checked)]
JobStatus = Literal["Stopped", "Running", "Success", "Failed", "Warning", "NotConfigured", "Disconnected", "Queued"]


class Matcher(BaseModel):
    """Which requests are meant: method (null or "*": any) and a regular expression searched for in the path.

    The first `skip` matching requests pass, then `times` (null: all) are hit.
    """

    model_config = ConfigDict(strict=True, extra="forbid")

    method: str | None = None
    path: Pattern = ""
    times: Annotated[int, Field(ge=1)] | None = 1
    skip: Annotated[int, Field(ge=0)] = 0

    def hits(self, method: str, path: str) -> bool:
        """Whether this very request is hit; counts it."""
        if self.method not in (None, "", "*", method) and str(self.method).upper() != method:
            return False
        if self.times == 0 or not re.search(self.path, path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Fault(Matcher):
    """A failure of the server or of the network in front of it.

    status       that `status`, `headers`, `body` (JSON, or a string as it is); nothing is done. Without a body:
                 the server's error form, or none with 401, as the server rejects tokens
    echo         as `status`, and in the texts of `body` each {request} becomes what the client sent: headers and body
    html         502 with a proxy's page; nothing is done
    delay        it is done at once and answered after `seconds` of real time
    stall        no answer comes until the client goes away, or for `seconds`; nothing is done
    drop_before  the connection is closed; nothing is done
    drop_after   it is done, then the connection is closed without an answer
    truncate     it is done; the answer breaks off in its body (an answer without body comes whole)
    empty        it is done; the answer's body is left out
    """

    effect: Literal["status", "delay", "stall", "drop_before", "drop_after", "truncate", "empty", "html", "echo"]
    status: Annotated[int, Field(ge=200, le=599)] = 503
    headers: Annotated[dict[str, str | int], AfterValidator(_sendable)] | None = None
    body: Any = None
    seconds: Annotated[float, Field(ge=0, le=3600, strict=False)] = 1.0


class Edit(BaseModel):
    """Somebody else's change of a job; the shapes are those of the API, and items may be named (shorthand.py).

    ``copy_job``: the body that creates or edits the backup copy job of the job. ``restore``: a restore session of the
    job is opened, or all that are open are closed.
    """

    model_config = ConfigDict(strict=True, extra="forbid")

    job: str
    settings: dict[str, Any] | None = None
    add_selected: list[dict[str, Any]] = []
    remove_selected: list[str] = []
    add_excluded: list[dict[str, Any]] = []
    remove_excluded: list[str] = []
    copy_job: dict[str, Any] | None = None
    remove_copy_job: bool = False
    status: JobStatus | None = None
    restore: Literal["open", "closed"] | None = None


class Race(Matcher):
    """An edit that happens just before a matching request is served."""

    edit: Edit


@dataclass
class Plans:
    """The scheduled faults and races."""

    faults: list[Fault]
    races: list[Race]

    def fault_for(self, method: str, path: str) -> Fault | None:
        """The first fault that hits this request."""
        found = next((fault for fault in self.faults if fault.hits(method, path)), None)
        self.faults = [fault for fault in self.faults if fault.times != 0]
        return found

    def races_for(self, method: str, path: str) -> list[Race]:
        """Every race that this request sets off."""
        found = [race for race in self.races if race.hits(method, path)]
        self.races = [race for race in self.races if race.times != 0]
        return found
