# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for a backup job: that the steps lead where they say, and that nothing is left to do then."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, OptionErrors, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job import protected as _protected
from ansible_collections.vb365.backup.plugins.module_utils._job.backup_job import BackupJob
from ansible_collections.vb365.backup.plugins.module_utils._job.resource import JobState
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import flatten
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from tests.unit.module_utils.server import (
    JOB_ID,
    NEW_ID,
    OMITTED,
    Server,
    item_row,
    job_row,
    new_job,
    there,
)
from tests.unit.module_utils.strategies import (
    ORGANIZATION_ID,
    SERVERS,
    VIEWS,
    jobs_and_params,
    may_show,
    newer,
    params_for,
    policies,
    resources,
)


def planned(job: BackupJob) -> tuple[JobState, Plan]:
    """The state and the plan, for which nothing is refused."""
    state = job.read(Past())
    return state, job.plan(state)


def refusals(job: BackupJob) -> list[str]:
    _plan, errors = job.check(job.read(Past()))
    return [error.message for error in errors]


def write(job: BackupJob, state: JobState, plan: Plan) -> JobState:
    """The state after the steps of a plan."""
    for step in plan.steps:
        answer = job.write(state, step)
    return job.read(Past(state, plan.watch, state, answer if plan.steps else None, bool(plan.steps)))


def legal(job: BackupJob) -> tuple[JobState, Plan]:
    """The state and the plan of legal settings, whatever the organization's other jobs are."""
    state = job.read(Past())
    plan, errors = job.draft(state)
    assert errors == []
    return state, plan


# ---- create ---------------------------------------------------------------------------------------------------------

NEW = {"name": "Nightly", "repository": "Primary", "backup_type": "EntireOrganization"}


def test_a_new_job_is_one_step() -> None:
    server = Server()
    state, plan = planned(new_job(server, **NEW, schedule={"type": "Daily", "daily_time": "22:00"}))
    assert [step.action for step in plan.steps] == ["create"]
    assert plan.steps[0].body == {
        "name": "Nightly",
        "backupType": "EntireOrganization",
        "organizationId": ORGANIZATION_ID,
        "repositoryId": "r",
        "schedulePolicy": {"type": "Daily", "dailyTime": "22:00:00"},
    }
    assert plan.changes[0] == {"path": "state", "before": "absent", "after": "present"}
    assert plan.expected is not None
    assert {row["path"]: row["after"] for row in plan.changes[1:]} == flatten(plan.expected)
    assert plan.expected["organization"] == "contoso"
    assert {row["before"] for row in plan.changes[1:]} == {None}
    assert plan.warnings == []
    assert (state.resource, state.lock) == (None, ORGANIZATION_ID)


@pytest.mark.parametrize("missing", [["repository"], ["backup_type"], ["repository", "backup_type"]])
def test_a_new_job_needs_a_repository_and_a_type(missing: list[str]) -> None:
    job = new_job(Server(), **{key: value for key, value in NEW.items() if key not in missing})
    assert refusals(job) == [
        f"{option}: required, because the backup job does not exist and will be created" for option in missing
    ]
    with pytest.raises(Vb365Error):
        job.plan(job.read(Past()))


@pytest.mark.parametrize(
    "schedule", [{"type": "Periodically"}, {"daily_time": "22:00"}, {"backup_window": {"allow": []}}]
)
def test_a_new_job_with_an_impossible_schedule_is_refused(schedule: dict[str, Any]) -> None:
    (message,) = refusals(new_job(Server(), **NEW, schedule=schedule))
    assert message.startswith("schedule.")


@pytest.mark.parametrize("view", VIEWS)
@given(params=params_for(None))
def test_a_new_job_is_as_asked_for(view: str, params: dict[str, Any]) -> None:
    server = Server(view=view)
    job = new_job(server, **params)
    state, plan = legal(job)
    now = write(job, state, plan)
    assert now.resource is not None
    assert now.resource["id"] == NEW_ID
    again, _errors = job.draft(now)
    assert (again.steps, again.changes) == ([], [])
    if view == "whole":
        assert plan.expected is not None
        assert {**flatten(now.settings), **flatten(plan.expected)} == flatten(now.settings)
    assert job.damage(state, plan, now) == []


def test_a_job_of_an_id_that_is_not_there_is_not_created() -> None:
    assert refusals(there(Server(), **NEW)) == [f"id: '{JOB_ID}': the server has no backup job with this id"]


# ---- edit -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("does", SERVERS)
@given(case=jobs_and_params())
def test_one_write_is_enough(does: str, view: str, case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    assume(may_show(resource["schedulePolicy"], view))
    job = there(Server(resource, does=does, view=view), **params)
    state, plan = legal(job)
    now = write(job, state, plan)
    again, errors = job.draft(now)
    unprotected = _protected.texts(job.unprotected(now, again))
    assert (again.steps, again.changes, again.warnings, errors) == ([], [], unprotected, [])


@pytest.mark.parametrize("does", SERVERS)
@given(case=jobs_and_params())
def test_what_is_expected_is_what_is_read(does: str, case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    job = there(Server(resource, does=does), **params)
    before, plan = legal(job)
    now = write(job, before, plan)
    assert plan.expected is not None
    after, expected = flatten(now.settings), flatten(plan.expected)
    assert {path: after.get(path) for path in expected} == expected
    assert job.damage(before, plan, now) == []


@given(case=jobs_and_params())
def test_changes_tell_what_was_and_what_is(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    job = there(Server(resource), **params)
    state, plan = legal(job)
    before, after = flatten(state.settings), flatten(write(job, state, plan).settings)
    assert [row["before"] for row in plan.changes] == [before.get(row["path"]) for row in plan.changes]
    assert [row["after"] for row in plan.changes] == [after.get(row["path"]) for row in plan.changes]
    assert all(row["before"] != row["after"] for row in plan.changes)
    touched = {row["path"] for row in plan.changes}
    own = {path for path in before if path in after} - touched
    assert {path: after[path] for path in own} == {path: before[path] for path in own}


@given(case=jobs_and_params())
def test_nothing_is_sent_but_what_changes(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    _state, plan = legal(there(Server(resource), **params))
    names = {
        "name": "name",
        "description": "description",
        "enabled": "isEnabled",
        "backup_type": "backupType",
        "repository": "repositoryId",
    }
    paths = {row["path"] for row in plan.changes}
    sent = {names[path] for path in paths if path in names}
    sent |= {"schedulePolicy"} if any(path.startswith("schedule.") for path in paths) else set()
    assert [set(step.body) for step in plan.steps] == ([sent] if paths else [])


@given(resource=resources())
def test_a_config_given_back_changes_nothing(resource: dict[str, Any]) -> None:
    server = Server(resource)
    config = there(server).read(Past()).settings
    state, plan = planned(there(server, **config))
    assert plan == Plan([], [], state.settings)
    state, plan = planned(new_job(server, **config))
    assert plan == Plan([], [], state.settings)


@given(resource=resources(), data=st.data())
def test_a_plan_does_not_touch_what_it_was_made_from(resource: dict[str, Any], data: st.DataObject) -> None:
    job = there(Server(resource), **data.draw(params_for(resource)))
    state = job.read(Past())
    copies = copy.deepcopy((state.settings, state.resource, job.given, dict(job.params)))
    job.check(state)
    assert (state.settings, state.resource, job.given, dict(job.params)) == copies


JOB = {
    "name": "Nightly",
    "backup_type": "EntireOrganization",
    "description": "",
    "enabled": True,
    "organization": "contoso",
    "repository": "Primary",
}


def entire(**fields: Any) -> Server:
    return Server(job_row(backupType="EntireOrganization", **fields))


def test_a_name_in_another_case_is_no_drift_unless_it_is_the_new_name() -> None:
    assert planned(new_job(entire(), name="NIGHTLY"))[1].steps == []
    _state, plan = planned(new_job(entire(), name="nightly", new_name="NIGHTLY"))
    assert plan.changes == [{"path": "name", "before": "Nightly", "after": "NIGHTLY"}]
    assert plan.steps[0].body == {"name": "NIGHTLY"}


def test_a_job_that_is_known_by_its_id_gets_a_new_name() -> None:
    server = entire()
    outcome = there(server, new_name="Weekly").run(check_mode=False)
    assert outcome.result["changes"] == [{"path": "name", "before": "Nightly", "after": "Weekly"}]
    assert server.sent == [("PUT", f"/Jobs/{JOB_ID}", {"name": "Weekly"})]
    assert not there(server, new_name="Weekly").run(check_mode=False).changed


def test_white_space_and_line_ends_of_a_description_are_no_drift() -> None:
    assert planned(new_job(entire(description="two\nlines"), description="two\r\nlines \n"))[1].steps == []


def test_a_repository_that_changes_is_sent_by_its_id() -> None:
    _state, plan = planned(new_job(entire(), repository="Second"))
    assert plan.steps == [Step("edit", {"repository": "Second"}, {"repositoryId": "s"})]
    assert plan.expected == {**JOB, "repository": "Second"}


def test_an_impossible_schedule_is_refused() -> None:
    server = entire(schedulePolicy={"type": "Daily", "dailyTime": "22:00:00"})
    (message,) = refusals(new_job(server, schedule={"periodically_every": "Hours1"}))
    assert message.startswith("schedule.periodically_every: ")


def test_what_no_longer_applies_is_not_expected() -> None:
    policy = {"type": "Daily", "dailyTime": "22:00:00", "dailyType": "Everyday"}
    _state, plan = planned(new_job(entire(schedulePolicy=policy), schedule={"type": "ManualOnly"}))
    assert plan.expected == {**JOB, "schedule": {"type": "ManualOnly"}}
    assert plan.steps[0].body == {"schedulePolicy": {"type": "ManualOnly", "scheduleEnabled": False}}


@given(policy=newer(policies(types=("Monthly",))))
def test_an_edit_of_a_schedule_of_an_unknown_type_loses_nothing(policy: dict[str, Any]) -> None:
    server = entire(schedulePolicy={**policy, "retryNumber": 3})
    state, plan = planned(new_job(server, schedule={"retry_number": 5}))
    (step,) = plan.steps
    kept = {name: value for name, value in policy.items() if value is not None and name != "retryNumber"}
    assert {**step.body["schedulePolicy"], **kept, "retryNumber": 5} == step.body["schedulePolicy"]
    assert plan.changes == [{"path": "schedule.retry_number", "before": 3, "after": 5}]
    assert plan.expected == {**state.settings, "schedule": {**state.settings["schedule"], "retry_number": 5}}


# ---- remove ---------------------------------------------------------------------------------------------------------


def test_a_job_that_goes() -> None:
    job = new_job(entire(), state="absent")
    state, plan = planned(job)
    assert plan.steps == [Step("remove")]
    assert plan.expected is None
    assert plan.changes[0] == {"path": "state", "before": "present", "after": "absent"}
    assert {row["path"]: row["before"] for row in plan.changes[1:]} == JOB
    assert {row["after"] for row in plan.changes[1:]} == {None}
    assert write(job, state, plan).resource is None


def test_a_job_that_is_gone_needs_nothing() -> None:
    assert planned(new_job(Server(), state="absent"))[1] == Plan([], [], None)
    assert planned(there(Server(), state="absent"))[1] == Plan([], [], None)


def test_a_job_with_a_backup_copy_job_stays() -> None:
    server = entire()
    server.copy_job = {"id": "c", "name": "Copy"}
    assert refusals(new_job(server, state="absent")) == [
        "state: 'absent': the job has the backup copy job 'Copy' (c), which must be removed first: "
        "set remove_copy_job to true"
    ]


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        ("ItemLevel", "SnapshotBased", ["found SnapshotBased"]),
        ("ItemLevel", "ItemLevel", []),
        (None, "SnapshotBased", []),
        ("ItemLevel", None, []),
    ],
)
def test_a_job_with_a_backup_copy_job_keeps_its_retention_type_where_the_server_shows_it(
    monkeypatch: pytest.MonkeyPatch, here: str | None, there: str | None, found: list[str]
) -> None:
    server = entire()
    server.copy_job = {"id": "c", "name": "Copy"}
    storage = {"type": "AmazonS3"}
    repositories = [
        {"id": "r", "name": "Primary", "objectStorage": storage, "retentionType": here},
        {"id": "s", "name": "Second", "objectStorage": storage, "retentionType": there},
    ]
    others = server.get_all

    def get_all(path: str, **query: Any) -> list[dict[str, Any]]:
        return repositories if path == "/BackupRepositories" else others(path, **query)

    monkeypatch.setattr(server, "get_all", get_all)
    refused = refusals(new_job(server, repository="Second"))
    assert [message.rpartition("; ")[2] for message in refused] == found


# ---- read -----------------------------------------------------------------------------------------------------------


def test_a_job_that_is_created_again_while_it_is_read_has_its_own_items(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(job_row(), selected=[item_row(1)])
    job = new_job(server, selected_items=[{"type": "User", "name": "user1@contoso.com"}])
    first, read_list = job.read(Past()), server.get_all

    def create_again_after_it(path: str, **query: Any) -> list[dict[str, Any]]:
        rows = read_list(path, **query)
        if path == f"/Jobs/{JOB_ID}/SelectedItems":
            server.jobs = {NEW_ID: job_row(id=NEW_ID)}
            server.lists[f"/Jobs/{NEW_ID}/SelectedItems"] = [item_row(2)]
        return rows

    monkeypatch.setattr(server, "get_all", create_again_after_it)
    again = job.read(Past(first))
    assert again.job
    assert (again.job.id, [item.name for item in again.lists["selected_items"]]) == (NEW_ID, ["user2@contoso.com"])


# ---- damage ---------------------------------------------------------------------------------------------------------


def damage(server: Server, fields: dict[str, Any], **params: Any) -> list[str]:
    """The warnings where the job has these fields after the write."""
    job = new_job(server, **params)
    state, plan = planned(job)
    assert plan.steps
    server.jobs[JOB_ID] = {**server.jobs[JOB_ID], **fields}
    return job.damage(state, plan, job.read(Past(state, plan.watch, state, None, True)))


def test_nothing_else_moved() -> None:
    assert damage(entire(schedulePolicy={"retryNumber": 3}), {"isEnabled": False}, enabled=False) == []


def test_what_somebody_else_changed_meanwhile_is_a_warning() -> None:
    assert damage(entire(), {"isEnabled": False, "description": "Hands off"}, enabled=False) == [
        "Somebody else changed description meanwhile, from '' to 'Hands off'."
    ]


def test_what_the_server_cleared_is_a_conflict() -> None:
    with pytest.raises(Conflict) as caught:
        damage(entire(description="Hands off"), {"isEnabled": False, "description": ""}, enabled=False)
    assert caught.value.columns == [{"path": "description", "wanted": "Hands off", "read": "Hands off", "now": ""}]


def test_what_the_server_hides_now_is_no_damage() -> None:
    policy = {"type": "Daily", "scheduleEnabled": True, "dailyTime": "22:00:00"}
    hidden = {"type": "Daily", "scheduleEnabled": False, "dailyTime": None}
    assert damage(entire(schedulePolicy=policy), {"schedulePolicy": hidden}, schedule={"enabled": False}) == []


def test_a_schedule_that_the_server_cleared_is_a_conflict() -> None:
    policy = {"type": "Daily", "scheduleEnabled": True, "dailyTime": "22:00:00"}
    with pytest.raises(Conflict) as caught:
        damage(entire(schedulePolicy=policy), {"isEnabled": False, "schedulePolicy": None}, enabled=False)
    assert [row["path"] for row in caught.value.columns] == [
        f"schedule.{key}" for key in ("enabled", "type", "daily_time")
    ]


def test_a_job_that_was_not_there_has_no_damage() -> None:
    job = new_job(Server(), **NEW)
    state, plan = planned(job)
    assert job.damage(state, plan, there(entire()).read(Past())) == []


@pytest.mark.parametrize("name", ["selected", "excluded"])
@pytest.mark.parametrize("is_managed", [True, False])
def test_a_list_that_the_server_cleared_is_a_conflict(name: str, is_managed: bool) -> None:
    server = Server(job_row(backupType="SelectedItems" if name == "selected" else "EntireOrganization"))
    server.lists[f"/Jobs/{JOB_ID}/{name.title()}Items"] = [item_row(1)]
    given_list = {f"{name}_items": [{"type": "User", "name": "user1@contoso.com"}]} if is_managed else {}
    job = new_job(server, enabled=False, **given_list)
    state, plan = planned(job)
    state = job.read(Past(state, plan.watch))
    plan = job.plan(state)
    now = job.read(Past(state, plan.watch, state, None, True))
    assert job.damage(state, plan, now) == []
    server.lists[f"/Jobs/{JOB_ID}/{name.title()}Items"] = []
    with pytest.raises(Conflict, match=f"no longer has any {name} items"):
        job.damage(state, plan, job.read(Past(state, plan.watch, state, None, True)))


# ---- mistakes -------------------------------------------------------------------------------------------------------


def test_all_mistakes_of_a_task_are_reported_at_once() -> None:
    params = {
        **OMITTED,
        "name": "Nightly",
        "organization": "contoso",
        "backup_type": "EntireOrganization",
        "schedule": {
            "type": "ManualOnly",
            "daily_time": "22:00",
            "retry_number": 0,
            "backup_window": {"allow": ["Mo"]},
        },
        "selected_items": [{"type": "User"}, {"type": "Site", "name": "x", "mailbox": True}],
        "excluded_items": [{"type": "PersonalSites"}],
    }
    server = Server()
    with pytest.raises(OptionErrors) as caught:
        BackupJob(server.client, params).run(check_mode=True)
    places = [
        "schedule.backup_window.allow",
        "schedule.daily_time",
        "schedule.retry_number",
        "selected_items",
        "selected_items[0]",
        "selected_items[1].mailbox",
    ]
    assert sorted(error.option for error in caught.value.errors) == sorted(places)
    for place in places:
        assert f"{place}: " in caught.value.message
    assert (server.asked, server.sent) == ([], [])


def test_all_names_that_are_unknown_are_reported_at_once() -> None:
    job = BackupJob(Server().client, {**OMITTED, **NEW, "organization": "x-ray", "repository": "tape"})
    with pytest.raises(OptionErrors) as caught:
        job.resolve()
    assert [error.option for error in caught.value.errors] == ["organization", "repository"]


def test_all_that_the_server_would_refuse_is_reported_at_once() -> None:
    server = Server(
        job_row(schedulePolicy={"type": "Daily"}),
        job_row(id="other", name="Weekly", backupType="EntireOrganization"),
    )
    job = new_job(
        server,
        new_name="Weekly",
        backup_type="EntireOrganization",
        schedule={"periodically_every": "Hours1", "backup_window": {"allow": []}},
        excluded_items=[{"type": "User", "name": f"user{number}@contoso.com"} for number in (901, 902)],
    )
    messages = refusals(job)
    assert [message.split(": ")[0] for message in messages] == [
        "schedule.periodically_every",
        "schedule.backup_window",
        "excluded_items[0].name",
        "excluded_items[1].name",
        "new_name",
        "backup_type",
    ]


@pytest.mark.parametrize("option", ["new_name", "selected_items", "excluded_items"])
def test_other_options_of_a_job_that_must_not_exist_have_no_effect(option: str) -> None:
    value: Any = "x" if option == "new_name" else [{"type": "Site"}]
    job = BackupJob(Server().client, {**OMITTED, "name": "Nightly", "state": "absent", option: value})
    assert job.mistakes == []
    assert job.requests == {}


# ---- the whole ------------------------------------------------------------------------------------------------------


@given(case=jobs_and_params())
def test_a_check_mode_run_tells_what_a_real_run_does(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = case
    params = {**params, "backup_type": None}
    server = Server(resource)
    told = there(server, **params).run(check_mode=True)
    assert server.sent == []
    done = there(server, **params).run(check_mode=False)
    assert (told.changed, told.result["changes"], told.result["diff"]) == (
        done.changed,
        done.result["changes"],
        done.result["diff"],
    )
    will_be, is_now = (flatten(one.result["job"]["config"]) for one in (told, done))
    assert {**is_now, **will_be} == is_now
    assert not there(server, **params).run(check_mode=False).changed
