# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exceptions of this collection. Each carries the keys that a failed task's result shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Vb365Error(Exception):
    """The base of all errors; its message is one line.

    ``changed``: true if the task wrote something before it failed. ``result``: further keys of the failed task's
    result.
    """

    error_code: str | None = None

    def __init__(
        self,
        message: str,
        *,
        error_code: str | None = None,
        status: int | None = None,
        method: str | None = None,
        path: str | None = None,
        changed: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        if error_code is not None:
            self.error_code = error_code
        self.status = status
        self.method = method
        self.path = path
        self.changed = changed
        self.result: Mapping[str, Any] = {}

    def lines(self) -> list[str]:
        """The lines of the message. A line break inside one of them comes from the server or from a value."""
        return [self.message]

    def details(self) -> dict[str, Any]:
        """The failed task's result, as a dict."""
        return {
            **self.result,
            "msg": self.message,
            "error_code": self.error_code,
            "status": self.status,
            "method": self.method,
            "path": self.path,
            "changed": self.changed,
        }


class OptionError(Vb365Error):
    """An option has an invalid value; no request was sent for it."""

    error_code = "option"

    def __init__(self, option: str, value: Any, expected: str) -> None:
        super().__init__(f"{option}: {expected}" if value is None else f"{option}: {value!r}: {expected}")
        self.option = option
        self.value = value
        self.expected = expected


class UnknownName(OptionError):
    """An option names an object that the server does not have."""


class Misfit(OptionError):
    """An option contradicts another option. It is not reported if that other option is invalid itself."""


class OptionErrors(Vb365Error):
    """Several options have invalid values."""

    error_code = OptionError.error_code

    def __init__(self, errors: Sequence[OptionError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


def together(errors: Sequence[OptionError]) -> None:
    """Raise the errors, if any: a single error as it is, several as OptionErrors."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise OptionErrors(errors)


class TenantRefused(Vb365Error):
    """A tenant's description has mistakes, and nothing was written. ``problems``: dicts with ``place``, ``job`` and
    ``msg``.
    """

    error_code = OptionError.error_code

    def __init__(self, tenant: str, problems: Sequence[dict[str, Any]]) -> None:
        many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        self._lines = [f"{tenant}: {many}, nothing was written", *map(told, problems)]
        super().__init__("\n".join(self._lines))
        self.problems = problems

    def lines(self) -> list[str]:
        return self._lines

    def details(self) -> dict[str, Any]:
        return {**super().details(), "problems": [*self.problems]}


class NotAsApproved(TenantRefused):
    """A tenant has changed since its report was reviewed."""

    error_code = "conflict"


class TenantFailed(Vb365Error):
    """Some jobs of a tenant could not be made to match. ``first`` is the first failure."""

    def __init__(self, lines: Sequence[str], first: Vb365Error | None, changed: bool) -> None:
        details = first.details() if first else {}
        known = {key: details.get(key) for key in ("error_code", "status", "method", "path")}
        super().__init__("\n".join(lines), **known, changed=changed)
        self._lines = [*lines]

    def lines(self) -> list[str]:
        return self._lines


def told(problem: Mapping[str, Any]) -> str:
    """A problem of a tenant in a line, with its file and line where they are known."""
    job = f" (job '{problem['job']}')" if problem["job"] and problem["place"] else ""
    place = f"{problem['place'] or ''}{job}"
    return ": ".join(filter(None, [where(problem), place, str(problem["msg"])]))


def where(problem: Mapping[str, Any]) -> str:
    """The file and the line of a problem, where known, such as "tenants/contoso.yml, line 7"."""
    file, line = problem.get("file"), problem.get("line")
    return f"{file}, line {line}" if file and line else str(file or "")


class NotUsable(Vb365Error):
    """The server cannot be reached, is not trusted, is not VB365, or refuses this account."""


class LoginRefused(NotUsable):
    """The server refused the credentials."""


class CutShort(NotUsable):
    """The answer to a read is not a complete JSON object. A repeat may bring one."""


class NotUnderstood(Vb365Error):
    """An answer lacks a field that the task needs, or the field has an unexpected type."""

    error_code = "answer_not_understood"


class ServerRefused(Vb365Error):
    """The server answered with an error and did not do the request."""


class NotFound(ServerRefused):
    """The resource of the path does not exist."""


class OutcomeUnknown(Vb365Error):
    """It is unknown whether the server did a write.

    ``may_be_done``: false if the server says that it could not do the write at that moment. ``retry_after``: the
    seconds of the server's Retry-After header, else None.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, may_be_done: bool = True, **details: Any
    ) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after
        self.may_be_done = may_be_done


class Moved(OutcomeUnknown):
    """The resource changed between its reading and the write, so nothing was written."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message, retry_after=0, may_be_done=False, **details)


def _in_columns(row: dict[str, Any]) -> str:
    known = [key for key in ("wanted", "read", "now") if key != "read" or row["read"] is not None]
    return ", ".join(f"{key} {row[key]!r}" for key in known)


class Conflict(Vb365Error):
    """Somebody else changed the same resource during the task.

    ``columns``: a list of ``{"path", "wanted", "read", "now"}``; ``read`` is None where it is unknown.
    """

    error_code = "conflict"

    def __init__(self, message: str, columns: list[dict[str, Any]] | None = None, **details: Any) -> None:
        self.columns = columns or []
        lines = [f"{row['path']}: {_in_columns(row)}" for row in self.columns]
        super().__init__("; ".join([message, *lines]), **details)

    def details(self) -> dict[str, Any]:
        return {**super().details(), "conflict": self.columns}
