# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guarantees for requests that contain more than the task changes: a schedule or an item is sent as a whole.

The API never compares versions. An edit that is there when a task looks for the last time before it writes is kept; one
that comes between that look and the write is overwritten, and nobody can tell. How many requests that is, is pinned.
"""

from __future__ import annotations

import pytest

from tests.integration.harness.direct import Direct
from tests.registry import MODULES
from tests.simulator.launch import Simulator
from tests.trust.properties import facts
from tests.trust.properties.changes import Edit, Task
from tests.trust.races.jobs import user

JOB = "Contoso Mailboxes"
SALES = {"type": "Group", "name": "sales@contoso.com"}
ALICE = {"mailbox": True, "archive_mailbox": True, "onedrive": True, "personal_site": False}
BOB = {"mailbox": True, "archive_mailbox": True, "onedrive": True, "personal_site": True}
CASES: dict[str, tuple[Task, Edit, str, int]] = {
    "a key of a schedule": (
        Task("backup_job", JOB, {"schedule": {"daily_time": "22:00:00"}}),
        Edit(JOB, {"schedule": {"retry_number": 7}}),
        "schedule.retry_number",
        1,
    ),
    "an option of an item": (
        Task("backup_job_item", JOB, {"items": [user("alice", mailbox=False)]}),
        Edit(JOB, item=user("alice", **ALICE)),
        "selected_items[alice].onedrive",
        2,
    ),
    "an option of the second item": (
        Task("backup_job_item", JOB, {"items": [user("alice", mailbox=False), user("bob", mailbox=False)]}),
        Edit(JOB, item=user("bob", **BOB)),
        "selected_items[bob].personal_site",
        3,
    ),
    "an option of an excluded item": (
        Task("job_exclusion", JOB, {"items": [user("carol", mailbox=False)]}),
        Edit(JOB, item=user("carol", **{**ALICE, "mailbox": True}), part="excluded_items"),
        "excluded_items[carol].personal_site",
        2,
    ),
    "an option of an item, with both lists": (
        Task(
            "backup_job",
            JOB,
            {"selected_items": [user("alice", mailbox=False), user("bob"), SALES], "excluded_items": [user("carol")]},
        ),
        Edit(JOB, item=user("alice", **ALICE)),
        "selected_items[alice].onedrive",
        3,
    ),
}
"""A task, somebody else's edit of what the task does not set, the fact that the edit makes, and before how many
requests, counted back from the write, the edit is overwritten at most."""


@pytest.mark.parametrize("name", CASES)
def test_window_is_no_longer_than_this(simulator: Simulator, direct: Direct, name: str) -> None:
    task, edit, fact, longest = CASES[name]
    ids = {facts.title(item): item["id"] for part in facts.LISTS.values() for item in simulator.job(JOB)[part]}
    direct(MODULES[task.module], **task.options)
    requests = [entry for entry in simulator.journal() if "/Jobs" in entry["path"]]
    write = max(number for number, entry in enumerate(requests) if entry["method"] != "GET")
    overwritten = []
    for number in range(write + 1):
        simulator.reset()
        simulator.race("/Jobs", edit.body(ids), skip=number)
        done = direct(MODULES[task.module], **task.options)
        after = facts.read(simulator)[JOB]
        assert done.changed
        assert not [path for path, value in task.sets(after).items() if after.get(path) != value], "as promised"
        if after.get(fact) != edit.sets()[fact]:
            overwritten.append(number)
    assert overwritten == [*range(write + 1 - len(overwritten), write + 1)], "from one moment on until the write"
    assert len(overwritten) <= longest
