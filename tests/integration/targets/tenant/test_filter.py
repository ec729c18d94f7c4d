# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that ignores the filter of a listing shows the jobs of all tenants: none is taken for another one's."""

from __future__ import annotations

from ansible_collections.vb365.backup.plugins.modules import (
    backup_job_info,
    protection_status_info,
    tenant_coverage_info,
)
from tests.integration.harness.direct import Direct
from tests.integration.targets.tenant.conftest import CONTOSO, Plan, new, tenant
from tests.simulator.launch import Simulator

OF_FABRIKAM = "Fabrikam Everything"


def test_no_job_of_another_tenant_is_disabled(plan: Plan) -> None:
    plan.answers("/Jobs", lambda row: None)
    found = plan(tenant({"name": "Contoso Sites"}, repository=None, unmanaged_jobs="disable")).result
    names = {row["name"] for row in found["unmanaged"]}
    assert "Contoso Mailboxes" in names
    assert OF_FABRIKAM not in names
    assert [row["job"] for row in found["unprotected"] if row["reason"] == "shadowed"] == []


def test_a_job_of_another_tenant_is_no_twin(plan: Plan) -> None:
    plan.answers("/Jobs", lambda row: None)
    (row,) = plan(tenant(new(name=OF_FABRIKAM))).result["jobs"]
    assert row["state"] == "created"


def test_a_job_of_another_tenant_protects_nobody(plan: Plan, simulator: Simulator) -> None:
    direct, asked = Direct(simulator), {"organization": CONTOSO["organization"]}
    before = direct(tenant_coverage_info, **asked).result
    plan.answers("/Jobs", lambda row: None)
    direct = Direct(simulator)
    assert direct(tenant_coverage_info, **asked).result == before
    for module in (backup_job_info, protection_status_info):
        jobs = direct(module, **asked).result["jobs"]
        assert "Contoso Sites" in str(jobs)
        assert OF_FABRIKAM not in str(jobs)
