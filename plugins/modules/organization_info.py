#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: organization_info
short_description: Show the organizations of Veeam Backup for Microsoft 365
version_added: 0.1.0
description:
  - Lists the Microsoft 365 organizations (tenants) that the server protects, without their credentials.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.info_attributes
  - vb365.backup.attributes
options:
  name:
    description:
      - Name, Office 365 name or UUID of one organization, without regard to case. A name that no organization or more
        than one has is an error that lists the candidates.
    type: str
  id:
    description:
      - UUID of one organization, in place of O(name).
    type: str
seealso:
  - module: vb365.backup.backup_job_info
"""

EXAMPLES = r"""
- name: List all organizations
  vb365.backup.organization_info:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
  register: tenants

# The task below leaves out the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: Make sure that one has been backed up
  vb365.backup.organization_info:
    name: contoso.onmicrosoft.com
  register: contoso
  failed_when: contoso is failed or not contoso.organizations[0].is_backed_up
"""

RETURN = r"""
organizations:
  description: The organizations, by name. What the server does not tell is null.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: UUID of the organization.
      type: str
      sample: 0e4b4c1f-6a1c-4f0c-8d55-6f1f3a0a9c11
    name:
      description: Its name, which the option O(name) and other modules' option O(ignore:organization) take.
      type: str
      sample: contoso.onmicrosoft.com
    office_name:
      description: Its Office 365 name, which they take as well.
      type: str
      sample: Contoso
    description:
      description: Text for people.
      type: str
      sample: Head office and three plants
    type:
      description: V(Office365), V(OnPremises) or V(Hybrid).
      type: str
      sample: Office365
    region:
      description: The Microsoft cloud that it is in.
      type: str
      sample: Worldwide
    is_exchange_online:
      description: Whether Exchange Online is protected.
      type: bool
      sample: true
    is_sharepoint_online:
      description: Whether SharePoint Online and OneDrive are protected.
      type: bool
      sample: true
    is_teams_online:
      description: Whether Teams are protected.
      type: bool
      sample: true
    is_teams_chats_online:
      description: Whether posts in channels of teams are protected.
      type: bool
      sample: true
    is_backed_up:
      description: Whether there is a backup of it. Null where the server cannot ask its backup proxy.
      type: bool
      sample: true
    first_backup_time:
      description: When it was first backed up.
      type: str
      sample: "2026-01-12T21:00:04.1234567Z"
    last_backup_time:
      description: When it was last backed up.
      type: str
      sample: "2026-11-22T21:14:55.7654321Z"
    msid:
      description: Microsoft's UUID of the organization.
      type: str
      sample: 7b2f0d0c-5f3e-4f6e-9a55-1d2c3b4a5f66
    backed_up_organization_id:
      description: What the organization is called in backups.
      type: str
      sample: 0e4b4c1f6a1c4f0c8d556f1f3a0a9c11
error_code:
  description: Why the task failed. The server's own word, or V(option) for an option that cannot be meant.
  returned: failure
  type: str
  sample: option
status:
  description: HTTP status of the request that failed.
  returned: failure
  type: int
  sample: 403
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

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import info
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments

ARGUMENTS = arguments(
    {
        "name": {"type": "str"},
        "id": {"type": "str"},
    },
    mutually_exclusive=[("id", "name")],
)


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), info.organizations)


if __name__ == "__main__":
    main()
