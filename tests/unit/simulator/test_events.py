# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events since a change token; health."""

from __future__ import annotations

import threading

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant


def latest(client: Client) -> str:
    page = client.get("Events?from=latest")
    assert page["results"] == []
    token: str = page["nextChangeToken"]
    return token


def test_events_of_a_job(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    token = latest(client)
    path = f"Jobs/{contoso.create()['id']}"
    client.ok("PUT", path, 204, {"selectedItems": [contoso.user("bob")]})
    client.ok("POST", f"{path}/ExcludedItems", 204, [contoso.user("alice")])
    client.ok("POST", f"{path}/start", 200, {})
    simulator.advance(31)
    client.ok("POST", f"{path}/explore", 201, {})
    client.ok("DELETE", path, 204)
    page = client.get(f"Events?from={token}")
    assert [event["eventType"] for event in page["results"]] == [
        "JobUpdate",
        "JobUpdate",
        "JobSelectedItemsChange",
        "JobExcludedItemsChange",
        "JobSessionUpdate",
        "JobSessionUpdate",
        "RestoreSessionUpdate",
        "JobDelete",
    ]
    assert page["results"][5]["status"] == "Success"
    assert len(client.get(f"Events?from={token}&limit=3")["results"]) == 3
    assert client.get(f"Events?from={page['nextChangeToken']}")["results"] == []


def test_items_move_the_etag_in_events_by_profile(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.profile(etag_moves_on="items")
    path = f"Jobs/{contoso.create()['id']}"
    token = latest(client)
    client.ok("POST", f"{path}/SelectedItems", 204, [contoso.user("bob")])
    types = [event["eventType"] for event in client.every(f"Events?from={token}")]
    assert types == ["JobUpdate", "JobSelectedItemsChange"]


def test_waiting_for_an_event(simulator: Simulator, client: Client) -> None:
    token = latest(client)
    later = threading.Timer(0.2, simulator.edit, ("Contoso Sites",), {"settings": {"description": "x"}})
    later.start()
    assert len(client.get(f"Events?from={token}&timeoutSeconds=5")["results"]) == 1
    later.join()


@pytest.mark.parametrize("token", ["yesterday", "-1", "999999999", "9" * 5000])
def test_outdated_token(client: Client, token: str) -> None:
    answer = client.send("GET", f"Events?from={token}")
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "OutdatedChangeToken")


def test_from_is_required(client: Client) -> None:
    client.refused("GET", "Events", None, "from")


def test_health_needs_no_token(simulator: Simulator) -> None:
    assert Client(simulator, login=False).get("Health")["status"] == "Healthy"
