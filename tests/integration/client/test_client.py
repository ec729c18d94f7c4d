# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST client against a real HTTPS server."""

from __future__ import annotations

import dataclasses
import json
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    LoginRefused,
    NotFound,
    NotUnderstood,
    NotUsable,
    OptionError,
    OutcomeUnknown,
    ServerRefused,
)
from ansible_collections.vb365.backup.plugins.module_utils._rest import client as _client
from ansible_collections.vb365.backup.plugins.module_utils._rest import session as _session
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Connection
from tests.simulator.launch import Simulator


def connection(simulator: Simulator, **options: Any) -> Connection:
    return dataclasses.replace(
        Connection(
            host=simulator.host,
            port=simulator.port,
            username=simulator.username,
            password=simulator.password,
            access_token=None,
            validate_certs=True,
            ca_path=str(simulator.ca_path),
            timeout=30,
            api_version="v8",
        ),
        **options,
    )


def requests(simulator: Simulator) -> list[str]:
    return [f"{entry['method']} {entry['path']}" for entry in simulator.journal()]


def test_one_login_serves_many_requests(simulator: Simulator) -> None:
    client = Client(connection(simulator))
    client.get("/Organizations")
    client.get("/Organizations")
    assert requests(simulator) == ["POST /v8/token", "GET /v8/Organizations", "GET /v8/Organizations"]


def test_own_token_is_given_back(simulator: Simulator) -> None:
    client = Client(connection(simulator))
    client.get("/Organizations")
    client.close()
    assert requests(simulator)[-1] == "POST /v8/token/logout"


def test_shared_token_is_private_and_used_by_the_next_client(simulator: Simulator, tmp_path: Path) -> None:
    for _run in range(2):
        client = Client(connection(simulator), str(tmp_path))
        client.get("/Organizations")
        client.close()
    assert requests(simulator).count("POST /v8/token") == 1
    assert "POST /v8/token/logout" not in requests(simulator)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("body", ["empty", "json"])
def test_rejected_token_is_replaced_once(simulator: Simulator, body: str) -> None:
    simulator.profile(rejected_token_body=body)
    client = Client(connection(simulator))
    client.get("/Organizations")
    simulator.advance(7200)
    client.get("/Organizations")
    assert [entry["status"] for entry in simulator.journal()] == [200, 200, 401, 200, 200]
    simulator.fault(method="GET", path="/Organizations", effect="status", status=401, times=2)
    with pytest.raises(LoginRefused, match="rejects the token"):
        client.get("/Organizations")


def test_rejected_token_is_replaced_by_a_login(simulator: Simulator) -> None:
    client = Client(connection(simulator))
    client.get("/Organizations")
    simulator.fault(method="GET", path="/Organizations", effect="status", status=401)
    client.get("/Organizations")
    grants = [entry["body"]["grant_type"] for entry in simulator.journal() if entry["path"] == "/v8/token"]
    assert grants == ["password", "password"]


def test_token_near_its_end_is_refreshed(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(connection(simulator))
    client.get("/Organizations")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3590)
    client.get("/Organizations")
    grants = [entry["body"]["grant_type"] for entry in simulator.journal() if entry["path"] == "/v8/token"]
    assert grants == ["password", "refresh_token"]


def test_dead_refresh_token_leads_to_a_login(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(connection(simulator))
    client.get("/Organizations")
    simulator.fault(method="POST", path="/token$", effect="status", status=400, body={"error": "invalid_grant"})
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3590)
    client.get("/Organizations")
    grants = [entry["body"]["grant_type"] for entry in simulator.journal() if entry["path"] == "/v8/token"]
    assert grants == ["password", "refresh_token", "password"]


@pytest.mark.parametrize("body", [{"error": "invalid_grant", "error_description": "No."}, {"message": "No."}])
def test_both_forms_of_a_refused_login(simulator: Simulator, body: dict[str, str]) -> None:
    simulator.fault(method="POST", path="/token$", effect="status", status=400, body=body)
    with pytest.raises(LoginRefused, match=r"username, password: .* refuses the login of .*: No\."):
        Client(connection(simulator)).get("/Organizations")


def test_access_token_is_used_as_it_is(simulator: Simulator) -> None:
    lender = Client(connection(simulator))
    lender.get("/Organizations")
    token = lender._login._store.token
    assert token
    simulator.clear_journal()
    Client(connection(simulator, username=None, password=None, access_token=token.access)).get("/Organizations")
    assert requests(simulator) == ["GET /v8/Organizations"]


def test_netrc_does_not_replace_the_token(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {simulator.host} login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert Client(connection(simulator)).get("/Organizations")["results"]


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "truncate", "empty"])
def test_read_is_repeated(simulator: Simulator, effect: str) -> None:
    client = Client(connection(simulator))
    simulator.fault(method="GET", path="/Organizations", effect=effect)
    assert client.get("/Organizations")["results"]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_read_is_repeated_after_a_busy_answer(simulator: Simulator, status: int) -> None:
    client = Client(connection(simulator))
    simulator.fault(
        method="GET", path="/Organizations", effect="status", status=status, headers={"Retry-After": "0"}, times=2
    )
    assert client.get("/Organizations")["results"]
    assert requests(simulator).count("GET /v8/Organizations") == 3


@pytest.mark.parametrize("header", ["1.5", "-5", "soon", "0, 1"])
def test_read_is_repeated_in_spite_of_an_odd_retry_after(simulator: Simulator, header: str) -> None:
    simulator.fault(method="GET", path="/Organizations", effect="status", status=503, headers={"Retry-After": header})
    assert Client(connection(simulator)).get("/Organizations")["results"]


def test_an_empty_answer_is_no_empty_listing(simulator: Simulator) -> None:
    simulator.fault(method="GET", path="/Organizations", effect="status", status=204)
    with pytest.raises(NotUsable, match=r"GET /Organizations: .* answered null where a listing was expected"):
        Client(connection(simulator)).get_all("/Organizations")


def test_retry_after_is_obeyed_up_to_a_cap(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_session, "LONGEST_WAIT", 1)
    simulator.fault(method="GET", path="/Organizations", effect="status", status=503, headers={"Retry-After": "3600"})
    started = time.monotonic()
    assert Client(connection(simulator)).get("/Organizations")["results"]
    assert 1 <= time.monotonic() - started < 10


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "truncate", "empty"])
def test_write_is_never_repeated(simulator: Simulator, effect: str) -> None:
    client = Client(connection(simulator))
    job = client.get("/Jobs")["results"][0]["id"]
    simulator.fault(method="POST", path="/Jobs/.*/explore", effect=effect)
    with pytest.raises(OutcomeUnknown):
        client.post(f"/Jobs/{job}/explore", {"type": "Vex"})
    assert requests(simulator).count(f"POST /v8/Jobs/{job}/explore") == 1


def test_write_that_is_refused_does_not_hide_one_before_it(simulator: Simulator) -> None:
    client = Client(connection(simulator))
    job = client.get("/Jobs")["results"][0]["id"]
    client.post(f"/Jobs/{job}/explore", {"type": "Vex"})
    with pytest.raises(NotFound):
        client.put("/Jobs/00000000-0000-0000-0000-000000000001", {})
    assert client.may_have_written is True
    client.start_task()
    with pytest.raises(NotFound):
        client.put("/Jobs/00000000-0000-0000-0000-000000000001", {})
    assert client.may_have_written is False


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_busy_answer_to_a_write_is_an_unknown_outcome(simulator: Simulator, status: int) -> None:
    client = Client(connection(simulator))
    simulator.fault(
        method="PUT",
        path="/Jobs/",
        effect="status",
        status=status,
        headers={"Retry-After": "7"},
        body={"message": "Busy"},
    )
    with pytest.raises(OutcomeUnknown, match="Busy") as caught:
        client.put("/Jobs/00000000-0000-0000-0000-000000000001", {})
    assert caught.value.retry_after == 7


def test_answer_that_does_not_come_in_time(simulator: Simulator) -> None:
    client = Client(connection(simulator, timeout=1))
    client.get("/Organizations")
    simulator.fault(method="PUT", path="/Jobs/", effect="delay", seconds=3)
    with pytest.raises(OutcomeUnknown, match="timeout: no complete answer"):
        client.put("/Jobs/00000000-0000-0000-0000-000000000001", {})


def test_deadline_of_the_whole_task(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "DEADLINE", 0)
    with pytest.raises(NotUsable, match="timeout: the task's requests took more than"):
        Client(connection(simulator)).get("/Organizations")


@pytest.mark.parametrize("cap", ["none", "1", "7"])
def test_paging_survives_a_cap(simulator: Simulator, cap: str) -> None:
    everything = Client(connection(simulator)).get_all("/Organizations")
    jobs = Client(connection(simulator)).get_all("/Jobs")
    if cap != "none":
        simulator.profile(page_cap=int(cap))
    client = Client(connection(simulator))
    assert client.get_all("/Organizations") == everything
    assert [job["id"] for job in client.get_all("/Jobs")] == [job["id"] for job in jobs]


def test_paging_survives_a_cap_that_only_the_limit_of_a_page_shows(simulator: Simulator) -> None:
    client = Client(connection(simulator))
    everything = client.get_all("/Organizations")
    page = {"offset": 0, "limit": 1, "results": everything[:1]}
    simulator.fault(method="GET", path="/Organizations", effect="status", status=200, body=page)
    assert len(everything) > 1
    assert client.get_all("/Organizations") == everything


def test_not_found_is_the_servers_word_only(simulator: Simulator) -> None:
    client = Client(connection(simulator))
    assert client.find("/Jobs/00000000-0000-0000-0000-000000000001") is None
    simulator.fault(method="GET", path="/Jobs/", effect="status", status=404, body="<html>no such page</html>")
    with pytest.raises(NotUsable, match="reverse proxy"):
        client.find("/Jobs/00000000-0000-0000-0000-000000000001")


def test_error_carries_what_the_server_said_and_no_more(simulator: Simulator) -> None:
    client = Client(connection(simulator))
    simulator.fault(
        method="PUT",
        path="/Jobs/",
        effect="status",
        status=400,
        body={
            "message": f"Bad {simulator.password}",
            "errorCode": "ParameterValidationFailure",
            "stackTrace": "at Veeam.Secret",
        },
    )
    with pytest.raises(ServerRefused) as caught:
        client.put("/Jobs/00000000-0000-0000-0000-000000000001", {})
    details = caught.value.details()
    assert (details["error_code"], details["status"], details["method"]) == ("ParameterValidationFailure", 400, "PUT")
    assert simulator.password not in str(details)
    assert "Veeam.Secret" not in str(details)


NO_LISTING = [{}, {"message": "busy"}, {"results": None}, {"id": "1"}]


@pytest.mark.parametrize("body", NO_LISTING)
def test_answer_without_rows_is_no_listing(simulator: Simulator, body: dict[str, Any]) -> None:
    client = Client(connection(simulator))
    for read in (client.get_all, client.get_first):
        simulator.fault(method="GET", path="/Jobs$", effect="status", status=200, body=body)
        with pytest.raises(NotUsable, match=r"^GET /Jobs: .* where a listing was expected") as caught:
            read("/Jobs")
        assert json.dumps(body) in caught.value.message
    assert client.get_first("/Jobs") == client.get_all("/Jobs")[0]


@pytest.mark.parametrize("results", [{}, [None]])
def test_rows_of_another_type_are_not_understood(simulator: Simulator, results: Any) -> None:
    simulator.fault(method="GET", path="/Jobs$", effect="status", status=200, body={"results": results})
    with pytest.raises(NotUnderstood, match=r"^GET /Jobs: in the answer of the server, .*expected"):
        Client(connection(simulator)).get_all("/Jobs")


@pytest.mark.parametrize("path", ["/Jobs", "/Jobs/00000000-0000-0000-0000-000000000001/CopyJob"])
def test_success_in_the_form_of_an_error_is_an_error(simulator: Simulator, path: str) -> None:
    client = Client(connection(simulator))
    body = {"message": "busy", "errorCode": "Timeout"}
    simulator.fault(method="GET", path=path, effect="status", status=200, body=body, times=2)
    with pytest.raises(ServerRefused, match="busy"):
        client.find(path)
    simulator.fault(method="PUT", path=path, effect="status", status=200, body=body)
    with pytest.raises(OutcomeUnknown, match="busy"):
        client.put(path, {})


BAD_PROXIES = [
    "http://[", "http:///path", "http://proxy:port", "http://proxy:99999", "http://user:Secret@", "http://.a.b", " ",
    "http://a b:1", f"http://{'a' * 70}.example.com",
]  # fmt: skip


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("url", BAD_PROXIES)
def test_proxy_that_is_no_url(monkeypatch: pytest.MonkeyPatch, simulator: Simulator, variable: str, url: str) -> None:
    monkeypatch.setenv(variable, url)
    with pytest.raises(OptionError, match=r"^HTTPS_PROXY, ALL_PROXY: '\*+': expected a URL such as"):
        Client(connection(simulator, host="vb365.example.com")).get("/Jobs")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://user:Secret@proxy.invalid:3128", "the proxy is unknown to the name service"),
        ("nonsense://proxy:1", "the proxy cannot be used"),
        ("http://user:Secret@127.0.0.1:1", "the proxy in HTTPS_PROXY refuses the connection"),
    ],
)
def test_proxy_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, simulator: Simulator, url: str, said: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", url)
    with pytest.raises(NotUsable, match=said) as caught:
        Client(connection(simulator, host="vb365.example.com")).get("/Jobs")
    assert "Secret" not in caught.value.message


@pytest.mark.parametrize("kind", ["garbage", "empty", "folder"])
@pytest.mark.parametrize("option", ["ca_path", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_file_without_a_certificate(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, option: str
) -> None:
    path = tmp_path / "ca.pem"
    if kind == "folder":
        path.mkdir()
    else:
        path.write_text("garbage" if kind == "garbage" else "")
    if option != "ca_path":
        monkeypatch.setenv(option, str(path))
    with pytest.raises(NotUsable, match=r"ca_path|REQUESTS_CA_BUNDLE"):
        Client(connection(simulator, ca_path=str(path) if option == "ca_path" else None)).get("/Jobs")


@pytest.mark.parametrize("host", [":::::", "server:4443", "%%%", "fe80::1%eth/0", "127.0.0.1:1", "[::1]"])
def test_host_that_is_neither_a_name_nor_an_address(simulator: Simulator, host: str) -> None:
    with pytest.raises(OptionError, match=r"^host: .* without https:// and port"):
        Client(connection(simulator, host=host))


@pytest.mark.parametrize("host", ["::1", "fe80::1%lo", "2001:db8::1"])
def test_host_that_is_an_address(simulator: Simulator, host: str) -> None:
    Client(connection(simulator, host=host))
