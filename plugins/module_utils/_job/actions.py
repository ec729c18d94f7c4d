# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with a backup job, as subjects of the loop: to start, stop, enable, disable or explore it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    OptionError,
    OutcomeUnknown,
    Vb365Error,
)
from ansible_collections.vb365.backup.plugins.module_utils._model.names import is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import diff as _diff
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server import sessions as _sessions
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import (
    Directory,
    Resource,
    listed,
    named,
)
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Jobs, ReadJob


class NoSuchJob(OptionError):
    """No job of the organization has this name."""


def revision(job: ReadJob) -> str:
    """The revision of the settings of a job: the part of it that actions read."""
    return _diff.revision(job.resource.get("eTag"), {"settings": job.settings})


@dataclass(frozen=True)
class Seen:
    """What was observed: the job, and the session that the action is about, if there is one."""

    job: ReadJob
    session: Resource | None = None

    @property
    def run(self) -> tuple[str | None, str | None]:
        """When the job ran last and what became of it, as the job itself tells."""
        return self.job.resource.get("lastRun"), self.job.resource.get("lastStatus")

    @property
    def runs(self) -> bool:
        """Whether the job runs, as it tells itself."""
        return self.run[1] in ("Running", "Queued")


class Action(ABC):
    """The subject of the loop. What an action is about is looked at before the job is read, so that the read that a
    write rests on comes last."""

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self._client = client
        self._params = params
        self._action: str = params["action"]
        self._directory = Directory(client)
        self.jobs = Jobs(client, self._directory)
        self._id: str = params["job"] if is_uuid(params["job"]) else ""
        self._organization_id = ""
        self._before: Seen | None = None
        self._doubt: OutcomeUnknown | None = None
        self._is_accepted = False
        self._answer: Resource | None = None
        if params["organization"]:
            self._organization_id = str(self._directory.organization(params["organization"])["id"])

    # ---- what the actions differ in --------------------------------------------------------------------------------

    def look(self) -> Resource | None:
        """The session that the action is about."""
        return None

    def look_closer(self, seen: Seen) -> Resource | None:
        """The same where look() found none, now that the job is read."""
        return None

    @abstractmethod
    def changes(self, seen: Seen) -> list[_diff.Change]:
        """What is to be done; nothing where it is done."""

    def body(self) -> dict[str, Any] | None:
        """What the request holds."""
        return None

    def has_acted(self, seen: Seen) -> bool:
        """Whether this task made the difference, as far as anybody can tell."""
        return self._is_accepted or self._doubt is not None

    def restore_session(self) -> Resource | None:
        """The restore session that was opened."""
        return None

    # ---- the loop --------------------------------------------------------------------------------------------------

    def observe(self) -> Seen:
        self._id = self._id or self._find()
        session = self.look()
        job = self.jobs.read(self._id)
        if job is None:
            raise OptionError("job", self._params["job"], "the server has no backup job of this id")
        name = self._params["job"]
        if not (is_uuid(name) or self._before) and not named([job.resource], name):
            self.jobs.forget()  # it bears another name since it was listed
            self._id = ""
            return self.observe()
        job.check_owner(self._organization_id, self._params["organization"])
        return Seen(job, session or self.look_closer(Seen(job)))

    def _find(self) -> str:
        name = self._params["job"]
        job = self.jobs.find(self._organization_id, name, "job")
        if job is None:
            jobs = self.jobs.all(self._organization_id)
            there = f"such as {listed(jobs[:10])}" if jobs else "none"
            raise NoSuchJob("job", name, f"the organization has no such job; it has {len(jobs)}: {there}")
        return job.id

    def plan(self, observed: Seen) -> Plan:
        changes = self.changes(observed)
        if self._params["if_match"] and not self._is_accepted and (changes or not self._before):
            observed.job.check_at(self._params["if_match"], revision(observed.job), changes)
        settings = observed.job.settings
        expected = {**settings, **{row["path"]: row["after"] for row in changes if row["path"] == "enabled"}}
        return Plan([Step(self._action)] if changes else [], changes, expected)

    def turn(self) -> AbstractContextManager[bool]:
        return self._client.turn(self._id)

    def guard(self, observed: Seen, waited: bool) -> bool:
        if waited or observed.job.read_at != self._client.requests:
            now = self.jobs.read(observed.job.id)
            if now is None or now.settings != observed.job.settings or Seen(now).run != Seen(observed.job).run:
                return False
        self._before = self._before or observed
        return True

    def apply(self, step: Step) -> None:
        self.jobs.unsettle()
        try:
            answer = self._client.post(f"/Jobs/{self._id}/{step.action}", self.body())
        except OutcomeUnknown as unknown:
            if unknown.may_be_done:
                self._doubt = unknown
            raise
        self._is_accepted = True
        self._answer = answer

    def verify(self, observed: Seen, plan: Plan, seen: Seen) -> list[str]:
        return []


class Switch(Action):
    """Enable or disable."""

    def changes(self, seen: Seen) -> list[_diff.Change]:
        enabled, wanted = seen.job.settings.get("enabled"), self._action == "enable"
        return [_diff.change("enabled", enabled, wanted)] if enabled != wanted else []


class Start(Action):
    """Start, or find running: the session is the one that runs."""

    def look(self) -> Resource | None:
        return self._answer or _sessions.active(self._client, self._id, status="Running")

    def look_closer(self, seen: Seen) -> Resource | None:
        """One that is queued or began just now, or that a start without an answer began and that has ended since."""
        if seen.runs:
            return _sessions.active(self._client, self._id)
        if self._before and self._before.run[0] != seen.run[0]:
            rows = _sessions.since(self._client, self._id, self._before.run[0])
            return rows[-1] if rows else None
        return None

    def changes(self, seen: Seen) -> list[_diff.Change]:
        return [] if seen.session or seen.runs else [_diff.change("last_status", seen.run[1], "Running")]

    def body(self) -> dict[str, Any]:
        return {"full": self._params["full"]}


class Stop(Action):
    """Stop what runs, and never what begins later."""

    def look(self) -> Resource | None:
        if self._before and self._before.session:
            return self._client.find(f"/JobSessions/{self._before.session['id']}")
        return _sessions.active(self._client, self._id, status="Running")

    def look_closer(self, seen: Seen) -> Resource | None:
        return _sessions.active(self._client, self._id) if seen.runs and not self._before else None

    def changes(self, seen: Seen) -> list[_diff.Change]:
        """A server may take its time to stop: once it has accepted, nothing is left to do."""
        status = seen.session["status"] if seen.session else seen.run[1]
        runs = not _sessions.is_final(seen.session) if seen.session else seen.runs
        return [_diff.change("last_status", status, "Stopped")] if runs and not self._is_accepted else []

    def has_acted(self, seen: Seen) -> bool:
        ended = seen.session["status"] if seen.session and _sessions.is_final(seen.session) else "Stopped"
        return super().has_acted(seen) and ended == "Stopped"


class Explore(Action):
    """Open a restore session. It is never there already, save by a request of this task whose answer was lost."""

    _newest: Resource | None = None

    def look(self) -> None:
        if self._newest is None:
            rows = self._client.get("/RestoreSessions", orderBy="CreationTime", orderAsc=False, limit=1).get("results")
            self._newest = rows[0] if rows else {}
        elif self._doubt and self._before and not self._answer:
            self._answer = self._found(self._doubt, self._newest, self._before.job)

    def _found(self, doubt: OutcomeUnknown, newest: Resource, job: ReadJob) -> Resource:
        """The one that is new since. Raises Vb365Error where nobody can tell."""
        organization = self._directory.organization(job.resource["organizationId"])
        names = {str(organization.get(key)).casefold() for key in ("name", "officeName")}
        new = [
            row
            for row in self._client.get_all("/RestoreSessions", startTimeFrom=newest.get("creationTime"))
            if row["id"] != newest.get("id")
            and row["type"] == self._params["restore_type"]
            and str(row.get("organization")).casefold() in names
        ]
        if len(new) == 1:
            return new[0]
        raise Vb365Error(
            f"{doubt.message}; whether a restore session was opened is not known: "
            f"{len(new)} {self._params['restore_type']} sessions of the organization are new ({listed(new)})",
            error_code=doubt.error_code,
            status=doubt.status,
            method=doubt.method,
            path=doubt.path,
        )

    def changes(self, seen: Seen) -> list[_diff.Change]:
        return [] if self._answer else [_diff.change("restore_session", None, self._params["restore_type"])]

    def body(self) -> dict[str, Any]:
        body = {
            "type": self._params["restore_type"],
            "dateTime": self._params["point_in_time"],
            "showDeleted": self._params["show_deleted"],
            "showAllVersions": self._params["show_all_versions"],
        }
        return {name: value for name, value in body.items() if value is not None}

    def restore_session(self) -> Resource | None:
        return self._answer


KINDS: dict[str, type[Action]] = {
    "start": Start,
    "stop": Stop,
    "enable": Switch,
    "disable": Switch,
    "explore": Explore,
}
