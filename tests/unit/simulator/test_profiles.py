# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: each switch in all its positions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant


@pytest.mark.parametrize(
    ("value", "moves"),
    [
        ("settings", {"put", "enable"}),
        ("items", {"put", "enable", "item"}),
        ("status", {"put", "enable", "start", "end"}),
        ("all", {"put", "enable", "item", "start", "end"}),
    ],
)
def test_etag_moves_on(simulator: Simulator, client: Client, contoso: Tenant, value: str, moves: set[str]) -> None:
    simulator.profile(etag_moves_on=value)
    path = f"Jobs/{contoso.create(isEnabled=False)['id']}"
    steps: dict[str, Callable[[], Any]] = {
        "put": lambda: client.ok("PUT", path, 204, {"description": "x"}),
        "enable": lambda: client.ok("POST", f"{path}/enable", 204),
        "item": lambda: client.ok("POST", f"{path}/SelectedItems", 204, [contoso.user("bob")]),
        "start": lambda: client.ok("POST", f"{path}/start", 200, {}),
        "end": lambda: simulator.advance(31),
    }
    moved = set()
    for name, step in steps.items():
        before = client.get(path)["eTag"]
        step()
        after = client.get(path)["eTag"]
        assert after >= before
        if after != before:
            moved.add(name)
    assert moved == moves


@pytest.mark.parametrize(("value", "left"), [("keep", (3, 1)), ("clear", (0, 0))])
def test_put_omitted_items(
    simulator: Simulator, client: Client, contoso: Tenant, value: str, left: tuple[int, int]
) -> None:
    simulator.profile(put_omitted_items=value)
    path = f"Jobs/{contoso.job('Contoso Mailboxes')['id']}"
    client.ok("PUT", path, 204, {"description": "x"})
    assert (len(client.every(f"{path}/SelectedItems")), len(client.every(f"{path}/ExcludedItems"))) == left


def test_put_omitted_items_refused(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.profile(put_omitted_items="refuse")
    path = f"Jobs/{contoso.job('Contoso Mailboxes')['id']}"
    client.refused("PUT", path, {"description": "x"}, "selectedItems")
    client.ok("PUT", path, 204, {"description": "x", "selectedItems": client.every(f"{path}/SelectedItems")})
    assert (len(client.every(f"{path}/SelectedItems")), len(client.every(f"{path}/ExcludedItems"))) == (3, 1)


@pytest.mark.parametrize("value", ["conflict", "same_session"])
def test_start_when_running(simulator: Simulator, client: Client, contoso: Tenant, value: str) -> None:
    simulator.profile(start_when_running=value)
    path = f"Jobs/{contoso.job('Contoso Sites')['id']}/start"
    first = client.ok("POST", path, 200, {})
    if value == "conflict":
        client.refused("POST", path, {}, "already running", 409)
    else:
        assert client.ok("POST", path, 200, {})["id"] == first["id"]


@pytest.mark.parametrize(("value", "status"), [("ok", 204), ("conflict", 409)])
@pytest.mark.parametrize("action", ["enable", "disable"])
def test_enable_when_enabled(
    simulator: Simulator, client: Client, contoso: Tenant, value: str, status: int, action: str
) -> None:
    simulator.profile(enable_when_enabled=value)
    path = f"Jobs/{contoso.create(isEnabled=action == 'enable')['id']}/{action}"
    assert client.send("POST", path).status_code == status


@pytest.mark.parametrize(("value", "status"), [("ok", 204), ("conflict", 409)])
def test_stop_when_idle(simulator: Simulator, client: Client, contoso: Tenant, value: str, status: int) -> None:
    simulator.profile(stop_when_idle=value)
    assert client.send("POST", f"Jobs/{contoso.create()['id']}/stop").status_code == status


@pytest.mark.parametrize("value", ["ok", "conflict"])
def test_edit_while_running(simulator: Simulator, client: Client, contoso: Tenant, value: str) -> None:
    simulator.profile(edit_while_running=value)
    path = f"Jobs/{contoso.create(runNow=True, selectedItems=[contoso.user('dave'), contoso.user('bob')])['id']}"
    item = client.every(f"{path}/SelectedItems")[0]["id"]
    writes: list[tuple[str, str, Any]] = [
        ("PUT", path, {"description": "x"}),
        ("POST", f"{path}/ExcludedItems", [contoso.user("alice")]),
        ("PUT", f"{path}/SelectedItems/{item}", {"type": "User", "oneDrive": True}),
        ("DELETE", f"{path}/SelectedItems?ids={item}", None),
        ("DELETE", path, None),
    ]
    statuses = {client.send(method, where, json=body).status_code for method, where, body in writes}
    assert statuses == ({204} if value == "ok" else {409})


@pytest.mark.parametrize("value", ["null", "absent"])
def test_null_fields(simulator: Simulator, client: Client, contoso: Tenant, value: str) -> None:
    simulator.profile(null_fields=value)
    job = contoso.create()
    assert ("lastRun" in job, "lastBackup" in job) == ((True, True) if value == "null" else (False, False))
    session = client.ok("POST", f"Jobs/{job['id']}/start", 200, {})
    assert ("endTime" in session) == (value == "null")


@pytest.mark.parametrize("value", ["lower", "upper"])
def test_id_case(simulator: Simulator, client: Client, contoso: Tenant, value: str) -> None:
    simulator.profile(id_case=value)
    job = contoso.create()
    items = client.every(f"Jobs/{job['id']}/SelectedItems")
    shown = [job["id"], job["organizationId"], items[0]["id"], items[0]["user"]["id"]]
    assert shown == [getattr(one, value)() for one in shown]
    for one in shown[:1]:
        assert client.get(f"Jobs/{one.swapcase()}")["name"] == "New"
    client.refused("POST", f"Jobs/{job['id']}/ExcludedItems", [contoso.user("dave")], "both selected and excluded")
    assert job["_links"]["self"]["href"] == f"/v8/Jobs/{job['id']}"


def test_profiles_of_the_command_line_survive_a_reset() -> None:
    with Simulator("--profile", "page_cap=1", "stop_when_idle=conflict", "--profile", "id_case=upper") as simulator:
        assert simulator.profile(page_cap="none")["page_cap"] == 0
        simulator.reset()
        values = simulator.profile()
    assert (values["page_cap"], values["id_case"], values["null_fields"]) == (1, "upper", "null")
    assert values["stop_when_idle"] == "conflict"


@pytest.mark.parametrize(
    ("switches", "word"),
    [
        ({"colour": "red"}, "etag_moves_on"),
        ({"id_case": "camel"}, "lower, upper"),
        ({"page_cap": 0.5}, "page_cap"),
        ({"page_cap": True}, "page_cap"),
        ({"id_case": "upper", "page_cap": -1}, "page_cap"),
    ],
)
def test_wrong_profiles(simulator: Simulator, switches: dict[str, Any], word: str) -> None:
    before = simulator.profile()
    with pytest.raises(RuntimeError, match=word):
        simulator.profile(**switches)
    assert simulator.profile() == before


@pytest.mark.parametrize(("value", "status"), [("refused", 401), ("accepted", 200)])
def test_token_without_flag(simulator: Simulator, value: str, status: int) -> None:
    simulator.profile(token_without_flag=value)
    caller = Client(simulator, login=False)
    caller.use(caller.token(disable_antiforgery_token=None).json()["access_token"])
    assert caller.send("GET", "Jobs").status_code == status


@pytest.mark.parametrize(
    ("value", "start"), [("relative", "/v8/Jobs?"), ("other_version", "/v7/Jobs?"), ("absolute", "https://")]
)
def test_next_link(simulator: Simulator, client: Client, value: str, start: str) -> None:
    simulator.profile(next_link=value)
    href = client.get("Jobs?limit=1")["_links"]["next"]["href"]
    assert href.startswith(start)
    assert href.endswith("/Jobs?limit=1&offset=1")


def test_entire_items(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    job = next(row for row in client.every("Jobs") if row["backupType"] == "EntireOrganization")
    path = f"Jobs/{job['id']}/SelectedItems"
    assert client.every(path) == []
    simulator.profile(entire_items="partial_organization")
    (row,) = client.every(path)
    assert (row["type"], row["mailbox"], row["teamsChats"]) == ("PartialOrganization", True, False)
    assert client.get(f"{path}/{row['id']}") == row
    client.refused("DELETE", f"{path}?ids={row['id']}", None, "ids")
    client.refused("PUT", f"{path}/{row['id']}", row, "EntireOrganization")
    client.refused("POST", path, [row], "EntireOrganization")
    assert len(client.every(f"Jobs/{contoso.job('Contoso Sites')['id']}/SelectedItems")) > 1
