# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible prints the diff of a task where the command line or the task asks for it, and the task has the last word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness.playbook import SHELLS, play
from tests.simulator.launch import Simulator

EDIT = {
    "vb365.backup.backup_job": {
        "organization": "contoso.onmicrosoft.com",
        "name": "{{ item }}",
        "description": "Printed",
    },
    "loop": ["Contoso Mailboxes"],
    "check_mode": True,
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("arguments", "keywords", "is_printed"),
    [
        ((), {}, False),
        ((), {"diff": True}, True),
        (("--diff",), {}, True),
        (("--diff",), {"diff": True}, True),
        (("--diff",), {"diff": False}, False),
    ],
)
def test_diff_of_a_task(
    simulator: Simulator,
    tmp_path: Path,
    shell: str,
    arguments: tuple[str, ...],
    keywords: dict[str, Any],
    is_printed: bool,
) -> None:
    run = play(tmp_path, simulator, [{**EDIT, **keywords}], shell, arguments)
    assert run.tasks[0].result["changed"]
    assert ("Printed" in run.output) == is_printed
    assert ("diff" in run.tasks[0].result["results"][0]) == (keywords.get("diff") is not False)
