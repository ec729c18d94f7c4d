#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: job_action
short_description: Start, stop, wait for, enable, disable or explore a backup job of Veeam Backup for Microsoft 365
version_added: 1.0.0
description:
  - Does one action with a backup job, and can wait for the run.
  - Reads the state of the job first. Starting a running job, stopping an idle job, and enabling an enabled job change
    nothing. Waiting never changes anything.
  - If the server's answer is lost, the task reads the state before it sends another request, so that a job is not
    started twice.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.attributes
attributes:
  idempotent:
    support: partial
    details:
      - V(start) starts a job again after its run has ended, and V(explore) opens a restore session each time.
options:
  job:
    description:
      - Name of the job within its O(organization), without regard to case, or its UUID.
      - An unknown name is an error. In check mode it is a warning, because an earlier task may create the job.
    type: str
    required: true
  organization:
    description:
      - Name, Office 365 name or UUID of the organization. Required if O(job) is a name.
      - With a UUID in O(job), it is only checked that the job belongs to this organization.
    type: str
  kind:
    description:
      - V(backup) acts on the backup job O(job). V(copy) acts on the backup copy job of O(job).
    type: str
    choices: [backup, copy]
    default: backup
  action:
    description:
      - V(start) runs the job now, even if it is disabled. If the job is already running, RV(session) is the current
        run.
      - V(stop) ends the current run.
      - V(wait) waits for the end of the current run. If the job is not running, it checks the last run; with O(since),
        the last run since that time. It starts nothing and writes nothing. Without O(since), a job that never ran is an
        error, or a warning in check mode.
      - V(enable) and V(disable) set whether the job runs by its schedule.
      - V(explore) opens a restore session on the backups of the job, for the Veeam Explorers. It opens a new one each
        time. Only with O(kind=backup).
      - V(close) ends the restore session O(restore_session). If it has already ended, nothing changes. Only with
        O(kind=backup).
    type: str
    required: true
    choices: [start, stop, wait, enable, disable, explore, close]
  full:
    description:
      - Whether the run reads all data again, not only what has changed. Only with O(action=start) and
        O(kind=backup).
    type: bool
    default: false
  wait:
    description:
      - With O(action=start), whether the task waits until the session that it started or found running has ended, with
        all its retries.
      - With O(action=stop), whether the task waits until the session has stopped.
      - O(action=wait) always waits.
      - If the task runs inside the Ansible process, it shows the progress on standard error.
      - In check mode the task does not wait.
    type: bool
    default: false
  since:
    description:
      - If the job is not running, the task checks the last session that began at this time or later. If there is no
        such session yet, the task waits for it, for at most O(wait_timeout).
      - A time of the server, such as the C(creation_time) of RV(session) in an earlier result, in quotes. Without an
        offset, it is in UTC.
      - If omitted, the last session is checked. Only with O(action=wait).
    type: str
  wait_timeout:
    description:
      - The longest time to wait, in seconds. It includes retries, the pauses between them, and the time until a session
        since O(since) appears. After that the task fails with RV(error_code=timeout), and the job continues to run.
    type: float
    default: 3600
  wait_interval:
    description:
      - Seconds between two readings of the session, 0.1 or more. The first pauses are shorter.
    type: float
    default: 10
  success_statuses:
    description:
      - The statuses that count as success, of the session or of the last of its retries. Any other status fails the
        task, with the errors and the warnings of the session in RV(log).
      - Only with O(action=wait), or with O(action=start) and O(wait=true).
    type: list
    elements: str
    choices: [Success, Warning, Failed, Stopped]
    default: [Success, Warning]
  restore_type:
    description:
      - The application to explore, Exchange (V(Vex)), OneDrive (V(Veod)), SharePoint (V(Vesp)) or Teams (V(Vet)).
      - Required with O(action=explore), and only used there.
    type: str
    choices: [Vex, Veod, Vesp, Vet]
  point_in_time:
    description:
      - The time of the explored state, such as V(2026-11-22T21:00:00Z), in quotes and with Z or an offset. The default
        is the latest state.
      - Before the first backup there is no data to explore. Only with O(action=explore).
    type: str
  show_deleted:
    description:
      - Whether to show data that users removed before that time. Only with O(action=explore).
    type: bool
  show_all_versions:
    description:
      - Whether to show all versions of data that users changed before that time. Only with O(action=explore).
    type: bool
  restore_session:
    description:
      - UUID of the restore session to end, C(id) of RV(restore_session) in the result of V(explore).
      - It must belong to the organization of O(job). The server does not show which job it belongs to.
      - Required with O(action=close), and only used there.
    type: str
  if_match:
    description:
      - The revision (or the eTag) that an earlier result showed. If the job is no longer at this revision, the task
        writes nothing and fails with RV(error_code=conflict).
      - V(absent) is the revision of a job that check mode does not find. A task with it fails if the job exists.
      - A revision compares only settings. A bare eTag is less reliable, because on some servers a run changes it.
    type: str
seealso:
  - module: vb365.backup.backup_job
  - module: vb365.backup.backup_copy_job
"""

EXAMPLES = r"""
- name: Run the job now
  vb365.backup.job_action:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: start

# The tasks below omit the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: Run it in full, or join the current run, and wait for its end
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: start
    full: true
    wait: true
    wait_timeout: 14400
    wait_interval: 30
    success_statuses: [Success]

- name: Start the job and go on
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: start
  register: started

- name: Wait for the end of that run, and start nothing
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: wait
    since: "{{ started.session.creation_time | default(omit) }}"
    wait_timeout: 14400

- name: Keep it from running by its schedule
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: disable

- name: End the current run, if there is one
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: stop
    wait: true

- name: Enable the schedule again
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: enable

- name: Read the revision of a job
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    name: Contoso Mailboxes
  check_mode: true
  register: seen

- name: Disable the job only if nobody has changed it since then
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: disable
    if_match: "{{ seen.revision }}"

- name: Copy the backups of a job now, and wait for the end of the copy
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Sites
    kind: copy
    action: start
    wait: true

- name: Explore the mailboxes as they were on Sunday night
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: explore
    restore_type: Vex
    point_in_time: "2026-11-22T23:00:00Z"
    show_deleted: true
    show_all_versions: true
  register: explored

- name: End that restore session
  vb365.backup.job_action:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    action: close
    restore_session: "{{ explored.restore_session.id }}"
  when: explored.restore_session is not none  # check mode opens none
"""

# Generated by `make generate` from tools/returns/job_action.yml and shared.yml: edit those files.
RETURN = r"""
changes:
  description: The changes that were made, or would be made in check mode. The path is C(enabled),
    C(last_status) for O(action=start) and O(action=stop), or C(restore_session), which is its type,
    for O(action=explore) and O(action=close). Empty for O(action=wait).
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: The option.
      type: str
      sample: last_status
    before:
      description: The value before; null if there was none.
      type: raw
      sample: Success
    after:
      description: The value after.
      type: raw
      sample: Running
diff:
  description: The same as two documents.
  returned: success
  type: dict
  sample:
    before:
      last_status: Success
    after:
      last_status: Running
    before_header: backup job 'Contoso whole tenant' of contoso.onmicrosoft.com
    after_header: backup job 'Contoso whole tenant' of contoso.onmicrosoft.com
etag:
  description: The server's version number of the job. Null if check mode finds none.
  returned: success
  type: int
  sample: 7
revision:
  description: The state of the job that was read last, for O(if_match). V(absent) if check mode finds
    none.
  returned: success
  type: str
  sample: 7.settings-0f4ba0e1f5d3a9c2
conflicts:
  description: How often the task started again because somebody else changed the job, or because
    the outcome of a write was unknown.
  returned: success
  type: int
  sample: 0
job:
  description: The job after the task; in check mode, the expected job. Null if check mode finds none.
  returned: success and O(kind=backup)
  type: dict
  contains:
    id:
      description: UUID of the job.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    config:
      description: The job as options of M(vb365.backup.backup_job). A task with these options changes
        nothing.
      type: dict
      sample:
        name: Contoso whole tenant
        organization: contoso.onmicrosoft.com
        repository: Disk 01
        backup_type: EntireOrganization
        description: Everything, every night
        enabled: true
        schedule:
          enabled: true
          type: Daily
          daily_time: "22:00:00"
          daily_type: Everyday
          backup_window: {}
          retry_enabled: true
          retry_number: 3
          retry_wait_interval: 20
    status:
      description: Read-only values.
      type: dict
      contains:
        etag:
          description: The server's version number of the job.
          type: int
          sample: 7
        revision:
          description: As RV(revision).
          type: str
          sample: 7.settings-0f4ba0e1f5d3a9c2
        last_run:
          description: Time of the last run.
          type: str
          sample: "2026-11-22T21:00:04.1234567Z"
        next_run:
          description: Time of the next run.
          type: str
          sample: "2026-11-23T21:00:00.0000000Z"
        last_backup:
          description: Time of the last backup of data.
          type: str
          sample: "2026-11-22T21:14:55.7654321Z"
        last_status:
          description: Status of the last run, or V(Running).
          type: str
          sample: Success
        total_objects:
          description: Number of objects of the job. Null for server builds that do not show it.
          type: int
          sample: 120
        processed_objects:
          description: Number of objects that the last run processed. Null for server builds that
            do not show it.
          type: int
          sample: 120
copy_job:
  description:
    - With O(kind=copy), the copy job as it is after the task, or as it would be in check mode, as
      M(vb365.backup.backup_copy_job) returns it. Null if check mode finds none.
  returned: success and O(kind=copy)
  type: dict
  sample:
    id: 5c1d2b4a-06a1-4b5e-b0b1-a33cf2c49a10
    config:
      job: Contoso Sites
      organization: contoso.onmicrosoft.com
      repository: Object Archive
      enabled: true
      schedule:
        type: Immediate
        backup_window: {}
    status:
      name: Contoso Sites - copy
      etag: 7
      last_status: Success
session:
  description:
    - The session that was started, found running, stopped or checked. After waiting, the last of
      its retries.
    - Null for other actions, in check mode for a session that would be started or does not exist
      yet, if there was no session to stop, and if a wait failed because no session appeared.
  returned: success, and failure while waiting
  type: dict
  contains:
    id:
      description: UUID of the session.
      type: str
      sample: 5c1d2b4a-06a1-4b5e-b0b1-a33cf2c49a10
    job_id:
      description: UUID of the job.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    job_type:
      description: V(Backup).
      type: str
      sample: Backup
    job_session_config_type:
      description: V(Full) or V(Incremental).
      type: str
      sample: Incremental
    status:
      description: The status, such as V(Running), or after the end V(Success), V(Warning), V(Failed)
        or V(Stopped).
      type: str
      sample: Success
    progress:
      description: Objects that have been processed.
      type: int
      sample: 120
    total:
      description: Number of objects to process. Null for server builds that do not show it.
      type: int
      sample: 120
    creation_time:
      description: When the session began.
      type: str
      sample: "2026-11-22T21:00:04.1234567Z"
    end_time:
      description: When it ended; null as long as it runs.
      type: str
      sample: "2026-11-22T21:14:55.7654321Z"
    retry_count:
      description: Which retry it is; 0 for none.
      type: int
      sample: 0
    job_will_be_retried:
      description: Whether a retry follows.
      type: bool
      sample: false
    main_session_id:
      description: UUID of the session that a retry belongs to; null if it is not a retry.
      type: str
      sample: 5b1a0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d
    details:
      description: Details from the server.
      type: str
      sample: Job finished.
    statistics:
      description: Amounts and speeds.
      type: dict
      sample:
        processing_rate_bytes_ps: 1500000
        processing_rate_items_ps: 25
        read_rate_bytes_ps: 1500000
        write_rate_bytes_ps: 750000
        transferred_data_bytes: 180000000
        processed_objects: 3000
        bottleneck: Source
sessions:
  description: The sessions that were waited for, the first one and its retries.
  returned: success, and failure while waiting
  type: list
  elements: dict
  contains:
    id:
      description: UUID of the session.
      type: str
      sample: 5c1d2b4a-06a1-4b5e-b0b1-a33cf2c49a10
    job_id:
      description: UUID of the job.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    job_type:
      description: V(Backup).
      type: str
      sample: Backup
    job_session_config_type:
      description: V(Full) or V(Incremental).
      type: str
      sample: Incremental
    status:
      description: The status, such as V(Running), or after the end V(Success), V(Warning), V(Failed)
        or V(Stopped).
      type: str
      sample: Success
    progress:
      description: Objects that have been processed.
      type: int
      sample: 120
    total:
      description: Number of objects to process. Null for server builds that do not show it.
      type: int
      sample: 120
    creation_time:
      description: When the session began.
      type: str
      sample: "2026-11-22T21:00:04.1234567Z"
    end_time:
      description: When it ended; null as long as it runs.
      type: str
      sample: "2026-11-22T21:14:55.7654321Z"
    retry_count:
      description: Which retry it is; 0 for none.
      type: int
      sample: 0
    job_will_be_retried:
      description: Whether a retry follows.
      type: bool
      sample: false
    main_session_id:
      description: UUID of the session that a retry belongs to; null if it is not a retry.
      type: str
      sample: 5b1a0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d
    details:
      description: Details from the server.
      type: str
      sample: Job finished.
    statistics:
      description: Amounts and speeds.
      type: dict
      sample:
        processing_rate_bytes_ps: 1500000
        processing_rate_items_ps: 25
        read_rate_bytes_ps: 1500000
        write_rate_bytes_ps: 750000
        transferred_data_bytes: 180000000
        processed_objects: 3000
        bottleneck: Source
log:
  description: Errors, then warnings, from the log of the last session. Empty if the task did not
    wait for its end or if it ended with V(Success).
  returned: success, and failure while waiting
  type: list
  elements: dict
  contains:
    type:
      type: str
      description: V(Error) or V(Warning).
      sample: Error
    message:
      description: What happened.
      type: str
      sample: The mailbox alice@contoso.com cannot be reached
    creation_time:
      description: When it began.
      type: str
      sample: "2026-11-22T21:03:11.0000000Z"
    end_time:
      description: When it ended.
      type: str
      sample: "2026-11-22T21:03:12.0000000Z"
restore_session:
  description: The restore session that was opened, closed or found closed. Null for other actions,
    and for O(action=explore) in check mode.
  returned: success
  type: dict
  contains:
    id:
      description: UUID of the restore session.
      type: str
      sample: 8d0a3a9f-3a55-4f5d-8f1c-6f1d1d6c2b77
    name:
      description: Its name.
      type: str
      sample: Exchange explore of Contoso Mailboxes
    organization:
      description: Name of the organization.
      type: str
      sample: contoso.onmicrosoft.com
    type:
      description: V(Vex), V(Veod), V(Vesp) or V(Vet).
      type: str
      sample: Vex
    state:
      description: V(Working) as long as it is open, then V(Stopped).
      type: str
      sample: Working
    result:
      description: V(Success), V(Warning) or V(Failed).
      type: str
      sample: Success
    creation_time:
      description: When it was opened.
      type: str
      sample: "2026-11-23T08:12:40.0000000Z"
    end_time:
      description: When it was closed; null as long as it is open.
      type: str
    initiated_by:
      description: The account that opened it.
      type: str
      sample: Administrator
    details:
      description: Details from the server.
      type: str
error_code:
  description: Why the task failed. The server's C(errorCode), such as V(ResourceAccessDenied), V(option)
    for an invalid option value, V(conflict) for somebody else's change, or V(timeout) after O(wait_timeout).
    Null if a session ended with a status outside of O(success_statuses).
  returned: failure
  type: str
  sample: timeout
status:
  description: HTTP status of the request that failed.
  returned: failure
  type: int
  sample: 400
method:
  description: HTTP method of the request that failed.
  returned: failure
  type: str
  sample: POST
path:
  description: Path of the request that failed, after the API version.
  returned: failure
  type: str
  sample: /Jobs/3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11/start
conflict:
  description: With O(if_match), the desired and the present values.
  returned: failure by a conflict
  type: list
  elements: dict
  sample:
    - path: enabled
      wanted: true
      read: null
      now: false
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._model.session import FINAL
from ansible_collections.vb365.backup.plugins.module_utils._operations import job_action
from ansible_collections.vb365.backup.plugins.module_utils._operations.job_action import (
    ACTIONS,
    RESTORE_TYPES,
    TARGET_KINDS,
)
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments

ARGUMENTS = arguments(
    {
        "job": {"type": "str", "required": True},
        "organization": {"type": "str"},
        "kind": {"type": "str", "choices": TARGET_KINDS, "default": "backup"},
        "action": {"type": "str", "required": True, "choices": ACTIONS},
        "full": {"type": "bool", "default": False},
        "wait": {"type": "bool", "default": False},
        "since": {"type": "str"},
        "wait_timeout": {"type": "float", "default": 3600},
        "wait_interval": {"type": "float", "default": 10},
        "success_statuses": {
            "type": "list",
            "elements": "str",
            "choices": list(FINAL),
            "default": ["Success", "Warning"],
        },
        "restore_type": {"type": "str", "choices": RESTORE_TYPES},
        "point_in_time": {"type": "str"},
        "show_deleted": {"type": "bool"},
        "show_all_versions": {"type": "bool"},
        "restore_session": {"type": "str"},
        "if_match": {"type": "str"},
    },
    required_if=[("action", "explore", ("restore_type",)), ("action", "close", ("restore_session",))],
)
OPERATION = job_action.run


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), OPERATION)


if __name__ == "__main__":
    main()
