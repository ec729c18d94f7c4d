# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of each object and of each of its workloads. Pure functions.

An unknown fact never makes an object protected. If the documentation does not say what a job backs up, the worse case
is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ansible_collections.vb365.backup.plugins.module_utils._coverage.claims import (
    MEMBERS,
    Claim,
    Claims,
    Target,
    of_entire,
    of_items,
)
from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import Face, Thing, Things
from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import (
    DISABLED,
    EXCLUDED,
    NO_JOB,
    PARTLY,
    PROTECTED,
    TWICE,
    UNKNOWN,
)
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_alone import alone
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import OFF
from ansible_collections.vb365.backup.plugins.module_utils._server.members import Membership

BACKS_UP, MAYBE, IDLE, SKIPS, EXCLUDES = "backs_up", "unknown", "does_not_run", "skips", "excludes"
"""The effects of a job on a workload that one of its items reaches."""
_STOPS = (*OFF, "repository_unusable")
"""The reasons that keep a job from backing up anything."""


@dataclass(frozen=True)
class Effect:
    """The effect of a job on a workload that it reaches by the item ``via``. Jobs are given by their places.

    ``exclusions`` and ``holders`` (other jobs): the causes if the job does not back the workload up, or may not.
    """

    job: int
    effect: str
    via: str
    exclusions: tuple[str, ...] = ()
    holders: tuple[int, ...] = ()


@dataclass(frozen=True)
class Workload:
    """A workload of an object, with its state and the effects of jobs on it."""

    name: str
    state: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Covered:
    """An object with its state."""

    thing: Thing
    state: str
    workloads: tuple[Workload, ...]


def why_idle(job: JobView) -> str | None:
    """Why a job backs up nothing, as a sentence; None if it runs."""
    return next((row["text"] for row in alone(job, None, {}) if row["reason"] in _STOPS), None)


def coverage(things: Things, jobs: Sequence[JobView], memberships: Mapping[str, Membership]) -> Iterator[Covered]:
    """The objects in the order of the directory. A group without data is included if a job selects it and not all of
    its members are known. ``memberships``: of the groups in the directory."""
    judge = _Judge(things, jobs, memberships)
    for thing in things:
        words = (*thing.workloads, *((MEMBERS,) if judge.has_unknown_members(thing) else ()))
        if words:
            workloads = tuple(judge.workload(thing, word) for word in words)
            yield Covered(thing, _joined([one.state for one in workloads]), workloads)


def _joined(states: Sequence[str]) -> str:
    """The state of an object, from the states of its workloads."""
    safe = [state for state in states if state in (PROTECTED, TWICE)]
    if len(safe) == len(states):
        return TWICE if TWICE in safe else PROTECTED
    if safe and any(state not in (PROTECTED, TWICE, UNKNOWN) for state in states):
        return PARTLY
    return next(state for state in (UNKNOWN, DISABLED, EXCLUDED, NO_JOB) if state in states)


class _Judge:
    def __init__(self, things: Things, jobs: Sequence[JobView], memberships: Mapping[str, Membership]) -> None:
        self._things = things
        self._runs = [why_idle(job) is None for job in jobs]
        self._selected, self._excluded = Claims(), Claims()
        for place, job in enumerate(jobs):
            _note(self._selected, of_entire(place) if job.is_entire else of_items(place, job.items, memberships))
            excluded = [*job.exclusions.values()]
            _note(self._excluded, of_items(place, excluded, memberships, are_exclusions=True))

    def has_unknown_members(self, thing: Thing) -> bool:
        """Whether a job selects the members of this group and not all of them are known."""
        return thing.type == "Group" and self._selected.has(thing.key, MEMBERS)

    def workload(self, thing: Thing, name: str) -> Workload:
        """A workload of an object, with the effects of all jobs."""
        faces = self._things.faces(thing, name)
        by_job: dict[int, list[Claim]] = {}
        for one, word in faces:
            for claim in self._selected.of(one):
                if word in claim.workloads:
                    by_job.setdefault(claim.job, []).append(claim)
        found = (self._effect(job, claims, faces) for job, claims in by_job.items())
        effects = tuple(effect for effect in found if effect)
        if name == MEMBERS:
            effects = tuple(replace(one, effect=MAYBE) if one.effect == BACKS_UP else one for one in effects)
        return Workload(name, _state(effects), effects)

    def _effect(self, job: int, claims: Sequence[Claim], faces: Sequence[Face]) -> Effect | None:
        """The effect of a job; None if it does not run and it is unknown whether it reaches the workload."""
        sure = [claim for claim in claims if claim.is_sure]
        via = (sure or claims)[0].via
        exclusions = [*self._exclusions(job, faces)]
        excluded = tuple(dict.fromkeys(one.via for one in exclusions if one.is_sure))
        if excluded:
            return Effect(job, EXCLUDES, via, excluded)
        holders = self._holders(job, faces) if claims[0].is_entire else {}
        sure_holders = tuple(sorted(other for other, is_sure in holders.items() if is_sure))
        if sure_holders:
            return Effect(job, SKIPS, via, holders=sure_holders)
        is_known = sure and not exclusions and not holders
        if not self._runs[job]:
            return Effect(job, IDLE, via) if is_known else None
        vias = tuple(dict.fromkeys(one.via for one in exclusions))
        return Effect(job, BACKS_UP if is_known else MAYBE, via, vias, tuple(sorted(holders)))

    def _exclusions(self, job: int, faces: Iterable[Face]) -> Iterator[Claim]:
        for thing, word in faces:
            for claim in self._excluded.of(thing):
                if claim.job == job and word in claim.workloads:
                    yield claim

    def _holders(self, entire: int, faces: Iterable[Face]) -> dict[int, bool]:
        """The other jobs that keep a workload from a job of type EntireOrganization, each with whether this is sure.

        Such a job skips the objects that others select, even if the others do not run (documented). It is unknown
        whether it skips the whole object or only the selected workloads. The whole object is assumed.
        """
        found: dict[int, bool] = {}
        for thing, word in faces:
            for claim in self._selected.of(thing):
                if claim.job != entire and not claim.is_entire:
                    is_held = self._is_held(thing, word, claim)
                    if is_held is not None:
                        found[claim.job] = found.get(claim.job, False) or is_held
        return found

    def _is_held(self, thing: Thing, word: str, claim: Claim) -> bool | None:
        """Whether a claim certainly keeps a workload from the job; None if it does not keep it."""
        if not claim.workloads:
            return claim.is_sure
        asked = [one for one in thing.workloads if one in claim.workloads and (claim.holds or one == word)]
        left = [[*self._exclusions(claim.job, self._things.faces(thing, one))] for one in asked]
        if all(any(one.is_sure for one in exclusions) for exclusions in left):
            return None
        return claim.is_sure and not all(left)


def _note(claims: Claims, found: Iterable[tuple[Target, Claim]]) -> None:
    for target, claim in found:
        claims.add(target, claim)


def _state(effects: Iterable[Effect]) -> str:
    words = [effect.effect for effect in effects]
    if BACKS_UP in words:
        return PROTECTED if words.count(BACKS_UP) == 1 else TWICE
    by_effect = ((MAYBE, UNKNOWN), (IDLE, DISABLED), (EXCLUDES, EXCLUDED))
    return next((state for effect, state in by_effect if effect in words), NO_JOB)
