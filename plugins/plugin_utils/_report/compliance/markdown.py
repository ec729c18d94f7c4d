# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for a ticket or a chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.compliance.report import (
    WORDS,
    headline,
    span,
    word,
    worst_first,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._report.markdown import inert
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import isolated

_MOST = 100


def markdown(report: Mapping[str, Any]) -> str:
    """The document. No name in it is markup, a link, or a mention."""
    jobs = report["counts"]["jobs"]
    found = [
        f"## Backups: {report['verdict']}",
        "",
        f"{inert(isolated(headline(report)))}.",
        "",
        f"| Jobs | {' | '.join(words.capitalize() for words in WORDS.values())} |",
        f"| ---: |{' ---: |' * len(WORDS)}",
        f"| {jobs['total']:,} | {' | '.join(f'{jobs[state]:,}' for state in WORDS)} |",
        "",
    ]
    rows = [*_rows(report)]
    if rows:
        found += ["| Organization | | State | Last good backup | Can be |", "| --- | --- | --- | --- | --- |"]
        found += [*rows[:_MOST], ""]
    found += [f"{len(rows) - _MOST:,} more in the full report.", ""] if len(rows) > _MOST else []
    where = f"{report['server']}, " if report["server"] else ""
    end = f"{where}{report['made']}, {report['collection']['name']} {report['collection']['version']}."
    return "\n".join([*found, inert(isolated(end)), ""])


def _rows(report: Mapping[str, Any]) -> Iterator[str]:
    for name in report["organizations_without_jobs"]:
        yield f"| {_name(name)} | | **no backup job** | | |"
    for row in report["unread_repositories"]:
        yield f"| | Repository {_name(row['repository'])} | could not be read: {_name(row['error'])} | | |"
    for row in worst_first(report["jobs"]):
        yield f"| {_name(row['organization'])} | Job {_name(row['name'])} | {_state(row)} |"
    for row in worst_first(report["objects"]):
        yield f"| {_name(row['organization'])} | {row['type']} {_name(row['name'])} | {_state(row)} |"


def _state(row: Mapping[str, Any]) -> str:
    shown = f"**{word(row)}**" if row["state"] in ("never", "late") else word(row)
    age = "none" if row["age"] is None else f"{span(row['age'])} ago"
    return f"{shown} | {age} | {span(row['rpo'])}"


def _name(text: Any) -> str:
    return inert(isolated(text))
