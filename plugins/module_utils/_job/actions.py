# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions on a job or its copy job, as resources of the loop: start, stop, wait, enable, disable, explore,
close."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    OptionError,
    OutcomeUnknown,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._job import protected as _protected
from ansible_collections.vb365.backup.plugins.module_utils._job.action import Action, ActionState
from ansible_collections.vb365.backup.plugins.module_utils._job.action_targets import BackupJobTarget
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, listed
from ansible_collections.vb365.backup.plugins.module_utils._model.session import is_final
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change, change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Step
from ansible_collections.vb365.backup.plugins.module_utils._server import sessions as _sessions
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource


class Switch(Action):
    """Enable or disable the job."""

    def read(self, past: Past[ActionState]) -> ActionState:
        state = super().read(past)
        if past.seen:
            return replace(state, warnings=past.seen.warnings)
        return replace(state, warnings=self._unprotected(state) if self.kind == "backup" else ())

    def _unprotected(self, state: ActionState) -> list[str]:
        """Warnings of who is not protected after the action."""
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
        return _protected.texts(_protected.rows(view, others, {"enabled": False}))

    def changes(self, state: ActionState) -> list[Change]:
        enabled, wanted = state.job.settings.get("enabled"), self.params["action"] == "enable"
        return [change("enabled", enabled, wanted)] if enabled != wanted else []


class Start(Action):
    """Start the job, or find its running session."""

    is_judged = True

    def find_session(self, job_id: str, past: Past[ActionState]) -> Resource | None:
        return past.answer or _sessions.active(self.client, job_id, self.kind, status="Running")

    def find_session_of(self, state: ActionState, past: Past[ActionState]) -> Resource | None:
        """The running session of a job whose status is Running, or a session that a start without an answer began and
        that has ended."""
        if state.is_running:
            return _sessions.active(self.client, state.job.id, self.kind)
        if past.before and past.before.last_run != state.last_run:
            rows = _sessions.since(self.client, state.job.id, self.kind, past.before.last_run)
            return rows[-1] if rows else None
        return None

    def changes(self, state: ActionState) -> list[Change]:
        return [] if state.session or state.is_running else [change("last_status", state.last_status, "Running")]

    def body(self) -> dict[str, Any] | None:
        return {"full": self.params["full"]} if self.kind == "backup" else None


class Stop(Action):
    """Stop the current run, and never a later run."""

    def find_session(self, job_id: str, past: Past[ActionState]) -> Resource | None:
        if past.before and past.before.session:
            return self.client.find(f"/JobSessions/{past.before.session['id']}")
        return _sessions.active(self.client, job_id, self.kind, status="Running")

    def find_session_of(self, state: ActionState, past: Past[ActionState]) -> Resource | None:
        return _sessions.active(self.client, state.job.id, self.kind) if state.is_running and not past.before else None

    def changes(self, state: ActionState) -> list[Change]:
        """The server may stop the run later: after it has accepted the request, no change is left."""
        status = state.session.get("status") if state.session else state.last_status
        is_running = not is_final(state.session) if state.session else state.is_running
        return [change("last_status", status, "Stopped")] if is_running and not state.is_accepted else []

    def has_acted(self, state: ActionState, past: Past[ActionState]) -> bool:
        has_ended = state.session is not None and is_final(state.session)
        ended = state.session["status"] if state.session and has_ended else "Stopped"
        return super().has_acted(state, past) and ended == "Stopped"


class Wait(Action):
    """Find the session to wait for: the running session, otherwise the last session since ``since``. Writes nothing."""

    is_judged = True
    waits = True

    def find_session(self, job_id: str, past: Past[ActionState]) -> Resource | None:
        return _sessions.active(self.client, job_id, self.kind, status="Running")

    def find_session_of(self, state: ActionState, past: Past[ActionState]) -> Resource | None:
        """The session of a job whose status is Running, otherwise the last session that has ended."""
        session = _sessions.active(self.client, state.job.id, self.kind) if state.is_running else None
        if session is None and self.params["since"]:
            return _sessions.last_since(self.client, state.job.id, self.kind, self.params["since"])
        return session if state.is_running else _sessions.newest(self.client, state.job.resource, self.kind)

    def changes(self, state: ActionState) -> list[Change]:
        return []

    def missing(self, state: ActionState) -> str:
        """The message for a job without a session to wait for."""
        if self.params["since"]:
            return f"{state.title} has no session that began at {self.params['since']} or later"
        if state.is_running:
            return f"{state.title} is running, but the server shows no session of it"
        if state.last_run:
            return f"{state.title} ran last at {state.last_run}, but the server shows no session of it"
        return f"{state.title} never ran: there is no session to wait for"


class Explore(Action):
    """Open a restore session. It exists already only if an earlier request of this task opened it and got no answer."""

    def read(self, past: Past[ActionState]) -> ActionState:
        if past.seen is None:
            newest = self.client.get_first("/RestoreSessions", orderBy="CreationTime", orderAsc=False)
            return replace(super().read(past), newest=newest or {})
        restore = past.answer or past.seen.restore
        if past.unknown and not restore:
            restore = self._found(past.unknown, past.seen)
        return replace(super().read(past), newest=past.seen.newest, restore=restore)

    def _found(self, unknown: OutcomeUnknown, seen: ActionState) -> Resource:
        """The single restore session that is new. Raises Vb365Error if none or several are new."""
        names, newest = _names_of_organization(self.target, seen.job.organization_id), seen.newest or {}
        new = [
            row
            for row in self.client.get_all("/RestoreSessions", startTimeFrom=newest.get("creationTime"))
            if row["id"] != newest.get("id")
            and row["type"] == self.params["restore_type"]
            and folded(str(row.get("organization"))) in names
        ]
        if len(new) == 1:
            return new[0]
        raise Vb365Error(
            f"{unknown.message}; it is unknown whether a restore session was opened: "
            f"{len(new)} {self.params['restore_type']} sessions of the organization are new ({listed(new)})",
            error_code=unknown.error_code,
            status=unknown.status,
            method=unknown.method,
            path=unknown.path,
        )

    def changes(self, state: ActionState) -> list[Change]:
        return [] if state.restore else [change("restore_session", None, self.params["restore_type"])]

    def body(self) -> dict[str, Any]:
        moment = self.params["point_in_time"]  # YAML turns a time without quotes into a text with a space
        return known(
            {
                "type": self.params["restore_type"],
                "dateTime": moment and moment.strip().replace(" ", "T"),
                "showDeleted": self.params["show_deleted"],
                "showAllVersions": self.params["show_all_versions"],
            }
        )


class Close(Action):
    """Stop a restore session of the job's organization. The server does not show which job the session belongs to."""

    def read(self, past: Past[ActionState]) -> ActionState:
        """Raises OptionError if the restore session does not exist or belongs to another organization."""
        state = super().read(past)
        names = _names_of_organization(self.target, state.job.organization_id)
        found = self.client.find(f"/RestoreSessions/{self.params['restore_session']}")
        if found is None and past.before is None:
            raise self._refused("the server has no restore session with this id")
        if found and folded(str(found.get("organization"))) not in names:
            owner = found.get("organization") or "an unknown organization"
            raise self._refused(f"it belongs to {owner}, but the job belongs to {state.job.settings['organization']}")
        return replace(state, restore=found)

    def _refused(self, expected: str) -> OptionError:
        return OptionError("restore_session", self.params["restore_session"], expected)

    def changes(self, state: ActionState) -> list[Change]:
        """The server may stop the session later: after it has accepted the request, no change is left."""
        if state.restore is None or state.restore.get("state") == "Stopped" or state.is_accepted:
            return []
        return [change("restore_session", state.restore.get("type") or "unknown", None)]

    def write(self, state: ActionState, step: Step) -> Any:
        return self.client.post(f"/RestoreSessions/{self.params['restore_session']}/Stop")


def _names_of_organization(target: BackupJobTarget, identity: str) -> set[str]:
    """The names that a restore session may show for an organization, folded."""
    organization = target.directory.organization(identity)
    return {folded(str(organization[key])) for key in ("name", "officeName") if organization.get(key)}


KINDS: dict[str, type[Action]] = {
    "start": Start,
    "stop": Stop,
    "wait": Wait,
    "enable": Switch,
    "disable": Switch,
    "explore": Explore,
    "close": Close,
}
