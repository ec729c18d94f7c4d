# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caches of a client."""

from __future__ import annotations

from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from tests.unit.module_utils.server import JOB_ID, Server, job_row
from tests.unit.module_utils.strategies import ORGANIZATION_ID


def use(server: Server) -> None:
    """Fill the caches as the tasks of a loop do."""
    directory = Directory(server.client)
    directory.organization("contoso")
    JobReader(server.client, directory).all(ORGANIZATION_ID)
    ItemLists(server.client).held_by(JOB_ID)


def test_client_has_one_memory() -> None:
    first, second = Server(), Server()
    assert Memory.of(first.client) is Memory.of(first.client)
    assert Memory.of(first.client) is not Memory.of(second.client)


def test_next_task_requests_jobs_and_their_items_anew() -> None:
    server = Server(job_row())
    use(server)
    first = [*server.asked]
    use(server)
    assert server.asked == first == ["/Organizations", "/Jobs", f"/Jobs/{JOB_ID}/SelectedItems"]
    Memory.of(server.client).forget_task()
    use(server)
    assert server.asked == first + first[1:]
