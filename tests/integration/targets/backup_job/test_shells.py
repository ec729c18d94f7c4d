# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The place where a task runs, and the settings that it inherits from the play."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from ansible import constants

from ansible_collections.vb365.backup.plugins.plugin_utils import _in_process
from tests.integration.conftest import Plays
from tests.integration.harness.playbook import SHELLS, environment, play
from tests.simulator.launch import Simulator

NEW = {
    "organization": "contoso.onmicrosoft.com",
    "name": "Case",
    "repository": "Disk 01",
    "backup_type": "SelectedItems",
    "selected_items": [{"type": "PersonalSites"}],
    "description": "A case",
}
TASK = {"vb365.backup.backup_job": NEW}
REDACTS = find_spec("ansible.module_utils.secrets") is not None
"""Whether Ansible hides what it shows instead of what a task returns: since ansible-core 2.22."""
NO_ENVIRONMENT = dict.fromkeys(("VB365_HOST", "VB365_PORT", "VB365_USERNAME", "VB365_PASSWORD", "VB365_CA_PATH"), "")


def options(simulator: Simulator) -> dict[str, Any]:
    """The connection options as such."""
    return {name.removeprefix("VB365_").lower(): value for name, value in environment(simulator).items()}


@pytest.mark.parametrize("shell", SHELLS)
def test_one_login_for_a_run_of_many_tasks(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    played = play(tmp_path, simulator, [TASK, TASK, {**TASK, "loop": [1, 2, 3]}], shell)
    assert not any(task.failed for task in played.tasks), played.output
    assert played.logins == 1


def test_tasks_of_a_loop_share_a_client_and_no_deadline(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    monkeypatch.setattr(_in_process, "_clients", {})
    defaults = {"access_token": None, "validate_certs": True, "timeout": 30, "api_version": "v8", "parallel_reads": 4}
    params = {**defaults, **options(simulator), "port": simulator.port}
    client = _in_process._client(params)
    deadline = client.deadline
    assert _in_process._client(params) is client
    assert client.deadline is not deadline


def test_in_process_starts_no_module(simulator: Simulator, tmp_path: Path) -> None:
    assert "AnsiballZ" not in play(tmp_path, simulator, [TASK], "in-process", ("-vvvv",)).output
    assert "AnsiballZ" in play(tmp_path, simulator, [TASK], "module", ("-vvvv",)).output


def test_variable_forces_the_module(simulator: Simulator, tmp_path: Path) -> None:
    played = play(tmp_path, simulator, [TASK], "in-process", ("-vvvv",), vars={"vb365_in_process": False})
    assert "AnsiballZ" in played.output


@pytest.mark.parametrize("shell", SHELLS)
def test_async(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    (done,) = play(tmp_path, simulator, [{**TASK, "async": 60, "poll": 1}], shell).tasks
    assert not done.failed, done.result
    assert done.result["changed"] is True
    assert [job["name"] for job in simulator.state()["jobs"]].count("Case") == 1


def test_module_that_shares_its_token_with_nobody_gives_it_back(simulator: Simulator, tmp_path: Path) -> None:
    play(tmp_path, simulator, [{**TASK, "async": 60, "poll": 1}])
    assert simulator.journal()[-1]["path"] == "/v8/token/logout"


def test_module_defaults_of_the_group(both_played: Plays, simulator: Simulator) -> None:
    defaults = {"group/vb365.backup.vb365": options(simulator)}
    (done,) = both_played([TASK], environ=NO_ENVIRONMENT, module_defaults=defaults).tasks
    assert not done.failed, done.result
    assert done.result["changed"] is True


def test_environment_of_the_task(both_played: Plays, simulator: Simulator) -> None:
    told = {**environment(simulator), "VB365_PORT": simulator.port}
    (done,) = both_played([{**TASK, "environment": told}], environ=NO_ENVIRONMENT).tasks
    assert not done.failed, done.result
    assert done.result["changed"] is True


def test_invocation_shows_everything_but_secrets(both_played: Plays, simulator: Simulator) -> None:
    (done,) = both_played([TASK], environ={"ANSIBLE_INJECT_INVOCATION": "true"}).tasks
    arguments = done.result["invocation"]["module_args"]
    assert arguments["password"] == ("$REDACTED$" if REDACTS else "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
    assert arguments["host"] == simulator.host
    assert arguments["state"] == "present"


def test_secret_that_comes_back_in_a_result_is_masked(both_played: Plays, simulator: Simulator) -> None:
    options = {**NEW, "description": f"Log in with {simulator.password}"}
    played = both_played([{"vb365.backup.backup_job": options}], arguments=("-vvv",))
    (done,) = played.tasks
    assert done.result["job"]["config"]["description"] == f"Log in with {'$REDACTED$' if REDACTS else '********'}"
    assert simulator.password not in json.dumps(done.result)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"unheard_of": 1}, "Unsupported parameters for (vb365.backup.backup_job) module: unheard_of."),
        ({"schedule": {"unheard_of": 1}}, "module: schedule.unheard_of."),
        ({"state": "gone"}, "value of state must be one of: present, absent, got: gone"),
        ({"id": "x"}, "parameters are mutually exclusive: id|name"),
        ({"organization": None}, "missing parameter(s) required by 'name': organization"),
        ({"timeout": "soon"}, "'timeout' is of type"),
    ],
)
def test_argument_errors_read_the_same(both: Plays, wrong: dict[str, Any], message: str) -> None:
    (done,) = both([{"vb365.backup.backup_job": {**NEW, **wrong}}]).tasks
    assert done.failed
    assert message in done.result["msg"]


def test_diff_is_printed(both_played: Plays) -> None:
    played = both_played([TASK], arguments=("--check", "--diff"))
    assert '+    "description": "A case",' in played.output
