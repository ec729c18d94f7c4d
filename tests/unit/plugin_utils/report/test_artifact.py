# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artifact vb365_drift, and what a reviewed report or its artifact allows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT, revision
from ansible_collections.vb365.backup.plugins.plugin_utils._report import approval as _approval
from ansible_collections.vb365.backup.plugins.plugin_utils._report.artifact import LONGEST_TEXT, artifact
from ansible_collections.vb365.backup.plugins.plugin_utils._report.complete import JOB_STATES
from ansible_collections.vb365.backup.plugins.plugin_utils._report.form import REVISION
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import SCHEMA_FILE, Report, to_json
from tests.unit.plugin_utils.report.samples import (
    SERVER,
    change,
    created,
    fleet,
    job,
    problem,
    removed,
    report_of,
    tenant,
)
from tests.unit.plugin_utils.report.strategies import RESULTS

LATE = change("schedule.daily_time", "05:00:00", "22:00:00")
NO_FILE = {"file": None, "file_digest": None}
FILE = {"file": "tenants/contoso.yml", "file_digest": f"sha256:{'0' * 64}"}


def documents(report: Report) -> list[Any]:
    """The report and its artifact, as they are after they were written and read."""
    return [json.loads(to_json(report)), json.loads(json.dumps(artifact(report)))]


def realistic(number: int, drifted: int) -> Report:
    """Tenants with three jobs each, of which some have one that drifted."""
    revision = "1062.excluded_items-13ef82d3b4314451.selected_items-13ef82d3b4314451.settings-7002ebc1fdd44684"
    steady = [job(f"Tenant backup of {kind}", revision=revision) for kind in ("mailboxes", "sites")]
    late = job("Tenant backup of teams", LATE, revision=revision)
    fine = job("Tenant backup of teams", revision=revision)
    rows = [
        tenant(f"tenant-{one:03d}", *steady, late if one < drifted else fine, organization=f"t{one}.onmicrosoft.com")
        for one in range(number)
    ]
    return report_of(rows)


@pytest.mark.parametrize("drifted", [0, 6, 100])
def test_size_for_300_tenants(capsys: pytest.CaptureFixture[str], drifted: int) -> None:
    size = len(json.dumps(artifact(realistic(300, drifted))))
    with capsys.disabled():
        print(f"\nartifact of 300 tenants with 3 jobs each, {drifted} drifted: {size:,} bytes")
    assert size <= 100_000
    assert size <= 5_000 + 1_000 * drifted  # the names of all tenants, and what drifted


@given(results=RESULTS)
def test_what_it_says(results: Any) -> None:
    report = report_of(results)
    short = artifact(report)
    assert len(short["text"]) <= LONGEST_TEXT
    assert short["verdict"] == report["verdict"]
    assert {row["host"] for row in report["tenants"] if row["state"] != "in_sync"} <= {*short["tenants"]}
    assert all(len(one["lines"]) <= 6 for one in short["tenants"].values())
    for one in short["tenants"].values():
        assert one["state"] == "in_sync" or one.get("not_repaired") or any("plan" in row for row in one["jobs"])
    assert json.loads(json.dumps(short)) == short


def test_many_findings_are_cut() -> None:
    jobs = [job(f"Job {number}", LATE) for number in range(200)]
    (row,) = artifact(report_of([tenant("a", *jobs)]))["tenants"].values()
    assert row["lines"][-1] == "and 195 more"
    assert len(row["jobs"]) == 200
    assert len(artifact(report_of(fleet()))["text"]) <= LONGEST_TEXT


STRANGER = {"id": "1", "name": "Old", "enabled": True, "state": "disabled", "revision": "7", "changes": [LATE]}
ENABLED = change("enabled", False, True)
NOT_REPAIRED = {
    "a setting": (tenant("a", job("Board", LATE)), 0),
    "a new job": (tenant("a", created("Board", ["a@a.example"])), 0),
    "a removed job": (tenant("a", removed("Board")), 0),
    "a disabled job that is to be enabled": (tenant("a", job("Board", ENABLED)), 0),
    "a disabled job that stays so": (tenant("a", job("Board", LATE, problems=[problem("disabled")])), 1),
    "an unmanaged job": (tenant("a", job("Board"), unmanaged=[STRANGER]), 0),
    "a first backup": (tenant("a", job("Board"), started=["Board"]), 0),
    "a job that never ran": (tenant("a", job("Board", problems=[problem("never_ran")])), 0),
    "only problems": (tenant("a", job("Board", problems=[problem("failing"), problem("never_starts")])), 2),
    "both in one job": (tenant("a", job("Board", LATE, problems=[problem("repository_unusable")])), 1),
    "each in a job": (tenant("a", job("Board", LATE), job("Sites", problems=[problem("failing")])), 1),
    "a problem of the tenant": (tenant("a", reasons=[problem("no_jobs")]), 1),
    "not compared": (tenant("a", failed=True, msg="503"), 1),
}


@pytest.mark.parametrize("case", NOT_REPAIRED)
def test_what_applying_the_file_does_not_repair(case: str) -> None:
    row, number = NOT_REPAIRED[case]
    found = artifact(report_of([row]))["tenants"].get("a", {})
    assert found.get("not_repaired", 0) == number


def test_both_documents_allow_the_same() -> None:
    stranger = {"id": "1", "name": "Board", "enabled": True, "state": "disabled", "revision": "7", "changes": [LATE]}
    rows = [
        tenant("contoso", job("Board", LATE), job("Fine"), created("New", ["a@a.example"]), unmanaged=[stranger]),
        tenant("steady", job("Board")),
        tenant("first", job("Board"), started=["Board"]),
    ]
    found = []
    for document in documents(report_of(rows)):
        allowed = _approval.allowed(
            _approval.reviewed(document), "x", dict.fromkeys(("contoso", "steady", "first"), FILE)
        )
        assert set(allowed) == {"contoso", "first"}
        assert all(not one["refusals"] for one in allowed.values())
        assert allowed["contoso"]["server"] == f"{SERVER['host']}:{SERVER['port']}"
        jobs = [{**row, "changes": None} for one in allowed.values() for row in one["jobs"]]
        found.append([{**row, "id": row["id"] if row["plan"] else None} for row in jobs])
    assert found[0] == found[1]
    assert [bool(row["plan"]) for row in found[0]] == [True, False, True, True, True]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no report": ({"schema": None}, "expected report.json of vb365.backup.drift; the schema of this document is None"),
    "another document": ({"schema": "urn:else:1.1"}, "the schema of this document is 'urn:else:1.1'"),
    "older": (
        {"schema": "urn:vb365.backup:report:1.0"},
        "expected a report of schema version 1.1 or a later 1.x, found 1.0",
    ),
    "newer": ({"schema": "urn:vb365.backup:report:2.0"}, "found 2.0: make a new report"),
    "a real run": ({"mode": "apply"}, "this one was made by a run that writes"),
    "without tenants": ({"tenants": None}, "expected a complete report; tenants is null, expected a list"),
    "no tenant": ({"tenants": []}, "counts.tenants.total is 2, expected 0, the number of tenants in the document"),
    "no counts": ({"counts": None}, "counts is null, expected an object: make a new report"),
    "an unknown mode": ({"mode": "chek"}, 'mode is "chek", expected check or apply'),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_reviewed_report(case: str) -> None:
    more, text = WRONG[case]
    document = {**json.loads(to_json(realistic(2, 1))), **more}
    with pytest.raises(_approval.NotApplicable) as caught:
        _approval.reviewed(document)
    assert text in str(caught.value)


JOB, SHORT_JOB = ("tenants", 0, "jobs", 2), ("tenants", "tenant-000", "jobs", 2)
WRONG_VALUES: list[tuple[tuple[Any, ...], Any, str]] = [
    (("tenants", 0, "file_digest"), ..., "tenants[0].file_digest is missing"),
    (("tenants", 0, "server"), ..., "tenants[0].server is missing"),
    (("tenants", 0, "organization"), 5, "tenants[0].organization is 5, expected a text or null"),
    (("tenants", 0, "state"), "fialed", 'tenants[0].state is "fialed", expected one of in_sync, drifted, '),
    (("tenants", 0, "jobs"), [None], "tenants[0].jobs[0] is null, expected an object"),
    ((*JOB, "name"), None, "tenants[0].jobs[2].name is null, expected a text"),
    ((*JOB, "state"), ..., "tenants[0].jobs[2].state is missing"),
    ((*JOB, "revision"), 5, "tenants[0].jobs[2].revision is 5, expected a revision"),
    ((*JOB, "copy_revision"), {}, "tenants[0].jobs[2].copy_revision is {}, expected a revision"),
    ((*JOB, "changes"), None, "tenants[0].jobs[2].changes is null, expected a list"),
    ((*JOB, "changes"), "x", 'tenants[0].jobs[2].changes is "x", expected a list'),
    ((*JOB, "changes"), [5], "tenants[0].jobs[2].changes[0] is 5, expected an object"),
    ((*JOB, "changes", 0, "path"), ..., "tenants[0].jobs[2].changes[0].path is missing"),
    (("tenants", "tenant-000", "file_digest"), ..., "tenants['tenant-000'].file_digest is missing"),
    ((*SHORT_JOB, "plan"), 5, "tenants['tenant-000'].jobs[2].plan is 5, expected a text or null"),
    ((*SHORT_JOB, "revision"), "x", "tenants['tenant-000'].jobs[2].revision is \"x\", expected a revision"),
    (("in_sync",), [5], "in_sync[0] is 5, expected a text"),
    (("in_sync",), [], "counts.tenants.total is 2, expected 1"),
]


@pytest.mark.parametrize(("steps", "wrong", "text"), WRONG_VALUES)
def test_values_that_no_report_has(steps: tuple[Any, ...], wrong: Any, text: str) -> None:
    """The message has the place, the value and what was expected."""
    whole, short = documents(realistic(2, 1))
    document: Any = short if "tenant-000" in steps or "in_sync" in steps else whole
    *above, last = steps
    one = document
    for step in above:
        one = one[step]
    if wrong is ...:
        del one[last]
    else:
        one[last] = wrong
    with pytest.raises(_approval.NotApplicable, match="expected a complete report; ") as caught:
        _approval.reviewed(document)
    assert text in str(caught.value)


def test_each_revision_fits() -> None:
    for text in (ABSENT, revision(7, {}), revision(None, {"settings": {}, "copy_job": 1})):
        REVISION("", text)


def test_the_states_of_a_job() -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert tuple(schema["$defs"]["job"]["properties"]["state"]["enum"]) == JOB_STATES


def test_a_later_minor_version_is_read() -> None:
    document = {**json.loads(to_json(realistic(2, 1))), "schema": "urn:vb365.backup:report:1.7"}
    assert _approval.reviewed(document).with_plans() == ["tenant-000"]


def test_what_else_is_no_document() -> None:
    for document in ([], None, "text", 7):
        with pytest.raises(_approval.NotApplicable, match="expected report"):
            _approval.reviewed(document)
    with pytest.raises(_approval.NotApplicable, match="found invalid JSON"):
        _approval.parse("{")
    twice = json.loads(to_json(realistic(2, 1)))
    twice["tenants"][1]["host"] = twice["tenants"][0]["host"]
    with pytest.raises(_approval.NotApplicable, match="several of the host tenant-000"):
        _approval.reviewed(twice)


@pytest.mark.parametrize(
    ("reviewed", "now", "text"),
    [
        (FILE, FILE, None),
        ({"file": None, "file_digest": None}, NO_FILE, None),
        (
            FILE,
            {**FILE, "file_digest": f"sha256:{'1' * 64}"},
            "The file tenants/contoso.yml was edited since x was made",
        ),
        (FILE, NO_FILE, "x was made from a file of this tenant, and this run has none"),
        (NO_FILE, FILE, "x was made without a file of this tenant, and this run uses tenants/contoso.yml"),
    ],
)
def test_files(reviewed: dict[str, Any], now: dict[str, Any], text: str | None) -> None:
    for document in documents(report_of([tenant("contoso", job("Board", LATE), **reviewed)])):
        allowed = _approval.allowed(_approval.reviewed(document), "x", {"contoso": now})
        assert allowed["contoso"]["refusals"] == ([text] if text else [])


def test_a_tenant_that_was_not_compared_is_refused() -> None:
    rows = [
        tenant("partly", job("Board", LATE), job("Down", error="503"), failed=True),
        tenant("wholly", failed=True, msg="503", jobs=[]),
    ]
    for document in documents(report_of(rows)):
        allowed = _approval.allowed(_approval.reviewed(document), "x", {"partly": FILE, "wholly": FILE})
        assert {host: one["refusals"] for host, one in allowed.items()} == {
            "partly": ["The tenant could not be compared (Down) when x was made"],
            "wholly": ["The tenant could not be compared when x was made"],
        }


def test_sentence() -> None:
    report = _approval.reviewed(json.loads(to_json(realistic(30, 25))))
    here = [f"tenant-{number:03d}" for number in range(24)]
    text = _approval.sentence(report, "x", [*here, "other"])
    assert text.startswith("x of 2026-03-02T02:15:07Z: 24 of 30 tenants to change: tenant-000, ")
    assert "tenant-019 and 4 more. Not in this run: tenant-024. Not in the report: other." in text
    none = _approval.reviewed(json.loads(json.dumps(artifact(realistic(30, 0)))))
    assert _approval.sentence(none, "x", ["a"]) == "x of 2026-03-02T02:15:07Z: 0 of 30 tenants to change."
