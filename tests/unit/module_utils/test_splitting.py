# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects in numbered jobs: nobody moves, nobody is missing, nobody is in two jobs, no job is over its maximum."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._tenant.splitting import Limits, Placement, place

Jobs = Mapping[int, Sequence[str]]


def homes(jobs: Jobs) -> dict[str, list[int]]:
    """The jobs of each object."""
    found: dict[str, list[int]] = {}
    for number, keys in jobs.items():
        for key in keys:
            found.setdefault(key, []).append(number)
    return found


def alone(keys: Sequence[str]) -> list[list[str]]:
    return [[key] for key in keys]


# ---- any directory, any jobs -----------------------------------------------------------------------------------------


@st.composite
def cases(
    draw: st.DrawFn,
) -> tuple[list[list[str]], dict[str, int], dict[int, list[str]], Limits]:
    """Groups of one or two objects, and jobs that somebody may have edited by hand."""
    keys = draw(st.lists(st.integers(0, 30).map(lambda number: f"k{number:02d}"), unique=True, max_size=20))
    limits = Limits.of(draw(st.integers(3, 9)), draw(st.sampled_from([0.3, 0.5, 0.75, 1.0])))
    weights = {key: draw(st.integers(1, 3)) for key in keys}
    groups: list[list[str]] = []
    rest = [*keys]
    while rest:
        size = draw(st.integers(1, 2))
        groups.append(rest[:size])
        rest = rest[size:]
    others = st.integers(0, 40).map(lambda number: f"k{number:02d}")
    held = draw(st.dictionaries(st.integers(1, 6), st.lists(others, unique=True, min_size=1, max_size=6), max_size=4))
    return groups, weights, held, limits


def first_homes(held: Jobs, weights: Mapping[str, int]) -> dict[str, int]:
    return {key: min(numbers) for key, numbers in homes(held).items() if key in weights}


def by_brute_force(
    groups: Sequence[Sequence[str]], weights: Mapping[str, int], held: Jobs, limits: Limits
) -> dict[int, set[str]]:
    """The same rule, one object after the other, with a look at all jobs for each."""
    jobs: dict[int, set[str]] = {number: set() for number in held}
    for key, number in first_homes(held, weights).items():
        jobs[number].add(key)

    def load(number: int) -> int:
        return sum(weights[key] for key in jobs[number])

    waiting: list[tuple[int, list[str]]] = []
    for group in sorted(groups, key=min):
        missing = sorted(key for key in group if not any(key in keys for keys in jobs.values()))
        placed = [
            number for key in sorted(group) for number, keys in jobs.items() if key in keys and key not in missing
        ]
        weight = sum(weights[key] for key in missing)
        if placed and load(placed[0]) + weight <= limits.most:
            jobs[placed[0]] |= {*missing}
        elif missing and (placed or weight > limits.most):
            waiting += [(-weights[key], [key]) for key in missing]
        elif missing:
            waiting.append((-weight, missing))
    for weight, keys in sorted(waiting):
        fitting = [number for number in jobs if load(number) == 0 or load(number) - weight <= limits.room]
        new = next(number for number in range(1, 100) if number not in jobs)
        number = min(fitting, key=lambda one: (-load(one), one), default=new)
        jobs.setdefault(number, set()).update(keys)
    return jobs


@given(cases())
def test_as_by_brute_force(
    case: tuple[list[list[str]], dict[str, int], dict[int, list[str]], Limits],
) -> None:
    groups, weights, held, limits = case
    found = place(groups, weights, held, limits)
    assert {number: {*keys} for number, keys in found.jobs.items()} == by_brute_force(*case)


@given(cases())
def test_invariants(case: tuple[list[list[str]], dict[str, int], dict[int, list[str]], Limits]) -> None:
    groups, weights, held, limits = case
    found = place(groups, weights, held, limits)
    now = homes(found.jobs)
    assert {*now} == {*weights}
    assert all(len(numbers) == 1 for numbers in now.values())
    assert {key: now[key][0] for key in first_homes(held, weights)} == first_homes(held, weights)
    before = {number: sum(weights.get(key, 0) for key in {*keys}) for number, keys in held.items()}
    for number, keys in found.jobs.items():
        assert sum(weights[key] for key in keys) <= max(limits.most, before.get(number, 0))
    assert {*held} <= {*found.jobs}
    assert place(groups, weights, found.jobs, limits) == Placement(found.jobs)
    for group in groups:
        is_new = not any(key in first_homes(held, weights) for key in group)
        if is_new and not {*group} & {*found.apart}:
            assert len({now[key][0] for key in group}) == 1


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_listing_does_not_count(
    case: tuple[list[list[str]], dict[str, int], dict[int, list[str]], Limits], chance: random.Random
) -> None:
    groups, weights, held, limits = case
    mixed = [chance.sample(group, len(group)) for group in chance.sample(groups, len(groups))]
    assert place(mixed, weights, held, limits) == place(groups, weights, held, limits)


# ---- the numbers of the field ----------------------------------------------------------------------------------------

USERS, MONTHS, CHURN = 12_000, 24, 0.02
LIMITS = Limits.of(2000, 0.75)


def test_two_years_of_a_large_tenant() -> None:
    chance = random.Random(1)
    users = [f"u{number:05d}" for number in range(USERS)]
    jobs: Jobs = place(alone(users), dict.fromkeys(users, 1), {}, LIMITS).jobs
    assert sorted(map(len, jobs.values())) == [1500] * 8
    following, moved, written = USERS, 0, 0
    for _month in range(MONTHS):
        leaving = {*chance.sample(users, int(len(users) * CHURN))}
        users = [user for user in users if user not in leaving]
        users += [f"u{number:05d}" for number in range(following, following + len(leaving))]
        following += len(leaving)
        chance.shuffle(users)
        before, weights = homes(jobs), dict.fromkeys(users, 1)
        jobs = place(alone(users), weights, jobs, LIMITS).jobs
        now = homes(jobs)
        assert {*now} == {*users}
        assert {len(numbers) for numbers in now.values()} == {1}
        assert max(map(len, jobs.values())) <= LIMITS.most
        moved += sum(now[key] != before[key] for key in now if key in before)
        written += sum(key not in before for key in now)
        assert place(alone(users), weights, jobs, LIMITS).jobs == jobs
    assert moved == 0
    assert written == MONTHS * USERS * CHURN
    assert len(jobs) == 8


def test_a_job_that_somebody_removed() -> None:
    users = [f"u{number:05d}" for number in range(USERS)]
    weights = dict.fromkeys(users, 1)
    before = {number: users[number - 1 :: 8] for number in range(1, 9)}
    assert place(alone(users), weights, before, LIMITS).jobs == before
    left = {number: keys for number, keys in before.items() if number != 3}
    after = place(alone(users), weights, left, LIMITS).jobs
    assert {number: after[number] for number in left} == left
    assert {*after[3]} == {*before[3]}


def test_the_time_grows_as_the_number_of_objects() -> None:
    seconds = []
    for number in (20_000, 80_000):
        users = [f"u{one}" for one in range(number)]
        began = time.process_time()
        place(alone(users), dict.fromkeys(users, 1), {}, LIMITS)
        seconds.append(time.process_time() - began)
    assert seconds[1] < 16 * max(seconds[0], 0.05)


# ---- single rules ----------------------------------------------------------------------------------------------------


def test_the_fullest_job_with_room() -> None:
    held = {1: ["a"], 2: ["b", "c"], 4: ["d", "e", "f", "g"]}
    keys = [*"abcdefg", "new"]
    assert place(alone(keys), dict.fromkeys(keys, 1), held, Limits(10, 4)).jobs[2] == ["b", "c", "new"]


def test_more_than_the_fill_stays_and_more_than_the_maximum_too() -> None:
    held = {1: [*"abcd"]}
    found = place(alone([*"abcde"]), dict.fromkeys("abcde", 1), held, Limits(3, 2))
    assert found.jobs == {1: [*"abcd"], 2: ["e"]}


def test_a_gap_is_filled_first() -> None:
    found = place(alone([*"abc"]), dict.fromkeys("abc", 1), {2: ["a"]}, Limits(1, 1))
    assert found.jobs == {2: ["a"], 1: ["b"], 3: ["c"]}


def test_an_emptied_job_is_filled_again() -> None:
    found = place([["new"]], {"new": 1}, {1: ["gone"]}, Limits(2, 1))
    assert found.jobs == {1: ["new"]}


def test_a_team_joins_its_site_above_the_fill() -> None:
    weights = {"site": 1, "team": 3, "other": 1}
    found = place([["site", "team"], ["other"]], weights, {1: ["site"]}, Limits(4, 2))
    assert found.jobs == {1: ["site", "team"], 2: ["other"]}
    assert found.apart == []


def test_a_team_for_which_its_site_has_no_room() -> None:
    weights = {"a site": 1, "a team": 3}
    found = place([["a site", "a team"]], weights, {1: ["a site"]}, Limits(3, 2))
    assert found.jobs == {1: ["a site"], 2: ["a team"]}
    assert found.apart == ["a team"]
