# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated parts of the tree are as ``make generate`` writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.generate import ROOT, files


@pytest.mark.parametrize(
    ("path", "render"), [pytest.param(*entry, id=str(entry[0].relative_to(ROOT))) for entry in files()]
)
def test_is_up_to_date(path: Path, render: Callable[[], str]) -> None:
    assert path.read_text(encoding="utf-8") == render(), f"{path} is out of date. Run: make generate"
