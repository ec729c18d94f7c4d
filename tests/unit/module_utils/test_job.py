# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job as settings, as options and as the API's resource."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import presented
from tests.unit.module_utils.strategies import resources

RESOURCE = {
    "id": "3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11",
    "name": "Nightly",
    "description": "Everything\r\nat night \n",
    "backupType": "SelectedItems",
    "isEnabled": False,
    "organizationId": "o",
    "repositoryId": "r",
    "schedulePolicy": {"scheduleEnabled": True, "type": "Daily", "dailyTime": "22:00:00", "dailyType": "Everyday"},
    "eTag": 7,
    "lastRun": "2026-11-22T21:00:04.1234567Z",
    "lastStatus": "Success",
}
SETTINGS = {
    "name": "Nightly",
    "backup_type": "SelectedItems",
    "description": "Everything\nat night",
    "enabled": False,
    "organization": "contoso",
    "repository": "Primary",
    "schedule": {"enabled": True, "type": "Daily", "daily_time": "22:00:00", "daily_type": "Everyday"},
}


def test_a_resource_is_read_as_settings() -> None:
    assert _job.from_api(RESOURCE, "contoso", "Primary") == SETTINGS


@pytest.mark.parametrize("nothing", [{}, {"description": None, "isEnabled": None, "schedulePolicy": None}])
def test_what_the_server_does_not_show_is_not_known_and_no_description_is_an_empty_one(nothing: dict[str, Any]) -> None:
    settings = _job.from_api({"name": "Nightly", **nothing}, "contoso", "Primary")
    assert settings == {"name": "Nightly", "description": "", "organization": "contoso", "repository": "Primary"}


def test_options_become_settings() -> None:
    params = {
        "state": "present",
        "name": "Nightly",
        "new_name": None,
        "organization": "contoso",
        "repository": "Primary",
        "backup_type": None,
        "description": "two\r\nlines  ",
        "enabled": False,
        "schedule": {"type": "Daily", "daily_time": "6:00", "daily_type": None},
    }
    assert _job.from_options(params) == (
        {
            "name": "Nightly",
            "description": "two\nlines",
            "enabled": False,
            "schedule": {"type": "Daily", "daily_time": "06:00:00"},
        },
        [],
    )


@pytest.mark.parametrize("schedule", [None, {}, {"type": None, "backup_window": None}])
def test_a_schedule_without_options_is_none(schedule: dict[str, Any] | None) -> None:
    assert _job.from_options({"name": "Nightly", "schedule": schedule}) == ({"name": "Nightly"}, [])


def test_an_empty_description_is_one() -> None:
    assert _job.from_options({"description": ""}) == ({"description": ""}, [])


def test_the_new_name_is_the_name_that_is_wanted() -> None:
    assert _job.from_options({"name": "Nightly", "new_name": "Weekly"}) == ({"name": "Weekly"}, [])


def test_a_schedule_that_contradicts_itself_is_refused() -> None:
    _settings, (error,) = _job.from_options({"schedule": {"type": "ManualOnly", "daily_time": "22:00"}})
    assert error.message.startswith("schedule.daily_time: ")


def test_the_body_holds_what_is_set_and_no_more() -> None:
    assert _job.to_api({"description": "", "enabled": False}) == {"description": "", "isEnabled": False}
    assert _job.to_api({"name": "Weekly", "organization": "contoso", "repository": "Primary"}) == {"name": "Weekly"}


def test_the_body_holds_the_whole_policy_where_something_of_it_is_set() -> None:
    body = _job.to_api({"schedule": {"daily_time": "23:00:00"}}, RESOURCE["schedulePolicy"])
    assert body == {"schedulePolicy": {**RESOURCE["schedulePolicy"], "dailyTime": "23:00:00"}}


def test_settings_are_shown_as_options() -> None:
    config = presented(RESOURCE, SETTINGS, _job.STATUS, "7")["config"]
    assert config["schedule"] == {"enabled": True, "type": "Daily", "daily_time": "22:00:00", "daily_type": "Everyday"}
    assert config["description"] == "Everything\nat night"
    assert "schedule" not in presented(None, {"name": "Nightly"}, _job.STATUS, None)["config"]


@given(resources())
def test_a_config_given_as_options_is_the_same_settings(resource: dict[str, Any]) -> None:
    settings = _job.from_api(resource, "contoso", "Primary")
    given_back, errors = _job.from_options(presented(resource, settings, _job.STATUS, None)["config"])
    assert errors == []
    assert {**given_back, "organization": "contoso", "repository": "Primary"} == settings


def test_the_status_holds_what_nobody_can_set() -> None:
    assert presented(RESOURCE, SETTINGS, _job.STATUS, "7.x")["status"] == {
        "etag": 7,
        "last_run": "2026-11-22T21:00:04.1234567Z",
        "next_run": None,
        "last_backup": None,
        "last_status": "Success",
        "total_objects": None,
        "processed_objects": None,
        "revision": "7.x",
    }
