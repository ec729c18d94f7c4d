# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report on the console: totals first, worst first, and never more than a screen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.plugin_utils._report.columns import columns, wrap
from ansible_collections.vb365.backup.plugins.plugin_utils._report.console import MOST, lines
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import outcome
from tests.unit.plugin_utils.report.samples import (
    ARABIC,
    HOSTILE,
    JAPANESE,
    OTHER_SERVER,
    SERVER,
    applied,
    change,
    fleet,
    job,
    report_of,
    tenant,
)
from tests.unit.plugin_utils.report.strategies import CALM, RESULTS

WIDTHS = [40, 80, 120]


def many(number: int) -> list[dict[str, Any]]:
    """Tenants with long names of which each has much to say."""
    rows = [
        change("enabled", False, True),
        change("schedule.daily_time", "05:00:00", "22:00:00"),
        change("repository", "A long name of a repository, a very long name indeed, longer than a line", "Disk"),
        change("schedule.retry_number", 1, 3),
    ]
    return [tenant(f"{JAPANESE}-{one:03d}", job(ARABIC, *rows), job(HOSTILE, *rows)) for one in range(number)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", [0, 1, 14, 300])
def test_a_screen_is_enough(number: int, width: int) -> None:
    shown = lines(report_of(many(number)), width, ["reports/report.json", "reports/report.html"])
    assert 0 < len(shown) <= MOST
    assert [line for line in shown if columns(line) > width] == []
    assert shown[0].startswith(f"{number} tenant")
    assert "reports/report.html" in " ".join(shown)


@CALM
@given(RESULTS, st.sampled_from(WIDTHS))
def test_any_report_fits(results: list[dict[str, Any]], width: int) -> None:
    shown = lines(report_of(results), width)
    assert 0 < len(shown) <= MOST
    assert [line for line in shown if columns(line) > width] == []
    assert [line for line in shown if re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e]", line)] == []


def test_totals_come_first_and_the_worst_next() -> None:
    shown = lines(report_of(fleet()))
    assert shown[0] == "300 tenants: 292 in sync, 2 drifted, 3 unprotected, 3 could not be checked"
    assert [line for line in shown if re.match(r"[A-Z ]+ \(\d\)$", line)] == [
        "NEEDS ATTENTION NOW (3)",
        "DRIFT (2)",
        "COULD NOT BE CHECKED (3)",
    ]
    assert shown[3] == "  sued                      ! Job 'Süd Verkauf' is missing on the server. It"
    assert not any("tenant000" in line for line in shown)
    assert shown[-2:] == ["vb365.example, 2026-03-02 02:15 UTC. Nothing was written. 1 note is in the", "report only."]


def test_300_tenants_on_fire_are_counted() -> None:
    shown = lines(report_of(many(300)))
    (left,) = (re.search(r"and (\d+) more tenants in the report", line) for line in shown if "more tenants" in line)
    assert left
    named = sum("'" in line or "!" in line for line in shown if re.match(r"  \S+  !", line))
    assert named + int(left[1]) == 300


def test_where_there_are_no_files_more_is_said() -> None:
    shown = lines(report_of(many(6)), 120, most=200)
    assert MOST < len(shown) <= 200
    assert not any("more)" in line for line in shown)


def test_each_tenant_keeps_its_worst_finding() -> None:
    shown = lines(report_of(many(6)), 120)
    assert sum("  ! " in line for line in shown) >= 6
    assert sum("more)" in line for line in shown) >= 1


def test_a_fleet_in_sync_is_two_lines() -> None:
    assert lines(report_of([tenant(str(one), job()) for one in range(300)])) == [
        "300 tenants: 300 in sync",
        "300 jobs on vb365.example match their files. Nothing was written.",
    ]


def test_notes_are_a_number() -> None:
    shown = lines(report_of([tenant("a", job("Board", warnings=["Mind the gap"]))]), 100)
    assert shown[1] == "1 job on vb365.example matches its file. Nothing was written. 1 note is in the report only."


def test_nothing_compared() -> None:
    assert lines(report_of([]))[0] == "0 tenants: nothing was compared"
    assert "A run that compares no job is a failure" in " ".join(lines(report_of([tenant()])))


@pytest.mark.parametrize(
    ("tenants", "told"),
    [
        ([], "0 tenants: nothing was compared"),
        ([tenant()], "1 tenant: 1 in sync. No tenant of this run describes a job"),
        ([tenant("a", job())], "1 tenant: 1 in sync"),
    ],
)
def test_the_outcome_of_a_run_over_no_job_has_advice(tenants: list[Any], told: str) -> None:
    shown = outcome(report_of(tenants))
    assert shown.startswith(told)
    assert shown.endswith("for a tenant that leaves") == ("describes" in told)


def test_a_real_run() -> None:
    shown = lines(report_of(applied()))
    assert "  a  + Job 'New' was created. It protects a@a.example." in shown
    assert shown[-1] == "vb365.example, 2026-03-02 02:15 UTC. 1 job was created, 1 changed, 1 removed."


def test_several_servers() -> None:
    shown = lines(report_of([tenant("a", job(), server="x")], servers=[SERVER, OTHER_SERVER]))
    assert shown[1] == "1 job on 2 servers matches its file. Nothing was written."


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), (JAPANESE, 18), ("e\u0301", 1), (f"\u2068{ARABIC[:4]}\u2069", 4)]
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


@given(st.text(alphabet="ab \u5f79\u0301", max_size=60), st.integers(2, 20))
def test_wrapped_text_is_the_same_text(text: str, width: int) -> None:
    shown = wrap(text, width)
    assert "".join(shown).replace(" ", "") == text.replace(" ", "")
    assert [line for line in shown if columns(line) > width] == []


def test_a_long_name_loses_its_middle() -> None:
    shown = " ".join(lines(report_of([tenant("a", job("x" * 30 + "y" * 30, change("enabled", False, True)))]), 120))
    assert f"! '{'x' * 24} … {'y' * 12}' has been disabled." in shown
