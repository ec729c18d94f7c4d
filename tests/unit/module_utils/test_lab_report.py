# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers mean, also those of servers that no profile describes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model import lab_report as report
from ansible_collections.vb365.backup.plugins.module_utils._server.lab_questions import QUESTIONS
from tests.simulator.profiles import ETAG_MOVES, Profile

SESSION: dict[str, Any] = {"id": "0000000A-0000-4000-8000-000000000001", "retryCount": 0}


def test_there_is_a_question_for_each_switch_of_the_profile() -> None:
    """But for a token that was asked for without the flag, which the collection always sends, and for what only data of
    backups show, which a disabled job of a lab does not have."""
    not_asked = ["token_without_flag", "date_header", "last_backup_moves_on", "backed_up_time", "data_id"]
    assert sorted([*(question.key for question in QUESTIONS), *not_asked]) == sorted(Profile().as_dict())


@pytest.mark.parametrize(
    ("links", "values"),
    [
        ({"next": {"href": "/V8/Jobs?offset=1"}}, ("relative",)),
        ({"next": {"href": "/v7/Jobs?offset=1"}}, ("other_version",)),
        ({"next": {"href": "https://host:4443/v8/Jobs?offset=1"}}, ("absolute",)),
        ({"next": {"href": "?offset=1"}}, ()),
        ({"next": {"href": None}}, ()),
        ({"next": "/v8/Jobs"}, ()),
        ({"self": {"href": "/v8/Jobs"}}, ()),
        (None, ()),
    ],
)
def test_next_link(links: Any, values: tuple[str, ...]) -> None:
    assert report.next_link(links).values == values


def test_the_table_of_etags_is_that_of_the_simulator() -> None:
    assert {value: {*kinds} for value, kinds in ETAG_MOVES.items()} == report.ETAG_MOVES


@pytest.mark.parametrize(
    ("moved", "tried", "values"),
    [
        (["settings"], ["settings", "items"], ("settings", "status")),
        (["settings", "items"], ["settings", "items"], ("items", "all")),
        (["settings", "status"], ["settings", "items", "status"], ("status",)),
        (["items"], ["settings", "items"], ()),
        ([], ["settings", "items", "status"], ()),
    ],
)
def test_etag_moves_on(moved: list[str], tried: list[str], values: tuple[str, ...]) -> None:
    assert report.etag_moves_on(moved, tried).values == values


@pytest.mark.parametrize(
    ("job", "values", "text"),
    [
        ({"lastRun": None, "lastBackup": None, "nextRun": None}, ("null",), "null"),
        ({}, ("absent",), "absent"),
        ({"lastRun": None}, (), "null and also absent"),
        (dict.fromkeys(("lastRun", "lastBackup", "nextRun"), "0001-01-01T00:00:00Z"), (), "the fields have values"),
    ],
)
def test_null_fields(job: dict[str, Any], values: tuple[str, ...], text: str) -> None:
    assert report.null_fields(job) == report.Seen(text, values)


@pytest.mark.parametrize(
    ("ids", "values"),
    [(("ab-1", "cd-2"), ("lower",)), (("AB-1",), ("upper",)), (("ab-1", "CD-2"), ()), (("aB-1",), ())],
)
def test_id_case(ids: tuple[str, ...], values: tuple[str, ...]) -> None:
    assert report.id_case(*ids).values == values


@pytest.mark.parametrize(
    ("sessions", "values"),
    [
        ([SESSION], ("absent",)),
        ([{**SESSION, "mainSessionId": None}], ("null",)),
        ([{**SESSION, "mainSessionId": report.NIL}], ("nil",)),
        ([{**SESSION, "mainSessionId": SESSION["id"].lower()}], ("own_id",)),
        ([{**SESSION, "mainSessionId": "another"}], ()),
        ([SESSION, {**SESSION, "mainSessionId": None}], ()),
        ([SESSION, {**SESSION, "mainSessionId": "another", "retryCount": 1}], ("absent",)),
        ([{**SESSION, "retryCount": 1}], ()),
        ([], ()),
    ],
)
def test_main_session(sessions: list[dict[str, Any]], values: tuple[str, ...]) -> None:
    assert report.main_session(sessions).values == values


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([("c", 3), ("a", 2), ("b", 1)], ("latest_first",)),
        ([("c", 1), ("a", 2), ("b", 3)], ("earliest_first",)),
        ([("a", 2), ("b", 3), ("c", 1)], ("by_id",)),
        ([("a", 2), ("b", 1)], ("latest_first", "by_id")),
        ([("b", 2), ("a", 3), ("c", 1)], ()),
        ([("a", 1)], ()),
    ],
)
def test_session_order(rows: list[tuple[str, int]], values: tuple[str, ...]) -> None:
    sessions = [{"id": identity, "creationTime": f"2026-01-0{day}T00:00:00Z"} for identity, day in rows]
    assert report.session_order(sessions).values == values


@pytest.mark.parametrize("text", [None, "", "8.1 on vb365.example.com", "8.1.0.3503\n", "10"])
def test_a_version_is_digits_or_unknown(text: Any) -> None:
    assert report.version("8.1.0.3503") == "8.1.0.3503"
    assert report.version(text) == "unknown"


def test_only_what_is_decided_is_an_argument_of_the_simulator() -> None:
    rows = [
        report.row("id_case", "Which?", report.Seen("lower", ("lower",))),
        report.row("etag_moves_on", "When?", report.Seen("settings: yes", ("settings", "status"))),
        report.row("team_exclusion", "Who?", report.Seen("the organization has no team")),
    ]
    text = report.markdown("8.1.0.3503", rows)
    assert "python -m tests.simulator --profile id_case=lower\n" in text
    assert "| When? | settings: yes | `etag_moves_on=settings` or `etag_moves_on=status` |" in text
    assert "| Who? | the organization has no team | team_exclusion: not known |" in text
