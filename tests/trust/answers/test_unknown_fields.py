# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a newer server shows, and this collection does not know, is in the write that replaces it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.launch import Simulator
from tests.trust.answers.alter import QUUX, Place
from tests.trust.answers.replay import Case, Replay
from tests.trust.answers.tasks import TASKS
from tests.trust.faults.tasks import JOB as IN_CONTOSO
from tests.trust.faults.tasks import Task
from tests.trust.totals import record

JOB, COPY, ITEM = "/Jobs/{id}", "/CopyJobs/{id}", "/Jobs/{id}/SelectedItems/{id}"
POLICY, WINDOW = ("schedulePolicy",), ("schedulePolicy", "backupWindowSettings")
ROWS = ("results", "[]")


def within(body: Any, place: Place) -> Any:
    """The object at a place of a body."""
    for name in place:
        body = body[name]
    return body


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(
    ("name", "read", "place", "written", "sent"),
    [
        ("edit settings", f"GET {JOB}", POLICY, f"PUT {JOB}", POLICY),
        ("edit settings", f"GET {JOB}", WINDOW, f"PUT {JOB}", WINDOW),
        ("edit copy", f"GET {JOB}/CopyJob", POLICY, f"PUT {COPY}", POLICY),
        ("edit items", f"GET {ITEM}", (), f"PUT {ITEM}", ()),
        ("edit items", f"GET {JOB}/SelectedItems", (*ROWS, "user"), f"PUT {ITEM}", ("user",)),
    ],
)
def test_unknown_field_is_sent_back(
    simulator: Simulator, name: str, read: str, place: Place, written: str, sent: Place
) -> None:
    replay = Replay(simulator, next(task for task in TASKS if task.name == name))
    run = replay.run(Case(read, place, "unknown"))
    replay.close()
    bodies = [within(body, sent) for request, body in run.writes if request == written]
    lost = [body for body in bodies if QUUX not in body]
    record("answers", tried=1, lost=len(lost))
    assert bodies
    assert lost == []


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("field", ["type", "dailyType"])
def test_schedule_of_an_unknown_type_keeps_all_of_its_fields(simulator: Simulator, field: str) -> None:
    task = Task("edit retries", "backup_job", {**IN_CONTOSO, "schedule": {"retry_number": 5}}, ())
    replay = Replay(simulator, task)
    before = simulator.job("Mail")["schedulePolicy"]
    run = replay.run(Case(f"GET {JOB}", ("schedulePolicy", field), "unknown"))
    replay.close()
    ((_request, body),) = run.writes
    changed = {"retryNumber": 5, field: QUUX}
    known = {key: value for key, value in {**before, **changed}.items() if value is not None}
    if field == "dailyType":  # the type is known, and no daily schedule has a window of starts
        del known["periodicallyWindowEnabled"]
    record("answers", tried=1)
    assert body["schedulePolicy"] == known
