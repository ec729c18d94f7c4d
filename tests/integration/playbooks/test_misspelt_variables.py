# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An extra variable that is nearly an option is an error: Ansible ignores it, and the run would be another one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.plugin_utils._playbooks import OPTIONS
from tests.integration.harness.playbook import play_file
from tests.integration.playbooks.test_tenants import BOTH
from tests.simulator.launch import Simulator

PLAYBOOKS = ("apply", "coverage", "drift", "onboard")
FOLDER = Path(__file__).parents[3] / "playbooks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tenants").mkdir()
    (tmp_path / "tenants" / "contoso.yml").write_text(yaml.safe_dump(BOTH["contoso"]))
    return tmp_path


@pytest.mark.parametrize(
    ("playbook", "name", "meant"),
    [
        *((playbook, "onboard_onyl", "onboard_only") for playbook in PLAYBOOKS),
        ("drift", "onbord_folder", "onboard_folder"),
        ("drift", "report_fodler", "report_folder"),
        ("drift", "fail_on_drift", "tenant_onboarding_fail_on_drift"),
        ("onboard", "omitted", "tenant_onboarding_omitted"),
    ],
)
def test_nothing_is_done(simulator: Simulator, folder: Path, playbook: str, name: str, meant: str) -> None:
    arguments = ("-e", f"onboard_folder={folder / 'tenants'}", "-e", f"{name}=fabrikam")
    run = play_file(folder, simulator, Path(f"vb365.backup.{playbook}"), arguments=arguments)
    assert run.returncode != 0, run.output
    assert run.tasks == []
    assert f"{name}: unknown variable; expected {meant}" in " ".join(run.output.split())
    assert simulator.journal() == []


def test_other_variables_are_the_users(simulator: Simulator, folder: Path) -> None:
    values = {"onboard_folder": str(folder / "tenants"), "repository": "x", "onboard_notify": "x", "ticket": 1}
    arguments = tuple(word for name, value in values.items() for word in ("-e", f"{name}={value}"))
    run = play_file(folder, simulator, Path("vb365.backup.drift"), arguments=arguments)
    assert run.returncode == 0, run.output


def test_a_playbook_that_imports_one_may_have_such_variables(simulator: Simulator, folder: Path) -> None:
    (folder / "site.yml").write_text(yaml.safe_dump([{"import_playbook": "vb365.backup.drift"}]))
    arguments = ("-e", f"onboard_folder={folder / 'tenants'}", "-e", "onboard_hoists=x")
    run = play_file(folder, simulator, folder / "site.yml", arguments=arguments)
    assert run.returncode == 0, run.output


def test_all_variables_of_the_playbooks_are_known() -> None:
    files = [*(FOLDER / f"{name}.yml" for name in PLAYBOOKS), *FOLDER.glob("tasks/*.yml"), *FOLDER.glob("vars/*.yml")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = {*re.findall(r"(?<![\w.'])((?:apply|coverage|drift|onboard|report)_[a-z_]+)\b(?= *(?:=|\||is ))", text)}
    assert used
    assert used - {*OPTIONS} == set()
