# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup copy job as settings and as the API's resource, and the rules for its repository: without side effects.

Settings are options of ``backup_copy_job``, with names in place of ids; an option that is not there is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import COPY_JOB

STATUS = {
    "name": "name",
    "etag": "eTag",
    "last_run": "lastRun",
    "next_run": "nextRun",
    "last_backup": "lastBackup",
    "last_status": "lastStatus",
}
"""What a copy job shows and nobody can set."""
OF_PRESENT = ("repository", "enabled", "schedule")
"""Options without an effect where the copy job must not exist."""


def from_options(params: Mapping[str, Any]) -> tuple[dict[str, Any], list[OptionError]]:
    """The settings that the user gave, without those that need a look-up, and all that is wrong with them."""
    schedule, errors = COPY_JOB.from_options(params["schedule"] or {})
    return _known({"enabled": params["enabled"], "schedule": schedule or None}), errors


def from_api(resource: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """All settings of a copy job that the server shows; ``names``: job, organization and repository."""
    schedule = COPY_JOB.from_api(resource.get("schedulePolicy"))
    return {**names, **_known({"enabled": resource.get("isEnabled"), "schedule": schedule or None})}


def to_api(settings: Mapping[str, Any], policy: Mapping[str, Any] | None) -> dict[str, Any]:
    """The part of a create or edit body that needs no id. ``policy``: the ``schedulePolicy`` that the copy job has."""
    schedule = COPY_JOB.to_api(settings["schedule"], policy) if "schedule" in settings else None
    return _known({"isEnabled": settings.get("enabled"), "schedulePolicy": schedule})


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def misplaced(source: Mapping[str, Any], target: Mapping[str, Any]) -> Iterator[str]:
    """Why backups in one repository cannot be copied to another (documented rules), as far as their rows say it."""
    names = f"the backup job is in {source.get('name')!r}"
    if source.get("id") == target["id"]:
        yield f"expected another repository, because {names} itself"
        return
    kinds = {str(row.get("name")): _storage(row) for row in (source, target)}
    if "a disk" in kinds.values():
        shown = " and ".join(f"{name!r} is {kind}" for name, kind in kinds.items())
        yield f"expected two repositories in object storage, and {names}: {shown}"
    for key, words in (("proxyPoolId", "proxy pool"), ("proxyId", "proxy"), ("retentionType", "retention type")):
        here, there = source.get(key), target.get(key)
        in_pools = key == "proxyId" and (source.get("proxyPoolId") or target.get("proxyPoolId"))
        if here and there and not in_pools and str(here).lower() != str(there).lower():
            yield f"expected the {words} {here}, because {names}, and found {there}"
    storage = target.get("objectStorage") or {}
    if storage.get("enableImmutability") and storage.get("immutabilityPeriodDays"):
        days = f"and found {storage['immutabilityPeriodDays']} days"
        yield f"expected immutability for as long as the retention, because {names}, {days}"


def _storage(row: Mapping[str, Any]) -> str:
    """The kind of a repository in words; a server that does not show it leaves it unknown."""
    storage = row.get("objectStorage", {})
    return "a disk" if storage is None else str(storage.get("type") or "unknown")
