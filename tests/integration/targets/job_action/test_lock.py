# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that waits for another task of this machine reads the job again before it writes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.deadline import Deadline
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import RunFolder
from ansible_collections.vb365.backup.plugins.modules import backup_job, job_action
from tests.integration.harness.direct import Direct
from tests.integration.harness.playbook import play
from tests.integration.targets.job_action.conftest import NAME, ORGANIZATION
from tests.registry import Module
from tests.simulator.launch import Simulator


class Pair:
    """Two tasks of one run. The second one finds the lock of a job taken, and the first one runs while it waits."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        run = folder / "run"
        run.mkdir()
        self.simulator = simulator
        self.first, self.second = (Direct(simulator) for _task in range(2))
        for direct in (self.first, self.second):
            direct.client = Client(direct.client._connection, str(run))
        self._folder = RunFolder(str(run))
        self.waits = 0

    def learn(self) -> None:
        """Let the second task be the later item of a loop, which knows the names on the server already."""
        self.second(job_action, job="Contoso Sites", organization=ORGANIZATION, action="enable")
        self.second.is_loop = True

    def meanwhile(self, key: str, other: Callable[[], Any], module: Module, **options: Any) -> Outcome:
        """Run the second task, and ``other`` while it waits for the lock of ``key``."""
        client = self.second.client
        held = self._folder.lock(key.lower())
        held.__enter__()
        pair = self

        class Waiting(Deadline):
            def sleep(self, seconds: float) -> bool:
                if not pair.waits:
                    held.__exit__(None, None, None)
                    other()
                    pair.simulator.clear_journal()
                pair.waits += 1
                return super().sleep(seconds)

        start_task = client.start_task

        def start() -> None:
            start_task()
            client.deadline = Waiting(client.deadline.seconds)

        client.start_task = start  # type: ignore[method-assign]
        try:
            return self.second(module, **options)
        finally:
            assert self.waits, "the second task never waited"

    @property
    def writes(self) -> list[str]:
        """The writes since the first task ended."""
        entries = [entry for entry in self.simulator.journal() if entry["method"] != "GET"]
        return [f"{entry['method']} {entry['path'].rsplit('/', 1)[1]}" for entry in entries]


@pytest.fixture
def pair(simulator: Simulator, tmp_path: Path) -> Pair:
    return Pair(simulator, tmp_path)


def test_action_at_a_revision_that_is_gone_after_the_wait_is_a_conflict(pair: Pair) -> None:
    pair.learn()
    identity = str(pair.simulator.job(NAME)["id"])
    reviewed = pair.second(job_action, True, job=identity, action="start").result["revision"]
    with pytest.raises(Conflict, match="is no longer at") as caught:
        pair.meanwhile(
            identity,
            lambda: pair.first(backup_job, id=identity, description="Theirs"),
            job_action,
            job=identity,
            action="start",
            if_match=reviewed,
        )
    assert caught.value.changed is False
    assert pair.writes == []


@pytest.mark.parametrize("profile", ["same_session", "conflict"])
def test_only_one_of_two_tasks_starts_a_job(pair: Pair, profile: str) -> None:
    pair.simulator.profile(start_when_running=profile)
    pair.simulator.outcome(NAME, "Success", seconds=1e6)
    pair.learn()
    identity = str(pair.simulator.job(NAME)["id"])
    outcomes: list[Outcome] = []
    mine = pair.meanwhile(
        identity,
        lambda: outcomes.append(pair.first(job_action, job=identity, action="start")),
        job_action,
        job=identity,
        action="start",
    )
    (theirs,) = outcomes
    assert [theirs.changed, mine.changed] == [True, False]
    assert theirs.result["session"]["id"] == mine.result["session"]["id"]
    assert pair.writes == []


def test_edit_by_id_is_planned_anew_after_the_wait(pair: Pair) -> None:
    pair.learn()
    identity = str(pair.simulator.job(NAME)["id"])
    done = pair.meanwhile(
        identity,
        lambda: pair.first(backup_job, id=identity, schedule={"retry_enabled": True, "retry_number": 7}),
        backup_job,
        id=identity,
        description="Mine",
    )
    assert done.result["conflicts"] == 1
    job = pair.simulator.job(NAME)
    assert (job["description"], job["schedulePolicy"]["retryNumber"]) == ("Mine", 7)


def test_job_that_the_other_task_created_is_not_created_twice(pair: Pair) -> None:
    pair.learn()
    new = {
        "organization": ORGANIZATION,
        "name": "Case",
        "repository": "Disk 01",
        "backup_type": "SelectedItems",
        "selected_items": [{"type": "PersonalSites"}],
    }
    organization_id = str(pair.simulator.job(NAME)["organizationId"])
    done = pair.meanwhile(organization_id, lambda: pair.first(backup_job, **new), backup_job, **new)
    assert done.changed is False
    assert pair.writes == []
    assert [job["name"] for job in pair.simulator.state()["jobs"]].count("Case") == 1


def test_task_that_does_not_wait_reads_the_job_again_too(pair: Pair) -> None:
    pair.simulator.outcome(NAME, "Success", seconds=1e6)
    pair.learn()
    identity = str(pair.simulator.job(NAME)["id"])
    pair.second.requests()
    pair.second(job_action, job=identity, action="start")
    path = f"/Jobs/{identity}"
    read = ["GET /JobSessions", f"GET {path}"]
    assert pair.second.requests() == [*read, *read, f"POST {path}/start", f"GET {path}"]


def test_lock_of_a_job_is_one_for_all_names_of_the_server(pair: Pair, tmp_path: Path) -> None:
    connection = pair.first.client._connection
    elsewhere = dataclasses.replace(connection, host="vb365.example.com", username="other")
    other = Client(elsewhere, str(tmp_path / "other run"))
    other.deadline = Deadline(0)
    identity = str(pair.simulator.job(NAME)["id"])
    with pair.first.client.lock(identity), pytest.raises(NotUsable, match="another task"), other.lock(identity.upper()):
        pass


@pytest.mark.parametrize("keywords", [{"async": 60, "poll": 1}, {}], ids=["async", "module"])
def test_module_on_this_machine_has_the_locks_of_the_user(
    simulator: Simulator, tmp_path: Path, keywords: dict[str, int]
) -> None:
    disable = {"organization": ORGANIZATION, "job": NAME, "action": "disable"}
    environ = {"ANSIBLE_LOCAL_TEMP": str(tmp_path / "tmp")}
    task = {"vb365.backup.job_action": disable, **keywords}
    (ran,) = play(tmp_path, simulator, [task], "module", environ=environ).tasks
    assert ran.result["changed"], ran.result
    assert len([*(tmp_path / "tmp" / "vb365-locks").iterdir()]) == 1
