# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No password and no token is in anything that a run shows or leaves behind, whatever goes wrong, at -vvvv."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.registry import CHANGING
from tests.simulator.launch import Simulator
from tests.trust.secrets import playbooks
from tests.trust.secrets.planted import PASSWORD
from tests.trust.secrets.playbooks import CREDENTIALS, ENVIRONMENT, FEW, GROUP, MANY, REJECTED, WRONGLY, Mishap
from tests.trust.secrets.runs import Seen, check, environ, run, without


def token(simulator: Simulator) -> str:
    """A token that was obtained elsewhere."""
    form = {"grant_type": "password", **CREDENTIALS, "disable_antiforgery_token": "true"}
    answer = requests.post(f"{simulator.url}/v8/token", data=form, verify=simulator.ca_path, timeout=30)
    access: str = answer.json()["access_token"]
    return access


def play(
    watched: Path,
    simulator: Simulator,
    shell: str,
    keywords: dict[str, Any],
    mishaps: list[Mishap],
    *arguments: str,
    **environment: str,
) -> Seen:
    """Run tasks that go well and tasks that do not, and make sure that they did what they are here for."""
    for mishap in mishaps:
        for fault in mishap.faults:
            simulator.fault(path="/JobSessions$", method="GET", **fault)
    tasks = [*playbooks.WELL, *(mishap.task for mishap in mishaps)]
    playbook = playbooks.write(watched.parent / "user", {**keywords, "tasks": tasks})
    seen = run(watched, environ(watched, simulator, shell, environment), str(playbook), *arguments)
    assert seen.status == 0, seen.text("stdout")
    assert [mishap.says for mishap in mishaps if mishap.says not in seen.text("everything")] == []
    assert ("AnsiballZ_job_session_info" in seen.text("process arguments")) == (shell == "module")
    assert "Invoked with " in seen.text("syslog")
    assert "vb365-token" not in seen.text("names of files")
    return seen


def test_every_changing_module_has_a_task() -> None:
    assert {f"vb365.backup.{name}" for name in CHANGING} <= {name for task in playbooks.WELL for name in task}


def test_module_defaults(watched: Path, simulator: Simulator, shell: str) -> None:
    seen = play(
        watched, simulator, shell, {"module_defaults": {GROUP: CREDENTIALS}}, [*MANY, REJECTED, WRONGLY], "--diff"
    )
    assert seen.token_files == {(0o600, 0o700)}
    check(seen, simulator)


def test_vault_in_check_mode(watched: Path, simulator: Simulator, shell: str) -> None:
    arguments = playbooks.vault(watched.parent / "user", vaulted=PASSWORD)
    options = {**CREDENTIALS, "password": "{{ vaulted }}"}
    keywords = {"module_defaults": {GROUP: options}, "gather_facts": True}
    json = {"ANSIBLE_CALLBACK_RESULT_FORMAT": "json"}
    check(
        play(watched, simulator, shell, keywords, [*MANY, WRONGLY], "--check", "--diff", *arguments, **json), simulator
    )


def test_access_token(watched: Path, simulator: Simulator, shell: str) -> None:
    keywords = {"module_defaults": {GROUP: {"access_token": token(simulator)}}}
    check(play(watched, simulator, shell, keywords, FEW, ANSIBLE_CALLBACK_RESULT_FORMAT="yaml"), simulator)


def test_environment_of_the_run(watched: Path, simulator: Simulator, shell: str) -> None:
    seen = play(watched, simulator, shell, {}, FEW, ANSIBLE_STDOUT_CALLBACK="oneline", **ENVIRONMENT)
    assert without(seen, "process environment", "^VB365_PASSWORD=")  # the user put it there
    check(seen, simulator)


def test_environment_of_the_tasks(watched: Path, simulator: Simulator, shell: str) -> None:
    seen = play(watched, simulator, shell, {"environment": ENVIRONMENT}, FEW, ANSIBLE_STDOUT_CALLBACK="minimal")
    # Ansible hands the environment of a task to a module on a command line, and shows that at -vvv. Both shells run
    # the async task as a module.
    assert without(seen, "stdout|log", " EXEC /bin/sh -c ")
    assert without(seen, "process arguments", "VB365_PASSWORD=")
    assert without(seen, "process environment", "^VB365_PASSWORD=")
    check(seen, simulator)


def test_role(watched: Path, simulator: Simulator, shell: str) -> None:
    tenants = watched.parent / "user" / "tenants"
    tenants.mkdir(parents=True)
    tenant = {
        "organization": playbooks.JOB["organization"],
        "repository": "Disk 01",
        "unmanaged_jobs": "disable",
        "start_first_backup": True,
        "report": str(watched / "report.json"),
        "jobs": [
            {
                "name": "Trust",
                "backup_type": "SelectedItems",
                "schedule": {"type": "ManualOnly"},
                "selected_items": playbooks.ITEMS,
            },
            {"name": "Contoso Teams", "state": "absent"},
        ],
    }
    (tenants / "contoso.yml").write_text(yaml.safe_dump({f"tenant_onboarding_{key}": tenant[key] for key in tenant}))
    for method, path in (("POST", "/Jobs$"), ("DELETE", "/Jobs/"), ("POST", "/Disable$")):
        simulator.fault("echo", path, method, status=400, body=playbooks.ECHO)
    environment = environ(watched, simulator, shell, ENVIRONMENT)
    seen = run(watched, environment, "vb365.backup.onboard", "-e", f"onboard_folder={tenants}", "--diff")
    assert seen.status == 2, seen.text("stdout")
    assert "said host: " in seen.text("report.json")
    assert "vb365_tenants" in seen.text("stdout")
    assert without(seen, "process environment", "^VB365_PASSWORD=")
    check(seen, simulator)


def test_interrupted(watched: Path, simulator: Simulator, shell: str) -> None:
    seen = ended(watched, simulator, shell, signal.SIGINT)
    assert seen.status != 0
    assert seen.token_files == {(0o600, 0o700)}
    assert "vb365-token" not in seen.text("names of files")
    check(seen, simulator)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_killed(watched: Path, simulator: Simulator, shell: str, number: int) -> None:
    seen = ended(watched, simulator, shell, number)
    assert seen.token_files == {(0o600, 0o700)}
    assert without(seen, r"home/\.ansible/tmp/ansible-local-[^/]*/vb365-token-.*", "")
    check(seen, simulator)


def ended(watched: Path, simulator: Simulator, shell: str, number: int) -> Seen:
    """A run that gets a signal while its task waits for an answer."""
    simulator.fault("stall", "/JobSessions$", seconds=3, times=None)
    playbook = playbooks.write(watched.parent / "user", {"tasks": [{"vb365.backup.job_session_info": {}}]})

    def end() -> int:
        waits = any(entry["path"].endswith("/JobSessions") for entry in simulator.journal())
        return number if waits else 0

    seen = run(watched, environ(watched, simulator, shell, ENVIRONMENT), str(playbook), end=end)
    assert without(seen, "process environment", "^VB365_PASSWORD=")
    return seen
