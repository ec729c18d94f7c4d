# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is unprotected after a task on one job: rows of its result, and its warnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, severity
from ansible_collections.vb365.backup.plugins.module_utils._model.protection import of_job
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

_SEEN_ELSEWHERE = ("held_twice",)
"""overlaps() in item_plan warns about items that another job already selects."""


def rows(view: JobView, beside: Sequence[JobView], options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The reasons as rows of a result: ``reason``, ``severity``, ``msg``, ``objects`` and ``described``, which is true
    for the reasons that the ``options`` of the task ask for."""
    said = _said_by(options)
    return [
        {
            "reason": row["reason"],
            "severity": severity(row["reason"]),
            "msg": row["text"],
            "objects": row["objects"],
            "described": row["reason"] in said,
        }
        for row in of_job(view, beside)
        if row["reason"] not in _SEEN_ELSEWHERE
    ]


def texts(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """The warnings for rows."""
    return [row["msg"] for row in found if not row["described"]]


def _said_by(options: Mapping[str, Any]) -> list[str]:
    """The reasons that the task itself asks for: it disables the job or its schedule."""
    schedule = options.get("schedule") or {}
    is_off = schedule.get("enabled") is False or schedule.get("type") == "ManualOnly"
    return [*(["disabled"] if options.get("enabled") is False else []), *(["unscheduled"] if is_off else [])]


def may_shadow(view: JobView, changes: Iterable[Change]) -> bool:
    """Whether the task may leave objects unprotected: a job of selected items that never runs keeps its objects out of
    the job of type EntireOrganization."""
    decisive = ("state", "enabled", "backup_type")
    is_decisive = any(
        row["path"] in decisive or row["path"].startswith(("schedule.", "selected_items[")) for row in changes
    )
    return is_decisive and view.is_entire == view.starts


def beside(view: JobView, others: Sequence[Resource], reader: JobReader, lists: ItemLists) -> list[JobView]:
    """The other jobs of the organization with their selected items; empty if no job can keep objects from another."""
    jobs = [reader.job(row) for row in others]
    views = [JobView(job.settings) for job in jobs]
    if not (view.is_entire or any(other.is_entire and other.starts for other in views)):
        return []
    found = []
    for job in jobs:
        with suppress(NotFound):  # the job was deleted after the listing
            selecting = job.settings.get("backup_type") == "SelectedItems"
            items = lists.read(job.id, ["selected_items"])["selected_items"] if selecting else None
            found.append(JobView(job.settings, items))
    return found
