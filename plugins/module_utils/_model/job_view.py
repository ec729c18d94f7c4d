# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup job as input of the rules of protection, and the reasons that they return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import next_start as _next_start
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item, Resource
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded

Reason = dict[str, Any]
"""``reason``: one of REASONS. ``text``: sentences for users. ``objects``: the affected objects, each with ``type``,
``name`` and ``display_name``; empty if the reason affects the whole job."""

REASONS = (
    "missing",
    "no_jobs",
    "empty_split",
    "disabled",
    "unscheduled",
    "never_starts",
    "repository_unusable",
    "empty",
    "excludes_all",
    "object_gone",
    "object_replaced",
    "failing",
    "never_ran",
    "shadowed",
    "held_twice",
)
_WEIGHTS = {"object_gone": "warning", "failing": "warning", "held_twice": "warning", "never_ran": "info"}
_NAMED = 5
"""The most objects in a text."""


@dataclass(frozen=True)
class JobView:
    """A job, observed or planned. A value that is None or missing is unknown and causes no reason.

    ``settings``: options of backup_job in the form of _model.job.from_api(). ``repository``: its row on the server.
    ``session``: the newest session of the job, as the server shows it; an empty mapping if the job never ran.
    ``is_stopped``: whether its last two sessions were stopped. ``excludes_all``: whether its exclusions are known to
    remove all its items, such as members of groups.
    """

    settings: Mapping[str, Any]
    selected: Sequence[Item] | None = None
    excluded: Sequence[Item] | None = None
    repository: Resource | None = None
    session: Resource | None = None
    organization_id: str | None = None
    is_stopped: bool = False
    excludes_all: bool = False

    @property
    def title(self) -> str:
        """The job, as sentences name it."""
        return f"'{self.settings.get('name')}'"

    @property
    def is_entire(self) -> bool:
        """Whether it is of type EntireOrganization."""
        return self.settings.get("backup_type") == "EntireOrganization"

    @cached_property
    def items(self) -> Sequence[Item]:
        """The known selected items, without the row that a server may show for a job of type EntireOrganization."""
        return (self.selected or ()) if self.settings.get("backup_type") == "SelectedItems" else ()

    @cached_property
    def exclusions(self) -> Mapping[str, Item]:
        """The known excluded items, by their keys."""
        return {item.key: item for item in self.excluded or ()}

    @cached_property
    def starts(self) -> bool:
        """Whether the job starts by its schedule, as far as is known."""
        return self.settings.get("enabled") is not False and _next_start.starts(self.schedule) != []

    @property
    def schedule(self) -> Mapping[str, Any]:
        """The schedule; empty if unknown."""
        schedule: Mapping[str, Any] = self.settings.get("schedule") or {}
        return schedule


def severity(word: str) -> str:
    """The severity of a reason: "critical" if objects are unprotected, otherwise "warning" or "info"."""
    return _WEIGHTS.get(word, "critical")


def reason(word: str, text: str, items: Sequence[Item] = ()) -> Reason:
    """One reason, for these items or for the whole job."""
    return {"reason": word, "text": text, "objects": [_object(item) for item in _in_order(items)]}


def names(items: Sequence[Item]) -> str:
    """The first items in a text, and the number of further items."""
    paths = [path[1:-1] for path in _items.paths(_in_order(items)).values()]
    more = len(paths) - _NAMED
    return ", ".join(paths[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _in_order(items: Sequence[Item]) -> list[Item]:
    """Items in a stable order, because the server's order varies."""
    return sorted(items, key=lambda item: (item.type, folded(item.name or ""), item.key))


def _object(item: Item) -> dict[str, Any]:
    thing = item.object or {}
    is_single = item.kind.embedded or not item.kind.is_known
    name = item.name or (is_single and str(thing.get("id") or item.id or "")) or item.type
    return {"type": item.type, "name": name, "display_name": thing.get("displayName") or thing.get("title")}
