# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of one list of a job: they are in it with these options, or they are not in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ListWanted
from ansible_collections.vb365.backup.plugins.module_utils._job.subject import JobSubject, Observed, with_lists
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.names import is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import plan as _plan
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import converge
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import ReadJob


def run_selected(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """The module backup_job_item. Raises Vb365Error."""
    return _run("selected_items", client, params, check_mode)


def run_excluded(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """The module job_exclusion. Raises Vb365Error."""
    return _run("excluded_items", client, params, check_mode)


def _run(list_name: str, client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    if params["exclusive"] and params["state"] == "absent":
        raise OptionError("exclusive", True, "goes with state present")
    if not is_uuid(params["job"]) and not params["organization"]:
        raise OptionError("organization", None, f"needed with a name, and '{params['job']}' is no UUID")
    mode = "remove" if params["state"] == "absent" else "exactly" if params["exclusive"] else "add"
    wanted = ListWanted(_items.from_options(params["items"], "items", list_name), mode)
    items = _JobItems(client, params, {list_name: wanted}, may_be_missing=check_mode)
    return items.outcome(converge(items, check_mode, client.deadline.sleep), f"backup job {params['job']!r}")


class _JobItems(JobSubject):
    def __init__(
        self, client: Client, params: Mapping[str, Any], lists: Mapping[str, ListWanted], may_be_missing: bool
    ) -> None:
        super().__init__(client, params, lists)
        self._may_be_missing = may_be_missing
        if not is_uuid(params["job"]):
            self.names = {params["job"]}
        if params["organization"]:
            self.organization_id = self.directory.organization(params["organization"])["id"]

    def find(self) -> ReadJob | None:
        if is_uuid(self.params["job"]):
            return self.jobs.read(self.params["job"])
        return self.jobs.find(str(self.organization_id), self.params["job"], "job")

    def planned(self, observed: Observed) -> _plan.Plan:
        warnings = []
        if observed.job is None:
            if not self._may_be_missing or is_uuid(self.params["job"]):
                raise OptionError("job", self.params["job"], "the server has no backup job of this name or id")
            warnings = [f"The job {self.params['job']!r} is not there yet: this is what would be done to a new one."]
        else:
            observed.job.check_owner(self.organization_id, self.params["organization"])
        organization_id = str(observed.job.resource["organizationId"] if observed.job else self.organization_id)
        target = self.lists.target(organization_id, observed.lists)
        backup_type = observed.settings.get("backup_type")
        plan = self.lists.plan(observed.job, backup_type, observed.lists, target)
        warnings += self.lists.overlaps(organization_id, observed.job, observed.lists, target)
        expected = with_lists(observed.settings, target) if observed.job else None
        return _plan.Plan(plan.steps, plan.changes, expected, warnings)

    def guard(self, observed: Observed, waited: bool) -> bool:
        return self.stands(observed, waited)

    def write(self, step: _plan.Step) -> None:
        self.lists.apply(str(self.id), step)

    def verify(self, observed: Observed, plan: _plan.Plan, seen: Observed) -> list[str]:
        return _plan.bystanders(observed.settings, plan, seen.settings)
