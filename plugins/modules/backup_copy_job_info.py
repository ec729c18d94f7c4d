#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_copy_job_info
short_description: Show backup copy jobs of Veeam Backup for Microsoft 365
version_added: 0.1.0
description:
  - Shows the backup copy jobs of the server, each as options of M(vb365.backup.backup_copy_job) and as its state.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.info_attributes
  - vb365.backup.attributes
options:
  organization:
    description:
      - Name, Office 365 name or UUID of the organization whose copy jobs are shown. Required where O(job) is a name.
    type: str
  repository:
    description:
      - Name or UUID of the repository to which backups are copied.
    type: str
  job:
    description:
      - Name, without regard to case, or UUID of the backup job whose copy job is shown.
    type: str
seealso:
  - module: vb365.backup.backup_copy_job
"""

EXAMPLES = r"""
- name: All copy jobs of the server
  vb365.backup.backup_copy_job_info:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
  register: found

# The tasks below omit the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: The copy jobs of a tenant that copy to one repository
  vb365.backup.backup_copy_job_info:
    organization: contoso.onmicrosoft.com
    repository: Object Archive

- name: The copy job of one backup job
  vb365.backup.backup_copy_job_info:
    organization: contoso.onmicrosoft.com
    job: Contoso Sites
"""

RETURN = r"""
copy_jobs:
  description: The copy jobs, by organization and by the name of the backup job.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: UUID of the copy job.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    job:
      description: The backup job.
      type: dict
      contains:
        id:
          description: UUID of the backup job.
          type: str
          sample: 5c1d2b4a-06a1-4b5e-b0b1-a33cf2c49a10
        name:
          description: Name of the backup job; null where the server does not show the backup job.
          type: str
          sample: Contoso Sites
    organization:
      description: Name of the organization; its UUID where several have the name.
      type: str
      sample: contoso.onmicrosoft.com
    config:
      description: The copy job as options of M(vb365.backup.backup_copy_job), which fed back to it change nothing.
      type: dict
      sample:
        job: Contoso Sites
        organization: contoso.onmicrosoft.com
        repository: Object Archive
        enabled: true
        schedule:
          type: DailyAtTime
          daily_time: "04:00:00"
          daily_type: Everyday
          backup_window: {}
    status:
      description: What cannot be set.
      type: dict
      contains:
        name:
          description: The server's name for the copy job.
          type: str
          sample: Contoso Sites - copy
        etag:
          description: The server's version number of the copy job.
          type: int
          sample: 7
        revision:
          description: The state of the copy job, for O(vb365.backup.backup_copy_job#module:if_match).
          type: str
          sample: 7.settings-0f4ba0e1f5d3a9c2
        last_run:
          description: When the copy job ran last.
          type: str
          sample: "2026-11-22T21:00:04.1234567Z"
        next_run:
          description: When the copy job runs next.
          type: str
          sample: "2026-11-23T21:00:00.0000000Z"
        last_backup:
          description: When data was last copied.
          type: str
          sample: "2026-11-22T21:14:55.7654321Z"
        last_status:
          description: How the last run ended, or V(Running).
          type: str
          sample: Success
error_code:
  description:
    - Why the task failed. The server's own word, such as V(ResourceAccessDenied), or V(option) for an invalid
      option.
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
  sample: /CopyJobs
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import backup_copy_job_info
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments

ARGUMENTS = arguments({"organization": {"type": "str"}, "repository": {"type": "str"}, "job": {"type": "str"}})
OPERATION = backup_copy_job_info.run


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), OPERATION)


if __name__ == "__main__":
    main()
