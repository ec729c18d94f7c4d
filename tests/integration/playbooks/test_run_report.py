# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task vb365.backup.run_report counts each host of the play: skipped, hidden, and of later batches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.playbooks.test_report import report_in, states, totals
from tests.integration.playbooks.test_report_callback import COMPARE, SITES, run
from tests.simulator.launch import Simulator

REPORT = {"vb365.backup.run_report": {"registered": "compared"}}
IN_SYNC = {
    "vb365.backup.tenant": {
        "organization": "contoso",
        "omitted": "keep",
        "jobs": [{"name": "{{ 'Contoso Sites' if inventory_hostname == 'contoso' else 'Contoso Mailboxes' }}"}],
    },
    "check_mode": True,
    "register": "compared",
}


def test_each_batch_is_reported_and_the_last_report_has_all(simulator: Simulator, tmp_path: Path) -> None:
    played = run(
        tmp_path,
        simulator,
        {"hosts": "contoso,nobody", "serial": 1, "tasks": [IN_SYNC, REPORT]},
        VB365_REPORT_FOLDER=str(tmp_path / "out"),
    )
    assert played.returncode == 0, played.output
    assert totals(played.stdout) == [
        "2 tenants: 1 in sync, 1 could not be checked",
        "2 tenants: 2 in sync",
    ]
    assert states(report_in(tmp_path)) == {}


@pytest.mark.parametrize("loop", [None, [1]])
def test_hosts_that_were_hidden_or_skipped_are_counted(
    simulator: Simulator, tmp_path: Path, loop: list[int] | None
) -> None:
    task = {**COMPARE, "register": "compared", "no_log": True, "when": "inventory_hostname == 'contoso'"}
    task |= {"loop": loop} if loop else {}
    played = run(
        tmp_path,
        simulator,
        {"hosts": "contoso,nobody", "tasks": [task, REPORT]},
        VB365_REPORT_FOLDER=str(tmp_path / "out"),
        ANSIBLE_CALLBACKS_ENABLED="recorder",
    )
    assert played.returncode == 2
    report = report_in(tmp_path)
    assert states(report) == {"contoso": "failed", "nobody": "failed"}
    texts = {row["host"]: row["findings"][0]["text"] for row in report["tenants"]}
    assert "hidden" in texts["contoso"]
    assert "skipped" in texts["nobody"]
    files = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*.*"))
    result = json.dumps(played.tasks[-1].result)
    for hidden in (SITES, "contoso.onmicrosoft.com"):
        assert hidden not in files + result + played.stdout


def test_a_loop_over_nothing_is_counted(simulator: Simulator, tmp_path: Path) -> None:
    task = {**COMPARE, "register": "compared", "loop": []}
    played = run(tmp_path, simulator, {"hosts": "contoso", "tasks": [task, REPORT]})
    assert played.returncode == 2
    assert totals(played.stdout) == ["1 tenant: 0 in sync, 1 could not be checked"]


def test_the_callback_counts_skipped_hosts(simulator: Simulator, tmp_path: Path) -> None:
    played = run(tmp_path, simulator, {"tasks": [{**COMPARE, "when": "inventory_hostname == 'contoso'"}]})
    assert played.returncode == 0, played.output
    assert totals(played.stdout) == ["3 tenants: 0 in sync, 1 drifted, 2 could not be checked"]
