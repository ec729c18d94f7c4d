# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Six runs set the same setting to six values at once: one value remains, and no other run reports success wrongly."""

from __future__ import annotations

from pathlib import Path

from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.trust.properties.changes import Task
from tests.trust.races import jobs
from tests.trust.races.fleet import Edit, run_at_once
from tests.trust.totals import record

ROUND_TRIP = 0.05
RUNS = 6


def test_one_of_them_wins(simulator: Simulator, direct: Direct, tmp_path: Path) -> None:
    names = jobs.create(direct, 3)
    simulator.fault("delay", path="/Jobs", times=None, seconds=ROUND_TRIP)
    runs = [[Task("backup_job", name, {"description": f"Run {number}"}) for name in names] for number in range(RUNS)]
    edits = [edit for run in run_at_once(tmp_path, simulator, runs) for edit in run]
    for name in names:
        _judge(simulator, name, [edit for edit in edits if edit.task.job == name])


def _judge(simulator: Simulator, name: str, edits: list[Edit]) -> None:
    """Who has not won was told, or was overwritten by one who had read what it wrote: these runs take turns, so that
    nobody writes between another one's last look and its write."""
    stands = simulator.job(name)["description"]
    winner = next(edit for edit in edits if _value(edit) == stands)
    written = [
        entry["body"]["description"]
        for entry in simulator.journal()
        if entry["method"] == "PUT" and entry["path"].endswith(simulator.job(name)["id"]) and entry["status"] == 204
    ]
    told = [edit for edit in edits if not edit.succeeded]
    read = {_read(edit) for edit in edits}
    lost = [edit for edit in edits if edit.succeeded and edit is not winner and _value(edit) not in read]
    record("races", runs=len(edits), edits=len(edits), told=len(told), lost=len(lost))
    assert not lost
    assert winner.succeeded
    assert {edit.result["error_code"] for edit in told} <= {"conflict"}
    for edit in edits:
        if edit.succeeded:
            assert edit.result["job"]["config"]["description"] == _value(edit), "it says that it has read it"
        else:
            assert not edit.result["changed"] or edit.result["conflict"][0]["now"] != _value(edit)
    assert len(written) == len({*written}), "nobody writes again what it was told about"


def _value(edit: Edit) -> str:
    return str(edit.task.given["description"])


def _read(edit: Edit) -> str | None:
    """What stood there when the run made its plan."""
    rows = edit.result.get("changes") or edit.result.get("conflict") or []
    return next((str(row.get("before") or row.get("read")) for row in rows), None)
