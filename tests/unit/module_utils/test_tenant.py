# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's jobs as variables of the role: what a job inherits."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._tenant import merged

DAILY = {"type": "Daily", "daily_time": "22:00", "daily_type": "Everyday", "retry_enabled": True}
HOURLY = {"type": "Periodically", "periodically_every": "Hours4", "periodically_offset_minutes": 30}
USERS = [{"type": "User", "name": "alice@contoso.com"}]


# ---- merged ---------------------------------------------------------------------------------------------------------


def test_own_options_win_over_defaults_and_those_over_the_repository() -> None:
    defaults = {"repository": "Second", "enabled": False, "backup_type": "SelectedItems"}
    assert merged({}, {"name": "a"}, "First") == {"name": "a", "repository": "First"}
    assert merged(defaults, {"name": "a", "enabled": True}, "First") == {**defaults, "name": "a", "enabled": True}
    assert merged(defaults, {"name": "a", "repository": "Third"}, "First")["repository"] == "Third"
    assert "repository" not in merged({}, {"name": "a"}, None)


def test_none_is_an_option_left_out() -> None:
    defaults = {"enabled": None, "description": "mail", "schedule": {"type": "Daily", "daily_type": None}}
    job = {"name": "a", "description": None, "repository": None, "schedule": {"type": None, "daily_time": "21:00"}}
    assert merged(defaults, job, "First") == {
        "name": "a",
        "repository": "First",
        "description": "mail",
        "schedule": {"type": "Daily", "daily_time": "21:00"},
    }
    assert merged({"schedule": DAILY}, {"schedule": None}, None) == {"schedule": DAILY}


def test_falsy_values_are_values() -> None:
    defaults = {"description": "mail", "excluded_items": USERS, "schedule": {"backup_window": {"allow": ["Sat"]}}}
    job = {"description": "", "excluded_items": [], "schedule": {"backup_window": {}}}
    assert merged(defaults, job, None) == job


def test_lists_and_windows_are_not_merged() -> None:
    defaults = {"selected_items": USERS, "schedule": {"backup_window": {"allow": ["Sat"], "minute_offset": 60}}}
    job = {"selected_items": [{"type": "PersonalSites"}], "schedule": {"backup_window": {"deny": ["Sun"]}}}
    assert merged(defaults, job, None) == job


@pytest.mark.parametrize(
    ("inherited", "own", "left"),
    [
        (DAILY, {}, DAILY),
        (DAILY, {"daily_time": "01:00"}, {**DAILY, "daily_time": "01:00"}),
        (DAILY, HOURLY, {**HOURLY, "retry_enabled": True}),
        (DAILY, {"type": "ManualOnly"}, {"type": "ManualOnly", "retry_enabled": True}),
        (HOURLY, {"periodically_every": "Minutes5"}, {"type": "Periodically", "periodically_every": "Minutes5"}),
        (HOURLY, {"type": "Daily"}, {"type": "Daily"}),
        ({"periodically_window": {}, **HOURLY}, {"type": "Daily"}, {"type": "Daily"}),
    ],
)
def test_inherited_keys_of_another_schedule_are_dropped(
    inherited: dict[str, Any], own: dict[str, Any], left: dict[str, Any]
) -> None:
    assert merged({"schedule": inherited}, {"schedule": own}, None)["schedule"] == left


@pytest.mark.parametrize(
    ("inherited", "own"),
    [
        ({"type": "Daily"}, {"periodically_every": "Hours4"}),
        ({"type": "Periodically", "periodically_every": "Minutes5"}, {"periodically_offset_minutes": 3}),
    ],
)
def test_what_the_job_names_itself_is_never_dropped(inherited: dict[str, Any], own: dict[str, Any]) -> None:
    assert merged({"schedule": inherited}, {"schedule": own}, None)["schedule"] == {**inherited, **own}


def test_a_schedule_without_a_type_keeps_all_but_what_its_interval_excludes() -> None:
    inherited = {"daily_time": "22:00", "periodically_every": "Hours4", "periodically_offset_minutes": 30}
    assert merged({"schedule": inherited}, {"name": "a"}, None)["schedule"] == inherited
    own = {"periodically_every": "Minutes5"}
    assert merged({"schedule": inherited}, {"schedule": own}, None)["schedule"] == {"daily_time": "22:00", **own}


@pytest.mark.parametrize("wrong", ["daily", ["Daily"], "", 5])
def test_a_schedule_that_is_no_dict_is_passed_on_to_be_refused(wrong: Any) -> None:
    assert merged({"schedule": DAILY}, {"schedule": wrong}, None)["schedule"] == wrong
    assert merged({"schedule": wrong}, {"name": "a"}, None)["schedule"] == wrong


def test_the_entire_organization_inherits_no_selected_items() -> None:
    defaults = {"selected_items": USERS, "excluded_items": USERS}
    entire = {"backup_type": "EntireOrganization"}
    assert merged(defaults, entire, None) == {**entire, "excluded_items": USERS}
    assert merged({**defaults, **entire}, {}, None) == {**entire, "excluded_items": USERS}
    assert merged(entire, {"selected_items": USERS}, None)["selected_items"] == USERS
    assert merged({**defaults, **entire}, {"backup_type": "SelectedItems"}, None)["selected_items"] == USERS


def test_a_job_that_shall_not_be_there_inherits_only_whose_it_is() -> None:
    defaults = {"organization": "contoso", "schedule": DAILY, "excluded_items": USERS, "new_name": "b"}
    gone = {"name": "a", "state": "absent"}
    assert merged(defaults, gone, "First") == {**gone, "organization": "contoso"}
    assert merged(defaults, {**gone, "excluded_items": USERS}, "First")["excluded_items"] == USERS
    assert merged({"state": "absent", "schedule": DAILY}, {"name": "a"}, "First") == gone
    assert merged({"state": "absent"}, {"name": "a", "state": "present"}, "First")["repository"] == "First"


def test_nothing_that_is_handed_in_is_changed() -> None:
    defaults, job = {"schedule": dict(DAILY), "selected_items": USERS}, {"schedule": {"type": "ManualOnly"}}
    merged(defaults, job, "First")
    assert defaults == {"schedule": DAILY, "selected_items": USERS}
    assert job == {"schedule": {"type": "ManualOnly"}}
