# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written, in which order, and what is left undone after a failure."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import TenantFailed
from ansible_collections.vb365.backup.plugins.module_utils._operations import job_action
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._tenant import carrying_out
from ansible_collections.vb365.backup.plugins.modules import tenant as module
from tests.integration.harness.direct import Direct
from tests.integration.targets.tenant.conftest import new, tenant, user
from tests.simulator.launch import Simulator

SITES = {"name": "Contoso Sites", "description": "Ours"}
DAILY = {"type": "Daily", "daily_time": "21:00"}
GONE = {"name": "Dave two", "state": "absent"}
NEW = new(selected_items=[user("frank")])
ALL = tenant(GONE, SITES, NEW, unmanaged_jobs="disable", start_first_backup=True)


def run(simulator: Simulator, described: dict[str, Any], check_mode: bool = False) -> Outcome:
    return Direct(simulator)(module, check_mode, **described)


def failed(simulator: Simulator, described: dict[str, Any], check_mode: bool = False) -> dict[str, Any]:
    """The result of a tenant that fails."""
    with pytest.raises(TenantFailed) as caught:
        run(simulator, described, check_mode)
    details = caught.value.details()
    assert details["msg"].split("\n") == details["summary"]["lines"]
    return details


def states(result: Any) -> dict[str, str]:
    return {row["name"]: row["state"] for row in result["jobs"]}


def writes(simulator: Simulator) -> list[str]:
    """The writes so far: method and last words of the path."""
    entries = [entry for entry in simulator.journal() if entry["method"] != "GET" and "/token" not in entry["path"]]
    paths = [re.sub(r"/[0-9a-f-]{36}", "", entry["path"].removeprefix("/v8")) for entry in entries]
    return [f"{entry['method']} {path}" for entry, path in zip(entries, paths, strict=True)]


# ---- order and prediction -------------------------------------------------------------------------------------------


def test_order(simulator: Simulator) -> None:
    simulator.clear_journal()
    done = run(simulator, ALL)
    assert writes(simulator) == [
        "PUT /Jobs",
        "POST /Jobs",
        "DELETE /Jobs",
        *["POST /Jobs/disable"] * 2,
        "POST /Jobs/start",
    ]
    assert states(done.result) == {"Dave two": "removed", "Contoso Sites": "changed", "New": "created"}
    assert done.result["started"] == ["New"]
    assert {row["name"]: row["state"] for row in done.result["unmanaged"]} == {
        "Contoso Mailboxes": "disabled",
        "Contoso Teams": "unmanaged",
        "Dave one": "disabled",
    }


MOVED = tenant(
    {"name": "Dave two", "selected_items": [user("erin")]},
    {"name": "Dave one", "selected_items": [user("dave", mailbox=True), user("frank")]},
)


def test_an_item_moves_to_its_new_job_before_it_leaves_the_old_one(simulator: Simulator) -> None:
    run(simulator, tenant({"name": "Dave two", "selected_items": [user("erin"), user("frank")]}))
    simulator.clear_journal()
    predicted = run(simulator, MOVED, check_mode=True)
    done = run(simulator, MOVED)
    assert writes(simulator) == ["POST /Jobs/SelectedItems", "DELETE /Jobs/SelectedItems"]
    assert predicted.result["diff"] == done.result["diff"]
    assert [row["name"] for row in done.result["jobs"]] == ["Dave two", "Dave one"]


def test_a_chain_of_moves_leaves_nobody_in_no_job_if_one_job_fails(simulator: Simulator) -> None:
    """Erin moves from A to B, Frank from B to C. The server refuses Erin in B."""
    of = [("A", "dave", "erin"), ("B", "frank", "grace"), ("C", "info")]
    moved = [("A", "dave"), ("B", "erin", "grace"), ("C", "info", "frank")]
    before, after = (
        [new(name=job, selected_items=[*map(user, names)]) for job, *names in jobs] for jobs in (of, moved)
    )
    run(simulator, tenant(*before))
    simulator.fault("status", f"{simulator.job('B')['id']}/SelectedItems", "POST", status=400)
    predicted = run(simulator, tenant(*after), check_mode=True)
    result = failed(simulator, tenant(*after))
    assert (
        [row["name"] for row in result["jobs"]] == [row["name"] for row in predicted.result["jobs"]] == ["A", "B", "C"]
    )
    assert states(result) == {"A": "failed", "B": "failed", "C": "changed"}
    assert {item["user"]["name"] for item in simulator.job("A")["selectedItems"]} == {
        "dave@contoso.com",
        "erin@contoso.com",
    }


@pytest.mark.parametrize("loss", [{"selected_items": [user("erin")]}, {"enabled": False}])
def test_nothing_is_taken_away_after_a_failure(simulator: Simulator, loss: dict[str, Any]) -> None:
    run(simulator, tenant({"name": "Dave two", "selected_items": [user("erin"), user("frank")]}))
    simulator.fault("status", "SelectedItems", "POST", status=400)
    simulator.clear_journal()
    more = {"name": "Dave one", "selected_items": [user("dave", mailbox=True), user("info")]}
    described = tenant({"name": "Dave two", **loss}, more)
    result = failed(simulator, described)
    assert writes(simulator) == ["POST /Jobs/SelectedItems"]
    assert states(result) == {"Dave two": "failed", "Dave one": "failed"}
    (kept,) = [row["error"] for row in result["jobs"] if row["name"] == "Dave two"]
    assert kept == "The job is not changed, because these jobs failed: Dave one"


def test_unmanaged_jobs_are_judged_as_they_will_be(simulator: Simulator) -> None:
    whole = {
        "name": "Whole",
        "backup_type": "EntireOrganization",
        "schedule": {"type": "Daily", "daily_time": "22:00"},
    }
    described = tenant(whole, unmanaged_jobs="disable")
    check = run(simulator, described, check_mode=True)
    predicted = check.result["unprotected"]
    assert "shadowed" in {row["reason"] for row in predicted}
    done = run(simulator, described)
    assert done.result["unprotected"] == predicted
    assert done.warnings == check.warnings
    again = run(simulator, described).result["unprotected"]
    assert [row for row in again if row["reason"] != "never_ran"] == predicted


@pytest.mark.parametrize("profile", ["as_given", "schedule_off"])
@pytest.mark.parametrize(
    "schedule", [{"type": "Daily", "daily_time": "21:00", "enabled": False}, {"type": "ManualOnly"}]
)
def test_schedule_that_is_off_is_as_described_whatever_the_server_shows(
    simulator: Simulator, profile: str, schedule: dict[str, Any]
) -> None:
    simulator.profile(manual_only=profile)
    described = tenant(new(schedule=schedule))
    runs = [run(simulator, described, check_mode) for check_mode in (True, False, True)]
    rows = [[row for row in one.result["unprotected"] if row["reason"] == "unscheduled"] for one in runs]
    judged = [[(row["place"], row["msg"], row["described"]) for row in found if row["job"] == "New"] for found in rows]
    assert [len(one) for one in judged] == [1, 1, 1]
    assert judged[0] == judged[1] == judged[2]
    assert judged[0][0][2]
    assert not runs[2].changed


def test_check_mode_predicts_all_of_it(simulator: Simulator) -> None:
    before = simulator.state()
    predicted = run(simulator, ALL, check_mode=True)
    assert simulator.state() == before
    done = run(simulator, ALL)
    for key in ("diff", "started", "unmanaged", "unprotected", "problems"):
        assert predicted.result[key] == done.result[key], key
    assert [(row["name"], row["state"], row["changes"]) for row in predicted.result["jobs"]] == [
        (row["name"], row["state"], row["changes"]) for row in done.result["jobs"]
    ]
    assert predicted.changed
    assert predicted.warnings == done.warnings
    assert predicted.result["summary"]["stats"] == done.result["summary"]["stats"]
    assert len(done.result["diff"]) == 5
    again = run(simulator, ALL)
    assert (again.changed, again.result["diff"], again.result["started"]) == (False, [], [])


def test_rows_have_ids_and_revisions_for_the_next_run(simulator: Simulator) -> None:
    done = run(simulator, tenant(SITES, NEW))
    for row in done.result["jobs"]:
        assert row["id"] == simulator.job(row["name"])["id"]
    revisions = {row["name"]: row["revision"] for row in done.result["jobs"]}
    jobs = [{**job, "if_match": revisions[job["name"]], "enabled": False} for job in (SITES, NEW)]
    assert states(run(simulator, tenant(*jobs)).result) == {"Contoso Sites": "changed", "New": "changed"}


@pytest.mark.parametrize("number", [3, 30])
def test_unchanged_jobs_cost_one_listing_and_their_items(simulator: Simulator, number: int) -> None:
    jobs = [{"name": f"Job {n}", "backup_type": "SelectedItems"} for n in range(number)]
    folders = [[{"type": "OneDriveFolders", "folders": [job["name"]]}] for job in jobs]
    run(simulator, tenant(*({**job, "selected_items": items} for job, items in zip(jobs, folders, strict=True))))
    simulator.clear_journal()
    assert not run(simulator, tenant(*jobs)).changed
    paths = [entry["path"] for entry in simulator.journal() if "/token" not in entry["path"]]
    assert [path for path in paths if path.endswith("/Jobs")] == ["/v8/Jobs"]
    assert len(paths) == 3 + number


# ---- failures -------------------------------------------------------------------------------------------------------


def test_nothing_destructive_after_a_failure(simulator: Simulator) -> None:
    simulator.fault("status", "/Jobs/", method="PUT", status=403, times=None)
    simulator.clear_journal()
    result = failed(simulator, ALL)
    assert writes(simulator) == ["PUT /Jobs", "POST /Jobs"]
    assert states(result) == {"Dave two": "failed", "Contoso Sites": "failed", "New": "created"}
    because = "because these jobs failed: Contoso Sites"
    errors = {row["name"]: row["error"] for row in result["jobs"]}
    assert errors["Dave two"] == f"The job is not removed, {because}"
    assert "403" in errors["Contoso Sites"]
    assert errors["New"] is None
    assert {(row["place"], row["job"], row["msg"]) for row in result["problems"]} == {
        *(
            ("unmanaged jobs", name, f"The job is not disabled, {because}")
            for name in ("Contoso Mailboxes", "Dave one")
        ),
        ("first backup", "New", f"The job is not started, {because}"),
    }
    assert (result["changed"], result["status"], result["method"]) == (True, 403, "PUT")
    assert [one["after_header"] for one in result["diff"]] == ["backup job 'New' of contoso.onmicrosoft.com"]
    assert result["summary"]["state"] == "failed"


def test_no_other_job_is_disabled_after_one_that_could_not_be(simulator: Simulator) -> None:
    simulator.fault("status", "/disable$", method="POST", status=403)
    simulator.clear_journal()
    result = failed(simulator, tenant(SITES, unmanaged_jobs="disable", start_first_backup=True))
    assert writes(simulator) == ["PUT /Jobs", "POST /Jobs/disable"]
    assert {row["state"] for row in result["unmanaged"] if row["enabled"]} == {"failed"}
    first, *others = result["problems"]
    assert {row["msg"] for row in others} == {f"The job is not disabled, because these jobs failed: {first['job']}"}


def test_a_failure_before_any_write(simulator: Simulator) -> None:
    simulator.fault("status", "/Jobs/", method="PUT", status=403, times=None)
    result = failed(simulator, tenant(SITES))
    assert (result["changed"], result["diff"], states(result)) == (False, [], {"Contoso Sites": "failed"})


def test_somebody_else_is_in_the_way_of_one_job(simulator: Simulator) -> None:
    revision = run(simulator, tenant(SITES), check_mode=True).result["jobs"][0]["revision"]
    edit = {"job": "Contoso Sites", "settings": {"isEnabled": False}}
    simulator.race("/Jobs/[^/]+$", edit, method="GET")
    result = failed(simulator, tenant({**SITES, "if_match": revision}, NEW))
    assert states(result) == {"Contoso Sites": "failed", "New": "created"}
    assert result["error_code"] == "conflict"


@pytest.mark.parametrize("is_written", [True, False])
def test_a_mistake_of_the_collection_fails_one_job(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, is_written: bool
) -> None:
    class Wrong(carrying_out.Planned):
        def run(self, check_mode: bool) -> Outcome:
            if is_written or self.params["name"] != "Contoso Sites":
                done = super().run(check_mode)
            if self.params["name"] == "Contoso Sites":
                raise KeyError(simulator.password)
            return done

    monkeypatch.setattr(carrying_out, "Planned", Wrong)
    simulator.clear_journal()
    result = failed(simulator, tenant(NEW, SITES, GONE))
    assert writes(simulator) == ["POST /Jobs", "PUT /Jobs"][: 1 + is_written]
    assert states(result) == {"New": "created", "Contoso Sites": "failed", "Dave two": "failed"}
    assert (result["error_code"], result["changed"]) == ("internal_error", True)
    assert simulator.password not in str(result)
    assert failed(simulator, tenant(SITES | {"description": "Mine"}))["changed"] is is_written


def test_a_mistake_of_the_collection_in_an_action_is_its_problem(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_arguments: Any) -> Outcome:
        raise KeyError("id")

    monkeypatch.setattr(job_action, "run", wrong)
    result = failed(simulator, tenant(NEW, start_first_backup=True))
    assert states(result) == {"New": "created"}
    (problem,) = result["problems"]
    assert (problem["place"], problem["job"]) == ("first backup", "New")
    assert "KeyError" in problem["msg"]


def test_a_server_that_is_lost_is_not_asked_for_each_job(simulator: Simulator) -> None:
    jobs = [
        {"name": name, "description": "Ours"} for name in ("Contoso Sites", "Contoso Teams", "Dave one", "Dave two")
    ]
    simulator.fault("status", "/Jobs/[^/]+$", method="GET", status=401, times=None)
    result = failed(simulator, tenant(*jobs))
    errors = [row["error"] for row in result["jobs"]]
    assert sum("Not tried" in str(error) for error in errors) == 2
    assert set(states(result).values()) == {"failed"}


# ---- first backups --------------------------------------------------------------------------------------------------

TWO = tenant(
    NEW, new(name="Newer", selected_items=[user("grace")]), start_first_backup=True, wait=True, wait_timeout=60
)


def test_first_backups_are_started_together_and_waited_for(simulator: Simulator) -> None:
    run(simulator, {**TWO, "start_first_backup": False})
    for name in ("New", "Newer"):
        simulator.outcome(name, "Success", seconds=2)
    simulator.clear_journal()
    done = run(simulator, TWO)
    assert done.result["started"] == ["New", "Newer"]
    paths = [entry["path"] for entry in simulator.journal()]
    starts = [number for number, path in enumerate(paths) if path.endswith("/start")]
    waits = [number for number, path in enumerate(paths) if re.search("/JobSessions/[^/]+$", path)]
    assert waits
    assert max(starts) < min(waits)
    assert [simulator.job(name)["lastStatus"] for name in ("New", "Newer")] == ["Success"] * 2


def test_a_first_backup_that_fails_does_not_keep_the_task_from_waiting_for_others(simulator: Simulator) -> None:
    run(simulator, {**TWO, "start_first_backup": False})
    simulator.outcome("New", "Failed", seconds=1)
    simulator.outcome("Newer", "Success", seconds=2)
    result = failed(simulator, TWO)
    assert simulator.job("Newer")["lastStatus"] == "Success"
    assert result["started"] == ["New", "Newer"]
    (problem,) = result["problems"]
    assert (problem["place"], problem["job"]) == ("first backup", "New")
    assert "ended with Failed" in problem["msg"]


def test_all_first_backups_share_the_time(simulator: Simulator) -> None:
    run(simulator, {**TWO, "start_first_backup": False})
    for name in ("New", "Newer"):
        simulator.outcome(name, "Success", seconds=1e6)
    result = failed(simulator, {**TWO, "wait_timeout": 1})
    assert [(row["job"], row["msg"].split(" the session")[0]) for row in result["problems"]] == [
        ("New", "wait_timeout: after 1 s"),
        ("Newer", "wait_timeout: after 1 s"),
    ]
    assert (result["error_code"], result["changed"]) == ("timeout", True)
