# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site as `make docs` has built it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import browser

__all__ = ["browser", "site"]

HTML = Path("tests/output/site/html")


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the site. The session ``site`` builds it right before these tests."""
    assert (HTML / "index.html").exists(), "the site is not built: make docs"
    return HTML.resolve()
