# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a tenant as they are handed over to backup_job: made from variables alone."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.filter.tenant_options import tenant_options

TENANT: dict[str, Any] = {
    "organization": "contoso.onmicrosoft.com",
    "repository": "Disk 01",
    "defaults": {
        "backup_type": "SelectedItems",
        "description": "Made from a file",
        "schedule": {"type": "Daily", "daily_time": "22:00", "retry_number": "5", "backup_window": None},
    },
    "jobs": [
        {"name": "New", "description": "New", "schedule": {"daily_time": "23:30", "backup_window": {"allow": "Sat"}}},
        {"name": "Sites", "schedule": {"type": "Periodically", "periodically_every": "Hours8"}, "enabled": "no"},
        {"name": "Old", "state": "absent"},
    ],
}


def test_jobs_have_what_they_inherit() -> None:
    first, second, third = tenant_options(TENANT)["jobs"]
    assert first["description"] == "New"
    assert first["schedule"] == {
        "type": "Daily",
        "daily_time": "23:30",
        "retry_number": 5,
        "backup_window": {"allow": ["Sat"]},
    }
    assert second == {
        "omitted": "default",
        "name": "Sites",
        "enabled": False,
        "repository": "Disk 01",
        "backup_type": "SelectedItems",
        "description": "Made from a file",
        "schedule": {"type": "Periodically", "periodically_every": "Hours8", "retry_number": 5},
    }
    assert third == {"omitted": "default", "name": "Old", "state": "absent"}


def test_options_have_their_types() -> None:
    described = tenant_options(
        {**TENANT, "wait": "yes", "wait_timeout": "60", "fail_on_drift": "false", "report": None}
    )
    assert {name: described.get(name) for name in ("wait", "wait_timeout", "fail_on_drift", "report")} == {
        "wait": True,
        "wait_timeout": 60,
        "fail_on_drift": False,
        "report": None,
    }


def test_what_the_preflight_refuses_is_omitted() -> None:
    described = tenant_options({"organisation": "x", "jobs": [5, {"name": "Mail", "enabled": "perhaps"}]})
    assert described == {"jobs": [{"omitted": "default", "name": "Mail"}]}


def test_something_else_than_a_tenant_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="expected the options of a tenant: 'contoso'"):
        tenant_options("contoso")
