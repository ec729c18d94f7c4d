# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes, and the diff that Ansible prints."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change, diff, flatten, merge, nest


def test_changes_one_after_another_are_one_row_a_path() -> None:
    assert merge([change("enabled", None, 1), change("name", "a", "b"), change("enabled", 1, 2)]) == [
        change("enabled", None, 2),
        change("name", "a", "b"),
    ]


def test_what_is_back_where_it_was_is_no_change() -> None:
    assert merge([change("enabled", True, False), change("enabled", False, True)]) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 3))))
def test_merging_keeps_the_first_before_and_the_last_after(rows: list[tuple[str, int, int]]) -> None:
    merged = {row["path"]: row for row in merge(change(*row) for row in rows)}
    for path in {row[0] for row in rows}:
        before = next(row for row in rows if row[0] == path)[1]
        after = [row for row in rows if row[0] == path][-1][2]
        assert merged.pop(path, change(path, before, before)) == change(path, before, after)
    assert merged == {}


def test_the_diff_is_nested_as_the_options_are() -> None:
    rows = [
        change("enabled", True, False),
        change("schedule.type", None, "Daily"),
        change("schedule.daily_time", "22:00:00", None),
        change("schedule.backup_window", {}, {"allow": ["Sat"]}),
    ]
    assert diff(rows, "job") == {
        "before": {"enabled": True, "schedule": {"daily_time": "22:00:00", "backup_window": {}}},
        "after": {"enabled": False, "schedule": {"type": "Daily", "backup_window": {"allow": ["Sat"]}}},
        "before_header": "job",
        "after_header": "job",
    }


def test_a_name_in_a_path_may_hold_dots() -> None:
    rows = [
        change("selected_items[User alice@contoso.com].mailbox", True, False),
        change("selected_items[Group Sales [EU] v1.2]", None, {"members": True}),
    ]
    assert diff(rows, "job")["after"] == {
        "selected_items[User alice@contoso.com]": {"mailbox": False},
        "selected_items[Group Sales [EU] v1.2]": {"members": True},
    }


def test_a_diff_of_nothing_is_empty() -> None:
    assert (diff([], "job")["before"], diff([], "job")["after"]) == ({}, {})


SETTINGS = {"name": "a", "schedule": {"type": "Daily", "backup_window": {"allow": ["Sat"]}}, "enabled": None}


def test_settings_are_flat_by_one_level() -> None:
    assert flatten(SETTINGS) == {
        "name": "a",
        "schedule.type": "Daily",
        "schedule.backup_window": {"allow": ["Sat"]},
        "enabled": None,
    }
    assert flatten({"schedule": {}}) == {}


def test_what_was_flat_is_nested_again_without_what_is_not_there() -> None:
    rows = [change(path, None, value) for path, value in flatten(SETTINGS).items()]
    assert nest(rows, "after") == {key: value for key, value in SETTINGS.items() if value is not None}
    assert nest(rows, "before") == {}
