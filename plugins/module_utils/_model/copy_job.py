# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup copy job: translation between options and the API's resource. Pure functions.

Settings are options of ``backup_copy_job``, with names in place of ids; a missing option is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import COPY_JOB
from ansible_collections.vb365.backup.plugins.module_utils._model.views import RUNS

STATUS = {"name": "name", **RUNS}
"""Read-only values of a copy job."""
OF_PRESENT = ("repository", "enabled", "schedule")
"""Options that have no effect with state absent."""


def from_options(params: Mapping[str, Any]) -> tuple[dict[str, Any], list[OptionError]]:
    """The given settings, except those that need a lookup, and their errors."""
    schedule, errors = COPY_JOB.from_options(params["schedule"] or {})
    return known({"enabled": params["enabled"], "schedule": schedule or None}), errors


def from_api(resource: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """All settings that the server shows of a copy job. ``names``: job, organization and repository."""
    schedule = COPY_JOB.from_api(resource.get("schedulePolicy"))
    return {**names, **known({"enabled": resource.get("isEnabled"), "schedule": schedule or None})}


def to_api(settings: Mapping[str, Any], policy: Mapping[str, Any] | None) -> dict[str, Any]:
    """The part of a create or edit body that needs no id. ``policy``: the ``schedulePolicy`` on the server."""
    schedule = COPY_JOB.to_api(settings["schedule"], policy) if "schedule" in settings else None
    return known({"isEnabled": settings.get("enabled"), "schedulePolicy": schedule})
