# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each option of backup_copy_job: create, repeat, change, repeat, remove, repeat; each in check mode and for real."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import Plays
from tests.integration.harness.playbook import Ran
from tests.integration.targets.backup_copy_job.conftest import COPY, NEW, Run

DAILY = {"type": "DailyAtTime", "daily_time": "20:00", "daily_type": "Everyday"}
HOURLY = {"type": "Periodically", "periodically_every": "Hours4"}
NIGHTS = {"allow": ["Mon-Fri 18:00-06:00", "Sat,Sun"], "minute_offset": 60}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "repository": ({}, {"repository": "Archive"}),
    "enabled": ({"enabled": True}, {"enabled": False}),
    "schedule.type": ({"schedule": {"type": "Immediate"}}, {"schedule": DAILY}),
    "schedule.type.immediate": ({"schedule": HOURLY}, {"schedule": {"type": "Immediate"}}),
    "schedule.periodically_every": ({"schedule": HOURLY}, {"schedule": {"periodically_every": "Minutes30"}}),
    "schedule.daily_time": ({"schedule": DAILY}, {"schedule": {"daily_time": "21:30:15"}}),
    "schedule.daily_type": ({"schedule": DAILY}, {"schedule": {"daily_type": "Workdays"}}),
    "schedule.backup_window": (
        {"schedule": {**DAILY, "backup_window": NIGHTS}},
        {"schedule": {"backup_window": {"deny": ["Mon-Fri 08:00-18:00"]}}},
    ),
    "schedule.backup_window.removed": (
        {"schedule": {"type": "Immediate", "backup_window": NIGHTS}},
        {"schedule": {"backup_window": {}}},
    ),
}


def steps(first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    """Twelve tasks: the create, the change and the removal, each in check mode, for real, and both again."""
    return [
        {"name": f"{verb} {kind}", "vb365.backup.backup_copy_job": options, "check_mode": kind.endswith("check")}
        for verb, options in (
            ("create", {**NEW, **first}),
            ("change", {**COPY, **second}),
            ("remove", {**COPY, "state": "absent"}),
        )
        for kind in ("check", "real", "again check", "again real")
    ]


def assert_twelve_steps(tasks: list[Ran]) -> None:
    for check, real, again_check, again_real in zip(*[iter(tasks)] * 4, strict=True):
        for task in (check, real, again_check, again_real):
            assert not task.failed, (task.name, task.result)
        assert (check.result["changed"], real.result["changed"]) == (True, True), check.name
        assert check.result["diff"] == real.result["diff"]
        assert check.result["diff"]["before"] != check.result["diff"]["after"]
        assert check.result["changes"] == real.result["changes"] != []
        assert check.writes == []
        assert len(real.writes) == 1, real.requests
        for again in (again_check, again_real):
            assert again.result["changed"] is False
            assert again.result["changes"] == []
            assert again.writes == []


@pytest.mark.parametrize(("first", "second"), CASES.values(), ids=CASES)
def test_option(both: Plays, first: dict[str, Any], second: dict[str, Any]) -> None:
    assert_twelve_steps(both(steps(first, second)).tasks)


@pytest.mark.parametrize(("first", "second"), CASES.values(), ids=CASES)
def test_result_fed_back_changes_nothing(run: Run, first: dict[str, Any], second: dict[str, Any]) -> None:
    for options in ({**NEW, **first}, {**COPY, **second}):
        config = run.copy(**options).result["copy_job"]["config"]
        assert run.copy(**config).changed is False
        assert run.copy(check_mode=True, **config).changed is False


def test_job_by_its_id(run: Run) -> None:
    identity = run.simulator.job("Mail")["id"]
    created = run.copy(job=identity, repository="Target")
    assert created.result["copy_job"]["config"]["job"] == "Mail"
    assert run.copy(**NEW).changed is False
    assert run.copy(job=identity, organization="contoso", state="absent").changed


def test_options_that_are_omitted_are_left_alone(run: Run) -> None:
    run.copy(**NEW, enabled=False, schedule=DAILY)
    run.copy(**COPY, schedule={"daily_time": "21:00"})
    copy = run.on_server()
    assert copy
    assert copy["isEnabled"] is False
    assert copy["schedulePolicy"] == {
        "type": "DailyAtTime",
        "dailyTime": "21:00:00",
        "dailyType": "Everyday",
        "backupCopyWindowEnabled": False,
    }
