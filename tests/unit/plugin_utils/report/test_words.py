# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option that a job can differ in has words of its own."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.job import BACKUP_TYPES, from_api
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import (
    BACKUP_JOB,
    COPY_JOB,
    DAILY_TYPES,
    INTERVALS,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._report.findings import of_job
from ansible_collections.vb365.backup.plugins.plugin_utils._report.settings import SWITCHES
from ansible_collections.vb365.backup.plugins.plugin_utils._report.values import VALUES, WHOLE
from tests.unit.plugin_utils.report.samples import change, job

SAID = {*VALUES, *WHOLE, *SWITCHES, "name"}
NEVER_DIFFERS = {"organization"}


def text(path: str, before: Any, after: Any) -> str:
    (found,) = of_job(job("Board", change(path, before, after)), True)
    return str(found["text"])


def test_every_setting_has_words() -> None:
    resource = {"name": "a", "backupType": "SelectedItems", "description": "", "isEnabled": True}
    settings = {*from_api(resource, "contoso", "Disk")}
    schedule = {f"schedule.{key}" for policy in (BACKUP_JOB, COPY_JOB) for key in (*policy.plain, *policy.windows)}
    assert settings | schedule == SAID | NEVER_DIFFERS


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("schedule.type", [*BACKUP_JOB.types, *COPY_JOB.types]),
        ("schedule.periodically_every", INTERVALS),
        ("backup_type", BACKUP_TYPES),
    ],
)
def test_no_value_of_the_api_is_in_a_sentence(path: str, values: list[str]) -> None:
    assert [value for value in values if value in text(path, value, "x") or value in text(path, "x", value)] == []


def test_days_are_words() -> None:
    names = [name for name in DAILY_TYPES if name in text("schedule.daily_type", name, "x")]
    assert names == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@pytest.mark.parametrize("kind", TYPES)
def test_no_option_of_an_item_is_in_a_sentence(kind: str) -> None:
    for option in TYPES[kind].options:
        before, after = ([], ["a"]) if option == "folders" else (False, True)
        told = text(f"selected_items[{kind} a@b.example].{option}", before, after)
        assert "_" not in told
        assert told.startswith("The ")
        assert told.endswith(" no longer protected by 'Board'.")
