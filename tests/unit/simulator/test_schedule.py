# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules: what is shown, merged, refused; when the next run is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant

ALWAYS = {"scheduleEnabled", "backupWindowEnabled", "type", "retryEnabled", "retryNumber", "retryWaitInterval"}
HOURLY = {"type": "Periodically", "periodicallyEvery": "Hours4"}
WINDOW = {"backupWindow": [False] * 84 + [True] * 84, "minuteOffset": -60}


@pytest.mark.parametrize(
    ("policy", "more"),
    [
        ({"type": "Daily"}, {"dailyType", "dailyTime", "periodicallyWindowEnabled"}),
        ({"type": "ManualOnly"}, set()),
        (HOURLY, {"periodicallyEvery", "periodicallyOffsetMinutes", "periodicallyWindowEnabled"}),
        (
            {**HOURLY, "periodicallyWindowEnabled": True, "backupWindowSettings": WINDOW},
            {
                "periodicallyEvery", "periodicallyOffsetMinutes", "periodicallyWindowEnabled",
                "periodicallyWindowSettings", "backupWindowSettings",
            },
        ),
    ],
)  # fmt: skip
def test_shown_fields(contoso: Tenant, policy: dict[str, Any], more: set[str]) -> None:
    shown = contoso.create(schedulePolicy=policy)["schedulePolicy"]
    assert set(shown) == ALWAYS | more
    assert {key: shown[key] for key in policy} == policy


def test_defaults(contoso: Tenant) -> None:
    assert contoso.create()["schedulePolicy"] == {
        "scheduleEnabled": True,
        "backupWindowEnabled": False,
        "periodicallyWindowEnabled": False,
        "type": "Daily",
        "dailyType": "Everyday",
        "dailyTime": "15:00:00",
        "retryEnabled": False,
        "retryNumber": None,
        "retryWaitInterval": None,
    }


def test_retry_numbers(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.create(schedulePolicy={'retryNumber': 5})['id']}"
    simulator.profile(retry_numbers="always")
    assert client.get(path)["schedulePolicy"]["retryNumber"] == 5
    simulator.profile(retry_numbers="when_on")
    assert client.get(path)["schedulePolicy"]["retryNumber"] is None
    client.ok("PUT", path, 204, {"schedulePolicy": {"retryEnabled": True}})
    policy = client.get(path)["schedulePolicy"]
    assert (policy["retryNumber"], policy["retryWaitInterval"]) == (5, 10)


def test_daily_window(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.create()['id']}"
    assert client.get(path)["schedulePolicy"]["periodicallyWindowEnabled"] is False
    simulator.profile(daily_window="absent")
    assert "periodicallyWindowEnabled" not in client.get(path)["schedulePolicy"]


def test_daily_time_is_missing_while_the_schedule_is_off(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.create(schedulePolicy={"type": "Daily", "dailyTime": "01:02:03", "scheduleEnabled": False})
    assert (job["schedulePolicy"]["dailyTime"], job["nextRun"]) == (None, None)
    simulator.profile(null_fields="absent")
    assert "dailyTime" not in client.get(f"Jobs/{job['id']}")["schedulePolicy"]
    client.ok("PUT", f"Jobs/{job['id']}", 204, {"schedulePolicy": {"scheduleEnabled": True}})
    assert client.get(f"Jobs/{job['id']}")["schedulePolicy"]["dailyTime"] == "01:02:03"


def test_given_fields_are_laid_over_the_stored_ones(client: Client, contoso: Tenant) -> None:
    job = contoso.create(schedulePolicy={"type": "Daily", "dailyTime": "22:00:00", "backupWindowSettings": WINDOW})
    path = f"Jobs/{job['id']}"
    client.ok("PUT", path, 204, {"schedulePolicy": {"retryEnabled": True, "backupWindowSettings": {"minuteOffset": 5}}})
    assert client.get(path)["schedulePolicy"] == {
        **job["schedulePolicy"],
        "retryEnabled": True,
        "retryNumber": 3,
        "retryWaitInterval": 10,
        "backupWindowSettings": {**WINDOW, "minuteOffset": 5},
    }
    client.ok("PUT", path, 204, {"schedulePolicy": HOURLY})
    client.ok("PUT", path, 204, {"schedulePolicy": {"type": "Daily"}})
    assert client.get(path)["schedulePolicy"]["dailyTime"] == "22:00:00"


@pytest.mark.parametrize("field", [{"dailyTime": "22:00:00"}, {"dailyType": "Monday"}, {"periodicallyEvery": "Hours1"}])
def test_type_must_come_along(client: Client, contoso: Tenant, field: dict[str, str]) -> None:
    job = contoso.create()
    client.refused("PUT", f"Jobs/{job['id']}", {"schedulePolicy": field}, next(iter(field)))
    client.refused("POST", "Jobs", contoso.new_job("Two", schedulePolicy=field), "schedulePolicy.type")


@pytest.mark.parametrize(
    "policy",
    [
        {"type": "Periodically"},
        {"type": "Periodically", "periodicallyEvery": "Minutes30", "periodicallyOffsetMinutes": 1},
        {"type": "Periodically", "periodicallyEvery": "Minutes5", "periodicallyWindowEnabled": True},
        {"type": "Periodically", "periodicallyEvery": "Hours3"},
    ],
)
def test_impossible(client: Client, contoso: Tenant, policy: dict[str, Any]) -> None:
    client.refused("POST", "Jobs", contoso.new_job(schedulePolicy=policy), "schedulePolicy.periodically")


def test_stored_offset_counts(client: Client, contoso: Tenant) -> None:
    job = contoso.create(schedulePolicy={**HOURLY, "periodicallyOffsetMinutes": 15})
    short = {"type": "Periodically", "periodicallyEvery": "Minutes10"}
    client.refused("PUT", f"Jobs/{job['id']}", {"schedulePolicy": short}, "periodicallyOffsetMinutes")
    client.ok("PUT", f"Jobs/{job['id']}", 204, {"schedulePolicy": {**short, "periodicallyOffsetMinutes": 0}})


@pytest.mark.parametrize(
    ("policy", "end"),
    [
        ({"type": "Daily", "dailyTime": "21:30:15"}, "T21:30:15.0000000Z"),
        ({**HOURLY, "periodicallyOffsetMinutes": 7}, ":07:00.0000000Z"),
        ({"type": "Periodically", "periodicallyEvery": "Minutes15"}, ":00.0000000Z"),
    ],
)
def test_next_run(client: Client, contoso: Tenant, policy: dict[str, Any], end: str) -> None:
    job = contoso.create(schedulePolicy=policy)
    assert job["nextRun"].endswith(end)
    client.ok("POST", f"Jobs/{job['id']}/disable", 204)
    assert client.get(f"Jobs/{job['id']}")["nextRun"] is None


MANUAL = {
    "type": "ManualOnly", "scheduleEnabled": False, "dailyTime": None, "dailyType": None, "periodicallyEvery": None,
    "backupWindowEnabled": False, "periodicallyWindowEnabled": False,
}  # fmt: skip


@pytest.mark.parametrize(
    "policy", [{"type": "ManualOnly", "scheduleEnabled": True}, {"type": "Daily", "scheduleEnabled": False}]
)
def test_manual_only_is_a_schedule_that_is_off(
    simulator: Simulator, client: Client, contoso: Tenant, policy: dict[str, Any]
) -> None:
    simulator.profile(manual_only="schedule_off")
    job = contoso.create(schedulePolicy={"type": "Daily", "dailyTime": "22:00:00"})
    path = f"Jobs/{job['id']}"
    client.ok("PUT", path, 204, {"schedulePolicy": policy})
    shown = client.get(path)
    assert {key: shown["schedulePolicy"][key] for key in MANUAL} == MANUAL
    assert shown["nextRun"] is None
    client.ok("PUT", path, 204, {"schedulePolicy": {"type": "Daily"}})
    assert client.get(path)["schedulePolicy"]["type"] == "ManualOnly"
    client.ok("PUT", path, 204, {"schedulePolicy": {"scheduleEnabled": True}})
    assert client.get(path)["schedulePolicy"] == job["schedulePolicy"]


def test_manual_only_as_given(client: Client, contoso: Tenant) -> None:
    shown = contoso.create(schedulePolicy={"type": "ManualOnly"})["schedulePolicy"]
    assert (shown["type"], shown["scheduleEnabled"]) == ("ManualOnly", True)
