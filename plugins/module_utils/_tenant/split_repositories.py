# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The repositories of the new jobs of a split. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ansible_collections.vb365.backup.plugins.module_utils._model import repository as _repository
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

_LEAST_FREE = 0.1
"""The part of a repository's capacity that must be free for a new job, if the server shows both numbers."""


def repositories(
    rows: Sequence[Resource], how: str, new: Mapping[int, int], used: Mapping[str, int], organization_id: str
) -> dict[int, str]:
    """The repository of each new job, by the job's number.

    ``rows``: the repositories of the split, in its order. ``new``: the weights of the new jobs. ``used``: the weights
    of the split's other jobs, by the lower-case id of the repository. ``how``: "spread" chooses the repository with the
    least weight, "fill" the first repository with enough space.
    """
    usable = [row for row in rows if _is_usable(row, organization_id)] or [*rows]
    with_room = [row for row in usable if not _is_full(row)] or usable
    weights = {str(row["id"]): used.get(str(row["id"]).lower(), 0) for row in with_room}
    found = {}
    for number, weight in sorted(new.items()):
        chosen = min(weights, key=lambda one: weights[one]) if how == "spread" else next(iter(weights))
        weights[chosen] += weight
        found[number] = chosen
    return found


def _is_usable(row: Resource, organization_id: str) -> bool:
    return not _repository.unusable(row) and not _repository.is_of_another(row, organization_id)


def _is_full(row: Resource) -> bool:
    capacity, free = row.get("capacityBytes"), row.get("freeSpaceBytes")
    return bool(capacity) and free is not None and float(free) < _LEAST_FREE * float(capacity or 0)
