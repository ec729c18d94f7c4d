# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the command line that skip everything are no success."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.integration.harness.playbook import play_file
from tests.integration.playbooks.test_tenants import BOTH
from tests.simulator.launch import Simulator

LOCAL = ["compliance", "drift_gate", "publish"]
PLAYBOOKS = ["apply", "coverage", "drift", "onboard", *LOCAL]
OPTIONS = [("--tags", "gold"), ("--tags", "never,tagged"), ("--skip-tags", "untagged"), ("--skip-tags", "all")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tenants").mkdir()
    (tmp_path / "tenants" / "contoso.yml").write_text(yaml.safe_dump(BOTH["contoso"]))
    return tmp_path


def refused(simulator: Simulator, folder: Path, playbook: Path, *arguments: str) -> str:
    """What is said of options with which nothing is done."""
    run = play_file(folder, simulator, playbook, arguments=("-e", f"onboard_folder={folder / 'tenants'}", *arguments))
    assert run.returncode != 0, run.output
    assert run.tasks == []
    return " ".join(run.output.split())


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_tags_that_no_task_has(simulator: Simulator, folder: Path, playbook: str) -> None:
    for option, value in OPTIONS[:1] if playbook != "drift" else OPTIONS:
        said = refused(simulator, folder, Path(f"vb365.backup.{playbook}"), option, value)
        assert f"{option} {value} skips" in said
    if playbook == "drift":
        path = Path(__file__).parents[3] / "playbooks" / "drift.yml"
        assert "--tags gold skips" in refused(simulator, folder, path, "--tags", "gold")
        start = ("--start-at-task", "Report of all tenants")
        assert "--start-at-task 'Report of all tenants' skips" in refused(
            simulator, folder, Path("vb365.backup.drift"), *start
        )


@pytest.mark.parametrize("playbook", LOCAL)
def test_a_limit_without_the_controller(simulator: Simulator, folder: Path, playbook: str) -> None:
    (folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": {"contoso": {}}}}))
    arguments = ("-i", str(folder / "hosts.yml"), "--limit", "contoso")
    assert "--limit 'contoso' skips this play" in refused(
        simulator, folder, Path(f"vb365.backup.{playbook}"), *arguments
    )


@pytest.mark.parametrize("arguments", [("--tags", "all"), ("--tags", "untagged"), ("--skip-tags", "gold"), ()])
def test_options_that_skip_nothing(simulator: Simulator, folder: Path, arguments: tuple[str, ...]) -> None:
    here = ("-e", f"onboard_folder={folder / 'tenants'}")
    run = play_file(folder, simulator, Path("vb365.backup.drift"), arguments=(*here, *arguments))
    assert (run.returncode, "1 tenant: " in run.output) == (0, True), run.output
    run = play_file(folder, simulator, Path("vb365.backup.compliance"), arguments=("--limit", "localhost", *arguments))
    assert run.returncode == 0, run.output


def test_a_playbook_that_imports_one_may_skip_it(simulator: Simulator, folder: Path) -> None:
    site = folder / "site.yml"
    imported = [{"import_playbook": f"vb365.backup.{name}", "tags": "backup"} for name in ("drift", "compliance")]
    site.write_text(yaml.safe_dump(imported))
    here = ("-e", f"onboard_folder={folder / 'tenants'}")
    run = play_file(folder, simulator, site, arguments=(*here, "--tags", "web"))
    assert (run.returncode, run.tasks) == (0, []), run.output
    run = play_file(folder, simulator, site, arguments=(*here, "--tags", "backup"))
    assert (run.returncode, "1 tenant: " in run.output) == (0, True), run.output
