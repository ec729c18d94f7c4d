# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans: that the steps lead where they say, and that nothing is left to do then."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, OptionError, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import plan as _plan
from tests.unit.module_utils.strategies import SERVERS, VIEWS, jobs_and_params, params_for, resources, written


def wanted(params: dict[str, Any], organization: str = "contoso") -> dict[str, Any]:
    """The desired settings, as the operation makes them of options; a job keeps its name unless it gets a new one."""
    desired = {**_job.from_options(params), "organization": organization}
    if params.get("repository"):
        desired["repository"] = params["repository"]
    return desired


def wanted_of_existing(params: dict[str, Any]) -> dict[str, Any]:
    desired = wanted(params)
    if not params.get("new_name"):
        desired.pop("name", None)
    return desired


class Server:
    """Holds one job, takes the bodies of plans and shows the job as some server may."""

    def __init__(self, resource: dict[str, Any] | None = None, does: str = "merges", view: str = "whole") -> None:
        self.resource = resource
        self.repository = "Primary"
        self.does = does
        self.view = view

    @property
    def policy(self) -> dict[str, Any] | None:
        return self.resource["schedulePolicy"] if self.resource else None

    def settings(self) -> dict[str, Any]:
        assert self.resource is not None
        return _job.from_api(self.resource, "contoso", self.repository)

    def take(self, plan: _plan.Plan) -> None:
        for step in plan.steps:
            body = dict(step.body)
            self.repository = step.settings.get("repository", self.repository)
            policy = body.pop("schedulePolicy", {})
            if step.action == "create":
                policy = {"type": "Daily", **policy}
            if policy:
                policy = written(self.policy, policy, self.does, self.view)
            before = self.resource or {"description": "Created by somebody", "isEnabled": True}
            self.resource = {**before, **body, "schedulePolicy": policy or self.policy}


# ---- create ---------------------------------------------------------------------------------------------------------

NEW = {"name": "Nightly", "repository": "Primary", "backup_type": "EntireOrganization"}


def test_a_new_job_is_one_step() -> None:
    plan = _plan.create(wanted({**NEW, "schedule": {"type": "Daily", "daily_time": "22:00"}}), "Nightly")
    assert [step.action for step in plan.steps] == ["create"]
    assert plan.steps[0].body == {
        "name": "Nightly",
        "backupType": "EntireOrganization",
        "schedulePolicy": {"type": "Daily", "dailyTime": "22:00:00"},
    }
    assert plan.changes[0] == {"path": "state", "before": "absent", "after": "present"}
    assert {row["path"]: row["after"] for row in plan.changes[1:]} == plan.expected
    assert {row["before"] for row in plan.changes[1:]} == {None}
    assert plan.warnings == []


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        (["repository"], "repository: needed, because the job 'Nightly' does not exist"),
        (["backup_type"], "backup_type: needed, because the job 'Nightly' does not exist"),
        (["repository", "backup_type"], "repository and backup_type: needed, because"),
    ],
)
def test_a_new_job_needs_a_repository_and_a_type(missing: list[str], says: str) -> None:
    with pytest.raises(Vb365Error) as caught:
        _plan.create(wanted({key: value for key, value in NEW.items() if key not in missing}), "Nightly")
    assert caught.value.message.startswith(says)


@pytest.mark.parametrize(
    "schedule", [{"type": "Periodically"}, {"daily_time": "22:00"}, {"backup_window": {"allow": []}}]
)
def test_a_new_job_with_an_impossible_schedule_is_refused(schedule: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=r"^schedule\."):
        _plan.create(wanted({**NEW, "schedule": schedule}), "Nightly")


@pytest.mark.parametrize("view", VIEWS)
@given(params=params_for(None))
def test_a_new_job_is_as_asked_for(view: str, params: dict[str, Any]) -> None:
    server = Server(view=view)
    plan = _plan.create(wanted(params), "Nightly")
    server.take(plan)
    assert plan.expected is not None
    assert _plan.edit(wanted(params), server.settings(), server.policy).steps == []
    if view == "whole":
        assert {**server.settings(), **plan.expected} == server.settings()


# ---- edit -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("does", SERVERS)
@given(case=jobs_and_params())
def test_one_write_is_enough(does: str, view: str, case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    server = Server(resource, does, view)
    desired = wanted_of_existing(params)
    plan = _plan.edit(desired, server.settings(), server.policy)
    server.take(plan)
    again = _plan.edit(desired, server.settings(), server.policy)
    assert (again.steps, again.changes, again.warnings) == ([], [], [])


@pytest.mark.parametrize("does", SERVERS)
@given(case=jobs_and_params())
def test_what_is_expected_is_what_is_read(does: str, case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    server = Server(resource, does)
    plan = _plan.edit(wanted_of_existing(params), server.settings(), server.policy)
    before = server.settings()
    server.take(plan)
    after = server.settings()
    assert plan.expected is not None
    assert {path: after.get(path) for path in plan.expected} == plan.expected
    assert _plan.bystanders(before, plan, after) == []


@given(case=jobs_and_params())
def test_changes_tell_what_was_and_what_is(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    server = Server(resource)
    before = server.settings()
    plan = _plan.edit(wanted_of_existing(params), before, server.policy)
    server.take(plan)
    after = server.settings()
    assert [row["before"] for row in plan.changes] == [before.get(row["path"]) for row in plan.changes]
    assert [row["after"] for row in plan.changes] == [after.get(row["path"]) for row in plan.changes]
    assert all(row["before"] != row["after"] for row in plan.changes)
    touched = {row["path"] for row in plan.changes}
    own = {path for path in before if path in after} - touched
    assert {path: after[path] for path in own} == {path: before[path] for path in own}


@given(case=jobs_and_params())
def test_nothing_is_sent_but_what_changes(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    server = Server(resource)
    plan = _plan.edit(wanted_of_existing(params), server.settings(), server.policy)
    names = {"name": "name", "description": "description", "enabled": "isEnabled", "backup_type": "backupType"}
    paths = {row["path"] for row in plan.changes}
    sent = {names[path] for path in paths if path in names}
    sent |= {"schedulePolicy"} if any(path.startswith("schedule.") for path in paths) else set()
    assert [set(step.body) for step in plan.steps] == ([sent] if paths else [])


@given(resource=resources())
def test_a_config_given_back_changes_nothing(resource: dict[str, Any]) -> None:
    settings = Server(resource).settings()
    desired = wanted(_job.config(settings))
    assert _plan.edit(desired, settings, resource["schedulePolicy"]) == _plan.Plan([], [], settings)


@given(resource=resources(), data=st.data())
def test_a_plan_does_not_touch_what_it_was_made_from(resource: dict[str, Any], data: st.DataObject) -> None:
    params = data.draw(params_for(resource))
    settings, desired = Server(resource).settings(), wanted_of_existing(params)
    copies = dict(settings), dict(desired)
    _plan.edit(desired, settings, resource["schedulePolicy"])
    assert (settings, desired) == copies


JOB = {
    "name": "Nightly",
    "backup_type": "EntireOrganization",
    "description": "",
    "enabled": True,
    "organization": "contoso",
    "repository": "Primary",
}


def test_a_name_in_another_case_is_no_drift_unless_it_is_the_new_name() -> None:
    assert _plan.edit(wanted_of_existing({"name": "NIGHTLY"}), JOB, None).steps == []
    plan = _plan.edit(wanted_of_existing({"name": "nightly", "new_name": "NIGHTLY"}), JOB, None)
    assert plan.changes == [{"path": "name", "before": "Nightly", "after": "NIGHTLY"}]
    assert plan.steps[0].body == {"name": "NIGHTLY"}


def test_white_space_and_line_ends_of_a_description_are_no_drift() -> None:
    job = {**JOB, "description": "two\nlines"}
    assert _plan.edit(wanted_of_existing({"description": "two\r\nlines \n"}), job, None).steps == []


def test_a_repository_that_changes_is_in_the_step_for_the_operation_to_look_up() -> None:
    plan = _plan.edit(wanted_of_existing({"repository": "Second"}), JOB, None)
    assert plan.steps == [_plan.Step("edit", {"repository": "Second"}, {})]
    assert plan.expected == {**JOB, "repository": "Second"}


def test_an_impossible_schedule_is_refused() -> None:
    policy = {"type": "Daily", "dailyTime": "22:00:00"}
    with pytest.raises(OptionError, match=r"^schedule\.periodically_every: "):
        _plan.edit({"schedule.periodically_every": "Hours1"}, {**JOB, "schedule.type": "Daily"}, policy)


def test_what_no_longer_applies_is_not_expected() -> None:
    policy = {"type": "Daily", "dailyTime": "22:00:00", "dailyType": "Everyday"}
    current = {**JOB, "schedule.type": "Daily", "schedule.daily_time": "22:00:00", "schedule.daily_type": "Everyday"}
    plan = _plan.edit({"schedule.type": "ManualOnly"}, current, policy)
    assert plan.expected == {**JOB, "schedule.type": "ManualOnly"}
    assert plan.steps[0].body == {"schedulePolicy": {"type": "ManualOnly"}}


# ---- remove ---------------------------------------------------------------------------------------------------------


def test_a_job_that_goes() -> None:
    plan = _plan.remove(JOB)
    assert plan.steps == [_plan.Step("remove")]
    assert plan.expected is None
    assert plan.changes[0] == {"path": "state", "before": "present", "after": "absent"}
    assert {row["path"]: row["before"] for row in plan.changes[1:]} == JOB
    assert {row["after"] for row in plan.changes[1:]} == {None}


# ---- bystanders -----------------------------------------------------------------------------------------------------

DISABLING = _plan.edit({"enabled": False}, {**JOB, "schedule.retry_number": 3}, None)
BEFORE = {**JOB, "schedule.retry_number": 3}


def test_nothing_else_moved() -> None:
    assert _plan.bystanders(BEFORE, DISABLING, {**BEFORE, "enabled": False}) == []


def test_what_somebody_else_changed_meanwhile_is_a_warning() -> None:
    seen = {**BEFORE, "enabled": False, "description": "Hands off"}
    assert _plan.bystanders(BEFORE, DISABLING, seen) == [
        "Somebody else changed description meanwhile, from '' to 'Hands off'."
    ]


def test_what_the_server_cleared_is_a_conflict() -> None:
    before = {**BEFORE, "description": "Hands off"}
    plan = _plan.edit({"enabled": False}, before, None)
    with pytest.raises(Conflict) as caught:
        _plan.bystanders(before, plan, {**before, "enabled": False, "description": ""})
    assert caught.value.columns == [{"path": "description", "wanted": "Hands off", "read": "Hands off", "now": ""}]


def test_what_the_server_hides_now_is_no_bystander() -> None:
    before = {**JOB, "schedule.type": "Daily", "schedule.enabled": True, "schedule.daily_time": "22:00:00"}
    plan = _plan.edit({"schedule.enabled": False}, before, {"type": "Daily"})
    seen = {path: value for path, value in before.items() if path != "schedule.daily_time"}
    assert _plan.bystanders(before, plan, {**seen, "schedule.enabled": False}) == []


def test_a_job_that_was_not_there_has_no_bystanders() -> None:
    plan = _plan.create(wanted(NEW), "Nightly")
    assert _plan.bystanders({}, plan, JOB) == []
