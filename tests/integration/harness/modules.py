# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module of the collection, with options for one task against the sample tenants."""

from __future__ import annotations

from typing import Any

from tests import registry

ORGANIZATION = "contoso.onmicrosoft.com"
JOB = {"organization": ORGANIZATION, "job": "Contoso Mailboxes"}
_OPTIONS: dict[str, dict[str, Any]] = {
    "backup_copy_job": {**JOB, "job": "Contoso Sites", "enabled": False},
    "backup_job": {
        "organization": ORGANIZATION,
        "name": "Case",
        "repository": "Disk 01",
        "backup_type": "SelectedItems",
        "selected_items": [{"type": "PersonalSites"}],
        "description": "Ümläute",
    },
    "backup_job_item": {**JOB, "items": [{"type": "User", "name": "erin@contoso.com"}]},
    "job_action": {**JOB, "action": "disable"},
    "job_exclusion": {**JOB, "items": [{"type": "User", "name": "frank@contoso.com"}]},
    "lab_report": {"organization": ORGANIZATION, "repository": "Disk 01", "user": "dave@contoso.com"},
    "tenant_coverage_info": {"organization": ORGANIZATION, "details": "all", "parallel_reads": 1},
    "tenant": {"tenant": {"organization": ORGANIZATION, "jobs": [{"name": "New"}]}},
}
FAILING = ["tenant"]
"""The modules that fail with these options: a tenant with a job without a schedule is refused."""
OPTIONS = {name: _OPTIONS.get(name, {}) for name in registry.MODULES}
"""The options by module; a module without an entry above needs none."""
