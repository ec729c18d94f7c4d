# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The failures that the server returns to its clients, and their JSON form."""

from __future__ import annotations

from typing import Any

NOT_FOUND = "ResourceNotFound"
INVALID = "ParameterValidationFailure"
CONFLICT = "OperationConflict"
OUTDATED = "OutdatedChangeToken"
HTTP_ERROR = "HttpError"


class ApiError(Exception):
    """A failure with its HTTP status; `traced` failures carry a stackTrace, which clients must not show."""

    def __init__(self, status: int, code: str, message: str, traced: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.traced = traced

    def body(self) -> dict[str, Any]:
        """The vendor's RESTExceptionInfo: message, errorCode, stackTrace."""
        trace = None
        if self.traced:
            trace = (
                f"   at Veeam.Archiver.Simulator.{self.code}.Throw(String message)\r\n"
                "   at Veeam.Archiver.Simulator.Controllers.ApiController.Execute(Request request)\r\n"
            )
        return {"message": self.message, "errorCode": self.code, "stackTrace": trace}


class Unauthorized(Exception):
    """The bearer token is missing, unknown, expired or bound to an antiforgery cookie."""


class LoginError(Exception):
    """A refused login; the body is an OAuth error: `error`, `error_description`."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


def not_found(what: str, ident: str) -> ApiError:
    """The path names an object that is not there."""
    return ApiError(404, NOT_FOUND, f"{what} with ID {ident} was not found.")


def invalid(field: str, reason: str, traced: bool = True) -> ApiError:
    """A field of the body, the query or the path is refused."""
    return ApiError(400, INVALID, f"{field}: {reason}", traced)


def conflict(message: str) -> ApiError:
    """The state of the object does not allow the operation."""
    return ApiError(409, CONFLICT, message, traced=True)
