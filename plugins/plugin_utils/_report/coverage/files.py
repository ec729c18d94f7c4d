# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report of coverage as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.markdown import markdown
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.page import page
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.table import table
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import to_json


def files(report: Mapping[str, Any]) -> dict[str, str]:
    """The texts of all files by their names."""
    return {
        "coverage.json": to_json(report),
        "coverage.md": markdown(report),
        "coverage.html": page(report),
        "coverage.csv": table(report),
    }
