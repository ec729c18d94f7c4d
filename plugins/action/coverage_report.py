# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import partial
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.vb365.backup.plugins.modules.coverage_report import ARGUMENTS
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.console import lines
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.document import build, exit_status, totals
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.files import files
from ansible_collections.vb365.backup.plugins.plugin_utils._run_report import now, results_of, tell_as, version


class ActionModule(ActionBase):  # type: ignore[misc]
    BYPASS_HOST_LOOP = True
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(**ARGUMENTS)
        report = build([*results_of(task_vars or {}, options["registered"])], now(), version())
        folder = options["folder"]
        try:
            paths = tell_as(files(report) if folder else {}, partial(lines, report), folder, options["width"])
        except OSError as error:
            raise AnsibleActionFail(f"folder: {folder!r}: {error.strerror}") from None
        failed = bool(exit_status(report, fail_on_gaps=options["fail_on_gaps"]))
        told = {"msg": totals(report), "verdict": report["verdict"], "counts": report["counts"], "files": paths}
        return {**result, **told, "changed": False, "failed": failed}
