# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page on concurrency and failure names tests and folders that there are."""

from __future__ import annotations

import re

from tests.simulator.launch import ROOT
from tests.trust.faults.kinds import FAULTS

PAGE = (ROOT / "docs" / "concurrency_and_failure.md").read_text(encoding="utf-8")


def test_functions() -> None:
    named = set(re.findall(r"`(test_\w+)(?:\[.*?\])?`", PAGE))
    files = [file.read_text(encoding="utf-8") for file in ROOT.glob("tests/**/test_*.py")]
    there = {name for text in files for name in re.findall(r"^ *def (test_\w+)\(", text, re.MULTILINE)}
    assert len(named) > 15
    assert named - there == set()


def test_each_failure_is_told_of() -> None:
    assert set(re.findall(r"`test_fault\[(.*?)\]`", PAGE)) == {fault.name for fault in FAULTS}


def test_folders_and_files() -> None:
    named = re.findall(r"`(tests/\S+?)`", PAGE)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
