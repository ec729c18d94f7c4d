# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The start of a tenant's job, and whether a start must be chosen for it. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import next_start as _next_start
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.starts import Start, Window

Schedule = Mapping[str, Any]
_TIME = {"Daily": "daily_time", "Periodically": "periodically_offset_minutes"}
"""The schedule option with the start, by the type of the schedule."""


@dataclass(frozen=True)
class JobStart:
    """``schedule``: the job's option, without an inherited start. ``stays``: the present start, if it is in the window.
    ``is_chosen``: whether a start must be chosen, from ``usable`` (None: all starts)."""

    kind: str
    schedule: Schedule
    stays: Start | None = None
    is_chosen: bool = False
    usable: Collection[int] | None = None

    def with_start(self, start: Start, window: Window) -> Schedule:
        """The schedule with a chosen start."""
        kind, at = start
        if kind == "daily":
            return {**self.schedule, "type": "Daily", "daily_time": window.time(at)}
        return {**self.schedule, "type": "Periodically", "periodically_offset_minutes": at}


def start_of(schedule: Schedule, window: Window) -> Start | None:
    """The start of a schedule in the form of Policy.from_api(); None if it starts no job in the window."""
    if _next_start.is_off(schedule):
        return None
    if schedule.get("type") == "Daily":
        slot = window.slot(schedule.get("daily_time"))
        return None if slot is None else ("daily", slot)
    if schedule.get("type") == "Periodically" and str(schedule.get("periodically_every")).startswith("Hours"):
        return "hourly", int(schedule.get("periodically_offset_minutes") or 0)
    return None


def job_start(job: TenantJob, row: Resource, window: Window) -> JobStart | None:
    """``row``: the job on the server; empty if it does not exist. Returns None for a job that starts every few minutes
    or only manually: its schedule stays unchanged."""
    given = known(job.options.get("schedule"))
    have = BACKUP_JOB.from_api(row.get("schedulePolicy")) if row else {}
    is_whole = job.options.get("omitted") == "default"
    names_type = [kind for key, kind in BACKUP_JOB.belongs_to.items() if key in given]
    unnamed = "Daily" if is_whole or not row else have.get("type")
    kind = given.get("type") or next(iter(names_type), unnamed)
    is_left_off = bool(row) and not (is_whole or "type" in given or names_type) and _next_start.is_off(have)
    if job.is_unclear("schedule") or given.get("enabled") is False or kind not in _TIME or is_left_off:
        return None
    merged = {**have, **BACKUP_JOB.from_options(given)[0], "type": kind}
    if kind == "Periodically" and not str(merged.get("periodically_every")).startswith("Hours"):
        return None
    option = _TIME[kind]
    if job.options.get("fixed") or known(job.own.get("schedule")).get(option) is not None:
        return JobStart(kind, given, start_of({**merged, "enabled": True}, window))
    rest = {key: value for key, value in given.items() if key != option}
    if is_whole or not row:
        rest["type"] = kind
    now = start_of({**have, "enabled": True}, window) if have.get("type") == kind else None
    if kind == "Periodically":
        return JobStart("hourly", rest, now, now is None)
    usable = _usable(merged if not is_whole else BACKUP_JOB.from_options(given)[0], window)
    is_chosen = now is None or (usable is not None and not _starts({**merged, "daily_time": have["daily_time"]}))
    return JobStart("daily", rest, None if is_chosen else now, is_chosen, usable)


def _usable(schedule: Schedule, window: Window) -> Collection[int] | None:
    """The slots in which the backup window allows the most starts of a week; None for all slots."""
    if not schedule.get("backup_window"):
        return None
    numbers = {slot: _starts({**schedule, "daily_time": window.time(slot)}) for slot in window.slots}
    most = max(numbers.values())
    return [slot for slot, number in numbers.items() if number == most]


def _starts(schedule: Schedule) -> int:
    """The number of starts of a daily schedule in a week."""
    return len(_next_start.starts({"daily_type": "Everyday", **schedule, "type": "Daily", "enabled": True}) or [])
