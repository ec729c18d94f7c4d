# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's jobs as the variables of the role tenant_onboarding: merging and factoring, without side effects.

A job is a dict of options of ``backup_job``, as people write them. None in place of a value is an option left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils import _schedule

Options = Mapping[str, Any]

_OF_ABSENT = ("organization", "state")
"""What a job that shall not be there inherits: what tells which one it is, and that it shall not."""


def merged(defaults: Options, job: Options, repository: str | None) -> dict[str, Any]:
    """The job's options with what it inherits: its own win over the defaults, and those over ``repository``.

    ``schedule`` is merged key by key. Of what is inherited, that is dropped which means nothing for the job: keys of
    another schedule type or interval, and selected items where the job protects the entire organization. What the job
    names itself stays, for backup_job to refuse.

    A schedule without a type, neither in the job nor in the defaults, leaves the type to the server, which is not asked
    here: such a schedule keeps all that it inherits, and backup_job refuses it where the job is of another type.
    """
    own, inherited = _given(job), {**_given({"repository": repository}), **_given(defaults)}
    if own.get("state", inherited.get("state")) == "absent":
        inherited = {key: value for key, value in inherited.items() if key in _OF_ABSENT}
    options = {**inherited, **own}
    if options.get("backup_type") == "EntireOrganization" and "selected_items" not in own:
        options.pop("selected_items", None)
    if "schedule" in inherited:
        options["schedule"] = _merged_schedule(inherited["schedule"], own.get("schedule", {}))
    return options


def _merged_schedule(inherited: Any, own: Any) -> Any:
    """What is no dict is not merged: backup_job says what is wrong with it."""
    if not isinstance(own, Mapping):
        return own
    if not isinstance(inherited, Mapping):
        return own or inherited
    own = _given(own)
    schedule = {**_given(inherited), **own}
    kept = _schedule.applicable(schedule)
    return {key: value for key, value in schedule.items() if key in own or key in kept}


def _given(options: Options) -> dict[str, Any]:
    return {key: value for key, value in options.items() if value is not None}


# ---- jobs to variables ---------------------------------------------------------------------------------------------


def tenants(
    organizations: Iterable[Options], jobs: Iterable[Options], only: Collection[str] | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """Each organization's variables, with a name for a file: the organization's, in characters that are safe there.

    ``organizations`` is what organization_info gives: all of the server, so that names are seen that occur twice. Those
    go by their ids, as they do in backup_job_info, which gives ``jobs``. ``only`` holds the ids of those that are
    wanted.
    """
    rows = list(organizations)
    names = {row["id"]: str(row["name"]) for row in rows}
    labels = _unique(names, names)
    files = _unique({key: re.sub(r"[^A-Za-z0-9._-]", "_", label).lstrip(".-") for key, label in labels.items()}, labels)
    configs: dict[str, list[Options]] = {}
    for job in jobs:
        configs.setdefault(job["config"]["organization"], []).append(job["config"])
    return [
        (files[key], factored(label, configs.get(label, [])))
        for key, label in labels.items()
        if only is None or key in only
    ]
