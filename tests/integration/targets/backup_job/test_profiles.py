# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unknown behaviour of real servers: backup_job is right under each value."""

from __future__ import annotations

import pytest

from tests.integration.harness import shells
from tests.integration.targets.backup_job.test_options import DAILY, HOURLY, NIGHTS, assert_twelve_steps, steps
from tests.simulator.launch import Simulator

PROFILES = [
    ("etag_moves_on", "items"),
    ("etag_moves_on", "status"),
    ("etag_moves_on", "all"),
    ("put_omitted_items", "clear"),
    ("put_omitted_items", "refuse"),
    ("edit_while_running", "conflict"),
    ("null_fields", "absent"),
    ("id_case", "upper"),
    ("rejected_token_body", "json"),
    ("page_cap", 2),
    ("manual_only", "schedule_off"),
]


@pytest.mark.parametrize(("key", "value"), PROFILES)
def test_profile(simulator: Simulator, key: str, value: str | int) -> None:
    simulator.profile(**{key: value})
    first = {"description": "First", "enabled": True, "schedule": {**HOURLY, "periodically_window": NIGHTS}}
    second = {"description": "", "repository": "Contoso Vault", "schedule": {**DAILY, "enabled": False}}
    if key == "put_omitted_items":
        first["backup_type"], first["selected_items"] = "EntireOrganization", None
    assert_twelve_steps(shells.run(simulator, steps(first, second)).tasks)


@pytest.mark.parametrize("manual_only", ["as_given", "schedule_off"])
def test_manual_only_is_a_schedule_that_is_off(simulator: Simulator, manual_only: str) -> None:
    simulator.profile(manual_only=manual_only)
    schedules = [
        {"type": "ManualOnly", "enabled": True},
        {**DAILY, "enabled": False},
        {**DAILY, "enabled": True},
        {"daily_time": "19:00", "enabled": False},
        {"type": "ManualOnly"},
        HOURLY,
    ]
    job = {"organization": "contoso.onmicrosoft.com", "name": "Contoso Sites"}
    tasks = [
        {"name": "one", "vb365.backup.backup_job": {**job, "schedule": schedule}}
        for schedule in schedules
        for _time in ("first", "again")
    ]
    ran = shells.run(simulator, tasks).tasks
    assert [task.failed for task in ran] == [False] * 12, [task.result.get("msg") for task in ran]
    first, again = ran[::2], ran[1::2]
    assert [task.result["changed"] for task in first] == [True, False, True, True, manual_only == "as_given", True]
    assert [task.writes for task in again] == [[]] * 6
    assert simulator.job("Contoso Sites")["schedulePolicy"]["scheduleEnabled"] is True


def test_an_offset_that_the_server_changes_is_a_warning(simulator: Simulator) -> None:
    window = {"backupWindow": [True] * 24 + [False] * 144, "minuteOffset": 0}
    theirs = {"schedulePolicy": {"backupWindowEnabled": True, "backupWindowSettings": window}}
    simulator.race(method="GET", path="/Jobs/[^/]+$", times=9, edit={"job": "Contoso Sites", "settings": theirs})
    job = {"organization": "contoso.onmicrosoft.com", "name": "Contoso Sites"}
    schedule = {"backup_window": {"allow": ["Sun"], "minute_offset": 60}}
    (ran,) = shells.run(simulator, [{"name": "one", "vb365.backup.backup_job": {**job, "schedule": schedule}}]).tasks
    assert not ran.failed, ran.result
    assert ran.result["changed"] is True
    (warning,) = ran.result["warnings"]
    assert warning.startswith("The server shows minute_offset 0 in schedule.backup_window, expected 60.")


def test_lists_go_along_where_the_server_demands_them(simulator: Simulator) -> None:
    """One edit is refused, and the run remembers it."""
    simulator.profile(put_omitted_items="refuse")
    before = {name: simulator.job(name) for name in ("Contoso Sites", "Contoso Mailboxes")}
    job = {"organization": "contoso.onmicrosoft.com", "description": "Ours"}
    tasks = [{"name": name, "vb365.backup.backup_job": {**job, "name": name}} for name in before]
    first, second = shells.run(simulator, tasks).tasks
    assert (first.failed, second.failed) == (False, False), (first.result, second.result)
    assert ([write["status"] for write in first.writes], [write["status"] for write in second.writes]) == (
        [400, 204],
        [204],
    )
    for name, old in before.items():
        now = simulator.job(name)
        assert now["description"] == "Ours"
        assert [now[key] for key in ("selectedItems", "excludedItems")] == [
            old[key] for key in ("selectedItems", "excludedItems")
        ]
