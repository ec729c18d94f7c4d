# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Advice for an object that is not backed up, or backed up twice: sentences for users. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ansible_collections.vb365.backup.plugins.module_utils._coverage import states as _states
from ansible_collections.vb365.backup.plugins.module_utils._coverage.states import Covered, Effect, Workload
from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import (
    DISABLED,
    EXCLUDED,
    NO_JOB,
    PROTECTED,
    TWICE,
    UNKNOWN,
)
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView


def advice(covered: Covered, jobs: Sequence[JobView]) -> str | None:
    """Sentences about an object; None if all of it is backed up once. ``jobs``: by their places in effects."""
    if covered.state == PROTECTED:
        return None
    return " ".join(dict.fromkeys(_sentences(covered, jobs)))


def _sentences(covered: Covered, jobs: Sequence[JobView]) -> Iterator[str]:
    for state, say in _SAY.items():
        found = [workload for workload in covered.workloads if workload.state == state]
        if found:
            is_whole = len(found) == len(covered.workloads)
            yield from say("it" if is_whole else _listed(one.name for one in found), found, jobs)


def _no_job(subject: str, found: Sequence[Workload], jobs: Sequence[JobView]) -> Iterator[str]:
    skips = [effect for effect in _effects(found, _states.SKIPS) if effect.holders]
    if skips:
        holders = _listed(jobs[one].title for one in sorted({one for effect in skips for one in effect.holders}))
        entire = jobs[skips[0].job].title
        yield f"{entire} skips objects that {holders} selects. No job that runs backs up {subject}."
        yield f"Back up all of the object in {holders}, or remove it there."
    elif subject == "it":
        yield "No job selects it: add it to a job."
    else:
        yield f"No job that runs backs up {subject}: select the object in a job with these options on."


def _idle(subject: str, found: Sequence[Workload], jobs: Sequence[JobView]) -> Iterator[str]:
    places = sorted({effect.job for effect in _effects(found, _states.IDLE)})
    yield f"Only jobs that do not run select {subject}: {_listed(jobs[one].title for one in places)}."
    yield from (str(_states.why_idle(jobs[one])) for one in places)


def _excluded(subject: str, found: Sequence[Workload], jobs: Sequence[JobView]) -> Iterator[str]:
    for effect in _effects(found, _states.EXCLUDES):
        yield f"{jobs[effect.job].title} excludes {_listed(effect.exclusions)}: remove the exclusion."


def _unknown(subject: str, found: Sequence[Workload], jobs: Sequence[JobView]) -> Iterator[str]:
    for effect in _effects(found, _states.MAYBE):
        job = jobs[effect.job].title
        if effect.holders:
            holders = _listed(jobs[one].title for one in effect.holders)
            yield f"{job} may skip it: it is unknown whether {holders} selects it."
        elif effect.exclusions:
            exclusions = _listed(effect.exclusions)
            yield f"{job} may exclude it, because the exclusion of {exclusions} may cover further objects."
        else:
            yield f"{job} may back it up: not all members of {effect.via} are known."
    yield "Select it in a job as an item of its own."


def _twice(subject: str, found: Sequence[Workload], jobs: Sequence[JobView]) -> Iterator[str]:
    places = sorted({effect.job for effect in _effects(found, _states.BACKS_UP)})
    both = _listed(jobs[one].title for one in places)
    yield f"{both} select the same data of it: the job that starts earlier backs it up."


_SAY = {
    NO_JOB: _no_job,
    DISABLED: _idle,
    EXCLUDED: _excluded,
    UNKNOWN: _unknown,
    TWICE: _twice,
}


def _effects(found: Iterable[Workload], effect: str) -> list[Effect]:
    return [*dict.fromkeys(one for workload in found for one in workload.effects if one.effect == effect)]


def _listed(words: Iterable[str]) -> str:
    *first, last = dict.fromkeys(words)
    return f"{', '.join(first)} and {last}" if first else last
