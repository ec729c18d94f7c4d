# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong ends in one line that names the cause and the option, in both shells, without a secret at -vvv."""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import trustme

from tests.integration.conftest import Plays
from tests.simulator.launch import Simulator

PASSWORD = "s3cr%t+' ü\"/word"
JOB = {"organization": "contoso.onmicrosoft.com", "name": "Case"}
NEW = {**JOB, "repository": "Disk 01", "backup_type": "SelectedItems", "selected_items": [{"type": "PersonalSites"}]}


def fail(both_played: Plays, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """The result of the one task, which failed as it should."""
    (result,) = fail_each(both_played, [options], **keywords)
    return result


def fail_each(both_played: Plays, cases: list[dict[str, Any]], **keywords: Any) -> list[dict[str, Any]]:
    """The results of tasks, each of which failed as it should: in one line, and with no secret anywhere."""
    tasks = [{"name": f"case {number}", "vb365.backup.backup_job": options} for number, options in enumerate(cases)]
    played = both_played(tasks, arguments=("-vvv",), **keywords)
    for task in played.tasks:
        assert task.failed, task.name
        assert task.writes == [], task.name
        assert "\n" not in task.result["msg"], task.name
        assert task.result.get("changed") is False, task.name
    assert "Traceback" not in played.output
    for secret in (
        PASSWORD,
        quote(PASSWORD),
        quote_plus(PASSWORD),
        base64.b64encode(PASSWORD.encode()).decode(),
        "Authorization",
    ):
        assert secret not in played.output
    return [task.result for task in played.tasks]


def test_wrong_password(both_played: Plays) -> None:
    result = fail(both_played, {**NEW, "password": PASSWORD})
    assert "password" in result["msg"]
    assert result["status"] == 400


def test_unknown_host(both_played: Plays) -> None:
    result = fail(both_played, {**NEW, "host": "vb365.invalid"})
    assert result["msg"].startswith("host: 'vb365.invalid'")


def test_host_that_is_a_url(both_played: Plays, simulator: Simulator) -> None:
    result = fail(both_played, {**NEW, "host": simulator.url})
    assert result["msg"].startswith(f"host: '{simulator.url}': expected")


def test_nothing_listens(both_played: Plays) -> None:
    result = fail(both_played, {**NEW, "port": 1})
    assert result["msg"].startswith("host, port: ")


def test_self_signed_without_ca_path(both_played: Plays) -> None:
    result = fail(both_played, NEW, environ={"VB365_CA_PATH": ""})
    assert result["msg"].startswith("ca_path: the certificate")


def test_ca_path_that_is_not_there(both_played: Plays) -> None:
    result = fail(both_played, {**NEW, "ca_path": "/nowhere/ca.pem"})
    assert result["msg"].startswith("ca_path: '/nowhere/ca.pem'")


def test_api_version_that_is_not_served(both_played: Plays) -> None:
    result = fail(both_played, {**NEW, "api_version": "v99"})
    assert result["msg"].startswith("api_version: ")


def test_access_token_that_is_rejected(both_played: Plays) -> None:
    result = fail(both_played, {**NEW, "access_token": PASSWORD.replace(" ", "").replace("ü", "u")})
    assert result["msg"].startswith("access_token: ")


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A reverse proxy with nothing behind it, as connection options."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            page = b"<html><body>502 Bad Gateway</body></html>"
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *args: Any) -> None:
            pass

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "proxy.pem"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {"host": "127.0.0.1", "port": server.server_port, "ca_path": str(tmp_path / "proxy.pem")}
        server.shutdown()


def test_reverse_proxy_that_answers_html(both_played: Plays, proxy: dict[str, Any]) -> None:
    result = fail(both_played, {**NEW, **proxy})
    assert result["msg"].startswith("host, port: ")
    assert "text/html" in result["msg"]


def test_missing_requests(both_played: Plays, tmp_path: Path) -> None:
    (tmp_path / "requests.py").write_text("raise ImportError('No module named requests')")
    result = fail(both_played, NEW, environ={"PYTHONPATH": str(tmp_path)})
    assert "requests" in result["msg"]
    assert "ansible_python_interpreter" in result["msg"]


def test_unknown_organization_lists_those_there_are(both_played: Plays) -> None:
    result = fail(both_played, {**NEW, "organization": "contosso.onmicrosoft.com"})
    assert result["msg"].startswith("organization: 'contosso.onmicrosoft.com'")
    assert "contoso.onmicrosoft.com" in result["msg"]


def test_unknown_repository_lists_those_there_are(both_played: Plays) -> None:
    result = fail(both_played, {**NEW, "repository": "Tertiary"})
    assert result["msg"].startswith("repository: 'Tertiary'")
    assert "Disk 01" in result["msg"]


def test_job_without_what_a_new_one_needs(both_played: Plays) -> None:
    assert fail(both_played, JOB)["msg"].startswith("repository: required, because the backup job does not exist")


def test_id_that_is_not_there(both_played: Plays) -> None:
    identity = "00000000-0000-0000-0000-00000000dead"
    assert fail(both_played, {"id": identity, "enabled": True})["msg"].startswith(f"id: '{identity}'")


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"type": "Daily", "daily_time": 1320}, "schedule.daily_time"),
    ({"type": "ManualOnly", "daily_time": "22:00"}, "schedule.daily_time"),
    ({"type": "Periodically"}, "schedule.periodically_every"),
    (
        {"type": "Periodically", "periodically_every": "Minutes5", "periodically_offset_minutes": 5},
        "schedule.periodically_offset_minutes",
    ),
    (
        {"type": "Periodically", "periodically_every": "Minutes5", "periodically_window": {"allow": ["Sat"]}},
        "schedule.periodically_window",
    ),
    ({"backup_window": {"allow": ["Someday"]}}, "schedule.backup_window.allow"),
    ({"backup_window": {"deny": ["Mon-Sun"]}}, "schedule.backup_window"),
    ({"backup_window": {"hours": [True]}}, "schedule.backup_window.hours"),
    ({"retry_number": 778}, "schedule.retry_number"),
]


@pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
def test_impossible_schedule(both_played: Plays, check_mode: bool) -> None:
    tasks = [{**NEW, "schedule": schedule} for schedule, _option in IMPOSSIBLE]
    results = fail_each(both_played, tasks, check_mode=check_mode)
    for result, (schedule, option) in zip(results, IMPOSSIBLE, strict=True):
        assert result["msg"].startswith(f"{option}: "), schedule
        assert result["error_code"] == "option", schedule
