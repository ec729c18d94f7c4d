# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's jobs as variables of the role tenant_onboarding: merging and factoring. Pure functions.

A job is a dict of options of ``backup_job``, as users write them. None as a value means omitted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.job import OF_PRESENT
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB

Options = Mapping[str, Any]

_OF_ABSENT = ("organization", "state")
"""The options that a job with state absent inherits: those that identify it, and the state."""
_ORDER = [
    "name", "description", "repository", "backup_type", "enabled",
    *[f"schedule.{key}" for key in (*BACKUP_JOB.plain, *BACKUP_JOB.windows)],
    "schedule", "selected_items", "excluded_items",
]  # fmt: skip
"""The order of options for readers; settings are given by their paths."""
_LISTS = ("selected_items", "excluded_items")
_NO_DEFAULTS = ("name", "description", "repository", "selected_items")
"""Options that every job keeps, even if all jobs share the value, and options with a variable of their own."""

_LONGEST_FILE = 200
"""The most characters of a file's name; file systems accept 255 bytes with the suffix."""


def merged(defaults: Options, job: Options, repository: str | None) -> dict[str, Any]:
    """The job's options with inherited options: its own override the defaults, and the defaults override
    ``repository``.

    ``schedule`` is merged key by key. An inherited option that does not apply to the job is dropped: keys of another
    schedule type or interval, and selected items of a job of type EntireOrganization. Options of the job itself stay,
    so that backup_job can refuse them.

    A schedule without a type, in the job and in the defaults, has the type of the server, which is unknown here: it
    keeps all that it inherits, and backup_job refuses it if the job has another type.
    """
    own, inherited = known(job), {**known({"repository": repository}), **known(defaults)}
    if own.get("state", inherited.get("state")) == "absent":
        inherited = {key: value for key, value in inherited.items() if key in _OF_ABSENT}
        own = {key: value for key, value in own.items() if key not in (*OF_PRESENT, "copy")}
    options = {**inherited, **own}
    if options.get("backup_type") == "EntireOrganization" and "selected_items" not in own:
        options.pop("selected_items", None)
    if "schedule" in inherited:
        options["schedule"] = _merged_schedule(inherited["schedule"], own.get("schedule", {}))
    return options


def _merged_schedule(inherited: Any, own: Any) -> Any:
    """A schedule that is not a dict is not merged: backup_job reports the mistake."""
    if not isinstance(own, Mapping):
        return own
    if not isinstance(inherited, Mapping):
        return own or inherited
    own = known(own)
    schedule = {**known(inherited), **own}
    kept = BACKUP_JOB.applicable(schedule)
    return {key: value for key, value in schedule.items() if key in own or key in kept}


# ---- from jobs to variables ------------------------------------------------------------------------------------------


def tenants(
    organizations: Sequence[Options], jobs: Iterable[Options], only: Collection[str] | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """The variables of each organization, by its name in characters that are safe in a file name.

    ``organizations``: all organizations, as organization_info returns them. If two share a name, their ids replace it,
    as in ``jobs``, which backup_job_info returns. ``only``: the ids of the requested organizations.

    Raises ValueError for an id that is not a UUID and would become a file name.
    """
    labels = _unique({row["id"]: row["name"] for row in organizations})
    files = _unique({key: _file(label) for key, label in labels.items()})
    wanted = [key for key in labels if only is None or key in only]
    unsafe = [key for key in wanted if files[key] == key and not is_uuid(key)]
    if unsafe:
        raise ValueError(f"id {unsafe[0]!r} of an organization: expected a UUID")
    configs: dict[str, list[Options]] = {}
    for job in jobs:
        configs.setdefault(folded(job["config"]["organization"]), []).append(job["config"])
    return [(files[key], factored(labels[key], configs.get(folded(labels[key]), []))) for key in wanted]


def _file(label: str) -> str:
    """The label in characters that are safe in a file name; "" if the name is too long or is a UUID."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", label).lstrip("._-")
    return "" if len(name) > _LONGEST_FILE or is_uuid(name) else name


def _unique(names: Mapping[str, str]) -> dict[str, str]:
    """The names by id; the id replaces a name that is empty or occurs twice."""
    counts = Counter(map(folded, names.values()))
    return {key: name if name and counts[folded(name)] == 1 else key for key, name in names.items()}


def factored(organization: str, configs: Iterable[Options]) -> dict[str, Any]:
    """The variables of the role for the jobs of an organization, each a ``config`` of backup_job_info.

    The most common values of several jobs become defaults, and each job keeps its differences: merged() creates the
    same jobs again, except for ``organization`` and the order of items, because the server has no order. A default that
    would add an option to a job is not used.
    """
    jobs = [_flat(config) for config in configs]
    repository = _most_common([job["repository"] for job in jobs])
    defaults = _shared(jobs) if len(jobs) > 1 else {}
    surplus: set[str] = set()
    while True:
        defaults = {path: value for path, value in defaults.items() if path not in surplus}
        own = [_nested(_without({"repository": repository, **defaults}, job)) for job in jobs]
        made = [_flat(merged(_nested(defaults), job, repository)) for job in own]
        surplus = {path for new, job in zip(made, jobs) for path in new if path not in job}
        if not surplus:
            break
    return {
        "tenant_onboarding_organization": organization,
        **({"tenant_onboarding_repository": repository} if repository else {}),
        "tenant_onboarding_defaults": _nested(defaults),
        "tenant_onboarding_jobs": own,
    }


def _flat(config: Options) -> dict[str, Any]:
    """The settings of a job by their path, without its organization."""
    settings = {key: value for key, value in config.items() if key not in ("organization", "schedule")}
    settings.update({name: sorted(settings[name], key=_place) for name in _LISTS if name in settings})
    return {**settings, **{f"schedule.{key}": value for key, value in config.get("schedule", {}).items()}}


def _nested(settings: Options) -> dict[str, Any]:
    """The settings as nested options, in the order for readers."""
    options = {key: value for key, value in settings.items() if not key.startswith("schedule.")}
    schedule = {key.partition(".")[2]: value for key, value in settings.items() if key.startswith("schedule.")}
    options.update({"schedule": schedule} if schedule else {})
    return {key: options[key] for key in sorted(options, key=lambda key: (*_ORDER, key).index(key))}


def _without(inherited: Options, job: Options) -> dict[str, Any]:
    return {path: value for path, value in job.items() if path not in inherited or value != inherited[path]}


def _place(item: Options) -> tuple[int, str, str]:
    return list(TYPES).index(item["type"]), str(item.get("name", "")).casefold(), str(item.get("id", "")).casefold()


def _shared(jobs: Sequence[Options]) -> dict[str, Any]:
    """The values that more than half of the jobs share."""
    shared = {}
    for path in _ORDER:
        values = [job[path] for job in jobs if path in job]
        value = _most_common(values)
        if path not in _NO_DEFAULTS and values.count(value) * 2 > len(jobs):
            shared[path] = value
    return shared


def _most_common(values: Sequence[Any]) -> Any:
    """The first of the most common values; None if there are no values."""
    return max(values, key=values.count, default=None)
