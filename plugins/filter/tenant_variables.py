# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tenant_variables
short_description: Turn the jobs of a tenant into variables of the role tenant_onboarding
version_added: 1.0.0
description:
  - Turns existing jobs into variables. With these variables, the role P(vb365.backup.tenant_onboarding#role) finds
    nothing to change.
  - Values that more than half of the jobs share become C(tenant_onboarding_defaults). The repository that most of the
    jobs use becomes C(tenant_onboarding_repository). Names, descriptions and selected items stay with their jobs.
  - A value that Ansible has masked, because it contains a secret of the task that read it, is an error.
  - The playbook C(vb365.backup.adopt) writes such variables into files, one a tenant.
author:
  - vb365.backup contributors (@vb365)
options:
  _input:
    description:
      - Jobs of one organization, as M(vb365.backup.backup_job_info) returns them.
      - Read with C(include=[items, exclusions]) they bring their items; without, the variables leave items alone.
    type: list
    elements: dict
    required: true
  organization:
    description:
      - Name or UUID of the organization. Needed where there are no jobs.
    type: str
seealso:
  - plugin: vb365.backup.tenant_files
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read the jobs with their items
  vb365.backup.backup_job_info:
    organization: contoso.onmicrosoft.com
    include: [items, exclusions]
  register: found

- name: Show them as variables of the role
  ansible.builtin.debug:
    msg: "{{ found.jobs | vb365.backup.tenant_variables('contoso.onmicrosoft.com') }}"
"""

RETURN = r"""
_value:
  description: The variables.
  type: dict
  contains:
    tenant_onboarding_organization:
      description: Name of the organization, or its UUID if several share the name.
      type: str
      sample: contoso.onmicrosoft.com
    tenant_onboarding_repository:
      description: The repository that most jobs use. Not there without jobs.
      type: str
      sample: Disk 01
    tenant_onboarding_defaults:
      description: What most jobs have alike, as options of M(vb365.backup.backup_job).
      type: dict
      sample:
        backup_type: SelectedItems
        enabled: true
        schedule:
          type: Daily
          daily_time: "21:00:00"
    tenant_onboarding_jobs:
      description: The jobs, each with what differs from the defaults.
      type: list
      elements: dict
"""

import json

from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.module_utils._tenant import variables as _tenant
from ansible_collections.vb365.backup.plugins.plugin_utils._masked import refuse_masked


def tenant_variables(jobs, organization=None):
    try:
        configs = [job["config"] for job in json.loads(json.dumps(jobs))]
        owners = sorted({config["organization"] for config in configs}) or [str(organization or "")]
        variables = _tenant.factored(owners[0], configs)
    except (KeyError, TypeError, ValueError) as error:
        raise AnsibleFilterError(f"tenant_variables: expected jobs of backup_job_info: {error!r}") from error
    if len(owners) > 1:
        raise AnsibleFilterError(f"tenant_variables: expected jobs of one organization, not of {', '.join(owners)}")
    if not owners[0]:
        raise AnsibleFilterError("tenant_variables: organization is required if there are no jobs")
    for config in configs:
        refuse_masked(f"tenant_variables: job '{config['name']}'", config)
    return variables


class FilterModule:
    def filters(self):
        return {"tenant_variables": tenant_variables}
