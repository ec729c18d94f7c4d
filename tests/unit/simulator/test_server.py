# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: command line, ready file, certificates, seed files, many callers at once, the end."""

from __future__ import annotations

import json
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from tests.simulator.__main__ import main
from tests.simulator.app import ROUTES
from tests.simulator.launch import ROOT, Simulator
from tests.unit.simulator.client import Client, Tenant

SEED = """
server: {username: admin, password: secret}
organizations:
  - name: tailspin.example.com
    users: [{name: a@tailspin.example.com}]
repositories: [{name: Disk}]
jobs:
  - {name: Mail, organization: Tailspin, repository: Disk, selected_items: [{type: User, name: a@tailspin.example.com}]}
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_at_once_and_cleanly(number: signal.Signals) -> None:
    with Simulator() as simulator:
        client = Client(simulator)
        client.get("Jobs")
        simulator.fault("delay", seconds=600)
        ends: list[Exception] = []

        def wait() -> None:
            try:
                client.get("Jobs")
            except requests.ConnectionError as error:
                ends.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while len(simulator.journal()) < 3:
            time.sleep(0.01)
        assert simulator.process is not None
        simulator.process.send_signal(number)
        assert simulator.process.wait(30) == 0  # long before the answer
        waiting.join(30)
        assert len(ends) == 1
        assert not Path(simulator.ca_path).exists()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((simulator.host, simulator.port))


def test_says_nothing_but_where_it_is(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "tests.simulator", "--ready-file", str(ready)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        place = json.loads(line)
        assert set(place) == {"url", "host", "port", "ca_path", "username", "password"}
        assert json.loads(ready.read_text()) == place
        requests.get(f"{place['url']}/v8/Jobs", verify=place["ca_path"], timeout=10)
        process.terminate()
        rest, errors = process.communicate(timeout=10)
    assert (rest, errors, process.returncode) == ("", "", 0)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "::1"])
def test_certificate(simulator: Simulator, name: str) -> None:
    context = ssl.create_default_context(cafile=simulator.ca_path)
    plain = socket.create_connection((simulator.host, simulator.port))
    with context.wrap_socket(plain, server_hostname=name) as secure:
        secure.sendall(b"GARBAGE\r\n\r\n")
        answer = secure.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["errorCode"] == "HttpError"


def test_seed_file(tmp_path: Path) -> None:
    path = tmp_path / "seed.yml"
    path.write_text(SEED)
    with Simulator("--data", str(path)) as simulator:
        assert (simulator.username, simulator.password) == ("admin", "secret")
        (job,) = simulator.state()["jobs"]
        assert (job["name"], job["selectedItems"][0]["personalSite"]) == ("Mail", True)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("name: Mail,", "nam: Mail,", "jobs[0].nam"),
        ("repository: Disk", "repository: Disc", "'Disc'"),
        ("organization: Tailspin", "organization: Nobody", "'Nobody'"),
        ("selected_items: [{type: User, name: a@", "selected_items: [{type: User, name: b@", "'b@tailspin"),
        ("[{name: Disk}]", "[{name: Disk, capacity_gb: much}]", "capacity_gb"),
        ("jobs:", "jobs: [", "expected"),
        ("[{name: Disk}]", "[{name: Disk}, {name: disk}]", "disk is there more than once"),
        ("  - {name: Mail", "  - {schedule: {dailyTime: 21:00:00}, name: Mail", "dailyTime"),
    ],
)
def test_wrong_seed_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, word: str
) -> None:
    path = tmp_path / "seed.yml"
    path.write_text(SEED.replace(before, after))
    assert main(["--data", str(path)]) == 1
    assert word in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--profile", "id_case=camel"], "lower, upper"),
        (["--profile", "id_case"], "KEY=VALUE"),
        (["--generate", "planets=3"], "organizations"),
        (["--generate", "jobs=many"], "jobs=many"),
        (["--time-scale", "0"], "greater than 0"),
        (["--ready-file", "nowhere/ready"], "nowhere"),
    ],
)
def test_wrong_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str], word: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert (ended.value.code, word in capsys.readouterr().err) == (2, True)


def test_missing_seed_file() -> None:
    with pytest.raises(RuntimeError, match="No such file"):
        Simulator("--data", "nowhere.yml").start()


def test_generated_data() -> None:
    with Simulator("--generate", "organizations=3,jobs=4,users=5,groups=0") as simulator:
        state = simulator.state()
        client = Client(simulator)
        assert (len(state["organizations"]), len(state["jobs"])) == (3, 12)
        assert len(client.every(f"Organizations/{state['organizations'][2]['id']}/Users")) == 5
        assert len({job["id"] for job in state["jobs"]}) == 12


def test_many_callers_tear_nothing(simulator: Simulator, client: Client, contoso: Tenant) -> None:
    users = client.every(f"Organizations/{contoso.id}/Users")
    path = f"Jobs/{contoso.create()['id']}"
    failures: list[str] = []

    def work(number: int) -> None:
        mine = Client(simulator)
        for count in range(10):
            user = users[(number * 10 + count) % len(users)]
            answers = [
                mine.send("POST", f"{path}/SelectedItems", json=[{"type": "User", "user": user, "mailbox": True}]),
                mine.send("PUT", path, json={"name": f"N{number}.{count}", "description": f"N{number}.{count}"}),
                mine.send("GET", path),
            ]
            failures.extend(answer.text for answer in answers if not answer.ok)
            if answers[2].json()["name"] != answers[2].json()["description"]:
                failures.append(answers[2].text)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    items = client.every(f"{path}/SelectedItems")
    assert len({item["id"] for item in items}) == len(items) == len(users)
    assert len([job for job in simulator.state()["jobs"] if job["name"].startswith("N")]) == 1


def test_case_does_not_matter(client: Client, contoso: Tenant) -> None:
    job = contoso.job("Contoso Sites")
    assert client.get(f"jobs/{job['id']}/") == job
    page = client.get("ORGANIZATIONS/?LIMIT=1")
    assert (page["limit"], page["_links"]["self"]["href"]) == (1, "/v8/Organizations?limit=1")
    sessions = client.every(f"JobSessions?JobId={job['id']}&JobTYPE=backup")
    assert sessions
    assert {one["jobId"] for one in sessions} == {job["id"]}
    client.ok(
        "PUT", f"Jobs/{job['id']}", 204, {"Description": "X", "SchedulePolicy": {"TYPE": "daily", "DailyTime": "12:00"}}
    )
    after = client.get(f"Jobs/{job['id']}")
    assert (after["description"], after["schedulePolicy"]["dailyTime"]) == ("X", "12:00:00")


@pytest.mark.parametrize("path", ["Jobs?jobid=x", "JobSessions?job=x", "Organizations?name=contoso", "Jobs/x?jobId=x"])
def test_an_unknown_query_name_is_refused(client: Client, path: str) -> None:
    client.refused("GET", path, None, "is no parameter of this resource")


def test_every_resource_wants_a_token_and_knows_its_query(simulator: Simulator, client: Client) -> None:
    anonymous = Client(simulator, login=False)
    for route in ROUTES:
        path = re.sub(r"{\w+}", "x", route.path)
        if not path.startswith("/v8/") or path == "/v8/token":
            continue
        (method,) = route.methods or ()
        call = (method, f"{path.removeprefix('/v8/')}?nope=1")
        client.refused(*call, None, "nope: is no parameter of this resource")
        if path != "/v8/Health":
            assert anonymous.send(*call).status_code == 401, call
