# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight runs edit the same jobs at once, each something else: every edit that reported success is there at the end.

No two of them set the same option, two keys of one schedule or two options of one item: those go out together in one
request, and what is guaranteed for them is told in test_window.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.trust.properties import facts
from tests.trust.properties.changes import Task
from tests.trust.races import jobs
from tests.trust.races.fleet import run_at_once
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
    expected = dict(before)
    for edit in edits:
        if edit.succeeded:
            job = edit.task.job
            expected[job] = facts.with_(expected[job], edit.task.sets(expected[job]))
    lost = [f"{job}: {name}" for job in before for name in facts.differences(after[job], expected[job])]
    record("races", runs=len(runs), edits=len(edits), told=len(told), lost=len(lost))
    assert not lost
    assert not jobs.doubled_items(simulator)
    assert {edit.result["error_code"] for edit in told} <= {"conflict"}
    assert not any(edit.result["changed"] for edit in told)
    assert len(told) < len(edits) / 4
    assert sum(edit.result.get("conflicts", 0) for edit in edits) > 0


def _rotated(names: list[str], number: int) -> list[str]:
    start = number % len(names)
    return [*names[start:], *names[:start]]
