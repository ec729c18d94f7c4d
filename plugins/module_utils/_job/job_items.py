# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One item list of a job: items are in it with the desired options, or they are not in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan
from ansible_collections.vb365.backup.plugins.module_utils._job import protected as _protected
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import ListRequest, Mode, with_lists
from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobResource, JobState
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import Settings
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Address, unowned


class JobItems(JobResource):
    """The resource of backup_job_item and job_exclusion. In check mode, an earlier task may create the job."""

    def __init__(self, client: Client, params: Mapping[str, Any], list_name: str, check_mode: bool) -> None:
        mode: Mode = "remove" if params["state"] == "absent" else "exactly" if params["exclusive"] else "add"
        items, wrong = _items.from_options(params["items"], "items")
        address = Address.of(params)
        super().__init__(client, params, {list_name: ListRequest(items, mode)}, address)
        self._may_be_missing = check_mode and bool(address.names)
        self.mistakes = [*wrong, *_contradictions(params)]

    def desired(self, state: JobState) -> tuple[Settings, list[OptionError]]:
        return {}, []

    def body(self, settings: Settings, state: JobState) -> dict[str, Any]:
        return {}

    def draft(self, state: JobState) -> tuple[Plan, list[OptionError]]:
        warnings = []
        if state.job is None and self.params["state"] == "absent":
            warning = f"The job {self.params['job']!r} does not exist. There is nothing to remove."
            return Plan([], [], None, [warning]), []
        if state.job is None:
            if not self._may_be_missing:
                expected = "the server has no backup job with this name or id"
                return Plan([], [], None), [OptionError("job", self.params["job"], expected)]
            warnings = [
                f"The job {self.params['job']!r} does not exist yet: the result shows the changes to a new job."
            ]
        target, errors = self.target(state)
        steps, changes = item_plan.plan(state.lists, target)
        expected_settings = with_lists(state.settings, target) if state.job else None
        warnings += self.list_warnings(state)
        plan = Plan(item_plan.looking_again(steps), changes, expected_settings, warnings)
        if state.job:
            plan = replace(plan, warnings=[*warnings, *_protected.texts(self.unprotected(state, plan))])
        return plan, errors

    def refusals(self, state: JobState, plan: Plan) -> Iterator[OptionError]:
        given = [item for request in self.requests.values() for item in request.items]
        for error in self.list_refusals(state, plan, state.settings.get("backup_type")):
            if len(given) == 1:
                yield given[0].fail(error.expected)
            else:
                yield OptionError("items", error.value, error.expected)


def _contradictions(params: Mapping[str, Any]) -> Iterator[OptionError]:
    if params["exclusive"] and params["state"] == "absent":
        yield OptionError("exclusive", True, "cannot be used with state: absent")
    yield from unowned(params)
