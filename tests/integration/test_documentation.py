# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the documentation of every module run, and a second run of them says the same in check mode."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import yaml

from tests import registry
from tests.integration.harness.playbook import SHELLS, play, play_file
from tests.simulator.launch import Simulator

MODULES = sorted((Path(__file__).parents[2] / "plugins" / "modules").glob("*.py"))


def examples(module: Path) -> list[dict[str, object]]:
    """The tasks in a module's EXAMPLES."""
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EXAMPLES":
            tasks: list[dict[str, object]] = yaml.safe_load(ast.literal_eval(node.value))
            return tasks
    raise AssertionError(f"{module.name} has no EXAMPLES")


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    """A simulator whose jobs take a moment: some examples wait for them."""
    with Simulator("--time-scale", "100") as simulator:
        yield simulator


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_examples_run(
    simulator: Simulator, tmp_path: Path, module: Path, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where examples write reports
    tasks = [{key: _here(value, simulator) for key, value in task.items()} for task in examples(module)]
    secrets = {"vb365_password": simulator.password, "vb365_token": _token(simulator)}
    played = play(tmp_path, simulator, tasks, shell, vars=secrets)
    assert len(played.tasks) == len(tasks), played.output
    for task in played.tasks:
        assert not task.failed, (task.name, task.result)
    only_reads = "vb365.backup.info_attributes" in module.read_text() or module.stem not in registry.MODULES
    assert any(task.writes for task in played.tasks) is not only_reads


def _here(value: object, simulator: Simulator) -> object:
    """The options of an example, with a connection that is turned to the simulator."""
    here = {"host": simulator.host, "port": simulator.port, "username": simulator.username}
    if isinstance(value, dict) and "ca_path" in value:
        here["ca_path"] = simulator.ca_path
    return {**value, **here} if isinstance(value, dict) and "host" in value else value


def _token(simulator: Simulator) -> str:
    form = {"grant_type": "password", "username": simulator.username, "password": simulator.password}
    answer = requests.post(
        f"{simulator.url}/v8/token", {**form, "disable_antiforgery_token": "true"}, verify=simulator.ca_path
    )
    return str(answer.json()["access_token"])


@pytest.mark.parametrize("shell", SHELLS)
def test_tenant_of_the_readme_is_onboarded(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text()
    (tenant,) = re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    described = {job["name"] for job in yaml.safe_load(tenant)["jobs"]}
    before = {job["name"] for job in simulator.state()["jobs"]}
    folder = tmp_path / "tenants"
    folder.mkdir()
    (folder / "contoso.yml").write_text(tenant)
    arguments = ("-e", f"onboard_folder={folder}")

    played = play_file(tmp_path, simulator, Path("vb365.backup.onboard"), shell, arguments)
    assert played.returncode == 0, played.output
    assert {job["name"] for job in simulator.state()["jobs"]} - before == described, played.output

    again = play_file(tmp_path, simulator, Path("vb365.backup.onboard"), shell, arguments)
    assert again.returncode == 0, again.output
    assert not any(task.writes for task in again.tasks), again.output
