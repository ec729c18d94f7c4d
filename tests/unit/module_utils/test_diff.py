# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes, the diff that Ansible prints, and revisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change, diff, merge, moved, revision

PARTS = {"settings": {"enabled": True}, "selected_items": ["a"], "excluded_items": []}


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


def test_a_revision_names_the_etag_and_the_parts() -> None:
    etag, *parts = revision(7, PARTS).split(".")
    assert etag == "7"
    assert [part.partition("-")[0] for part in parts] == ["excluded_items", "selected_items", "settings"]


def test_the_order_of_keys_does_not_move_a_revision() -> None:
    assert revision(7, {"settings": {"a": 1, "b": 2}}) == revision(7, {"settings": {"b": 2, "a": 1}})


def test_a_job_is_at_its_own_revision() -> None:
    assert moved(revision(7, PARTS), revision(7, PARTS)) == []
    assert moved(revision(-1, {}), revision(-1, PARTS)) == []


def test_a_job_without_etag_is_at_its_own_revision() -> None:
    assert moved(revision(None, PARTS), revision(None, PARTS)) == []


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_moved_is_named(part: str) -> None:
    assert moved(revision(7, PARTS), revision(7, {**PARTS, part: "else"})) == [part]


def test_an_etag_that_moved_does_not_count_beside_parts() -> None:
    assert moved(revision(7, PARTS), revision(8, PARTS)) == []


def test_a_bare_etag_that_moved_counts() -> None:
    assert moved("7", revision(7, PARTS)) == []
    assert moved("7", revision(8, PARTS)) == ["etag"]
    assert moved("7", revision(70, PARTS)) == ["etag"]


def test_a_part_that_only_one_knows_does_not_count() -> None:
    only_settings = {"settings": PARTS["settings"]}
    assert moved(revision(7, PARTS), revision(7, only_settings)) == []
    assert moved(revision(7, only_settings), revision(7, PARTS)) == []
    assert moved(revision(7, PARTS), revision(8, {"settings": "else"})) == ["settings"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "latest",
        "None",
        "7.",
        "7.settings",
        "7.settings-12",
        "7.settings-0123456789ABCDEF",
        "7 .settings-0123456789abcdef",
        ".settings-0123456789abcdef",
        "7.0",
        '"7"',
        "7\n",
    ],
)
def test_what_is_no_revision_is_refused(text: str) -> None:
    with pytest.raises(OptionError) as caught:
        moved(text, revision(7, PARTS))
    assert caught.value.message.startswith(f"if_match: {text!r}: expected a revision or an eTag ")
