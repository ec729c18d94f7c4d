# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules run by the oldest Python of managed hosts, which no Ansible here runs on: results are those of in-process."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness.modules import FAILING, OPTIONS
from tests.integration.harness.playbook import Played, comparable, play
from tests.integration.targets.backup_job.test_options import NEW, assert_twelve_steps, steps
from tests.simulator.launch import ROOT, Simulator

VERSION = "3.9"
PYTHON = os.environ.get("MODULE_PYTHON", "")
"""A Python of this version that has the collection's requirements and nothing else."""

pytestmark = pytest.mark.skipif(not PYTHON, reason=f"MODULE_PYTHON names no Python {VERSION}")


def run_by(python: str | Path, simulator: Simulator, folder: Path, tasks: list[dict[str, Any]]) -> Played:
    return play(folder, simulator, tasks, "module", vars={"ansible_python_interpreter": str(python)})


def assert_as_in_process(simulator: Simulator, folder: Path, tasks: list[dict[str, Any]]) -> Played:
    """Both shells bring the same, from the same start."""
    here = play(folder / "here", simulator, tasks)
    simulator.reset()
    there = run_by(PYTHON, simulator, folder / "there", tasks)
    assert len(here.tasks) == len(tasks), here.output
    assert [comparable(task.result) for task in there.tasks] == [comparable(task.result) for task in here.tasks]
    return there


def test_modules_meet_this_python(simulator: Simulator, tmp_path: Path) -> None:
    facts = {"ansible.builtin.setup": {"gather_subset": ["!all", "!min", "python"]}}
    (task,) = run_by(PYTHON, simulator, tmp_path, [facts]).tasks
    python = task.result["ansible_facts"]["ansible_python"]
    assert python["executable"] == PYTHON
    assert f"{python['version']['major']}.{python['version']['minor']}" == VERSION


def test_create_change_remove_in_check_mode_for_real_and_again(simulator: Simulator, tmp_path: Path) -> None:
    window = {"allow": ["Mon-Fri 18:00-06:00", "Sat,Sun"], "minute_offset": 60}
    first = {"schedule": {"type": "Periodically", "periodically_every": "Hours4", "periodically_window": window}}
    second = {"schedule": {"type": "Daily", "daily_time": "21:30:15"}, "description": "Ümläute"}
    assert_twelve_steps(assert_as_in_process(simulator, tmp_path, steps(first, second)).tasks)


def test_every_module(simulator: Simulator, tmp_path: Path) -> None:
    group = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())["action_groups"]["vb365"]
    assert set(OPTIONS) == set(group)
    tasks = [{"name": name, f"vb365.backup.{name}": options} for name, options in OPTIONS.items()]
    played = assert_as_in_process(simulator, tmp_path, tasks)
    failed = [task for task in played.tasks if task.failed]
    assert [task.name for task in failed] == FAILING
    assert all(task.result["problems"] for task in failed)


def test_refusals(simulator: Simulator, tmp_path: Path) -> None:
    wrong: list[Mapping[str, Any]] = [{"repository": "Tertiary"}, {"schedule": {"type": "Daily", "daily_time": 1320}}]
    tasks = [{"vb365.backup.backup_job": {**NEW, **options}} for options in wrong]
    played = assert_as_in_process(simulator, tmp_path, tasks)
    assert [task.result["msg"].split(":")[0] for task in played.tasks] == ["repository", "schedule.daily_time"]


def test_python_without_requests(simulator: Simulator, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", bare], check=True)
    (task,) = run_by(bare / "bin" / "python", simulator, tmp_path, [{"vb365.backup.backup_job": NEW}]).tasks
    assert task.failed
    message = task.result["msg"]
    assert "\n" not in message
    assert "requests" in message
    assert str(bare) in message
    assert "ansible_python_interpreter" in message
