# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A play in a fork of the warmed Ansible brings what it brings in a process of its own, with code that is kept, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.playbook import Played, play
from tests.simulator.launch import Simulator

TEXT = r"1 if '\\1' == '\\\\1' else '\t'"
TASKS: list[dict[str, Any]] = [
    {"ansible.builtin.debug": {"msg": f"{{{{ {TEXT} }}}} {{% set found = {TEXT} %}}{{{{ found }}}} {TEXT}"}},
    {"ansible.builtin.assert": {"that": [TEXT, "ansible_check_mode"]}},
    {"ansible.builtin.debug": {"msg": "{{ ansible_check_mode }} {{ nowhere }}"}},
    {"ansible.builtin.debug": {"msg": "{{ 'x' | no_such_filter }}"}},
    {"ansible.builtin.debug": {"msg": "{{ open_ended"}},
    {"vb365.backup.organization_info": {"name": "{{ ['con', 'toso'] | join }}"}},
]


def test_results_are_those_of_a_new_process(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(run: Played) -> list[Any]:
        assert len(run.tasks) == len(TASKS), run.output
        return [(task.failed, task.result.get("msg"), task.result.get("organizations")) for task in run.tasks]

    first, again = (told(play(tmp_path, simulator, TASKS, "module")) for _run in range(2))
    monkeypatch.setenv("VB365_TEST_PLAIN", "1")
    assert first == again == told(play(tmp_path, simulator, TASKS, "module"))
    assert [failed for failed, _message, _organizations in first] == [False, True, True, True, True, False]


def test_code_is_that_of_the_text(simulator: Simulator, tmp_path: Path) -> None:
    for number in (1, 2):
        (ran,) = play(tmp_path, simulator, [{"ansible.builtin.debug": {"msg": f"{{{{ 'n' ~ {number} }}}}"}}]).tasks
        assert ran.result["msg"] == f"n{number}"
