# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports and artifacts of slices, as one."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.plugin_utils._report.artifact import LONGEST_TEXT, artifact
from ansible_collections.vb365.backup.plugins.plugin_utils._report.merged import NotMergeable, merged
from tests.unit.plugin_utils.report.samples import MADE, change, fleet, job, report_of, tenant
from tests.unit.plugin_utils.report.strategies import CALM, RESULTS

DRIFTED = tenant("drifted", job("Board", change("schedule.daily_time", "05:00:00", "22:00:00")))
FINE = tenant("fine", job())
FAILED = tenant("failed", failed=True, msg="The server refused the login.")


def unique(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**one, "host": f"{number} {one['host']}", "check_mode": True} for number, one in enumerate(results)]


@CALM
@given(results=RESULTS.map(unique), slices=st.integers(1, 4), order=st.randoms(use_true_random=False))
def test_slices_make_the_report_of_one_run(results: list[dict[str, Any]], slices: int, order: random.Random) -> None:
    order.shuffle(results)
    parts = [part for part in (results[number::slices] for number in range(slices)) if part]
    if not parts:
        return
    whole = report_of(results)
    assert merged([report_of(part) for part in parts]) == whole
    one, together = artifact(whole), merged([artifact(report_of(part)) for part in parts])
    apart = {"text": "", "in_sync": None, "verdict": None}
    assert {**together, **apart} == {**one, **apart}
    assert together["verdict"] in (one["verdict"], "failed")  # an artifact does not say why a slice has failed
    assert sorted(together["in_sync"]) == sorted(one["in_sync"])
    assert len(together["text"]) <= LONGEST_TEXT


def test_a_missing_slice_is_named_and_the_verdict_is_failed() -> None:
    expected = ["drifted", "fine", "gone", "lost"]
    reports = [report_of([DRIFTED]), report_of([FINE])]
    for documents in (reports, [artifact(one) for one in reports]):
        found = merged(documents, expected)
        assert found["verdict"] == "failed"
        assert found["counts"]["tenants"] == {"total": 4, "in_sync": 1, "drifted": 1, "unprotected": 0, "failed": 2}
    text = found["text"]
    assert text.startswith("4 tenants: 1 in sync, 1 drifted, 2 could not be checked")
    assert text.index("gone, lost: ") < text.index("drifted: ")
    assert merged(reports, ["drifted", "fine"])["verdict"] == "drift"


def test_no_slice_at_all_but_one() -> None:
    """One document, and nothing missing, stays what it is."""
    one = artifact(report_of(fleet()))
    assert merged([one], [*one["tenants"], *one["in_sync"]]) == one


def test_time_is_the_latest() -> None:
    later = report_of([FINE], made="2027-01-01T00:00:00Z")
    assert merged([later, report_of([DRIFTED])])["made"] == "2027-01-01T00:00:00Z" > MADE


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([], "expected one or more documents"),
        ([report_of([FINE]), artifact(report_of([DRIFTED]))], "only reports, or only artifacts"),
        ([{"schema": "urn:other:1.0"}] * 2, "expected reports of vb365.backup.drift"),
        ([report_of([FINE]), report_of([FINE])], "found in several: fine"),
        ([artifact(report_of([FINE])), artifact(report_of([FINE]))], "found in several: fine"),
        ([report_of([FINE], revision="a"), report_of([DRIFTED], revision="b")], "project_revision a and b"),
    ],
)
def test_what_does_not_belong_together(documents: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(NotMergeable, match=message):
        merged(documents)


def test_an_incomplete_slice_is_refused_with_the_place() -> None:
    whole, cut = report_of([FINE]), {**report_of([DRIFTED]), "counts": None}
    with pytest.raises(NotMergeable, match="expected complete reports; counts is null, expected an object"):
        merged([whole, cut])
