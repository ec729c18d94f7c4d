# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of objects by the data of repositories, which are read once for many tenants."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION
from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import connection
from ansible_collections.vb365.backup.plugins.modules import protection_status_info
from tests.integration.harness.direct import Direct
from tests.integration.targets.protection_status_info.conftest import CONTOSO, HOUR, MAIL, SITES, TEAMS, Morning
from tests.simulator.launch import Simulator

ALICE, BOB, HR = "alice@contoso.com", "bob@contoso.com", "https://contoso.sharepoint.com/sites/hr"
UNKNOWN = [*product(["every_run", "changes"], ["object", "own"])]


@pytest.fixture(params=UNKNOWN, ids=["-".join(one) for one in UNKNOWN])
def unsure(morning: Morning, request: pytest.FixtureRequest) -> Morning:
    """A server of each kind."""
    backed_up_time, data_id = request.param
    morning.simulator.profile(backed_up_time=backed_up_time, data_id=data_id)
    return morning


def fresh(morning: Morning) -> Morning:
    """The same, without what the client knows of repositories."""
    morning.direct = Direct(morning.simulator)
    return morning


def test_states(unsure: Morning) -> None:
    states = unsure.objects(organization=[CONTOSO])
    assert (states[ALICE], states[BOB], states[HR]) == ("ok", "ok", "ok")
    unsure.simulator.advance(24 * HOUR)
    states = fresh(unsure).objects(organization=[CONTOSO])
    assert (states[ALICE], states[HR]) == ("late", "late")
    unsure.run(MAIL)
    states = fresh(unsure).objects(organization=[CONTOSO])
    assert (states[ALICE], states[BOB], states[HR]) == ("ok", "ok", "late")


def test_an_object_that_failed_in_a_session_with_warnings_is_late(morning: Morning) -> None:
    # The simulator has the last object of such a session end with a warning, and of a failed one fail.
    morning.simulator.advance(24 * HOUR)
    morning.run(MAIL, "Failed")
    states = morning.objects(organization=[CONTOSO])
    assert Counter(states.values())["late"] > 0
    assert morning.state(MAIL) == "late"


def test_selected_and_never_backed_up(unsure: Morning) -> None:
    unsure.simulator.edit(MAIL, add_selected=[{"type": "User", "name": "dave@contoso.com", "mailbox": True}])
    unsure.simulator.edit(SITES, add_selected=[{"type": "Site", "name": "https://contoso.sharepoint.com"}])
    states = unsure.objects(organization=[CONTOSO])
    assert states["dave@contoso.com"] == states["https://contoso.sharepoint.com"] == "never"
    assert states["Product Launch"] == "disabled"
    unsure.run(MAIL)
    unsure.run(TEAMS)
    states = fresh(unsure).objects(organization=[CONTOSO])
    assert states["dave@contoso.com"] == "ok"
    rows = unsure.result(objects=True, organization=[CONTOSO])
    (dave,) = [row for row in rows["objects"] if row["name"] == "dave@contoso.com"]
    assert dave["repositories"] == ["Disk 01"]
    assert list(dave["workloads"]) == ["mailbox"]
    assert dave["rpo"] == 24 * HOUR
    assert rows["summary"]["objects"]["total"] == len(rows["objects"])
    assert {row["state"] for row in unsure.result(objects=True, state=["never"])["objects"]} == {"never"}


def test_an_object_that_no_job_has_any_more_is_not_late(unsure: Morning) -> None:
    selected = unsure.simulator.job(MAIL)["selectedItems"]
    group = next(item["id"] for item in selected if item["type"] == "Group")
    unsure.simulator.edit(MAIL, remove_selected=[group])
    member = set(unsure.objects(organization=[CONTOSO], repository="Disk 01")) - {ALICE, BOB}
    unsure.simulator.advance(24 * HOUR)
    unsure.run(MAIL)
    states = fresh(unsure).objects(organization=[CONTOSO], repository="Disk 01")
    assert (states[ALICE], states[BOB]) == ("ok", "ok")
    assert {states[name] for name in member} == {"disabled"}


def test_objects_of_disabled_jobs_are_never_ok(morning: Morning) -> None:
    for name in (MAIL, SITES):
        morning.simulator.edit(name, settings={"isEnabled": False})
    assert set(morning.objects(organization=[CONTOSO]).values()) == {"disabled"}


def test_an_object_in_two_repositories_is_one(morning: Morning) -> None:
    client, vault = morning.direct.client, "Contoso Vault"
    morning.simulator.advance(24 * HOUR)
    (found,) = [row for row in client.get_all("/BackupRepositories") if row["name"] == vault]
    user = morning.simulator.job(MAIL)["selectedItems"][0]
    body = {
        "name": "Twice",
        "organizationId": morning.simulator.job(MAIL)["organizationId"],
        "repositoryId": found["id"],
        "backupType": "SelectedItems",
        "selectedItems": [user],
    }
    client.post("/Jobs", body)
    morning.run("Twice")
    for state in ("late", "ok"):  # the OneDrive of Alice is in the job of the mailboxes alone, by a group
        rows = fresh(morning).result(objects=True, organization=[CONTOSO])["objects"]
        assert [(row["state"], row["repositories"]) for row in rows if row["name"] == ALICE] == [
            (state, [vault, "Disk 01"])
        ]
        morning.run(MAIL)


def test_a_mailbox_that_is_backed_up_does_not_hide_an_old_onedrive(unsure: Morning) -> None:
    dave = "dave@contoso.com"
    unsure.simulator.edit(MAIL, add_selected=[{"type": "User", "name": dave, "mailbox": True}])
    mail = unsure.simulator.job(MAIL)
    (item,) = [one for one in mail["selectedItems"] if (one.get("user") or {}).get("name") == dave]
    selected = [{"type": "User", "user": item["user"], "oneDrive": True, "mailbox": False}]
    same = {key: mail[key] for key in ("organizationId", "repositoryId", "schedulePolicy")}
    unsure.direct.client.post(
        "/Jobs", {**same, "name": "OneDrives", "backupType": "SelectedItems", "selectedItems": selected}
    )
    unsure.run("OneDrives")
    unsure.simulator.advance(30 * HOUR)
    unsure.run(MAIL)
    states = fresh(unsure).objects(organization=[CONTOSO])
    assert (states[dave], states[BOB]) == ("late", "ok")
    unsure.run("OneDrives")
    assert fresh(unsure).objects(organization=[CONTOSO])[dave] == "ok"


def two_jobs(unsure: Morning) -> tuple[str, str]:
    """Dave with his mailbox in one job and with his archive in another, and the id of the latter item. No job
    selects a group, whose members are unknown."""
    dave = "dave@contoso.com"
    groups = [item["id"] for item in unsure.simulator.job(MAIL)["selectedItems"] if item["type"] == "Group"]
    unsure.simulator.edit(MAIL, remove_selected=groups)
    unsure.simulator.edit(MAIL, add_selected=[{"type": "User", "name": dave, "mailbox": True}])
    mail = unsure.simulator.job(MAIL)
    (item,) = [one for one in mail["selectedItems"] if (one.get("user") or {}).get("name") == dave]
    archive = {"type": "User", "user": item["user"], "archiveMailbox": True, "mailbox": False}
    users = [one["user"] for one in mail["selectedItems"] if one["type"] == "User"]
    bob = {**archive, "user": next(one for one in users if one["name"] == BOB)}
    same = {key: mail[key] for key in ("organizationId", "repositoryId", "schedulePolicy")}
    body = {**same, "name": "Archives", "backupType": "SelectedItems", "selectedItems": [archive, bob]}
    unsure.direct.client.post("/Jobs", body)
    unsure.run(MAIL)
    unsure.run("Archives")
    (item,) = [one for one in unsure.simulator.job("Archives")["selectedItems"] if one["user"]["name"] == dave]
    return dave, str(item["id"])


@pytest.mark.parametrize("way", ["removed", "disabled", "enabled again"])
def test_a_workload_that_no_running_job_selects_is_not_excused(unsure: Morning, way: str) -> None:
    """All jobs are in time, and a session of the mailboxes says nothing about archives."""
    dave, item = two_jobs(unsure)
    if way == "removed":
        unsure.simulator.edit("Archives", remove_selected=[item])
    else:
        unsure.simulator.edit("Archives", settings={"isEnabled": False})
    unsure.simulator.advance(21 * 24 * HOUR)
    unsure.run(MAIL)
    if way == "removed":
        unsure.run("Archives")
    (row,) = [
        one for one in fresh(unsure).result(objects=True, organization=[CONTOSO])["objects"] if one["name"] == dave
    ]
    assert row["state"] == "disabled"
    assert row["last_good"] == row["workloads"]["archive_mailbox"]
    if way == "enabled again":
        unsure.simulator.edit("Archives", settings={"isEnabled": True})
        assert fresh(unsure).objects(organization=[CONTOSO])[dave] == "late"
        unsure.run("Archives")
        assert fresh(unsure).objects(organization=[CONTOSO])[dave] == "ok"


def test_jobs_of_other_repositories_are_unknown_with_a_filter(unsure: Morning) -> None:
    """The job of the archives writes to another repository now, and the data of the past are in the first."""
    dave, _item = two_jobs(unsure)
    client = unsure.direct.client
    vault = next(row["id"] for row in client.get_all("/BackupRepositories") if row["name"] == "Contoso Vault")
    client.put(f"/Jobs/{unsure.simulator.job('Archives')['id']}", {"repositoryId": vault})
    unsure.simulator.advance(30 * HOUR)
    unsure.run(MAIL)
    unsure.run("Archives")
    assert fresh(unsure).objects(organization=[CONTOSO])[dave] == "ok"
    assert fresh(unsure).objects(organization=[CONTOSO], repository="Disk 01")[dave] == "ok"


def test_a_weekly_job_does_not_excuse_objects_of_a_daily_one(unsure: Morning) -> None:
    mail, selected = unsure.simulator.job(MAIL), unsure.simulator.job(SITES)["selectedItems"][:1]
    same = {key: mail[key] for key in ("organizationId", "repositoryId", "schedulePolicy")}
    unsure.direct.client.post(
        "/Jobs", {**same, "name": "HR weekly", "backupType": "SelectedItems", "selectedItems": selected}
    )
    unsure.run("HR weekly")
    unsure.run(MAIL)
    unsure.simulator.advance(30 * HOUR)
    rpo = {"default": "24h", "jobs": {"* weekly": "8d"}}
    rows = unsure.result(objects=True, organization=[CONTOSO], repository="Disk 01", rpo=rpo)["objects"]
    states = {row["name"]: (row["state"], row["rpo"]) for row in rows}
    assert states[ALICE] == ("late", 24 * HOUR)
    assert states[HR] == ("ok", 8 * 24 * HOUR)
    unsure.run(MAIL)
    states = fresh(unsure).objects(organization=[CONTOSO], repository="Disk 01", rpo=rpo)
    assert (states[ALICE], states[HR]) == ("ok", "ok")


@pytest.mark.parametrize(("status", "state"), [("Failed", "late"), ("Success", "ok")])
def test_an_object_that_failed_in_one_of_two_jobs_is_late(unsure: Morning, status: str, state: str) -> None:
    sites = unsure.simulator.job(SITES)
    user = unsure.simulator.job(MAIL)["selectedItems"][0]["user"]
    unsure.simulator.profile(backed_up_time="changes")
    unsure.simulator.advance(30 * HOUR)
    unsure.run(MAIL)
    unsure.run(SITES)
    sessions = unsure.direct.client.get_all("/JobSessions", jobId=sites["id"])
    last = max(sessions, key=lambda row: str(row["endTime"]))
    results = [{"id": user["id"], "type": "User", "status": status}]
    body = {"offset": 0, "limit": 30, "results": results, "_links": {}}
    unsure.simulator.fault("status", path=f"{last['id']}/ProcessedObjects", status=200, body=body, times=None)
    assert fresh(unsure).objects(organization=[CONTOSO])[ALICE] == state


def test_a_repository_that_cannot_be_read_hides_nothing(morning: Morning) -> None:
    disk = next(row["id"] for row in morning.direct.client.get_all("/BackupRepositories") if row["name"] == "Disk 01")
    body = {"message": "The proxy is offline.", "errorCode": "ProxyOffline", "stackTrace": None}
    morning.simulator.fault("status", path=f"{disk}/.*Data$", status=500, body=body, times=None)
    morning.direct.requests()
    result = morning.result(objects=True)
    (unread,) = result["unread_repositories"]
    assert unread["repository"] == "Disk 01"
    assert "The proxy is offline." in unread["error"]
    assert {row["name"] for row in result["objects"]}.isdisjoint({ALICE, BOB})
    assert HR in {row["name"] for row in result["objects"]}
    # Two tenants write to it: it is asked once, and once more for the error where reads go side by side.
    assert sum(disk in path for path in morning.direct.requests()) <= 5
    assert result["summary"]["jobs"]["total"] == 4


def test_a_repository_of_many_tenants_is_paged_once(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with Simulator("--generate", "organizations=300,jobs=1,users=2,repositories=1") as simulator:
        direct = Direct(simulator)
        names = [row["name"] for row in direct.client.get_all("/Organizations")]
        for job in direct.client.get_all("/Jobs")[:3]:
            direct.client.post(f"/Jobs/{job['id']}/start", {})
        simulator.advance(60)
        direct.requests()

        def look(name: str) -> int:
            """A task of a process of its own: nothing but the run's folder is shared."""
            options = direct.validated({"argument_spec": CONNECTION}, {})
            client = Client(connection(options), str(tmp_path / "run"))
            params = direct.validated(protection_status_info.ARGUMENTS, {"organization": [name], "objects": True})
            result = protection_status_info.OPERATION(client, params, True).result
            client.close()
            return sum(row["state"] == "ok" for row in result["objects"])

        with ThreadPoolExecutor(4) as pool:
            good = sum(pool.map(look, names[::5]))
        requests = Counter(direct.requests())
        data = {path: count for path, count in requests.items() if path.endswith("Data")}
        assert len(data) == 4
        assert set(data.values()) == {1}
        assert good > 0
