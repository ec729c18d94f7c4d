# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The common part of all actions on a job or on its copy job, as resources of the loop."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ansible_collections.vb365.backup.plugins.module_utils._job.action_targets import TARGETS
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import revision
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource


@dataclass(frozen=True)
class ActionState:
    """A reading of the job, and of the session of the action, if there is one.

    ``is_accepted``: whether the server has accepted the action of this task. ``newest``: the newest restore session
    before the action. ``restore``: the restore session that the action opens or closes. ``warnings``: why objects are
    unprotected after the action.
    """

    job: Job
    session: Resource | None = None
    is_accepted: bool = False
    newest: Resource | None = None
    restore: Resource | None = None
    warnings: Sequence[str] = ()

    @property
    def title(self) -> str:
        """The job, as messages show it."""
        return self.job.title

    @property
    def lock(self) -> str:
        """The key of the job's lock."""
        return self.job.id

    @property
    def revision(self) -> str:
        """The revision of the settings, the only part of a job that actions read."""
        return revision(self.job.resource.get("eTag"), {"settings": self.job.settings})

    @property
    def last_run(self) -> str | None:
        """The time of the last run."""
        return self.job.resource.get("lastRun")

    @property
    def last_status(self) -> str | None:
        """The status of the last run."""
        return self.job.resource.get("lastStatus")

    @property
    def is_running(self) -> bool:
        """Whether the job is running, by its own status."""
        return self.last_status in ("Running", "Queued")


class Action(ABC):
    """One action in the loop. The session is read before the job, so that the job's reading is the newest.

    ``is_judged``: whether the task also waits for retries, and fails unless the run ends with a success status.
    """

    is_judged: ClassVar[bool] = False

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self.client = client
        self.params = params
        self.kind: str = params["kind"]
        self.target = TARGETS[self.kind](client, params)

    # ---- the differences between the actions -------------------------------------------------------------------------

    def find_session(self, job_id: str, past: Past[ActionState]) -> Resource | None:
        """The session of the action, requested before the job is read; None if there is none."""
        return None

    def find_session_of(self, state: ActionState, past: Past[ActionState]) -> Resource | None:
        """The session of the action, requested after the job was read, if find_session() found none."""
        return None

    @property
    def waits(self) -> bool:
        """Whether the task ends only after the session has ended."""
        return bool(self.params["wait"])

    @abstractmethod
    def changes(self, state: ActionState) -> list[Change]:
        """The changes that are still to be made."""

    def body(self) -> dict[str, Any] | None:
        """The body of the request."""
        return None

    def has_acted(self, state: ActionState, past: Past[ActionState]) -> bool:
        """Whether this task made the change, as far as the readings show."""
        return past.has_acted

    # ---- the loop ----------------------------------------------------------------------------------------------------

    def resolve(self) -> None:
        self.target.resolve()

    def read(self, past: Past[ActionState]) -> ActionState:
        identity = past.seen.job.id if past.seen else self.target.find()
        session = self.find_session(identity, past)
        job = self.target.read(identity, past.before is not None)
        if job.id != identity:  # the job was deleted and created again
            session = None
        state = ActionState(job, session, past.is_accepted)
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
