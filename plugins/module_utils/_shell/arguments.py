# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs: the connection options, and the options of each module."""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.errors import AnsibleFallbackNotFound

from ansible_collections.vb365.backup.plugins.module_utils._coverage.report import DETAILS, MAX_OBJECTS
from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import DIRECTORY
from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import OPTIONS, TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.job import BACKUP_TYPES
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import SHORT
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import DEFAULTS as SPLIT_DEFAULTS
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import JOB_OPTIONS, SPLIT_SWITCHES
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import WEIGHTS as SPLIT_WEIGHTS
from ansible_collections.vb365.backup.plugins.module_utils._tenant.staggering import DEFAULTS as STAGGER


def _from_environment(name: str) -> str:
    """The value of an environment variable. An empty variable counts as missing: AWX sets all variables of a
    credential, also for empty fields."""
    if not os.environ.get(name):
        raise AnsibleFallbackNotFound
    return os.environ[name]


CONNECTION: dict[str, dict[str, Any]] = {
    "host": {"type": "str", "required": True, "fallback": (_from_environment, ["VB365_HOST"])},
    "port": {"type": "int", "default": 4443, "fallback": (_from_environment, ["VB365_PORT"])},
    "username": {"type": "str", "fallback": (_from_environment, ["VB365_USERNAME"])},
    "password": {"type": "str", "no_log": True, "fallback": (_from_environment, ["VB365_PASSWORD"])},
    "access_token": {"type": "str", "no_log": True, "fallback": (_from_environment, ["VB365_ACCESS_TOKEN"])},
    "validate_certs": {"type": "bool", "default": True, "fallback": (_from_environment, ["VB365_VALIDATE_CERTS"])},
    "ca_path": {"type": "path", "fallback": (_from_environment, ["VB365_CA_PATH"])},
    "timeout": {"type": "int", "default": 30, "fallback": (_from_environment, ["VB365_TIMEOUT"])},
    "api_version": {"type": "str", "default": "v8", "fallback": (_from_environment, ["VB365_API_VERSION"])},
    "parallel_reads": {"type": "int", "default": 4, "fallback": (_from_environment, ["VB365_PARALLEL_READS"])},
}

ITEMS: dict[str, Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "type": {"type": "str", "required": True, "choices": list(TYPES)},
        "name": {"type": "str"},
        "id": {"type": "str"},
        **{option: {"type": "bool"} for option in OPTIONS},
        "folders": {"type": "list", "elements": "str"},
    },
}

WINDOW: dict[str, Any] = {
    "type": "dict",
    "options": {
        "allow": {"type": "list", "elements": "str"},
        "deny": {"type": "list", "elements": "str"},
        "hours": {"type": "list", "elements": "bool"},
        "minute_offset": {"type": "int"},
    },
    "mutually_exclusive": [("hours", "allow"), ("hours", "deny")],
}

_OMITTED: dict[str, Any] = {"type": "str", "choices": ["keep", "default"]}

BACKUP_JOB: dict[str, Any] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "name": {"type": "str"},
    "id": {"type": "str"},
    "new_name": {"type": "str"},
    "organization": {"type": "str"},
    "repository": {"type": "str"},
    "backup_type": {"type": "str", "choices": BACKUP_TYPES},
    "description": {"type": "str"},
    "enabled": {"type": "bool"},
    "schedule": {
        "type": "dict",
        "options": {
            "enabled": {"type": "bool"},
            "type": {"type": "str", "choices": _schedule.BACKUP_JOB.types},
            "daily_time": {"type": "str"},
            "daily_type": {"type": "str", "choices": _schedule.DAILY_TYPES},
            "periodically_every": {"type": "str", "choices": _schedule.INTERVALS},
            "periodically_offset_minutes": {"type": "int"},
            "periodically_window": WINDOW,
            "backup_window": WINDOW,
            "retry_enabled": {"type": "bool"},
            "retry_number": {"type": "int"},
            "retry_wait_interval": {"type": "int"},
        },
    },
    "selected_items": ITEMS,
    "excluded_items": ITEMS,
    "run_now": {"type": "bool", "default": False},
    "omitted": {**_OMITTED, "default": "keep"},
    "skip_item_update": {"type": "bool", "default": False},
    "remove_copy_job": {"type": "bool", "default": False},
    "if_match": {"type": "str"},
}

BACKUP_COPY_JOB: dict[str, Any] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "job": {"type": "str", "required": True},
    "organization": {"type": "str"},
    "repository": {"type": "str"},
    "enabled": {"type": "bool"},
    "schedule": {
        "type": "dict",
        "options": {
            "type": {"type": "str", "choices": _schedule.COPY_JOB.types},
            "periodically_every": {"type": "str", "choices": _schedule.INTERVALS},
            "daily_time": {"type": "str"},
            "daily_type": {"type": "str", "choices": _schedule.DAILY_TYPES},
            "backup_window": WINDOW,
        },
    },
    "if_match": {"type": "str"},
}

_COPY = {name: rule for name, rule in BACKUP_COPY_JOB.items() if name in ("repository", "enabled", "schedule")}
_IN_TENANT = {
    **{name: rule for name, rule in BACKUP_JOB.items() if name != "id"},
    "omitted": _OMITTED,
    **{name: {"type": "list", "elements": "str"} for name in SHORT},
    "copy": {
        "type": "raw",
        "form": {"type": "dict", "options": {"state": {**BACKUP_COPY_JOB["state"], "default": None}, **_COPY}},
        "words": {"absent": {"state": "absent"}},
    },
    "fixed": {"type": "bool"},
}
"""``form``: the form of the option's value. ``words``: words that are accepted in place of it."""

_SELECTION: dict[str, Any] = {
    "type": "dict",
    "options": {
        "names": {"type": "list", "elements": "str"},
        "groups": {"type": "list", "elements": "str"},
        "user_types": {"type": "list", "elements": "str", "choices": ["User", "Shared", "Public"]},
    },
}

SPLIT: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "from": {
        "type": "dict",
        "required": True,
        "options": {
            "type": {"type": "str", "required": True, "choices": list(SPLIT_WEIGHTS)},
            "include": _SELECTION,
            "exclude": _SELECTION,
            "personal_sites": {"type": "bool", "default": False},
        },
    },
    "options": {"type": "dict", "options": {option: {"type": "bool"} for option in SPLIT_SWITCHES}},
    "max_objects": {"type": "int", "default": SPLIT_DEFAULTS["max_objects"]},
    "fill": {"type": "float", "default": SPLIT_DEFAULTS["fill"]},
    "repositories": {"type": "list", "elements": "str"},
    "place": {"type": "str", "choices": ["fill", "spread"], "default": SPLIT_DEFAULTS["place"]},
    "pair_teams_with_sites": {"type": "bool", "default": SPLIT_DEFAULTS["pair_teams_with_sites"]},
    "weights": {
        "type": "dict",
        "options": {name: {"type": "int", "default": weight} for name, weight in SPLIT_WEIGHTS.items()},
    },
    "empty_job": {"type": "str", "choices": ["disable", "keep"], "default": SPLIT_DEFAULTS["empty_job"]},
    "max_removed": {"type": "float", "default": SPLIT_DEFAULTS["max_removed"]},
    **{name: _IN_TENANT[name] for name in JOB_OPTIONS},
}
"""Jobs that are filled with all objects of a selection."""

COVERAGE: dict[str, Any] = {
    "types": {"type": "list", "elements": "str", "choices": list(DIRECTORY), "default": list(DIRECTORY)},
    "expand_groups": {"type": "bool", "default": True},
    "ignore": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "type": {"type": "str", "choices": list(DIRECTORY)},
            "name": {"type": "str", "required": True},
            "reason": {"type": "str", "required": True},
            "until": {"type": "str"},
        },
    },
    "details": {"type": "str", "choices": DETAILS, "default": "gaps"},
    "max_objects": {"type": "int", "default": MAX_OBJECTS},
}

TENANT: dict[str, Any] = {
    "organization": {"type": "str", "required": True},
    "repository": {"type": "str"},
    "defaults": {
        "type": "dict",
        "options": {name: rule for name, rule in _IN_TENANT.items() if name not in ("name", "new_name", "if_match")},
    },
    "jobs": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {**_IN_TENANT, "name": {"type": "str", "required": True}},
    },
    "splits": {"type": "list", "elements": "dict", "options": SPLIT},
    "stagger": {
        "type": "dict",
        "options": {
            "within": {"type": "str", "required": True},
            "step": {"type": "int", "default": STAGGER["step"]},
            "per": {"type": "str", "choices": ["repository", "proxy", "server"], "default": STAGGER["per"]},
        },
    },
    "omitted": _OMITTED,
    "start_first_backup": {"type": "bool"},
    "wait": {"type": "bool"},
    "wait_timeout": {"type": "int"},
    "unmanaged_jobs": {"type": "str", "choices": ["ignore", "report", "disable"]},
    "check_objects": {"type": "bool"},
    "fail_on_drift": {"type": "bool"},
    "fail_on_unprotected": {"type": "bool"},
    "coverage": {"type": "bool"},
    "coverage_ignore": {**COVERAGE["ignore"], "default": None},
    "report": {"type": "path"},
}
"""A tenant as the role tenant_onboarding describes it, without the prefix of its variables."""

TENANT_MODULE: dict[str, Any] = {
    "organization": {"type": "str"},
    "repository": {"type": "str"},
    "defaults": {"type": "dict"},
    "jobs": {"type": "list", "elements": "raw"},
    "splits": {"type": "list", "elements": "raw"},
    "stagger": {"type": "dict"},
    "omitted": {**_OMITTED, "default": "default"},
    "unmanaged_jobs": {**TENANT["unmanaged_jobs"], "default": "ignore"},
    "check_objects": {"type": "bool", "default": False},
    "start_first_backup": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 3600},
    "tenant": {"type": "raw"},
    "prefix": {"type": "str", "default": ""},
    "described_by": {"type": "dict", "default": {}},
    "file": {"type": "path"},
    "file_problems": {"type": "list", "elements": "dict", "default": []},
    "approved": {"type": "dict"},
    "coverage": {"type": "bool", "default": False},
    "coverage_ignore": COVERAGE["ignore"],
    "report": {"type": "path"},
}
"""The module itself checks the mappings and lists of a tenant, so that it reports all mistakes together."""

ITEM_MODULE: dict[str, Any] = {
    "job": {"type": "str", "required": True},
    "organization": {"type": "str"},
    "items": {**ITEMS, "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "exclusive": {"type": "bool", "default": False},
    "skip_item_update": {"type": "bool", "default": False},
    "if_match": {"type": "str"},
}


def arguments(
    argument_spec: dict[str, Any],
    required_together: tuple[tuple[str, ...], ...] = (),
    required_one_of: tuple[tuple[str, ...], ...] = (),
    **rules: Any,
) -> dict[str, Any]:
    """The keyword arguments of AnsibleModule and of ArgumentSpecValidator: a module's own options and the connection
    options."""
    return {
        "argument_spec": {**CONNECTION, **argument_spec},
        "required_together": [("username", "password"), *required_together],
        "required_one_of": [("access_token", "username"), *required_one_of],
        **rules,
    }
