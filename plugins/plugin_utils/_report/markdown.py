# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for a merge request, a ticket or a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding, unnamed
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import headline, time, where, written
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import lane
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import counted, isolated, shown
from ansible_collections.vb365.backup.plugins.plugin_utils._report.view import Tenant, sections, tenants

_MOST_FINDINGS = 50
_MOST_OBJECTS = 5
_WORDS = {
    "critical": "**Critical**",
    "warning": "Drift",
    "unchecked": "Not checked",
    "info": "Information",
    "made": "Done",
}
_COLUMNS = ("total", "in_sync", "drifted", "unprotected", "failed")


def markdown(report: Mapping[str, Any]) -> str:
    """The document. No name in it is markup, a link, or a mention."""
    counts, verdict = report["counts"], headline(report)
    numbers = " | ".join(f"{counts['tenants'][key]:,}" for key in _COLUMNS)
    found = [
        f"## {verdict.title}",
        "",
        f"{inert(isolated(verdict.rest))} {written(report)}",
        "",
        "| Tenants | In sync | Drifted | Unprotected | Not checked |",
        "| ---: | ---: | ---: | ---: | ---: |",
        f"| {numbers} |",
        "",
    ]
    left = _MOST_FINDINGS
    for _key, title, _note, those in sections(tenants(report)):
        rows = [*_rows(those)]
        few, left = rows[:left], max(left - len(rows), 0)
        if few:
            found += [f"### {title} ({len(those)})", "", "| Tenant | | Finding |", "| --- | --- | --- |", *few, ""]
    more = sum(map(int, counts["findings"].values())) - _MOST_FINDINGS
    found += [f"{counted(more, 'more finding')} in the full report.", ""] if more > 0 else []
    return "\n".join([*found, _end(report), ""])


def _rows(those: Sequence[Tenant]) -> Iterator[str]:
    for tenant in those:
        for group in tenant.groups:
            for one in group.findings:
                host = inert(isolated(tenant.data["host"]))
                yield f"| {host} | {_WORDS[lane(one)]} | {_said(one)} |"


def _said(one: Finding) -> str:
    text = inert(shown(one["parts"]))
    objects = [row["name"] for row in unnamed(one)]
    if not objects:
        return text
    more = f" and {len(objects) - _MOST_OBJECTS} more" if len(objects) > _MOST_OBJECTS else ""
    return f"{text} Affected: {', '.join(inert(isolated(name)) for name in objects[:_MOST_OBJECTS])}{more}."


def _end(report: Mapping[str, Any]) -> str:
    jobs, collection, revision = report["counts"]["jobs"], report["collection"], report["project_revision"]
    project = f", project at {inert(isolated(revision[:10]))}" if revision else ""
    compared = f"{jobs['compared']:,} of {counted(jobs['described'], 'job')} compared"
    made_by = f"{collection['name']} {inert(isolated(collection['version']))}"
    return f"{inert(isolated(where(report)))}, {time(report)}, {compared}, {made_by}{project}."


def inert(text: str) -> str:
    """A text of isolated() or shown() in Markdown of GitHub, GitLab, Gitea and chats: no markup, no HTML, no link, no
    mention, no reference. A zero-width character breaks up texts that would become a link."""
    text = re.sub(r"(?<!\w)[@!$%~&](?=[\w\"])|#(?=\d)|:(?=//)|\bwww(?=\.)", lambda found: f"{found[0]}\u200b", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]|~#])", r"\\\1", text)
