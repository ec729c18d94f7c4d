# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings of tasks on one job: who is not protected in the state that the task leads to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.modules import backup_job, backup_job_item, job_action
from tests.integration.harness.direct import Direct
from tests.integration.harness.playbook import play
from tests.registry import Module
from tests.simulator.launch import Simulator

CONTOSO = {"organization": "contoso"}
ERIN = {"type": "User", "name": "erin@contoso.com"}
ENTIRE = {
    **CONTOSO,
    "name": "Everything",
    "repository": "Disk 01",
    "backup_type": "EntireOrganization",
    "schedule": {"type": "Daily", "daily_time": "20:00"},
}
TEAMS_ITEM = {**CONTOSO, "job": "Contoso Teams", "items": [ERIN]}
SKIPPED = "'Everything' skips objects that"


@pytest.fixture
def direct(simulator: Simulator) -> Direct:
    return Direct(simulator)


def warnings(direct: Direct, module: Module, **options: Any) -> list[str]:
    """The warnings of a task, which are those of check mode too."""
    checked = direct(module, check_mode=True, **options)
    done = direct(module, **options)
    assert checked.warnings == done.warnings
    return done.warnings


OFF: dict[str, tuple[Module, dict[str, Any]]] = {
    "enabled": (backup_job, {**CONTOSO, "name": "Contoso Mailboxes", "enabled": False}),
    "schedule": (backup_job, {**CONTOSO, "name": "Contoso Mailboxes", "schedule": {"enabled": False}}),
    "ManualOnly": (backup_job, {**CONTOSO, "name": "Contoso Mailboxes", "schedule": {"type": "ManualOnly"}}),
    "action": (job_action, {**CONTOSO, "job": "Contoso Mailboxes", "action": "disable"}),
}


@pytest.mark.parametrize("case", OFF)
def test_a_job_that_is_switched_off_keeps_its_objects_from_the_entire_organization(direct: Direct, case: str) -> None:
    module, options = OFF[case]
    direct(backup_job, **ENTIRE)
    (text,) = warnings(direct, module, **options)
    assert text.startswith(f"{SKIPPED} 'Contoso Mailboxes' selects")
    assert "alice@contoso.com" in text
    assert "User carol" not in text


@pytest.mark.parametrize("case", OFF)
def test_without_such_a_job_nothing_is_skipped(direct: Direct, case: str) -> None:
    module, options = OFF[case]
    assert warnings(direct, module, **options) == []


def test_an_item_of_a_job_that_is_off(direct: Direct) -> None:
    direct(backup_job, **ENTIRE)
    disabled, manual, skipped = warnings(direct, backup_job_item, **TEAMS_ITEM)
    assert disabled == "'Contoso Teams' is disabled and backs up nothing: set enabled to true."
    assert manual.startswith("'Contoso Teams' never starts by itself, because its schedule is off")
    assert skipped.startswith(f"{SKIPPED} 'Contoso Teams' selects")


def test_a_start_that_never_comes(direct: Direct) -> None:
    schedule = {"daily_time": "12:00", "backup_window": {"deny": ["Mon-Sun 08:00-18:00"]}}
    (text,) = warnings(direct, backup_job, **CONTOSO, name="Contoso Mailboxes", schedule=schedule)
    assert text.startswith("'Contoso Mailboxes' can never start: daily_time 12:00:00")
    (text,) = warnings(direct, job_action, **CONTOSO, job="Contoso Mailboxes", action="enable")
    assert "can never start" in text


NEW = {
    **CONTOSO,
    "name": "New",
    "repository": "Disk 01",
    "backup_type": "SelectedItems",
    "selected_items": [{"type": "OneDriveFolders", "folders": ["New"]}],
}
NIGHTS = {"type": "Daily", "backup_window": {"allow": ["Mon-Fri 18:00-06:00"]}}


@pytest.mark.parametrize("name", ["Contoso Mailboxes", "New"])
def test_a_time_that_the_server_chooses(direct: Direct, name: str) -> None:
    """Check mode does not know the time. The real run does: the server uses the time that it has kept."""
    for schedule in ({"daily_time": "15:00"}, {"type": "Periodically", "periodically_every": "Hours4"}):
        direct(backup_job, **CONTOSO, name="Contoso Mailboxes", schedule=schedule)
    options = {**NEW, "name": name} if name == "New" else {**CONTOSO, "name": name}
    predicted = direct(backup_job, check_mode=True, **options, schedule=NIGHTS)
    assert predicted.warnings == [
        f"'{name}' never starts if the server chooses a time in no allowed hour, because schedule.daily_time is "
        "omitted and backup_window allows Mon-Fri 18:00-06:00: set schedule.daily_time."
    ]
    *before, text = direct(backup_job, **options, schedule=NIGHTS).warnings
    assert before == predicted.warnings
    assert text.startswith(f"'{name}' can never start: daily_time 15:00:00 is in no allowed hour")
    assert direct(backup_job, **options, schedule=NIGHTS).warnings == [text]
    given = {**NIGHTS, "daily_time": "20:00"}
    assert direct(backup_job, **options, schedule=given).warnings == []
    assert direct(backup_job, check_mode=True, **options, schedule=NIGHTS).warnings == []


def test_a_time_that_no_day_allows(direct: Direct) -> None:
    """The server chooses the days of a new job, and none of them helps."""
    (text,) = warnings(direct, backup_job, **NEW, schedule={**NIGHTS, "daily_time": "12:00"})
    assert text.startswith("'New' can never start: daily_time 12:00:00 is in no allowed hour")


def test_a_warning_is_given_once_in_a_loop(simulator: Simulator, tmp_path: Path) -> None:
    task = {
        "vb365.backup.backup_job_item": {
            **CONTOSO,
            "job": "Contoso Teams",
            "items": [{"type": "User", "name": "{{ item }}"}],
        },
        "loop": ["erin@contoso.com", "frank@contoso.com"],
    }
    played = play(tmp_path, simulator, [task])
    assert played.output.count("is disabled and backs up nothing") == 1
