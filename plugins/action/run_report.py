# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.modules.run_report import ARGUMENTS
from ansible_collections.vb365.backup.plugins.plugin_utils import _history
from ansible_collections.vb365.backup.plugins.plugin_utils._batches import later
from ansible_collections.vb365.backup.plugins.plugin_utils._project import revision_of
from ansible_collections.vb365.backup.plugins.plugin_utils._report import results as _results
from ansible_collections.vb365.backup.plugins.plugin_utils._report.artifact import artifact
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.document import line
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import outcome
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import exit_status, state_of
from ansible_collections.vb365.backup.plugins.plugin_utils._run_report import (
    described_in,
    display,
    report_of,
    results_of,
    tell,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._switch import switch

_Statistics = dict[tuple[str, str], dict[str, Any]]
"""By the name of a tenant and its host."""
_WORST_FIRST = ("failed", "unprotected", "changed", "in sync")


class ActionModule(ActionBase):  # type: ignore[misc]
    BYPASS_HOST_LOOP = True
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(**ARGUMENTS)
        variables = task_vars or {}
        is_check = bool(self._task.check_mode)
        hosts = [str(host) for host in variables["ansible_play_hosts_all"]]
        path = Path(options["history"]).expanduser() if options["history"] else None
        rows = []
        differing = []
        of_tenants: _Statistics = {}
        waiting = later(self._task, hosts, str(variables["inventory_hostname"]))
        for host in hosts:
            known = variables["hostvars"][host]
            registered = known.get(options["registered"])
            value = plain(registered) if isinstance(registered, Mapping) else {}
            of_host = _results.of_task({"msg": _results.LATER} if host in waiting else value, host, is_check)
            if not all(_results.is_in_sync(one) and state_of(row) == "in_sync" for one, row in of_host):
                differing.append(host)
            for one, row in of_host:
                rows.append({**row, **described_in(known.get("onboard_file"))})
                if host not in waiting:
                    _add(of_tenants, one, row)
        revision = revision_of(variables, hosts)
        report = report_of(rows if path is None else _history.with_origins(rows, _history.usable(path)), revision)
        paths: list[str] = []
        problems = []
        try:
            paths = tell(report, options["folder"], options["width"])
        except OSError as error:
            problems.append(f"folder: {options['folder']!r}: {error.strerror}")
        try:
            if path is not None:
                _history.keep(path, rows, report["made"])
        except OSError as error:
            problems.append(f"history: '{path}': {error.strerror}")
        except _history.NoHistory as error:
            problems.append(f"history: '{path}': {error}")
        if problems:
            raise AnsibleActionFail(". ".join(problems))
        compared = results_of(variables, options["registered"])
        covered = [{**one["coverage"], "host": one["host"]} for one in compared if one.get("coverage")]
        if covered:
            display([visible(line(covered))])
        wanted = {name: options[name] for name in ("fail_on_drift", "fail_on_unprotected")}
        ending = _ending(self._templar, variables)
        artifacts = {f"vb365_tenants{ending}": _named(of_tenants), f"vb365_drift{ending}": artifact(report)}
        data = {"data": artifacts, "per_host": False, "aggregate": True}
        told = {
            "msg": outcome(report),
            "verdict": report["verdict"],
            "counts": report["counts"],
            "differing": differing,
            "files": paths,
        }
        judged = report_of([row for row in rows if row["host"] not in waiting], revision) if waiting else report
        failed = bool(exit_status(judged, **wanted))
        return {**result, **told, "changed": False, "failed": failed, "ansible_stats": data}


def _ending(templar: Any, variables: Mapping[str, Any]) -> str:
    """The suffix of the artifact names. AWX keeps only the last artifact of a name, and slices have the same names."""
    is_slice = switch("drift_sliced", templar.template(variables.get("drift_sliced") or False))
    return f"_{variables['awx_job_id']}" if is_slice and "awx_job_id" in variables else ""


def _add(stats: _Statistics, result: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Add the statistics of a result. Those of several results of one tenant are joined: the worst state, all names."""
    known: dict[str, Any] = (result.get("summary") or {}).get("stats", {}).get("vb365_tenants", {})
    if row["organization"] is None or not known:
        known = {row["organization"] or row["host"]: {"state": "failed"}}
    for name, one in known.items():
        before = stats.get((name, row["host"]), one)
        names = {key: [*dict.fromkeys([*before.get(key, ()), *one.get(key, ())])] for key in {**before, **one}}
        state = min((before["state"], one["state"]), key=lambda state: (*_WORST_FIRST, state).index(state))
        stats[name, row["host"]] = {**names, "state": state}


def _named(stats: _Statistics) -> dict[str, Any]:
    """The statistics by tenant. If another server has a tenant of the same name, the host is added in parentheses."""
    found: dict[str, Any] = {}
    for (name, host), one in stats.items():
        found[f"{name} ({host})" if name in found else name] = one
    return found
