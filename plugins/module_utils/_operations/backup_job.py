# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup job: it is there with these settings, or it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    OptionError,
)
from ansible_collections.vb365.backup.plugins.module_utils._job.backup_job import BackupJob
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ListWanted
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import converge
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """The module backup_job. Raises Vb365Error."""
    lists = {
        name: ListWanted(_items.from_options(params[name], name, name), "exactly")
        for name in _items.LISTS
        if params[name] is not None
    }
    for option in ("new_name", *lists):
        if params[option] and params["state"] == "absent":
            raise OptionError(option, params[option], "goes with state present")
    if params["backup_type"] == "EntireOrganization" and params["selected_items"]:
        raise OptionError("selected_items", params["selected_items"], "go with backup_type SelectedItems")
    job = BackupJob(client, params, lists if params["state"] == "present" else {})
    return job.outcome(converge(job, check_mode, client.deadline.sleep), job.title)
