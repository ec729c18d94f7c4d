# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One listing serves the tasks of a loop as their observation, and nothing is written on the strength of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._server import listing as _listing
from ansible_collections.vb365.backup.plugins.module_utils._server.memory import Memory
from ansible_collections.vb365.backup.plugins.modules import backup_job, job_action
from tests.integration.harness.direct import Direct
from tests.integration.harness.playbook import play
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
SETTINGS = {"repository": "Disk 01", "backup_type": "SelectedItems", "description": "First"}
NEW = {**SETTINGS, "selected_items": [{"type": "PersonalSites"}]}
LISTING = "GET /Jobs"


class Loop:
    """A task that loops, with whatever happens on the server between two of its items."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.direct = Direct(simulator)

    def __call__(self, name: str, **options: Any) -> Outcome:
        options = {"organization": ORGANIZATION, "name": name, **options}
        self.direct.is_loop = True
        return self.direct(backup_job, **options)

    def requests(self) -> list[str]:
        """Those since this was last asked for, with "ID" for the job's id."""
        requests = self.direct.requests()
        ids = {str(job["id"]) for job in self.simulator.state()["jobs"]}
        return ["/".join("ID" if part in ids else part for part in request.split("/")) for request in requests]


@pytest.fixture
def loop(simulator: Simulator) -> Iterator[Loop]:
    """With two new jobs, A and B, just listed."""
    loop = Loop(simulator)
    for name in "AB":
        loop(name, **NEW)
    Memory.of(loop.direct.client).jobs.clear()
    loop("A", description="First")
    loop.requests()
    yield loop
    loop.direct.client.close()


def test_unchanged_jobs_cost_one_listing(simulator: Simulator, tmp_path: Path) -> None:
    names = [f"Loop {number}" for number in range(12)]
    task = {"vb365.backup.backup_job": {"organization": ORGANIZATION, "name": "{{ item }}", **NEW}, "loop": names}
    known = {"vb365.backup.backup_job": {"organization": ORGANIZATION, "name": "{{ item }}", **SETTINGS}, "loop": names}
    created, same = play(tmp_path, simulator, [task, known]).tasks
    assert [one["changed"] for one in created.result["results"] + same.result["results"]] == [True] * 12 + [False] * 12
    assert same.requests == ["GET Jobs"]


def test_a_change_costs_what_it_costs_alone(loop: Loop) -> None:
    assert loop("B", description="Second").changed
    lists = "GET /Jobs/ID/SelectedItems"
    assert loop.requests() == [lists, "GET /Jobs/ID", "PUT /Jobs/ID", lists, "GET /Jobs/ID"]


def test_what_was_written_is_known_without_listing_anew(loop: Loop) -> None:
    loop("B", description="Second")
    loop("B", new_name="C")
    loop.requests()
    assert not loop("C", description="Second").changed
    assert loop.requests() == []


def test_a_job_that_was_removed_is_created_again(loop: Loop) -> None:
    assert loop("B", state="absent").changed
    assert not loop("B", state="absent").changed
    loop.requests()
    assert loop("B", **NEW).changed
    requests = [request for request in loop.requests() if not request.endswith("/SelectedItems")]
    assert requests == [LISTING, LISTING, "POST /Jobs", "GET /Jobs/ID"]


def test_a_job_that_is_new_since_is_found(loop: Loop) -> None:
    Direct(loop.simulator)(backup_job, organization=ORGANIZATION, name="New", **NEW)
    loop.requests()
    assert not loop("New", description="First").changed
    assert loop.requests() == [LISTING]


def test_an_edit_since_the_listing_is_kept(loop: Loop) -> None:
    loop.simulator.edit("B", settings={"isEnabled": False})
    changed = loop("B", enabled=False, description="Second")
    assert [row["path"] for row in changed.result["changes"]] == ["description"]
    assert changed.result["conflicts"] == 1


def test_a_job_that_is_called_otherwise_since_is_another_one(loop: Loop) -> None:
    loop.simulator.edit("B", settings={"name": "Theirs"})
    changed = loop("B", **{**NEW, "description": "Second"})
    assert changed.result["changes"][0] == {"path": "state", "before": "absent", "after": "present"}
    assert loop.simulator.job("Theirs")["description"] == "First"
    assert loop.simulator.job("B")["description"] == "Second"


def test_another_job_that_is_gone_since_overlaps_with_nothing(loop: Loop) -> None:
    Direct(loop.simulator)(backup_job, organization=ORGANIZATION, name="A", state="absent")
    assert loop("B", selected_items=[{"type": "User", "name": "judy@contoso.com"}]).changed


@pytest.mark.parametrize("lists", [{}, {"selected_items": [{"type": "User", "name": "alice@contoso.com"}]}])
def test_a_job_that_is_gone_since_is_created_anew(loop: Loop, lists: dict[str, Any]) -> None:
    Direct(loop.simulator)(backup_job, organization=ORGANIZATION, name="B", state="absent")
    changed = loop("B", **{**NEW, **lists, "description": "Second"})
    assert changed.result["changes"][0] == {"path": "state", "before": "absent", "after": "present"}


def test_it_serves_for_a_few_seconds(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    loop.simulator.edit("B", settings={"description": "Theirs"})
    assert not loop("B", description="First").changed
    monkeypatch.setattr(_listing, "JOBS_LIFE", 0)
    assert loop("B", description="First").changed
    assert loop.requests()[0] == LISTING


@pytest.mark.parametrize("fault", ["write", "verification"])
def test_after_a_failure_it_is_asked_for_anew(loop: Loop, fault: str) -> None:
    if fault == "write":
        loop.simulator.fault("status", method="PUT", path="/Jobs", times=1, status=400, body={"message": "No"})
    else:
        loop.simulator.fault("status", method="GET", path="/Jobs/[^/]*$", skip=1, times=1, status=403, body={})
    with pytest.raises(Vb365Error):
        loop("B", description="Second")
    loop.requests()
    assert loop("B", description="Second").changed == (fault == "write")
    assert loop.requests()[0] == LISTING


def test_actions_find_jobs_by_it_and_read_them(loop: Loop) -> None:
    for name in "AB":
        options = {"organization": ORGANIZATION, "job": name, "action": "disable"}
        assert loop.direct(job_action, **options).changed
        assert loop.requests() == ["GET /Jobs/ID", "GET /Jobs/ID", "POST /Jobs/ID/disable", "GET /Jobs/ID"]
    assert loop("A", enabled=True).changed


def test_what_other_jobs_hold_is_read_once(loop: Loop) -> None:
    alice = [{"type": "User", "name": "alice@contoso.com"}]
    Memory.of(loop.direct.client).forget_task()
    for name in ("C", "D"):
        created = loop(name, **SETTINGS, selected_items=alice)
    requests = loop.requests()
    others = [job for job in loop.simulator.state()["jobs"] if job["backupType"] == "SelectedItems"]
    assert "already selects User alice@contoso.com. " in created.warnings[-1]
    assert "'C'" in " ".join(created.warnings)
    assert requests.count("GET /Jobs/ID/SelectedItems") == len(others)
    assert sum("/Users" in request for request in requests) == 1
    loop("C", selected_items=[{"type": "User", "name": "bob@contoso.com"}])
    assert not any("'C'" in warning for warning in loop("E", **SETTINGS, selected_items=alice).warnings)


def test_an_action_is_for_the_job_that_is_called_so_now(loop: Loop) -> None:
    loop.simulator.edit("B", settings={"name": "Theirs"})
    with pytest.raises(Vb365Error, match="the organization has no such job"):
        loop.direct(job_action, organization=ORGANIZATION, job="B", action="disable")
    assert loop.simulator.job("Theirs")["isEnabled"]
