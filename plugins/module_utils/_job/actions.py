# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with a job or its copy job, as resources of the loop: start, stop, enable, disable, explore."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OutcomeUnknown, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job import protected as _protected
from ansible_collections.vb365.backup.plugins.module_utils._job.action_targets import TARGETS
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._model.session import is_final
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change, change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import revision
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server import sessions as _sessions
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, listed


@dataclass(frozen=True)
class ActionState:
    """A reading of the job, and of the session that the action is about, if there is one.

    ``is_accepted``: whether the server has accepted the action of this task. ``newest``: the newest restore session
    before the action. ``restore``: the restore session that the action opened. ``warnings``: who is not protected then.
    """

    job: Job
    session: Resource | None = None
    is_accepted: bool = False
    newest: Resource | None = None
    restore: Resource | None = None
    warnings: Sequence[str] = ()

    @property
    def title(self) -> str:
        """The job in a message."""
        return self.job.title

    @property
    def lock(self) -> str:
        """The key of the job's lock."""
        return self.job.id

    @property
    def revision(self) -> str:
        """The revision of the settings: the part of a job that actions read."""
        return revision(self.job.resource.get("eTag"), {"settings": self.job.settings})

    @property
    def last_run(self) -> str | None:
        """When the job ran last."""
        return self.job.resource.get("lastRun")

    @property
    def last_status(self) -> str | None:
        """The status of the last run."""
        return self.job.resource.get("lastStatus")

    @property
    def is_running(self) -> bool:
        """Whether the job runs, by its own status."""
        return self.last_status in ("Running", "Queued")


class Action(ABC):
    """One action in the loop. The session is read before the job, so that the job's reading is the newest."""

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self.client = client
        self.params = params
        self.target = TARGETS[params["kind"]](client, params)

    # ---- the differences between the actions -------------------------------------------------------------------------

    def find_session(self, job_id: str, past: Past[ActionState]) -> Resource | None:
        """The session that the action is about."""
        return None

    def find_session_of(self, state: ActionState, past: Past[ActionState]) -> Resource | None:
        """The same where find_session() found none, now that the job was read."""
        return None

    @abstractmethod
    def changes(self, state: ActionState) -> list[Change]:
        """What is left to do."""

    def body(self) -> dict[str, Any] | None:
        """The body of the request."""
        return None

    def has_acted(self, state: ActionState, past: Past[ActionState]) -> bool:
        """Whether this task made the difference, as far as the readings show."""
        return past.has_acted

    # ---- the loop ----------------------------------------------------------------------------------------------------

    def resolve(self) -> None:
        self.target.resolve()

    def read(self, past: Past[ActionState]) -> ActionState:
        identity = past.seen.job.id if past.seen else self.target.find()
        session = self.find_session(identity, past)
        state = ActionState(self.target.read(identity, past.before is not None), session, past.is_accepted)
        if session is None:
            session = self.find_session_of(state, past)
            if session:
                job = self.target.read(state.job.id, past.before is not None)
                state = replace(state, job=job, session=session)
        return state

    def plan(self, state: ActionState) -> Plan:
        changes = self.changes(state)
        settings = state.job.settings
        expected = {**settings, **{row["path"]: row["after"] for row in changes if row["path"] == "enabled"}}
        return Plan([Step(self.params["action"])] if changes else [], changes, expected, [*state.warnings])

    def write(self, state: ActionState, step: Step) -> Any:
        self.target.jobs.unsettle()
        return self.client.post(f"{self.target.path}/{state.job.id}/{step.action}", self.body())

    def damage(self, before: ActionState, plan: Plan, now: ActionState) -> list[str]:
        return []


class Switch(Action):
    """Enable or disable."""

    def read(self, past: Past[ActionState]) -> ActionState:
        state = super().read(past)
        if past.seen:
            return replace(state, warnings=past.seen.warnings)
        return replace(state, warnings=self._unprotected(state) if self.params["kind"] == "backup" else ())

    def _unprotected(self, state: ActionState) -> list[str]:
        """Who is not protected after the action."""
        lists, job, changes = ItemLists(self.client), state.job, self.changes(state)
        view = JobView({**job.settings, "enabled": self.params["action"] == "enable"})
        others: list[JobView] = []
        if _protected.may_shadow(view, changes):
            others = _protected.beside(
                view, self.target.jobs.others(job.organization_id, job.id), self.target.jobs, lists
            )
        if others:
            found = lists.read(job.id, LISTS)
            view = replace(view, selected=found["selected_items"], excluded=found["excluded_items"])
        return _protected.warnings(view, others, ["disabled"])

    def changes(self, state: ActionState) -> list[Change]:
        enabled, wanted = state.job.settings.get("enabled"), self.params["action"] == "enable"
        return [change("enabled", enabled, wanted)] if enabled != wanted else []


class Start(Action):
    """Start the job, or find it running: the session is the one that runs."""

    def find_session(self, job_id: str, past: Past[ActionState]) -> Resource | None:
        return past.answer or _sessions.active(self.client, job_id, status="Running")

    def find_session_of(self, state: ActionState, past: Past[ActionState]) -> Resource | None:
        """A session that is queued or began just now, or that a start without an answer began and that has ended."""
        if state.is_running:
            return _sessions.active(self.client, state.job.id)
        if past.before and past.before.last_run != state.last_run:
            rows = _sessions.since(self.client, state.job.id, past.before.last_run)
            return rows[-1] if rows else None
        return None

    def changes(self, state: ActionState) -> list[Change]:
        return [] if state.session or state.is_running else [change("last_status", state.last_status, "Running")]

    def body(self) -> dict[str, Any] | None:
        return {"full": self.params["full"]} if self.params["kind"] == "backup" else None


class Stop(Action):
    """Stop the run that goes on, and never one that begins later."""

    def find_session(self, job_id: str, past: Past[ActionState]) -> Resource | None:
        if past.before and past.before.session:
            return self.client.find(f"/JobSessions/{past.before.session['id']}")
        return _sessions.active(self.client, job_id, status="Running")

    def find_session_of(self, state: ActionState, past: Past[ActionState]) -> Resource | None:
        return _sessions.active(self.client, state.job.id) if state.is_running and not past.before else None

    def changes(self, state: ActionState) -> list[Change]:
        """A server may stop later: once it has accepted the request, nothing is left to do."""
        status = state.session.get("status") if state.session else state.last_status
        is_running = not is_final(state.session) if state.session else state.is_running
        return [change("last_status", status, "Stopped")] if is_running and not state.is_accepted else []

    def has_acted(self, state: ActionState, past: Past[ActionState]) -> bool:
        has_ended = state.session is not None and is_final(state.session)
        ended = state.session["status"] if state.session and has_ended else "Stopped"
        return super().has_acted(state, past) and ended == "Stopped"


class Explore(Action):
    """Open a restore session. It exists already only where a request of this task opened it and got no answer."""

    def read(self, past: Past[ActionState]) -> ActionState:
        if past.seen is None:
            rows = self.client.get("/RestoreSessions", orderBy="CreationTime", orderAsc=False, limit=1).get("results")
            return replace(super().read(past), newest=rows[0] if rows else {})
        restore = past.answer or past.seen.restore
        if past.unknown and not restore:
            restore = self._found(past.unknown, past.seen)
        return replace(super().read(past), newest=past.seen.newest, restore=restore)

    def _found(self, unknown: OutcomeUnknown, seen: ActionState) -> Resource:
        """The restore session that is new since. Raises Vb365Error where none or several are."""
        organization = self.target.directory.organization(seen.job.organization_id)
        names = {str(organization.get(key)).casefold() for key in ("name", "officeName")}
        newest = seen.newest or {}
        new = [
            row
            for row in self.client.get_all("/RestoreSessions", startTimeFrom=newest.get("creationTime"))
            if row["id"] != newest.get("id")
            and row["type"] == self.params["restore_type"]
            and str(row.get("organization")).casefold() in names
        ]
        if len(new) == 1:
            return new[0]
        raise Vb365Error(
            f"{unknown.message}; whether a restore session was opened is not known: "
            f"{len(new)} {self.params['restore_type']} sessions of the organization are new ({listed(new)})",
            error_code=unknown.error_code,
            status=unknown.status,
            method=unknown.method,
            path=unknown.path,
        )

    def changes(self, state: ActionState) -> list[Change]:
        return [] if state.restore else [change("restore_session", None, self.params["restore_type"])]

    def body(self) -> dict[str, Any]:
        body = {
            "type": self.params["restore_type"],
            "dateTime": self.params["point_in_time"],
            "showDeleted": self.params["show_deleted"],
            "showAllVersions": self.params["show_all_versions"],
        }
        return {name: value for name, value in body.items() if value is not None}


KINDS: dict[str, type[Action]] = {
    "start": Start,
    "stop": Stop,
    "enable": Switch,
    "disable": Switch,
    "explore": Explore,
}
