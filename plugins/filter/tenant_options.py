# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tenant_options
short_description: Give the options of a tenant their types, and its jobs what they inherit
version_added: 0.1.0
description:
  - Merges the defaults of a tenant into its jobs, exactly as M(vb365.backup.tenant_preflight) checks them.
  - The jobs come from variables and not from the result of a task, in which Ansible masks each text that contains a
    secret of the task.
  - Options that M(vb365.backup.tenant_preflight) refuses are omitted.
author:
  - vb365.backup contributors (@vb365)
options:
  _input:
    description:
      - The variables of the role P(vb365.backup.tenant_onboarding#role), without C(tenant_onboarding_) in front of
        their names.
    type: dict
    required: true
seealso:
  - module: vb365.backup.tenant_preflight
"""

EXAMPLES = r"""
- name: Check a tenant
  vb365.backup.tenant_preflight:
    tenant: "{{ tenant }}"

- name: Make its jobs match
  vb365.backup.backup_job:
    organization: "{{ tenant.organization }}"
    name: "{{ item.name }}"
    repository: "{{ item.repository | default(omit) }}"
    schedule: "{{ item.schedule | default(omit) }}"
  loop: "{{ (tenant | vb365.backup.tenant_options).jobs }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
_value:
  description:
    - The options of the tenant with their types. C(jobs) are options of M(vb365.backup.backup_job), in the order given.
  type: dict
"""

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.module_utils._shell.argument_check import check
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import TENANT
from ansible_collections.vb365.backup.plugins.module_utils._tenant import jobs as _tenant_jobs


def tenant_options(variables):
    described = plain(variables)
    if not isinstance(described, dict):
        raise AnsibleFilterError(f"tenant_options: expected the options of a tenant: {described!r}")
    tenant, _errors, unclear = check(TENANT, described, "")
    jobs = [job.options for job in _tenant_jobs.from_tenant(tenant, "", unclear)]
    return wrap_var({**tenant, "jobs": jobs})  # texts that Ansible has evaluated already


class FilterModule:
    def filters(self):
        return {"tenant_options": tenant_options}
