# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight runs edit the same jobs at once, each something else: every edit that reported success is there at the end.

So it is for runs of one user on one machine, which take turns, even where their edits go out together in one request
(keys of one schedule, options of one item). What is guaranteed for other machines is told in test_window.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.trust.properties import facts
from tests.trust.properties.changes import Task
from tests.trust.races import jobs
from tests.trust.races.fleet import Edit, run_at_once
from tests.trust.races.jobs import user
from tests.trust.totals import record

ROUND_TRIP = 0.03
"""Seconds that each request about jobs takes longer than it would on this machine."""


def _items(*items: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"items": list(items), **options}


ROUNDS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "texts": ("backup_job", [{"description": "Ours"}, {"repository": "Contoso Vault"}]),
    "times": ("backup_job", [{"schedule": {"daily_time": "21:00:00"}}, {"schedule": {"retry_number": 7}}]),
    "more": ("backup_job_item", [_items(user("dave")), _items(user("erin", mailbox=False), user("info"))]),
    "even more": ("backup_job_item", [_items(user("frank")), _items(user("grace"))]),
    "fewer": ("backup_job_item", [_items(user(name), state="absent") for name in ("bob", "carol")]),
    "options": ("backup_job_item", [_items(user("alice", onedrive=False)), _items(user("heidi", mailbox=False))]),
    "exclusions": ("job_exclusion", [_items(user("ivan")), _items(user("judy"), user("orders"))]),
    "switch": ("job_action", [{"action": "disable"}, {"action": "enable"}]),
}
"""What each run does to each job, one round after the other."""


TOGETHER: dict[str, tuple[str, dict[str, Any]]] = {
    "time": ("backup_job", {"schedule": {"daily_time": "21:00:00"}}),
    "day": ("backup_job", {"schedule": {"daily_type": "Workdays"}}),
    "retry": ("backup_job", {"schedule": {"retry_number": 7}}),
    "wait": ("backup_job", {"schedule": {"retry_wait_interval": 25}}),
    "mailbox": ("backup_job_item", _items(user("alice", mailbox=False))),
    "archive": ("backup_job_item", _items(user("alice", archive_mailbox=False))),
    "onedrive": ("backup_job_item", _items(user("alice", onedrive=False))),
    "site": ("backup_job_item", _items(user("bob", personal_site=False))),
}
"""What each run does to each job: keys of one schedule, options of one item."""


def test_no_edit_is_lost_that_goes_out_together_with_others(
    simulator: Simulator, direct: Direct, tmp_path: Path
) -> None:
    names = jobs.create(direct, 3)
    before = facts.read(simulator)
    simulator.fault("delay", path="/Jobs", times=None, seconds=ROUND_TRIP)
    runs = [
        [Task(module, name, given) for name in _rotated(names, number)]
        for number, (module, given) in enumerate(TOGETHER.values())
    ]
    edits = [edit for run in run_at_once(tmp_path, simulator, runs) for edit in run]
    assert not _lost(edits, before, facts.read(simulator), len(runs))
    assert not any(edit.result.get("error_code", "conflict") != "conflict" for edit in edits)


@pytest.mark.parametrize("profile", [{}, {"etag_moves_on": "all", "page_cap": 2}], ids=["default", "all"])
def test_no_edit_is_lost(simulator: Simulator, direct: Direct, tmp_path: Path, profile: dict[str, Any]) -> None:
    names = jobs.create(direct, 3)
    simulator.profile(**profile)
    before = facts.read(simulator)
    simulator.fault("delay", path="/Jobs", times=None, seconds=ROUND_TRIP)
    runs = [
        [Task(module, name, given) for given in rounds for name in _rotated(names, number)]
        for number, (module, rounds) in enumerate(ROUNDS.values())
    ]
    edits = [edit for run in run_at_once(tmp_path, simulator, runs) for edit in run]
    after = facts.read(simulator)
    told = [edit for edit in edits if not edit.succeeded]
    assert not _lost(edits, before, after, len(runs))
    assert not jobs.doubled_items(simulator)
    assert {edit.result["error_code"] for edit in told} <= {"conflict"}
    assert not any(edit.result["changed"] for edit in told)
    assert len(told) < len(edits) / 4
    assert sum(edit.result.get("conflicts", 0) for edit in edits) > 0


def _rotated(names: list[str], number: int) -> list[str]:
    start = number % len(names)
    return [*names[start:], *names[:start]]


def _lost(edits: Sequence[Edit], before: Mapping[str, Any], after: Mapping[str, Any], runs: int) -> list[str]:
    """What was reported as done and is not there; recorded, too."""
    expected = dict(before)
    for edit in edits:
        if edit.succeeded:
            job = edit.task.job
            expected[job] = facts.with_(expected[job], edit.task.sets(expected[job]))
    lost = [f"{job}: {name}" for job in before for name in facts.differences(after[job], expected[job])]
    told = sum(not edit.succeeded for edit in edits)
    record("races", runs=runs, edits=len(edits), told=told, lost=len(lost))
    return lost
