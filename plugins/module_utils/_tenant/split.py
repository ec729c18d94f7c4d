# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An entry of ``splits``: its options and their errors. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.numbered_name import NumberedName
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob, is_within
from ansible_collections.vb365.backup.plugins.module_utils._tenant.splitting import Limits

JOB_OPTIONS = (
    "repository", "description", "enabled", "schedule", "excluded_items", "omitted", "run_now", "skip_item_update",
    "copy", "fixed",
)  # fmt: skip
"""Options that each job of a split gets unchanged."""
DEFAULTS: Mapping[str, Any] = {
    "max_objects": 2000,
    "fill": 0.75,
    "place": "fill",
    "pair_teams_with_sites": False,
    "empty_job": "disable",
    "max_removed": 0.25,
}
WEIGHTS = {"User": 1, "Group": 1, "Site": 1, "Team": 3}
"""The weight of one object: VB365 counts a team as two or three objects (best-practice guide)."""
SPLIT_SWITCHES = sorted({option for kind in WEIGHTS for option in TYPES[kind].options})
_PAIRED = ("Site", "Team")
_OF_USERS = ("groups", "user_types")
_FEW_REMOVED = 5
"""This many objects may always be removed from the jobs of a split: a part of a small number is not meaningful."""


@dataclass(frozen=True)
class Split:
    """``options``: with the defaults of omitted options. ``types``: of the objects. ``switches``: all options of a new
    item, by type."""

    place: str
    options: Mapping[str, Any]
    pattern: NumberedName
    types: Sequence[str]
    switches: Mapping[str, Mapping[str, bool]]
    weights: Mapping[str, int]

    @property
    def limits(self) -> Limits:
        """The limits for the weight of each job."""
        return Limits.of(self.options["max_objects"], self.options["fill"])

    @property
    def is_paired(self) -> bool:
        """Whether a site and its team are in the same job."""
        return bool(self.options["pair_teams_with_sites"])

    def job_options(self) -> dict[str, Any]:
        """The options that each of its jobs gets unchanged."""
        return {key: value for key, value in self.options.items() if key in JOB_OPTIONS}

    def too_many(self, removed: int, held: int) -> OptionError | None:
        """An error if the run would remove more objects than the split allows at once."""
        part = self.options["max_removed"]
        if removed <= max(_FEW_REMOVED, part * held):
            return None
        expected = (
            f"{removed} of the {held} objects in the jobs of the split would be removed, expected at most {part:.0%} "
            "in one run; check from, and whether the server lists all objects, or raise max_removed for one run"
        )
        return OptionError(f"{self.place}.max_removed", part, expected)


@dataclass
class Splits:
    """The valid splits of a tenant, and the ``errors`` of the others."""

    splits: list[Split] = field(default_factory=list)
    errors: list[OptionError] = field(default_factory=list)

    @classmethod
    def of(cls, tenant: Mapping[str, Any], root: str, unclear: Collection[str], jobs: Sequence[TenantJob]) -> Splits:
        """From a tenant's options. ``jobs``: the described jobs."""
        found = cls()
        for number, options in enumerate(tenant.get("splits") or []):
            place = f"{root}splits[{number}]"
            if options is not None and not any(is_within(one, place) for one in unclear):
                found._add(options, place)
        found.errors += [*_overlaps(found.splits), *_taken_names(found.splits, jobs)]
        return found

    def _add(self, given: Mapping[str, Any], place: str) -> None:
        options = {**DEFAULTS, **given}
        errors = [*_mistakes(options, place)]
        try:
            pattern = NumberedName.parse(options["name"], f"{place}.name")
        except OptionError as error:
            errors.append(error)
        self.errors += errors
        if not errors:
            types = _PAIRED if options["pair_teams_with_sites"] else (options["from"]["type"],)
            switches = {kind: _switches(kind, options.get("options") or {}) for kind in types}
            weights = {**WEIGHTS, **(options.get("weights") or {})}
            self.splits.append(Split(place, options, pattern, types, switches, weights))


def _switches(kind: str, given: Mapping[str, bool]) -> dict[str, bool]:
    """The options of an item: omitted options are true, except teams_chats."""
    return {option: given.get(option, option != "teams_chats") for option in TYPES[kind].options}


def _mistakes(options: Mapping[str, Any], place: str) -> Iterator[OptionError]:
    kind, most, fill = options["from"]["type"], options["max_objects"], options["fill"]
    is_paired = options["pair_teams_with_sites"]
    types = _PAIRED if is_paired and kind in _PAIRED else (kind,)
    if most < 1:
        yield OptionError(f"{place}.max_objects", most, "expected 1 or more")
    elif not 0 < fill <= 1 or Limits.of(most, fill).room < 1:
        expected = "expected more than 0 and at most 1, and room for at least one object in a job"
        yield OptionError(f"{place}.fill", fill, expected)
    if not 0 <= options["max_removed"] <= 1:
        yield OptionError(f"{place}.max_removed", options["max_removed"], "expected 0 to 1")
    if is_paired and kind not in _PAIRED:
        yield OptionError(f"{place}.pair_teams_with_sites", True, f"expected from.type Site or Team, found {kind}")
    for name, weight in (options.get("weights") or {}).items():
        if not 1 <= weight <= max(most, 1):
            yield OptionError(f"{place}.weights.{name}", weight, f"expected 1 to max_objects ({most})")
    for name, weight in WEIGHTS.items():
        if name in types and name not in (options.get("weights") or {}) and 1 <= most < weight:
            expected = f"expected {weight} or more, the weight of a {name.lower()}; or change weights.{name}"
            yield OptionError(f"{place}.max_objects", most, expected)
    known = {option for one in types for option in TYPES[one].options}
    for name in options.get("options") or {}:
        if name not in known:
            expected = f"is not an option of {' or '.join(types)}; its options are {', '.join(sorted(known)) or 'none'}"
            yield OptionError(f"{place}.options.{name}", options["options"][name], expected)
    if all(TYPES[one].has_switches and not any(_switches(one, options.get("options") or {}).values()) for one in types):
        yield OptionError(f"{place}.options", None, "all options are off; expected at least one to be true")
    yield from _of_other_types(options["from"], kind, f"{place}.from")


def _of_other_types(selection: Mapping[str, Any], kind: str, place: str) -> Iterator[OptionError]:
    """Errors for conditions that objects of this type cannot meet."""
    for side in ("include", "exclude"):
        for key in _OF_USERS:
            if kind != "User" and (selection.get(side) or {}).get(key):
                expected = f"can only be used with type User, found {kind}"
                yield OptionError(f"{place}.{side}.{key}", selection[side][key], expected)
    if kind != "Site" and selection.get("personal_sites"):
        yield OptionError(f"{place}.personal_sites", True, f"can only be used with type Site, found {kind}")


def _overlaps(splits: Sequence[Split]) -> Iterator[OptionError]:
    for number, split in enumerate(splits):
        other = next((one for one in splits[:number] if one.pattern.overlaps(split.pattern)), None)
        if other:
            expected = f"may create the same names as {other.place}.name, {other.options['name']!r}"
            yield OptionError(f"{split.place}.name", split.options["name"], expected)


def _taken_names(splits: Sequence[Split], jobs: Sequence[TenantJob]) -> Iterator[OptionError]:
    """Errors for names of described jobs that a split would treat as its own."""
    for job in jobs:
        for option in ("name", "new_name"):
            name = str(job.options.get(option) or "")
            owner = next((split for split in splits if split.pattern.number(name) is not None), None)
            if owner:
                expected = f"is also a name of {owner.place}, whose pattern is {owner.options['name']!r}"
                yield OptionError(f"{job.place}.{option}", name, expected)
