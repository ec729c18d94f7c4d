# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.html import page
from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.markdown import markdown
from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.nagios import nagios
from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.prometheus import prometheus
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import to_json


def files(report: Mapping[str, Any]) -> dict[str, str]:
    """The texts of all files by their names."""
    return {
        "compliance.json": to_json(report),
        "compliance.md": markdown(report),
        "compliance.html": page(report),
        "compliance.prom": prometheus(report),
        "compliance.nagios": nagios(report),
    }
