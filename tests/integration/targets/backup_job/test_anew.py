# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody deletes the job and creates it again under its name, between the first read and the read under the lock."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import (
    backup_copy_job,
    backup_job,
    backup_job_item,
    job_action,
    job_exclusion,
)
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
ALICE = [{"type": "User", "name": "alice@contoso.com"}]
BOB = [{"type": "User", "name": "bob@contoso.com"}]
NEW = {"repository": "Contoso Vault", "backup_type": "SelectedItems", "selected_items": ALICE}
NAMED = {"organization": ORGANIZATION, "name": "Anew"}
JOB = {"organization": ORGANIZATION, "job": "Anew"}
COPY = {"repository": "Object Archive"}


def run(direct: Direct, module: Any, **options: Any) -> Outcome:
    return direct(module, **options)


class Pair:
    """``mine``: the client of the task. Whenever it has taken a lock, somebody makes the job anew."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.mine, self.theirs = Direct(simulator), Direct(simulator)
        self.has_copy = False
        self.times = 1
        lock = self.mine.client.lock

        @contextmanager
        def taken(key: str) -> Iterator[None]:
            with lock(key):
                if self.times:
                    self.times -= 1
                    self.make()
                yield

        self.mine.client.lock = taken  # type: ignore[method-assign]

    def make(self) -> None:
        run(self.theirs, backup_job, **NAMED, state="absent", remove_copy_job=True)
        run(self.theirs, backup_job, **NAMED, **NEW)
        if self.has_copy:
            run(self.theirs, backup_copy_job, **JOB, **COPY)

    @property
    def jobs(self) -> list[dict[str, Any]]:
        return [job for job in self.simulator.state()["jobs"] if job["name"] == "Anew"]


@pytest.fixture
def pair(simulator: Simulator) -> Pair:
    pair = Pair(simulator)
    pair.make()
    return pair


def test_removal_removes_the_new_one(pair: Pair) -> None:
    assert run(pair.mine, backup_job, **NAMED, state="absent").changed
    assert pair.jobs == []


def test_edit_is_of_the_new_one(pair: Pair) -> None:
    assert run(pair.mine, backup_job, **NAMED, description="mine").changed
    assert [job["description"] for job in pair.jobs] == ["mine"]


@pytest.mark.parametrize(("module", "key"), [(backup_job_item, "selectedItems"), (job_exclusion, "excludedItems")])
def test_items_are_those_of_the_new_one(pair: Pair, module: Any, key: str) -> None:
    assert run(pair.mine, module, **JOB, items=BOB).changed
    (job,) = pair.jobs
    assert "bob@contoso.com" in str(job[key])


@pytest.mark.parametrize("action", ["disable", "start", "explore"])
def test_action_is_for_the_new_one(pair: Pair, action: str) -> None:
    more = {"restore_type": "Vex"} if action == "explore" else {}
    done = run(pair.mine, job_action, **JOB, action=action, **more)
    assert done.changed
    assert done.result["job"]["id"] == pair.jobs[0]["id"]


@pytest.mark.parametrize("state", ["present", "absent"])
def test_copy_job_is_that_of_the_new_one(pair: Pair, state: str) -> None:
    pair.has_copy = True
    pair.make()
    more = {"enabled": False} if state == "present" else {}
    assert run(pair.mine, backup_copy_job, **JOB, state=state, **more).changed
    copies = pair.theirs.client.get_all("/CopyJobs")
    mine = [copy for copy in copies if copy["backupJobId"] == pair.jobs[0]["id"]]
    assert [copy["isEnabled"] for copy in mine] == ([False] if state == "present" else [])


def test_action_on_a_copy_job_is_for_the_new_one(pair: Pair) -> None:
    pair.has_copy = True
    pair.make()
    done = run(pair.mine, job_action, **JOB, kind="copy", action="disable")
    assert done.changed
    copies = pair.theirs.client.get_all("/CopyJobs")
    assert [copy["isEnabled"] for copy in copies if copy["id"] == done.result["copy_job"]["id"]] == [False]


@pytest.mark.parametrize(
    ("module", "options"),
    [
        (job_action, {**JOB, "action": "disable"}),
        (job_action, {**JOB, "action": "start"}),
        (backup_job, {**NAMED, "description": "mine"}),
        (backup_job, {**NAMED, "state": "absent"}),
        (backup_job_item, {**JOB, "items": BOB}),
        (backup_copy_job, {**JOB, **COPY}),
    ],
)
def test_listing_and_job_that_do_not_agree_on_the_name_come_to_an_end(
    pair: Pair, module: Any, options: dict[str, Any]
) -> None:
    pair.times = 0
    (job,) = pair.jobs
    shown = pair.theirs.client.get(f"/Jobs/{job['id']}")
    path = f"/Jobs/{job['id']}$"
    pair.simulator.fault("status", method="GET", path=path, status=200, body={**shown, "name": "Other"}, times=None)
    pair.simulator.clear_journal()
    with contextlib.suppress(Vb365Error):
        run(pair.mine, module, **options)
    assert len(pair.simulator.journal()) < 40


def test_job_that_is_made_anew_again_and_again_is_an_error(pair: Pair) -> None:
    pair.times = 1000
    read = pair.mine.client.find

    def find(path: str, **query: Any) -> Any:
        if pair.times < 1000 and path.startswith("/Jobs/"):
            pair.make()
        return read(path, **query)

    pair.mine.client.find = find  # type: ignore[method-assign]
    with pytest.raises(Conflict, match="was deleted and created again 4 times while it was read"):
        run(pair.mine, backup_job, **NAMED, description="mine")
