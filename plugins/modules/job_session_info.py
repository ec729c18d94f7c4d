#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: job_session_info
short_description: Show the runs of backup jobs of Veeam Backup for Microsoft 365
version_added: 0.1.0
description:
  - Lists job sessions, the newest first.
  - The server promises no order, so all sessions of the jobs in question are read before O(limit) counts.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.info_attributes
  - vb365.backup.attributes
options:
  job:
    description:
      - Name or UUID of a backup job, or UUID of a backup copy job.
    type: str
  organization:
    description:
      - Name, Office 365 name or UUID of the organization. Needed with the name of a job.
      - Without O(job), the sessions of all backup jobs of the organization are shown, for one request more per job.
    type: str
  id:
    description:
      - UUID of one session.
    type: str
  status:
    description:
      - Shows only sessions of this status, or of one of these.
    type: list
    elements: str
    choices: [Stopped, Running, Success, Failed, Warning, NotConfigured, Disconnected, Queued]
  limit:
    description:
      - How many sessions are shown at most. V(0) shows all.
    type: int
    default: 100
  include:
    description:
      - What is shown beside the sessions. V(log) is each session's log, for one request more per session.
    type: list
    elements: str
    choices: [log]
    default: []
seealso:
  - module: vb365.backup.backup_job_info
"""

EXAMPLES = r"""
- name: Show what the server has run
  vb365.backup.job_session_info:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    limit: 20

# The tasks below leave out the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: Show the last run of a job with its log
  vb365.backup.job_session_info:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    limit: 1
    include: [log]

- name: Show what went wrong in an organization
  vb365.backup.job_session_info:
    organization: fabrikam.onmicrosoft.com
    status: [Failed, Warning]
"""

RETURN = r"""
sessions:
  description: The sessions, the newest first. What the server does not tell is null.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: UUID of the session.
      type: str
      sample: 6d1f2c3b-4a59-4e8d-9c7b-0a1b2c3d4e5f
    job_id:
      description: UUID of the job.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    job_type:
      description: V(Backup) or V(Copy).
      type: str
      sample: Backup
    job_session_config_type:
      description: V(Full) or V(Incremental).
      type: str
      sample: Incremental
    status:
      description: How the session ended, or V(Running) or V(Queued).
      type: str
      sample: Success
    progress:
      description: Objects processed so far.
      type: int
      sample: 120
    total:
      description: Objects to process, where the server's build tells.
      type: int
      sample: 120
    creation_time:
      description: When the session began.
      type: str
      sample: "2026-11-22T21:00:04.1234567Z"
    end_time:
      description: When it ended; null while it runs.
      type: str
      sample: "2026-11-22T21:14:55.7654321Z"
    retry_count:
      description: Which retry of a session this is; 0 for the session itself.
      type: int
      sample: 0
    job_will_be_retried:
      description: Whether a retry follows.
      type: bool
      sample: false
    main_session_id:
      description: UUID of the session that this one is a retry of.
      type: str
      sample: 5b1a0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d
    details:
      description: What the server says of the session.
      type: str
      sample: Job finished.
    statistics:
      description: Rates and sums.
      type: dict
      sample:
        processing_rate_bytes_ps: 1048576
        processing_rate_items_ps: 40
        read_rate_bytes_ps: 1048576
        write_rate_bytes_ps: 524288
        transferred_data_bytes: 104857600
        processed_objects: 4000
        bottleneck: Source
    log:
      description: The log of the session.
      returned: when O(include) has V(log)
      type: list
      elements: dict
      contains:
        type:
          description: V(Running), V(Warning), V(Error), V(Success) or V(Stop).
          type: str
          sample: Success
        message:
          description: What happened.
          type: str
          sample: Job finished.
        creation_time:
          description: When it began.
          type: str
          sample: "2026-11-22T21:14:50.0000000Z"
        end_time:
          description: When it ended.
          type: str
          sample: "2026-11-22T21:14:55.7654321Z"
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
  sample: /JobSessions
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import info
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments

ARGUMENTS = arguments(
    {
        "job": {"type": "str"},
        "organization": {"type": "str"},
        "id": {"type": "str"},
        "status": {"type": "list", "elements": "str", "choices": info.STATUSES},
        "limit": {"type": "int", "default": 100},
        "include": {"type": "list", "elements": "str", "choices": info.SESSION_PARTS, "default": []},
    },
    mutually_exclusive=[("id", "job"), ("id", "organization")],
)


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), info.job_sessions)


if __name__ == "__main__":
    main()
