# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON of a report: its schema, its counts, its verdict, and that it is the same for the same input."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ansible_collections.vb365.backup.plugins.plugin_utils._report import kinds
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import headline
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import (
    SCHEMA,
    SCHEMA_FILE,
    Report,
    exit_status,
    to_json,
)
from tests.unit.plugin_utils.report.samples import (
    HOSTILE,
    OTHER_SERVER,
    SERVER,
    applied,
    change,
    created,
    fleet,
    job,
    mistake,
    report_of,
    tenant,
)
from tests.unit.plugin_utils.report.strategies import CALM, RESULTS

DOCUMENT = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
CHECKER = Draft202012Validator(DOCUMENT, format_checker=Draft202012Validator.FORMAT_CHECKER)

DRIFTED = tenant("drifted", job("Board", change("schedule.daily_time", "05:00:00", "22:00:00")))
UNPROTECTED = tenant("unprotected", job("Board", change("enabled", False, True)))
FAILED = tenant("failed", failed=True, problems=[mistake()])
FINE = tenant("fine", job())


def check(report: Report) -> None:
    """That a report is one of the schema, and that its numbers add up."""
    CHECKER.validate(report)
    counts, tenants = report["counts"], report["tenants"]
    states = Counter(row["state"] for row in tenants)
    assert counts["tenants"] == {"total": len(tenants), **{key: states[key] for key in list(counts["tenants"])[1:]}}
    found = [one for row in tenants for one in row["findings"]]
    severities = Counter(one["severity"] for one in found)
    assert counts["findings"] == {key: severities[key] for key in kinds.SEVERITIES}
    jobs = Counter(row["state"] for tenant in tenants for row in tenant["jobs"])
    assert counts["jobs"]["unmanaged"] == jobs["unmanaged"]
    assert counts["jobs"]["described"] == sum(jobs.values()) - jobs["unmanaged"]
    assert counts["jobs"]["compared"] == counts["jobs"]["described"] - jobs["not_compared"] - jobs["not_applied"]
    assert counts["unprotected_objects"] <= sum(len(one["objects"]) for one in found if one["severity"] == "critical")
    names = {server["name"] for server in report["servers"]}
    assert {row["server"] for row in tenants} <= {None, *names}


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(DOCUMENT)
    assert DOCUMENT["$id"] == DOCUMENT["properties"]["schema"]["const"] == SCHEMA


def test_each_kind_of_the_schema_is_known() -> None:
    in_schema = DOCUMENT["$defs"]["finding"]["properties"]["kind"]["enum"]
    assert sorted(in_schema) == sorted(kinds.LABELS)
    assert DOCUMENT["$defs"]["finding"]["properties"]["severity"]["enum"] == [*kinds.SEVERITIES]


@pytest.mark.parametrize("results", [fleet(), applied(), [], [FINE]], ids=["fleet", "applied", "none", "one"])
def test_reports_are_of_the_schema(results: list[dict[str, Any]]) -> None:
    check(report_of(results))


@CALM
@given(RESULTS)
def test_every_report_is_of_the_schema(results: list[dict[str, Any]]) -> None:
    check(report_of(results))


@CALM
@given(RESULTS, st.randoms(use_true_random=False))
def test_the_same_results_give_the_same_bytes(results: list[dict[str, Any]], chance: random.Random) -> None:
    names = [(row["host"], row["organization"]) for row in results]
    first = to_json(report_of(results)).encode()
    again = json.loads(json.dumps(results))
    if len(set(names)) == len(names):
        chance.shuffle(again)
    assert to_json(report_of(again)).encode() == first
    assert json.loads(first) == report_of(results)


def test_a_document_shows_no_control_characters() -> None:
    text = to_json(report_of([tenant(HOSTILE + "\u200f\ud800", job(HOSTILE))]))
    assert not {*text} & {*"\x00\x1b\r\u202e\u200f\ud800"}
    assert json.loads(text)["tenants"][0]["host"] == HOSTILE + "\u200f\ud800"


def test_a_run_over_the_unmanaged_jobs_of_a_tenant_that_leaves_is_no_run_over_nothing() -> None:
    left = {"id": "1", "name": "Old", "enabled": False}
    assert report_of([tenant("a", unmanaged=[left])])["verdict"] == "in_sync"
    disabled = {**left, "state": "disabled", "changes": [change("enabled", True, False)]}
    assert report_of([tenant("a", unmanaged=[disabled])])["verdict"] == "drift"
    assert report_of([tenant("a")])["verdict"] == "failed"


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ([], "failed"),
        ([tenant("empty")], "failed"),
        ([FINE], "in_sync"),
        ([FINE, DRIFTED], "drift"),
        ([FINE, DRIFTED, UNPROTECTED], "unprotected"),
        ([FINE, DRIFTED, UNPROTECTED, FAILED], "failed"),
        ([tenant("notes", job("Board", warnings=["Mind the gap"]))], "in_sync"),
        ([tenant("another", job("Board", change("description", "a", "b")))], "drift"),
    ],
)
def test_verdict(results: list[dict[str, Any]], verdict: str) -> None:
    assert report_of(results)["verdict"] == verdict


@pytest.mark.parametrize(
    ("results", "always", "on_drift", "on_unprotected"),
    [
        ([], 2, 2, 2),
        ([tenant("empty")], 2, 2, 2),
        ([FINE], 0, 0, 0),
        ([FINE, DRIFTED], 0, 2, 0),
        ([FINE, UNPROTECTED], 0, 2, 2),
        ([FINE, FAILED], 2, 2, 2),
    ],
)
def test_exit_status(results: list[dict[str, Any]], always: int, on_drift: int, on_unprotected: int) -> None:
    report = report_of(results)
    assert exit_status(report) == always
    assert exit_status(report, fail_on_drift=True) == on_drift
    assert exit_status(report, fail_on_unprotected=True) == on_unprotected


def test_a_job_that_was_not_compared_beside_one_that_protects_nobody() -> None:
    report = report_of([tenant("x", job("Board", change("enabled", False, True)), job("Mail", error="refused"))])
    assert (report["tenants"][0]["state"], report["verdict"]) == ("unprotected", "failed")
    assert exit_status(report) == 2


@pytest.mark.parametrize(
    ("error", "kind"),
    [("if_match: the job is no longer at 7", "conflict"), ("After the write, the job has no items", "not_applied")],
)
def test_only_a_job_of_which_nothing_was_written_was_left_alone(error: str, kind: str) -> None:
    row = job("Board", error=error, error_code="conflict")
    (told,) = report_of([tenant("x", row, check_mode=False, failed=True)])["tenants"][0]["findings"]
    assert told["kind"] == kind
    assert (error in told["text"]) == (kind == "not_applied")


def test_states_of_jobs_in_check_mode() -> None:
    jobs = [
        created("New", ["a@a.example"]),
        job("Off", change("enabled", False, True)),
        job("Late", change("schedule.daily_time", "05:00:00", "22:00:00")),
        job("Down", error="503"),
        job("Fine"),
    ]
    other = {"id": "1", "name": "Other", "enabled": True}
    (row,) = report_of([tenant("a", *jobs, unmanaged=[other], failed=True)])["tenants"]
    assert [(one["name"], one["state"]) for one in row["jobs"]] == [
        ("New", "missing"),
        ("Off", "unprotected"),
        ("Late", "drifted"),
        ("Down", "not_compared"),
        ("Fine", "in_sync"),
        ("Other", "unmanaged"),
    ]
    assert (row["jobs"][0]["id"], row["jobs"][0]["revision"]) == (None, "absent")


def test_a_real_run() -> None:
    report = report_of(applied())
    assert report["mode"] == "apply"
    assert report["counts"]["jobs"] == {
        "described": 6,
        "compared": 5,
        "created": 1,
        "changed": 1,
        "removed": 1,
        "unmanaged": 0,
    }
    states = {one["name"]: one["state"] for row in report["tenants"] for one in row["jobs"]}
    assert states == {
        "New": "created",
        "Old": "changed",
        "Gone": "removed",
        "Board": "not_applied",
        "Quiet": "in_sync",
    }
    assert [row["state"] for row in report["tenants"]] == ["in_sync", "in_sync", "drifted", "failed", "in_sync"]


def test_jobs_of_a_refused_tenant_are_not_compared() -> None:
    report = report_of([FINE, tenant("refused", job("Board"), failed=True, problems=[mistake()])])
    assert report["counts"]["jobs"]["described"] == 2
    assert report["counts"]["jobs"]["compared"] == 1


def test_an_object_in_two_findings_is_one_unprotected_object() -> None:
    path = "selected_items[User a@a.example]"
    one = job("Board", change(path, None, {}), change("excluded_items[User a@a.example]", {}, None))
    report = report_of([tenant("a", one), tenant("b", one)])
    assert report["counts"]["findings"]["critical"] == 4
    assert report["counts"]["unprotected_objects"] == 2


@pytest.mark.parametrize(
    ("items", "named"),
    [
        (["Team Sales"], "1 team is named below."),
        (["Team Sales", "Team Board"], "2 teams are named below."),
        (["User a@a.example"], "1 user is named below."),
        (["Team Sales", "User a@a.example"], "2 objects are named below."),
        (["PartialOrganization", "Novelty 4711"], "2 objects are named below."),
    ],
)
def test_the_headline_counts_unprotected_objects_by_their_type(items: list[str], named: str) -> None:
    changes = [change(f"selected_items[{one}]", None, {}) for one in items]
    assert headline(report_of([tenant("a", job("Board", *changes))])).rest.endswith(named)


def test_several_servers() -> None:
    rows = [tenant("a", job(), server="vb365-2.example:9419"), tenant("a", job(), server="vb365.example:4443")]
    report = report_of(rows, servers=[SERVER, OTHER_SERVER])
    check(report)
    assert [server["name"] for server in report["servers"]] == ["vb365-2.example:9419", "vb365.example:4443"]
    assert [row["server"] for row in report["tenants"]] == ["vb365-2.example:9419", "vb365.example:4443"]
    assert report_of([FINE])["tenants"][0]["server"] == "vb365.example:4443"


def test_nothing_else_of_a_result_is_in_a_report() -> None:
    row = tenant("a", job("Board", password="hunter2", diff={"before": "hunter2"}), invocation="hunter2")
    assert "hunter2" not in to_json(report_of([row]))
