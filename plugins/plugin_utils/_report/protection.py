# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings for the reasons why objects are not backed up. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import REASONS, severity
from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding, Row, finding
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import (
    Part,
    about,
    are_many,
    listed,
    name,
    one_line,
    sentence,
)

_OF_JOB = {
    "disabled": ("", " is disabled and backs up nothing."),
    "unscheduled": ("", " never starts by itself."),
    "excludes_all": ("", " excludes everything that it selects."),
    "failing": ("The last session of ", " failed."),
    "never_ran": ("", " has never run."),
}


def of_problem(job: str | None, problem: Row) -> Finding:
    """A finding for a row of ``reason``, ``msg`` and ``objects``. It is a note if ``described`` is true: the file
    itself asks for it.

    ``other``: the other job, if the row has one. ``job``: None if the reason concerns the tenant as a whole.
    """
    reason, objects = problem["reason"], problem.get("objects") or []
    return finding(
        reason if reason in REASONS else "note",
        "info" if problem.get("described") or reason not in REASONS else severity(reason),
        _said(job, reason, objects, problem),
        job=job,
        objects=objects,
    )


def _said(job: str | None, reason: str, objects: Sequence[dict[str, Any]], problem: Row) -> list[Part]:
    message = one_line(problem.get("msg") or "") or f"{reason}."
    if job is None:
        return ["No backup job is described." if reason == "no_jobs" else message]
    named, other = name("job", job), problem.get("other")
    if reason in _OF_JOB and problem.get("msg") != f"The last sessions of '{job}' were stopped: read their logs.":
        left, right = _OF_JOB[reason]
        return [left, named, right]
    if reason == "empty" and not objects:
        return [named, " has no selected items and backs up nothing."]
    if objects:
        verb, them = ("are", "them") if are_many(objects) else ("is", "it")
        if reason == "empty":
            return [
                named,
                " backs up nothing of ",
                *listed(objects),
                ", because none of the enabled options has an effect.",
            ]
        if reason == "object_gone":
            end = " no longer exist in the organization." if verb == "are" else " no longer exists in the organization."
            return [*sentence(*listed(objects)), f"{end} ", named, f" still selects {them}."]
        if reason == "object_replaced":
            was = " were deleted and created again. " if verb == "are" else " was deleted and created again. "
            return [*sentence(*listed(objects)), was, named, " still selects the old account."]
        if reason == "shadowed" and other:
            why = f", which does not back {them} up. "
            only = [f" {verb} only in ", name("job", other), why, named, f" skips {them}."]
            return [*sentence(*listed(objects)), *only]
        if reason == "held_twice" and other:
            return [*sentence(*listed(objects)), f" {verb} in both ", named, " and ", name("job", other), "."]
    return about(message, job)
