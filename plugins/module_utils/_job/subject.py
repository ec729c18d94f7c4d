# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What backup_job and the two item modules have in common as subjects of the loop: one job, and lists of its items."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, NotFound, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists, ListWanted
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import diff as _diff
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Converged
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome, changing
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory, named
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Jobs, ReadJob


@dataclass(frozen=True)
class Observed:
    """A job, or None where there is none, and those of its lists that the task manages."""

    job: ReadJob | None
    lists: Mapping[str, Sequence[Item]]

    @property
    def settings(self) -> dict[str, Any]:
        """The job's settings; none where there is no job."""
        return self.job.settings if self.job else {}

    @property
    def revision(self) -> str | None:
        """The revision of everything that was read."""
        if self.job is None:
            return None
        parts = {"settings": self.job.settings, **_items.states(self.lists)}
        return _diff.revision(self.job.resource.get("eTag"), parts)


class JobSubject(ABC):
    """One job in the loop; ``lists`` are what the task asks of its items."""

    names: Collection[str] = ()
    """By which names the task knows the job; none where it knows it by id."""
    may_be_gone = False
    """Whether it is as good as done where the job that was at ``if_match`` is not there any more."""

    def __init__(self, client: Client, params: Mapping[str, Any], lists: Mapping[str, ListWanted]) -> None:
        """Raises OptionError for an if_match that is none."""
        if params["if_match"]:
            _diff.parse_revision(params["if_match"])
        self.client = client
        self.params = params
        self.directory = Directory(client)
        self.jobs = Jobs(client, self.directory)
        self.lists = ItemLists(client, self.directory, self.jobs, lists, params["skip_item_update"])
        self.id: str | None = None
        self.organization_id: str | None = None
        self._has_written = self._has_tried = False
        self._title: str | None = None

    @abstractmethod
    def find(self) -> ReadJob | None:
        """The job by its name."""

    def observe(self) -> Observed:
        job = self.jobs.read(self.id) if self.id else self.find()
        is_known = not self.names or any(job and named([job.resource], name) for name in self.names)
        if job and not is_known and not self._has_tried:
            self.jobs.forget()  # it bears another name since it was listed
            self.id, job = None, self.find()
        try:
            lists = self.lists.read(job)
        except NotFound:
            if self.id:
                raise
            self.jobs.forget()  # it was gone already when it was found in a listing
            job = self.find()
            lists = self.lists.read(job)
        if job:
            self.id = job.id
            self._title = self._title or job.title
        return Observed(job, lists)

    @abstractmethod
    def planned(self, observed: Observed) -> Plan:
        """The plan, whatever ``if_match`` says."""

    def plan(self, observed: Observed) -> Plan:
        try:
            plan = self.planned(observed)
        except Vb365Error:
            self._check_revision(observed, [])
            raise
        self._check_revision(observed, plan.changes)
        return plan

    def turn(self) -> AbstractContextManager[bool]:
        """With the job, or with the organization where a job comes into being."""
        return self.client.turn(str(self.id or self.organization_id))

    def _check_revision(self, observed: Observed, changes: Sequence[_diff.Change]) -> None:
        """Raise Conflict where ``if_match`` is given and the job is not at it.

        After our own write it cannot be. After one that may have been done or not it need not be if nothing is left to
        do; else the job must be at it still, or somebody else changed it.
        """
        expected, current = self.params["if_match"], observed.revision
        if not expected or self._has_written or (current is None and self.may_be_gone):
            return
        if self._has_tried and not changes:
            return
        if observed.job is None or current is None:
            raise Conflict(f"if_match: the job that was at {expected} is not there any more")
        observed.job.check_at(expected, current, changes)

    def apply(self, step: Step) -> None:
        self._has_tried = True
        self.jobs.unsettle()
        self.write(step)
        self._has_written = True

    @abstractmethod
    def write(self, step: Step) -> None:
        """Send a step of the plan."""

    def stands(self, observed: Observed, waited: bool) -> bool:
        """Whether an observed job is still as it was: read again, unless its reading was the last request and the task
        has not ``waited`` since.

        So are the lists that the task manages, because nobody knows whether a change of items moves the job's eTag.
        """
        if observed.job is None or (observed.job.read_at == self.client.requests and not waited):
            return True
        try:
            lists = self.lists.read(observed.job)
        except NotFound:
            return False
        if _items.states(lists) != _items.states(observed.lists):
            return False
        now = self.jobs.read(observed.job.id)
        return now is not None and now.settings == observed.settings

    def outcome(self, converged: Converged, title: str) -> Outcome:
        """The result: the job as it is, or in check mode as it will be; ``title`` is that of a job never seen."""
        observed: Observed = converged.state
        expected = converged.plan.expected
        shown: dict[str, Any] | None = None
        if expected is not None and observed.job is None:
            shown = {"id": None, "config": _job.config(expected), "status": {}}
        elif expected is not None and observed.job is not None:
            shown = observed.job.shown(observed.revision, expected)
        etag = observed.job.resource.get("eTag") if observed.job else None
        return changing(converged, shown, etag, observed.revision, self._title or title)


def with_lists(settings: Mapping[str, Any], lists: Mapping[str, Sequence[Item]]) -> dict[str, Any]:
    """Settings with the managed lists among them, as options."""
    return {**settings, **{name: _items.as_options(items) for name, items in lists.items()}}
