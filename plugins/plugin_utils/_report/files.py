# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.html import page, pages
from ansible_collections.vb365.backup.plugins.plugin_utils._report.junit import junit
from ansible_collections.vb365.backup.plugins.plugin_utils._report.markdown import markdown
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import to_json

PAGES = "tenants"
"""The folder of the pages for customers."""


def files(report: Mapping[str, Any], *, with_pages: bool = False) -> dict[str, str]:
    """The texts of all files by their names below a folder. ``with_pages``: also a page for each customer."""
    texts = {
        "report.json": to_json(report),
        "report.md": markdown(report),
        "report.html": page(report),
        "report.xml": junit(report),
    }
    return {**texts, **({f"{PAGES}/{name}": text for name, text in pages(report).items()} if with_pages else {})}
