# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of each job of a tenant, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model.omitted import unwatched
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change, diff, flatten
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planned_copy import as_part

Rows = Sequence[Mapping[str, Any]]

_OF_PROBLEM = ("reason", "severity", "objects", "other", "described")


@dataclass
class JobRow:
    """The result of a job; at first, that of a plan without steps. ``error``: why it does not match.

    ``failure``: the exception that ended its loop. ``may_be_written``: whether the loop had written by then, or may
    have. ``is_moved``: whether the job is not as planned: somebody else changed settings, or the server chose a value
    that causes a warning.
    """

    job: TenantJob
    id: str | None = None
    title: str = ""
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    revision: str | None = None
    copy_revision: str | None = None
    error: str | None = None
    failure: Vb365Error | None = None
    may_be_written: bool = False
    is_moved: bool = False

    @classmethod
    def of(cls, job: TenantJob) -> JobRow:
        """The row of a job before the run."""
        state = job.state
        title, revision = (state.title, state.revision) if state else ("", None)
        row = cls(job, job.id, title, [], [*job.plan.warnings], revision)
        if job.copy:
            row.warnings += job.copy.plan.warnings
            row.copy_revision = job.copy.revision
        return row

    @property
    def name(self) -> str:
        """The name of the job in the tenant's description."""
        return self.job.name

    @property
    def is_changed(self) -> bool:
        """Whether the job was changed, or may have been changed."""
        return bool(self.changes) or self.may_be_written

    @property
    def state(self) -> str:
        """The result of the job in one word."""
        if self.error is not None:
            return "failed"
        if not self.changes:
            return "in sync"
        is_now = next((row["after"] for row in self.changes if row["path"] == "state"), None)
        return {"present": "created", "absent": "removed"}.get(str(is_now), "changed")

    @property
    def diff(self) -> dict[str, Any]:
        """The diff of the job."""
        return diff(self.changes, self.title)

    def found(self, settings: Mapping[str, Any]) -> None:
        """Record the settings of the job after its loop, which has set ``warnings``."""
        now = flatten(settings)
        is_other = any(now.get(path) != value for path, value in flatten(self.job.expected).items())
        self.is_moved = is_other or not {*self.warnings} <= {*self.job.plan.warnings}
        self.job = replace(self.job, plan=replace(self.job.plan, expected=settings))

    def add_copy(self, changes: Sequence[Change]) -> None:
        """Add the changes of the job's copy job."""
        self.changes += as_part(changes)

    def shown(self, reasons: Rows) -> dict[str, Any]:
        """The row, as the result shows it. ``reasons``: why the job does not protect its objects."""
        return {
            "name": self.name,
            "id": self.id,
            "state": self.state,
            "changes": self.changes,
            "problems": [{"text": row["msg"], **{key: row[key] for key in _OF_PROBLEM}} for row in reasons],
            "warnings": self.warnings,
            "unwatched": unwatched(self.job.options),
            "revision": self.revision,
            "copy_revision": self.copy_revision,
            "error": self.error,
            "error_code": self.failure.error_code if self.failure else None,
        }


def shown(rows: Sequence[JobRow], unprotected: Rows) -> list[dict[str, Any]]:
    """The rows in a result, each with the reasons of its job among those of the tenant."""
    reasons: dict[str, list[Mapping[str, Any]]] = {}
    for one in unprotected:
        if one["place"] is not None:
            reasons.setdefault(one["job"], []).append(one)
    return [row.shown(reasons.get(row.name, [])) for row in rows]
