# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of the role tenant_onboarding did or would do: lines for the console, statistics and a full report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.omitted import unwatched
from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.module_utils._tenant import lines as _tenant_lines
from ansible_collections.vb365.backup.plugins.module_utils._tenant.lines import capped, names

Report = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

_NAMES_IN_STATS = 50


def summary(
    preflight: Any,
    jobs: Any = None,
    disabled: Any = None,
    started: Any = None,
    unmanaged: str = "ignore",
    check_mode: bool = False,
    tenant: Any = None,
    to_start: Any = None,
) -> dict[str, Any]:
    """``tenant``, ``changed``, ``failed``, ``lines``, ``stats`` and ``report`` of a run, as plain data.

    ``preflight`` is the result of tenant_preflight and the ``jobs`` of tenant_options; ``jobs``, ``disabled`` and
    ``started`` are what loops registered, None or {} where a loop was not reached; ``tenant`` is the name of one whose
    preflight tells none; ``to_start`` are the jobs that ``started`` has to have.
    A job of the preflight without a result has failed. Nothing is raised: a summary is wanted most after a failure.
    """
    checked: Mapping[str, Any] = preflight if isinstance(preflight, Mapping) else {}
    is_refused = bool(checked.get("failed")) or "jobs" not in checked
    if is_refused:
        parts, changed = _refused(checked), False
    else:
        parts, changed = _carried_out(checked, jobs, disabled, started, unmanaged, plain(to_start or []))
    failed = bool(parts["problems"] or names(parts["jobs"], "failed"))
    report: Report = {
        "tenant": str(checked.get("organization") or tenant or "unknown tenant"),
        "check_mode": bool(check_mode),
        "state": _verdict(failed, changed, any(_counts(row) for row in parts["unprotected"])),
        **parts,
    }
    return {
        "tenant": report["tenant"],
        "changed": changed,
        "failed": failed,
        "lines": _tenant_lines.refused(report) if is_refused else _tenant_lines.lines(report),
        "stats": {"vb365_tenants": {report["tenant"]: _stats(report)}},
        "report": report,
    }


def _verdict(failed: bool, changed: bool, is_unprotected: bool) -> str:
    if failed or changed:
        return "failed" if failed else "changed"
    return "unprotected" if is_unprotected else "in sync"


def _refused(checked: Mapping[str, Any]) -> Report:
    """The report on a tenant whose preflight failed or was not reached: nothing was written."""
    msg = checked.get("msg") if checked.get("failed") or checked.get("unreachable") else None
    rows = checked.get("problems") or [{"msg": msg or "The tenant was not checked"}]
    return {
        "jobs": [],
        "unmanaged": [],
        "started": [],
        "problems": [_problem(row.get("place"), row.get("job"), row.get("msg")) for row in rows],
        "unprotected": [],
        "warnings": plain(checked.get("warnings") or []),
    }


def _carried_out(
    checked: Mapping[str, Any], jobs: Any, disabled: Any, started: Any, unmanaged: str, to_start: Rows
) -> tuple[Report, bool]:
    """The report on a tenant whose preflight succeeded, and whether anything was changed."""
    strangers: Rows = [] if unmanaged == "ignore" else plain(checked.get("unmanaged") or [])
    to_disable = [job for job in strangers if job.get("enabled")] if unmanaged == "disable" else []
    loops = {
        "jobs": _Loop(jobs, plain(checked["jobs"])),
        "unmanaged jobs": _Loop(disabled, to_disable),
        "first backup": _Loop(started, to_start),
    }
    problems = [_problem(place, None, loop.failure) for place, loop in loops.items() if loop.failure]
    for place in ("unmanaged jobs", "first backup"):
        problems += [_problem(place, ran.name, ran.msg) for ran in loops[place].ran if ran.failed]
    of_stranger = {ran.key: ran for ran in loops["unmanaged jobs"].ran}
    unprotected = plain(checked.get("unprotected") or [])
    report = {
        "jobs": [_job(ran, unprotected) for ran in loops["jobs"].ran],
        "unmanaged": [
            {
                "name": job.get("name"),
                "id": job.get("id"),
                "enabled": job.get("enabled"),
                "state": _state_of_stranger(of_stranger.get(_key(job))),
            }
            for job in strangers
        ],
        "started": [ran.name for ran in loops["first backup"].ran if ran.changed],
        "problems": problems,
        "unprotected": unprotected,
        "warnings": [
            *plain(checked.get("warnings") or []),
            *(text for loop in loops.values() for text in loop.warnings),
        ],
    }
    return report, any(ran.changed for loop in loops.values() for ran in loop.ran)


# ---- results of tasks -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ran:
    """What came of a task for one job; ``key`` is the job's id, or its name where the task goes by that."""

    name: str
    key: str
    changed: bool = False
    failed: bool = False
    msg: str | None = None
    changes: Sequence[Mapping[str, Any]] = ()
    revision: str | None = None
    warnings: Sequence[str] = ()
    unwatched: Sequence[str] = ()


class _Loop:
    """A looped task as it was registered: ``ran`` for each job, those of ``wanted`` without a result last, as failed.

    ``failure`` is why the task failed before its first job. ``warnings`` are those of all its jobs: Ansible parts them
    from the results.
    """

    def __init__(self, registered: Any, wanted: Rows) -> None:
        task: Mapping[str, Any] = registered if isinstance(registered, Mapping) else {}
        results = [result for result in task.get("results") or [] if not result.get("skipped")]
        self.ran = [_ran(result) for result in results]
        reached = {ran.key for ran in self.ran}
        for job in wanted:
            if _key(job) not in reached:
                self.ran.append(_Ran(_name(job), _key(job), failed=True, msg="not reached"))
        self.failure = _msg(task) if not results and _has_failed(task) else None
        self.warnings: list[str] = plain(task.get("warnings") or [])


def _ran(result: Mapping[str, Any]) -> _Ran:
    item = plain(result.get(result.get("ansible_loop_var", "item")))
    failed = _has_failed(result)
    return _Ran(
        _name(item),
        _key(item),
        bool(result.get("changed")),
        failed,
        _msg(result) if failed else None,
        plain(result.get("changes") or []),
        plain(result.get("revision")),
        plain(result.get("warnings") or []),
        unwatched(item) if isinstance(item, Mapping) and "omitted" in item else (),
    )


def _has_failed(result: Mapping[str, Any]) -> bool:
    return bool(result.get("failed") or result.get("unreachable"))


def _msg(result: Mapping[str, Any]) -> str:
    return str(result.get("msg") or "The task failed without a message")


def _name(item: Any) -> str:
    """The name of the job that an item of a loop stands for: options, a row of the preflight, or just the name."""
    return str(item.get("name") if isinstance(item, Mapping) else item)


def _key(item: Any) -> str:
    return str(item.get("id") or item.get("name")) if isinstance(item, Mapping) else str(item)


# ---- rows of the report ---------------------------------------------------------------------------------------------


def _counts(row: Mapping[str, Any]) -> bool:
    """Whether a reason makes the tenant unprotected. Two do not: one that the tenant describes, and a failed run."""
    return not row["described"] and row["reason"] != "failing"


def _job(ran: _Ran, unprotected: Rows) -> Report:
    return {
        "name": ran.name,
        "state": _state(ran),
        "changes": [*ran.changes],
        "revision": ran.revision,
        "warnings": [*ran.warnings],
        "unwatched": [*ran.unwatched],
        "problems": [
            {"reason": row["reason"], "text": row["msg"], "objects": row["objects"]}
            for row in unprotected
            if row["job"] == ran.name and row["place"] is not None
        ],
        "msg": ran.msg,
    }


def _state(ran: _Ran) -> str:
    if ran.failed:
        return "failed"
    if not ran.changed:
        return "in sync"
    is_now = next((row["after"] for row in ran.changes if row["path"] == "state"), None)
    return {"present": "created", "absent": "removed"}.get(str(is_now), "changed")


def _state_of_stranger(ran: _Ran | None) -> str:
    if ran and ran.failed:
        return "failed"
    return "disabled" if ran and ran.changed else "unmanaged"


def _problem(place: Any, job: Any, msg: Any) -> Report:
    return {"place": plain(place), "job": plain(job), "msg": plain(msg)}


# ---- statistics -----------------------------------------------------------------------------------------------------


def _stats(report: Report) -> Report:
    """The tenant's state and the names in each list that is not empty, of which each ends after 50 names with the
    number of the others: the statistics of hundreds of tenants are one document."""
    failed = [*names(report["jobs"], "failed"), *(row["job"] for row in report["problems"] if row["job"])]
    lists = {
        **{state: names(report["jobs"], state) for state in ("created", "changed", "removed")},
        "failed": list(dict.fromkeys(failed)),
        **{state: names(report["unmanaged"], state) for state in ("disabled", "unmanaged")},
        "started": report["started"],
        "unprotected": list(dict.fromkeys(row["job"] for row in report["unprotected"] if _counts(row))),
        "problems": list(dict.fromkeys(row["job"] for row in report["unprotected"] if not _counts(row))),
    }
    return {
        "state": report["state"],
        **{state: capped(those, _NAMES_IN_STATS) for state, those in lists.items() if those},
    }
