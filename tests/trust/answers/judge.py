# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a run that got an answer that it does not expect."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, Vb365Error
from tests.trust.answers.replay import Case, Run

NEEDED = ("id", "organizationId", "repositoryId", "backupJobId", "jobId", "results", "access_token", "expires_in")
"""Fields without which a task may fail."""


def all_of(case: Case, run: Run) -> list[str]:
    """All that is wrong."""
    return [f"{case}: {line}" for line in (*_failure(case, run), *_changed(run))]


def _failure(case: Case, run: Run) -> Iterator[str]:
    error = run.error
    if error is None:
        return
    if not isinstance(error, Vb365Error):
        last = traceback.extract_tb(error.__traceback__)[-1]
        yield f"{type(error).__name__} {error} in {last.filename.rpartition('/')[2]} {last.lineno}"
        return
    told = error.details()
    if told["error_code"] == "internal_error":
        yield f"internal: {error}"
    if told["error_code"] in ("option", Conflict.error_code):
        return
    if f"{error.method} {error.path}" not in error.message:
        yield f"names no request: {error}"
    if case.way in ("null", "absent") and not {*case.place} & {*NEEDED}:
        yield f"does not go on: {error}"


def _changed(run: Run) -> Iterator[str]:
    if run.changed != bool(run.writes):
        yield f"changed is {run.changed} after {[request for request, _body in run.writes]}: {run.error}"
