# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The starts that the tenants of a run have chosen and that the server does not show yet, as always in check mode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

Entry = tuple[str, Sequence[Resource]]
"""The id of an organization, and its jobs with chosen starts, as the server will show them. ``isNew`` in a row: the job
does not exist yet."""


class ChosenStarts:
    """The entries of all tenants of the run, in the order of the tenants' first choices.

    A tenant considers only the tenants before it, so it makes the same choices in check mode and in a real run.
    """

    def __init__(self, entries: Iterable[Entry], organization_id: str) -> None:
        self._entries = {organization: [*rows] for organization, rows in entries}
        self._mine = self._entries.setdefault(organization_id, [])
        self._organization_id = organization_id

    @property
    def entries(self) -> list[Entry]:
        """All entries."""
        return [*self._entries.items()]

    def forget(self) -> None:
        """Drop the choices of an earlier plan of this tenant."""
        self._mine.clear()

    def add(self, row: Resource) -> None:
        """Add a job of this tenant with its chosen start."""
        self._mine.append(row)

    def beside(self, listed: Iterable[Resource]) -> list[Resource]:
        """The jobs of the server before this tenant writes: with the choices of earlier tenants, and without jobs that
        later tenants create."""
        order = [*self._entries]
        place = order.index(self._organization_id)
        before = {_key(row): row for one in order[:place] for row in self._entries[one]}
        after = {_key(row) for one in order[place + 1 :] for row in self._entries[one] if row.get("isNew")}
        rows = [row for row in listed if _key(row) not in before and _key(row) not in after]
        return [*rows, *before.values()]


def _key(row: Resource) -> tuple[str, str]:
    return str(row.get("organizationId")).lower(), folded(str(row.get("name")))


@contextmanager
def chosen_starts(client: Client, organization_id: str) -> Iterator[ChosenStarts]:
    """The chosen starts of the run, with their lock taken; shared when the block ends.

    Without a folder of the run, only the starts of this tenant. Raises NotUsable if the deadline passes before the lock
    is free.
    """
    late = NotUsable("timeout: another task on this machine is still choosing the starts of its jobs")
    with client.run_folder.locked("starts", late, client.deadline.sleep) as file:
        chosen = ChosenStarts((file.value() if file else None) or [], organization_id)
        yield chosen
        if file:
            with suppress(OSError):
                file.store(chosen.entries)
