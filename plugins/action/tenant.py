# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.modules import tenant
from ansible_collections.vb365.backup.plugins.plugin_utils._files import write
from ansible_collections.vb365.backup.plugins.plugin_utils._progress import ProgressAction

IN_REPORT = ("check_mode", "jobs", "unmanaged", "started", "problems", "unprotected")


class ActionModule(ProgressAction):
    module = tenant

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """The result; where the report was written, with its path as ``report``."""
        result = super().run(tmp, task_vars)
        path = self._task.args.get("report")
        if path and "summary" in result:
            report = {
                "tenant": result["organization"],
                "state": result["summary"]["state"],
                "warnings": result.get("warnings", []),
                **{key: result[key] for key in IN_REPORT},
            }
            with suppress(OSError):
                write(Path(path).expanduser(), json.dumps(plain(report), indent=4, sort_keys=True))
                result["report"] = str(path)
        return result
