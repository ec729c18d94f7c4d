# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of a tenant for its customer: without unmanaged jobs, repositories, files and messages of the server.
Pure functions of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding, finding
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import UNCHECKED
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import Part, are_many, listed, name, sentence
from ansible_collections.vb365.backup.plugins.plugin_utils._report.view import Group, groups_of

OMITTED = (*UNCHECKED, "unmanaged", "note", "conflict", "held_twice", "uncovered")
"""Kinds whose texts are about files, the server and the split into jobs."""
_PATHS = ("repository", "copy.repository")
"""The paths of settings that a customer does not see."""
_SAID = {
    "repository_unusable": " cannot write backups.",
    "never_starts": " can never start.",
    "never_ran": " has never run.",
}
"""By kind: the end of a sentence about the job. Other texts of these kinds name repositories, options and files."""
_OF_TENANT = {
    "no_jobs": "No backup job is agreed.",
    "empty_split": "An agreed selection of objects for backup jobs is empty.",
}
"""By kind: the sentence about the tenant as a whole."""
_LABELS = {"empty_split": "Empty selection", "repository_unusable": "Cannot write", "also_selected": "Not agreed"}


def groups(tenant: Mapping[str, Any]) -> list[Group]:
    """The findings of a tenant of a report, in groups. A sentence is there once."""
    found = {one["text"]: one for one in _findings(tenant)}
    return [replace(group, label=_LABELS.get(group.kind, group.label)) for group in groups_of([*found.values()])]


def _findings(tenant: Mapping[str, Any]) -> Iterator[Finding]:
    unmanaged = {job["name"] for job in tenant["jobs"] if job["state"] == "unmanaged"}
    for one in tenant["findings"]:
        kind, job, objects = one["kind"], one["job"], one["objects"]
        if kind == "shadowed":
            yield finding(kind, one["severity"], _skipped(objects), objects=objects)
        elif kind in OMITTED or one["path"] in _PATHS or job in unmanaged:
            continue
        elif kind in _OF_TENANT:
            yield finding(kind, one["severity"], [_OF_TENANT[kind]])
        elif kind in _SAID:
            yield finding(kind, one["severity"], [name("job", job), _SAID[kind]], job=job)
        else:
            yield one


def _skipped(objects: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Names no job: one of the two jobs of this finding may be unmanaged."""
    if not objects:
        return ["Some objects are in no job that backs them up."]
    end = " are in no job that backs them up." if are_many(objects) else " is in no job that backs it up."
    return [*sentence(*listed(objects)), end]
