# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup job as settings and as the API's resource: translation, without side effects.

Settings are a flat dict from an option's path ("description", "schedule.daily_time") to its value, with names in
place of ids; an option that is not there is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule

BACKUP_TYPES = ["EntireOrganization", "SelectedItems"]

_PLAIN = {
    "name": "name",
    "backup_type": "backupType",
    "description": "description",
    "enabled": "isEnabled",
}
_STATUS = {
    "etag": "eTag",
    "last_run": "lastRun",
    "next_run": "nextRun",
    "last_backup": "lastBackup",
    "last_status": "lastStatus",
    "total_objects": "totalObjects",
    "processed_objects": "processedObjects",
}
_SCHEDULE = "schedule."


def text(value: str | None) -> str:
    """A description without what a server may change of it unasked: line ends and white space at the end."""
    return (value or "").replace("\r\n", "\n").rstrip()


def schedule_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The schedule in settings, as the dict that _schedule works on."""
    return {path[len(_SCHEDULE) :]: value for path, value in settings.items() if path.startswith(_SCHEDULE)}


def with_schedule(settings: Mapping[str, Any], schedule: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with this schedule and no other."""
    plain = {path: value for path, value in settings.items() if not path.startswith(_SCHEDULE)}
    return {**plain, **{f"{_SCHEDULE}{key}": value for key, value in schedule.items()}}


def from_options(params: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the user gave, without organization and repository, which need a look-up.

    Raises OptionError.
    """
    settings = {path: params[path] for path in _PLAIN if params.get(path) is not None}
    if params.get("new_name") is not None:
        settings["name"] = params["new_name"]
    if "description" in settings:
        settings["description"] = text(settings["description"])
    schedule = _schedule.from_options(params.get("schedule") or {})
    _schedule.check(schedule)
    return with_schedule(settings, schedule)


def from_api(resource: Mapping[str, Any], organization: str, repository: str) -> dict[str, Any]:
    """All settings of a job that the server shows; the two names are the caller's."""
    settings = {path: resource[name] for path, name in _PLAIN.items() if resource.get(name) is not None}
    settings.update(organization=organization, repository=repository, description=text(resource.get("description")))
    return with_schedule(settings, _schedule.from_api(resource.get("schedulePolicy")))


def to_api(settings: Mapping[str, Any], policy: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The part of a create or edit body that needs no id. ``policy`` is the ``schedulePolicy`` that the job has."""
    body = {name: settings[path] for path, name in _PLAIN.items() if path in settings}
    schedule = schedule_of(settings)
    if schedule:
        body["schedulePolicy"] = _schedule.to_api(schedule, policy)
    return body


def config(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as options of ``backup_job``."""
    nested = {path: value for path, value in settings.items() if not path.startswith(_SCHEDULE)}
    schedule = schedule_of(settings)
    return {**nested, "schedule": schedule} if schedule else nested


def status(resource: Mapping[str, Any]) -> dict[str, Any]:
    """What a job shows and nobody can set. Times are the server's text, with up to 7 fractional digits."""
    return {key: resource.get(name) for key, name in _STATUS.items()}
