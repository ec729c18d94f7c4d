# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A short summary of a run for one tenant: lines for the console, and statistics. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._tenant import lines as _tenant_lines
from ansible_collections.vb365.backup.plugins.module_utils._tenant.lines import apart, capped, names

Report = Mapping[str, Any]
"""The result of the module tenant: ``organization``, ``check_mode``, ``jobs``, ``unmanaged``, ``started``, ``problems``
and ``unprotected``."""

_NAMES_IN_STATS = 50


def summary(report: Report, changed: bool) -> dict[str, Any]:
    """``state``, ``lines`` and ``stats`` of a planned tenant."""
    state = _verdict(report, changed)
    return {"state": state, "lines": _tenant_lines.lines(report, state), "stats": _stats(report, state)}


def of_refused(report: Report, file: str | None = None) -> dict[str, Any]:
    """``state``, ``lines`` and ``stats`` of a tenant that was refused. ``file`` identifies a tenant without a name."""
    name = report["organization"] or (Path(file).name if file else "unknown tenant")
    named = {**report, "organization": name}
    return {"state": "failed", "lines": _tenant_lines.refused(named), "stats": _stats(named, "failed")}


def _verdict(report: Report, changed: bool) -> str:
    if report["problems"] or names(report["jobs"], "failed"):
        return "failed"
    if changed:
        return "changed"
    return "unprotected" if any(_counts(row) for row in report["unprotected"]) else "in sync"


def _counts(row: Mapping[str, Any]) -> bool:
    """Whether a reason makes the tenant unprotected: it matters, and the tenant does not ask for it."""
    return bool(not row["described"] and row["severity"] == "critical")


def _stats(report: Report, state: str) -> dict[str, Any]:
    """The tenant's state and the names in each list that is not empty. A list ends after 50 names with the number of
    the others, because the statistics of hundreds of tenants are one document."""
    failed = [*names(report["jobs"], "failed"), *(row["job"] for row in report["problems"] if row["job"])]
    never_ran, rows = apart(report["unprotected"])
    of_jobs = [row for row in rows if row["job"] is not None]
    lists = {
        **{state: names(report["jobs"], state) for state in ("created", "changed", "removed")},
        "failed": list(dict.fromkeys(failed)),
        **{state: names(report["unmanaged"], state) for state in ("disabled", "unmanaged")},
        "started": report["started"],
        "never_ran": never_ran,
        "unprotected": list(dict.fromkeys(row["job"] for row in of_jobs if _counts(row))),
        "problems": list(dict.fromkeys(row["job"] for row in of_jobs if not _counts(row))),
    }
    shown = {state: capped(those, _NAMES_IN_STATS) for state, those in lists.items() if those}
    return {"vb365_tenants": {report["organization"]: {"state": state, **shown}}}
