# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""lab_report names the very profile of the simulator, leaves the server as it was, and tells nothing about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._server import lab_job
from tests.integration.harness.direct import Direct
from tests.integration.harness.playbook import play_file
from tests.registry import MODULES
from tests.simulator.launch import Simulator
from tests.simulator.profiles import CHOICES

LAB = {
    "organization": "tenant-001.onmicrosoft.com",
    "repository": "Repository 01",
    "user": "user040@tenant-001.example.com",
}
PAGE_CAPS = ("none", "1", "7", "30")
PROFILES = [(key, value) for key, values in {**CHOICES, "page_cap": PAGE_CAPS}.items() for value in values]
NEED_RUNS = {"start_when_running", "edit_while_running"}


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    """A server with more users than a page has by default, and with sessions."""
    with Simulator("--generate", "users=40,jobs=2,first_jobs=2") as simulator:
        yield simulator


@pytest.fixture
def lab(simulator: Simulator) -> Simulator:
    """With sessions whose order decides between all values of session_order."""
    for status in ("Success", "Failed", "Success", "Success"):
        simulator.edit("tenant-001 Job 001", status="Running")
        simulator.edit("tenant-001 Job 001", status=status)
    return simulator


def report(lab: Simulator, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    outcome = Direct(lab)(MODULES["lab_report"], check_mode, **LAB, **options)
    assert not outcome.changed
    return dict(outcome.result)


def profiles(result: dict[str, Any]) -> dict[str, list[str]]:
    return {row["profile"]: [one.partition("=")[2] for one in row["values"]] for row in result["answers"]}


def without_runs(state: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """The state without sessions of the report's job, which stay where it was started."""
    return {**state, "sessions": [one for one in state["sessions"] if one["id"] in known]}


@pytest.mark.parametrize(("key", "value"), PROFILES)
@pytest.mark.parametrize("runs", [False, True], ids=["still", "runs"])
def test_the_profile_is_named(lab: Simulator, key: str, value: str, runs: bool) -> None:
    lab.profile(**{key: value})
    before = lab.state()
    sessions = {session["id"] for session in before["sessions"]}
    found = profiles(report(lab, runs=runs))
    assert without_runs(lab.state(), sessions) == before
    expected = {name: [str(standing)] for name, standing in lab.profile().items()}
    expected["page_cap"] = [value if key == "page_cap" else "none"]
    if not runs:
        assert {session["id"] for session in lab.state()["sessions"]} == sessions
        expected = {name: values for name, values in expected.items() if name not in NEED_RUNS}
        moves = expected["etag_moves_on"][0]
        expected["etag_moves_on"] = ["items", "all"] if moves in ("items", "all") else ["settings", "status"]
    assert found == expected
