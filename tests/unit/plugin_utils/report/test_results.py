# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From results of tasks, in the form in which modules return them, to the rows of a report."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.plugin_utils._report import results
from ansible_collections.vb365.backup.plugins.plugin_utils._report.together import together
from tests.unit.plugin_utils.report.samples import SERVER, change, job, report_of

Data = dict[str, Any]
REASON = {"reason": "shadowed", "text": "…", "objects": [], "other": "Old", "described": False}
UNPROTECTED = {"place": None, "job": "Stranger", "reason": "shadowed", "msg": "It skips a@b.", "objects": []}


def result(**others: Any) -> Data:
    return {
        "organization": "contoso.example",
        "check_mode": True,
        "server": SERVER,
        "jobs": [job()],
        "unmanaged": [],
        "unprotected": [],
        "started": [],
        "problems": [],
        "summary": {"state": "in sync"},
        "failed": False,
        **others,
    }


def tenant_of(value: Data, is_check: bool = False) -> Data:
    row: Data = report_of([results.addressed(results.of_tenant(value, "contoso", is_check))])["tenants"][0]
    return row


def said(value: Data, is_check: bool = False) -> list[tuple[str, str]]:
    return [(one["kind"], one["text"]) for one in tenant_of(value, is_check)["findings"]]


def test_a_tenant_in_sync() -> None:
    tenant = tenant_of(result())
    assert (tenant["state"], tenant["organization"], tenant["findings"]) == ("in_sync", "contoso.example", [])
    assert tenant["server"] == "vb365.example:4443"


def test_only_a_result_that_says_so_is_in_sync() -> None:
    note = {**UNPROTECTED, "severity": "info"}
    assert results.is_in_sync(result())
    assert results.is_in_sync(result(unprotected=[note]))
    assert not results.is_in_sync(result(unprotected=[note, {**note, "severity": "warning"}]))
    assert not results.is_in_sync(result(failed=True))
    assert not results.is_in_sync(result(report_error="report: 'x': Not a directory"))
    assert not results.is_in_sync(result(summary={"state": "********"}))
    assert not results.is_in_sync({})


def test_a_failure_without_a_place_is_that_of_the_tenant() -> None:
    whole = {"place": None, "job": None, "msg": "503"}
    failed = result(jobs=[], problems=[whole], msg="503 from the server", summary={"state": "failed"})
    assert said(failed) == [("not_compared", "503 from the server")]


def test_a_mistake_is_told_with_its_place() -> None:
    mistake = {"place": "jobs[0].name", "job": None, "msg": "expected a text"}
    assert said(result(jobs=[], problems=[mistake], summary={"state": "failed"})) == [
        ("invalid", "jobs[0].name: expected a text")
    ]


def test_an_action_that_failed_leaves_the_jobs_compared() -> None:
    problems = [
        {"place": "first backup", "job": "Board", "msg": "409"},
        {"place": "unmanaged jobs", "job": "Stranger", "msg": "403"},
    ]
    tenant = tenant_of(result(problems=problems, check_mode=False, summary={"state": "failed"}))
    assert [(one["kind"], one["text"]) for one in tenant["findings"]] == [
        ("not_applied", "First backup of 'Board': 409"),
        ("not_applied", "Unmanaged job 'Stranger': 403"),
    ]
    assert (tenant["state"], tenant["jobs"][0]["state"]) == ("failed", "in_sync")


def test_a_job_that_no_file_describes_may_leave_somebody_unprotected() -> None:
    found = said(result(unprotected=[UNPROTECTED]))
    assert found == [("shadowed", "It skips a@b."), ("unmanaged", "Job 'Stranger' is on the server but in no file.")]
    known = {"id": "1", "name": "Stranger", "enabled": True, "state": "unmanaged"}
    assert said(result(unprotected=[UNPROTECTED], unmanaged=[known])) == found


def test_the_problem_of_a_job_has_its_text() -> None:
    assert said(result(jobs=[job(problems=[REASON])])) == [("shadowed", "…")]
    assert said(result(jobs=[job(problems=[{**REASON, "reason": "empty", "described": True}])]))[0][0] == "empty"


def test_warnings_are_said_once() -> None:
    both = result(jobs=[job(warnings=["of the job"])], warnings=["of the job", "of the tenant"])
    assert sorted(said(both)) == [("note", "of the job"), ("note", "of the tenant")]


def test_the_names_of_started_jobs_are_unknown_after_async() -> None:
    started = [results.of_tenant(result(started=value), "contoso", False)["started"] for value in (["Mail"], True)]
    assert started == [["Mail"], []]
    assert said(result(started=True)) == []


@pytest.mark.parametrize("mark", [{"censored": "the output has been hidden"}, {"hidden": True}])
def test_a_hidden_result_leaves_no_warning(mark: dict[str, object]) -> None:
    hidden = {**mark, "changed": True, "warnings": ["Job 'secret' is disabled."]}
    rows = [row for _one, row in results.of_task({"results": [hidden]}, "contoso", False)]
    rows.append(results.of_tenant(hidden, "contoso", False))
    assert rows == [results.of_failure({"censored": True}, "contoso", False)] * 2


def test_what_is_hidden_and_what_did_not_run() -> None:
    assert said({"censored": "the output has been hidden", "changed": True}, True) == [("not_compared", results.HIDDEN)]
    assert said({}, True) == [("not_compared", "The tenant was not compared.")]
    problem = {"place": None, "job": None, "msg": "a tab", "file": "tenants/t.yml", "line": 5}
    refused = {"failed": True, "msg": "1 problem", "problems": [problem]}
    assert said(refused, True) == [("unreadable", "tenants/t.yml, line 5: a tab")]


def test_what_was_skipped_is_counted() -> None:
    skipped = {"skipped": True}
    for value in (skipped, {"results": [skipped]}, {**skipped, "results": []}):
        (told,) = (row for _one, row in results.of_task(value, "contoso", False))
        assert (told["failed"], told["msg"]) == (True, results.SKIPPED)
    both = {"results": [result(), skipped]}
    assert len(results.of_task(both, "contoso", False)) == 2


def changed_job(name: str, organization: str = "contoso.example") -> Data:
    config = {"name": name, "organization": organization}
    of_job = {"id": name, "config": config, "status": {"revision": "7"}}
    return {"job": of_job, "changes": [change("enabled", True, False)], "changed": True}


def test_tasks_with_one_job_each_make_a_tenant() -> None:
    tasks = [changed_job("Board"), changed_job("Mail"), changed_job("Sites", "fabrikam.example")]
    rows = together([row for one in tasks for row in [results.of_job(one, "localhost", False)] if row])
    tenants = report_of(rows)["tenants"]
    assert [(one["host"], [row["name"] for row in one["jobs"]]) for one in tenants] == [
        ("contoso.example", ["Board", "Mail"]),
        ("fabrikam.example", ["Sites"]),
    ]
    assert results.of_job({"failed": True, "msg": "…"}, "localhost", False) is None


def test_the_reasons_of_a_job_after_its_task_are_findings() -> None:
    off = {**UNPROTECTED, "reason": "disabled", "msg": "'Mail' is disabled.", "described": False}
    for described, state in ((False, "unprotected"), (True, "in_sync")):
        value = {**changed_job("Mail"), "unprotected": [{**off, "described": described}], "warnings": [off["msg"]]}
        row = results.of_job(value, "localhost", False)
        assert row is not None
        (told,) = report_of([row])["tenants"]
        assert (told["state"], [one["kind"] for one in told["findings"]].count("disabled")) == (state, 1)
        assert "note" not in [one["kind"] for one in told["findings"]]


def test_a_job_that_its_task_removed_is_in_the_report() -> None:
    names = {"name": "Old", "organization": "contoso.example"}
    gone = [change("state", "present", "absent"), *(change(path, name, None) for path, name in names.items())]
    row = results.of_job({"job": None, "changes": gone, "changed": True}, "localhost", False)
    assert row is not None
    report = report_of([row])
    assert (report["counts"]["jobs"]["removed"], report["tenants"][0]["organization"]) == (1, "contoso.example")
    assert [one["text"] for one in report["tenants"][0]["findings"]] == ["Job 'Old' was removed."]


def test_a_tenant_that_is_compared_twice_is_one_tenant() -> None:
    rows = [results.of_tenant(result(check_mode=mode), "contoso", False) for mode in (True, False)]
    (row,) = together(rows)
    assert (row["check_mode"], row["host"]) == (False, "contoso")
    assert results.servers([row, row]) == [SERVER]


def test_one_organization_on_two_servers_is_two_tenants() -> None:
    other = {**SERVER, "host": "vb2.example"}
    rows = [results.of_tenant(result(server=one), "localhost", True) for one in (SERVER, other)]
    assert len(together(rows)) == 2


def test_a_job_beside_its_tenant_replaces_no_finding() -> None:
    off = result(jobs=[job("Board", change("enabled", False, True))])
    alone = results.of_job(changed_job("Mail"), "localhost", True)
    assert alone is not None
    (row,) = report_of(together([results.of_tenant(off, "localhost", True), alone]))["tenants"]
    assert (row["state"], len(row["jobs"])) == ("unprotected", 2)


def test_failures_without_an_organization_are_all_told() -> None:
    rows = [results.of_failure({"msg": text}, "localhost", True) for text in ("first", "second")]
    texts = [one["text"] for row in report_of(together(rows))["tenants"] for one in row["findings"]]
    assert sorted(texts) == ["first", "second"]
