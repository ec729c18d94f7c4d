# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane: journal, faults, races, edits, state, reset."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest
import requests

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client, Tenant


def test_journal(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.clear_journal()
    path = f"Jobs/{contoso.create()['id']}"
    client.send("GET", f"{path}?a=1&b=%20")
    client.send("GET", "Nothing")
    simulator.state()
    entries = simulator.journal()
    assert [(entry["method"], entry["status"]) for entry in entries[-3:]] == [("POST", 201), ("GET", 400), ("GET", 404)]
    assert entries[-3]["body"]["name"] == "New"
    assert (entries[-2]["path"], entries[-2]["query"], entries[-2]["body"]) == (f"/v8/{path}", "a=1&b=%20", None)
    assert [entry["n"] for entry in entries] == list(range(entries[0]["n"], entries[0]["n"] + len(entries)))
    assert simulator.journal(since=entries[-2]["n"]) == entries[-1:]


def test_journal_keeps_no_secrets(simulator: Simulator) -> None:
    client = Client(simulator, login=False)
    pair = client.token().json()
    client.token(grant_type="refresh_token", refresh_token=pair["refresh_token"])
    client.use(pair["access_token"])
    client.get("ServiceInstance")
    text = repr(simulator.journal())
    assert ("'username': 'Administrator'" in text, "'grant_type': 'refresh_token'" in text) == (True, True)
    for secret in (simulator.password, pair["refresh_token"], pair["access_token"]):
        assert secret not in text
        assert base64.b64encode(secret.encode()).decode() not in text


def test_status_fault(simulator: Simulator, client: Client) -> None:
    simulator.fault("status", "/Jobs$", status=429, headers={"Retry-After": 3}, body={"message": "slow"})
    answer = client.send("GET", "Jobs")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()) == (429, "3", {"message": "slow"})
    assert simulator.journal()[-1]["status"] == 429
    assert client.send("GET", "Jobs").status_code == 200


def test_status_fault_by_default(simulator: Simulator, client: Client) -> None:
    simulator.fault("status")
    answer = client.send("GET", "Jobs")
    assert (answer.status_code, answer.json()["errorCode"]) == (503, "HttpError")
    simulator.fault("status", status=401)
    assert client.send("GET", "Jobs").content == b""


def test_echo_fault(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.fault("echo", "/Jobs$", status=500, body={"message": 'said "{request}"', "deep": [{"{request}": 1}]})
    answer = client.send("POST", "Jobs", json={"name": 'a "b"'})
    message = answer.json()["message"]
    token = client.session.headers["Authorization"]
    assert answer.status_code == 500
    assert f"authorization: {token}; " in message
    plain, _space, encoded = message.removeprefix('said "').removesuffix('"').rpartition("; ")
    assert plain.endswith(r'{"name": "a \"b\""}')
    assert base64.b64decode(encoded).decode() == plain
    assert answer.json()["deep"] == [{f"{plain}; {encoded}": 1}]
    assert contoso.client.send("GET", "Jobs").status_code == 200


def test_logins_tell_every_token(simulator: Simulator) -> None:
    client = Client(simulator, login=False)
    first = client.token().json()
    second = client.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    given = [
        {"user": "Administrator", "access": one["access_token"], "refresh": one["refresh_token"]}
        for one in (first, second)
    ]
    assert simulator.logins()[-2:] == given


@pytest.mark.parametrize(
    ("effect", "is_done"),
    [
        ("status", False),
        ("html", False),
        ("drop_before", False),
        ("drop_after", True),
        ("empty", True),
        ("truncate", True),
    ],
)
def test_what_a_fault_does(simulator: Simulator, client: Client, contoso: Tenant, effect: str, is_done: bool) -> None:
    body = contoso.new_job()
    simulator.fault(effect, "/Jobs$", "POST")
    if effect in ("status", "html", "empty"):
        answer = client.send("POST", "Jobs", json=body)
        assert answer.status_code == {"status": 503, "html": 502, "empty": 201}[effect]
        assert answer.text[:6] == {"status": '{"mess', "html": "<html>", "empty": ""}[effect]
    else:
        broken = requests.exceptions.ChunkedEncodingError if effect == "truncate" else requests.ConnectionError
        with pytest.raises(broken):
            client.send("POST", "Jobs", json=body)
    assert any(job["name"] == "New" for job in simulator.state()["jobs"]) is is_done
    (entry,) = [entry for entry in simulator.journal() if entry["method"] == "POST" and entry["path"] == "/v8/Jobs"]
    assert entry["status"] == {"status": 503, "html": 502, "empty": 201, "truncate": 201}.get(effect)
    assert entry["body"]["name"] == "New"


def test_delayed_answer(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.fault("delay", "/Jobs$", "POST", seconds=0.3)
    begun = time.monotonic()
    with pytest.raises(requests.Timeout):
        client.send("POST", "Jobs", json=contoso.new_job(), timeout=0.1)
    assert simulator.job("New")
    simulator.fault("delay", seconds=0.2)
    assert client.send("GET", "Jobs").status_code == 200
    assert time.monotonic() - begun > 0.3


@pytest.mark.parametrize(("seconds", "error"), [(60, requests.Timeout), (0.1, requests.ConnectionError)])
def test_stalled_request_is_never_done(
    simulator: Simulator, client: Client, contoso: Tenant, seconds: float, error: type[Exception]
) -> None:
    simulator.fault("stall", "/Jobs$", "POST", seconds=seconds)
    with pytest.raises(error):
        client.send("POST", "Jobs", json=contoso.new_job(), timeout=0.3)
    assert not any(job["name"] == "New" for job in simulator.state()["jobs"])
    assert client.send("POST", "Jobs", json=contoso.new_job()).status_code == 201


def test_skip_times_and_method(simulator: Simulator, client: Client) -> None:
    simulator.fault("status", "Jobs", "GET", skip=1, times=2)
    assert client.send("POST", "Jobs").status_code == 400
    assert [client.send("GET", "Jobs").status_code for _attempt in range(4)] == [200, 503, 503, 200]
    simulator.fault("status", times=None)
    assert [client.send("GET", "Jobs").status_code for _attempt in range(3)] == [503] * 3
    simulator.clear_faults()
    assert client.send("GET", "Jobs").status_code == 200


def test_faults_may_hit_the_login(simulator: Simulator) -> None:
    simulator.fault("html", "/token", "*")
    assert Client(simulator, login=False).token().status_code == 502


def test_edit(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    simulator.profile(put_omitted_items="clear")
    simulator.clear_journal()
    before = simulator.job("Contoso Mailboxes")
    after = simulator.edit(
        "contoso mailboxes",
        settings={"description": "Theirs"},
        add_selected=[{"type": "User", "name": "erin@contoso.com"}],
        remove_selected=[before["selectedItems"][0]["id"]],
        add_excluded=[{"type": "User", "user": {"id": contoso.object("Users", "ivan@contoso.com")["id"]}}],
        remove_excluded=[before["excludedItems"][0]["id"]],
        status="Running",
    )
    assert (after["description"], after["lastStatus"]) == ("Theirs", "Running")
    assert [item["user"]["name"] for item in after["selectedItems"] if item["type"] == "User"] == [
        "bob@contoso.com",
        "erin@contoso.com",
    ]
    assert [item["user"]["name"] for item in after["excludedItems"]] == ["ivan@contoso.com"]
    assert after["eTag"] > before["eTag"]
    assert {entry["path"] for entry in simulator.journal()} == {f"/v8/Organizations/{contoso.id}/Users"}
    assert simulator.edit(before["id"], status="Failed")["lastStatus"] == "Failed"
    assert client.every(f"JobSessions?jobId={before['id']}")[0]["status"] == "Failed"


def test_race(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    path = f"Jobs/{contoso.job('Contoso Sites')['id']}"
    simulator.race("/Jobs/[^/]+$", {"job": "Contoso Sites", "settings": {"name": "Theirs"}}, "PUT")
    assert client.get(path)["name"] == "Contoso Sites"
    client.ok("PUT", path, 204, {"description": "Mine"})
    assert (client.get(path)["name"], client.get(path)["description"]) == ("Theirs", "Mine")
    client.ok("PUT", path, 204, {"name": "Mine"})
    assert client.get(path)["name"] == "Mine"


def test_race_that_cannot_happen_is_loud(simulator: Simulator, client: Client) -> None:
    simulator.race("/Jobs", {"job": "Contoso Sites", "settings": {"name": "Contoso Teams"}})
    answer = client.send("GET", "Jobs")
    assert (answer.status_code, "race" in answer.json()["message"]) == (500, True)


def test_state_and_reset(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    before = simulator.state()
    assert set(before) == {"organizations", "repositories", "jobs", "copyJobs", "sessions", "restoreSessions"}
    assert len(before["jobs"][0]["selectedItems"]) == 3
    contoso.create()
    client.ok("DELETE", f"Jobs/{contoso.job('Contoso Teams')['id']}", 204)
    simulator.fault("html")
    simulator.profile(page_cap=1)
    simulator.reset()
    assert simulator.journal() == []
    assert [job["name"] for job in client.every("Jobs")] == [job["name"] for job in before["jobs"]]


def test_several_calls_in_one(simulator: Simulator, client: Client) -> None:
    client.send("GET", "Jobs")
    with simulator.together():
        simulator.clear_journal()
        simulator.edit("Contoso Sites", settings={"description": "Theirs"})
        simulator.fault("status", status=418)
    assert client.send("GET", "Jobs").status_code == 418
    calls = [{"method": "GET", "call": call} for call in ("state", "journal", "journal?since=99999")]
    state, journal, later = simulator.control("POST", "batch", calls)
    assert state == simulator.state()
    assert simulator.job("Contoso Sites")["description"] == "Theirs"
    assert [entry["status"] for entry in journal["entries"]] == [418]
    assert later == {"entries": []}


def test_of_several_calls_the_first_refusal_is_the_answer(simulator: Simulator) -> None:
    edits = [
        {"job": name, "settings": {"description": "Theirs"}} for name in ("Contoso Sites", "Nobody", "Contoso Teams")
    ]
    calls = [{"method": "POST", "call": "edit", "body": body} for body in edits]
    with pytest.raises(RuntimeError, match=r"400 .*Nobody"):
        simulator.control("POST", "batch", calls)
    assert simulator.job("Contoso Sites")["description"] == "Theirs"
    assert simulator.job("Contoso Teams")["description"] != "Theirs"


@pytest.mark.parametrize(
    ("method", "call", "body", "word"),
    [
        ("POST", "faults", {"effect": "explode"}, "effect"),
        ("POST", "faults", {"effect": "html", "path": "("}, "path"),
        ("POST", "faults", {"effect": "html", "times": 0}, "times"),
        ("POST", "faults", {"effect": "html", "colour": 1}, "colour"),
        ("POST", "faults", {}, "effect"),
        ("POST", "faults", {"effect": "status", "headers": {"X": "a\nb"}}, "header"),
        ("POST", "edit", {"job": "Nobody"}, "Nobody"),
        ("POST", "edit", {"job": "Contoso Sites", "settings": {"name": 5}}, "name"),
        ("POST", "edit", {"job": "Contoso Sites", "add_selected": [{"type": "User", "name": "x"}]}, "'x'"),
        ("POST", "edit", {"job": "Contoso Sites", "add_selected": [{"type": "Mail"}]}, "Mail"),
        ("POST", "edit", {"job": "Contoso Sites", "add_selected": [{"type": "User", "user": "x"}]}, "user"),
        ("POST", "edit", {"job": "Contoso Sites", "settings": {"selectedItems": "x"}}, "selectedItems"),
        ("POST", "edit", {"job": "Contoso Sites", "status": "Busy"}, "status"),
        ("POST", "race", {"edit": {"job": "Nobody"}}, "Nobody"),
        ("POST", "outcome", {"job": "Contoso Sites", "outcomes": ["Fine"]}, "outcomes"),
        ("POST", "advance", {"seconds": -1}, "seconds"),
        ("POST", "advance", None, "body"),
        ("POST", "profile", [1], "body"),
        ("GET", "journal?since=x", None, "since"),
    ],
)
def test_malformed_calls(simulator: Simulator, method: str, call: str, body: Any, word: str) -> None:
    with pytest.raises(RuntimeError, match="400 .*" + word):
        simulator.control(method, call, body)
