# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as one HTML page. It loads nothing, and has no script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.report import (
    WORDS,
    headline,
    span,
    word,
    worst_first,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._report.html import render

_TITLES = {
    "ok": "All backups are recent enough.",
    "warning": "Some jobs or objects need attention.",
    "critical": "Somebody has no recent backup.",
    "unknown": "The backups could not be checked.",
}
_LANES = {"never": "critical", "late": "critical", "failing": "warning", "disabled": "info"}


def page(report: Mapping[str, Any]) -> str:
    """The page."""
    bare = [("critical", name, "", "no backup job", "", "") for name in report["organizations_without_jobs"]]
    unread = [
        ("unchecked", "", f"Repository {row['repository']}", f"could not be read: {row['error']}", "", "")
        for row in report["unread_repositories"]
    ]
    jobs = [_row(row, f"Job {row['name']}") for row in worst_first(report["jobs"])]
    objects = [_row(row, f"{row['type']} {row['name']}") for row in worst_first(report["objects"])]
    return render(
        "compliance.html.j2",
        script_source="'none'",
        title=_TITLES[report["verdict"]],
        made=report["made"],
        report=report,
        headline=headline(report),
        words=WORDS,
        rows=[*bare, *unread, *jobs, *objects],
    )


def _row(row: Mapping[str, Any], what: str) -> tuple[str, str, str, str, str, str]:
    age = "none" if row["age"] is None else f"{span(row['age'])} ago"
    return _LANES[row["state"]], row["organization"], what, word(row), age, span(row["rpo"])
