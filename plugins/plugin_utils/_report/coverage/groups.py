# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of a report of coverage for an organization: objects with the same state and advice are a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import GAPS
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import (
    Part,
    are_many,
    counted,
    name,
    number_of,
    one_line,
    sentence,
)

_NAMED = 3
"""The most objects in a sentence."""
_LISTED = 500
"""The most objects of a group on a page."""
_WORDS = {
    "in_no_job": ("critical", "In no job", "in no job"),
    "only_in_disabled_jobs": ("critical", "Job does not run", "only in jobs that do not run"),
    "excluded": ("warning", "Excluded", "excluded"),
    "partly": ("critical", "Backed up in part", "backed up in part"),
    "unknown": ("unchecked", "Unknown", "perhaps in no job"),
}
_SEVERITIES = {"critical": "Critical", "warning": "Warning", "unchecked": "Not known", "info": "Information"}


class Group(NamedTuple):
    """A row of a report, in the form of the macro ``finding``. ``unnamed``: the objects that it lists below the
    sentence."""

    lane: str
    label: str
    title: list[Part]
    unnamed: Sequence[Mapping[str, Any]] = ()
    hint: str | None = None
    rows: tuple[()] = ()
    names: Mapping[str, str | None] | None = None
    job: None = None

    @property
    def severity(self) -> str:
        """The lane in a word."""
        return _SEVERITIES[self.lane]


def groups(tenant: Mapping[str, Any]) -> list[Group]:
    """All findings of an organization, the worst first."""
    if tenant["error"] is not None:
        return [Group("unchecked", "Not read", [one_line(tenant["error"])])]
    return [*_gaps(tenant), *_notes(tenant)]


def _gaps(tenant: Mapping[str, Any]) -> Iterator[Group]:
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in tenant["objects"]:
        found.setdefault((one["state"], one["advice"]), []).append(one)
    for state in GAPS:
        lane, label, words = _WORDS[state]
        for (own, advice), objects in found.items():
            if own == state:
                verb = "are" if are_many(objects) else "is"
                title = sentence(f"{number_of(objects)} {verb} {words}: ", *_names(objects))
                yield Group(lane, label, title, objects[_NAMED:_LISTED], visible(advice))
    if tenant["gaps"] and not tenant["objects"]:
        yield Group("critical", "Gaps", [f"{counted(tenant['gaps'], 'object')} without a whole backup."])


def _names(objects: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    for place, one in enumerate(objects[:_NAMED]):
        if place:
            yield " and " if place == len(objects) - 1 else ", "
        yield name("object", one["name"])
    more = len(objects) - _NAMED
    listed = f", of which this page lists {_LISTED - _NAMED}" if more > _LISTED - _NAMED else ""
    yield f" and {more:,} more{listed}." if more > 0 else "."


def _notes(tenant: Mapping[str, Any]) -> Iterator[Group]:
    for one in tenant["dead_items"]:
        words = f" has an item in {one['list']} whose object is gone: "
        yield Group("warning", "Dead item", [name("job", one["job"]), words, name("object", one["name"]), "."],
                    hint=one["advice"])  # fmt: skip
    for one in tenant["oversized_jobs"]:
        words = f" has {one['objects']:,} objects, more than {one['max_objects']:,}."
        yield Group("info", "Big job", [name("job", one["name"]), words])
    yield from (Group("info", "Note", [one_line(text)]) for text in tenant["warnings"])
