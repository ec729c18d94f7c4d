# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions on the jobs of a tenant after they match: disables unmanaged jobs, and starts first backups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._operations import job_action
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import revision
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.internal_error import internal_errors
from ansible_collections.vb365.backup.plugins.module_utils._server.waiting import Patience
from ansible_collections.vb365.backup.plugins.module_utils._tenant.carrying_out import Progress, because_of
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planning import TenantPlan
from ansible_collections.vb365.backup.plugins.module_utils._tenant.rows import JobRow

_WAIT_INTERVAL = 10
_OPTIONS = {
    "kind": "backup",
    "full": False,
    "wait": False,
    "since": None,
    "wait_timeout": 0,
    "wait_interval": _WAIT_INTERVAL,
    "success_statuses": ["Success", "Warning"],
    "restore_type": None,
    "point_in_time": None,
    "show_deleted": None,
    "show_all_versions": None,
    "restore_session": None,
    "if_match": None,
}


class Actions:
    """The actions on a tenant's jobs, and their results. ``problems``: why an action was not done. ``failures``: the
    failed requests among them, by the name of the job."""

    def __init__(
        self,
        client: Client,
        plan: TenantPlan,
        rows: Sequence[JobRow],
        check_mode: bool,
        progress: Progress,
        *,
        is_guarded: bool = False,
    ) -> None:
        """``is_guarded``: act on a job only if it is still at its planned revision."""
        self.unmanaged: list[dict[str, Any]] = []
        self.started: list[str] = []
        self.problems: list[dict[str, Any]] = []
        self.failures: dict[str, Vb365Error] = {}
        self.warnings: list[str] = []
        self.diffs: list[dict[str, Any]] = []
        self.changed = False
        self._client, self._plan, self._rows = client, plan, rows
        self._check_mode, self._progress, self._is_guarded = check_mode, progress, is_guarded

    def disable_unmanaged(self, choice: str) -> None:
        """Report the unmanaged jobs, or disable them until one action fails."""
        if choice == "ignore":
            return
        for job in self._plan.unmanaged:
            name = str(job.get("name"))
            seen = self._plan.reader.job(job)
            row = {
                "id": job["id"],
                "name": job.get("name"),
                "enabled": job.get("isEnabled"),
                "state": "unmanaged",
                "changes": [],
                "revision": revision(job.get("eTag"), {"settings": seen.settings}),
            }
            self.unmanaged.append(row)
            if choice == "disable" and row["enabled"]:
                items = self._items(name, str(job["id"]))
                if items is None:
                    row["state"] = "failed"
                    continue
                row["revision"] = revision(job.get("eTag"), {"settings": seen.settings, **items})
                if self._failed:
                    row["state"] = "failed"
                    self._refuse("unmanaged jobs", name, f"The job is not disabled, {because_of(self._failed)}")
                    continue
                self._client.start_deadline()
                outcome = self._act("unmanaged jobs", name, str(job["id"]), "disable", row["revision"])
                row["state"] = "failed" if outcome is None else "disabled" if outcome.changed else "unmanaged"
                if outcome:
                    row["changes"] = outcome.result["changes"]
                    self.diffs += [outcome.result["diff"]] if outcome.changed else []

    def _items(self, name: str, job_id: str) -> dict[str, Any] | None:
        """The items of an unmanaged job as parts of its revision, so that an approval is about them, too; None where
        they cannot be read."""
        self._client.start_deadline()
        try:
            with internal_errors(self._client):
                return _items.states(ItemLists(self._client).read(job_id, _items.LISTS))
        except NotFound:  # it was deleted since it was listed
            return {}
        except Vb365Error as error:
            self.failures[name] = error
            self._refuse("unmanaged jobs", name, error.message)
            return None

    def start_first_backups(self, wait_timeout: int | None) -> None:
        """Start all jobs that never ran, and wait for them unless ``wait_timeout`` is None."""
        failed = self._failed
        begun = []
        for row in self._rows:
            if not row.job.awaits_first_backup:
                continue
            if failed:
                self._refuse("first backup", row.name, f"The job is not started, {because_of(failed)}")
                continue
            self._client.start_deadline()
            name = str(row.job.options.get("new_name") or row.name)
            outcome = self._act("first backup", row.name, row.id or name, "start", row.revision)
            begun += [row] if outcome else []
            self.started += [row.name] if outcome and outcome.changed else []
        if wait_timeout is not None and not self._check_mode:
            self._wait(begun, wait_timeout)

    @property
    def disabled(self) -> list[str]:
        """The ids of the unmanaged jobs that were disabled."""
        return [str(row["id"]) for row in self.unmanaged if row["state"] == "disabled"]

    def _wait(self, begun: Sequence[JobRow], wait_timeout: int) -> None:
        self._client.start_deadline()
        patience = Patience(self._client.deadline, wait_timeout, _WAIT_INTERVAL)
        for row in begun:
            self._act("first backup", row.name, str(row.id), "wait", patience=patience)

    @property
    def _failed(self) -> list[str]:
        """The names of the jobs that have failed so far, without those that were kept back because of them."""
        return [*dict.fromkeys([*(row.name for row in self._rows if row.failure), *self.failures])]

    def _act(
        self,
        place: str,
        name: str,
        job: str,
        action: str,
        planned: str | None = None,
        patience: Patience | None = None,
    ) -> Outcome | None:
        """The outcome of an action; None if it failed. ``planned``: the planned revision of the job."""
        options = {**_OPTIONS, "job": job, "organization": self._plan.organization_id, "action": action}
        options["if_match"] = planned if self._is_guarded else None
        try:
            with internal_errors(self._client):
                outcome = job_action.run(self._client, options, self._check_mode, self._progress, patience)
        except Vb365Error as error:
            self.changed = self.changed or error.changed
            self.failures[name] = error
            self._refuse(place, name, error.message)
            return None
        self.changed = self.changed or outcome.changed
        # In check mode, the warning about a job that does not exist yet is not needed here. Disabling warns about the
        # jobs that are there, without new jobs in check mode. `unprotected` judges all jobs together, in both.
        if outcome.result["job"] and action != "disable":
            self.warnings += outcome.warnings
        return outcome

    def _refuse(self, place: str, name: str, why: str) -> None:
        self.problems.append({"place": place, "job": name, "msg": why})
