# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report for readers: tenants in sections, findings in groups. Pure functions of the report."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding, Row, unnamed
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import (
    HINTS,
    LABELS,
    LANE_LABELS,
    LANES,
    MADE,
    UNCHECKED,
    lane,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import Part, name

SECTIONS = (
    ("unprotected", "Needs attention now", "Somebody is not protected as the files say."),
    ("drifted", "Drift", "The server differs from the files, but nobody is unprotected by it."),
    ("failed", "Could not be checked", "It is unknown whether these are protected. They are not counted as in sync."),
    ("made", "Changed in this run", "The server matches these files now."),
    ("info", "Information", "Nothing to repair. These tenants count as in sync."),
)
_IN_ONE_TABLE = ("setting", "changed")
"""Kinds whose findings for one job form one group."""
_PILLS = {"critical": "critical", "warning": "drifted", "unchecked": "not checked", "info": "note", "made": "done"}


@dataclass(frozen=True)
class Group:
    """Findings that readers see as one: ``title`` summarizes them. ``label``, ``hint`` and ``severity`` are texts;
    ``hint`` is None if an earlier group of the tenant has the same hint."""

    kind: str
    lane: str
    label: str
    severity: str
    title: Sequence[Part]
    hint: str | None
    job: str | None
    findings: Sequence[Finding]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The settings to compare: ``path``, ``expected``, ``found``, and ``parts`` if the title does not contain
        them."""
        return [
            {**one, "parts": one["parts"] if len(self.findings) > 1 else None}
            for one in self.findings
            if one["path"] and self.kind not in UNCHECKED and not (one["expected"] is None and one["found"] is None)
        ]

    @property
    def names(self) -> dict[str, str | None]:
        """The display names of objects by their names."""
        return {row["name"]: row["display_name"] for one in self.findings for row in one["objects"]}

    @property
    def unnamed(self) -> list[Row]:
        """The objects that no sentence names."""
        return [row for one in self.findings for row in unnamed(one)]


@dataclass(frozen=True)
class Tenant:
    """A tenant. ``id``: its anchor. ``pills``: lanes with their words and numbers, worst first."""

    data: Mapping[str, Any]
    id: str
    groups: Sequence[Group]
    pills: Sequence[tuple[str, str, int]]
    section: str | None

    @property
    def lanes(self) -> str:
        """The lanes of its findings, for a filter."""
        return " ".join(key for key, _words, _number in self.pills)


_LONGEST_NAME = 150
"""The most characters of a name: file systems refuse names of more than 255 bytes."""


def tenants(report: Mapping[str, Any]) -> list[Tenant]:
    """All tenants of a report, worst first."""
    seen: Counter[str] = Counter()
    found = []
    for row in report["tenants"]:
        anchor = slug(row["host"])
        seen[anchor.lower()] += 1  # some file systems ignore the case of names
        number = seen[anchor.lower()]
        found.append(_tenant(row, anchor if number == 1 else f"{anchor}_{number}"))
    return sorted(found, key=_weight)


def slug(host: str) -> str:
    """An anchor and file name for the name of a tenant."""
    name = re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", host)
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 17]}_{hashlib.sha256(host.encode()).hexdigest()[:16]}"
    return f"tenant-{name}"


def sections(found: Sequence[Tenant]) -> list[tuple[str, str, str, list[Tenant]]]:
    """The sections that have tenants: key, title, note, and tenants."""
    by_key = {key: [one for one in found if one.section == key] for key, _title, _note in SECTIONS}
    return [(key, title, note, by_key[key]) for key, title, note in SECTIONS if by_key[key]]


def _weight(tenant: Tenant) -> list[int]:
    numbers = {key: number for key, _words, number in tenant.pills}
    return [-numbers.get(key, 0) for key in LANES]


def _tenant(row: Mapping[str, Any], anchor: str) -> Tenant:
    numbers = Counter(lane(one) for one in row["findings"])
    pills = [
        (key, _PILLS[key] + ("s" if key == "info" and numbers[key] > 1 else ""), numbers[key])
        for key in LANES
        if numbers[key]
    ]
    return Tenant(row, anchor, groups_of(row["findings"]), pills, _section(row))


def _section(row: Mapping[str, Any]) -> str | None:
    """The key of its section; None if there is nothing to report."""
    if row["state"] != "in_sync":
        return str(row["state"])
    if any(one["kind"] in MADE for one in row["findings"]):
        return "made"
    return "info" if row["findings"] else None


def groups_of(found: Sequence[Finding]) -> list[Group]:
    """The findings in groups for readers."""
    groups: list[list[Finding]] = []
    for one in found:
        if groups and _is_of_table(groups[-1][0], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    hints: set[str | None] = set()
    shown = []
    for group in groups:
        hint = HINTS.get(group[0]["kind"])
        shown.append(_group(group, None if hint in hints else hint))
        hints.add(hint)
    return shown


def _is_of_table(first: Finding, one: Finding) -> bool:
    same = all(first[key] == one[key] for key in ("kind", "job", "severity"))
    return same and one["kind"] in _IN_ONE_TABLE and not first["objects"] and not one["objects"]


def _group(found: Sequence[Finding], hint: str | None) -> Group:
    first = found[0]
    kind, key = first["kind"], lane(first)
    title = first["parts"]
    if len(found) > 1:
        words = (
            f" was changed in {len(found)} settings." if kind == "changed" else f" differs in {len(found)} settings."
        )
        title = [name("job", first["job"]), words]
    return Group(kind, key, LABELS[kind], LANE_LABELS[key], title, hint, first["job"], found)
