#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: tenant_preflight
short_description: Check all backup jobs of a tenant before any of them is written
version_added: 0.1.0
description:
  - Takes a tenant as the role P(vb365.backup.tenant_onboarding#role) describes it, and fails with B(all) that is wrong
    with it, each problem with its place in the description.
  - It only reads. The role runs it first, so that a mistake in the last job does not leave the tenant half done.
  - It finds options that do not exist or have a wrong type or value, names of organizations, repositories and of any
    object in any item that stand for nothing or for more than one thing, repositories that cannot be used (out of
    order, out of sync, outdated, for copies only, or dedicated to another organization), impossible schedules, two jobs
    of one name, two jobs that take the same of one object, jobs that exclude all that they select, a second job of the
    entire organization, and whatever else M(vb365.backup.backup_job) would refuse.
  - What is so on the server already, such as two jobs that both hold a user, is a warning and not an error.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.info_attributes
  - vb365.backup.attributes
options:
  tenant:
    description:
      - The variables of the role P(vb365.backup.tenant_onboarding#role), without C(tenant_onboarding_) in front of
        their names.
    type: dict
    required: true
  prefix:
    description:
      - Stands before the names of O(tenant)'s options where a problem names its place.
    type: str
    default: ''
seealso:
  - module: vb365.backup.backup_job
"""

EXAMPLES = r"""
- name: Check a tenant
  vb365.backup.tenant_preflight:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    tenant:
      organization: contoso.onmicrosoft.com
      repository: Disk 01
      jobs:
        - name: Contoso Mailboxes
          schedule:
            type: Daily
            daily_time: "23:00"
        - name: Contoso sales
          backup_type: SelectedItems
          selected_items:
            - type: User
              name: dave@contoso.com
"""

RETURN = r"""
organization:
  description: Name of the organization; its UUID where several have that name.
  returned: success
  type: str
  sample: contoso.onmicrosoft.com
tenant:
  description: The options of O(tenant) with their types.
  returned: success
  type: dict
check_mode:
  description: Whether the task ran in check mode, which C(ansible_check_mode) does not tell where a play or a task asks
    for it.
  returned: success, or failure because of O(tenant)
  type: bool
jobs:
  description: The jobs with all that they inherit, as options of M(vb365.backup.backup_job), in the order given.
  returned: success
  type: list
  elements: dict
first_backups:
  description: Names of the jobs that are or will be there and enabled, and have never run.
  returned: success
  type: list
  elements: str
  sample: [Contoso sales]
unmanaged:
  description: Jobs of the organization on the server that O(tenant) does not name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: UUID of the job.
      type: str
    name:
      description: Name of the job.
      type: str
    enabled:
      description: Whether it is enabled.
      type: bool
problems:
  description: All that is wrong.
  returned: failure because of O(tenant)
  type: list
  elements: dict
  contains:
    place:
      description: Where it stands.
      type: str
      sample: tenant_onboarding_jobs[1].selected_items[0].name
    job:
      description: Name of the job; none for what several jobs share.
      type: str
      sample: Contoso sales
    msg:
      description: The value, and what was expected.
      type: str
error_code:
  description: V(option) for a mistake in the description; otherwise the server's C(errorCode), where it gave one.
  returned: failure
  type: str
  sample: option
status:
  description: HTTP status of the request that failed.
  returned: failure
  type: int
  sample: 400
method:
  description: HTTP method of the request that failed.
  returned: failure
  type: str
  sample: GET
path:
  description: Path of the request that failed, behind the API version.
  returned: failure
  type: str
  sample: /Organizations
"""

from functools import partial

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import tenant_preflight
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.argument_check import check
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import TENANT, arguments

ARGUMENTS = arguments(
    {
        "tenant": {"type": "dict", "required": True},
        "prefix": {"type": "str", "default": ""},
    },
)
check_tenant = partial(check, TENANT)


def main():
    _module.main(
        AnsibleModule(**ARGUMENTS, supports_check_mode=True), partial(tenant_preflight.run, check=check_tenant)
    )


if __name__ == "__main__":
    main()
