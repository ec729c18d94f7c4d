# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML makes of values without quotes, in both shells."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from tests.integration.conftest import Plays

JOB = {"organization": "contoso.onmicrosoft.com", "name": "Contoso Sites"}
ITEMS = [{"type": "User", "name": 5}]
ITEM = {"organization": JOB["organization"], "job": JOB["name"]}
ACTION = {"organization": JOB["organization"], "job": JOB["name"], "action": "start"}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("module", "options", "said"),
    [
        ("backup_job", {"name": False}, "name: False: expected a text in quotes"),
        ("backup_job", {"description": {"ticket": 1}}, "description: 'a mapping': expected a text"),
        ("backup_job", {"schedule": {"backup_window": False}}, "schedule.backup_window: False: expected a mapping"),
        ("backup_job", {"selected_items": ITEMS}, "selected_items[0].name: 5: expected a text in quotes"),
        ("backup_job_info", {"name": 22.5}, "name: 22.5: expected a text in quotes"),
        ("organization_info", {"name": ["a"]}, "name: 'a list': expected a text"),
        ("backup_job_item", {**ITEM, "items": [None]}, "items[0]: expected a mapping of options"),
        ("job_exclusion", {**ITEM, "items": [{"type": "Site"}, None]}, "items[1]: expected a mapping of options"),
        ("protection_status_info", {"organization": [None]}, "organization[0]: expected a value in place of null"),
        ("backup_job", {"new_name": "a\ud800"}, r"new_name: 'a\ud800': expected Unicode text"),
        ("backup_job_info", {"name": "a\udfff"}, r"name: 'a\udfff': expected Unicode text"),
        ("backup_job", {"schedule": {"retry_number": True}}, "schedule.retry_number: True: expected an integer"),
        ("backup_job", {"schedule": {"retry_number": "inf"}}, "schedule.retry_number: 'inf': expected an integer"),
        ("organization_info", {"port": True}, "port: True: expected an integer"),
        ("organization_info", {"timeout": "1e400"}, "timeout: '1e400': expected an integer"),
        ("job_session_info", {"limit": False}, "limit: False: expected an integer"),
        ("job_action", {**ACTION, "wait_timeout": "nan"}, "wait_timeout: 'nan': expected a finite number"),
        ("job_action", {**ACTION, "wait_interval": True}, "wait_interval: True: expected a finite number"),
    ],
)
def test_yaml_types_are_no_names(
    both: Plays, module: str, options: dict[str, Any], said: str, check_mode: bool
) -> None:
    given = {**JOB, **options} if module == "backup_job" else options
    (done,) = both([{f"vb365.backup.{module}": given, "check_mode": check_mode}]).tasks
    assert done.failed
    assert done.result["msg"].startswith(said)
    assert (done.result["error_code"], done.requests) == ("option", [])


def test_text_in_place_of_a_list_is_one_entry(both: Plays) -> None:
    window = {"backup_window": {"deny": "Mon,Wed 08:00-18:00"}}
    done, again, refused = both(
        [
            {"vb365.backup.backup_job": {**JOB, "schedule": window}},
            {"vb365.backup.backup_job": {**JOB, "schedule": {"backup_window": {"deny": ["Mon,Wed 08:00-18:00"]}}}},
            {"vb365.backup.job_action": {**ACTION, "success_statuses": "Success,Warning"}},
        ]
    ).tasks
    assert not done.failed
    allowed = done.result["job"]["config"]["schedule"]["backup_window"]["allow"]
    assert allowed == ["Mon,Wed 00:00-08:00", "Mon,Wed 18:00-24:00", "Tue,Thu-Sun"]
    assert not again.result["changed"]
    assert "Got no match for: Success,Warning" in refused.result["msg"]


def test_dates_without_quotes_are_written_alike_in_both_shells(both_played: Plays) -> None:
    moment = datetime(2026, 3, 1, 6, tzinfo=timezone.utc)
    moments = [moment.date(), moment.replace(tzinfo=None), moment]
    done = both_played([{"name": str(one), "vb365.backup.backup_job": {**JOB, "description": one}} for one in moments])
    assert [task.result["job"]["config"]["description"] for task in done.tasks] == [
        "2026-03-01",
        "2026-03-01 06:00:00",
        "2026-03-01 06:00:00+00:00",
    ]


def test_moment_without_quotes_is_a_moment(both_played: Plays) -> None:
    moment = datetime(2026, 11, 22, 21, tzinfo=timezone.utc)
    explore = {**ACTION, "action": "explore", "restore_type": "Vesp", "point_in_time": moment}
    (done,) = both_played([{"name": "Explore", "vb365.backup.job_action": explore}]).tasks
    assert not done.failed, done.result
    assert [entry["body"]["dateTime"] for entry in done.writes] == ["2026-11-22T21:00:00+00:00"]
