# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module tenant: plans all jobs of a tenant, and then makes them match one after another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._coverage.report import MAX_OBJECTS
from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import DIRECTORY
from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    OptionError,
    TenantFailed,
    TenantRefused,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._operations import tenant_coverage_info
from ansible_collections.vb365.backup.plugins.module_utils._operations.tenant_actions import Actions
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import address
from ansible_collections.vb365.backup.plugins.module_utils._rest.internal_error import internal_errors
from ansible_collections.vb365.backup.plugins.module_utils._tenant import summary as _summary
from ansible_collections.vb365.backup.plugins.module_utils._tenant.afterwards import unprotected_now
from ansible_collections.vb365.backup.plugins.module_utils._tenant.approval import Approval, guard, now_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.carrying_out import Progress, carry_out
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planning import Described, TenantPlan, plan
from ansible_collections.vb365.backup.plugins.module_utils._tenant.rows import JobRow, shown

OPTIONS = (
    "organization", "repository", "defaults", "jobs", "splits", "stagger", "unmanaged_jobs", "omitted",
    "check_objects", "start_first_backup", "wait", "wait_timeout",
)  # fmt: skip
"""The options that describe a tenant."""
_COVERAGE = ("coverage", "coverage_ignore")

_DATE = re.compile(r"'(\w+)': datetime\.\w+\((\d+), (\d+), (\d+)")

Check = Callable[[Mapping[str, Any], str], tuple[dict[str, Any], list[OptionError], set[str]]]
"""check(tenant, prefix): the valid options, an error for each mistake, and the places of unusable values."""


def run(
    client: Client,
    params: Mapping[str, Any],
    check_mode: bool,
    check: Check,
    progress: Progress = lambda text: None,
) -> Outcome:
    """``progress``: called with the progress of long work. Raises Vb365Error, whose result contains what was done."""
    server = address(params)
    about = {"check_mode": check_mode, "server": server}
    try:
        if params["file_problems"]:
            raise TenantRefused("tenant", [{"job": None, **row} for row in params["file_problems"]])
        tenant = _described(params, check)
        approval = None if params["approved"] is None else Approval(params["approved"])
        if approval:
            approval.check_source(str(tenant.options.get("organization")), f"{server['host']}:{server['port']}")
        planned = plan(client, tenant)
        options = {**{name: params[name] for name in (*OPTIONS, *_COVERAGE)}, **tenant.options}
        ignored = options.pop("coverage_ignore")  # a comparison before an approved run reads no coverage
        if approval:
            expected = _carried_out(client, planned, options, True, progress, about)
            if expected.changed:
                approval.check(planned.organization, planned.organization_id, now_of(expected.result))
            guard(planned.jobs)
    except Vb365Error as error:
        error.result = error.result or {**_refused(params, error, check_mode), "server": server}
        raise
    options["coverage_ignore"] = ignored if options["coverage"] else None
    is_guarded = approval is not None
    return _carried_out(client, planned, options, check_mode, progress, about, is_guarded=is_guarded)


def _carried_out(
    client: Client,
    planned: TenantPlan,
    options: Mapping[str, Any],
    is_check: bool,
    progress: Progress,
    about: Mapping[str, Any],
    *,
    is_guarded: bool = False,
) -> Outcome:
    """Carry out the plan. Raises TenantFailed if anything failed."""
    rows = carry_out(client, planned, is_check, progress)
    actions = Actions(client, planned, rows, is_check, progress, is_guarded=is_guarded)
    actions.disable_unmanaged(options["unmanaged_jobs"])
    if options["start_first_backup"]:
        actions.start_first_backups(options["wait_timeout"] if options["wait"] else None)
    unprotected = planned.unprotected
    if not is_check and (actions.problems or any(row.error or row.is_moved for row in rows)):
        unprotected = unprotected_now(client, planned, rows, actions.disabled, actions.started)
    covered = _covered(client, planned.organization_id, options.get("coverage_ignore"), about["server"])
    return _outcome(planned, rows, actions, unprotected, {**about, **covered})


def _covered(
    client: Client, organization: str, ignore: Sequence[Mapping[str, Any]] | None, server: Mapping[str, Any]
) -> dict[str, Any]:
    """The number of objects in no job, if ``ignore`` is a list; or why the number is unknown."""
    if ignore is None:
        return {}
    client.start_deadline()
    asked = {"types": [*DIRECTORY], "expand_groups": True, "details": "none", "max_objects": MAX_OBJECTS}
    try:
        with internal_errors(client):
            outcome = tenant_coverage_info.run(
                client, {**server, **asked, "organization": organization, "ignore": ignore}, True
            )
    except Vb365Error as error:
        return {"coverage": {"msg": error.message}}
    return {"coverage": {**outcome.result, "warnings": outcome.warnings}}


def _described(params: Mapping[str, Any], check: Check) -> Described:
    """The tenant, described by single options or by the option ``tenant``."""
    given, root = params["tenant"], params["prefix"]
    if given is None:
        given = known({name: params[name] for name in OPTIONS})
    if not isinstance(given, Mapping):
        found = "a text" if isinstance(given, str) else given
        raise OptionError("tenant", found, f"expected a mapping{_dates(str(given))}")
    options, errors, unclear = check(given, root)
    return Described(options, errors, unclear, root, params["described_by"])


def _dates(text: str) -> str:
    """An explanation for a text in place of a mapping, with the options that contain dates."""
    found = dict.fromkeys(f'{name}: "{int(y)}-{int(m):02}-{int(d):02}"' for name, y, m, d in _DATE.findall(text))
    if not found:
        return ""
    why = "before ansible-core 2.19, a date without quotes turns the whole tenant into a text"
    return f"; {why}. Write each date in quotes, here {' and '.join(found)}"


def _outcome(
    planned: TenantPlan,
    rows: Sequence[JobRow],
    actions: Actions,
    unprotected: Sequence[Mapping[str, Any]],
    more: Mapping[str, Any],
) -> Outcome:
    """The outcome. Raises TenantFailed if anything failed."""
    changed = actions.changed or any(row.is_changed for row in rows)
    report = {
        "organization": planned.organization,
        "organization_id": planned.organization_id,
        **more,
        "jobs": shown(rows, unprotected),
        "unmanaged": actions.unmanaged,
        "started": actions.started,
        "finished": True,
        "unprotected": unprotected,
        "problems": actions.problems,
    }
    summary = _summary.summary(report, changed)
    diffs = [*(row.diff for row in rows if row.changes), *actions.diffs]
    warnings = [*planned.warnings, *(text for row in rows for text in row.warnings), *actions.warnings]
    result = {**report, "summary": summary, "diff": diffs}
    if summary["state"] != "failed":
        return Outcome(changed, result, warnings)
    failures = [*(row.failure for row in rows if row.failure), *actions.failures.values()]
    failed = TenantFailed(summary["lines"], next(iter(failures), None), changed)
    failed.result = {**result, "warnings": warnings}
    raise failed


def _refused(params: Mapping[str, Any], error: Vb365Error, check_mode: bool) -> dict[str, Any]:
    """The result of a tenant that could not be planned."""
    given = params["tenant"] if isinstance(params["tenant"], Mapping) else params
    name = given.get("organization")
    report = {
        "organization": str(name) if name else None,
        "organization_id": None,
        "check_mode": check_mode,
        "jobs": [],
        "unmanaged": [],
        "started": [],
        "finished": True,
        "unprotected": [],
        "problems": error.problems if isinstance(error, TenantRefused) else [_whole(error)],
    }
    return {**report, "summary": _summary.of_refused(report, params["file"])}


def _whole(error: Vb365Error) -> dict[str, Any]:
    return {"place": None, "job": None, "msg": error.message}
