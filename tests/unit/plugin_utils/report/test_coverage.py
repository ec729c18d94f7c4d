# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of coverage: document and schema, totals, and what names in it cannot do to a format."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ansible_collections.vb365.backup.plugins.plugin_utils._report.columns import columns
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.console import lines
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.document import (
    SCHEMA_FILE,
    STATES,
    build,
    exit_status,
    line,
    totals,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.files import files
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.table import COLUMNS, inert

CHECKER = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
MADE = "2026-11-26T14:30:00Z"
ODD = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "a\nb",
    "\u202egnp",
    "`x`",
    "[a](http://x)",
    "| a",
    "@all",
    "'",
]


def gap(name: str, state: str = "in_no_job", advice: str = "No job selects it.") -> dict[str, Any]:
    job = {"name": "Mail", "id": "1", "effect": "does_not_run", "via": f"user {name}", "exclusions": []}
    workloads = [{"workload": "mailbox", "state": "in_no_job" if state == "partly" else state, "jobs": [job]}]
    words = {"type": "User", "name": name, "display_name": name, "id": "u", "state": state, "advice": advice}
    return {**words, "workloads": workloads}


def result(*gaps: dict[str, Any], host: str = "contoso", protected: int = 3, **more: Any) -> dict[str, Any]:
    counts = {**dict.fromkeys(STATES, 0), "protected": protected}
    for one in gaps:
        counts[one["state"]] += 1
    return {
        "host": host,
        "organization": f"{host}.com",
        "server": {"host": "vb365", "port": 4443, "api_version": "v8"},
        "file": None,
        "organization_id": f"id of {host}",
        "directory_objects": len(gaps) + protected,
        "objects": [*gaps],
        "by_type": {"User": counts},
        "gaps": len(gaps),
        **more,
    }


def report(*results: dict[str, Any]) -> dict[str, Any]:
    found = build(results, MADE, "1.0")
    assert [error.message for error in CHECKER.iter_errors(found)] == []
    return found


def test_verdict_totals_and_exit_status() -> None:
    failed = {"host": "lost", "msg": "no such organization"}
    cases = [
        ([], "failed", 2, 2, "0 organizations: nothing was read"),
        ([result()], "covered", 0, 0, "1 organization: 1 without gaps. 0 of 3 objects in no job."),
        (
            [result(protected=0)], "failed", 2, 2,
            "1 organization: 0 without gaps, 1 could not be read. 0 of 0 objects in no job.",
        ),
        (
            [result(), result(host="empty", protected=0)], "failed", 2, 2,
            "2 organizations: 1 without gaps, 1 could not be read. 0 of 3 objects in no job.",
        ),
        (
            [result(), result(host="no teams", protected=0, directory_objects=9)], "covered", 0, 0,
            "2 organizations: 2 without gaps. 0 of 3 objects in no job.",
        ),
        (
            [result(protected=0, directory_objects=9)], "failed", 2, 2,
            "1 organization: 1 without gaps. 0 of 0 objects in no job.",
        ),
        (
            [result(gap("a"), gap("b", "partly")), result(host="b")], "gaps", 0, 2,
            "2 organizations: 1 without gaps, 1 with gaps. 1 of 8 objects in no job, 1 more with other gaps.",
        ),
        (
            [result(gap("a")), failed], "failed", 2, 2,
            "2 organizations: 0 without gaps, 1 with gaps, 1 could not be read. 1 of 4 objects in no job.",
        ),
    ]  # fmt: skip
    for results, verdict, status, strict, text in cases:
        found = report(*results)
        assert (found["verdict"], totals(found)) == (verdict, text)
        assert exit_status(found, fail_on_gaps=False) == status
        assert exit_status(found, fail_on_gaps=True) == strict
        assert line(results) == f"Coverage of {text}"


def test_an_organization_counts_once() -> None:
    """Two names of one organization, two files of it, and two servers that both have it."""
    twice = result(organization="contoso"), result(organization="Contoso", organization_id="ID OF CONTOSO")
    assert totals(report(*twice)) == "1 organization: 1 without gaps. 0 of 3 objects in no job."
    found = report(
        result(host="b", organization_id="1"), result(gap("a"), host="a", organization_id="1", warnings=["x"])
    )
    assert found["counts"]["tenants"] == {"total": 1, "covered": 0, "gaps": 1, "failed": 0}
    (tenant,) = found["tenants"]
    assert (tenant["host"], tenant["gaps"]) == ("a", 1)
    assert tenant["warnings"] == ["x", "a and b are the same organization, which is counted once."]
    other = {"host": "second", "port": 4443, "api_version": "v8"}
    assert report(result(), result(server=other))["counts"]["tenants"]["total"] == 2
    lost = {"host": "lost", "msg": "no"}
    assert report(lost, lost)["counts"]["tenants"]["failed"] == 2


def test_console_has_the_worst_first_and_no_more_than_a_screen() -> None:
    some = [gap(f"user{number}@contoso.com") for number in range(9)]
    small = report(
        result(*some, gap("x@contoso.com", "unknown")), result(gap("b@b"), host="b"), {"host": "z", "msg": "no"}
    )
    assert lines(small, 60)[2:] == [
        "z",
        "  ? no",
        "contoso.com",
        "  ! 9 users are in no job: user0@contoso.com,",
        "    user1@contoso.com, user2@contoso.com and 6 more.",
        "  ? 1 user is perhaps in no job: x@contoso.com.",
        "b.com",
        "  ! 1 user is in no job: b@b.",
    ]
    many = report(*(result(*some, host=f"tenant-{number:03d}") for number in range(300)))
    for width in (40, 80, 120):
        shown = lines(many, width, ["out/coverage.html"])
        assert len(shown) <= 40
        assert max(map(columns, shown)) <= width
        assert "more organizations in the report" in " ".join(shown[-3:-1])


@pytest.mark.parametrize("name", ODD)
def test_no_name_is_markup_or_a_formula(name: str) -> None:
    texts = files(report(result(gap(name, advice=f"Do {name}"), host=name, warnings=[name])))
    assert "<script" not in texts["coverage.html"]
    assert "<script" not in texts["coverage.md"]
    rows = [*csv.reader(io.StringIO(texts["coverage.csv"].removeprefix("\ufeff")))]
    assert rows[0] == [*COLUMNS]
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "-", "@", "|")) for cell in rows[1])
    assert "\u202e" not in "".join(texts.values())
    assert json.loads(texts["coverage.json"])["tenants"][0]["objects"][0]["name"] == name


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = inert(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert "\n" not in cell


def test_files_show_who_and_what_to_do() -> None:
    dead = {
        "job": "Mail", "job_id": "1", "list": "selected_items", "type": "User", "name": "old@c", "id": "o",
        "reason": "object_gone", "advice": "Remove the item.",
    }  # fmt: skip
    big = {"name": "Big", "id": "2", "objects": 3000, "max_objects": 2000}
    one = result(
        gap("a@c", "excluded", "Remove the exclusion."), dead_items=[dead], oversized_jobs=[big], warnings=["A note."]
    )
    texts = files(report(one))
    for said in ("1 user is excluded", "Remove the exclusion.", "an item in selected", "3,000 objects", "A note."):
        assert said in texts["coverage.html"]
        assert said.replace("_", "\\_") in texts["coverage.md"]
    assert '"a@c","a@c","excluded","mailbox","Mail","Remove the exclusion.","u"' in texts["coverage.csv"]


def test_a_page_of_many_objects_stays_small() -> None:
    page = files(report(result(*(gap(f"user{number}@contoso.com") for number in range(5_000)))))["coverage.html"]
    assert len(page) < 200_000
    assert "and 4,997 more, of which this page lists 497." in page


def test_counts_alone_are_a_report_too() -> None:
    found = report({**result(gap("a")), "objects": []})
    assert any("1 object without a whole backup" in text for text in lines(found))


def test_the_page_says_first_who_is_not_backed_up() -> None:
    page = files(report(result(gap("a")), {"host": "lost", "msg": "no"}))["coverage.html"]
    assert "<h1>1 of 2 organizations has gaps.</h1>" in page
    assert "1 of 4 objects in no job. 1 organization could not be read." in page
    assert "not read" in page
    assert "<h1>All objects are in jobs that run.</h1>" in files(report(result()))["coverage.html"]
    assert "<h1>No object was found.</h1>" in files(report(result(protected=0, directory_objects=9)))["coverage.html"]
    empty = files(report(result(protected=0)))["coverage.html"]
    assert "<h1>1 of 1 organization could not be read.</h1>" in empty
    assert "Check that the account of this login can read the organization" in empty
