# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.vb365.backup.plugins.modules.tenant_files import ARGUMENTS
from ansible_collections.vb365.backup.plugins.plugin_utils._files import write


class ActionModule(ActionBase):  # type: ignore[misc]
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(**ARGUMENTS)
        written, kept, diffs = [], [], []
        for row in options["files"]:
            path, content = Path(row["path"]), row["content"]
            try:
                before = path.read_text(encoding="utf-8", errors="replace") if path.exists() else None
                if before == content:
                    continue
                if before is not None and not options["overwrite"]:
                    kept.append(str(path))
                    continue
                if not self._task.check_mode:
                    write(path, content)
            except OSError as error:
                raise AnsibleActionFail(f"{str(path)!r}: {error.strerror}") from None
            written.append(str(path))
            headers = {"before_header": str(path), "after_header": str(path)}
            diffs.append({"before": before or "", "after": content, **headers})
        warnings = [warning for row in options["files"] for warning in row["warnings"]]
        result.update(changed=bool(written), written=written, kept=kept, warnings=warnings)
        return {**result, "diff": diffs} if self._task.diff else result
