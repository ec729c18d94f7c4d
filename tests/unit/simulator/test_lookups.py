# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations, their objects, repositories; pages."""

from __future__ import annotations

import uuid

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant


def names(found: list[dict[str, str]]) -> list[str]:
    return [one.get("name") or one["displayName"] for one in found]


def test_organizations(client: Client, contoso: Tenant) -> None:
    assert names(client.every("Organizations")) == ["contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"]
    one = client.get(f"Organizations/{contoso.id}?extendedView=true")
    assert (one["officeName"], one["type"], one["isBackedup"]) == ("Contoso", "Office365", True)
    assert "isBackedup" not in client.get(f"Organizations/{contoso.id}")
    assert names(client.every(f"Organizations?msid={one['msid']}")) == ["contoso.onmicrosoft.com"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("userName=ALICE@contoso.com", ["alice@contoso.com"]),
        ("userName=alice", []),
        ("displayName=Alice*", ["alice@contoso.com"]),
        ("displayName=?ob baker", ["bob@contoso.com"]),
        ("displayName=Bob", []),
        ("locationFilter=OnPremises", []),
        ("userName=bob@contoso.com&locationFilter=CloudOrHybrid&dataSource=Production", ["bob@contoso.com"]),
        ("detectedSkuType=Education", []),
    ],
)
def test_user_filters(client: Client, contoso: Tenant, query: str, found: list[str]) -> None:
    assert names(client.every(f"Organizations/{contoso.id}/Users?{query}")) == found


def test_ids_of_users_and_sites_are_two_guids(client: Client, contoso: Tenant) -> None:
    user = contoso.object("Users", "alice@contoso.com")
    site = contoso.object("Sites", "https://contoso.sharepoint.com")
    assert (len(user["id"]), user["id"][36:], len(site["id"])) == (72, str(uuid.UUID(int=0)), 72)


@pytest.mark.parametrize("kind", ["Users", "Groups", "Sites", "Teams"])
def test_one_object_by_id_in_any_case(client: Client, contoso: Tenant, kind: str) -> None:
    path = f"Organizations/{contoso.id}/{kind}"
    first = client.every(path)[0]
    assert client.get(f"{path}/{first['id'].upper()}") == first
    client.refused("GET", f"{path}/{uuid.uuid4()}", None, "was not found", 404)


def test_group_filters_and_members(client: Client, contoso: Tenant) -> None:
    path = f"Organizations/{contoso.id}/Groups"
    assert names(client.every(f"{path}?groupName=vpn users")) == ["VPN Users"]
    group = client.every(f"{path}?displayName=Sal*s")[0]
    assert [member["login"] for member in client.every(f"{path}/{group['id']}/Members?limit=2")] == [
        "alice@contoso.com",
        "bob@contoso.com",
    ]


def test_site_filters(client: Client, contoso: Tenant) -> None:
    path = f"Organizations/{contoso.id}/Sites"
    assert len(client.every(path)) == 4
    assert len(client.every(f"{path}?includePersonalSites=true")) == 6
    assert [site["title"] for site in client.every(f"{path}?filter=PAYROLL")] == ["Payroll"]
    hr = client.every(f"{path}?filter=human")[0]
    assert [site["title"] for site in client.every(f"{path}?parentId={hr['id']}")] == ["Payroll"]
    assert len(client.every(f"{path}?parentId=root")) == 3


def test_repository_filters(client: Client, contoso: Tenant) -> None:
    every = {one["name"]: one for one in client.every("BackupRepositories")}
    assert list(every) == ["Contoso Vault", "Disk 01", "Object Archive", "Old Disk"]
    assert client.get(f"BackupRepositories/{every['Disk 01']['id']}") == every["Disk 01"]
    proxy = every["Contoso Vault"]["proxyId"]
    assert names(client.every(f"BackupRepositories?proxyId={proxy}")) == ["Contoso Vault", "Object Archive"]
    assert names(client.every("BackupRepositories?longTerm=true")) == ["Object Archive"]
    assert names(client.every(f"BackupRepositories?organizationId={contoso.other_id}")) == ["Disk 01"]


def test_next_is_relative_and_only_where_there_is_more(client: Client, contoso: Tenant) -> None:
    path = f"Organizations/{contoso.id}/Users"
    first = client.get(f"{path}?limit=10&displayName=*")
    following = first["_links"]["next"]["href"]
    assert following.startswith("/v8/Organizations/")
    assert (f"setId={first['setId']}" in following, "displayName=%2A" in following) == (True, True)
    second = client.get(following.removeprefix("/v8/"))
    assert (len(first["results"]), len(second["results"]), second["offset"]) == (10, 3, 10)
    assert "next" not in second["_links"]
    assert second["setId"] == first["setId"]


def test_default_page_is_thirty() -> None:
    with Simulator("--generate", "organizations=1,jobs=31,users=3") as simulator:
        page = Client(simulator).get("Jobs")
    assert (page["limit"], len(page["results"]), "next" in page["_links"]) == (30, 30, True)


def test_page_cap_is_silent(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.profile(page_cap=2)
    page = client.get("Jobs?limit=100")
    assert (page["limit"], len(page["results"])) == (100, 2)
    following = client.get(page["_links"]["next"]["href"].removeprefix("/v8/"))
    assert (len(following["results"]), "next" in following["_links"]) == (2, False)
    simulator.profile(page_cap=None)
    assert len(client.every("Jobs")) == 4


@pytest.mark.parametrize("query", ["limit=0", "limit=10001", "limit=x", "offset=-1", "organizationId=5"])
def test_bad_query(client: Client, query: str) -> None:
    client.refused("GET", f"Jobs?{query}", None, query.partition("=")[0])


def test_set_id_only_on_objects_of_an_organization(client: Client, contoso: Tenant) -> None:
    some = uuid.uuid4()
    for path in ("Jobs", "Organizations", "BackupRepositories", "JobSessions", f"Organizations/{contoso.id}"):
        client.refused("GET", f"{path}?setId={some}", None, "setId")
    assert client.get(f"Organizations/{contoso.id}/Teams?setId={some}")["setId"] == str(some)


def test_used_repositories_are_a_resource_of_their_own(client: Client, contoso: Tenant) -> None:
    rows = client.every(f"Organizations/{contoso.id}/usedRepositories")
    used = {job["repositoryId"] for job in client.every("Jobs") if job["organizationId"] == contoso.id}
    assert {row["repositoryId"] for row in rows} == used
    assert all(row["usedSpaceBytes"] > 0 for row in rows)
    assert "jobsessions" in client.every("Jobs")[0]["_links"]
