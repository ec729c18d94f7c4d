# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each module once as a real play in both shells, which other tests run in their own process: all four agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.action.tenant import LARGE
from tests.integration.harness import shells
from tests.integration.harness.modules import FAILING, OPTIONS
from tests.integration.harness.playbook import SHELLS, Ran, comparable, play
from tests.simulator.launch import Simulator


def result(ran: Ran) -> Any:
    """A result without the traceback that Ansible adds to a failure in a play since ansible-core 2.19, and without the
    large options of a tenant, which a result has from -v on."""
    shown = {key: value for key, value in ran.result.items() if key != "exception"}
    if "invocation" in shown:
        arguments = {key: one for key, one in shown["invocation"]["module_args"].items() if key not in LARGE}
        shown["invocation"] = {**shown["invocation"], "module_args": arguments}
    return comparable(shown)


@pytest.mark.parametrize("name", OPTIONS)
def test_play_and_test_process_bring_the_same(simulator: Simulator, tmp_path: Path, name: str) -> None:
    task = {f"vb365.backup.{name}": OPTIONS[name]}
    tasks = [{**task, "name": "check", "check_mode": True}, {**task, "name": "real"}]
    runs = {}
    for shell in SHELLS:
        simulator.reset()
        played = play(tmp_path / shell, simulator, tasks, shell, ("-vvvv",))
        assert ("AnsiballZ" in played.output) == (shell == "module")
        simulator.reset()
        runs[shell] = played, shells.run(simulator, tasks, shell)
    first = runs["in-process"][0]
    for played in (one for pair in runs.values() for one in pair):
        assert [task.failed for task in played.tasks] == [name in FAILING] * 2, played.output
        assert list(map(result, played.tasks)) == list(map(result, first.tasks))
        assert played.logins == first.logins == 1
    for played, here in runs.values():
        assert [task.requests for task in played.tasks] == [task.requests for task in here.tasks]
        assert [task.writes == [] for task in here.tasks] == [True, first.tasks[1].writes == []]
