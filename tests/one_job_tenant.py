# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module tenant with the options and the results of backup_job: a tenant of one job, for tests of every module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments
from ansible_collections.vb365.backup.plugins.module_utils._shell.job_arguments import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT_MODULE
from ansible_collections.vb365.backup.plugins.modules import tenant

_OF_TENANT = ("unmanaged_jobs", "start_first_backup")
_NO_DIFF = {"before": {}, "after": {}}

ARGUMENTS = arguments({**BACKUP_JOB, "copy": {"type": "raw"}, **{name: TENANT_MODULE[name] for name in _OF_TENANT}})


def OPERATION(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:  # noqa: N802 - as in a module
    """The outcome of the job; what was done beside it is among the changes. Raises Vb365Error."""
    names = [name for name in (*BACKUP_JOB, "copy") if name not in ("id", "organization")]
    job = {name: params[name] for name in names if params[name] is not None}
    described = {"organization": params["organization"], "jobs": [job], **{name: params[name] for name in _OF_TENANT}}
    defaults = {name: rule.get("default") for name, rule in TENANT_MODULE.items()}
    outcome = tenant.OPERATION(client, {**params, **defaults, "tenant": described}, check_mode)
    (row,) = outcome.result["jobs"]
    disabled = [one["name"] for one in outcome.result["unmanaged"] if one["state"] == "disabled"]
    others = [*(change(name, "enabled", "disabled") for name in disabled)]
    others += [change(name, None, "started") for name in outcome.result["started"]]
    diff = outcome.result["diff"][0] if row["changes"] else _NO_DIFF
    return Outcome(outcome.changed, {**row, "changes": [*row["changes"], *others], "diff": diff}, outcome.warnings)
