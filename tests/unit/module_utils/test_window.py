# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows: entries that people write, and the 168 hours of the API."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import window as _window
from tests.unit.module_utils.strategies import WEEKS, entries


def hours(*spans: tuple[str, int, int]) -> list[bool]:
    """A week in which these hours are true, counted from 00:00 of the day."""
    week = [False] * 168
    for day, start, end in spans:
        for hour in range(start, end):
            week[(_window.DAYS.index(day) * 24 + hour) % 168] = True
    return week


@given(WEEKS)
def test_a_rendered_week_is_parsed_into_the_same_week(week: list[bool]) -> None:
    assert _window.parse(_window.render(week), "allow") == week


@given(st.lists(entries(), max_size=5))
def test_rendering_what_was_parsed_is_stable(texts: list[str]) -> None:
    week = _window.parse(texts, "allow")
    rendered = _window.render(week)
    assert _window.parse(rendered, "allow") == week
    assert _window.render(_window.parse(rendered, "allow")) == rendered


def test_the_week_starts_on_sunday_at_midnight() -> None:
    assert _window.parse(["Sun 00:00-01:00"], "allow").index(True) == 0
    assert _window.parse(["Sat 23:00-24:00"], "allow").index(True) == 167


def test_hours_past_midnight_belong_to_the_next_day() -> None:
    assert _window.parse(["Mon 18:00-06:00"], "allow") == hours(("Mon", 18, 30))


def test_hours_past_the_end_of_the_week_belong_to_its_start() -> None:
    assert _window.parse(["Sat 22:00-03:00"], "allow") == hours(("Sat", 22, 24), ("Sun", 0, 3))


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Sat,Sun", hours(("Sat", 0, 24), ("Sun", 0, 24))),
        ("Fri-Mon", hours(*((day, 0, 24) for day in ("Fri", "Sat", "Sun", "Mon")))),
        ("Mon-Mon", hours(("Mon", 0, 24))),
        ("Sun-Sat", [True] * 168),
        ("Mon-Wed,Fri 08:00-09:00", hours(*((day, 8, 9) for day in ("Mon", "Tue", "Wed", "Fri")))),
        ("monday - FRIDAY 8:00 - 9:00", hours(*((day, 8, 9) for day in ("Mon", "Tue", "Wed", "Thu", "Fri")))),
        ("  Tue 00:00-24:00  ", hours(("Tue", 0, 24))),
        ("Tue 20:00-00:00", hours(("Tue", 20, 24))),
    ],
)
def test_entries_as_people_write_them(text: str, week: list[bool]) -> None:
    assert _window.parse([text], "allow") == week


def test_entries_add_up() -> None:
    assert _window.parse(["Mon 08:00-10:00", "Mon 09:00-12:00"], "allow") == hours(("Mon", 8, 12))
    assert _window.parse([], "allow") == [False] * 168


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "18:00-06:00",
        "Mon 18:30-06:00",
        "Mon 18-06",
        "Mon 18:00",
        "Mon 18:00-06:00 Tue",
        "Mon 18:00-06:00, 07:00-08:00",
        "Mon 24:00-06:00",
        "Mon 06:00-25:00",
        "Mon 06:00-06:00",
        "Mon-Wed-Fri",
        "Mon,",
        "Mon,,Tue",
        "Mon Tue",
        "Montag",
        "Mo",
        "weekdays",
        "Mon-Fri: 18:00-06:00",
        "1-5 18:00-06:00",
        "Mon \u0661\u0668:00-06:00",
    ],
)
def test_a_malformed_entry_is_named_with_its_option(entry: str) -> None:
    with pytest.raises(OptionError) as caught:
        _window.parse(["Sat,Sun", entry], "schedule.backup_window.allow")
    assert caught.value.message.startswith(f"schedule.backup_window.allow: {entry!r}: expected ")


def test_every_malformed_entry_is_given() -> None:
    errors = _window.mistakes(["Mo", "Sat,Sun", "Mon 8-9"], "allow")
    assert [error.value for error in errors] == ["Mo", "Mon 8-9"]
    assert _window.mistakes(["Sat,Sun"], "allow") == _window.mistakes([], "allow") == []


def test_an_unknown_day_lists_the_days() -> None:
    with pytest.raises(OptionError, match="Sun, Mon, Tue, Wed, Thu, Fri, Sat"):
        _window.parse(["Montag"], "allow")


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["Mon-Sun"],
        ["Sat,Sun"],
        ["Mon-Fri"],
        ["Mon,Wed,Fri"],
        ["Mon-Sun 22:00-06:00"],
        ["Mon-Fri 18:00-06:00"],
        ["Mon-Fri 08:00-18:00"],
        ["Mon-Fri 00:00-08:00", "Mon-Fri 20:00-22:00"],
        ["Sat 22:00-03:00"],
        ["Mon-Thu 18:00-06:00", "Fri 18:00-22:00"],
        ["Mon-Fri 18:00-06:00", "Sat,Sun"],
        ["Mon-Fri 18:00-24:00"],
        ["Sun"],
        ["Sun 18:00-06:00"],
        ["Mon 18:00-24:00", "Tue 00:00-18:00"],
    ],
)
def test_typical_weeks_are_shown_as_people_write_them(texts: list[str]) -> None:
    assert _window.render(_window.parse(texts, "allow")) == texts
