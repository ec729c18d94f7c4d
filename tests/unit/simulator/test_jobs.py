# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs: create, read, edit, delete; what is refused."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant

FIELDS = {
    "description", "backupType", "schedulePolicy", "id", "organizationId", "repositoryId", "name", "lastRun", "nextRun",
    "lastBackup", "isEnabled", "lastStatus", "totalObjects", "processedObjects", "eTag", "_links",
}  # fmt: skip
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z")


def test_resource(client: Client, contoso: Tenant) -> None:
    job = contoso.create("Fields")
    assert set(job) == FIELDS
    assert client.get(f"Jobs/{job['id'].upper()}") == job
    assert (job["isEnabled"], job["lastRun"], job["totalObjects"]) == (True, None, 0)
    assert "Administrator" in job["description"]
    assert STAMP.fullmatch(contoso.job("Contoso Mailboxes")["lastRun"])


def test_filters(client: Client, contoso: Tenant) -> None:
    assert [job["name"] for job in client.every(f"Jobs?organizationId={contoso.other_id}")] == ["Fabrikam Everything"]
    assert len(client.every(f"Jobs?repositoryId={contoso.disk}&organizationId={contoso.id}")) == 1
    assert client.every(f"Jobs?organizationId={uuid.uuid4()}") == []


def test_create_with_everything(client: Client, contoso: Tenant) -> None:
    job = contoso.create(
        "Full",
        description="Mine",
        isEnabled=False,
        runNow=True,
        selectedItems=[contoso.user("alice"), contoso.user("bob")],
        excludedItems=[contoso.user("carol")],
        schedulePolicy={"type": "ManualOnly"},
    )
    assert (job["description"], job["isEnabled"], job["lastStatus"]) == ("Mine", False, "Running")
    assert len(client.every(f"Jobs/{job['id']}/SelectedItems")) == 2
    assert len(client.every(f"Jobs/{job['id']}/ExcludedItems")) == 1


def test_names_are_invented_where_none_is_given(client: Client, contoso: Tenant) -> None:
    body = contoso.new_job()
    del body["name"]
    assert client.ok("POST", "Jobs", 201, body)["name"] == "Backup Job 1"
    assert client.ok("POST", "Jobs?skipItemUpdate=true", 201, body)["name"] == "Backup Job 2"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"repositoryId": None}, "repositoryId"),
        ({"repositoryId": "disk"}, "repositoryId"),
        ({"repositoryId": str(uuid.UUID(int=1))}, "repositoryId"),
        ({"organizationId": str(uuid.UUID(int=1))}, "organizationId"),
        ({"backupType": "Everything"}, "backupType"),
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"name": 5}, "name"),
        ({"name": "CONTOSO sites"}, "name"),
        ({"isEnabled": "true"}, "isEnabled"),
        ({"runNow": 1}, "runNow"),
        ({"selectedItems": None}, "selectedItems"),
        ({"selectedItems": [{"type": "Mailbox"}]}, "selectedItems[0].type"),
        ({"backupType": "EntireOrganization", "selectedItems": []}, "selectedItems"),
        ({"schedulePolicy": None}, "schedulePolicy"),
        ({"schedulePolicy": {"dailyTime": None}}, "dailyTime"),
        ({"schedulePolicy": {"type": "Daily", "dailyTime": "9:00"}}, "dailyTime"),
        ({"schedulePolicy": {"retryNumber": 0}}, "retryNumber"),
        ({"schedulePolicy": {"retryNumber": 778}}, "retryNumber"),
        ({"schedulePolicy": {"retryNumber": "5"}}, "retryNumber"),
        ({"schedulePolicy": {"retryWaitInterval": 1000}}, "retryWaitInterval"),
        ({"schedulePolicy": {"periodicallyOffsetMinutes": 60}}, "periodicallyOffsetMinutes"),
        ({"schedulePolicy": {"backupWindowSettings": {"backupWindow": [True] * 167}}}, "backupWindow"),
        ({"schedulePolicy": {"backupWindowSettings": {"backupWindow": [1] * 168}}}, "backupWindow"),
    ],
)
def test_refused_on_create(client: Client, contoso: Tenant, change: dict[str, Any], word: str) -> None:
    before = client.every("Jobs")
    client.refused("POST", "Jobs", {**contoso.new_job("New"), **change}, word)
    assert client.every("Jobs") == before


@pytest.mark.parametrize("field", ["repositoryId", "organizationId", "backupType"])
def test_required_on_create(client: Client, contoso: Tenant, field: str) -> None:
    body = contoso.new_job()
    del body[field]
    client.refused("POST", "Jobs", body, field)


@pytest.mark.parametrize("repository", ["Old Disk", "Object Archive"])
def test_repositories_that_take_no_backups(client: Client, contoso: Tenant, repository: str) -> None:
    client.refused("POST", "Jobs", contoso.new_job(repositoryId=contoso.repositories[repository]), "repositoryId")


def test_repository_of_another_organization(client: Client, contoso: Tenant) -> None:
    vault = contoso.repositories["Contoso Vault"]
    body = contoso.new_job(organizationId=contoso.other_id, repositoryId=vault)
    assert "another organization" in client.refused("POST", "Jobs", body, "repositoryId")
    path = f"Jobs/{contoso.job('Fabrikam Everything')['id']}"
    client.refused("PUT", path, {"repositoryId": vault}, "repositoryId")


def test_bodies_that_are_no_json(client: Client) -> None:
    kind = {"content-type": "application/json"}
    for body in (b"", b"{", b"\xff", b"null", b"[]", b'{"name": "\\ud800"}'):
        answer = client.send("POST", "Jobs", data=body, headers=kind)
        assert (answer.status_code, answer.json()["errorCode"]) == (400, "ParameterValidationFailure")
    assert client.send("POST", "Jobs", data="a=b").status_code == 415


def test_put_keeps_what_it_leaves_out(client: Client, contoso: Tenant) -> None:
    before = contoso.job("Contoso Mailboxes")
    items = client.every(f"Jobs/{before['id']}/SelectedItems")
    client.ok("PUT", f"Jobs/{before['id']}", 204, {"description": "Other", "name": None, "isEnabled": False})
    after = contoso.job("Contoso Mailboxes")
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"description", "isEnabled", "eTag", "nextRun"}
    assert client.every(f"Jobs/{before['id']}/SelectedItems") == items


def test_put_replaces_item_lists(client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.job('Contoso Mailboxes')['id']}"
    client.ok("PUT", path, 204, {"selectedItems": [contoso.user("erin")], "excludedItems": []})
    assert [item["user"]["name"] for item in client.every(f"{path}/SelectedItems")] == ["erin@contoso.com"]
    assert client.every(f"{path}/ExcludedItems") == []
    client.refused("PUT", path, {"selectedItems": []}, "last selected item")


def test_rename(client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.job('Contoso Sites')['id']}"
    client.refused("PUT", path, {"name": "contoso TEAMS"}, "name")
    client.ok("PUT", path, 204, {"name": "contoso SITES"})
    client.ok("PUT", path, 204, {"name": "Pages"})
    contoso.create("Contoso Sites")
    client.ok("POST", "Jobs", 201, contoso.new_job("Contoso Teams", organizationId=contoso.other_id))


def test_one_job_for_the_entire_organization(client: Client, contoso: Tenant) -> None:
    whole = contoso.new_job("Whole", backupType="EntireOrganization")
    job = client.ok("POST", "Jobs", 201, whole)
    client.refused("POST", "Jobs", {**whole, "name": "Again"}, "backupType")
    other = f"Jobs/{contoso.job('Contoso Sites')['id']}"
    client.refused("PUT", other, {"backupType": "EntireOrganization"}, "backupType")
    client.ok("DELETE", f"Jobs/{job['id']}", 204)
    client.ok("PUT", other, 204, {"backupType": "EntireOrganization"})
    assert client.every(f"{other}/SelectedItems") == []
    client.refused("POST", f"{other}/SelectedItems", [contoso.user("bob")], "selectedItems")


def test_delete(client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.job('Contoso Mailboxes')['id']}"
    client.ok("DELETE", path, 204)
    for method, rest in (
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/enable"),
        ("GET", "/SelectedItems"),
        ("GET", "/CopyJob"),
    ):
        client.refused(method, path + rest, None, "was not found", 404)


def test_every_failure_has_the_same_form(client: Client) -> None:
    for method, path, status in (("GET", "Nothing", 404), ("PATCH", "Jobs", 405), ("GET", "Jobs/1", 400)):
        answer = client.send(method, path)
        assert (answer.status_code, set(answer.json())) == (status, {"message", "errorCode", "stackTrace"})
    for method in ("PATCH", "HEAD"):
        answer = client.send(method, "Jobs")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


def test_some_failures_carry_a_stack_trace(client: Client, contoso: Tenant) -> None:
    refusal = client.send("POST", "Jobs", json=contoso.new_job("Contoso Sites")).json()
    assert refusal["stackTrace"].startswith("   at ")


def test_runs_are_repeatable(simulator: Simulator, contoso: Tenant) -> None:
    first = contoso.create()["id"]
    simulator.reset()
    assert contoso.create()["id"] == first
