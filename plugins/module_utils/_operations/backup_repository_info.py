# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module backup_repository_info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.views import REPOSITORY, pick
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import by_name, named


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """Raises Vb365Error."""
    directory = Directory(client)
    owner = directory.organization(params["organization"])["id"] if params["organization"] else None
    rows = client.get_all("/BackupRepositories", organizationId=owner)
    if owner is None:
        Memory.of(client).repositories.remember(rows)
    wanted = params["id"] or params["name"]
    if wanted:
        rows = named(rows, directory.repository(wanted)["id"], "id")
    return Outcome(False, {"repositories": [pick(REPOSITORY, row) for row in by_name(rows)]})
