# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup job: translation between options and the API's resource. Pure functions.

Settings are options of ``backup_job``, with names in place of ids and the schedule as a dict; a missing option is
unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.items import LISTS
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._model.views import RUNS

BACKUP_TYPES = ["EntireOrganization", "SelectedItems"]
STATUS = {**RUNS, "total_objects": "totalObjects", "processed_objects": "processedObjects"}
"""Read-only values of a backup job."""
OF_PRESENT = ("new_name", "repository", "backup_type", "description", "enabled", "schedule", *LISTS)
"""Options that have no effect with state absent."""
_PLAIN = {
    "name": "name",
    "backup_type": "backupType",
    "description": "description",
    "enabled": "isEnabled",
}


def text(value: Any) -> str:
    """A description in the form that is compared: servers may change line ends and trailing white space."""
    return str(value or "").replace("\r\n", "\n").rstrip()


def from_options(params: Mapping[str, Any]) -> tuple[dict[str, Any], list[OptionError]]:
    """The given settings, except organization and repository, which need a lookup, and their errors."""
    settings = {key: params[key] for key in _PLAIN if params.get(key) is not None}
    if params.get("new_name") is not None:
        settings["name"] = params["new_name"]
    if "description" in settings:
        settings["description"] = text(settings["description"])
    schedule, errors = BACKUP_JOB.from_options(params.get("schedule") or {})
    return {**settings, **({"schedule": schedule} if schedule else {})}, errors


def from_api(resource: Mapping[str, Any], organization: str, repository: str) -> dict[str, Any]:
    """All settings that the server shows of a job. The caller gives the two names."""
    settings = {key: resource[name] for key, name in _PLAIN.items() if resource.get(name) is not None}
    settings.update(organization=organization, repository=repository, description=text(resource.get("description")))
    schedule = BACKUP_JOB.from_api(resource.get("schedulePolicy"))
    return {**settings, **({"schedule": schedule} if schedule else {})}


def to_api(settings: Mapping[str, Any], policy: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The part of a create or edit body that needs no id. ``policy``: the ``schedulePolicy`` on the server."""
    body = {name: settings[key] for key, name in _PLAIN.items() if key in settings}
    if settings.get("schedule"):
        body["schedulePolicy"] = BACKUP_JOB.to_api(settings["schedule"], policy)
    return body
