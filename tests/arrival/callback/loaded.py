# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: loaded
type: aggregate
short_description: Tells which files of the collection a run has used
description:
  - A JSON list of playbooks, of files with tasks and of Python files, in the file that E(VB365_TEST_LOADED) names.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "loaded"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._files = set()

    def v2_playbook_on_start(self, playbook):
        self._files.add(playbook._file_name)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._files.add(task.get_path().rsplit(":", 1)[0])

    def v2_playbook_on_stats(self, stats):
        modules = [
            module for name, module in sys.modules.items() if name.startswith("ansible_collections.vb365.backup.")
        ]
        self._files |= {file for module in modules if (file := getattr(module, "__file__", None))}
        Path(os.environ["VB365_TEST_LOADED"]).write_text(json.dumps(sorted(self._files)), encoding="utf-8")
