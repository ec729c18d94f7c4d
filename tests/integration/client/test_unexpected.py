# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever goes wrong, a task ends in a plain failure that shows no secret and knows whether something was written."""

from __future__ import annotations

import base64
import json
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import ServerRefused, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.internal_error import internal_errors
from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import connection, perform
from tests.integration.client.hostile import Hostile, whole
from tests.integration.conftest import Plays
from tests.integration.harness.playbook import SHELLS, play
from tests.simulator.launch import Simulator

TOKEN = "eyJhbGciOiJSUzI1NiJ9.Zq7Marked+/Xp4Hidden"
PASSWORD = "Zq7Marked & Xp4Hidden"
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
READ = {"name": "read", "vb365.backup.organization_info": {}}
NEW = {"organization": "contoso.onmicrosoft.com", "name": "Case", "repository": "Disk 01"}
CREATE = {
    "name": "create",
    "vb365.backup.backup_job": {**NEW, "backup_type": "SelectedItems", "selected_items": [{"type": "PersonalSites"}]},
}


def options(simulator: Simulator, **more: Any) -> dict[str, Any]:
    """The connection options of a task, as the argument spec leaves them."""
    known = {name: getattr(simulator, name) for name in ("host", "port", "username", "password")}
    rest = {"access_token": None, "validate_certs": True, "timeout": 30, "api_version": "v8", "parallel_reads": 4}
    return {**known, "ca_path": str(simulator.ca_path), **rest, **more}


def performed(params: dict[str, Any], operation: Callable[[Client], Any], folder: Path | None = None) -> dict[str, Any]:
    """The result of an operation that is a function of the client."""

    def run(client: Client, _params: Mapping[str, Any], _check_mode: bool) -> Outcome:
        operation(client)
        return Outcome(False, {})

    return perform(run, lambda: Client(connection(params), folder and str(folder)), params, False)


def failing(text: str) -> Callable[[Client], None]:
    def operation(_client: Client) -> None:
        raise KeyError(text)

    return operation


# ---- the border -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [KeyError, AttributeError, TypeError, RecursionError, OSError, UnicodeError])
def test_exception_becomes_a_failed_result(simulator: Simulator, error: type[Exception]) -> None:
    def operation(_client: Client) -> None:
        raise error("repositoryId")

    result = performed(options(simulator), operation)
    assert result["failed"] is True
    assert result["changed"] is False
    assert result["error_code"] == "internal_error"
    assert error.__name__ in result["msg"]
    assert "repositoryId" in result["msg"]
    assert "test_unexpected.py" in result["msg"]


@pytest.mark.parametrize("secret", [TOKEN, PASSWORD])
def test_exception_while_the_client_is_opened_becomes_a_failed_result(simulator: Simulator, secret: str) -> None:
    def open_client() -> Client:
        raise ValueError(f"Invalid header value {secret}")

    def operation(*_arguments: Any) -> Outcome:
        raise AssertionError("there is no client")

    given = options(simulator, password=PASSWORD, access_token=f"{TOKEN}\n")
    result = perform(operation, open_client, given, False)
    assert (result["failed"], result["changed"], result["error_code"]) == (True, False, "internal_error")
    assert "ValueError: Invalid header value ********" in result["msg"]


@pytest.mark.parametrize("has_written", [True, False])
def test_change_is_about_the_part_that_failed(simulator: Simulator, has_written: bool) -> None:
    def part(client: Client) -> None:
        with internal_errors(client):
            client.may_have_written = client.may_have_written or has_written
            raise KeyError("repositoryId")

    def operation(client: Client) -> None:
        client.may_have_written = True
        with pytest.raises(Vb365Error) as caught:
            part(client)
        assert (caught.value.error_code, caught.value.changed) == ("internal_error", has_written)
        raise caught.value

    assert performed(options(simulator), operation)["changed"] is has_written


def test_interruption_is_no_failure_of_the_task(simulator: Simulator) -> None:
    def operation(_client: Client) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        performed(options(simulator), operation)


@pytest.mark.parametrize("secret", [TOKEN, PASSWORD])
@pytest.mark.parametrize(
    "form",
    [
        str,
        lambda secret: quote(secret, safe=""),
        lambda secret: base64.b64encode(secret.encode()).decode(),
        lambda secret: repr(f"Bearer {secret}\n".encode()),
    ],
)
def test_message_shows_no_secret(simulator: Simulator, secret: str, form: Callable[[str], str]) -> None:
    text = form(secret)
    result = performed(options(simulator, password=PASSWORD, access_token=TOKEN), failing(text))
    assert result["error_code"] == "internal_error"
    assert "********" in result["msg"]
    for hidden in (text, secret, "Zq7Marked", "Xp4Hidden"):
        assert hidden not in json.dumps(result)


def test_message_shows_no_token_of_the_login(simulator: Simulator) -> None:
    def operation(client: Client) -> None:
        client.get("/Organizations")
        raise KeyError(" ".join(client.tokens.texts))

    result = performed(options(simulator), operation)
    assert result["error_code"] == "internal_error"
    assert "********" in result["msg"]
    assert "eyJ" not in result["msg"]


def test_failure_names_the_last_answer(simulator: Simulator) -> None:
    def operation(client: Client) -> None:
        client.get("/Organizations")
        raise KeyError("name")

    result = performed(options(simulator), operation)
    assert (result["method"], result["path"]) == ("GET", "/Organizations")
    assert "after GET /Organizations" in result["msg"]


@pytest.mark.parametrize("action", ["enable", "disable"])
def test_failure_after_a_write_has_changed_something(simulator: Simulator, action: str) -> None:
    identity = simulator.job("Contoso Mailboxes")["id"]

    def operation(client: Client) -> None:
        client.get(f"/Jobs/{identity}")
        client.post(f"/Jobs/{identity}/{action}")
        raise KeyError("repositoryId")

    assert performed(options(simulator), operation)["changed"] is True


def test_failure_after_a_write_that_was_refused_has_changed_nothing(simulator: Simulator) -> None:
    def operation(client: Client) -> None:
        with pytest.raises(ServerRefused):
            client.put("/Jobs/00000000-0000-0000-0000-00000000dead", {})
        raise KeyError("repositoryId")

    assert performed(options(simulator), operation)["changed"] is False


def test_write_of_an_earlier_task_does_not_count(simulator: Simulator) -> None:
    client = Client(connection(options(simulator)))
    client.post(f"/Jobs/{simulator.job('Contoso Mailboxes')['id']}/disable")
    client.start_task()

    def operation(*_arguments: Any) -> Outcome:
        raise KeyError("repositoryId")

    result = perform(operation, lambda: client, options(simulator), False)
    assert (result["changed"], result["path"]) == (False, None)


@pytest.mark.parametrize("shell", SHELLS)
def test_answer_that_lacks_a_field_after_a_write(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    body = {"id": "00000000-0000-0000-0000-000000000001", "name": "Case"}
    simulator.fault("status", "/Jobs/[^/]+$", "GET", status=200, body=body, times=1)
    (ran,) = play(tmp_path, simulator, [CREATE], shell).tasks
    assert ran.failed
    assert ran.result["error_code"] == "answer_not_understood"
    assert ran.result["changed"] is True
    path = ran.result["path"]
    assert path.startswith("/Jobs/")
    assert ran.result["msg"].startswith(f"GET {path}: organizationId is missing in the answer of the server (id ")


# ---- what is refused beforehand ---------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_token_that_ends_in_a_line_break_is_used_without_it(simulator: Simulator, end: str) -> None:
    donor = Client(connection(options(simulator)))
    donor.get("/Organizations")
    token = next(text for text in donor.tokens.texts if donor._login.token(time.sleep) == text)
    given = options(simulator, username=None, password=None, access_token=token + end)
    assert "failed" not in performed(given, lambda client: client.get("/Organizations"))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("access_token", "eyJ Zq7Marked"),
        ("access_token", "eyJ\nZq7Marked"),
        ("access_token", "\neyJZq7Marked"),
        ("access_token", "eyJZq7Marked\t"),
        ("access_token", "eyJZq7Marked\0"),
        ("access_token", "eyJZq7Markedé"),
        ("access_token", "eyJZq7Marked€"),
        ("access_token", "eyJZq7Marked\udcfc"),
        ("password", "Zq7Marked\n"),
        ("password", "Zq7\rMarked"),
        ("password", "Zq7Marked\0"),
        ("password", "Zq7Marked\udcfc"),
        ("username", "Zq7Marked\n"),
        ("username", "Zq7Marked\udcfc"),
    ],
)
def test_credential_that_cannot_be_sent_is_named_and_not_shown(simulator: Simulator, option: str, value: str) -> None:
    result = performed(options(simulator, **{option: value}), lambda client: client.get("/Organizations"))
    assert result["failed"] is True
    assert result["error_code"] == "option"
    assert result["msg"].startswith(f"{option}: ")
    assert "Zq7" not in json.dumps(result)
    assert simulator.journal() == []


@pytest.mark.parametrize("password", ["Zq7 Märked", "€😀", " spaces ", 'quo"ted\\'])
def test_password_of_other_letters_is_sent(simulator: Simulator, password: str) -> None:
    result = performed(options(simulator, password=password), lambda client: client.get("/Organizations"))
    assert result["msg"].startswith("username, password: ")
    assert [entry["path"] for entry in simulator.journal()] == ["/v8/token"]


@pytest.mark.parametrize(
    ("option", "value"), [("host", "a" * 64 + ".example.com"), ("host", "a..example.com"), ("timeout", 10**14)]
)
def test_option_that_the_system_refuses(simulator: Simulator, option: str, value: Any) -> None:
    result = performed(options(simulator, **{option: value}), lambda client: client.get("/Organizations"))
    assert result["error_code"] == "option"
    assert result["msg"].startswith(f"{option}: {value!r}: expected ")


@pytest.mark.parametrize("variable", BUNDLES)
def test_bundle_that_does_not_exist(simulator: Simulator, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BUNDLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "/no/such/bundle.pem")
    result = performed(options(simulator, ca_path=None), lambda client: client.get("/Organizations"))
    assert result["error_code"] == "option"
    assert "'/no/such/bundle.pem': no such file" in result["msg"]
    trusted = performed(options(simulator), lambda client: client.get("/Organizations"))
    assert "failed" not in trusted


@pytest.mark.parametrize("token", ["eyJZq7Marked\n", "eyJ Zq7Marked", "eyJZq7Marked€", "eyJZq7Marked\udcfc", ""])
def test_token_of_the_login_that_cannot_be_sent(tmp_path: Path, token: str) -> None:
    answer = json.dumps({"access_token": token, "expires_in": 3600}).encode()
    with Hostile(tmp_path, *[whole(answer)] * 4) as server:
        given = {"host": "127.0.0.1", "port": server.port, "username": "admin", "password": "hunter2"}
        rest = {"access_token": None, "validate_certs": True, "timeout": 5, "api_version": "v8", "parallel_reads": 4}
        params = {**given, **rest, "ca_path": str(server.ca_path)}
        result = performed(params, lambda client: client.get("/Organizations"))
    assert result["failed"] is True
    assert result["path"] == "/token"
    assert result["msg"].endswith(" to POST /token, expected a JSON object")
    assert "Zq7" not in json.dumps(result)


def test_refused_credential_reads_the_same_in_both_shells(both: Plays) -> None:
    (ran,) = both([READ], VB365_ACCESS_TOKEN=f"{TOKEN}\n{TOKEN}").tasks
    assert ran.failed
    assert ran.result["error_code"] == "option"
    assert "Zq7Marked" not in json.dumps(ran.result)


@pytest.mark.parametrize("shell", SHELLS)
def test_output_shows_no_token_that_ends_in_a_line_break(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    played = play(tmp_path, simulator, [READ], shell, ("-vvv",), {"VB365_ACCESS_TOKEN": f"{TOKEN}\n"})
    (ran,) = played.tasks
    assert ran.result["msg"].startswith("access_token: ")
    assert ran.result["msg"].endswith("rejects it")
    assert TOKEN not in played.output
    assert TOKEN not in json.dumps(ran.result)


# ---- a disk that is full ----------------------------------------------------------------------------------------


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_run_goes_on_where_the_token_cannot_be_stored(simulator: Simulator, tmp_path: Path) -> None:
    clients = []

    def operation(client: Client) -> None:
        clients.append(client)
        client.get("/Organizations")
        client.get("/BackupRepositories")

    with full_disk():
        result = performed(options(simulator), operation, tmp_path)
    assert "failed" not in result, result
    assert [entry["path"] for entry in simulator.journal()].count("/v8/token") == 1
    clients[0].close()
    assert simulator.journal()[-1]["path"] == "/v8/token/logout"
    assert "failed" not in performed(options(simulator), operation, tmp_path)


def test_run_goes_on_where_the_folder_is_gone(simulator: Simulator, tmp_path: Path) -> None:
    result = performed(options(simulator), lambda client: client.get("/Organizations"), tmp_path / "gone")
    assert "failed" not in result, result
