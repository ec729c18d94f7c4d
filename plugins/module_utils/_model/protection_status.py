# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a job or object: whether its last good backup is recent enough. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import Reason
from ansible_collections.vb365.backup.plugins.module_utils._model.session import is_final, moment

STATES = ("ok", "running", "failing", "late", "never", "disabled")
"""All states, from the best to the worst. Only the first two are good."""
OFF = ("disabled", "unscheduled", "never_starts")
"""Reasons of _model.protection for a job that never starts by its schedule."""
AHEAD = timedelta(days=1)
"""How far in the future a session can end, because clocks and time zones may differ. A later end is ignored: the clock
was wrong."""
Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Runs:
    """The sessions that decide about the state of a job: the running one, the last ended one, and the last good one."""

    running: Resource | None = None
    ended: Resource | None = None
    good: Resource | None = None

    @classmethod
    def of(cls, sessions: Iterable[Resource], good: Collection[str], now: datetime) -> Runs:
        """From sessions in any order. ``good``: the statuses of good sessions. Sessions of backup copy jobs are
        ignored."""
        rows = [row for row in sessions if row.get("jobType") != "Copy"]
        times = [(moment(str(row["endTime"])), row) for row in rows if row.get("endTime")]
        timed = [(time, row) for time, row in times if time and time - now <= AHEAD]
        ended = [row for _time, row in sorted(timed, key=lambda pair: pair[0])]
        well = [row for row in ended if is_final(row) and row.get("status") in good]
        going = [row for row in rows if not row.get("endTime")]
        return cls(next(iter(going), None), next(iter(ended[::-1]), None), next(iter(well[::-1]), None))

    @property
    def newest(self) -> Resource | None:
        """The session that ended last; the running session if none has ended."""
        return self.ended or self.running

    @property
    def is_failing(self) -> bool:
        """Whether the session that ended last is not good, and no retry follows."""
        return bool(self.ended and self.ended is not self.good and not self.ended.get("jobWillBeRetried"))


def age(time: Any, now: datetime) -> int | None:
    """The seconds since a time of the server; None if there is no time."""
    then = moment(str(time))
    return max(int((now - then).total_seconds()), 0) if then else None


def of_job(runs: Runs, reasons: Sequence[Reason], seconds: int | None, rpo: int) -> str:
    """The state of a job, from its sessions and the reasons of _model.protection. ``seconds``: the age of its last good
    backup. A running session does not hide that the job is late, or that it never made a backup."""
    words = {row["reason"] for row in reasons}
    if words.intersection(OFF):
        return "disabled"
    if seconds is None:
        return "never"
    if seconds > rpo:
        return "late"
    if runs.is_failing or "repository_unusable" in words:
        return "failing"
    return "running" if runs.running else "ok"


def of_object(jobs: Collection[str], seconds: int | None, rpo: int) -> str:
    """The state of an object, from the states of the jobs that may back it up."""
    if jobs and all(state == "disabled" for state in jobs):
        return "disabled"
    if seconds is None:
        return "never"
    return "late" if seconds > rpo else "ok"


def counts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The number of rows of each state, and their total."""
    found = Counter(row["state"] for row in rows)
    return {"total": sum(found.values()), **{state: found[state] for state in STATES}}
