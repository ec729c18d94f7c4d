# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup job in the loop, with the item lists that the task manages. Shared by backup_job and the item modules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, NotFound, OptionError, ServerRefused
from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan
from ansible_collections.vb365.backup.plugins.module_utils._job import protected as _protected
from ansible_collections.vb365.backup.plugins.module_utils._job.facts import Facts, gather, selecting
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import ListRequest
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item, ItemRequest
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import Managed, Observed
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Address, Job, JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

Lists = Mapping[str, list[Item]]
_LOOKS = 4
"""The most attempts of one reading, for new facts or for a job that was deleted and created again."""


@dataclass(frozen=True)
class JobState(Observed):
    """A reading of a job. ``lists``: the managed lists. ``has_items``: whether each watched list has items."""

    job: Job | None = None
    organization_id: str = ""
    lists: Lists = field(default_factory=dict)
    has_items: Mapping[str, bool] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)


class JobResource(Managed[JobState]):
    """A backup job. ``requests``: the task's request for each managed list."""

    noun = "backup job"
    path = "/Jobs"
    key = "job"
    status = _job.STATUS

    def __init__(
        self,
        client: Client,
        params: Mapping[str, Any],
        requests: Mapping[str, ListRequest],
        address: Address,
        reader: JobReader | None = None,
    ) -> None:
        super().__init__(client, params)
        self.requests = requests
        self.directory = Directory(client)
        self.reader = reader or JobReader(client, self.directory)
        self.lists = ItemLists(client)
        self._address = address
        self._targeted: tuple[JobState, tuple[Lists, list[OptionError]]] | None = None

    def resolve(self) -> None:
        if self.params["organization"]:
            found = self.directory.organization(self.params["organization"])
            self._address = replace(self._address, organization_id=str(found["id"]))

    @property
    def organization_id(self) -> str | None:
        """The organization that the task names."""
        return self._address.organization_id

    # ---- read --------------------------------------------------------------------------------------------------------

    def read(self, past: Past[JobState]) -> JobState:
        facts = past.seen.facts if past.seen else Facts()
        state = self._observe(past, facts)
        if past.seen and state.parts != past.seen.parts:
            facts = replace(facts, known={*facts.known} - {"lists"})
            state = replace(state, facts=facts)
        for _look in range(_LOOKS):
            missing = self.missing(state)
            if not missing:
                break
            facts = gather(missing, self, state)
            state = self._observe(past, facts) if past.seen else replace(state, facts=facts)
        return state

    def missing(self, state: JobState) -> Collection[str]:
        """The facts that the plan for this state needs and that are not read yet. A pure function."""
        plan, _errors = self.draft(state)
        return [name for name in self.needed_facts(state, plan) if name == "objects" or name not in state.facts.known]

    def needed_facts(self, state: JobState, plan: Plan) -> Iterator[str]:
        """The facts that the refusals and warnings of a plan need."""
        if any(item.place not in state.facts.objects for item in self.unresolved(state)):
            yield "objects"
        if any(row["path"].startswith("selected_items[") and row["before"] is None for row in plan.changes):
            yield "others"
            yield "held"
        if any("items[" in row["path"] for row in plan.changes) and state.job:
            yield "lists"
        if _protected.may_shadow(self.view(state, plan), plan.changes):
            yield "lists"
            yield "others"
            yield "beside"

    def holders(self, others: Sequence[Resource]) -> list[Resource]:
        """The other jobs whose items cause a warning if the task adds them too."""
        return selecting(others)

    def _observe(self, past: Past[JobState], facts: Facts) -> JobState:
        """The first reading may use a listing. Later readings request the job last, because a write may follow."""
        if past.seen is None:
            try:
                job = self.reader.locate(self._address)
                lists = self._read_lists(job.id if job else None)
            except NotFound:  # the job was deleted after the listing
                self.reader.forget()
                job = self.reader.locate(self._address)
                lists = self._read_lists(job.id if job else None)
            return self._state(job, lists, {}, facts)
        identity = past.seen.job.id if past.seen.job else (past.answer or {}).get("id")
        for _look in range(_LOOKS):
            found, has_items = self._read_lists_of(identity, past)
            job = self.reader.locate_again(self._address, identity, past.before is not None)
            if job is None:
                return self._state(None, self._read_lists(None), {}, facts)
            if job.id == identity and found is not None:
                return self._state(job, found, has_items, facts)
            identity = job.id
        raise Conflict(f"The {self._title(None)} was deleted and created again {_LOOKS} times while it was read")

    def _read_lists(self, identity: str | None) -> Lists:
        if identity is None:
            return {name: [] for name in self.requests}
        return self.lists.read(identity, self.requests)

    def _read_lists_of(self, identity: str | None, past: Past[JobState]) -> tuple[Lists | None, dict[str, bool]]:
        """The managed lists, and whether the watched lists have items; None if the job is gone."""
        if identity is None:
            return None, {}
        known = past.seen.has_items if past.seen and past.before else {}
        watched = [name for name in past.watch if name not in self.requests and known.get(name, True)]
        try:
            has_items = {**known, **{name: self.lists.has_items(identity, name) for name in watched}}
            return self._read_lists(identity), has_items
        except NotFound:
            return None, {}

    def _state(self, job: Job | None, lists: Lists, has_items: Mapping[str, bool], facts: Facts) -> JobState:
        organization_id = job.organization_id if job else str(self.organization_id or "")
        return JobState(
            title=self._title(job),
            lock=job.id if job else organization_id,
            resource=job.resource if job else None,
            settings=job.settings if job else {},
            parts=_items.states(lists),
            job=job,
            organization_id=organization_id,
            lists=lists,
            has_items=has_items,
            facts=facts,
        )

    def _title(self, job: Job | None) -> str:
        if job:
            return job.title
        name = next(reversed([*self._address.names.values()]), self._address.id)
        owner = f" of {self.directory.organization_name(self.organization_id)}" if self.organization_id else ""
        return f"{self.noun} {name!r}{owner}"

    # ---- plan --------------------------------------------------------------------------------------------------------

    def unresolved(self, state: JobState) -> list[ItemRequest]:
        """The items whose names must be looked up."""
        return item_plan.unresolved(self.requests, state.lists)

    def target(self, state: JobState) -> tuple[Lists, list[OptionError]]:
        """The desired lists, with all errors; the observed lists as long as objects are not looked up. A pure function.

        The last result is kept, because a plan needs it several times, and lists can have thousands of items.
        """
        if self._targeted is None or self._targeted[0] is not state:
            self._targeted = state, self._target(state)
        return self._targeted[1]

    def _target(self, state: JobState) -> tuple[Lists, list[OptionError]]:
        if any(item.place not in state.facts.objects for item in self.unresolved(state)):
            return state.lists, []
        return item_plan.target(self.requests, state.lists, state.facts.objects, self._stays_entire(state))

    def _stays_entire(self, state: JobState) -> bool:
        types = {state.settings.get("backup_type"), self.params.get("backup_type")} - {None}
        return types == {"EntireOrganization"}

    def list_refusals(self, state: JobState, plan: Plan, backup_type: str | None) -> Iterator[OptionError]:
        """Errors for requests that the lists cannot fulfil."""
        if any("items[" in row["path"] for row in plan.changes):
            target, unknown = self.target(state)
            have = {**{name: [] for name in _items.LISTS}, **state.facts.lists, **state.lists}
            complete = {**have, **target}
            if backup_type == "EntireOrganization":
                complete["selected_items"] = []
            refused = item_plan.refusals(self.requests, backup_type, have, target, complete, self._stays_entire(state))
            yield from (error for error in refused if not unknown or error.option != "selected_items")

    def list_warnings(self, state: JobState) -> list[str]:
        """Warnings for added items that other jobs already select, and for items of unknown types."""
        have = {item.key for item in state.lists.get("selected_items", [])}
        target, _errors = self.target(state)
        added = [item for item in target.get("selected_items", []) if item.key not in have]
        return [*item_plan.unknown_kept(self.requests, state.lists), *item_plan.overlaps(added, state.facts.held)]

    def view(self, state: JobState, plan: Plan) -> JobView:
        """The job after the plan, as far as it is known. A pure function."""
        target, _errors = self.target(state)
        lists = {**({} if state.job else {name: [] for name in _items.LISTS}), **state.facts.lists}
        lists.update({**state.lists, **target})
        selected, excluded = (lists.get(name) for name in ("selected_items", "excluded_items"))
        return JobView(plan.expected or state.settings, selected, excluded, organization_id=state.organization_id)

    def unprotected(self, state: JobState, plan: Plan) -> list[dict[str, Any]]:
        """Who is unprotected after the plan, as rows of the result. A pure function."""
        return _protected.rows(self.view(state, plan), state.facts.beside, self.params) if plan.expected else []

    def more(self, state: JobState, plan: Plan) -> Mapping[str, Any]:
        return {"unprotected": self.unprotected(state, plan)}

    # ---- write and verify --------------------------------------------------------------------------------------------

    def write(self, state: JobState, step: Step) -> Any:
        self.reader.unsettle()
        try:
            if "list" in step.settings:
                identity = state.job.id if state.job else ""
                return self.lists.write(identity, step, self.params["skip_item_update"])
            return self._write_settings(state, step)
        except ServerRefused as refused:
            excludes = step.settings.get("list") == "excluded_items" or step.body.get("excludedItems")
            if excludes and not isinstance(refused, NotFound):
                refused.message += (
                    " (check mode cannot predict this answer: the server's rules for exclusions are not documented in "
                    "full)"
                )
            raise

    def _write_settings(self, state: JobState, step: Step) -> Any:
        """Send a settings step. If the server demands the lists of the job, repeat it with the observed lists.

        An older API reference says that an edit of a job of selected items needs its lists. All later edits of the run
        then contain them.
        """
        selects = {**state.settings, **step.settings}.get("backup_type") == "SelectedItems"
        if state.job is None or step.action != "edit" or not selects or "selectedItems" in step.body:
            return super().write(state, step)
        if not self.lists.are_demanded():
            try:
                return super().write(state, step)
            except ServerRefused as refused:
                if isinstance(refused, NotFound) or "selecteditems" not in refused.message.lower():
                    raise
        lists = _items.in_body(self.lists.read(state.job.id, _items.LISTS))
        answer = super().write(state, replace(step, body={**step.body, **lists}))
        self.lists.note_demand()
        return answer

    def query(self) -> Mapping[str, Any]:
        return {"skipItemUpdate": self.params["skip_item_update"]}

    def damage(self, before: JobState, plan: Plan, now: JobState) -> list[str]:
        """As Managed.damage(). Raises Conflict also in two cases: an edit has cleared an omitted list; or somebody has
        renamed a job that the task created, so that the next run would create a second job."""
        if before.job is None and now.job and not self._address.fits(now.job):
            raise Conflict(
                f"The job was created and then renamed by somebody else ({now.job.id})",
                [{"path": "name", "wanted": self.params["name"], "read": None, "now": now.settings.get("name")}],
            )
        for name, keys in plan.watch.items():
            if now.job and before.has_items.get(name, bool(keys)) and not _has(now, name, keys):
                raise Conflict(
                    f"After the write, the job '{now.job.name}' no longer has any {name.replace('_', ' ')}. The "
                    "server cleared its lists with the edit of settings, or somebody else did. Add the selected "
                    "items and the exclusions of the job again"
                )
        return super().damage(before, plan, now)


def _has(state: JobState, name: str, keys: Collection[str]) -> bool:
    """Whether the list has any of these items. Of a list that the task does not manage: whether it has any item."""
    if name in state.lists:
        return any(item.key in keys for item in state.lists[name])
    return state.has_items.get(name, False)
