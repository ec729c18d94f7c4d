# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a coverage."""

from __future__ import annotations

from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._coverage.report import DETAILS, MAX_OBJECTS
from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import DIRECTORY

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
