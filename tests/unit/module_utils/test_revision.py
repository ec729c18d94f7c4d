# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Revisions: what moves them, and what is one."""

from __future__ import annotations

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import (
    ABSENT,
    moved,
    parse,
    revision,
)

PARTS = {"settings": {"enabled": True}, "selected_items": ["a"], "excluded_items": []}


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
    with pytest.raises(OptionError):
        parse(text)


def test_a_revision_is_parsed_into_its_etag_and_its_marks() -> None:
    etag, marks = parse(revision(7, PARTS))
    assert etag == "7"
    assert set(marks) == set(PARTS)
    assert parse("-7") == ("-7", {})
    assert parse(ABSENT) == ("absent", {})


@pytest.mark.parametrize("part", PARTS)
def test_readings_differ_in_a_part_or_in_whether_there_is_one(part: str) -> None:
    assert moved(revision(7, PARTS), revision(7, {**PARTS, part: "else"})) == [part]
    assert moved(revision(7, PARTS), revision(8, PARTS)) == []
    assert moved(ABSENT, revision(7, PARTS)) == ["etag"]
    assert moved(revision(7, PARTS), ABSENT) == ["etag"]
    assert moved("7", ABSENT) == ["etag"]
    assert moved(ABSENT, ABSENT) == []
