#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_job_info
short_description: Show the backup jobs of Veeam Backup for Microsoft 365
version_added: 0.1.0
description:
  - Lists backup jobs in the shape that M(vb365.backup.backup_job) takes, so that jobs that exist can be turned into
    code. What is shown, fed back to that module, changes nothing.
  - All filters that are given must fit. A job that does not exist is no error; an organization or a repository that
    does not exist is.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.info_attributes
  - vb365.backup.attributes
options:
  organization:
    description:
      - Name, Office 365 name or UUID of the organization.
    type: str
  repository:
    description:
      - Name or UUID of the backup repository.
    type: str
  name:
    description:
      - Name of a job, without regard to case, or its UUID. Without O(organization), jobs of several organizations may
        have it.
    type: str
  id:
    description:
      - UUID of a job, in place of O(name).
    type: str
  include:
    description:
      - What is shown beside settings and status.
      - V(items) and V(exclusions) are the selected and the excluded items, for one request more per job each.
      - V(copy_job) is the backup copy job, for one request more altogether.
      - V(last_session) is the last run, for one request more per job.
    type: list
    elements: str
    choices: [items, exclusions, copy_job, last_session]
    default: []
seealso:
  - module: vb365.backup.backup_job
  - module: vb365.backup.job_session_info
"""

EXAMPLES = r"""
- name: List the jobs of an organization
  vb365.backup.backup_job_info:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    organization: contoso.onmicrosoft.com

# The tasks below leave out the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: Look at one job as a whole
  vb365.backup.backup_job_info:
    organization: contoso.onmicrosoft.com
    name: Contoso Mailboxes
    include: [items, exclusions, copy_job, last_session]

- name: See what writes to a repository
  vb365.backup.backup_job_info:
    repository: Disk 01
  register: tenants_on_disk
"""

RETURN = r"""
jobs:
  description: The jobs, by organization and name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: UUID of the job.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    config:
      description:
        - The job as options of M(vb365.backup.backup_job), which fed back to it change nothing. Organizations and
          repositories stand there by name, or by UUID where several have that name.
        - C(excluded_items) is there where O(include) has V(exclusions), and C(selected_items) where it has V(items),
          save in jobs of the type V(EntireOrganization), which have none.
      type: dict
      sample:
        name: Contoso Mailboxes
        organization: contoso.onmicrosoft.com
        repository: Disk 01
        backup_type: SelectedItems
        description: Mail of the Berlin office
        enabled: true
        schedule:
          enabled: true
          type: Daily
          daily_time: "21:00:00"
          daily_type: Everyday
          backup_window: {}
          retry_enabled: true
          retry_number: 3
          retry_wait_interval: 10
        selected_items:
          - type: User
            name: alice@contoso.com
            mailbox: true
            archive_mailbox: true
            onedrive: false
            personal_site: false
        excluded_items: []
    status:
      description: What cannot be set.
      type: dict
      contains:
        etag:
          description: The server's version number of the job.
          type: int
          sample: 7
        revision:
          description: The state of the job, for O(vb365.backup.backup_job#module:if_match).
          type: str
          sample: 7.settings-0f4ba0e1f5d3a9c2
        last_run:
          description: When the job ran last.
          type: str
          sample: "2026-11-22T21:00:04.1234567Z"
        next_run:
          description: When the job runs next.
          type: str
          sample: "2026-11-23T21:00:00.0000000Z"
        last_backup:
          description: When data was last backed up.
          type: str
          sample: "2026-11-22T21:14:55.7654321Z"
        last_status:
          description: How the last run ended, or V(Running).
          type: str
          sample: Success
        total_objects:
          description: Objects that the job holds, where the server's build tells.
          type: int
          sample: 120
        processed_objects:
          description: Objects that the last run processed, where the server's build tells.
          type: int
          sample: 120
    copy_job:
      description: The backup copy job; null where there is none.
      returned: when O(include) has V(copy_job)
      type: dict
      sample:
        id: 8c7b6a59-4e3d-4f2c-9b1a-0f9e8d7c6b5a
        name: Contoso Mailboxes - copy
        enabled: true
        repository: Object Archive
        schedule:
          type: Immediate
          periodically_every: null
          daily_type: null
          daily_time: null
          backup_window: {}
        etag: 9
        last_run: "2026-11-22T21:15:00.0000000Z"
        next_run: null
        last_backup: "2026-11-22T21:20:00.0000000Z"
        last_status: Success
    last_session:
      description:
        - The last run of the job, as M(vb365.backup.job_session_info) shows it; null where it has never run.
      returned: when O(include) has V(last_session)
      type: dict
      sample:
        id: 6d1f2c3b-4a59-4e8d-9c7b-0a1b2c3d4e5f
        status: Success
        creation_time: "2026-11-22T21:00:04.1234567Z"
        end_time: "2026-11-22T21:14:55.7654321Z"
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
  sample: /Jobs
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import info
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments

ARGUMENTS = arguments(
    {
        "organization": {"type": "str"},
        "repository": {"type": "str"},
        "name": {"type": "str"},
        "id": {"type": "str"},
        "include": {"type": "list", "elements": "str", "choices": info.JOB_PARTS, "default": []},
    },
    mutually_exclusive=[("id", "name")],
)


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), info.backup_jobs)


if __name__ == "__main__":
    main()
