# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts that spread themselves: windows, slots, and how even the load is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._tenant.starts import Starts, Window

NIGHT = Window.parse("20:00-04:00", 5, "within")


def minutes(text: str) -> int:
    hours, rest = text.split(":")[:2]
    return int(hours) * 60 + int(rest)


@given(st.integers(0, 1439), st.integers(1, 1440), st.sampled_from([1, 5, 7, 30, 60, 90]), st.integers(0, 1439))
def test_slots_by_brute_force(start: int, length: int, step: int, minute: int) -> None:
    window = Window(start, length, step)
    within = [(start + passed) % 1440 for passed in range(length)]
    slot = window.slot(f"{minute // 60:02d}:{minute % 60:02d}:59")
    assert (slot is not None) == (minute in within)
    assert slot is None or slot == within.index(minute) // step
    assert [window.slot(window.time(one)) for one in window.slots] == [*window.slots]


def test_a_window_after_midnight() -> None:
    assert len(NIGHT.slots) == 96
    assert [NIGHT.slot(time) for time in ("19:59", "20:00", "20:04:59", "23:59", "00:00", "3:55", "04:00")] == [
        None, 0, 0, 47, 48, 95, None,
    ]  # fmt: skip
    assert NIGHT.time(95) == "03:55:00"


def test_a_whole_day() -> None:
    assert len(Window.parse("00:00 - 24:00", 30, "within").slots) == 48


@pytest.mark.parametrize("text", ["", "20:00", "20:00-20:00", "25:00-04:00", "20:00-24:01", "20-4", "20:00-04:00 x"])
def test_no_window(text: str) -> None:
    with pytest.raises(OptionError, match="two times of the day"):
        Window.parse(text, 5, "within")


def test_no_time() -> None:
    assert NIGHT.slot(None) is None
    assert NIGHT.slot("soon") is None


# ---- a night of 900 jobs ---------------------------------------------------------------------------------------------

JOBS, SHARE = 900, 0.05


def loads(starts: Starts, group: str = "") -> list[int]:
    return [starts.load(group, ("daily", slot)) for slot in NIGHT.slots]


def test_900_jobs_of_which_some_leave_and_others_come() -> None:
    chance = random.Random(3)
    starts = Starts(NIGHT)
    jobs = {f"job {number}": starts.emptiest("", "daily", f"job {number}") for number in range(JOBS)}
    following = JOBS
    for _round in range(12):
        before = dict(jobs)
        for name in chance.sample([*jobs], int(JOBS * SHARE)):
            starts.add("", jobs.pop(name), -1)
        for number in range(following, following + int(JOBS * SHARE)):
            jobs[f"job {number}"] = starts.emptiest("", "daily", f"job {number}")
        following += int(JOBS * SHARE)
        assert all(before[name] == start for name, start in jobs.items() if name in before)
        assert sum(loads(starts)) == JOBS
        assert max(loads(starts)) <= 1.2 * JOBS / len(NIGHT.slots)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 95)), max_size=60), st.integers(0, 40))
def test_the_emptiest_by_brute_force(others: list[tuple[str, int]], number: int) -> None:
    starts = Starts(NIGHT)
    for group, slot in others:
        starts.add(group, ("daily", slot))
    for name in range(number):
        before = loads(starts, "a")
        _kind, slot = starts.emptiest("a", "daily", str(name))
        assert before[slot] == min(before)
        assert loads(starts, "a")[slot] == before[slot] + 1


def test_ties_are_the_same_in_each_run_and_differ_by_name() -> None:
    chosen = [Starts(NIGHT).emptiest("", "daily", f"job {number}") for number in range(50)]
    assert chosen == [Starts(NIGHT).emptiest("", "daily", f"job {number}") for number in range(50)]
    assert len({*chosen}) > 20


def test_only_usable_slots() -> None:
    starts = Starts(NIGHT)
    assert {starts.emptiest("", "daily", str(name), {3, 4})[1] for name in range(4)} == {3, 4}
    assert starts.load("", ("daily", 3)) == 2


def test_hours() -> None:
    starts = Starts(NIGHT)
    found = [starts.emptiest("", "hourly", str(name))[1] for name in range(24)]
    assert sorted(found) == sorted([*range(0, 60, 5)] * 2)
    starts.add("", ("hourly", 7))
    assert starts.load("", ("hourly", 5)) == 3
