# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup copy jobs: their rules, their runs, and what they keep their backup jobs from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant

OBJECT = {"object_storage": "AmazonS3", "proxy": "p1"}
REPOSITORIES: dict[str, dict[str, Any]] = {
    "Disk 01": {"proxy": "p1"},
    "Source": OBJECT,
    "Target": OBJECT,
    "Archive": {**OBJECT, "object_storage": "AmazonS3Glacier", "long_term": True},
    "Far": {**OBJECT, "proxy": "p2"},
    "Pool": {**OBJECT, "proxy_pool": "one"},
    "Pool too": {**OBJECT, "proxy": "p2", "proxy_pool": "one"},
    "Snapshots": {**OBJECT, "retention_type": "SnapshotBased"},
    "Immutable": {**OBJECT, "immutable_days": 0},
    "Immutable for days": {**OBJECT, "immutable_days": 30},
    "Theirs": {**OBJECT, "organization": "fabrikam.onmicrosoft.com"},
    "Broken": {**OBJECT, "out_of_order": True},
}
JOBS = ("Disk 01", "Source", "Pool")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """A simulator with one job in each of some repositories, and one repository for each rule."""
    seed = {
        "organizations": [
            {"name": "contoso.onmicrosoft.com", "users": [{"name": "alice@contoso.com"}]},
            {"name": "fabrikam.onmicrosoft.com"},
        ],
        "repositories": [{"name": name, **more} for name, more in REPOSITORIES.items()],
        "jobs": [
            {
                "name": f"In {name}",
                "organization": "contoso.onmicrosoft.com",
                "repository": name,
                "selected_items": [{"type": "User", "name": "alice@contoso.com"}],
            }
            for name in JOBS
        ],
    }
    path: Path = tmp_path_factory.mktemp("copies") / "seed.yml"
    path.write_text(yaml.safe_dump(seed))
    with Simulator("--data", str(path)) as simulator:
        yield simulator
    assert simulator.errors() == ""


@pytest.fixture(scope="module")
def logged_in(running: Simulator) -> Client:
    """A login at that simulator."""
    return Client(running)


def body(contoso: Tenant, source: str = "Source", target: str = "Target", **more: Any) -> dict[str, Any]:
    job = contoso.job(f"In {source}")["id"]
    repository = contoso.repositories[target]
    return {"backupJobId": job, "organizationId": contoso.id, "repositoryId": repository, **more}


def create(client: Client, contoso: Tenant, **more: Any) -> Any:
    return client.ok("POST", "CopyJobs", 201, body(contoso, **more))


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        ("Disk 01", "Target", "no object storage"),
        ("Source", "Disk 01", "no object storage"),
        ("Source", "Source", "the one of the backup job"),
        ("Source", "Far", "different proxies"),
        ("Source", "Pool", "different proxies"),
        ("Source", "Snapshots", "retention"),
        ("Source", "Immutable for days", "immutable"),
        ("Source", "Theirs", "another organization"),
        ("Source", "Broken", "out of order"),
    ],
)
def test_repositories_that_cannot_be_source_and_target(
    client: Client, contoso: Tenant, source: str, target: str, word: str
) -> None:
    client.refused("POST", "CopyJobs", body(contoso, source, target), word)
    assert client.every("CopyJobs") == []
    if source == "Source":
        copy = create(client, contoso)
        new = {"repositoryId": contoso.repositories[target]}
        client.refused("PUT", f"CopyJobs/{copy['id']}", new, word)
        assert client.get(f"CopyJobs/{copy['id']}") == copy


@pytest.mark.parametrize(
    ("source", "target"),
    [("Source", "Target"), ("Source", "Archive"), ("Source", "Immutable"), ("Pool", "Pool too")],
)
def test_repositories_that_can(client: Client, contoso: Tenant, source: str, target: str) -> None:
    copy = create(client, contoso, source=source, target=target)
    assert copy["repositoryId"] == contoso.repositories[target]


@pytest.mark.parametrize("name", ["backupJobId", "organizationId", "repositoryId"])
@pytest.mark.parametrize("value", [None, "00000000-0000-0000-0000-00000000dead", "x"])
def test_ids_are_checked(client: Client, contoso: Tenant, name: str, value: str | None) -> None:
    client.refused("POST", "CopyJobs", body(contoso, **{name: value}), name)


@pytest.mark.parametrize(
    ("policy", "word"),
    [
        ({"type": "Daily"}, "type"),
        ({"type": "Periodically"}, "periodicallyEvery"),
        ({"dailyTime": "03:00:00"}, "schedulePolicy.type"),
        ({"type": "DailyAtTime", "dailyTime": "25:00:00"}, "dailyTime"),
        ({"type": "Immediate", "backupCopyWindowSettings": {"backupWindow": [True]}}, "backupWindow"),
    ],
)
def test_schedules_that_are_refused(client: Client, contoso: Tenant, policy: dict[str, Any], word: str) -> None:
    client.refused("POST", "CopyJobs", body(contoso, schedulePolicy=policy), word)
    path = f"CopyJobs/{create(client, contoso)['id']}"
    client.refused("PUT", path, {"schedulePolicy": policy}, word)


def test_schedule_shows_what_applies_to_its_type(client: Client, contoso: Tenant) -> None:
    copy = create(client, contoso)
    assert copy["schedulePolicy"] == {"type": "Immediate", "backupCopyWindowEnabled": False}
    path = f"CopyJobs/{copy['id']}"
    client.ok("PUT", path, 204, {"schedulePolicy": {"type": "Periodically", "periodicallyEvery": "Hours4"}})
    assert client.get(path)["schedulePolicy"]["periodicallyEvery"] == "Hours4"
    client.ok("PUT", path, 204, {"schedulePolicy": {"type": "DailyAtTime", "dailyTime": "03:00:00"}})
    daily = {"type": "DailyAtTime", "dailyType": "Everyday", "dailyTime": "03:00:00", "backupCopyWindowEnabled": False}
    assert client.get(path)["schedulePolicy"] == daily
    client.ok("PUT", path, 204, {"schedulePolicy": {"backupCopyWindowEnabled": True}})
    window = client.get(path)["schedulePolicy"]["backupCopyWindowSettings"]
    assert window == {"backupWindow": [True] * 168, "minuteOffset": 0}


def test_what_a_put_leaves_out_stays(client: Client, contoso: Tenant) -> None:
    daily = {"type": "DailyAtTime", "dailyTime": "03:00:00"}
    copy = create(client, contoso, isEnabled=False, schedulePolicy=daily)
    path = f"CopyJobs/{copy['id']}"
    client.ok("PUT", path, 204, {"isEnabled": True})
    assert client.get(path) == {**copy, "isEnabled": True, "eTag": client.get(path)["eTag"]}
    assert client.get(path)["eTag"] > copy["eTag"]


def test_one_for_each_backup_job(client: Client, contoso: Tenant) -> None:
    copy = create(client, contoso)
    client.refused("POST", "CopyJobs", body(contoso), "already has")
    other = create(client, contoso, source="Pool", target="Pool too")
    client.refused("PUT", f"CopyJobs/{other['id']}", {"backupJobId": copy["backupJobId"]}, "already has")
    assert client.get(f"Jobs/{copy['backupJobId']}/CopyJob") == copy
    assert client.get(f"CopyJobs/{copy['id']}/BackupJob")["id"] == copy["backupJobId"]


def test_filters(client: Client, contoso: Tenant) -> None:
    copy = create(client, contoso)
    other = create(client, contoso, source="Pool", target="Pool too")
    assert client.every(f"CopyJobs?organizationId={contoso.id}") == [copy, other]
    assert client.every(f"CopyJobs?repositoryId={other['repositoryId']}") == [other]
    assert client.every(f"CopyJobs?organizationId={contoso.other_id}") == []


def test_backup_job_cannot_be_deleted_before_its_copy_job(client: Client, contoso: Tenant) -> None:
    copy = create(client, contoso)
    path = f"Jobs/{copy['backupJobId']}"
    client.refused("DELETE", path, None, "copy job", 409)
    client.ok("DELETE", f"CopyJobs/{copy['id']}", 204)
    client.refused("DELETE", f"CopyJobs/{copy['id']}", None, "was not found", 404)
    client.ok("DELETE", path, 204)


def test_backup_job_cannot_move_to_another_type_of_retention(client: Client, contoso: Tenant) -> None:
    copy = create(client, contoso)
    path = f"Jobs/{copy['backupJobId']}"
    move = {"repositoryId": contoso.repositories["Snapshots"]}
    client.refused("PUT", path, move, "retention")
    client.ok("PUT", path, 204, {"repositoryId": contoso.repositories["Far"]})
    client.ok("DELETE", f"CopyJobs/{copy['id']}", 204)
    client.ok("PUT", path, 204, move)


@pytest.mark.parametrize("value", ["not_found", "empty"])
def test_copy_job_missing(simulator: Simulator, client: Client, contoso: Tenant, value: str) -> None:
    simulator.profile(copy_job_missing=value)
    path = f"Jobs/{contoso.job('In Source')['id']}"
    if value == "empty":
        assert client.get(f"{path}/CopyJob") == {}
    else:
        client.refused("GET", f"{path}/CopyJob", None, "was not found", 404)
    assert "copyJob" not in client.get(path)["_links"]
    copy = create(client, contoso)
    assert client.get(f"{path}/CopyJob") == copy
    assert "copyJob" in client.get(path)["_links"]
    client.refused("GET", "Jobs/00000000-0000-0000-0000-00000000dead/CopyJob", None, "was not found", 404)


def test_run(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    copy = create(client, contoso, isEnabled=False)
    path = f"CopyJobs/{copy['id']}"
    session = client.ok("POST", f"{path}/start", 200)
    assert (session["jobType"], session["jobId"], session["status"]) == ("Copy", copy["id"], "Running")
    assert session["total"] == 1
    client.refused("POST", f"{path}/start", None, "running", 409)
    assert client.get(path)["lastStatus"] == "Running"
    assert client.every(f"JobSessions?jobId={copy['id']}&jobType=Copy&status=Running") == [session]
    assert client.every(f"JobSessions?jobId={copy['backupJobId']}") == []
    simulator.advance(31)
    assert client.get(f"JobSessions/{session['id']}")["status"] == "Success"
    ended = client.get(path)
    assert (ended["lastStatus"], ended["lastBackup"] is not None) == ("Success", True)
    assert client.get(f"Jobs/{copy['backupJobId']}")["lastRun"] is None


def test_stop(client: Client, contoso: Tenant) -> None:
    path = f"CopyJobs/{create(client, contoso)['id']}"
    session = client.ok("POST", f"{path}/start", 200)
    client.ok("POST", f"{path}/stop", 204)
    assert client.get(f"JobSessions/{session['id']}")["status"] == "Stopped"
    client.ok("POST", f"{path}/stop", 204)


def test_outcome_of_a_copy_job(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    path = f"CopyJobs/{create(client, contoso)['id']}"
    simulator.outcome("In Source", "Failed", copy_job=True, seconds=1, log=[{"type": "Error", "message": "No disk"}])
    session = client.ok("POST", f"{path}/start", 200)
    simulator.advance(2)
    assert client.get(path)["lastStatus"] == "Failed"
    errors = client.every(f"JobSessions/{session['id']}/LogItems?type=Error")
    assert errors[0]["message"] == "No disk"


@pytest.mark.parametrize(("value", "moves"), [("settings", False), ("all", True)])
def test_etag_moves_on(simulator: Simulator, client: Client, contoso: Tenant, value: str, moves: bool) -> None:
    simulator.profile(etag_moves_on=value)
    copy = create(client, contoso)
    client.ok("POST", f"CopyJobs/{copy['id']}/start", 200)
    assert (client.get(f"CopyJobs/{copy['id']}")["eTag"] != copy["eTag"]) is moves


@pytest.mark.parametrize("switch", ["enable_when_enabled", "stop_when_idle", "edit_while_running"])
def test_conflicts(simulator: Simulator, client: Client, contoso: Tenant, switch: str) -> None:
    simulator.profile(**{switch: "conflict"})
    path = f"CopyJobs/{create(client, contoso)['id']}"
    if switch == "edit_while_running":
        client.ok("POST", f"{path}/start", 200)
        client.refused("PUT", path, {"isEnabled": False}, "running", 409)
        client.refused("DELETE", path, None, "running", 409)
    else:
        client.refused("POST", f"{path}/{'enable' if 'enable' in switch else 'stop'}", None, "", 409)


def test_edit_by_somebody_else(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    target = contoso.repositories["Target"]
    simulator.edit("In Source", copy_job={"repositoryId": target, "isEnabled": False})
    (copy,) = simulator.state()["copyJobs"]
    assert (copy["repositoryId"], copy["isEnabled"]) == (target, False)
    simulator.edit("In Source", copy_job={"isEnabled": True})
    assert client.get(f"CopyJobs/{copy['id']}")["isEnabled"] is True
    simulator.edit("In Source", remove_copy_job=True)
    assert simulator.state()["copyJobs"] == []
    with pytest.raises(RuntimeError, match=r"copy_job\.isEnabled"):
        simulator.edit("In Source", copy_job={"repositoryId": target, "isEnabled": "no"})
