# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of backup jobs, their items, and backup copy jobs."""

from __future__ import annotations

from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import OPTIONS, TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.job import BACKUP_TYPES

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

OMITTED: dict[str, Any] = {"type": "str", "choices": ["keep", "default"]}

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
    "omitted": {**OMITTED, "default": "keep"},
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

ITEM_MODULE: dict[str, Any] = {
    "job": {"type": "str", "required": True},
    "organization": {"type": "str"},
    "items": {**ITEMS, "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "exclusive": {"type": "bool", "default": False},
    "skip_item_update": {"type": "bool", "default": False},
    "if_match": {"type": "str"},
}
