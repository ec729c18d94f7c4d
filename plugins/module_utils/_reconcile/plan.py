# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is wanted and what was observed to the steps that lead there: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change, change


@dataclass(frozen=True)
class Step:
    """One write: ``action`` is the operation's own word for it, ``settings`` is what it sets, ``body`` the part of the
    request that needs no id."""

    action: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """``steps`` in order, the ``changes`` they make and the ``expected`` settings they lead to (None: no job)."""

    steps: list[Step]
    changes: list[Change]
    expected: dict[str, Any] | None
    warnings: list[str] = field(default_factory=list)


def create(desired: Mapping[str, Any], name: str) -> Plan:
    """A job that is not there yet. Raises Vb365Error where an option is missing, OptionError for an impossible one."""
    missing = [option for option in ("repository", "backup_type") if option not in desired]
    if missing:
        raise Vb365Error(
            f"{' and '.join(missing)}: needed, because the job '{name}' does not exist and is to be created"
        )
    schedule = _schedule.wanted(_job.schedule_of(desired), None)
    _schedule.check_merged(_job.schedule_of(desired), {})
    settings = _job.with_schedule(desired, schedule)
    changes = [change("state", "absent", "present"), *(change(path, None, settings[path]) for path in settings)]
    return Plan([Step("create", settings, _job.to_api(settings))], changes, settings)


def edit(desired: Mapping[str, Any], current: Mapping[str, Any], policy: Mapping[str, Any] | None) -> Plan:
    """A job that is there; ``policy`` is its ``schedulePolicy``. Raises OptionError for what is impossible on it."""
    _schedule.check_merged(_job.schedule_of(desired), _job.schedule_of(current))
    wanted = _job.with_schedule(desired, _schedule.wanted(_job.schedule_of(desired), policy))
    after = {**current, **wanted}
    changes = [
        change(path, current.get(path), value)
        for path, value in wanted.items()
        if not _same(path, value, current.get(path), current, after)
    ]
    if not changes:
        return Plan([], [], dict(current))
    changed = {row["path"]: row["after"] for row in changes}
    expected = {**current, **changed}
    expected = _job.with_schedule(expected, _schedule.applicable(_job.schedule_of(expected)))
    return Plan([Step("edit", changed, _job.to_api(changed, policy))], changes, expected)


def remove(current: Mapping[str, Any]) -> Plan:
    """A job that is to go."""
    gone = [change(path, value, None) for path, value in current.items()]
    return Plan([Step("remove")], [change("state", "present", "absent"), *gone], None)


def bystanders(before: Mapping[str, Any], plan: Plan, seen: Mapping[str, Any]) -> list[str]:
    """Warnings of settings that moved without being asked for, between the read and the read after the write.

    Raises Conflict where one is empty now: a server that clears what an edit leaves out must not look like success.
    """
    expected = plan.expected or {}
    moved = [
        path
        for path, value in before.items()
        if expected.get(path) == value and not _same(path, value, seen.get(path), before, expected)
    ]
    cleared = [path for path in moved if seen.get(path) in (None, "", {}) and before[path] != {}]
    if cleared:
        raise Conflict(
            "Settings that were not to change are empty after the write",
            [{"path": path, "wanted": before[path], "read": before[path], "now": seen.get(path)} for path in cleared],
        )
    return [f"Somebody else changed {path} meanwhile, from {before[path]!r} to {seen.get(path)!r}." for path in moved]


def _same(path: str, want: Any, have: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    _group, dot, key = path.rpartition(".")
    if not dot:
        return bool(want == have)
    return _schedule.same(key, want, have, _job.schedule_of(before), _job.schedule_of(after))
