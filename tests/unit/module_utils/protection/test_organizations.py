# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule of protection against a model that tries each minute and each object, for any organization."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._model import protection
from ansible_collections.vb365.backup.plugins.module_utils._model.next_start import next_start
from tests.unit.module_utils.protection.brute_force import Job, Object, Schedule, World
from tests.unit.module_utils.protection.organizations import NOW, schedule_options, schedules, view, worlds

Reasons = list[dict[str, Any]]
WHOLE_JOB = {"disabled", "unscheduled", "never_starts", "excludes_all"}


def rule(world: World) -> list[Reasons]:
    return protection.of_organization([view(job) for job in world.jobs], world.now)


def named(reasons: list[Reasons], *words: str) -> set[Object]:
    """The objects of reasons, of these words where words are given."""
    return {
        (thing["type"], thing["name"].replace(thing["type"], ""))
        for one in reasons
        for reason in one
        for thing in reason["objects"]
        if not words or reason["reason"] in words
    }


def words(reasons: Reasons) -> set[str]:
    return {reason["reason"] for reason in reasons}


@settings(max_examples=100)
@given(schedules(), NOW)
def test_the_next_start_is_the_first_one_that_is_seen(schedule: Schedule, now: datetime) -> None:
    seen = schedule.first_start(now)
    event("starts" if seen else "never starts")
    assert next_start(schedule_options(schedule), now) == seen


@settings(max_examples=100)
@given(worlds())
def test_whoever_is_not_backed_up_is_named(world: World) -> None:
    reasons = rule(world)
    lost = world.unprotected
    event("somebody is lost" if lost else "nobody is lost")
    of_whole_jobs = {
        thing
        for job, one in zip(world.jobs, reasons, strict=True)
        for thing in job.objects()
        if any(not reason["objects"] for reason in one)
    }
    assert lost <= named(reasons) | of_whole_jobs


@settings(max_examples=100)
@given(worlds())
def test_who_is_skipped_and_who_is_held_twice(world: World) -> None:
    reasons = rule(world)
    event(f"skipped: {bool(world.skipped())}, twice: {bool(world.twice())}")
    assert named(reasons, "shadowed") == world.skipped()
    assert named(reasons, "held_twice") == world.twice()


@settings(max_examples=100)
@given(worlds())
def test_a_job_has_a_reason_of_its_own_where_it_backs_nothing_up(world: World) -> None:
    for job, reasons in zip(world.jobs, rule(world), strict=True):
        assert ("disabled" in words(reasons)) == (not job.enabled)
        is_on = job.schedule.enabled and job.schedule.kind != "ManualOnly"
        assert ("unscheduled" in words(reasons)) == (not is_on)
        assert ("never_starts" in words(reasons)) == (is_on and job.schedule.first_start(world.now) is None)
        if job.selected is None:
            continue
        backs_up = job.starts(world.now) and bool(job.asked())
        event(f"backs up: {backs_up}")
        empty = [reason for reason in reasons if reason["reason"] == "empty"]
        is_empty = len(named([empty])) == len(job.objects())
        assert (not backs_up) == bool(words(reasons) & WHOLE_JOB or (empty and is_empty))


@settings(max_examples=100)
@given(worlds())
def test_who_is_safe_gives_no_reason(world: World) -> None:
    """No reason without a cause: what is left after the causes that the model sees are removed is silence."""
    sound = tuple(
        Job(job.name, True, Schedule("Daily"), job.selected, ())
        for job in world.jobs
        if job.selected is None or (job.selected and all(any(item.parts()) for item in job.selected))
    )
    safe = World(sound, world.now)
    if safe.unprotected or safe.twice():
        return
    event(f"{len(sound)} jobs")
    assert rule(safe) == [[] for _job in sound]


@settings(max_examples=100)
@given(worlds(), st.data())
def test_a_job_beside_others_has_what_concerns_it(world: World, data: st.DataObject) -> None:
    """The reasons of one job are those of the organization that name it."""
    place = data.draw(st.integers(0, len(world.jobs) - 1))
    job = view(world.jobs[place])
    others = [view(other) for number, other in enumerate(world.jobs) if number != place]
    mine = protection.of_job(job, others, world.now)
    event("more than by itself" if len(mine) > len(protection.of_job(job, [], world.now)) else "the same")
    texts = {reason["text"] for reasons in rule(world) for reason in reasons if job.title in reason["text"]}
    assert {reason["text"] for reason in mine if reason["reason"] != "held_twice"} == {
        text for text in texts if " both select: " not in text
    }
    held = named([mine], "held_twice")
    assert held == {
        thing
        for other in world.jobs
        if other is not world.jobs[place] and other.starts(world.now) and world.jobs[place].starts(world.now)
        for thing, _part in other.asked() & world.jobs[place].asked()
    }
