# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant with an approval: exactly the changes of the report, or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotAsApproved, OptionError, TenantFailed
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import tenant as module
from ansible_collections.vb365.backup.plugins.plugin_utils._report import approval as _approval
from ansible_collections.vb365.backup.plugins.plugin_utils._report.artifact import artifact
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import to_json
from ansible_collections.vb365.backup.plugins.plugin_utils._report.results import of_tenant
from ansible_collections.vb365.backup.plugins.plugin_utils._run_report import described_in, report_of
from tests.integration.harness.direct import Direct
from tests.integration.targets.tenant.conftest import new, tenant, user
from tests.simulator.launch import Simulator

DAILY = {"schedule": {"type": "DailyAtTime", "daily_time": "04:00"}}
NEW = new(selected_items=[user("frank")], repository="Contoso Vault", copy={"repository": "Object Archive", **DAILY})
DRIFTED = {"name": "Contoso Teams", "description": "Ours", "schedule": {"type": "Daily", "daily_time": "23:45"}}
STEADY = {"name": "Contoso Mailboxes"}
GONE = {"name": "Dave two", "state": "absent"}
COPIED = {"name": "Contoso Sites", "copy": DAILY}
EVERYTHING: dict[str, Any] = {"unmanaged_jobs": "disable", "start_first_backup": True, "repository": None}
ALL = tenant(DRIFTED, STEADY, GONE, NEW, COPIED, **EVERYTHING)


@pytest.fixture(params=["report", "artifact"])
def is_short(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "artifact")


def run(simulator: Simulator, described: dict[str, Any], check_mode: bool = False, **options: Any) -> Outcome:
    return Direct(simulator)(module, check_mode, **described, **options)


def approved(simulator: Simulator, described: dict[str, Any], is_short: bool = False) -> dict[str, Any]:
    """What a report of the tenant allows, as it is after it was a file or an artifact."""
    result = {**run(simulator, described, check_mode=True).result, "changed": True}
    report = report_of([{**of_tenant(result, "contoso", True), **described_in(None)}], None)
    document = json.loads(json.dumps(artifact(report)) if is_short else to_json(report))
    files = {"contoso": described_in(None)}
    return _approval.allowed(_approval.reviewed(document), "report.json", files)["contoso"]


def refused(simulator: Simulator, described: dict[str, Any], approval: dict[str, Any]) -> list[tuple[str | None, str]]:
    """What is refused of the tenant: in check mode and for real the same, without a write."""
    told = []
    before = simulator.state()
    for check_mode in (True, False):
        simulator.clear_journal()
        with pytest.raises(NotAsApproved) as caught:
            run(simulator, described, check_mode, approved=approval)
        assert writes(simulator) == []
        details = caught.value.details()
        assert (details["error_code"], details["changed"], details["summary"]["state"]) == ("conflict", False, "failed")
        told.append([(row["job"], row["msg"]) for row in details["problems"]])
    assert simulator.state() == before
    assert told[0] == told[1]
    return told[0]


def writes(simulator: Simulator) -> list[str]:
    entries = simulator.journal()
    return [entry["path"] for entry in entries if entry["method"] != "GET" and "/token" not in entry["path"]]


def made(outcome: Outcome) -> Any:
    """What a run does, or would do."""
    jobs = {row["name"]: row["changes"] for row in [*outcome.result["jobs"], *outcome.result["unmanaged"]]}
    return {**jobs, "started": outcome.result["started"]}


def test_exactly_the_changes_of_the_report(simulator: Simulator, is_short: bool) -> None:
    reviewed = run(simulator, ALL, check_mode=True)
    assert {row["state"] for row in reviewed.result["jobs"]} == {"in sync", "changed", "created", "removed"}
    approval = approved(simulator, ALL, is_short)
    predicted = run(simulator, ALL, check_mode=True, approved=approval)
    done = run(simulator, ALL, approved=approval)
    assert made(done) == made(predicted) == made(reviewed)
    simulator.clear_journal()
    again = run(simulator, ALL, approved=approval)
    assert (again.changed, writes(simulator)) == (False, [])


def test_an_approval_costs_no_request(simulator: Simulator) -> None:
    described = tenant(DRIFTED, STEADY)
    counts = []
    for is_approved in (False, True):
        simulator.reset()
        options = {"approved": approved(simulator, described)} if is_approved else {}
        simulator.clear_journal()
        run(simulator, described, **options)
        counts.append(sorted((entry["method"], entry["path"]) for entry in simulator.journal()))
    assert counts[0] == counts[1]
    assert len(counts[0]) > 3


EDITS: dict[str, tuple[dict[str, Any], str | None, str]] = {
    "a job to change": (
        {"job": "Contoso Teams", "settings": {"description": "Theirs"}},
        "Contoso Teams",
        "The job was edited since the report (settings): description was ",
    ),
    "a job in sync": (
        {"job": "Contoso Mailboxes", "settings": {"description": "Theirs"}},
        "Contoso Mailboxes",
        "The job was edited since the report (settings)",
    ),
    "a job to remove": (
        {"job": "Dave two", "settings": {"isEnabled": False}},
        "Dave two",
        "The job was edited since the report (settings): enabled was True and is False",
    ),
    "a backup copy job": (
        {"job": "Contoso Sites", "copy_job": {"schedulePolicy": {"type": "DailyAtTime", "dailyTime": "03:00:00"}}},
        "Contoso Sites",
        "The backup copy job was edited since the report (settings): copy.schedule",
    ),
    "an unmanaged job": (
        {"job": "Dave one", "settings": {"description": "Theirs"}},
        "Dave one",
        "The job was edited since the report (settings)",
    ),
    "the items of an unmanaged job": (
        {"job": "Dave one", "add_selected": [{"type": "User", "name": "erin@contoso.com", "mailbox": True}]},
        "Dave one",
        "The job was edited since the report (selected items)",
    ),
    "an unmanaged job that was disabled": (
        {"job": "Dave one", "settings": {"isEnabled": False}},
        "Dave one",
        "The job was edited since the report (settings): enabled would no longer change from True to False",
    ),
    "the items of a job to remove": (
        {"job": "Dave two", "add_selected": [{"type": "User", "name": "erin@contoso.com", "mailbox": True}]},
        "Dave two",
        "The job was edited since the report (selected items)",
    ),
    "the exclusions of a job to remove": (
        {"job": "Dave two", "add_excluded": [{"type": "User", "name": "erin@contoso.com"}]},
        "Dave two",
        "The job was edited since the report (excluded items)",
    ),
    "another name": (
        {"job": "Dave two", "settings": {"name": "Dave three"}},
        "Dave two",
        "The job no longer exists",
    ),
}


@pytest.mark.parametrize("case", EDITS)
def test_edits_meanwhile(simulator: Simulator, is_short: bool, case: str) -> None:
    edit, job, text = EDITS[case]
    approval = approved(simulator, ALL, is_short)
    simulator.edit(**edit)
    told = refused(simulator, ALL, approval)
    assert job in [name for name, _text in told]
    (said,) = [one for name, one in told if name == job]
    assert said.startswith(text.partition(": ")[0] if is_short else text)


EDITS_OF_REMOVED: dict[str, dict[str, Any]] = {
    "edited": {"copy_job": {"schedulePolicy": {"type": "DailyAtTime", "dailyTime": "03:00:00"}}},
    "removed": {"remove_copy_job": True},
}


@pytest.mark.parametrize("case", EDITS_OF_REMOVED)
def test_edits_of_a_backup_copy_job_that_is_removed_with_its_job(
    simulator: Simulator, is_short: bool, case: str
) -> None:
    described = tenant({"name": "Contoso Sites", "state": "absent", "remove_copy_job": True}, repository=None)
    approval = approved(simulator, described, is_short)
    simulator.edit("Contoso Sites", **EDITS_OF_REMOVED[case])
    ((job, text),) = refused(simulator, described, approval)
    assert (job, text.partition(":")[0]) == ("Contoso Sites", "The job was edited since the report (copy job)")
    run(simulator, described, approved=approved(simulator, described, is_short))
    assert "Contoso Sites" not in [row["name"] for row in simulator.state()["jobs"]]


def test_an_edit_of_a_backup_copy_job_after_the_comparison_is_kept(simulator: Simulator) -> None:
    described = tenant({"name": "Contoso Sites", "state": "absent", "remove_copy_job": True}, repository=None)
    approval = approved(simulator, described)
    edit = {"job": "Contoso Sites", **EDITS_OF_REMOVED["edited"]}
    simulator.race("/v8/Jobs/[^/]+/CopyJob$", edit, method="GET", skip=1)
    with pytest.raises(TenantFailed, match="copy_job moved"):
        run(simulator, described, approved=approval)
    assert simulator.job("Contoso Sites")
    assert len(simulator.state()["copyJobs"]) == 1


def edits() -> st.SearchStrategy[dict[str, Any]]:
    """An edit of somebody else: of any job that the tenant describes, or that nobody describes."""
    settings = st.one_of(
        st.text("abcdef", min_size=1, max_size=9).map(lambda text: {"description": text}),
        st.integers(0, 59).map(
            lambda minute: {"schedulePolicy": {"type": "Daily", "dailyTime": f"03:{minute:02d}:00"}}
        ),
        st.just({"description": "Ours"}),
    )
    jobs = st.sampled_from(["Contoso Teams", "Contoso Mailboxes", "Dave two", "Contoso Sites", "Dave one"])
    erin = {"type": "User", "name": "erin@contoso.com", "mailbox": True}
    of_items = st.just({"job": "Dave one", "add_selected": [erin]})
    return st.one_of(st.builds(lambda job, values: {"job": job, "settings": values}, jobs, settings), of_items)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(theirs=st.lists(edits(), min_size=1, max_size=3), is_short=st.booleans())
def test_whoever_edits_a_job_keeps_the_tenant_as_it_is(
    simulator: Simulator, theirs: list[dict[str, Any]], is_short: bool
) -> None:
    dave = {"name": "Dave one", "selected_items": [user("dave", mailbox=True)]}
    described = tenant(DRIFTED, STEADY, GONE, NEW, COPIED, dave, **{**EVERYTHING, "unmanaged_jobs": "report"})
    simulator.reset()
    approval = approved(simulator, described, is_short)
    for edit in theirs:
        simulator.edit(**edit)
    assert {name for name, _text in refused(simulator, described, approval)} >= {edit["job"] for edit in theirs}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    job=st.sampled_from([DRIFTED, STEADY, NEW]),
    option=st.sampled_from(
        [{"description": "Edited"}, {"new_name": "Other"}, {"schedule": {"type": "Daily", "daily_time": "11:11"}}]
    ),
)
def test_a_description_that_was_edited_is_not_the_one_of_the_report(
    simulator: Simulator, job: dict[str, Any], option: dict[str, Any]
) -> None:
    simulator.reset()
    others = [one for one in (DRIFTED, STEADY, NEW) if one is not job]
    approval = approved(simulator, tenant(*others, job, repository=None))
    names = [name for name, _text in refused(simulator, tenant(*others, {**job, **option}, repository=None), approval)]
    assert names == [job["name"]]


RACES: dict[str, tuple[dict[str, Any], str]] = {
    "a job to change": ({"job": "Contoso Teams", "settings": {"description": "Theirs"}}, "Contoso Teams"),
    "a job to remove": ({"job": "Dave two", "settings": {"isEnabled": False}}, "Dave two"),
    "the items of a job to remove": (EDITS["the items of a job to remove"][0], "Dave two"),
    "a job to create": ({"job": "Dave one", "settings": {"name": "New"}}, "New"),
    "an unmanaged job": ({"job": "Dave one", "settings": {"description": "Theirs"}}, "Dave one"),
    "a backup copy job": (EDITS["a backup copy job"][0], "Contoso Sites"),
}


@pytest.mark.parametrize("case", RACES)
def test_an_edit_after_the_comparison_is_kept(simulator: Simulator, case: str) -> None:
    edit, job = RACES[case]
    described = {
        "a job to change": tenant(DRIFTED),
        "a job to remove": tenant(GONE),
        "the items of a job to remove": tenant(GONE),
        "a job to create": tenant(new(selected_items=[user("frank")])),
        "an unmanaged job": tenant(STEADY, unmanaged_jobs="disable"),
        "a backup copy job": tenant(COPIED, repository=None),
    }[case]
    approval = approved(simulator, described)
    simulator.clear_journal()
    run(simulator, described, check_mode=True, approved=approval)
    reads = sum("/token" not in entry["path"] for entry in simulator.journal())
    simulator.race("/v8/(?!token)", edit, skip=reads)
    with pytest.raises(TenantFailed) as caught:
        run(simulator, described, approved=approval)
    details = caught.value.details()
    assert details["error_code"] == "conflict"
    assert job in details["msg"]
    now = simulator.job(edit.get("settings", {}).get("name", edit["job"]))
    assert now.get("description") == edit.get("settings", {}).get("description", now.get("description"))
    assert not [path for path in writes(simulator) if now["id"] in path]


LATE = {"name": "Contoso Mailboxes", "schedule": {"type": "Daily", "daily_time": "23:45"}}
MAIL = {**LATE, "description": "Mail"}
OTHER_PLANS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a new value": (MAIL, {**MAIL, "description": "x"}, "description was planned as 'Mail' and is now planned as 'x'"),
    "a new option": (LATE, MAIL, "description would now change from 'Mail of the Berlin office' to 'Mail'"),
    "an option less": (MAIL, LATE, "description would no longer change from 'Mail of the Berlin office' to 'Mail'"),
}


@pytest.mark.parametrize("case", OTHER_PLANS)
def test_another_plan_for_a_job_that_nobody_edited(simulator: Simulator, case: str) -> None:
    """What a description says now was never a value of the server."""
    reviewed, now, text = OTHER_PLANS[case]
    simulator.edit("Contoso Mailboxes", settings={"description": "Mail of the Berlin office"})
    told = refused(simulator, tenant(now, repository=None), approved(simulator, tenant(reviewed, repository=None)))
    assert told == [("Contoso Mailboxes", f"The changes differ from those of the report: {text}")]


def test_what_is_no_approval(simulator: Simulator) -> None:
    approval = approved(simulator, ALL)
    for wrong in ({}, {**approval, "jobs": [{}]}, {**approval, "jobs": [{"name": "New"}]}, {**approval, "jobs": None}):
        with pytest.raises(OptionError, match=r"approved: expected a tenant as vb365\.backup\.approved_report"):
            run(simulator, ALL, approved=wrong)


def test_an_approval_of_another_server_or_organization(simulator: Simulator) -> None:
    approval = approved(simulator, ALL)
    ((job, text),) = refused(simulator, ALL, {**approval, "server": "elsewhere:4443"})
    assert job is None
    assert text.startswith("The report was made from elsewhere:4443, and this run uses ")
    ((job, text),) = refused(simulator, ALL, {**approval, "organization": "Fabrikam"})
    assert (job, text) == (None, "The report is about the organization Fabrikam")
    ((job, text),) = refused(simulator, ALL, {**approval, "refusals": ["The file was edited"]})
    assert text == "The file was edited"


def test_an_organization_that_was_added_anew_under_its_name(simulator: Simulator, is_short: bool) -> None:
    described = tenant(new())
    approval = approved(simulator, described, is_short)
    rows = Direct(simulator).client.get_all("/Organizations")
    anew = [{**row, "id": f"{row['id'][:-1]}{'0' if row['id'][-1] != '0' else '1'}"} for row in rows]
    simulator.fault("status", "/Organizations$", status=200, body={"results": anew}, times=None)
    told = refused(simulator, described, approval)
    assert told == [(None, "The organization was removed from the server and added again since the report")]


FRANK = new(selected_items=[user("frank")], description="Frank")


@pytest.mark.parametrize(
    "described",
    [{"name": FRANK["name"], "state": "absent"}, {"name": FRANK["name"], "description": "Ours"}],
    ids=["to remove", "to change"],
)
def test_a_job_that_was_created_anew_with_the_same_settings(
    simulator: Simulator, is_short: bool, described: dict[str, Any]
) -> None:
    run(simulator, tenant(FRANK))
    approval = approved(simulator, tenant(described, repository=None), is_short)
    run(simulator, tenant({"name": FRANK["name"], "state": "absent"}, repository=None))
    run(simulator, tenant(FRANK))
    told = refused(simulator, tenant(described, repository=None), approval)
    assert told == [(FRANK["name"], "The job was deleted and created again since the report")]


def test_a_report_without_the_id_of_the_organization(simulator: Simulator, is_short: bool) -> None:
    described = tenant(new())
    approval = approved(simulator, described, is_short)
    assert approval.pop("organization_id")
    assert run(simulator, described, approved=approval).changed


def test_a_report_with_null_as_the_revision_of_an_absent_job(simulator: Simulator) -> None:
    """Reports of earlier versions have null there."""
    described = tenant(DRIFTED, {"name": "Never there", "state": "absent"}, NEW, **EVERYTHING)
    approval = approved(simulator, described)
    absent = [job for job in approval["jobs"] if job["revision"] == "absent"]
    assert [job["name"] for job in absent] == ["Never there", "New"]
    absent[0]["revision"] = None
    assert run(simulator, described, approved=approval).changed


def test_a_run_of_a_job_is_no_edit(simulator: Simulator, is_short: bool) -> None:
    simulator.profile(etag_moves_on="all")
    approval = approved(simulator, ALL, is_short)
    simulator.edit("Contoso Mailboxes", status="Success")
    simulator.edit("Contoso Sites", status="Success")
    assert run(simulator, ALL, approved=approval).changed


def test_a_comparison_that_fails_writes_nothing(simulator: Simulator) -> None:
    approval = approved(simulator, ALL)
    simulator.fault("status", "/Jobs/[^/]+$", method="GET", status=403, times=None)
    simulator.clear_journal()
    with pytest.raises(TenantFailed):
        run(simulator, ALL, approved=approval)
    assert writes(simulator) == []
