# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the jobs of a tenant match, one after another, as planned."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import CutShort, NotUsable, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job.copy_job import CopyJob
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.internal_error import internal_errors
from ansible_collections.vb365.backup.plugins.module_utils._tenant.jobs import names_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planned_job import Planned
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planning import TenantPlan
from ansible_collections.vb365.backup.plugins.module_utils._tenant.rows import JobRow

Progress = Callable[[str], None]

_PAUSE = 5.0
"""Seconds between two lines of progress."""
_PATIENCE = 2
"""After this many jobs in a row that fail because the server cannot be used, the remaining jobs are not tried."""
_EVERYTHING = ""
"""In place of an item: the job as a whole."""


def carry_out(client: Client, plan: TenantPlan, check_mode: bool, progress: Progress) -> list[JobRow]:
    """Make the jobs match, or report what would be done.

    Jobs that lose something come after the others, and each of them after the jobs that gain its items. An item that
    moves to another job is then in that job first, unless jobs exchange items in a circle. A job that fails does not
    stop the others, but nothing is removed after a failure.
    """
    return _CarryingOut(client, plan, check_mode, progress).run()


def because_of(failed: Iterable[str]) -> str:
    """A clause that names the failed jobs, for actions that were not done because of them."""
    return f"because these jobs failed: {', '.join(failed)}"


def takes_away(changes: Iterable[Change]) -> bool:
    """Whether changes of an existing job may leave objects without a backup: an item or a part of it is removed, an
    exclusion is added, the job is disabled, or its type changes."""
    rows = {row["path"]: row for row in changes}
    if "state" in rows:
        return False
    return any(_is_loss(path, row["before"], row["after"]) for path, row in rows.items())


def _is_loss(path: str, before: Any, after: Any) -> bool:
    if isinstance(before, list) and isinstance(after, list):  # folders
        lost = {*before} - {*after} if path.startswith("selected_items[") else {*after} - {*before}
        return bool(lost)
    if path.startswith("selected_items["):
        return bool(before) and after in (None, False)
    if path.startswith("excluded_items["):
        return before in (None, False) and bool(after)
    if path in ("enabled", "schedule.enabled"):
        return after is False
    return path == "backup_type" or (path == "schedule.type" and after == "ManualOnly")


def gainers_first(changes: Sequence[Sequence[Change]]) -> list[int]:
    """The order of jobs by their changes, as indexes: a job that gains an item comes before the jobs that lose it.

    Otherwise the given order remains. Jobs that lose each other's items, in a circle, cannot all be in this order.
    """
    gained = [_items(rows, is_lost=False) for rows in changes]
    lost = [_items(rows, is_lost=True) for rows in changes]
    ordered: dict[int, None] = {}
    entered: set[int] = set()
    stack = [*reversed(range(len(changes)))]
    while stack:
        at = stack[-1]
        if at in entered:
            ordered[stack.pop()] = None
            continue
        entered.add(at)
        gainers = [other for other in range(len(changes)) if other not in entered and _meet(lost[at], gained[other])]
        stack += reversed(gainers)
    return [*ordered]


def _items(changes: Sequence[Change], *, is_lost: bool) -> set[str]:
    """The items, without their lists and options, that a job loses or gains."""
    sides = ("before", "after") if is_lost else ("after", "before")
    paths = [row["path"] for row in changes if _is_loss(row["path"], row[sides[0]], row[sides[1]])]
    return {path.partition("[")[2].rpartition("]")[0] or _EVERYTHING for path in paths}


def _meet(lost: set[str], gained: set[str]) -> bool:
    return bool(lost & gained or (_EVERYTHING in lost and gained) or (_EVERYTHING in gained and lost))


class _CarryingOut:
    def __init__(self, client: Client, plan: TenantPlan, check_mode: bool, progress: Progress) -> None:
        self._client, self._plan, self._check_mode, self._progress = client, plan, check_mode, progress
        self._rows = [JobRow.of(job) for job in plan.jobs]
        self._described = names_of(plan.jobs)
        self._lost = 0
        self._said_at = time.monotonic()

    def run(self) -> list[JobRow]:
        described = [row for row in self._rows if row.job.plan.steps]
        taking = [row for row in described if takes_away(row.job.plan.changes)]
        taking = [taking[index] for index in gainers_first([row.job.plan.changes for row in taking])]
        jobs = [
            *(row for row in described if row.job.is_kept and row not in taking),
            *(row for row in taking if row.job.is_kept),
            *(row for row in described if not row.job.is_kept),
        ]
        for number, row in enumerate(jobs):
            self._tell(f"{number} of {len(jobs)} jobs")
            words = "The job is not changed" if row.job.is_kept else "The job is not removed"
            if not ((row in taking or not row.job.is_kept) and self._is_kept_back(row, words)):
                self._attempt(row, self._reconcile)
        copies = [row for row in self._rows if row.job.copy and row.job.copy.plan.steps and row.error is None]
        for number, row in enumerate(copies):
            self._tell(f"{number} of {len(copies)} backup copy jobs")
            removes = row.job.copy is not None and row.job.copy.parameters["state"] == "absent"
            if not (removes and self._is_kept_back(row, "The backup copy job is not removed")):
                self._attempt(row, self._reconcile_copy)
        return self._rows

    def _is_kept_back(self, row: JobRow, what: str) -> bool:
        """Whether an earlier failure prevents the removal; the row then reports it."""
        failed = [other.name for other in self._rows if other.failure]
        if failed:
            row.error = f"{what}, {because_of(failed)}"
        return bool(failed)

    def _attempt(self, row: JobRow, reconcile: Callable[[JobRow], None]) -> None:
        if self._lost >= _PATIENCE:
            row.error = "Not tried, because the server could not be used for the previous jobs"
            return
        self._client.start_deadline()
        try:
            with internal_errors(self._client):
                reconcile(row)
            self._lost = 0
        except Vb365Error as error:
            is_lost = isinstance(error, NotUsable) and not isinstance(error, CutShort)
            self._lost = self._lost + 1 if is_lost else 0
            row.error, row.failure, row.may_be_written = error.message, error, error.changed

    def _reconcile(self, row: JobRow) -> None:
        job = row.job
        planned = Planned(self._client, job.parameters, self._plan.reader, self._described, job.state)
        outcome = planned.run(self._check_mode)
        shown = outcome.result["job"]
        row.id = shown["id"] if shown else row.id
        row.changes, row.revision = [*outcome.result["changes"]], outcome.result["revision"]
        row.warnings = [*outcome.warnings]
        if shown and not self._check_mode:
            row.found(shown["config"])
        row.warnings += row.job.copy.plan.warnings if row.job.copy else ()

    def _reconcile_copy(self, row: JobRow) -> None:
        copy = row.job.copy
        if copy is None:
            return
        if self._check_mode:
            row.add_copy(copy.plan.changes)
            return
        outcome = CopyJob(self._client, {**copy.parameters, "job": row.id}, False, self._plan.reader).run(False)
        row.add_copy(outcome.result["changes"])
        row.copy_revision = outcome.result["revision"]
        row.warnings = [*dict.fromkeys([*row.warnings, *outcome.warnings])]

    def _tell(self, done: str) -> None:
        """Report the progress of long work."""
        if time.monotonic() - self._said_at > _PAUSE:
            self._said_at = time.monotonic()
            self._progress(f"{self._plan.organization}: {done}")
