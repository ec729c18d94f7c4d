# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is wanted and what was observed to the steps that lead there: pure functions."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change, change

IN_ONE_URL = 50
"""Ids of items in one URL: servers do not take it at any length."""


@dataclass(frozen=True)
class Step:
    """One write: ``action`` is the operation's own word for it, ``settings`` is what it sets, ``body`` the part of the
    request that needs no id."""

    action: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """``steps`` in order, the ``changes`` they make and the ``expected`` settings they lead to (None: no job)."""

    steps: list[Step]
    changes: list[Change]
    expected: dict[str, Any] | None
    warnings: list[str] = field(default_factory=list)


def create(desired: Mapping[str, Any], name: str) -> Plan:
    """A job that is not there yet. Raises Vb365Error where an option is missing, OptionError for an impossible one."""
    missing = [option for option in ("repository", "backup_type") if option not in desired]
    if missing:
        raise Vb365Error(
            f"{' and '.join(missing)}: needed, because the job '{name}' does not exist and is to be created"
        )
    schedule = _schedule.wanted(_job.schedule_of(desired), None)
    _schedule.check_merged(_job.schedule_of(desired), {})
    settings = _job.with_schedule(desired, schedule)
    changes = [change("state", "absent", "present"), *(change(path, None, settings[path]) for path in settings)]
    return Plan([Step("create", settings, _job.to_api(settings))], changes, settings)


def edit(desired: Mapping[str, Any], current: Mapping[str, Any], policy: Mapping[str, Any] | None) -> Plan:
    """A job that is there; ``policy`` is its ``schedulePolicy``. Raises OptionError for what is impossible on it."""
    _schedule.check_merged(_job.schedule_of(desired), _job.schedule_of(current))
    wanted = _job.with_schedule(desired, _schedule.wanted(_job.schedule_of(desired), policy))
    after = {**current, **wanted}
    changes = [
        change(path, current.get(path), value)
        for path, value in wanted.items()
        if not _same(path, value, current.get(path), current, after)
    ]
    if not changes:
        return Plan([], [], dict(current))
    changed = {row["path"]: row["after"] for row in changes}
    expected = {**current, **changed}
    expected = _job.with_schedule(expected, _schedule.applicable(_job.schedule_of(expected)))
    return Plan([Step("edit", changed, _job.to_api(changed, policy))], changes, expected)


def remove(current: Mapping[str, Any]) -> Plan:
    """A job that is to go."""
    gone = [change(path, value, None) for path, value in current.items()]
    return Plan([Step("remove")], [change("state", "present", "absent"), *gone], None)


def bystanders(before: Mapping[str, Any], plan: Plan, seen: Mapping[str, Any]) -> list[str]:
    """Warnings of settings that moved without being asked for, between the read and the read after the write.

    Raises Conflict where one is empty now: a server that clears what an edit leaves out must not look like success.
    """
    expected = plan.expected or {}
    moved = [
        path
        for path, value in before.items()
        if expected.get(path) == value and not _same(path, value, seen.get(path), before, expected)
    ]
    cleared = [path for path in moved if seen.get(path) in (None, "", {}) and before[path] != {}]
    if cleared:
        raise Conflict(
            "Settings that were not to change are empty after the write",
            [{"path": path, "wanted": before[path], "read": before[path], "now": seen.get(path)} for path in cleared],
        )
    return [f"Somebody else changed {path} meanwhile, from {before[path]!r} to {seen.get(path)!r}." for path in moved]


def _same(path: str, want: Any, have: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    _group, dot, key = path.rpartition(".")
    if not dot:
        return bool(want == have)
    return _schedule.same(key, want, have, _job.schedule_of(before), _job.schedule_of(after))


def items(name: str, have: Sequence[Item], target: Sequence[Item]) -> Plan:
    """One list of items, from what it holds to what it is to hold."""
    before, after = {item.key: item for item in have}, {item.key: item for item in target}
    added = [item for item in target if item.key not in before]
    edited = [item for item in target if item.key in before and item.options != before[item.key].options]
    removed = [item for item in have if item.key not in after]
    path = _items.paths([*have, *added])
    steps = [
        *([Step("add_items", {"list": name, "items": added})] if added else []),
        *(Step("edit_item", {"list": name, "items": [item]}) for item in edited),
        *(Step("remove_items", {"list": name, "items": part}) for part in _removed_at_once(name, removed)),
    ]
    changes = [
        *(change(f"{name}{path[item.key]}", None, _items.switches(item)) for item in added),
        *(
            change(f"{name}{path[item.key]}.{option}", before[item.key].options[option], value)
            for item in edited
            for option, value in item.options.items()
            if before[item.key].options[option] != value
        ),
        *(change(f"{name}{path[item.key]}", _items.switches(item), None) for item in removed),
    ]
    return Plan(steps, changes, None)


def _removed_at_once(name: str, removed: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """What one DELETE removes: of selected items all, because many ids may stand in its body (documented)."""
    size = IN_ONE_URL if name == "excluded_items" else max(len(removed), 1)
    for start in range(0, len(removed), size):
        yield removed[start : start + size]


def in_order_of_items(steps: Sequence[Step], in_the_way: Container[str]) -> list[Step]:
    """Steps in an order in which an object may move from one list to the other, and no list is empty in between.

    ``in_the_way`` are the keys of excluded items that clash with what is to be selected: folders among them that are to
    be excluded still are taken out, and put in again as the last thing.
    """
    return sorted(_parted(steps, in_the_way), key=lambda step: _ORDER.index((step.settings["list"], step.action)))


def _parted(steps: Sequence[Step], in_the_way: Container[str]) -> Iterator[Step]:
    for step in steps:
        items = step.settings["items"]
        if step.action == "edit_item" and step.settings["list"] == "excluded_items" and items[0].key in in_the_way:
            yield Step("remove_items", step.settings)
            yield Step("add_items", step.settings)
        else:
            yield step


_ORDER = (
    ("excluded_items", "remove_items"),
    ("selected_items", "add_items"),
    ("selected_items", "edit_item"),
    ("selected_items", "remove_items"),
    ("excluded_items", "add_items"),
    ("excluded_items", "edit_item"),
)
