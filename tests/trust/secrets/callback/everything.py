# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
from pathlib import Path

from ansible import constants
from ansible.plugins.callback import CallbackBase
from compiled import add_code_to_modules

DOCUMENTATION = r"""
name: everything
type: aggregate
short_description: Writes all that a callback is told, in several ways
description:
  - Into the file that E(VB365_TEST_EVERYTHING) names.
"""

# Otherwise each run makes its modules again, and each module compiles what it imports.
add_code_to_modules()
Path(constants.DEFAULT_LOCAL_TMP, "ansiballz_cache").symlink_to(os.environ["VB365_TEST_MODULES"])


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "everything"
    CALLBACK_NEEDS_ENABLED = True

    def note(self, *args, **kwargs):
        with Path(os.environ["VB365_TEST_EVERYTHING"]).open("a", encoding="utf-8") as file:
            for told in (*args, *kwargs.values()):
                result = getattr(told, "result", None) or getattr(told, "_result", None)
                shown = result if isinstance(result, dict) else getattr(told, "custom", None) or str(told)
                file.write(f"{json.dumps(shown, default=repr)}\n{shown!r}\n")
                if isinstance(result, dict):
                    file.write(f"{self._dump_results(result, indent=4)}\n{self._get_diff(result.get('diff', []))}\n")

    v2_runner_on_start = v2_runner_on_ok = v2_runner_on_failed = v2_runner_on_skipped = v2_runner_on_unreachable = note
    v2_runner_item_on_ok = v2_runner_item_on_failed = v2_runner_item_on_skipped = v2_runner_retry = note
    v2_runner_on_async_poll = v2_runner_on_async_ok = v2_runner_on_async_failed = v2_on_file_diff = note
    v2_playbook_on_task_start = v2_playbook_on_include = v2_playbook_on_stats = note
