# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""lab_report finds the exact profile of the simulator, leaves the server as it was, and reveals nothing about it."""

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
from tests.integration.harness.playbook import Played, play_file
from tests.registry import MODULES
from tests.simulator.launch import Simulator
from tests.simulator.profiles import CHOICES

LAB: dict[str, Any] = {
    "organization": "tenant-001.onmicrosoft.com",
    "repository": "Repository 01",
    "user": "user040@tenant-001.example.com",
}
PAGE_CAPS = ("none", "1", "7", "30")
PROFILES = [(key, value) for key, values in {**CHOICES, "page_cap": PAGE_CAPS}.items() for value in values]
NOT_ASKED = {"token_without_flag", "date_header", "last_backup_moves_on", "backed_up_time", "data_id"}
"""The collection always sends the flag, and compares clocks and data under each of the other values."""
NEED_RUNS = {"start_when_running", "edit_while_running"}


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    """A server with more users than a page has by default, and with sessions."""
    with Simulator("--generate", "users=40,jobs=2,first_jobs=2") as simulator:
        yield simulator


@pytest.fixture
def lab(simulator: Simulator) -> Simulator:
    """With sessions whose order decides between all values of session_order, and a job of the entire organization."""
    simulator.edit("tenant-001 Job 002", settings={"backupType": "EntireOrganization"})
    for status in ("Success", "Failed", "Success", "Success"):
        simulator.edit("tenant-001 Job 001", status="Running")
        simulator.edit("tenant-001 Job 001", status=status)
    return simulator


def report(lab: Simulator, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    outcome = Direct(lab)(MODULES["lab_report"], check_mode, **LAB, **options)
    assert not outcome.changed
    return dict(outcome.result)


def profiles(result: dict[str, Any]) -> dict[str, list[str]]:
    return {row["profile"]: [one.partition("=")[2] for one in row["meaning"]] for row in result["answers"]}


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
    if value == "schedule_off":
        expected["daily_window"] = []  # the daily schedule of the job is off
    expected = {name: values for name, values in expected.items() if name not in NOT_ASKED}
    if not runs:
        assert {session["id"] for session in lab.state()["sessions"]} == sessions
        expected = {name: values for name, values in expected.items() if name not in NEED_RUNS}
        moves = expected["etag_moves_on"][0]
        expected["etag_moves_on"] = ["items", "all"] if moves in ("items", "all") else ["settings", "status"]
    assert found == expected


@pytest.mark.parametrize("number", [1, 2])
def test_all_switches_at_once(lab: Simulator, number: int) -> None:
    values = {key: choices[number % len(choices)] for key, choices in CHOICES.items()}
    if values["null_fields"] == "absent" and values["main_session"] == "null":
        values["main_session"] = "absent"  # what the server leaves out looks the same
    lab.profile(**values, page_cap=2)
    result = report(lab, runs=True)
    expected = {key: [value] for key, value in values.items() if key not in NOT_ASKED}
    if values["manual_only"] == "schedule_off":
        expected["daily_window"] = []
    assert profiles(result) == {**expected, "page_cap": ["2"]}
    assert f"--profile id_case={values['id_case']}" in result["report"]


def test_a_small_server_leaves_questions_open() -> None:
    with Simulator("--generate", "users=40,teams=0,jobs=0") as lab:
        found = profiles(report(lab))
    unknown = ["entire_items", "main_session", "session_order", "team_exclusion"]
    assert [key for key, values in found.items() if not values] == unknown
    with Simulator("--generate", "users=30,jobs=0") as lab:
        outcome = Direct(lab)(MODULES["lab_report"], **{**LAB, "user": "user001@tenant-001.example.com"})
    assert profiles(dict(outcome.result))["page_cap"] == []


@pytest.mark.parametrize(("status", "teams", "omitted"), [(400, ["job_chats"], ["refuse"]), (409, [], [])])
def test_a_conflict_is_no_refusal(lab: Simulator, status: int, teams: list[str], omitted: list[str]) -> None:
    edits = [shape(entry) for entry in requests_of_a_run(lab)].count("PUT /Jobs/{id}")
    lab.fault("status", path="/ExcludedItems$", method="POST", status=status, times=None)
    lab.fault("status", path="/Jobs/[^/]+$", method="PUT", status=status, skip=edits - 1)
    found = profiles(report(lab))
    assert (found["team_exclusion"], found["put_omitted_items"]) == (teams, omitted)


# ---- the server afterwards ------------------------------------------------------------------------------------------


def requests_of_a_run(lab: Simulator, **options: Any) -> list[dict[str, Any]]:
    lab.clear_journal()
    report(lab, **options)
    return [entry for entry in lab.journal() if not entry["path"].endswith("/token")]


def shape(entry: dict[str, Any]) -> str:
    path = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{20,}", "/{id}", entry["path"].removeprefix("/v8"), flags=re.IGNORECASE)
    return f"{entry['method']} {path}"


@pytest.mark.parametrize("runs", [False, True])
@pytest.mark.parametrize("values", [{}, {key: choices[-1] for key, choices in CHOICES.items()}], ids=["first", "last"])
def test_check_mode_names_the_writes(lab: Simulator, runs: bool, values: dict[str, str]) -> None:
    lab.profile(**values)
    lab.clear_journal()
    announced = report(lab, check_mode=True, runs=runs)
    assert {entry["method"] for entry in lab.journal() if not entry["path"].endswith("/token")} == {"GET"}
    assert (announced["answers"], announced["report"]) == ([], None)
    writes = {shape(entry) for entry in requests_of_a_run(lab, runs=runs) if entry["method"] != "GET"}
    assert writes == {*announced["requests"]}


EFFECTS: dict[str, dict[str, Any]] = {"refused": {"effect": "status", "status": 500}, "lost": {"effect": "drop_after"}}


@pytest.mark.parametrize("while_running", CHOICES["edit_while_running"])
@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_failure_at_any_write_leaves_nothing(
    lab: Simulator, monkeypatch: pytest.MonkeyPatch, effect: str, method: str, while_running: str
) -> None:
    lab.profile(edit_while_running=while_running)
    monkeypatch.setattr(lab_job, "FIRST_PAUSE", 0.0)
    before = lab.state()
    sessions = {session["id"] for session in before["sessions"]}
    expected = profiles(report(lab, runs=True))
    count = sum(entry["method"] == method for entry in requests_of_a_run(lab, runs=True))
    assert count
    for skip in range(count):
        lab.fault(path=r"/Jobs", method=method, skip=skip, **EFFECTS[effect])
        try:
            found = profiles(report(lab, runs=True))
        except Vb365Error:
            found = {}
            assert (method, skip) in [("POST", 0), ("POST", 1)], "only the creation of the job is needed by all"
        lab.clear_faults()
        assert without_runs(lab.state(), sessions) == before, skip
        assert [key for key, values in found.items() if values not in ([], expected[key])] == [], skip


def test_a_read_that_fails_costs_one_answer(lab: Simulator) -> None:
    before = lab.state()
    lab.fault("status", path=r"/CopyJob$", method="GET", status=403)
    result = report(lab)
    (row,) = [row for row in result["answers"] if not row["meaning"]]
    assert (row["profile"], row["answer"]) == ("copy_job_missing", "no answer: HTTP status 403")
    assert "copy_job_missing: not known" in result["report"]
    assert lab.state() == before


def test_a_job_that_cannot_be_removed_is_named(lab: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_job, "TRIES", 1)
    lab.fault("status", path=r"/Jobs/", method="DELETE", status=403, times=None)
    with pytest.raises(Vb365Error) as caught:
        report(lab)
    (left,) = [job for job in lab.state()["jobs"] if job["name"].startswith(lab_job.MARK)]
    assert left["name"] in caught.value.message
    assert caught.value.changed
    assert not left["isEnabled"]


def test_a_job_that_never_ran_is_never_enabled(lab: Simulator) -> None:
    entries = requests_of_a_run(lab)
    assert not [entry for entry in entries if entry["path"].endswith(("/enable", "/start"))]
    assert not any((entry["body"] or {}).get("isEnabled") for entry in entries if entry["method"] == "PUT")


@pytest.mark.parametrize("option", ["organization", "repository", "user"])
def test_an_unknown_name_is_refused_before_anything_is_written(lab: Simulator, option: str) -> None:
    lab.clear_journal()
    with pytest.raises(OptionError, match=f"^{option}: 'nobody@example.com'"):
        Direct(lab)(MODULES["lab_report"], **{**LAB, option: "nobody@example.com"})
    assert not [entry for entry in lab.journal() if entry["method"] != "GET" and not entry["path"].endswith("/token")]


# ---- the report -----------------------------------------------------------------------------------------------------


def texts(value: Any) -> Iterator[str]:
    """All texts of a state, but words of the API."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("id", "name", "displayName", "url", "title", "mail", "description", "path") or key.endswith(
                "Id"
            ):
                yield str(inner)
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def assert_anonymous(text: str, lab: Simulator) -> None:
    known = {one for one in texts(lab.state()) if len(one) > 3 and one != "None"} | {*LAB.values()}
    assert len(known) > 30
    told = [one for one in known if one.casefold() in text.casefold()]
    assert told == []
    for secret in (lab.host, str(lab.port), lab.username, lab.password):
        assert secret not in text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|\d{4}-\d\d-\d\d|\d\d:\d\d", text, re.IGNORECASE)
    assert lab_job.MARK not in text
    assert "@" not in text


@pytest.mark.parametrize("runs", [False, True])
def test_the_report_is_anonymous(lab: Simulator, runs: bool) -> None:
    assert_anonymous(json.dumps(report(lab, runs=runs)), lab)


SAID: Any = {"message": "user040@tenant-001.example.com", "errorCode": "Repository 01"}


@pytest.mark.parametrize("body", [SAID, "", "<p>user040@tenant-001.example.com</p>"], ids=["JSON", "empty", "HTML"])
@pytest.mark.parametrize("status", [200, 204, 400, 403, 404, 409, 500])
def test_answers_that_nobody_foresaw_are_not_quoted(lab: Simulator, status: int, body: Any) -> None:
    before = lab.state()
    for path in ("CopyJob", "stop", "disable", "ExcludedItems", "SelectedItems"):
        lab.fault("status", path=f"/{path}", status=status, body=body, times=None)
    result = report(lab)
    assert_anonymous(json.dumps(result), lab)
    assert lab.state() == before
    assert profiles(result)["copy_job_missing"] == (["not_found"] if status == 404 else [])


def test_the_playbook_writes_both_files(lab: Simulator, tmp_path: Path) -> None:
    before = lab.state()
    file = tmp_path / "lab_report.md"
    options = {f"lab_report_{name}": value for name, value in {**LAB, "file": str(file)}.items()}

    def run(*more: str) -> Played:
        arguments = ("-e", json.dumps(options), *more)
        played = play_file(tmp_path, lab, Path("vb365.backup.lab_report"), arguments=arguments)
        assert played.returncode == 0, played.output
        assert lab.state() == before
        return played

    looked = run("--check")
    assert not any(task.writes for task in looked.tasks)
    assert "DELETE /Jobs/{id}" in looked.output
    assert not file.exists()
    run()
    assert_anonymous(file.read_text(encoding="utf-8"), lab)
    rows = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["answers"]
    assert ["id_case=lower"] in [row["meaning"] for row in rows]
    row = "| Are UUIDs shown in lower or in upper case? | lower | `id_case=lower` |"
    assert row in file.read_text(encoding="utf-8")
