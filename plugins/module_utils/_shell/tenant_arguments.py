# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a tenant."""

from __future__ import annotations

from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._shell.coverage_arguments import COVERAGE
from ansible_collections.vb365.backup.plugins.module_utils._shell.job_arguments import (
    BACKUP_COPY_JOB,
    BACKUP_JOB,
    OMITTED,
)
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import SHORT
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import DEFAULTS as SPLIT_DEFAULTS
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import JOB_OPTIONS, SPLIT_SWITCHES
from ansible_collections.vb365.backup.plugins.module_utils._tenant.split import WEIGHTS as SPLIT_WEIGHTS
from ansible_collections.vb365.backup.plugins.module_utils._tenant.staggering import DEFAULTS as STAGGER

_COPY = {name: rule for name, rule in BACKUP_COPY_JOB.items() if name in ("repository", "enabled", "schedule")}
_IN_TENANT = {
    **{name: rule for name, rule in BACKUP_JOB.items() if name != "id"},
    "omitted": OMITTED,
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
    "omitted": OMITTED,
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
    "omitted": {**OMITTED, "default": "default"},
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
