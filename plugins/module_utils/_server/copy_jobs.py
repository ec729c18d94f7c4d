# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup copy jobs as they are read: by the backup job that they copy."""

from __future__ import annotations

from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource


def copy_job_of(client: Client, job_id: str) -> Resource | None:
    """The backup copy job of a backup job. Nobody has confirmed how a server says that there is none: no resource, no
    content and a resource without an id say it."""
    found = client.find(f"/Jobs/{job_id}/CopyJob")
    return found if found and found.get("id") else None
