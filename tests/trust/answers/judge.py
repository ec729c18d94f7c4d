# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of a run that got an unexpected answer."""

from __future__ import annotations

from collections.abc import Iterator

from tests.trust.answers.replay import Case, Run

NEEDED = ("id", "organizationId", "repositoryId", "backupJobId", "jobId", "results", "access_token", "expires_in")
"""Fields without which a task may fail."""
AS_ASKED = ("option", "conflict", "timeout")
"""Codes of failures that are about the options, or about a server that is not as requested."""


def all_of(case: Case, run: Run) -> list[str]:
    """All errors of the run."""
    return [f"{case}: {line}" for line in (*_failure(case, run), *_changed(run))]


def _failure(case: Case, run: Run) -> Iterator[str]:
    """An unexpected answer is named by its request; a task that does not need the field continues without it."""
    if not run.result.get("failed"):
        return
    code, message = run.result["error_code"], run.result["msg"]
    if code == "internal_error":
        yield message
    elif code not in AS_ASKED:
        if f"{run.result['method']} {run.result['path']}" not in message:
            yield f"names no request: {message}"
        is_left_out = case.way in ("null", "absent") and not {*case.place} & {*NEEDED}
        if is_left_out and "changed by somebody else" not in message:
            yield f"does not go on: {message}"


def _changed(run: Run) -> Iterator[str]:
    if run.result["changed"] != bool(run.writes):
        requests = [request for request, _body in run.writes]
        yield f"changed is {run.result['changed']} after {requests}: {run.result.get('msg')}"
