# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules: what backup_job refuses of them, given in the job, inherited, and beside the schedule on the server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.targets.tenant.conftest import Plan, Row, new, tenant
from tests.simulator.launch import Simulator

HOURLY = {"type": "Periodically", "periodically_every": "Hours4"}
NEVER = {"deny": ["Mon-Sun"]}
GOES_WITH = "can only be used with schedule.type {}, not {}"
OF_HOURS = "can only be used with an interval of hours, and schedule.periodically_every is Minutes5"

# Each is wrong for a new job, and for any that is there.
WRONG: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "time": ({"type": "Daily", "daily_time": "25:00"}, [("daily_time", "expected HH:MM")]),
    "time without quotes": ({"type": "Daily", "daily_time": 1320}, [("daily_time", "expected HH:MM")]),
    "offset": (
        {**HOURLY, "periodically_offset_minutes": 60},
        [("periodically_offset_minutes", "expected 0 to 59 minutes")],
    ),
    "retries": (
        {"type": "Daily", "retry_number": 778, "retry_wait_interval": 0},
        [("retry_number", "expected 1 to 777 retries"), ("retry_wait_interval", "expected 1 to 999 minutes")],
    ),
    "daily options of another type": (
        {**HOURLY, "daily_time": "22:00", "daily_type": "Monday"},
        [
            ("daily_time", GOES_WITH.format("Daily", "Periodically")),
            ("daily_type", GOES_WITH.format("Daily", "Periodically")),
        ],
    ),
    "options of intervals of another type": (
        {
            "type": "Daily",
            "periodically_every": "Hours4",
            "periodically_offset_minutes": 5,
            "periodically_window": {"allow": ["Sat"]},
        },
        [
            ("periodically_every", GOES_WITH.format("Periodically", "Daily")),
            ("periodically_offset_minutes", GOES_WITH.format("Periodically", "Daily")),
            ("periodically_window", GOES_WITH.format("Periodically", "Daily")),
        ],
    ),
    "an interval of minutes": (
        {
            "type": "Periodically",
            "periodically_every": "Minutes5",
            "periodically_offset_minutes": 5,
            "periodically_window": {"allow": ["Sat"]},
        },
        [("periodically_offset_minutes", OF_HOURS), ("periodically_window", OF_HOURS)],
    ),
    "a window of no hours": ({"type": "Daily", "backup_window": NEVER}, [("backup_window", "allows no hour")]),
    "two windows of no hours": (
        {**HOURLY, "backup_window": NEVER, "periodically_window": {"hours": [False] * 168}},
        [("backup_window", "allows no hour"), ("periodically_window", "allows no hour")],
    ),
    "entries of a window": (
        {
            "type": "Daily",
            "backup_window": {"allow": ["Mon-Fry 18:00-06:00", "Sat", "Sun 25:00-26:00"], "deny": ["Som"]},
        },
        [
            ("backup_window.allow", "'Mon-Fry 18:00-06:00': expected days"),
            ("backup_window.allow", "'Sun 25:00-26:00': expected a start"),
            ("backup_window.deny", "'Som': expected days"),
        ],
    ),
    "hours of a window": (
        {"type": "Daily", "backup_window": {"hours": [True] * 167}},
        [("backup_window.hours", "expected 168 booleans")],
    ),
    "hours and entries": (
        {"type": "Daily", "backup_window": {"hours": [True] * 168, "deny": ["Sat"]}},
        [("backup_window", "expected either hours, or allow and deny")],
    ),
    "nothing but an offset": (
        {"type": "Daily", "backup_window": {"minute_offset": 60}},
        [("backup_window", "expected allow, deny or hours beside minute_offset")],
    ),
}


def rows(place: str, job: str | None, said: list[tuple[str, str]]) -> list[Row]:
    return [(f"{place}.schedule.{option}", job, what) for option, what in said]


@pytest.mark.parametrize("name", ["New", "Dave one", "Contoso Sites"])
@pytest.mark.parametrize("case", WRONG)
def test_given_in_the_job(plan: Plan, case: str, name: str) -> None:
    schedule, said = WRONG[case]
    plan.told(
        tenant({**(new() if name == "New" else {}), "name": name, "schedule": schedule, "repository": "Contoso Vault"}),
        rows("jobs[0]", name, said),
    )


# What means nothing for the job is not inherited.
@pytest.mark.parametrize(
    "case", [case for case, (_schedule, said) in WRONG.items() if "can only be used with" not in said[0][1]]
)
def test_inherited_by_several(plan: Plan, case: str) -> None:
    schedule, said = WRONG[case]
    jobs = [new(), {"name": "Dave one"}, {"name": "Contoso Sites", "repository": "Contoso Vault"}]
    defaults = {"backup_type": "SelectedItems", "schedule": schedule}
    plan.told(tenant(*jobs, defaults=defaults), rows("defaults", None, said))
    plan.told(tenant(jobs[0], defaults=defaults), rows("defaults", "New", said))


MIXED: dict[str, tuple[dict[str, Any], dict[str, Any], list[Row]]] = {
    "own option, inherited type": (
        {"type": "ManualOnly"},
        {"daily_time": "22:00"},
        [("jobs[0].schedule.daily_time", "New", GOES_WITH.format("Daily", "ManualOnly"))],
    ),
    "own option, inherited interval": (
        {"type": "Periodically", "periodically_every": "Minutes5"},
        {"periodically_offset_minutes": 10},
        [("jobs[0].schedule.periodically_offset_minutes", "New", OF_HOURS)],
    ),
    "one here, one there": (
        {"type": "Daily", "retry_number": 0},
        {"daily_time": "25:00"},
        [
            ("defaults.schedule.retry_number", "New", "expected 1 to 777 retries"),
            ("jobs[0].schedule.daily_time", "New", "expected HH:MM"),
        ],
    ),
    "own type without interval": (
        {"type": "Daily", "daily_time": "22:00"},
        {"type": "Periodically"},
        [("jobs[0].schedule.periodically_every", "New", "type Periodically needs one of Minutes5")],
    ),
    "no type at all": (
        {"daily_time": "22:00"},
        {"retry_enabled": True},
        [("defaults.schedule.daily_time", "New", GOES_WITH.format("Daily", "None"))],
    ),
}


@pytest.mark.parametrize("case", MIXED)
def test_partly_inherited(plan: Plan, case: str) -> None:
    inherited, own, expected = MIXED[case]
    defaults = {"backup_type": "SelectedItems", "schedule": inherited}
    plan.told(tenant(new(schedule=own), defaults=defaults), expected)


ON_SERVER: dict[str, tuple[str, dict[str, Any], list[tuple[str, str]]]] = {
    "daily": (
        "Contoso Mailboxes",
        {"periodically_every": "Hours1"},
        [("periodically_every", GOES_WITH.format("Periodically", "Daily"))],
    ),
    "periodical": (
        "Contoso Sites",
        {"daily_time": "22:00"},
        [("daily_time", GOES_WITH.format("Daily", "Periodically"))],
    ),
    "manual": ("Contoso Teams", {"daily_time": "22:00"}, [("daily_time", GOES_WITH.format("Daily", "ManualOnly"))]),
    "interval": (
        "Contoso Sites",
        {"type": "Periodically", "periodically_every": "Minutes5", "periodically_offset_minutes": 10},
        [("periodically_offset_minutes", OF_HOURS)],
    ),
    "no interval": (
        "Contoso Teams",
        {"type": "Periodically"},
        [("periodically_every", "type Periodically needs one of Minutes5")],
    ),
    "window": ("Contoso Mailboxes", {"backup_window": NEVER}, [("backup_window", "allows no hour")]),
}


@pytest.mark.parametrize("case", ON_SERVER)
def test_beside_the_schedule_on_the_server(plan: Plan, case: str) -> None:
    name, schedule, said = ON_SERVER[case]
    plan.told(tenant({"name": name, "schedule": schedule}, repository=None), rows("jobs[0]", name, said))


def test_an_inherited_option_is_wrong_for_one_of_two_jobs(plan: Plan) -> None:
    plan.told(
        tenant(
            {"name": "Contoso Mailboxes"},
            {"name": "Contoso Teams"},
            repository=None,
            defaults={"schedule": {"daily_time": "22:00"}},
        ),
        [("defaults.schedule.daily_time", "Contoso Teams", GOES_WITH.format("Daily", "ManualOnly"))],
    )


def test_what_the_job_on_the_server_makes_right(plan: Plan, simulator: Simulator) -> None:
    never = {"backupWindow": [False] * 168, "minuteOffset": 0}
    policy = {"type": "Daily", "backupWindowEnabled": True, "backupWindowSettings": never}
    simulator.edit("Dave two", settings={"schedulePolicy": policy})
    jobs = [
        {"name": "Contoso Mailboxes", "schedule": {"daily_time": "23:00"}},
        {"name": "Contoso Sites", "schedule": {"periodically_offset_minutes": 5}},
        {"name": "Contoso Teams", "schedule": {"type": "Periodically", "periodically_every": "Minutes5"}},
        {"name": "Dave two", "schedule": {"backup_window": {**NEVER, "minute_offset": 0}}},
    ]
    assert plan(tenant(*jobs, repository=None)).result["summary"]["state"] == "changed"
