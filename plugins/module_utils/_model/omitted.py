# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that a job's description omits although they decide about its protection. Pure functions.

Options are those of ``backup_job``. With ``omitted: default`` each of these settings has a default, so a manual edit of
it is drift. With ``omitted: keep`` these settings are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import item_type
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB, COPY_JOB

Options = Mapping[str, Any]

_JOB: Options = {"enabled": True, "excluded_items": []}
_SCHEDULE: Options = {"enabled": True, "daily_type": "Everyday", **{window: {} for window in BACKUP_JOB.windows}}


def completed(options: Options) -> dict[str, Any]:
    """The options with the defaults of omitted options. Switches of items are not completed here: they depend on the
    object of the item, which must be read first."""
    schedule = {**_of_schedule(options), **known(options.get("schedule"))}
    return {**_JOB, **known(options), **({"schedule": schedule} if schedule else {})}


def of_copy(options: Options) -> dict[str, Any]:
    """The options ``copy`` of a job. With ``omitted: default`` the copy job is enabled unless they say otherwise."""
    is_whole = options.get("omitted") == "default"
    return {**({"enabled": True} if is_whole else {}), **known(options["copy"])}


def mistakes(options: Options) -> Iterator[OptionError]:
    """An error for a job without a schedule, in options before completed()."""
    if _type(options) is None:
        reason = "required with omitted: default, because the schedule decides whether the job runs"
        option = "schedule.type" if known(options.get("schedule")) else "schedule"
        yield OptionError(option, None, f"{reason}; expected a type, one of {', '.join(BACKUP_JOB.types)}")


def unwatched(options: Options) -> list[str]:
    """The settings that are not compared with the server, because the options omit them."""
    given, paths = known(options), []
    if given.get("state") == "absent":
        return []
    if given.get("omitted") != "default":
        missing = {**_of_schedule(given), "type": None}
        schedule = known(given.get("schedule"))
        paths += [path for path in _JOB if path not in given]
        paths += [f"schedule.{path}" for path in missing if path not in schedule] if schedule else ["schedule"]
        paths += [f"switches of {name}" for name in LISTS if any(map(_omits_switches, given.get(name, [])))]
    if given.get("backup_type") != "EntireOrganization":
        paths += [option for option in ("backup_type", "selected_items") if option not in given]
    return sorted([*paths, *_unwatched_of_copy(given)])


def _unwatched_of_copy(given: Options) -> Iterator[str]:
    """The same of the backup copy job. No setting of its schedule has a default."""
    copy = known(given.get("copy"))
    if not copy or copy.get("state") == "absent":
        return
    if "enabled" not in copy and given.get("omitted") != "default":
        yield "copy.enabled"
    schedule = known(copy.get("schedule"))
    if not schedule:
        yield "copy.schedule"
        return
    kinds = (kind for key, kind in COPY_JOB.belongs_to.items() if key in schedule)
    kind = schedule.get("type") or next(kinds, None)
    decisive = {"type": kind, "daily_type": None, "periodically_every": None, **dict.fromkeys(COPY_JOB.windows)}
    yield from (f"copy.schedule.{key}" for key in COPY_JOB.applicable(decisive) if key not in schedule)


def _of_schedule(options: Options) -> dict[str, Any]:
    """The defaults of the schedule; empty if its type is unknown."""
    kind, schedule = _type(options), known(options.get("schedule"))
    if kind is None:
        return {}
    defaults = BACKUP_JOB.applicable({**_SCHEDULE, **schedule, "type": kind})
    defaults = {key: value for key, value in defaults.items() if key in _SCHEDULE or key == "type"}
    return {key: _SCHEDULE.get(key, kind) for key in defaults}


def _type(options: Options) -> str | None:
    """The type of the schedule: given, or implied by its other options."""
    schedule = known(options.get("schedule"))
    types = (kind for key, kind in BACKUP_JOB.belongs_to.items() if key in schedule)
    return schedule.get("type") or next(types, None)


def _omits_switches(item: Options) -> bool:
    kind = item_type(str(item.get("type")))
    return kind.has_switches and not set(kind.options) <= set(known(item))
