# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A short report for the statistics of a run: the data that approvals and vb365.backup.apply need. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.approval import fingerprint
from ansible_collections.vb365.backup.plugins.plugin_utils._report.console import lines
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import REPAIRED, lane

SCHEMA = "urn:vb365.backup:drift:1.1"
LONGEST_TEXT = 3000
_LINES = 5
"""The most lines of one tenant."""
_LONGEST_LINE = 200
_WIDTH = 100
_SILENT = ("info", "made")


def artifact(report: Mapping[str, Any]) -> dict[str, Any]:
    """The artifact ``vb365_drift``, as documented in docs/report.md. Tenants without differences are only counted."""
    tenants = {row["host"]: _tenant(row) for row in report["tenants"] if row["state"] != "in_sync" or _has_plan(row)}
    same = ("verdict", "made", "mode", "project_revision", "counts")
    return {
        "schema": SCHEMA,
        **{key: report[key] for key in same},
        "collection_version": report["collection"]["version"],
        "text": _text(report),
        "in_sync": [row["host"] for row in report["tenants"] if row["host"] not in tenants],
        "tenants": tenants,
    }


def plan_of(job: Mapping[str, Any]) -> str | None:
    """The fingerprint of the changes that a run would make to a job of a report."""
    return fingerprint(job["changes"], job["starts"])


def _has_plan(tenant: Mapping[str, Any]) -> bool:
    return any(plan_of(job) for job in tenant["jobs"])


def _tenant(tenant: Mapping[str, Any]) -> dict[str, Any]:
    told = [one["text"] for one in tenant["findings"] if lane(one) not in _SILENT]
    more = [f"and {len(told) - _LINES} more"] if len(told) > _LINES else []
    known = {key: tenant[key] for key in ("organization", "organization_id", "state", "server", "file_digest")}
    shown = [text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…" for text in told[:_LINES]]
    left = {"not_repaired": number} if (number := _not_repaired(tenant)) else {}
    return {**known, "lines": [*shown, *more], **left, "jobs": [_job(job) for job in tenant["jobs"]]}


def _not_repaired(tenant: Mapping[str, Any]) -> int:
    """The number of findings that are still there when the file was applied."""
    planned = {job["name"]: job for job in tenant["jobs"] if plan_of(job)}
    found = [one for one in tenant["findings"] if lane(one) not in _SILENT]
    return sum(one["job"] not in planned or not _is_repaired(one, planned[one["job"]]) for one in found)


def _is_repaired(finding: Mapping[str, Any], job: Mapping[str, Any]) -> bool:
    """Whether applying the plan of a job repairs a finding about it."""
    if finding["kind"] == "never_ran":
        return bool(job["starts"])
    if finding["kind"] in ("disabled", "unscheduled"):
        return finding["path"] is not None  # without a change, the job is still so with the file applied
    return finding["kind"] in REPAIRED


def _job(job: Mapping[str, Any]) -> dict[str, Any]:
    plan = plan_of(job)
    identity = {"id": job["id"]} if plan or job["state"] == "unmanaged" else {}
    short = {**identity, "revision": job["revision"], "copy_revision": job["copy_revision"], "plan": plan}
    short = {**short, "origin": job["origin"], "since": job["since"]}
    return {"name": job["name"], "state": job["state"], **{key: value for key, value in short.items() if value}}


def _text(report: Mapping[str, Any]) -> str:
    """The report as a message."""
    for most in (40, 30, 20, 10):
        text = "\n".join(lines(report, _WIDTH, most=most))
        if len(text) <= LONGEST_TEXT:
            return text
    return f"{text[: LONGEST_TEXT - 1]}…"
