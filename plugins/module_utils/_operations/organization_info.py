# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module organization_info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.views import ORGANIZATION, pick
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, by_name


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """Raises Vb365Error."""
    # Without extendedView the server does not report the backups of an organization (documented).
    rows: list[Resource] = client.get_all("/Organizations", extendedView=True)
    Memory.of(client).organizations.remember(rows)
    wanted = params["id"] or params["name"]
    if wanted:
        rows = [Directory(client).organization(wanted)]
    return Outcome(False, {"organizations": [pick(ORGANIZATION, row) for row in by_name(rows)]})
