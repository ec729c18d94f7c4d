# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule of protection on the jobs of a tenant as they will be, with places. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, Reason
from ansible_collections.vb365.backup.plugins.module_utils._model.protection import of_organization
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob

_OPTIONS = {
    "disabled": "enabled",
    "never_starts": "schedule",
    "empty": "selected_items",
    "excludes_all": "excluded_items",
    "repository_unusable": "repository",
}
"""The option that a reason is about."""
_SEEN_ELSEWHERE = ("held_twice", "never_ran")
"""Objects in two jobs are refused or a warning; a job that never ran is one for the first backup."""


def rows(jobs: Sequence[TenantJob], views: Sequence[JobView], others: Sequence[JobView]) -> list[dict[str, Any]]:
    """Why somebody is not protected: ``place``, ``job``, ``reason``, ``msg``, ``objects``, ``other`` (the name of the
    other job that the reason concerns, or None), and ``described``, which is true where the tenant itself wants it so.
    ``views`` are those of ``jobs``, ``others`` those of jobs that the tenant does not describe; of these only what they
    take from a job of the entire organization is given."""
    found = of_organization([*views, *others])
    mine = [_row(job, reason) for job, reasons in zip(jobs, found) for reason in _shown(reasons)]
    theirs = [
        {"place": None, "job": view.settings.get("name"), **_said(reason), "described": False}
        for view, reasons in zip(others, found[len(views) :])
        for reason in reasons
        if reason["reason"] == "shadowed"
    ]
    return [*mine, *theirs]


def _shown(reasons: Sequence[Reason]) -> Iterator[Reason]:
    return (reason for reason in reasons if reason["reason"] not in _SEEN_ELSEWHERE)


def _row(job: TenantJob, reason: Reason) -> dict[str, Any]:
    option, is_described = _OPTIONS.get(reason["reason"]), False
    if reason["reason"] == "disabled":
        is_described = job.options.get("enabled") is False
    if reason["reason"] == "unscheduled":
        schedule = job.options.get("schedule") or {}
        is_manual = job.expected.get("schedule", {}).get("type") == "ManualOnly"
        option = "schedule.type" if is_manual else "schedule.enabled"
        is_described = schedule.get("type") == "ManualOnly" if is_manual else schedule.get("enabled") is False
    place = job.where(option) if option else job.place
    return {"place": place, "job": job.name, **_said(reason), "described": is_described}


def _said(reason: Reason) -> dict[str, Any]:
    words = {"reason": reason["reason"], "msg": reason["text"], "objects": reason["objects"]}
    return {**words, "other": reason.get("other")}
