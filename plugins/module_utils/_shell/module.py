# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs an operation as a module, on any host."""

from __future__ import annotations

import os

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Operation
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import connection, perform

TOKEN_FOLDER = "VB365_TOKEN_FOLDER"
"""The environment variable with the run's private folder. The action plugin sets it if module and controller run on one
machine as one user."""
LOCK_FOLDER = "VB365_LOCK_FOLDER"
"""The environment variable with the parent of that folder, set also for a task that may outlive the run."""


def main(module: AnsibleModule, operation: Operation) -> None:
    """Run the operation and exit the module."""
    clients: list[Client] = []

    def open_client() -> Client:
        clients.append(Client(connection(module.params), os.environ.get(TOKEN_FOLDER), os.environ.get(LOCK_FOLDER)))
        return clients[0]

    result = perform(operation, open_client, module.params, module.check_mode)
    for client in clients:
        client.close()
    for warning in result.pop("warnings", []):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
