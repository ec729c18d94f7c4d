# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shell around an operation that runs as a module, on whatever host."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from ansible.module_utils.basic import AnsibleModule

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # before ansible-core 2.22
    from ansible.module_utils.common.parameters import remove_values

    register_secrets = None

from ansible_collections.vb365.backup.plugins.module_utils._client import Client
from ansible_collections.vb365.backup.plugins.module_utils._outcome import Operation, connection, perform

TOKEN_FOLDER = "VB365_TOKEN_FOLDER"
"""The environment variable in which the action plugin names the run's private folder, where module and controller
are on one machine and one user."""


def main(module: AnsibleModule, operation: Operation) -> None:
    """Run the operation and end the module."""
    clients: list[Client] = []

    def open_client() -> Client:
        clients.append(Client(connection(module.params), os.environ.get(TOKEN_FOLDER)))
        return clients[0]

    result = perform(operation, open_client, module.params, module.check_mode)
    for client in clients:
        client.close()
        result = hidden(result, client.secrets.texts)
    for warning in result.pop("warnings", []):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


def hidden(result: dict[str, Any], secrets: Iterable[str]) -> dict[str, Any]:
    """The result as Ansible wants it: without the secrets; from 2.22 on as it is, for there Ansible hides every secret
    that it knows wherever it shows or writes something, and variables keep what they hold."""
    if register_secrets:
        register_secrets(secrets)
        return result
    without: dict[str, Any] = remove_values(result, secrets)
    return without
