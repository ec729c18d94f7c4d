# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps from the observed item lists of a job to the desired lists, as pure functions."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, OptionErrors, UnknownName
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import IN_ONE_URL
from ansible_collections.vb365.backup.plugins.module_utils._model import item_index as _item_index
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.item_clashes import both
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item, ItemRequest, Resource
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import names
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import Change, change
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Step

Lists = Mapping[str, Sequence[Item]]
BOTH = "both selected and excluded by the job"
Mode = Literal["add", "remove", "exactly"]


@dataclass(frozen=True)
class ListRequest:
    """The request for one list: "add" these items, "remove" them, or make the list "exactly" these."""

    items: Sequence[ItemRequest]
    mode: Mode


def unresolved(requests: Mapping[str, ListRequest], have: Lists) -> list[ItemRequest]:
    """The items whose objects must be looked up: those to add, and those that the list does not show with certainty,
    or without the type on which their defaults depend. An item that is ambiguous in the list is not among them:
    target() refuses it."""
    missing = []
    for name, request in requests.items():
        index = _item_index.index(have[name])
        for wanted in request.items:
            found = _match(wanted, index)
            is_added = found is None and request.mode != "remove"
            if is_added or (isinstance(found, Item) and not _item_index.is_enough(wanted, found)):
                missing.append(wanted)
    return missing


def _match(wanted: ItemRequest, index: _item_index.Index) -> Item | OptionError | None:
    try:
        return _item_index.match(wanted, index)
    except OptionError as error:
        return error


def target(
    requests: Mapping[str, ListRequest],
    have: Lists,
    objects: Mapping[str, Resource | OptionError | None],
    is_entire: bool = False,
) -> tuple[dict[str, list[Item]], list[OptionError]]:
    """The desired lists, and all errors. ``objects``: the objects of unresolved() items, by their places.
    ``is_entire``: whether the job is and stays of type EntireOrganization."""
    errors: list[OptionError] = []
    lists = {}
    for name, request in requests.items():
        fixed = _fixed(have[name]) if is_entire and name == "selected_items" else set()
        lists[name] = _target(have[name], request, objects, errors, fixed)
    return lists, errors


def _fixed(have: Sequence[Item]) -> set[str]:
    """The keys of the items that a job of the entire organization has on some servers (observed)."""
    return {item.key for item in have if item.type == "PartialOrganization"}


def _target(
    have: Sequence[Item],
    request: ListRequest,
    objects: Mapping[str, Resource | OptionError | None],
    errors: list[OptionError],
    fixed: Container[str],
) -> list[Item]:
    index, held = _item_index.index(have), {item.key: item for item in have}
    meant: dict[str, Item] = {}
    for wanted in request.items:
        try:
            found = _found(wanted, index, held, objects)
            if request.mode == "remove":
                item = found
                if item:
                    _items.check_removed(wanted, item)
            else:
                item = _present(wanted, found, held, objects)
            if item and item.key in meant:
                raise wanted.fail(f"refers to the same object as another item of the list, {item.type} {item.name}")
        except OptionError as error:
            errors.append(error)
            continue
        except OptionErrors as several:
            errors += several.errors
            continue
        if item:
            meant[item.key] = item
    if request.mode == "remove":
        return [item for item in have if item.key not in meant]
    stays = [item for item in have if request.mode != "exactly" or not item.kind.is_known or item.key in fixed]
    kept = [item for item in stays if item.key not in meant]
    order = {key: number for number, key in enumerate(held)}
    return sorted([*kept, *meant.values()], key=lambda item: order.get(item.key, len(order)))


def _found(
    wanted: ItemRequest,
    index: _item_index.Index,
    held: Mapping[str, Item],
    objects: Mapping[str, Resource | OptionError | None],
) -> Item | None:
    """The item of the list. A display name is that of the object that the organization has; an object that is in the
    list only may have been deleted there."""
    found = _item_index.match(wanted, index)
    if found is None or _item_index.is_certain(wanted, found):
        return found
    thing = objects[wanted.place]
    if isinstance(thing, UnknownName):
        return found
    if isinstance(thing, OptionError):
        raise thing
    return held.get(_items.of_object(wanted.type, thing or {}, {}).key)


def _present(
    wanted: ItemRequest,
    found: Item | None,
    held: Mapping[str, Item],
    objects: Mapping[str, Resource | OptionError | None],
) -> Item:
    if found and _item_index.lacks_type(wanted, found):
        thing = objects[wanted.place]
        kind = thing.get("type") if isinstance(thing, Mapping) else None
        typed = {**(found.object or {}), **({"type": kind} if kind else {})}
        return _items.edited(wanted, replace(found, object=typed), isinstance(thing, Mapping))
    if found:
        return _items.edited(wanted, found)
    found_object = objects[wanted.place]
    if isinstance(found_object, OptionError):
        raise found_object
    item = _items.new(wanted, found_object)
    return _items.edited(wanted, held[item.key]) if item.key in held else item


def with_lists(settings: Mapping[str, Any], lists: Lists) -> dict[str, Any]:
    """The settings together with the managed lists, as options."""
    return {**settings, **{name: _items.as_options(items) for name, items in lists.items()}}


def plan(have: Lists, target: Lists) -> tuple[list[Step], list[Change]]:
    """The steps in a safe order, and the changes that they make."""
    steps: list[Step] = []
    changes: list[Change] = []
    for name in target:
        more, made = _of_list(name, have[name], target[name])
        steps += more
        changes += made
    in_the_way = both(target.get("selected_items", []), have.get("excluded_items", []))
    return _in_order(steps, {item.key for item in in_the_way}), changes


def looking_again(steps: Sequence[Step]) -> list[Step]:
    """All writes of a plan. ``again`` marks each removal of items after another write: ItemLists.write() then reads
    the list again, because the list was read before that other write."""
    return [
        replace(step, settings={**step.settings, "again": True}) if number and step.action == "remove_items" else step
        for number, step in enumerate(steps)
    ]


def refusals(
    requests: Mapping[str, ListRequest],
    backup_type: str | None,
    have: Lists,
    target: Lists,
    complete: Lists,
    is_entire: bool = False,
) -> Iterator[OptionError]:
    """Errors for new items that the job cannot have, and for the removal of the last selected item.

    ``complete``: both lists of the job after the plan. ``is_entire``: as in target().
    """
    selected, held = target.get("selected_items"), {name: {item.key for item in have[name]} for name in have}
    added = {name: [item for item in target[name] if item.key not in held[name]] for name in target}
    if backup_type == "EntireOrganization" and added.get("selected_items"):
        expected = "can only be used with backup_type SelectedItems; the job is of type EntireOrganization"
        yield OptionError("selected_items", names(added["selected_items"]), expected)
    if is_entire and selected is not None:
        now = {item.key: item.options for item in selected}
        other = [
            item for item in have["selected_items"] if item.key in _fixed([item]) and now.get(item.key) != item.options
        ]
        if other:
            expected = "cannot be edited or removed in a job of type EntireOrganization"
            yield OptionError("selected_items", names(other), expected)
    if have.get("selected_items") and selected is not None and not selected and backup_type == "SelectedItems":
        lost = names(have["selected_items"])
        expected = f"would remove the last selected item of the job; it protects {lost}; disable or remove the job"
        given = lost if requests["selected_items"].mode == "remove" else "nothing"
        yield OptionError("selected_items", given, expected)
    before = {item.key for item in both(have.get("selected_items", []), have.get("excluded_items", []))}
    clashes = [item for item in both(complete["selected_items"], complete["excluded_items"]) if item.key not in before]
    if clashes:
        option = "excluded_items" if "excluded_items" in target else "selected_items"
        yield OptionError(option, names(clashes), BOTH)


def unknown_kept(requests: Mapping[str, ListRequest], have: Lists) -> list[str]:
    """A warning for items of unknown types, which stay although an exact list omits them."""
    exact = [name for name, request in requests.items() if request.mode == "exactly"]
    unknown = [item for name in exact for item in have[name] if not item.kind.is_known]
    return [f"Items of unknown types are not changed: {names(unknown)}."] if unknown else []


def overlaps(added: Sequence[Item], held: Sequence[tuple[str, Container[str]]]) -> list[str]:
    """Warnings for items that other jobs already select. ``held``: names of jobs, each with the keys of its items."""
    shared = [(job, [item for item in added if item.key in keys]) for job, keys in held]
    return [
        f"The job '{job}' already selects {names(items)}. The server may back up such an object in "
        "only one of these jobs, without a message."
        for job, items in shared
        if items
    ]


def _of_list(name: str, have: Sequence[Item], target: Sequence[Item]) -> tuple[list[Step], list[Change]]:
    """The steps from one list of items to another, and their changes."""
    before, after = {item.key: item for item in have}, {item.key: item for item in target}
    added = [item for item in target if item.key not in before]
    edited = [item for item in target if item.key in before and item.options != before[item.key].options]
    removed = [item for item in have if item.key not in after]
    path = _items.paths([*have, *added])
    steps = [
        *([Step("add_items", {"list": name, "items": added})] if added else []),
        *(Step("edit_item", {"list": name, "items": [item], "before": before[item.key]}) for item in edited),
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
    return steps, changes


def _removed_at_once(name: str, removed: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items that one DELETE removes: all selected items, because its body can have many ids (documented)."""
    size = IN_ONE_URL if name == "excluded_items" else max(len(removed), 1)
    for start in range(0, len(removed), size):
        yield removed[start : start + size]


def _in_order(steps: Sequence[Step], in_the_way: Container[str]) -> list[Step]:
    """Order the steps so that an object can move from one list to the other, and no list is empty in between.

    ``in_the_way``: the keys of excluded items that clash with items to select. Folders that stay excluded are removed
    first and added again last.
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
