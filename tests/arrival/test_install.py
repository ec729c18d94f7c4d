# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection runs from where it was installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.arrival.conftest import Tools
from tests.simulator.launch import Simulator
from tests.working_tree import ROOT

TENANT: dict[str, Any] = {
    "tenant_onboarding_organization": "Fabrikam",
    "tenant_onboarding_repository": "Disk 01",
    "tenant_onboarding_jobs": [
        {
            "name": "Fabrikam board",
            "backup_type": "SelectedItems",
            "schedule": {"type": "Daily", "daily_time": "22:00"},
            "selected_items": [{"type": "User", "name": "adele@fabrikam.com"}],
        }
    ],
}


def test_only_the_installed_copy_is_known(tools: Tools, installed: Path) -> None:
    found = json.loads(tools("ansible-galaxy", "collection", "list", "--format", "json", "vb365.backup", folder=ROOT))
    assert list(found) == [str(tools.collections / "ansible_collections")]


@pytest.mark.parametrize("kind", ["module", "role"])
def test_documentation_is_of_the_installed_copy(tools: Tools, installed: Path, kind: str) -> None:
    listed = json.loads(tools("ansible-doc", "--type", kind, "--list", "--json", "vb365.backup"))
    shown = json.loads(tools("ansible-doc", "--type", kind, "--json", *listed))
    places = {doc["path"] if kind == "role" else doc["doc"]["filename"] for doc in shown.values()}
    assert places
    assert not [place for place in places if not Path(place).is_relative_to(installed)]


def test_onboard(tools: Tools, installed: Path, tmp_path: Path) -> None:
    """Within the Ansible process, and again as modules, which find nothing to do."""
    tenants = tmp_path / "tenants"
    tenants.mkdir()
    (tenants / "fabrikam.yml").write_text(yaml.safe_dump(TENANT))
    loaded = tmp_path / "loaded.json"

    with Simulator() as simulator:
        connection = {name: value for name, value in simulator.environment().items() if name.startswith("VB365_")}

        def onboard(in_process: bool) -> str:
            return tools(
                *("ansible-playbook", "-vvv", "vb365.backup.onboard", "-e", f"onboard_folder={tenants}"),
                ANSIBLE_CALLBACK_PLUGINS=str(Path(__file__).parent / "callback"),
                ANSIBLE_CALLBACKS_ENABLED="loaded",
                VB365_TEST_LOADED=str(loaded),
                VB365_IN_PROCESS=str(in_process).lower(),
                **connection,
            )

        first = onboard(in_process=True)
        assert re.search(r"^fabrikam .* changed=1 .* failed=0 ", first, re.MULTILINE), first
        assert simulator.job("Fabrikam board")["selectedItems"]
        simulator.clear_journal()
        second = onboard(in_process=False)
        assert re.search(r"^fabrikam .* changed=0 .* failed=0 ", second, re.MULTILINE), second
        assert {entry["method"] for entry in simulator.journal() if "/token" not in entry["path"]} == {"GET"}

    files = [Path(file) for file in json.loads(loaded.read_text())]
    modules = [Path(file) for file in re.findall(r"Using module file (\S*/vb365/\S+)", second)]
    assert {file.name for file in modules} >= {"tenant.py", "organization_info.py"}
    assert {"onboard.yml", "tenant.py", "client.py"} <= {file.name for file in files}
    assert not [file for file in [*files, *modules] if not file.is_relative_to(installed)]


def test_simulator_starts_from_the_installed_copy(tools: Tools, installed: Path, tmp_path: Path) -> None:
    """As its README says, but for pip, which this environment has run."""
    readme = (installed / "tests" / "simulator" / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^python -m tests\.simulator --env-file \S+$", readme, re.MULTILINE)
    exports = tmp_path / "vb365.env"
    arguments = [sys.executable, *command.split()[1:-1], str(exports)]
    with subprocess.Popen(arguments, cwd=installed, stdout=subprocess.PIPE) as simulator:
        try:
            assert simulator.stdout
            assert json.loads(simulator.stdout.readline())
            sourced = subprocess.check_output(["sh", "-c", f". {exports}; env"], env={}, text=True)
            connection = dict(line.split("=", 1) for line in sourced.splitlines() if line.startswith("VB365_"))
            shown = tools("ansible", "localhost", "-m", "vb365.backup.organization_info", **connection)
            assert "contoso.onmicrosoft.com" in shown
        finally:
            simulator.terminate()
