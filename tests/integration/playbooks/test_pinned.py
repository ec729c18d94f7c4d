# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory, environment and command line change neither the connection nor the strategy of the shipped plays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.integration.harness.onboarding import ROLE
from tests.integration.harness.playbook import SHELLS, play_file
from tests.integration.playbooks.test_tenants import BOTH, changed
from tests.simulator.launch import Simulator

VARIABLES = {
    "ansible_connection": "ssh",
    "ansible_shell_type": "powershell",
    "ansible_become": True,
    "ansible_become_user": "nobody",
    "ansible_become_exe": "/bin/false",
}
ENVIRONMENT = {"ANSIBLE_BECOME": "true", "ANSIBLE_ANY_ERRORS_FATAL": "true", "ANSIBLE_TRANSPORT": "ssh"}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("strategy", ["free", "host_pinned"])
@pytest.mark.parametrize("playbook", ["adopt", "compliance", "drift", "lab_report", "onboard"])
def test_plays_run_here(simulator: Simulator, tmp_path: Path, playbook: str, strategy: str, shell: str) -> None:
    hosts = {
        name: {f"{ROLE}{key}": value for key, value in {**tenant, "report": f"{tmp_path}/reports/{name}.json"}.items()}
        for name, tenant in BOTH.items()
    }
    lab = {
        "organization": "contoso",
        "repository": "Disk 01",
        "user": "dave@contoso.com",
        "file": f"{tmp_path}/lab/report.md",
    }
    (tmp_path / "lab").mkdir()
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts, "vars": VARIABLES}}), encoding="utf-8")
    played = play_file(
        tmp_path,
        simulator,
        Path(f"vb365.backup.{playbook}"),
        shell,
        (
            *("-b", "-i", str(inventory), "-e", f"adopt_folder={tmp_path / 'tenants'}"),
            *(("-e", f"report_folder={tmp_path / 'reports'}") if playbook == "compliance" else ()),
            *("-e", json.dumps({f"lab_report_{key}": value for key, value in lab.items()})),
        ),
        {**ENVIRONMENT, "ANSIBLE_STRATEGY": strategy},
    )
    assert played.returncode == 0, played.output
    assert changed(simulator) == (["Contoso Sites", "Fabrikam Everything"] if playbook == "onboard" else [])
    written = {"adopt": tmp_path / "tenants", "lab_report": tmp_path / "lab"}.get(playbook, tmp_path / "reports")
    assert len([*written.iterdir()]) == (5 if playbook == "compliance" else 2)
