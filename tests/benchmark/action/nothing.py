# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """Does nothing: the time of a loop of it is Ansible's own."""

    def run(self, tmp=None, task_vars=None):
        return {"changed": False}
