# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backed-up data of repositories, protected objects, restore points."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant


def run(simulator: Simulator, client: Client, job: Any, *outcome: str) -> str:
    """Run a job to its end, which is returned."""
    simulator.outcome(job["name"], *(outcome or ["Success"]), retry=False)
    session = client.ok("POST", f"Jobs/{job['id']}/start", 200, {})["id"]
    simulator.advance(60)
    ended: str = client.get(f"JobSessions/{session}")["endTime"]
    return ended


def data(client: Client, contoso: Tenant, kind: str = "User", repository: str | None = None) -> dict[str, Any]:
    rows = client.every(f"BackupRepositories/{repository or contoso.disk}/{kind}Data?limit=100")
    return {row.get("email") or row.get("url") or row["displayName"]: row for row in rows}


def test_data_of_users(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.create(selectedItems=[contoso.user("dave", mailbox=True, oneDrive=True)])
    assert "dave@contoso.com" not in data(client, contoso)
    ended = run(simulator, client, job)
    row = data(client, contoso)["dave@contoso.com"]
    assert row["mailboxBackedUpTime"] == row["oneDriveBackedUpTime"] == ended
    assert (row["archiveBackedUpTime"], row["isArchiveBackedUp"], row["isMailboxBackedUp"]) == (None, False, True)
    assert (row["id"], row["itemType"], row["organizationId"]) == (
        contoso.object("Users", "dave@contoso.com")["id"],
        "User",
        contoso.id,
    )
    assert client.get(f"BackupRepositories/{contoso.disk}/UserData/{row['id']}") == row
    again = run(simulator, client, job, "Warning")
    assert data(client, contoso)["dave@contoso.com"]["mailboxBackedUpTime"] == again > ended
    client.ok("DELETE", f"Jobs/{job['id']}", 204)
    assert "dave@contoso.com" in data(client, contoso)


def test_data_of_other_types(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    vault = contoso.repositories["Contoso Vault"]
    ended = run(simulator, client, contoso.job("Contoso Teams"))
    (team,) = data(client, contoso, "Team", vault).values()
    assert (team["displayName"], team["backedUpTime"]) == ("Product Launch", ended)
    site = data(client, contoso, "Site", vault)["https://contoso.sharepoint.com/sites/hr"]
    assert site["backedUpTime"] < ended
    assert client.every(f"BackupRepositories/{vault}/GroupData") == []
    (owner,) = client.every(f"BackupRepositories/{vault}/OrganizationData")
    assert owner["organizationId"] == contoso.id


def test_what_failed_is_not_backed_up(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.create(selectedItems=[contoso.user("dave")])
    run(simulator, client, job, "Failed")
    assert "dave@contoso.com" not in data(client, contoso)
    assert client.every(f"RestorePoints?jobId={job['id']}") == []
    assert client.get(f"Jobs/{job['id']}")["lastBackup"] is None
    simulator.profile(last_backup_moves_on="any_end")
    ended = run(simulator, client, job, "Failed")
    assert client.get(f"Jobs/{job['id']}")["lastBackup"] == ended


def test_profiles(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.create(selectedItems=[contoso.user("dave")])
    simulator.profile(backed_up_time="changes", data_id="own")
    first = run(simulator, client, job)
    run(simulator, client, job)
    row = data(client, contoso)["dave@contoso.com"]
    user = contoso.object("Users", "dave@contoso.com")
    assert row["mailboxBackedUpTime"] == first
    assert row["id"] != user["id"]
    assert row["accountId"] == user["msid"]


def test_protected_objects(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    def names(kind: str, query: str) -> list[str]:
        return sorted(row["displayName"] for row in client.every(f"Protected{kind}s?{query}&limit=100"))

    before = names("User", f"organizationId={contoso.id}")
    job = contoso.create(selectedItems=[contoso.user("dave", archiveMailbox=True)])
    run(simulator, client, job)
    dave = contoso.object("Users", "dave@contoso.com")
    assert names("User", f"organizationId={contoso.id}") == sorted([*before, dave["displayName"]])
    assert names("User", f"repositoryId={contoso.repositories['Contoso Vault']}") == []
    (point,) = client.every(f"RestorePoints?jobId={job['id']}")
    assert names("User", f"restorePointId={point['id']}") == [dave["displayName"]]
    found = client.get(f"ProtectedUsers/{dave['id']}")
    assert [one["isArchive"] for one in found["mailboxes"]] == [True]
    assert "https://contoso.sharepoint.com/sites/hr" in [row["url"] for row in client.every("ProtectedSites")]
    client.refused("GET", "ProtectedUsers/nobody", None, "nobody", 404)
    client.refused("GET", "ProtectedUsers?filter=x", None, "filter")


def test_restore_points(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = contoso.create(selectedItems=[contoso.user("dave")])
    first, second = run(simulator, client, job), run(simulator, client, job)
    path = f"RestorePoints?jobId={job['id']}"
    dave, alice = (contoso.object("Users", f"{name}@contoso.com")["id"] for name in ("dave", "alice"))

    def times(query: str = "") -> list[str]:
        return [row["backupTime"] for row in client.every(path + query)]

    assert times() == [second, first]
    assert times("&orderAsc=true") == [first, second]
    assert times(f"&from={second}") == [second]
    assert times(f"&to={first}") == [first]
    assert times(f"&userId={dave}") == [second, first]
    assert times(f"&userId={alice}") == times("&isCopy=true") == times(f"&repositoryId={contoso.id}") == []
    assert len(client.get(f"{path}&limit=1")["results"]) == 1
    (row,) = client.every(f"{path}&to={first}")
    assert client.get(f"RestorePoints/{row['id']}") == row
    assert (row["organizationId"], row["isExchange"], row["isTeams"]) == (contoso.id, True, False)
    client.refused("GET", f"{path}&backupTimeFrom={first}", None, "backupTimeFrom")
    client.refused("GET", "RestorePoints?from=yesterday", None, "from")


@pytest.mark.parametrize("kind", ["User", "Group", "Site", "Team", "Organization"])
def test_data_have_no_filter(client: Client, contoso: Tenant, kind: str) -> None:
    path = f"BackupRepositories/{contoso.disk}/{kind}Data"
    client.refused("GET", f"{path}?organizationId={contoso.id}", None, "organizationId")
    client.refused("GET", f"BackupRepositories/{contoso.id}/{kind}Data", None, contoso.id, 404)
