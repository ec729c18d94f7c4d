# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark in miniature: every contender does its work, which measure() makes sure of, with one login."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.benchmark import wanted
from tests.benchmark.__main__ import main
from tests.benchmark.cases import ALL, Case
from tests.benchmark.measure import measure


def _edited(state: dict[str, Any]) -> list[wanted.Tenant]:
    tenants = wanted.tenants(state)
    first, second, third = tenants[0]["jobs"]
    first["selectedItems"][1]["mailbox"] = False
    first["excludedItems"] = []
    second["schedulePolicy"]["dailyType"] = "Workdays"
    third["selectedItems"].pop()
    return tenants


def test_writes_what_differs() -> None:
    data, names = "jobs=3,exclusions=1", (*ALL, "tenant")
    case = Case("", "", "putting three jobs right", 3, data, _edited, writes=True, contenders=names)
    rows = measure([case], names, 1)
    assert {row.contender: row.logins for row in rows} == dict.fromkeys(names, 1)


@pytest.mark.parametrize(
    ("work", "contenders"),
    [
        ("a", "in-process,module,tenant,floor,floor-each"),
        ("b", "in-process,tenant,uri,floor"),
        ("d", "in-process,uri,floor"),
        ("e", "in-process,drift,uri,floor"),
        ("g", "by-task,spelled"),
        ("h", "in-process,module,floor"),
    ],
)
def test_small(work: str, contenders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "benchmark.json"
    arguments = ["--small", "--rounds", "1", "--only", work, "--contenders", contenders, "--out", str(out)]
    assert main(arguments) == 0
    rows = json.loads(out.read_text())["rows"]
    assert {row["contender"] for row in rows} == set(contenders.split(","))
    assert {row["logins"] for row in rows} == {1}
    assert capsys.readouterr().out.count(f"| ({work}) ") == len(rows)
