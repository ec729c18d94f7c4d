# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as the output of a monitoring plugin: Nagios, Icinga, Checkmk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.report import (
    CODES,
    WORDS,
    headline,
    span,
    word,
    worst_first,
)

MOST = 40
"""The most lines after the first line."""


def nagios(report: Mapping[str, Any]) -> str:
    """A file: the exit code, a space and the line with its performance data, then a line for each job and object."""
    jobs, objects = report["counts"]["jobs"], report["counts"]["objects"]
    data = [f"jobs_{state}={jobs[state]}" for state in WORDS]
    data += [f"objects_{state}={objects[state]}" for state in ("ok", "late", "never", "disabled")] if objects else []
    line = f"VB365 {report['verdict'].upper()} - {_text(headline(report))}"
    found = [*_rows(report)]
    more = [f"and {len(found) - MOST} more"] if len(found) > MOST else []
    first = f"{CODES[report['verdict']]} {line}" + ("" if report["verdict"] == "unknown" else f" | {' '.join(data)}")
    return "\n".join([first, *found[:MOST], *more]) + "\n"


def _rows(report: Mapping[str, Any]) -> Iterator[str]:
    for name in report["organizations_without_jobs"]:
        yield f"{_text(name)}: no backup job"
    for row in report["unread_repositories"]:
        yield f"repository '{_text(row['repository'])}' could not be read: {_text(row['error'])}"
    for row in worst_first(report["jobs"]):
        yield f"{_text(row['organization'])}: job '{_text(row['name'])}' {_state(row)}"
    for row in worst_first(report["objects"]):
        yield f"{_text(row['organization'])}: {row['type'].lower()} {_text(row['name'])} {_state(row)}"


def _state(row: Mapping[str, Any]) -> str:
    age = f", last good backup {span(row['age'])} ago" if row["age"] is not None else ""
    return f"{word(row)}{age}"


def _text(name: Any) -> str:
    """A name on one line, without vertical bars, because performance data begin after a bar."""
    return visible(str(name)).replace("|", "/")
