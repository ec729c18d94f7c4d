# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report of coverage as Markdown, for a ticket, a merge request or a chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.document import totals
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.groups import groups
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import time
from ansible_collections.vb365.backup.plugins.plugin_utils._report.markdown import inert
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import counted, isolated, shown

_MOST = 50
_STATES = {
    "protected": "Protected",
    "twice": "Twice",
    "in_no_job": "In no job",
    "only_in_disabled_jobs": "Jobs do not run",
    "excluded": "Excluded",
    "partly": "In part",
    "unknown": "Unknown",
    "ignored": "Ignored",
}


def markdown(report: Mapping[str, Any]) -> str:
    """The document. No name in it is markup, a link, or a mention."""
    objects = report["counts"]["objects"]
    rows = [
        f"| {inert(isolated(tenant['organization'] or tenant['host']))} | {inert(shown(group.title))} | "
        f"{inert(isolated(group.hint or ''))} |"
        for tenant in report["tenants"]
        for group in groups(tenant)
    ]
    more = [f"{counted(len(rows) - _MOST, 'more row')} in the full report.", ""] if len(rows) > _MOST else []
    table = ["| Organization | Finding | What to do |", "| --- | --- | --- |", *rows[:_MOST], ""] if rows else []
    collection = report["collection"]
    return "\n".join(
        [
            f"## {totals(report)}",
            "",
            f"| {' | '.join(_STATES.values())} |",
            "|" + " ---: |" * len(_STATES),
            f"| {' | '.join(f'{objects[state]:,}' for state in _STATES)} |",
            "",
            *table,
            *more,
            f"{time(report)}, {collection['name']} {inert(isolated(collection['version']))}.",
            "",
        ]
    )
