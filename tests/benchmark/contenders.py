# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each contender is started on a piece of work."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmark import wanted
from tests.benchmark.cases import Case
from tests.benchmark.wanted import Tenant
from tests.integration.harness.playbook import environment
from tests.simulator.launch import Simulator

HERE = Path(__file__).parent
WORDS = {
    "uri": "uri",
    **dict.fromkeys(("in-process", "module", "tenant", "by-task", "spelled", "nothing"), "ours"),
    "drift": "tenants",
}
"""The words of what is wanted in which Ansible gets it, by contender."""
ANSIBLE_START, PYTHON_START = "start of Ansible", "start of Python"
_ANSIBLE = Path(sys.executable).with_name("ansible-playbook")


def start_of(contender: str) -> str:
    """What is subtracted from a contender's time: a playbook, or a script, with nothing to do."""
    return ANSIBLE_START if contender in WORDS else PYTHON_START


def prepare(folder: Path, told: list[Tenant]) -> None:
    """Write what is wanted, in the words of each: an inventory of one host per tenant, and a list."""
    tenants = [{f"tenant_onboarding_{name}": value for name, value in row.items()} for row in wanted.ours(told)]
    for words, rows in (("ours", wanted.ours(told)), ("uri", told), ("tenants", tenants)):
        hosts = {one["organization"]: row for one, row in zip(told, rows, strict=True)}
        variables = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        (folder / f"{words}.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": variables}}))
    (folder / "floor.json").write_text(json.dumps(told))
    play = {"hosts": "all", "gather_facts": False, "tasks": list(_tasks(wanted.ours(told[0])))}
    (folder / "by-task.yml").write_text(json.dumps([play]))
    loop = (HERE / "playbooks" / "ours" / "jobs.yml").read_text(encoding="utf-8")
    (folder / "nothing.yml").write_text(loop.replace("vb365.backup.backup_job:", "nothing:"))


def _tasks(tenant: Tenant) -> Iterator[dict[str, Any]]:
    """What somebody writes who knows no loops: a task for each job, or for each user."""
    for job in tenant.get("jobs", []):
        yield {"name": job["name"], "vb365.backup.backup_job": {"organization": tenant["organization"], **job}}
    for user in tenant.get("users", []):
        options = {"organization": tenant["organization"], "job": tenant["job"], "items": [user]}
        yield {"name": user["name"], "vb365.backup.backup_job_item": options}


def command(contender: str, case: Case, folder: Path) -> list[str]:
    """The command line."""
    if contender == PYTHON_START:
        return [sys.executable, "-c", ""]
    if contender == ANSIBLE_START:
        return [str(_ANSIBLE), str(HERE / "playbooks" / "nothing.yml")]
    flags = ["--check"] if case.is_check else []
    if contender in WORDS:
        words = WORDS[contender]
        play = contender if contender in ("spelled", "tenant") else case.play
        playbook: str | Path = HERE / "playbooks" / words / f"{play}.yml"
        if contender in ("by-task", "nothing"):
            playbook = folder / f"{contender}.yml"
        if contender == "drift":
            playbook = "vb365.backup.drift"
        return [str(_ANSIBLE), str(playbook), "-i", str(folder / f"{words}.json"), f"--forks={case.forks}", *flags]
    flags += ["--each"] if contender == "floor-each" else []
    return [sys.executable, str(HERE / "floor.py"), case.play, str(folder / "floor.json"), *flags]


def environ(contender: str, simulator: Simulator, folder: Path) -> dict[str, Any]:
    """The environment: the server's address, and nothing of Ansible or of certificates that happens to be set here.

    Modules are piped to Python, which spares them their files. Where facts are no variables, Ansible has nothing
    against a template for all arguments of a task.
    """
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ},
        **environment(simulator),
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(HERE.parents[1] / ".venv" / "collections"),
        "ANSIBLE_ACTION_PLUGINS": str(HERE / "action"),
        "ANSIBLE_PIPELINING": "true",
        "ANSIBLE_INJECT_FACT_VARS": "false",
        "VB365_IN_PROCESS": str(contender != "module").lower(),
    }
