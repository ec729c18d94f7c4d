# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job of a tenant as the resource of backup_job."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._job.backup_job import BackupJob
from ansible_collections.vb365.backup.plugins.module_utils._job.facts import Facts
from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobState
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

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
    given = {key: value for key, value in options.items() if key not in ("organization", "copy", "fixed")}
    return {**_NOT_GIVEN, **given, "organization": organization_id}


class Planned(BackupJob):
    """The resource of backup_job for one of the jobs of a tenant.

    ``described``: the folded names of the tenant's jobs, whose overlaps the tenant itself checks. ``seen``: the reading
    of the plan, with which the loop begins. The loop reads again before it writes.
    """

    def __init__(
        self,
        client: Client,
        params: Mapping[str, Any],
        reader: JobReader,
        described: Collection[str],
        seen: JobState | None = None,
    ) -> None:
        super().__init__(client, params, reader)
        self._described, self._seen = described, seen

    @property
    def guards_items(self) -> bool:
        """Always: a report on the tenant may be approved."""
        return True

    def holders(self, others: Sequence[Resource]) -> list[Resource]:
        return [row for row in super().holders(others) if folded(str(row.get("name"))) not in self._described]

    def _observe(self, past: Past[JobState], facts: Facts) -> JobState:
        if past.seen is None and self._seen is not None:
            return self._seen
        return super()._observe(past, facts)
