# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job of a tenant as backup_job would make it match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._job.backup_job import BackupJob
from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobState
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan

_NOT_GIVEN = {
    **dict.fromkeys(
        (
            "id",
            "name",
            "new_name",
            "repository",
            "backup_type",
            "description",
            "enabled",
            "schedule",
            "if_match",
            *_items.LISTS,
        )
    ),
    "state": "present",
    "omitted": "keep",
    "run_now": False,
    "remove_copy_job": False,
    "skip_item_update": False,
}


def parameters(options: Mapping[str, Any], organization_id: str | None) -> dict[str, Any]:
    """The parameters of backup_job for a job of a tenant."""
    given = {key: value for key, value in options.items() if key not in ("organization", "copy")}
    return {**_NOT_GIVEN, **given, "organization": organization_id}


class Planned(BackupJob):
    """The resource of backup_job. Overlaps are the tenant's own check, which names the places."""

    def needed_facts(self, state: JobState, plan: Plan) -> Iterator[str]:
        return (name for name in super().needed_facts(state, plan) if name != "held")
