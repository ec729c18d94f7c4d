# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.utils.display import Display

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, TenantRefused
from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.module_utils._tenant.summary import of_refused
from ansible_collections.vb365.backup.plugins.modules import tenant
from ansible_collections.vb365.backup.plugins.plugin_utils._files import write
from ansible_collections.vb365.backup.plugins.plugin_utils._progress import ProgressAction
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.paths import shown
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.reading import located

LARGE = ("described_by", "tenant")
LISTS = ("jobs", "unmanaged", "started", "unprotected", "warnings")


class ActionModule(ProgressAction):
    module = tenant

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """The result; where the report was written, with its path as ``report``, otherwise with ``report_error``, which
        stays if the task has ``failed_when``."""
        path = self._task.args.get("report")
        if path and self._task.async_val:
            expected = "cannot be used with async, because the task returns too early; omit report or async"
            result = {"failed": True, **OptionError("report", path, expected).details()}
        else:
            result = super().run(tmp, task_vars)
        if self._task.no_log:  # Ansible masks it on the console, but registers it unmasked
            result["hidden"] = True
        if "invocation" in result and not Display().verbosity:  # AWX stores each result, and does not show this part
            for option in LARGE:
                result["invocation"]["module_args"].pop(option, None)
        file = self._task.args.get("file")
        if file and result.get("problems"):
            result.update(self._located(result, Path(file)))
        if isinstance(path, str) and path:
            try:
                write(Path(path).expanduser(), json.dumps(plain(self._report(result)), indent=4, sort_keys=True))
                result["report"] = str(path)
            except OSError as error:
                before = f"{result['msg']}\n" if result.get("failed") else ""
                result["failed"] = True
                result["report_error"] = f"report: {str(path)!r}: {error.strerror}"
                result["msg"] = f"{before}{result['report_error']}"
        return result

    def _located(self, result: Mapping[str, Any], file: Path) -> dict[str, Any]:
        """The keys of the result about problems, with their file and line, in the order of the lines."""
        described = self._task.args.get("tenant")
        given = described if isinstance(described, Mapping) else {}
        problems = located(result["problems"], file, shown(file), given, self._loader)
        problems.sort(key=lambda row: row.get("line") or 0)
        if not any(row["file"] for row in problems):
            return {"problems": problems}
        refused = TenantRefused(result["organization"] or file.name, problems)
        summary = of_refused({**result, "problems": problems}, str(file))
        return {"problems": problems, "summary": summary, "msg": "\n".join(map(visible, refused.lines()))}

    def _report(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """The result as written to the file. It is written also if the operation did not begin, so that no older report
        remains."""
        described = self._task.args.get("tenant") or self._task.args
        name = described.get("organization") if isinstance(described, Mapping) else None
        failure = {"place": None, "job": None, "msg": str(result.get("msg"))}
        report = {
            "tenant": result.get("organization", name),
            "check_mode": bool(self._task.check_mode),
            "state": result.get("summary", {"state": "failed"})["state"],
            **{key: [] for key in LISTS},
            "problems": [] if "summary" in result else [failure],
        }
        return {**report, **{key: result[key] for key in report if key in result}}
