# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the rows of several results that concern one tenant. Pure functions.

A row is one of results. In a joined row, each job, unmanaged job and refusal has a ``check_mode``, because tasks in
check mode and real tasks can concern one tenant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded

Row = dict[str, Any]

_IDENTITY = ("organization", "organization_id", "address", "file", "file_digest")
_OF_SETTINGS = ("missing", "disabled", "unscheduled", "never_starts")
"""The problems of a job that each task on a part of it judges: the others need its repository, its sessions, the
directory or all jobs of the organization."""
_OF_ITEMS = ("empty", "excludes_all")
"""The problems that a change of its items may solve."""


def together(rows: Sequence[Row]) -> list[Row]:
    """One row for each tenant of a host. If a host has several tenants, each has the name of its organization.

    Of two rows of one job, the later counts. The changes of real runs add up, and so do those of tasks that describe
    only a part of a job. A failure counts unless a later result has the job that it names.
    """
    groups: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: not _names(row)):
        group = _group_of(row, groups)
        groups.append([row]) if group is None else group.append(row)
    found = [_joined(group) for group in groups]
    hosts = Counter(row["host"] for row in found)
    return [{**row, "host": row["organization"] or row["host"]} if hosts[row["host"]] > 1 else row for row in found]


def is_part(row: Row) -> bool:
    """Whether a row is of a task that describes a part of one job."""
    return "jobs" in row and "problems" not in row


# ---- which rows concern one tenant ----------------------------------------------------------------------------------


def _group_of(row: Row, groups: Sequence[list[Row]]) -> list[Row] | None:
    """The rows of the same tenant. A failure without an organization is that of the only tenant of its host, unless it
    is one item of a loop."""
    of_host = [one for one in groups if one[0]["host"] == row["host"] and any(map(_names, one))]
    if _names(row):
        return next((one for one in of_host if any(_are_of_one_tenant(before, row) for before in one)), None)
    return of_host[0] if len(of_host) == 1 and not row.get("is_item") else None


def _names(row: Row) -> set[str]:
    """The names of the organization, and its id: as the server has them, and as the task spells it."""
    return {folded(str(row[key])) for key in ("organization", "organization_id", "asked") if row.get(key)}


def _are_of_one_tenant(before: Row, row: Row) -> bool:
    is_elsewhere = before["address"] and row["address"] and before["address"] != row["address"]
    return bool(_names(before) & _names(row)) and not is_elsewhere


# ---- join -----------------------------------------------------------------------------------------------------------


def _joined(group: Sequence[Row]) -> Row:
    if len(group) == 1:
        return group[0]
    known = sorted(group, key=lambda row: bool(row["failed"]))
    joined: Row = {
        "host": group[0]["host"],
        **{key: next((row[key] for row in known if row.get(key)), None) for key in _IDENTITY},
        "check_mode": all(row["check_mode"] for row in group),
        "coverage": next((row["coverage"] for row in reversed(group) if row.get("coverage")), None),
        "changed": any(row.get("changed") for row in group),
        "failed": False,
        **{key: [] for key in ("jobs", "unmanaged", "started", "reasons", "warnings", "problems", "refusals")},
    }
    for row in group:
        joined = _with(joined, row)
    ours = {folded(job["name"]) for job in joined["jobs"]}
    joined["unmanaged"] = [one for one in joined["unmanaged"] if folded(one["name"]) not in ours]
    reasons = [one for one in joined["reasons"] if not ours or one["reason"] != "no_jobs"]
    return {**joined, "reasons": reasons}


def _with(joined: Row, row: Row) -> Row:
    """The joined row, with a later row."""
    mode = {"check_mode": row["check_mode"]}
    jobs = joined["jobs"]
    for job in row.get("jobs", ()):
        jobs = _with_job(jobs, {**job, **mode, "is_refused": bool(row.get("problems"))}, is_part(row))
    unmanaged = [{**one, **mode} for one in row.get("unmanaged", ())]
    disabled = {folded(one["name"]) for one in unmanaged if one.get("state") == "disabled"}
    jobs = [_disabled(job) if folded(job["name"]) in disabled else job for job in jobs]
    later = {folded(one["name"]) for one in (() if is_part(row) else [*row.get("jobs", ()), *unmanaged])}
    failures = [] if _is_said(row) else [{"action": "", "job": None, "msg": row["msg"]}]
    refusals = [{**one, **mode} for one in [*row.get("refusals", ()), *failures]]
    return {
        **joined,
        "jobs": jobs,
        "unmanaged": [*_others(joined["unmanaged"], "name", later), *unmanaged],
        "started": [*(one for one in joined["started"] if folded(one) not in later), *row.get("started", ())],
        "reasons": [*joined["reasons"], *(one for one in row.get("reasons", ()) if one not in joined["reasons"])],
        "warnings": [*dict.fromkeys([*joined["warnings"], *row.get("warnings", ())])],
        "problems": [*_others(joined["problems"], "job", later), *row.get("problems", ())],
        "refusals": [*_others(joined["refusals"], "job", later), *refusals],
    }


def _is_said(row: Row) -> bool:
    """Whether a failure of the row is in its parts."""
    return not row["failed"] or any(row.get(key) for key in ("problems", "refusals")) or _has_error(row)


def _has_error(row: Row) -> bool:
    return any(job["error"] for job in row.get("jobs", ()))


def _others(rows: Iterable[Row], key: str, names: set[str]) -> list[Row]:
    return [one for one in rows if not one.get(key) or folded(one[key]) not in names]


def _with_job(jobs: Sequence[Row], job: Row, is_of_part: bool) -> list[Row]:
    for place, before in enumerate(jobs):
        is_same = before["id"] == job["id"] if before["id"] and job["id"] else False
        if is_same or folded(before["name"]) == folded(job["name"]):
            return [*jobs[:place], _joined_job(before, job, is_of_part), *jobs[place + 1 :]]
    return [*jobs, job]


def _disabled(job: Row) -> Row:
    """A job that a later task disables, because that task does not describe the job."""
    text = f"A later task, which does not describe {job['name']!r}, disables the job: describe all jobs in one task."
    problem: Row = {"reason": "disabled", "text": text, "severity": "critical", "objects": [], "other": None}
    others = [one for one in job["problems"] if one["reason"] != "disabled"]
    return {**job, "problems": [*others, {**problem, "described": False}]}


def _joined_job(before: Row, job: Row, is_of_part: bool) -> Row:
    adds_up = before["check_mode"] == job["check_mode"] and (is_of_part or not job["check_mode"])
    known = {key: value for key, value in job.items() if value is not None}
    joined = {
        **before,
        **known,
        "error": job["error"],
        "changes": _merged([*before["changes"], *job["changes"]]) if adds_up else job["changes"],
        "warnings": [*dict.fromkeys([*before["warnings"], *job["warnings"]])],
    }
    return {**joined, **_after_part(before, job)} if is_of_part else joined


def _after_part(before: Row, job: Row) -> Row:
    """What a task on a part of a job leaves of an earlier result: the error, the problems that it does not judge, and
    the drift that it has not written."""
    found = {"error": before["error"], "problems": _problems(before, job)}
    written = {row["path"] for row in job["changes"]}
    drift = [row for row in before["changes"] if row["path"] not in written]
    if drift and before["check_mode"] and not job["check_mode"]:
        return {**found, "changes": drift, "check_mode": True}
    return found


def _problems(before: Row, job: Row) -> list[Row]:
    """The problems of a job after a task on a part of it. A problem that an earlier task asks for stays intended."""
    asked = {one["reason"] for one in before["problems"] if one.get("described")}
    now = [{**one, "described": one.get("described") or one["reason"] in asked} for one in job["problems"]]
    has_items = any(row["path"].startswith(("selected_items", "excluded_items")) for row in job["changes"])
    judged = {*_OF_SETTINGS, *(_OF_ITEMS if has_items else ()), *(one["reason"] for one in now)}
    return [*now, *(one for one in before["problems"] if one["reason"] not in judged)]


def _merged(changes: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Successive changes with one row for each path: the first ``before``, the last ``after``."""
    merged: dict[str, Row] = {}
    for row in changes:
        first = merged.get(row["path"], row)
        merged[row["path"]] = {"path": row["path"], "before": first["before"], "after": row["after"]}
    return [row for row in merged.values() if row["before"] != row["after"]]
