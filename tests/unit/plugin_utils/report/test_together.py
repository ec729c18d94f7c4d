# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several results of one tenant: each job, each problem and each failure is in the report, once."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.plugin_utils._report import results
from ansible_collections.vb365.backup.plugins.plugin_utils._report.together import together
from tests.unit.plugin_utils.report.samples import change, job, report_of
from tests.unit.plugin_utils.report.test_results import changed_job, result

Data = dict[str, Any]
OFF = {"reason": "disabled", "text": "'Board' is disabled.", "objects": [], "other": None, "described": False}
LATE = change("schedule.daily_time", "05:00:00", "22:00:00")


def row_of(*jobs: Data, host: str = "contoso", **others: Any) -> Data:
    return results.of_tenant(result(jobs=[*jobs], **others), host, True)


def task(name: str, *changes: Data, is_check: bool = False, **others: Any) -> Data:
    row = results.of_job({**changed_job(name), "changes": [*changes], **others}, "contoso", is_check)
    assert row is not None
    return row


def failure(host: str = "contoso", asked: str | None = None, **others: Any) -> Data:
    given = {"invocation": {"module_args": {"organization": asked}}} if asked else {}
    return results.of_failure({"msg": "503", "failed": True, **given, **others}, host, False)


def tenants(*rows: Data) -> list[Data]:
    found: list[Data] = report_of(together(rows))["tenants"]
    return found


def said(tenant: Data) -> list[tuple[str, str]]:
    return [(one["kind"], one["text"]) for one in tenant["findings"]]


@pytest.mark.parametrize("is_first", [True, False])
def test_partial_descriptions_of_one_tenant_are_one_tenant(is_first: bool) -> None:
    rows = [row_of(job("Board", problems=[OFF])), row_of(job("Mail"))]
    report = report_of(together(rows if is_first else rows[::-1]))
    assert (report["verdict"], report["counts"]["tenants"]["total"]) == ("unprotected", 1)
    assert (report["counts"]["jobs"]["described"], report["counts"]["jobs"]["compared"]) == (2, 2)


@pytest.mark.parametrize(("is_later", "verdict"), [(True, "unprotected"), (False, "drift")])
def test_a_job_that_a_later_task_disables_is_unprotected(is_later: bool, verdict: str) -> None:
    disabling = row_of(job("Mail"), unmanaged=[{"id": "1", "name": "board", "state": "disabled", "changes": []}])
    describing = row_of(job("Board", LATE))
    report = report_of(together([describing, disabling] if is_later else [disabling, describing]))
    assert report["verdict"] == verdict
    (tenant,) = report["tenants"]
    assert ("disabled" in [one["kind"] for one in tenant["findings"]]) == is_later


def test_of_two_results_of_one_job_the_later_counts() -> None:
    (drift,) = tenants(row_of(job("Board")), row_of(job("Board", LATE)))
    assert (drift["state"], len(drift["jobs"])) == ("drifted", 1)
    (fixed,) = tenants(row_of(job("Board", LATE, problems=[OFF])), row_of(job("BOARD")))
    assert (fixed["state"], len(fixed["jobs"])) == ("in_sync", 1)


def test_a_real_run_after_check_mode_counts_once() -> None:
    rows = [row_of(job("Board", LATE), check_mode=mode) for mode in (True, False)]
    report = report_of(together(rows))
    assert (report["mode"], report["verdict"]) == ("apply", "in_sync")
    assert (report["counts"]["jobs"]["described"], report["counts"]["jobs"]["changed"]) == (1, 1)


def test_a_job_that_was_only_compared_stays_compared_beside_a_real_run() -> None:
    compared = row_of(job("Board", LATE), started=["Board"])
    (tenant,) = tenants(compared, row_of(job("Mail", LATE), check_mode=False, started=["Mail"]))
    assert sorted(said(tenant)) == [
        ("changed", "'Mail' now starts at 22:00, was 05:00."),
        ("never_ran", "Applying the file starts a first backup of 'Board'."),
        ("setting", "'Board' starts at 05:00, should be 22:00."),
        ("started", "A first backup of 'Mail' was started."),
    ]
    assert [row["state"] for row in tenant["jobs"]] == ["drifted", "changed"]


def test_two_tasks_on_one_job_are_one_job() -> None:
    new = [change("state", "absent", "present"), change("name", None, "Neu")]
    rows = [task("Neu", *new), task("Neu", change("selected_items[User a@b.com]", None, {})), task("Neu")]
    report = report_of(together(rows))
    jobs = report["counts"]["jobs"]
    assert [jobs[key] for key in ("described", "created", "changed")] == [1, 1, 0]
    assert said(report["tenants"][0]) == [("created", "Job 'Neu' was created. It protects a@b.com.")]
    back = [task("Mail", change("enabled", *values)) for values in ((True, False), (False, True))]
    assert report_of(together(back))["counts"]["jobs"]["changed"] == 0


def test_tasks_in_check_mode_on_parts_of_one_job_add_up() -> None:
    (tenant,) = tenants(row_of(job("Board", LATE)), task("Board", is_check=True))
    assert said(tenant) == [("setting", "'Board' starts at 05:00, should be 22:00.")]


def test_a_renamed_job_is_one_job() -> None:
    old, new = task("Old"), task("New", change("name", "Old", "New"))
    new["jobs"][0]["id"] = old["jobs"][0]["id"]
    assert [row["name"] for row in tenants(old, new)[0]["jobs"]] == ["New"]


def test_a_job_that_an_earlier_task_disables_on_purpose() -> None:
    off = {"reason": "disabled", "msg": "'Mail' is disabled.", "severity": "critical", "objects": []}
    first = task("Mail", unprotected=[{**off, "described": True}])
    later = task("Mail", unprotected=[{**off, "described": False}])
    assert tenants(first, later)[0]["state"] == "in_sync"
    assert tenants(later, first)[0]["state"] == "in_sync"
    assert tenants(later, later)[0]["state"] == "unprotected"


def test_unmanaged_jobs_are_those_that_no_result_describes() -> None:
    names = {name: {"id": name, "name": name, "enabled": True, "state": "unmanaged"} for name in ("Mail", "Board", "X")}
    first = row_of(job("Board"), unmanaged=[names["Mail"], names["X"]])
    second = row_of(job("Mail"), unmanaged=[names["Board"], names["X"]])
    (tenant,) = tenants(first, second)
    assert [(row["name"], row["state"]) for row in tenant["jobs"]] == [
        ("Board", "in_sync"),
        ("Mail", "in_sync"),
        ("X", "unmanaged"),
    ]


def test_a_tenant_without_jobs_beside_one_with_jobs() -> None:
    none = {"place": "jobs", "job": None, "reason": "no_jobs", "msg": "…", "objects": []}
    empty = row_of(unprotected=[none])
    assert [one["state"] for one in tenants(empty, empty)] == ["unprotected"]
    assert [one["state"] for one in tenants(empty, row_of(job()))] == ["in_sync"]


@pytest.mark.parametrize("beside", [task("Mail"), row_of(job("Mail"))])
def test_a_split_that_selects_nothing_stays_beside_jobs(beside: Data) -> None:
    empty = {"place": "splits[0].from", "job": None, "reason": "empty_split", "msg": "…", "objects": []}
    first = row_of(job("Board"), unprotected=[{**empty, "severity": "critical", "described": False}])
    for rows in ([first, beside], [beside, first], [first, first, beside]):
        (tenant,) = tenants(*rows)
        assert (tenant["state"], [kind for kind, _text in said(tenant)]) == ("unprotected", ["empty_split"])


ITEMS = change("selected_items[User a@b.com]", None, {"mailbox": True})


@pytest.mark.parametrize(
    ("reason", "part", "stays"),
    [
        ("repository_unusable", task("Mail"), True),
        ("failing", task("Mail", ITEMS), True),
        ("object_gone", task("Mail", ITEMS), True),
        ("shadowed", task("Mail", ITEMS), True),
        ("excludes_all", task("Mail"), True),
        ("excludes_all", task("Mail", ITEMS), False),
        ("disabled", task("Mail"), False),
        ("never_starts", task("Mail"), False),
    ],
)
def test_a_task_on_a_part_of_a_job_leaves_the_problems_that_it_does_not_judge(
    reason: str, part: Data, stays: bool
) -> None:
    problem = {"reason": reason, "text": "…", "objects": [], "other": None, "described": False}
    (tenant,) = tenants(row_of(job("Mail", problems=[problem])), part)
    assert [kind for kind, _text in said(tenant) if kind == reason] == [reason] * stays


def test_a_task_on_a_part_of_a_job_leaves_its_failure_and_its_drift() -> None:
    lost = row_of(job("Mail", error="409"), failed=True, summary={"state": "failed"}, check_mode=False)
    assert [one["state"] for one in tenants(lost, task("Mail", ITEMS))] == ["failed"]
    drift = row_of(job("Mail", LATE, change("enabled", False, True)))
    (tenant,) = tenants(drift, task("Mail", LATE))
    assert [text for _kind, text in said(tenant)] == ["'Mail' has been disabled."]
    assert [
        one["state"] for one in tenants(drift, task("Mail", LATE), task("Mail", change("enabled", False, True)))
    ] == ["in_sync"]


def test_an_organization_that_a_task_names_by_its_id_is_the_same_tenant() -> None:
    identity = "0e2ab1f5-3e4c-4d7a-9d7c-3b2f5a9f1c11"
    (tenant,) = tenants(row_of(job("Mail"), organization_id=identity), failure(asked=identity.upper()))
    assert tenant["state"] == "failed"


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    "lost",
    [
        failure(),
        failure(asked="contoso"),
        failure(asked="contoso", ansible_loop_var="item"),
        row_of(organization="contoso", server=None, failed=True, msg="503", summary={"state": "failed"}),
    ],
)
def test_a_failure_beside_a_good_result_is_one_tenant(lost: Data, is_first: bool) -> None:
    good = {**task("Mail"), "asked": "Contoso"}
    (tenant,) = tenants(*([lost, good] if is_first else [good, lost]))
    assert (tenant["host"], tenant["organization"], tenant["state"]) == ("contoso", "contoso.example", "failed")
    assert [text for _kind, text in said(tenant) if text == "503"] == ["503"]
    assert [row["state"] for row in tenant["jobs"] if row["name"] == "Mail"] == ["in_sync"]


def test_the_coverage_of_a_tenant_is_said_once() -> None:
    lost = {"coverage": {"msg": "500"}}
    (tenant,) = tenants(row_of(job("Board"), **lost), row_of(job("Mail"), **lost), task("Mail"))
    assert said(tenant) == [("not_compared", "The coverage could not be read: 500")]


def test_a_failed_item_of_a_loop_may_be_another_tenant() -> None:
    assert len(tenants(task("Mail"), failure(ansible_loop_var="item"))) == 2
    assert len(tenants(task("Mail"), failure(asked="fabrikam"))) == 2
    assert len(tenants(task("Mail"), {**task("Sites"), "organization": "fabrikam.example"}, failure())) == 3


def test_a_refused_description_leaves_the_jobs_of_others_compared() -> None:
    mistake = {"place": "jobs[0].name", "job": "Sites", "msg": "expected a text"}
    refused = row_of(problems=[mistake], summary={"state": "failed"}, failed=True)
    (tenant,) = tenants(row_of(job("Board")), refused)
    assert (tenant["state"], [row["state"] for row in tenant["jobs"]]) == ("failed", ["in_sync"])
    assert said(tenant) == [("invalid", "jobs[0].name: expected a text")]
    assert [one["state"] for one in tenants(refused, row_of(job("Sites")))] == ["in_sync"]


def test_an_action_that_a_later_result_has_done_is_no_failure() -> None:
    problem = {"place": "first backup", "job": "Board", "msg": "409"}
    first = row_of(job(), problems=[problem], check_mode=False, failed=True, summary={"state": "failed"})
    assert [one["state"] for one in tenants(first, row_of(job(), check_mode=False))] == ["in_sync"]
    assert [one["state"] for one in tenants(first, task("Board"))] == ["failed"]
    assert [one["state"] for one in tenants(first, row_of(job("Mail"), check_mode=False))] == ["failed"]
