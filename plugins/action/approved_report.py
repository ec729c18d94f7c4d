# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.modules.approved_report import ARGUMENTS
from ansible_collections.vb365.backup.plugins.plugin_utils._project import revision_of
from ansible_collections.vb365.backup.plugins.plugin_utils._report import approval as _approval
from ansible_collections.vb365.backup.plugins.plugin_utils._run_report import described_in

_ARTIFACT = "vb365_drift"


class ActionModule(ActionBase):  # type: ignore[misc]
    BYPASS_HOST_LOOP = True
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(**ARGUMENTS)
        variables = task_vars or {}
        hosts = [str(host) for host in variables["ansible_play_hosts_all"]]
        source = _ARTIFACT if options["file"] is None else options["file"]
        try:
            report = _approval.reviewed(_document(options))
            commit = revision_of(variables, hosts)
            if commit and report.project_revision not in (None, commit):
                at = f"it was made at commit {report.project_revision} of the project, which is now at {commit}"
                raise _approval.NotApplicable(f"{at}: make a new report")
            missing = [host for host in report.with_plans() if host not in hosts]
            if missing and not options["limited"]:
                where = "expected the folder, or the inventory, that the report was made from"
                raise _approval.NotApplicable(
                    f"these tenants of the report are not in this run: {', '.join(missing)}; {where}"
                )
        except _approval.NotApplicable as error:
            return {**result, "failed": True, "msg": f"{source}: {error}"}
        except OSError as error:
            expected = "expected the report.json of a drift check"
            return {**result, "failed": True, "msg": f"file: '{source}': {error.strerror}; {expected}"}
        files = {host: described_in(variables["hostvars"][host].get("onboard_file")) for host in hosts}
        allowed = _approval.allowed(report, source, files)
        told = {"msg": _approval.sentence(report, source, hosts), "made": report.made, "tenants": allowed}
        return {**result, **told, "changed": False}


def _document(options: Any) -> Any:
    """Raises OSError, NotApplicable."""
    if options["file"] is None:
        return plain(options["artifact"])
    return _approval.parse(Path(options["file"]).expanduser().read_text(encoding="utf-8", errors="replace"))
