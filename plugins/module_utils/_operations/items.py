# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules backup_job_item and job_exclusion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._job.job_items import JobItems
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client


def run_selected(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """The module backup_job_item. Raises Vb365Error."""
    return JobItems(client, params, "selected_items", check_mode).run(check_mode)


def run_excluded(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """The module job_exclusion. Raises Vb365Error."""
    return JobItems(client, params, "excluded_items", check_mode).run(check_mode)
