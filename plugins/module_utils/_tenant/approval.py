# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares a tenant with its reviewed report, which allows only the reviewed changes. Pure functions.

A job has ``name``, ``id`` (None if it is missing; an artifact has it only of jobs that a run changes), ``state``,
``revision`` (absent if a run creates it), ``copy_revision`` and ``plan``, the fingerprint of what a run does with it.
``changes``: known for a job of a full report, missing in an artifact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotAsApproved, OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.approval import fingerprint
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import revision as _revision
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob

Job = Mapping[str, Any]

PLACE = "approved"
UNMANAGED = "unmanaged"
_KEYS = ("id", "state", "revision", "copy_revision", "plan")
_TOLD = 5
"""The most values of one job in a message."""


class Approval:
    """The part of a reviewed report that is about one tenant, as vb365.backup.approved_report returns it."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Raises OptionError."""
        try:
            self._jobs = [_job(job) for job in given["jobs"]]
            self._refusals = [str(text) for text in given["refusals"]]
            self._server, self._organization = given["server"], given["organization"]
            self._organization_id = given.get("organization_id")
        except (KeyError, TypeError, ValueError) as error:
            expected = "expected a tenant as vb365.backup.approved_report returns it"
            raise OptionError(PLACE, None, expected) from error

    def check_source(self, tenant: str, server: str) -> None:
        """Raise NotAsApproved if the report belongs to another server or organization, before any request."""
        refusals = [*self._refusals]
        if self._server not in (None, server):
            refusals.append(f"The report was made from {self._server}, and this run uses {server}")
        if refusals:
            raise NotAsApproved(tenant, [_problem(None, text) for text in refusals])

    def check(self, organization: str, organization_id: str, now: Sequence[Job]) -> None:
        """Raise NotAsApproved with each job that has changed since the review."""
        problems = [_problem(name, text) for name, text in moved(self._jobs, now)]
        if self._organization != organization:
            text = f"The report is about the organization {self._organization}"
            problems.insert(0, _problem(None, text))
        elif self._organization_id not in (None, organization_id):
            text = "The organization was removed from the server and added again since the report"
            problems.insert(0, _problem(None, text))
        if problems:
            raise NotAsApproved(organization, problems)


def _job(given: Job) -> Job:
    texts = {key: None if given[key] is None else str(given[key]) for key in _KEYS}
    return {**given, **texts, "name": str(given["name"])}


def guard(jobs: Sequence[TenantJob]) -> None:
    """Set ``if_match`` of each job and each backup copy job to its planned revision.

    The revision of a backup copy job contains the name of its job, so a copy job whose job is renamed has no guard.
    """
    for job in jobs:
        if job.state:
            job.parameters = {**job.parameters, "if_match": job.state.revision}
        if job.copy and not job.options.get("new_name"):
            job.copy = replace(job.copy, parameters={**job.copy.parameters, "if_match": job.copy.revision})


def _problem(job: str | None, text: str) -> dict[str, Any]:
    return {"place": PLACE, "job": job, "msg": text}


def now_of(result: Mapping[str, Any]) -> list[Job]:
    """The jobs in the form of a result of the module tenant in check mode."""
    jobs = [_now(row, row["state"], row["name"] in result["started"]) for row in result["jobs"]]
    return [*jobs, *(_now(row, UNMANAGED, False) for row in result["unmanaged"])]


def _now(row: Mapping[str, Any], state: str, starts: bool) -> Job:
    plan = fingerprint(row["changes"], starts)
    return {**row, "state": state, "plan": plan, "copy_revision": row.get("copy_revision")}


def moved(approved: Sequence[Job], now: Sequence[Job]) -> Iterator[tuple[str, str]]:
    """The name of each job that differs from the approved one, and why."""
    before = {_key(job): job for job in approved if job["state"] != UNMANAGED or job["id"]}
    for job in now:
        was = before.pop(_key(job), None)
        text = "The job is not in the report" if was is None else _difference(was, job)
        if text:
            yield job["name"], text
    for job in before.values():
        yield job["name"], "The job is in the report, but no longer in the organization or in the description"


def _key(job: Job) -> tuple[str, ...]:
    return (UNMANAGED, str(job["id"])) if job["state"] == UNMANAGED else ("described", folded(job["name"]))


def _difference(was: Job, now: Job) -> str | None:
    if was["id"] and now["id"] and str(was["id"]).lower() != str(now["id"]).lower():
        return "The job was deleted and created again since the report"
    parts = [
        *_of_revision("The job", was["revision"], now["revision"]),
        *_of_revision("The backup copy job", was["copy_revision"], now["copy_revision"]),
    ]
    if parts or was["plan"] != now["plan"]:
        is_there = [job["revision"] in (None, _revision.ABSENT) for job in (was, now)]
        told = _values(was, now) if "changes" in was and is_there[0] == is_there[1] else []
        reason = ", ".join(parts) or "The changes differ from those of the report"
        return f"{reason}: {', '.join(told)}" if told else reason
    return None


def _of_revision(noun: str, was: str | None, now: str | None) -> Iterator[str]:
    """Why a revision differs from the approved one."""
    was, now = (None if one == _revision.ABSENT else one for one in (was, now))
    if was is None or now is None:
        if was is not now:
            yield f"{noun} was created since the report" if was is None else f"{noun} no longer exists"
        return
    parts = [part.replace("_", " ") for part in _revision.moved(was, now)]
    if parts:
        yield f"{noun} was edited since the report ({' and '.join(parts)})"


def _values(was: Job, now: Job) -> list[str]:
    """What differs between the changes. A path that only one of them has says nothing of the other value of the server:
    the job may have been edited, or its description."""
    before, after = ({row["path"]: row for row in job["changes"]} for job in (was, now))
    told = []
    for path in dict.fromkeys([*before, *after]):
        old, new = before.get(path), after.get(path)
        if not old or not new:
            row = old or after[path]
            would = "would no longer" if old else "would now"
            told.append(f"{path} {would} change from {_shown(row['before'])} to {_shown(row['after'])}")
        elif old["before"] != new["before"]:
            told.append(f"{path} was {_shown(old['before'])} and is {_shown(new['before'])}")
        elif old["after"] != new["after"]:
            told.append(f"{path} was planned as {_shown(old['after'])} and is now planned as {_shown(new['after'])}")
    return [*told[:_TOLD], *([f"{len(told) - _TOLD} more"] if len(told) > _TOLD else [])]


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    return "listed" if isinstance(value, Mapping) else repr(value)
