# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page on security names tests that there are."""

from __future__ import annotations

import re

from tests.simulator.launch import ROOT


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    file, named = "", []
    for path, function in re.findall(r"`(…|[\w/]+\.py)(?:::(\w+))?`", page):
        file = file if path == "…" else re.sub("^secrets/", "trust/secrets/", path)
        named.append((file, function))
    assert len(named) > 20
    for file, function in named:
        assert not function or f"def {function}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), (
            file,
            function,
        )
