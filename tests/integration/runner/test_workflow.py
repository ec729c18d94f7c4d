# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflow drift, gate, approval, apply, as AWX runs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.integration.runner.test_awx import EXAMPLE, credential
from tests.integration.runner.workflow import Awx, Played, clean_environment
from tests.simulator.launch import Simulator

EARLY = {"schedulePolicy": {"type": "Daily", "dailyTime": "03:30:00"}}
LATE = {"schedulePolicy": {"type": "Daily", "dailyTime": "05:45:00"}}
ON_TIME = {"schedulePolicy": {"type": "Daily", "dailyTime": "22:00:00"}}


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with Simulator() as simulator:
        simulator.edit("Fabrikam Everything", status="Success")
        yield simulator


@pytest.fixture(scope="module")
def awx(server: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Awx]:
    """The tenants are onboarded. Each test leaves them so."""
    folder = tmp_path_factory.mktemp("awx")
    shutil.copytree(EXAMPLE, folder / "project")
    with clean_environment():
        controller = Awx(folder, server, credential(server))
        onboarded = controller.launch("onboard")
        assert onboarded.succeeded, onboarded.output
        yield controller


def ended(played: Played) -> dict[str, bool]:
    """Which of its jobs have succeeded. None has written."""
    assert [name for name, job in played.jobs.items() if job.writes] == []
    return {name: job.succeeded for name, job in played.jobs.items()}


def test_without_drift_nobody_is_asked_and_a_limit_on_nothing_fails(awx: Awx) -> None:
    played = awx.play()
    assert ended(played) == {"drift": True, "gate": True, "problems": True}, played.jobs["gate"].output
    assert played.waiting is None
    assert played.jobs["drift"].artifacts["vb365_drift"]["verdict"] == "in_sync"

    nothing = awx.launch("drift", limit="northwind")
    assert (nothing.succeeded, nothing.writes) == (False, [])
    assert "northwind" in nothing.output
    others = awx.launch("drift", {"onboard_hosts": "contoso"}, limit="fabrikam")  # as a survey has it
    assert (others.succeeded, others.artifacts, others.writes) == (False, {}, [])
    assert "--limit 'fabrikam' leaves none of 'contoso'" in " ".join(others.output.split())


def test_a_problem_that_no_apply_repairs_asks_for_no_approval_and_fails(awx: Awx, server: Simulator) -> None:
    server.edit("Fabrikam Everything", status="Failed")
    played = awx.play()
    assert ended(played) == {"drift": True, "gate": True, "problems": False}, played.jobs["gate"].output
    assert played.waiting is None
    assert "there is nothing to approve" in " ".join(played.jobs["gate"].output.split())
    assert "'Fabrikam Everything' failed" in played.jobs["problems"].artifacts["vb365_drift_text"]
    server.edit("Fabrikam Everything", status="Success")


def test_what_was_approved_is_applied_and_nothing_else(awx: Awx, server: Simulator) -> None:
    server.edit("Contoso board", settings=EARLY)
    played = awx.play()
    assert ended(played) == {"drift": True, "gate": False, "problems": True}
    assert played.waiting == "approve"
    text = played.jobs["gate"].artifacts["vb365_drift_text"]
    assert "'Contoso board' starts at 03:30, should be 22:00." in text

    awx.revision = "b" * 40
    refused = awx.approve(played).jobs["apply"]
    assert (refused.succeeded, refused.writes) == (False, [])
    assert f"which is now at {awx.revision}" in " ".join(refused.output.split())

    awx.revision = "a" * 40
    server.edit("Fabrikam Everything", settings=LATE)
    applied = awx.approve(played).jobs["apply"]
    assert applied.succeeded, applied.output
    assert server.job("Contoso board")["schedulePolicy"]["dailyTime"] == "22:00:00"
    assert server.job("Fabrikam Everything")["schedulePolicy"]["dailyTime"] == "05:45:00"
    board = server.job("Contoso board")["id"]
    assert [(entry["method"], entry["path"]) for entry in applied.writes] == [("PUT", f"/v8/Jobs/{board}")]
    assert applied.writes[0]["body"]["schedulePolicy"]["dailyTime"] == "22:00:00"

    again = awx.approve(played).jobs["apply"]
    assert again.writes == []
    server.edit("Fabrikam Everything", settings={"schedulePolicy": {"type": "Daily", "dailyTime": "20:30:00"}})


def test_a_job_that_was_edited_while_the_approval_waited_is_left_alone(awx: Awx, server: Simulator) -> None:
    server.edit("Contoso board", settings=EARLY)
    played = awx.play()
    assert ended(played) == {"drift": True, "gate": False, "problems": True}
    server.edit("Contoso board", settings=LATE)
    refused = awx.approve(played).jobs["apply"]
    assert (refused.succeeded, refused.writes) == (False, [])
    assert server.job("Contoso board")["schedulePolicy"]["dailyTime"] == "05:45:00"
    server.edit("Contoso board", settings=ON_TIME)


def test_a_server_that_does_not_answer_asks_for_no_approval(awx: Awx, server: Simulator) -> None:
    server.fault("status", path="/", status=503, times=10_000)
    played = awx.play()
    server.clear_faults()
    assert ended(played) == {"drift": False}
    assert played.waiting is None


def test_job_type_check_counts_where_the_template_prompts_for_it(awx: Awx, server: Simulator) -> None:
    server.edit("Contoso board", settings=EARLY)
    preview = awx.launch("onboard", job_type="check", limit="contoso")
    assert preview.succeeded, preview.output
    assert preview.writes == []
    assert preview.artifacts["vb365_drift"]["counts"]["tenants"]["total"] == 1
    server.edit("Contoso board", settings=ON_TIME)
