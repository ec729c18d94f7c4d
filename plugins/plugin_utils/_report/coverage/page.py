# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report of coverage as one HTML page, in the style of the report of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import of_objects
from ansible_collections.vb365.backup.plugins.plugin_utils._report.coverage.groups import groups
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import time
from ansible_collections.vb365.backup.plugins.plugin_utils._report.html import render
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import counted

_MOST_GROUPS = 50
_TILES = (
    ("critical", "in_no_job", "in no job"),
    ("critical", "only_in_disabled_jobs", "only in jobs that do not run"),
    ("critical", "partly", "backed up in part"),
    ("warning", "excluded", "excluded"),
    ("unchecked", "unknown", "unknown"),
    ("info", "ignored", "ignored"),
    ("ok", "twice", "in two jobs"),
    ("ok", "protected", "protected"),
)


def page(report: Mapping[str, Any]) -> str:
    """The page. It loads nothing, and has no script."""
    objects = report["counts"]["objects"]
    those = [(one, groups(one)) for one in report["tenants"]]
    found = [(one, rows[:_MOST_GROUPS], len(rows) - _MOST_GROUPS) for one, rows in those if rows]
    return render(
        "coverage.html.j2",
        script_source="'none'",
        title=_title(report),
        made=time(report),
        report=report,
        rest=_rest(report),
        tiles=[(lane, objects[state], words) for lane, state, words in _TILES],
        tenants=found,
    )


def _title(report: Mapping[str, Any]) -> str:
    """The verdict as a sentence: unprotected objects come first."""
    counts = report["counts"]["tenants"]
    total = counted(counts["total"], "organization")
    if counts["gaps"]:
        return f"{counts['gaps']:,} of {total} {'has' if counts['gaps'] == 1 else 'have'} gaps."
    if counts["failed"]:
        return f"{counts['failed']:,} of {total} could not be read."
    return "All objects are in jobs that run." if report["verdict"] == "covered" else "No object was found."


def _rest(report: Mapping[str, Any]) -> str:
    counts = report["counts"]["tenants"]
    others = f" {counted(counts['failed'], 'organization')} could not be read." if counts["failed"] else ""
    return f"{of_objects(report['counts']['objects'])}{others}"
