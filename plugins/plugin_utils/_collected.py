# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects the results of a run's tenants for a callback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.plugin_utils._report import results as _results
from ansible_collections.vb365.backup.plugins.plugin_utils._run_report import described_in

_COLLECTION = "vb365.backup."
_TENANT, _REPORT = f"{_COLLECTION}tenant", f"{_COLLECTION}run_report"
_JOBS = tuple(f"{_COLLECTION}{name}" for name in ("backup_job", "backup_job_item", "job_exclusion"))


@dataclass
class _Play:
    """``failed``: why hosts failed, by name. ``has_tenants``: whether a task of the play compares tenants."""

    rows: list[_results.Row] = field(default_factory=list)
    failed: dict[str, _results.Row] = field(default_factory=dict)
    has_tenants: bool = False
    is_reported: bool = False


class Collected:
    """The results of a run, play by play."""

    def __init__(self) -> None:
        self._plays: list[_Play] = []

    def start_play(self) -> None:
        """Begin a play."""
        self._plays.append(_Play())

    def start_task(self, task: Any) -> None:
        """Note a task before it runs."""
        self._plays[-1].has_tenants |= _name(task) == _TENANT

    def add(self, result: Any, *, failed: bool = False, ignored: bool = False) -> None:
        """Add a result of a host. ``failed``: the task failed. ``ignored``: the host continues after the failure."""
        play, host, task = self._plays[-1], result._host, result._task
        data = plain(result._result)
        name, described = _name(task), described_in(host.get_vars().get("onboard_file"))
        is_check = bool(task.check_mode)
        play.is_reported |= name == _REPORT
        if name == _TENANT:
            play.rows += [{**row, **described} for _one, row in _results.of_task(data, host.name, is_check)]
            return
        if name in _JOBS:
            # Ansible removes the key failed from the result of a task, but not from the items of a loop.
            whole = {**data, "failed": failed}
            items = data["results"] if isinstance(data.get("results"), list) else [whole]
            found = (_results.of_job(one, host.name, is_check) for one in items)
            lost = (_results.of_failure(one, host.name, is_check) for one in items if one.get("failed"))
            play.rows += [{**row, **described} for row in (*found, *lost) if row]
        if failed and not ignored:
            row = _results.of_tenant(data, host.name, is_check)
            play.failed[host.name] = {**row, **described}

    def skip(self, result: Any) -> None:
        """Add a skipped result of a host: its tenant was not compared."""
        if _name(result._task) == _TENANT:
            self.add(result)

    def rows(self) -> list[_results.Row]:
        """The rows of all plays that have no report of their own."""
        return [row for play in self._plays if not play.is_reported for row in _of_play(play)]


def _of_play(play: _Play) -> Iterator[_results.Row]:
    """The rows of a play, and of its hosts that failed before their tenant was compared."""
    yield from play.rows
    compared = {row["host"] for row in play.rows}
    for host, row in play.failed.items():
        if host not in compared and (play.has_tenants or play.rows or row["file"]):
            yield row


def _name(task: Any) -> str:
    return str(task.resolved_action or task.action)
