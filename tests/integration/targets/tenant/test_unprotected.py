# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the jobs of a tenant do not protect: what the tenant omits, and what is so after a run that failed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.harness.direct import Direct
from tests.integration.targets.tenant.conftest import DAVE, Plan, group, new, tenant, user
from tests.integration.targets.tenant.test_carrying_out import failed, run
from tests.simulator.launch import Simulator

NIGHTLY = {"type": "Daily", "daily_time": "22:00"}


def reasons(result: Any, *words: str) -> list[tuple[str | None, str]]:
    """The jobs and reasons that a result names, of these words where there are any."""
    rows = [(row["job"], row["reason"]) for row in result["unprotected"]]
    return [row for row in rows if not words or row[1] in words]


def without_items(simulator: Simulator, name: str) -> None:
    simulator.edit(name, remove_selected=[row["id"] for row in simulator.job(name)["selectedItems"]])


# ---- what the tenant omits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Contoso Sites", "Dave one"])
@pytest.mark.parametrize("more", [{}, {"description": "New"}, {"excluded_items": []}])
def test_items_that_are_omitted_and_gone(plan: Plan, simulator: Simulator, name: str, more: dict[str, Any]) -> None:
    described = tenant({"name": name, **more}, repository=None)
    assert reasons(plan(described).result, "empty") == []
    without_items(simulator, name)
    outcome = plan(described)
    assert reasons(outcome.result, "empty") == [(name, "empty")]
    assert outcome.result["summary"]["state"] == ("changed" if "description" in more else "unprotected")


# ---- a tenant without a job -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["ignore", "report"])
def test_a_tenant_without_a_job_protects_nobody(plan: Plan, choice: str) -> None:
    result = plan(tenant(unmanaged_jobs=choice), "t_").result
    (row,) = result["unprotected"]
    assert (row["place"], row["job"], row["reason"], row["described"]) == ("t_jobs", None, "no_jobs", False)
    assert result["summary"]["state"] == "unprotected"
    assert result["summary"]["lines"][1].startswith("t_jobs: The tenant describes no job")
    assert "unprotected" not in result["summary"]["stats"]["vb365_tenants"]["contoso.onmicrosoft.com"]


@pytest.mark.parametrize(
    "described",
    [tenant(unmanaged_jobs="disable"), tenant({"name": "Dave one", "state": "absent"})],
    ids=["all are disabled", "all are absent"],
)
def test_a_tenant_that_leaves_says_so(plan: Plan, described: dict[str, Any]) -> None:
    assert plan(described).result["unprotected"] == []


# ---- jobs that never ran --------------------------------------------------------------------------------------------


def test_a_job_that_never_ran_is_named(simulator: Simulator) -> None:
    job = new(schedule=NIGHTLY)
    never = [("New", "never_ran")]
    created = run(simulator, tenant(job)).result
    assert reasons(created, "never_ran") == []
    again = run(simulator, tenant(job)).result
    assert reasons(again) == never
    assert again["summary"]["state"] == "in sync"
    assert again["summary"]["lines"][:2] == ["contoso.onmicrosoft.com: in sync (1 job)", "never ran: New"]
    assert again["summary"]["stats"]["vb365_tenants"]["contoso.onmicrosoft.com"]["never_ran"] == ["New"]
    for check_mode in (True, False):
        begun = run(simulator, tenant(job, start_first_backup=True), check_mode).result
        assert (begun["started"], reasons(begun)) == (["New"], [])


def test_a_time_that_the_server_chose_outside_the_window_is_named_by_the_run_that_wrote(simulator: Simulator) -> None:
    schedule = {"type": "Daily", "backup_window": {"allow": ["Mon 00:00-06:00"]}}
    check = run(simulator, tenant(new(schedule=schedule)), check_mode=True)
    (text,) = check.result["jobs"][0]["warnings"]
    assert text.startswith("'New' never starts if the server chooses a time in no allowed hour")
    first, second = (run(simulator, tenant(new(schedule=schedule))).result for _again in range(2))
    assert reasons(first, "never_starts") == reasons(second, "never_starts") == [("New", "never_starts")]


def test_a_first_backup_that_could_not_be_started(simulator: Simulator) -> None:
    run(simulator, tenant(new(schedule=NIGHTLY)))
    simulator.fault("status", "/start$", method="POST", status=403)
    result = failed(simulator, tenant(new(schedule=NIGHTLY), start_first_backup=True))
    assert reasons(result) == [("New", "never_ran")]


# ---- sessions that the last status hides --------------------------------------------------------------------------

MAIL = "Contoso Mailboxes"


def end(simulator: Simulator, *ends: str, retry: bool = False) -> None:
    """Run the job once for each end, a day apart; "Running" runs on."""
    client = Direct(simulator).client
    for status in ends:
        simulator.advance(24 * 3600)
        is_short = status in ("Success", "Failed")
        simulator.outcome(MAIL, status if is_short else "Success", seconds=30 if is_short else 36000, retry=retry)
        client.post(f"/Jobs/{simulator.job(MAIL)['id']}/start", {})
        simulator.advance(31)
        if status == "Stopped":
            client.post(f"/Jobs/{simulator.job(MAIL)['id']}/stop", {})


@pytest.mark.parametrize(
    ("ends", "failing", "requests"),
    [
        (["Failed", "Success"], False, 0),
        (["Failed"], True, 1),  # its schedule has retries
        (["Failed", "Running"], True, 1),
        (["Success", "Running"], False, 1),
        (["Success", "Stopped"], False, 1),
        (["Success", "Stopped", "Stopped"], True, 1),
        (["Stopped", "Stopped", "Running"], True, 1),
        (["Failed", "Stopped"], True, 1),
        (["Stopped", "Stopped", "Success"], False, 0),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_a_bad_end_is_named_whatever_runs_now(
    simulator: Simulator, ends: list[str], failing: bool, requests: int
) -> None:
    end(simulator, *ends)
    simulator.clear_journal()
    found = run(simulator, tenant({"name": MAIL}), check_mode=True).result
    assert reasons(found) == ([(MAIL, "failing")] if failing else [])
    assert sum(entry["path"].endswith("/JobSessions") for entry in simulator.journal()) == requests


def test_a_failed_session_is_no_problem_if_a_retry_follows(simulator: Simulator) -> None:
    policy = {"type": "Daily", "retryEnabled": True, "retryNumber": 3, "retryWaitInterval": 10}
    simulator.edit(MAIL, settings={"schedulePolicy": policy})
    end(simulator, "Failed", retry=True)
    assert reasons(run(simulator, tenant({"name": MAIL}), check_mode=True).result) == []


# ---- exclusions that remove the members of groups ------------------------------------------------------------------

ONLY_MEMBERS = {
    **dict.fromkeys(("members", "member_mailbox", "member_onedrive", "member_site"), True),
    "mailbox": False,
}
PEOPLE = [user("dave"), user("erin")]
VPN = group("VPN Users", **ONLY_MEMBERS, member_archive_mailbox=True)


@pytest.mark.parametrize(("selected", "excluded"), [([VPN], PEOPLE), (PEOPLE, [VPN])], ids=["users", "group"])
@pytest.mark.parametrize("omitted", ["keep", "default"])
def test_a_job_in_sync_whose_exclusions_remove_everybody(
    simulator: Simulator, selected: list[dict[str, Any]], excluded: list[dict[str, Any]], omitted: str
) -> None:
    lists = {"selected_items": selected, "excluded_items": excluded}
    described = tenant(new(schedule=NIGHTLY, **lists), omitted=omitted)
    other = [*selected, {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"}]
    run(simulator, tenant(new(schedule=NIGHTLY, selected_items=other, excluded_items=excluded)))
    site = next(row for row in simulator.job("New")["selectedItems"] if row.get("site"))
    simulator.edit("New", remove_selected=[site["id"]])
    for check_mode in (True, False):
        result = run(simulator, described, check_mode).result
        assert reasons(result, "excludes_all") == [("New", "excludes_all")]
        assert result["summary"]["state"] == "unprotected"
    (row,) = (row for row in result["unprotected"] if row["reason"] == "excludes_all")
    assert (row["place"], row["severity"]) == ("jobs[0].excluded_items", "critical")
    fewer = {**lists, "selected_items": [*selected, user("frank")]}
    assert reasons(run(simulator, tenant(new(schedule=NIGHTLY, **fewer))).result, "excludes_all") == []


def test_members_are_read_once_and_only_where_they_decide(plan: Plan, simulator: Simulator) -> None:
    jobs = [new(name=name, schedule=NIGHTLY, selected_items=[user(name)]) for name in ("grace", "ivan")]
    excluded = [{**job, "excluded_items": [VPN]} for job in jobs]
    for described, number in ((tenant(*excluded), 1), (tenant(*jobs), 0)):
        run(simulator, described)
        plan(described)
        assert len([path for path in plan.requests if path.endswith("/Members")]) == number


def test_members_of_a_group_whose_own_mailbox_stays_are_not_read(plan: Plan, simulator: Simulator) -> None:
    everybody = group("sales@contoso.com", **{**ONLY_MEMBERS, "mailbox": True})
    described = tenant(new(schedule=NIGHTLY, selected_items=[everybody], excluded_items=[*PEOPLE]))
    run(simulator, described)
    plan(described)
    assert not [path for path in plan.requests if path.endswith("/Members")]


# ---- after a failure ------------------------------------------------------------------------------------------------


def test_a_job_that_stays_disabled_protects_nobody(simulator: Simulator) -> None:
    simulator.edit("Contoso Sites", settings={"isEnabled": False})
    described = tenant({"name": "Contoso Sites", "enabled": True}, new(schedule=NIGHTLY))
    assert reasons(run(simulator, described, check_mode=True).result) == []
    simulator.fault("status", "/Jobs/", method="PUT", status=403, times=None)
    result = failed(simulator, described)
    assert reasons(result) == [("Contoso Sites", "disabled")]
    (row,) = result["unprotected"]
    assert (row["place"], row["described"]) == ("jobs[0].enabled", False)
    assert [problem["reason"] for problem in result["jobs"][0]["problems"]] == ["disabled"]


def test_a_change_that_failed_leaves_the_problems_of_what_is_there(simulator: Simulator) -> None:
    without_items(simulator, "Dave one")
    simulator.fault("status", "/SelectedItems$", method="POST", status=403, times=None)
    result = failed(simulator, tenant({"name": "Dave one", "selected_items": [DAVE]}))
    assert reasons(result, "empty") == [("Dave one", "empty")]


def test_what_a_failed_job_would_have_brought_on_is_not_told(simulator: Simulator) -> None:
    simulator.fault("status", "/Jobs/", method="PUT", status=403, times=None)
    result = failed(simulator, tenant({"name": "Contoso Sites", "schedule": {"type": "ManualOnly"}}))
    assert reasons(result) == []


def test_a_job_that_could_not_be_created_is_missing(simulator: Simulator) -> None:
    simulator.fault("status", "/Jobs$", method="POST", status=403, times=None)
    result = failed(simulator, tenant(new(), {"name": "Contoso Sites"}))
    assert reasons(result) == [("New", "missing")]
    assert result["summary"]["stats"]["vb365_tenants"]["contoso.onmicrosoft.com"]["unprotected"] == ["New"]


def test_a_job_that_was_created_although_nobody_answered(simulator: Simulator) -> None:
    """Its loop fails at the listing that follows, and the job is there."""
    simulator.fault("drop_after", "/Jobs$", method="POST")
    simulator.fault("status", "/Jobs$", method="GET", skip=2, status=403)
    result = failed(simulator, tenant(new(schedule=NIGHTLY)))
    assert reasons(result) == [("New", "never_ran")]
    assert result["jobs"][0]["id"] == simulator.job("New")["id"]


def test_a_job_that_should_be_gone_still_keeps_objects_from_another(simulator: Simulator) -> None:
    """A job of the entire organization skips what a disabled job selects, as long as that one is there."""
    whole = {"name": "Whole", "backup_type": "EntireOrganization", "schedule": NIGHTLY}
    off = new(name="Off", selected_items=[user("heidi")], enabled=False)
    run(simulator, tenant(off))
    described = tenant(whole, {"name": "Off", "state": "absent"}, unmanaged_jobs="disable")
    planned = run(simulator, described, check_mode=True).result
    simulator.fault("status", f"/Jobs/{simulator.job('Off')['id']}$", method="DELETE", status=403)
    result = failed(simulator, described)
    skipped = [row for row in result["unprotected"] if row["reason"] == "shadowed"]
    assert "Off" in {row["other"] for row in skipped}
    assert "Off" not in {row["other"] for row in planned["unprotected"]}


def test_unmanaged_jobs_that_are_still_enabled_still_back_up(simulator: Simulator) -> None:
    """Planned as disabled, they would keep their objects from the job of the entire organization."""
    whole = {"name": "Whole", "backup_type": "EntireOrganization", "schedule": NIGHTLY}
    described = tenant(whole, unmanaged_jobs="disable")
    planned = {row["other"] for row in run(simulator, described, check_mode=True).result["unprotected"]}
    simulator.fault("status", "/disable$", method="POST", status=403, times=None)
    left = {row["other"] for row in failed(simulator, described)["unprotected"]}
    assert "Contoso Mailboxes" in planned
    assert "Contoso Mailboxes" not in left
    assert "Contoso Teams" in left  # was disabled before


def test_a_server_that_is_lost_leaves_what_was_read(simulator: Simulator) -> None:
    simulator.edit("Contoso Sites", settings={"isEnabled": False})
    simulator.fault("status", "/Jobs/", method="PUT", status=403, times=None)
    simulator.fault("status", "/Jobs$", method="GET", skip=1, status=403, times=None)
    result = failed(simulator, tenant({"name": "Contoso Sites", "enabled": True}))
    assert reasons(result) == [("Contoso Sites", "disabled")]


def test_what_a_failure_costs(simulator: Simulator) -> None:
    simulator.fault("status", "/Jobs/", method="PUT", status=403)
    described = tenant({"name": "Contoso Sites", "description": "New"}, {"name": "Dave one"})
    simulator.clear_journal()
    failed(simulator, described)
    entries = [(entry["method"], entry["path"].rpartition("/")[2]) for entry in simulator.journal()]
    last = [method for method, _name in entries].index("PUT")
    assert [name for _method, name in entries[last + 1 :]] == ["Jobs", "SelectedItems", "ExcludedItems"]
