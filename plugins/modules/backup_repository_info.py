#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_repository_info
short_description: Show the backup repositories of Veeam Backup for Microsoft 365
version_added: 0.1.0
description:
  - Lists backup repositories with their size, their retention and their state.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.info_attributes
  - vb365.backup.attributes
options:
  name:
    description:
      - Name or UUID of one repository, without regard to case. A name that no repository or more than one has is an
        error that lists the candidates.
    type: str
  id:
    description:
      - UUID of one repository, in place of O(name).
    type: str
  organization:
    description:
      - Name, Office 365 name or UUID of an organization. Shows only repositories that belong to it or that its jobs
        write to, as the server sees it.
    type: str
seealso:
  - module: vb365.backup.backup_job_info
"""

EXAMPLES = r"""
- name: List all repositories
  vb365.backup.backup_repository_info:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
  register: disks

# The tasks below leave out the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: List the repositories of one organization
  vb365.backup.backup_repository_info:
    organization: contoso.onmicrosoft.com

- name: Make sure that there is room left
  vb365.backup.backup_repository_info:
    name: Disk 01
  register: disk
  failed_when: disk is failed or disk.repositories[0].free_space_bytes < 500 * 1024 ** 3
"""

RETURN = r"""
repositories:
  description: The repositories, by name. What the server does not tell, or does not apply, is null.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: UUID of the repository.
      type: str
      sample: 5c0f0d3a-2b6e-4f55-8a77-9d1e2f3a4b5c
    name:
      description: Its name, which the option O(name) and other modules' option O(ignore:repository) take.
      type: str
      sample: Disk 01
    description:
      description: Text for people.
      type: str
      sample: Disks of the first proxy
    path:
      description: The folder on the backup proxy.
      type: str
      sample: D:\Repository
    capacity_bytes:
      description: Its size.
      type: int
      sample: 21474836480000
    free_space_bytes:
      description: What is free of that.
      type: int
      sample: 12884901888000
    retention_type:
      description: V(ItemLevel) or V(SnapshotBased).
      type: str
      sample: ItemLevel
    retention_period_type:
      description: V(Daily), V(Monthly) or V(Yearly), which tells in which of the next three the period stands.
      type: str
      sample: Yearly
    daily_retention_period:
      description: The retention period in days.
      type: int
      sample: 90
    monthly_retention_period:
      description: The retention period in months.
      type: int
      sample: 6
    yearly_retention_period:
      description: The retention period in years, as V(Years3) or V(Keep).
      type: str
      sample: Years3
    retention_frequency_type:
      description: Whether what is too old goes V(Daily) or V(Monthly).
      type: str
      sample: Daily
    daily_time:
      description: At what time, where it goes daily.
      type: str
      sample: "00:00:00"
    daily_type:
      description: On which days, where it goes daily.
      type: str
      sample: Everyday
    monthly_time:
      description: At what time, where it goes monthly.
      type: str
      sample: "00:00:00"
    monthly_day_number:
      description: On which such day of the month, where it goes monthly.
      type: str
      sample: First
    monthly_day_of_week:
      description: On which day of the week, where it goes monthly.
      type: str
      sample: Sunday
    organization_id:
      description: UUID of the organization that it belongs to.
      type: str
      sample: 0e4b4c1f-6a1c-4f0c-8d55-6f1f3a0a9c11
    proxy_id:
      description: UUID of its backup proxy.
      type: str
      sample: 9f0e1d2c-3b4a-4566-8778-899aabbccdde
    proxy_pool_id:
      description: UUID of its pool of backup proxies.
      type: str
      sample: 1f2e3d4c-5b6a-4788-9aab-bccddeeff001
    object_storage_encryption_enabled:
      description: Whether its object storage is encrypted.
      type: bool
      sample: false
    encryption_key_id:
      description: UUID of the key that it is encrypted with.
      type: str
      sample: 2a3b4c5d-6e7f-4081-92a3-b4c5d6e7f809
    is_long_term:
      description: Whether it takes backup copies only.
      type: bool
      sample: false
    is_indexed:
      description: Whether it has been indexed.
      type: bool
      sample: true
    is_migration_locked:
      description: Whether it is locked after a migration.
      type: bool
      sample: false
    is_out_of_sync:
      description: Whether its cache does not match its object storage.
      type: bool
      sample: false
    is_outdated:
      description: Whether it must be upgraded.
      type: bool
      sample: false
    is_out_of_order:
      description: Whether it cannot be used.
      type: bool
      sample: false
    out_of_order_reason:
      description: Why it cannot be used.
      type: str
      sample: The repository is not reachable.
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
  sample: /BackupRepositories
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import info
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments

ARGUMENTS = arguments(
    {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "organization": {"type": "str"},
    },
    mutually_exclusive=[("id", "name")],
)


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), info.repositories)


if __name__ == "__main__":
    main()
