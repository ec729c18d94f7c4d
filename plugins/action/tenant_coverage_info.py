# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.vb365.backup.plugins.modules import tenant_coverage_info
from ansible_collections.vb365.backup.plugins.plugin_utils._in_process import InProcessAction


class ActionModule(InProcessAction):
    module = tenant_coverage_info
