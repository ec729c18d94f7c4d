# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tasks through ansible-playbook, as a user does, against the simulator."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.integration.harness.warm import ansible_playbook
from tests.simulator.launch import Simulator

SHELLS = ("in-process", "module")
_CALLBACKS = Path(__file__).parent / "callback"
_ANSIBLE = Path(sys.executable).parent / "ansible-playbook"


@dataclass(frozen=True)
class Ran:
    """A task that ran: its result, and its API requests in order, without those for the token."""

    name: str
    failed: bool
    result: dict[str, Any]
    journal: list[dict[str, Any]]

    @property
    def requests(self) -> list[str]:
        """The requests as "GET /Jobs"."""
        return [f"{entry['method']} {entry['path'].split('/', 2)[2]}" for entry in self.journal]

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The write requests."""
        return [entry for entry in self.journal if entry["method"] != "GET"]


@dataclass(frozen=True)
class Played:
    """A run of ansible-playbook: its tasks and its output; ``stdout`` is the output of callbacks."""

    tasks: list[Ran]
    output: str
    returncode: int
    logins: int
    stdout: str = ""


def environment(simulator: Simulator) -> dict[str, str]:
    """The connection options as environment variables."""
    return {
        "VB365_HOST": simulator.host,
        "VB365_PORT": str(simulator.port),
        "VB365_USERNAME": simulator.username,
        "VB365_PASSWORD": simulator.password,
        "VB365_CA_PATH": str(simulator.ca_path),
    }


def play(
    folder: Path,
    simulator: Simulator,
    tasks: list[dict[str, Any]],
    shell: str = "in-process",
    arguments: tuple[str, ...] = (),
    environ: dict[str, str] | None = None,
    **keywords: Any,
) -> Played:
    """Run a play of these tasks, with the play keywords. A task that fails does not end it."""
    folder.mkdir(parents=True, exist_ok=True)
    playbook = folder / "playbook.yml"
    keywords = {"hosts": "localhost", "connection": "local", "gather_facts": False, **keywords}
    playbook.write_text(yaml.safe_dump([{**keywords, "tasks": [{"ignore_errors": True, **task} for task in tasks]}]))
    return play_file(folder, simulator, playbook, shell, arguments, environ)


def play_file(
    folder: Path,
    simulator: Simulator,
    playbook: Path,
    shell: str = "in-process",
    arguments: tuple[str, ...] = (),
    environ: dict[str, str] | None = None,
) -> Played:
    """Run an existing playbook."""
    record = folder / "record.jsonl"
    record.unlink(missing_ok=True)
    run = ansible_playbook(
        str(_ANSIBLE),
        [str(playbook), *arguments],
        {
            **{name: value for name, value in os.environ.items() if not name.startswith(("VB365_", "ANSIBLE_"))},
            "ANSIBLE_CALLBACK_PLUGINS": str(_CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "VB365_TEST_RECORD": str(record),
            "VB365_TEST_URL": simulator.url,
            "VB365_TEST_CA": str(simulator.ca_path),
            "VB365_IN_PROCESS": str(shell == "in-process").lower(),
            **environment(simulator),
            **(environ or {}),
        },
    )
    rows = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
    logins = sum(is_token(entry) for row in rows for entry in row["journal"])
    tasks = [
        Ran(row["task"], row["failed"], row["result"], [entry for entry in row["journal"] if not is_token(entry)])
        for row in rows
    ]
    return Played(tasks, run.stdout + run.stderr, run.returncode, logins, run.stdout)


def is_token(entry: dict[str, Any]) -> bool:
    return bool(re.search(r"/token(/logout)?$", entry["path"]))


def comparable(result: dict[str, Any]) -> Any:
    """A result without the parts that differ from run to run: ids, times, their fingerprints, and Ansible's own
    keys."""
    text = json.dumps({key: value for key, value in result.items() if not key.startswith(("_ansible", "ansible_"))})
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>", text)
    text = re.sub(r"(?<=[a-z]-)[0-9a-f]{16}\b", "<fingerprint>", text)
    text = re.sub(r'"age": \d+', '"age": "<seconds>"', text)
    return json.loads(re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?", "<time>", text))
