# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns results of tasks into the input of a report. Pure functions.

A row is a tenant in the form of findings.of_tenant(), with ``address``, the server's ``host``, ``port`` and
``api_version``, or None, ``asked``, the organization as the task spells it, or None, and ``is_item``, whether it is the
result of an item of a loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]
Row = dict[str, Any]

HIDDEN = "The result of this tenant is hidden, because its task has no_log."
SKIPPED = "The task of this tenant was skipped."
LATER = "This host is in a later batch of the play."
_ACTIONS = {"unmanaged jobs": "Unmanaged job", "first backup": "First backup of", "approved": "Job"}
"""Places of problems that do not concern the description of a tenant."""


def of_task(value: Result, host: str, is_check: bool) -> list[tuple[Result, Row]]:
    """The results of a task with the module tenant, or of the items of its loop, each with its row."""
    results = value.get("results") if isinstance(value.get("results"), list) else None
    return [(one, _of_one(one, host, is_check)) for one in results or [value]]


def is_in_sync(result: Result) -> bool:
    """Whether a result alone shows that its tenant is in sync and protected, and that its report was written. A masked
    state does not."""
    reasons = result.get("unprotected") or []
    is_state = (result.get("summary") or {}).get("state") == "in sync"
    is_failed = result.get("failed") or result.get("report_error")
    return is_state and not is_failed and all(one["severity"] == "info" or one.get("described") for one in reasons)


def _of_one(result: Result, host: str, is_check: bool) -> Row:
    """The row of one result."""
    if result.get("skipped"):
        return of_failure({"msg": SKIPPED}, host, is_check)
    return of_tenant(result, host, is_check)


def of_tenant(result: Result, host: str, is_check: bool) -> Row:
    """The row of a result of the module tenant, or of the failure in its place. For a task with no_log, it contains
    nothing that the task hid. ``is_check``: check mode, if the result does not contain it."""
    if result.get("hidden") or "censored" in result:  # Ansible keeps the warnings of a result that it censors
        return of_failure({"censored": True}, host, is_check)
    jobs, problems = result.get("jobs") or [], result.get("problems") or []
    is_failed = result.get("failed") or (result.get("summary") or {}).get("state") == "failed"
    of_jobs = {text for job in jobs for text in job["warnings"]}
    row = {
        **of_failure(result, host, is_check),
        "organization": result.get("organization"),
        "organization_id": result.get("organization_id"),
        "address": result.get("server"),
        "changed": result.get("changed", False),
        "jobs": [{**job, "problems": _reasons(job["problems"])} for job in jobs],
        "unmanaged": _unmanaged(result),
        "started": _started(result.get("started")),
        "coverage": result.get("coverage"),
        "reasons": [one for one in result.get("unprotected") or [] if one["job"] is None],
        "warnings": [text for text in result.get("warnings") or [] if text not in of_jobs],
        "problems": [
            one for one in problems if one["place"] not in _ACTIONS and (one["place"] is not None or one.get("file"))
        ],
        "refusals": [{**one, "action": _ACTIONS[one["place"]]} for one in problems if one["place"] in _ACTIONS],
    }
    return row if is_failed or "jobs" not in result else {**row, "failed": False}


def _started(jobs: Any) -> list[str]:
    """The names of the started jobs. For a task with ``async``, Ansible replaces them by a boolean."""
    return jobs if isinstance(jobs, list) else []


def of_failure(result: Result, host: str, is_check: bool) -> Row:
    """The row of a tenant for which there is only a message."""
    is_check = bool(result.get("check_mode", is_check))
    message = HIDDEN if "censored" in result else str(result.get("msg") or "The tenant was not compared.")
    asked = ((result.get("invocation") or {}).get("module_args") or {}).get("organization")
    return {
        "host": host,
        "organization": None,
        "asked": asked if isinstance(asked, str) else None,
        "is_item": "ansible_loop_var" in result,
        "address": None,
        "check_mode": is_check,
        "failed": True,
        "msg": message,
    }


def of_job(result: Result, host: str, is_check: bool) -> Row | None:
    """The row of a tenant after a task that changed one of its jobs; None if the result does not name the job."""
    config, status = ((result.get("job") or {}).get(key) or {} for key in ("config", "status"))
    if not result.get("job"):  # it was removed
        config = {row["path"]: row["before"] for row in result.get("changes") or []}
    if result.get("failed") or not config.get("name"):
        return None
    job = {
        "name": config["name"],
        "id": (result.get("job") or {}).get("id"),
        "changes": result.get("changes") or [],
        "problems": result.get("unprotected") or [],
        "warnings": result.get("warnings") or [],
        "revision": result.get("revision") or status.get("revision"),
        "error": None,
    }
    changed = bool(result.get("changed"))
    row = {**of_failure(result, host, is_check), "organization": config.get("organization"), "changed": changed}
    return {**row, "failed": False, "jobs": [job]}


def servers(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The servers of all rows."""
    found = {_name(row["address"]): row["address"] for row in rows if row["address"]}
    return [found[key] for key in sorted(found)]


def addressed(row: Row) -> Row:
    """The row, with the name of its server."""
    return {**row, "server": _name(row["address"])} if row["address"] else row


def _name(address: Mapping[str, Any]) -> str:
    return f"{address['host']}:{address['port']}"


def _reasons(problems: Sequence[Result]) -> list[Row]:
    return [{**one, "msg": one["text"]} for one in problems]


def _unmanaged(result: Result) -> list[Row]:
    """The unmanaged jobs, each with the objects that it keeps from others; including jobs that only a problem names."""
    theirs: dict[str, list[Result]] = {}
    for one in result.get("unprotected") or []:
        if one["place"] is None:
            theirs.setdefault(one["job"], []).append(one)
    rows = [{**one, "problems": theirs.pop(one["name"], [])} for one in result.get("unmanaged") or []]
    return [*rows, *({"name": name, "id": None, "enabled": True, "problems": those} for name, those in theirs.items())]
