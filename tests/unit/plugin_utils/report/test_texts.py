# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown and as JUnit, read by parsers of others."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import junitparser
import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ansible_collections.vb365.backup.plugins.plugin_utils._report.files import files
from ansible_collections.vb365.backup.plugins.plugin_utils._report.junit import junit
from ansible_collections.vb365.backup.plugins.plugin_utils._report.markdown import markdown
from tests.unit.plugin_utils.report.samples import (
    ARABIC,
    HOSTILE,
    applied,
    change,
    fleet,
    job,
    report_of,
    tenant,
)
from tests.unit.plugin_utils.report.strategies import CALM, RESULTS

FILES = ["report.json", "report.md", "report.html", "report.xml"]
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {"text", "text_special", "strong_open", "strong_close"}


def tokens(text: str) -> list[Token]:
    return PARSER.parse(text)


def inline(text: str) -> list[Token]:
    return [child for token in tokens(text) for child in token.children or []]


def rows(text: str) -> list[list[str]]:
    """The cells of the findings, without the heads."""
    found: list[list[str]] = []
    is_body = is_first = False
    for token in tokens(text):
        is_first = is_first or token.type == "table_open"
        if token.type in ("tbody_open", "tbody_close"):
            is_body = token.type == "tbody_open"
        if is_body and token.type == "tr_open":
            found.append([])
        if is_body and token.type == "inline":
            found[-1].append("".join(child.content for child in token.children or []))
    return found[1:]


def test_findings_are_rows() -> None:
    found = rows(markdown(report_of(fleet())))
    assert ["dental", "Drift", "'Board' starts at 05:00, should be 22:00."] in found
    assert ["sued", "Critical", "'Archiv' has been disabled."] in found
    assert {len(row) for row in found} == {3}
    (missing,) = (row[2] for row in found if "Verkauf" in row[2])
    assert missing.endswith("user003@sued.example, user004@sued.example and 9 more.")


def test_headings_and_numbers() -> None:
    text = markdown(report_of(fleet()))
    headings = [token.content for before, token in pairwise(tokens(text)) if before.type == "heading_open"]
    assert headings == [
        "3 of 300 tenants are not fully protected.",
        "Needs attention now (3)",
        "Drift (2)",
        "Could not be checked (3)",
    ]
    assert "| 300 | 292 | 2 | 3 | 3 |" in text
    assert text.endswith("883 of 884 jobs compared, vb365.backup 1.0.0, project at 4f2c9e17b0.\n")


def test_a_long_report_is_cut() -> None:
    text = markdown(report_of([tenant(f"t{one}", job("Board", change("enabled", False, True))) for one in range(70)]))
    assert len(rows(text)) == 50
    assert "20 more findings in the full report." in text


@CALM
@given(RESULTS)
def test_no_name_is_markup(results: list[dict[str, Any]]) -> None:
    text = markdown(report_of(results))
    assert {token.type for token in inline(text)} <= OURS
    assert {token.type for token in tokens(text)} & {"html_block", "code_block", "fence", "list_item_open"} == set()
    assert {len(row) for row in rows(text)} <= {3}
    assert {row[1] for row in rows(text)} <= {"Critical", "Drift", "Not checked", "Information", "Done"}
    assert not {*text} & {*"<>"}
    assert sum("**" in line for line in text.splitlines()) <= text.count("| **Critical** |") + text.count(r"\*\*")


def test_no_name_is_a_link_a_mention_or_a_reference() -> None:
    text = markdown(report_of([tenant(HOSTILE, job("@team #12", change("enabled", False, True)))]))
    assert "https:\u200b//evil.example" in text
    assert "www\u200b.evil.example" in text
    assert "@\u200bteam \\#\u200b12" in text
    assert not {*text} & {*"\x00\x1b\r\u202e"}


def test_arabic_is_an_island() -> None:
    assert f"'\u2068{ARABIC}\u2069' has been disabled." in markdown(
        report_of([tenant("a", job(ARABIC, change("enabled", False, True)))])
    )


@CALM
@given(RESULTS)
def test_files_are_the_same_for_a_report_that_was_read(results: list[dict[str, Any]]) -> None:
    report = report_of(results)
    written = files(report, with_pages=True)
    assert [*written][:4] == FILES
    assert len(written) == len(FILES) + len(results)
    assert files(json.loads(written["report.json"].encode()), with_pages=True) == written
    assert [name for name, text in written.items() if text.encode().decode() != text or not text.endswith("\n")] == []
    assert [*files(report)] == FILES


# ---- JUnit ----------------------------------------------------------------------------------------------------------


def suites(results: list[dict[str, Any]]) -> list[junitparser.TestSuite]:
    return [*junitparser.JUnitXml.fromstring(junit(report_of(results)).encode())]


def test_a_suite_is_a_tenant_and_a_case_a_job() -> None:
    found = suites(fleet())
    assert len(found) == 300
    by_name = {suite.name: suite for suite in found}
    assert [case.name for case in by_name["tenant000"]] == ["Mail", "Sites", "Teams"]
    sued = by_name["sued"]
    assert (sued.tests, sued.failures, sued.errors) == (4, 3, 0)
    assert [[type(one).__name__ for one in case.result] for case in sued] == [["Failure"], ["Failure"], ["Failure"], []]
    assert {one.name: one.value for one in sued.properties()} == {
        "organization": "sued.example",
        "server": "vb365.example:4443",
        "file": "tenants/sued.yml",
    }
    archive = next(case for case in sued if case.name == "Archiv").result[0]
    assert (archive.type, archive.message) == ("critical", "'Archiv' has been disabled.")
    assert archive.text.splitlines()[1] == "warning: 'Archiv' retries 1 time, should be 3 times."


def test_what_was_not_compared_is_an_error() -> None:
    by_name = {suite.name: suite for suite in suites(fleet())}
    for host, name in (("mock", "tenant"), ("ost", "tenant"), ("foods", "Nightly")):
        (case,) = by_name[host]
        assert (case.name, type(case.result[0])) == (name, junitparser.Error)


def test_what_a_run_did_is_output() -> None:
    (new, old) = suites(applied())[0]
    assert new.result == old.result == []
    assert new.system_out == "Job 'New' was created. It protects a@a.example."


@pytest.mark.parametrize("results", [[], [tenant()]])
def test_a_run_over_nothing_fails(results: list[dict[str, Any]]) -> None:
    xml = junitparser.JUnitXml.fromstring(junit(report_of(results)).encode())
    assert (xml.tests, xml.errors) == (len(results) + 1, 1)


@CALM
@given(RESULTS)
def test_any_report_is_xml(results: list[dict[str, Any]]) -> None:
    report = report_of(results)
    text = junit(report)
    root = ElementTree.fromstring(text.encode())
    assert junitparser.JUnitXml.fromstring(text.encode()).tests == len([*root.iter("testcase")])
    allowed = {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "system-out"}
    assert {element.tag for element in root.iter()} <= allowed
    assert len([suite for suite in root if suite.get("name") != "run"]) >= len(report["tenants"]) - 1


def test_characters_that_xml_forbids() -> None:
    text = junit(report_of([tenant(f"{HOSTILE}\ufffe\uffff\ud800", job(HOSTILE))]))
    assert ElementTree.fromstring(text.encode())[0].get("name") == (
        HOSTILE.replace("\r\n", r"\r\n").replace("\x1b", r"\x1b").replace("\x00", r"\x00").replace("\u202e", r"\u202e")
        + r"\ud800"
    )
