# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.unsafe_proxy import AnsibleUnsafe

from ansible_collections.vb365.backup.plugins.modules.tenant_host import ARGUMENTS
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.reading import host_variables, read


class _Kept(dict[str, Any], AnsibleUnsafe):  # type: ignore[misc]
    """Variables whose templates stay templates: before 2.19, ansible-core marks the templates of any other result as
    unsafe."""


class ActionModule(ActionBase):  # type: ignore[misc]
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _validated, options = self.validate_argument_spec(**ARGUMENTS)
        path = Path(options["path"])
        found = read(path, self._loader)
        host, groups, variables = path.stem, [options["group"]], host_variables(path, found)
        result.update(changed=False, host=host, _ansible_no_log=found.is_secret)
        if hasattr(self, "add_host"):  # since ansible-core 2.21
            result["changed"] = self.add_host(host, host_vars=variables, parent_group_names=groups)
        else:
            self._task.no_log = self._task.no_log or found.is_secret  # hides the result of the whole loop too
            result["add_host"] = {"host_name": host, "groups": groups, "host_vars": _Kept(variables)}
        return result
