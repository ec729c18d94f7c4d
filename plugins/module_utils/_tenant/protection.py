# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applies the rules of protection to the jobs of a tenant after the plan, with places. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, Reason, reason, severity
from ansible_collections.vb365.backup.plugins.module_utils._model.protection import Objects, of_organization
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import Split

_OPTIONS = {
    "disabled": "enabled",
    "never_starts": "schedule",
    "empty": "selected_items",
    "excludes_all": "excluded_items",
    "held_twice": "selected_items",
    "object_gone": "selected_items",
    "object_replaced": "selected_items",
    "repository_unusable": "repository",
}
"""The option to which a reason belongs."""


def rows(
    jobs: Sequence[TenantJob], views: Sequence[JobView], others: Sequence[JobView], objects: Objects | None = None
) -> list[dict[str, Any]]:
    """The reasons why objects are unprotected: ``place``, ``job``, ``reason``, ``severity``, ``msg``, ``objects``,
    ``other`` (the name of the other job, or None), and ``described``, which is true if the tenant itself asks for it.

    ``views``: those of ``jobs``. ``others``: views of jobs that the tenant does not describe; of these, only the
    objects that they keep from a job of type EntireOrganization cause a row. ``objects``: the objects of the
    organization that were read.
    """
    found = of_organization([*views, *others], objects=objects)
    mine = [_row(job, one) for job, reasons in zip(jobs, found) for one in reasons if not _is_kept_item(job, one)]
    theirs = [
        {"place": None, "job": view.settings.get("name"), **_said(one), "described": False}
        for view, reasons in zip(others, found[len(views) :])
        for one in reasons
        if one["reason"] == "shadowed"
    ]
    return [*mine, *theirs]


def of_tenant(
    jobs: Sequence[TenantJob], empty: Sequence[Split], options: Mapping[str, Any], root: str
) -> list[dict[str, Any]]:
    """Reasons that concern the tenant as a whole, as rows() without a job. ``empty``: the splits that select no object.
    A tenant without splits that lists its former jobs as absent, or that disables all jobs, asks for this itself."""
    if empty:
        return [_of_empty(split) for split in empty]
    if jobs or options.get("unmanaged_jobs") == "disable":
        return []
    text = "The tenant describes no job and backs up nothing: describe a job. "
    advice = "For a tenant that leaves, set unmanaged_jobs to disable, or list its jobs with state: absent."
    said = _said(reason("no_jobs", f"{text}{advice}"))
    return [{"place": f"{root}jobs", "job": None, **said, "described": False}]


def _of_empty(split: Split) -> dict[str, Any]:
    text = f"The split '{split.options['name']}' selects no object and backs up nothing: correct from, or remove it."
    return {"place": f"{split.place}.from", "job": None, **_said(reason("empty_split", text)), "described": False}


def of_missing(job: TenantJob) -> dict[str, Any]:
    """A row about a job that is missing on the server."""
    text = f"'{job.name}' does not exist on the server, because it could not be created."
    return {"place": job.place, "job": job.name, **_said(reason("missing", text)), "described": False}


def _is_kept_item(job: TenantJob, one: Reason) -> bool:
    """Whether a reason is about the item that a job keeps only because the server does not allow an empty list."""
    return job.is_emptied and one["reason"] in ("object_gone", "object_replaced")


def _row(job: TenantJob, one: Reason) -> dict[str, Any]:
    option, is_described = _OPTIONS.get(one["reason"]), False
    if one["reason"] == "disabled":
        is_described = job.options.get("enabled") is False
    if one["reason"] == "unscheduled":
        option, is_described = _unscheduled(job)
    place = job.where(option) if option else job.place
    return {"place": place, "job": job.name, **_said(one), "described": is_described}


def _unscheduled(job: TenantJob) -> tuple[str, bool]:
    """The option because of which a job does not start by itself, and whether the tenant asks for it. A server may show
    a schedule that is off as the type ManualOnly, and the other way round, so either option counts."""
    asked = job.options.get("schedule") or {}
    if asked.get("type") == "ManualOnly":
        return "schedule.type", True
    if asked.get("enabled") is False:
        return "schedule.enabled", True
    is_manual = job.expected.get("schedule", {}).get("type") == "ManualOnly"
    return "schedule.type" if is_manual else "schedule.enabled", False


def _said(one: Reason) -> dict[str, Any]:
    word = one["reason"]
    words = {"reason": word, "severity": severity(word), "msg": one["text"], "objects": one["objects"]}
    return {**words, "other": one.get("other")}
