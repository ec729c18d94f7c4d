#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_copy_job
short_description: Manage backup copy jobs of Veeam Backup for Microsoft 365
version_added: 1.0.0
description:
  - Creates, changes and removes the backup copy job of a backup job. A backup job has one copy job at most, which
    copies its backups to a second repository.
  - Omitted options are not changed.
  - Reads the copy job, computes the differences, checks that nobody has changed the copy job since, writes only the
    differences, and reads the copy job again to verify the result.
  - The REST API cannot compare versions. Between the last read and the write, there is a window of one round trip in
    which the task does not see somebody else's change.
  - In check mode a backup job that does not exist yet is not an error, because an earlier task may create it.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.attributes
options:
  state:
    description:
      - V(present) creates the copy job or changes it. V(absent) removes it; the copies stay in their repository.
    type: str
    choices: [present, absent]
    default: present
  job:
    description:
      - Name, without regard to case, or UUID of the backup job.
    type: str
    required: true
  organization:
    description:
      - Name, Office 365 name or UUID of the organization. Required if O(job) is a name.
      - With a UUID in O(job), it is only checked that the backup job belongs to this organization.
    type: str
  repository:
    description:
      - Name or UUID of the repository to which backups are copied. Required to create a copy job.
      - The repository of the backup job and this one must both be object storage, at the same proxy or in the same
        proxy pool, and have the same retention type. A target that is immutable must be so as long as its retention,
        not for a number of days. Archive tiers are targets of copies only.
      - As far as the server shows these facts, the task checks them before it writes, in check mode too.
    type: str
  enabled:
    description:
      - Whether the copy job runs by its schedule.
    type: bool
  schedule:
    description:
      - When the copy job runs. Omitted keys are not changed.
    type: dict
    suboptions:
      type:
        description:
          - V(Immediate) copies each restore point as soon as it exists. V(Periodically) runs at an interval and
            V(DailyAtTime) at a time of the day; both copy only the latest restore point since their last run.
          - Backup jobs call the last one C(Daily).
        type: str
        choices: [Immediate, Periodically, DailyAtTime]
      periodically_every:
        description:
          - The interval. Only with type V(Periodically).
        type: str
        choices: [Minutes5, Minutes10, Minutes15, Minutes30, Hours1, Hours2, Hours4, Hours8, Hours12]
      daily_time:
        description:
          - Time of the day as C(HH:MM) or C(HH:MM:SS), in quotes. The server receives it without a time zone.
          - Only with type V(DailyAtTime).
        type: str
      daily_type:
        description:
          - The days. Only with type V(DailyAtTime).
        type: str
        choices: [Everyday, Workdays, Weekends, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]
      backup_window:
        description:
          - The hours in which the copy job may run. An empty dict switches the window off.
        type: dict
        suboptions:
          allow:
            description:
              - Allowed hours, as entries such as V(Mon-Fri 18:00-06:00) or V(Sat,Sun). Hours past midnight belong to
                the next day. If omitted, all hours are allowed that C(deny) does not remove.
            type: list
            elements: str
          deny:
            description:
              - Hours that are not allowed, in the same form.
            type: list
            elements: str
          hours:
            description:
              - The week as 168 booleans, hour by hour, from Sunday 00:00 on, instead of the entries.
            type: list
            elements: bool
          minute_offset:
            description:
              - A number of minutes, from -720 to 840, that the server documents as the offset from UTC. It is not
                confirmed whether the hours are those of the server or of UTC, and what the number changes. If it is
                omitted, the number is not changed, and is 0 in a new window. The task warns if the server stores
                another number.
            type: int
  if_match:
    description:
      - The revision (or the eTag) that an earlier result showed. If the copy job is no longer at this revision, the
        task writes nothing and fails with RV(error_code=conflict).
      - V(absent), the revision of a copy job that does not exist, means that the copy job must not exist. The task
        creates it or fails.
      - A revision compares only settings. A bare eTag is less reliable, because on some servers a run changes it, and
        it is null for a copy job that does not exist.
    type: str
seealso:
  - module: vb365.backup.backup_copy_job_info
  - module: vb365.backup.backup_job
  - module: vb365.backup.job_action
"""

EXAMPLES = r"""
- name: Copy each restore point as soon as it exists
  vb365.backup.backup_copy_job:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    organization: contoso.onmicrosoft.com
    job: Contoso Teams
    repository: Object Archive
    schedule:
      type: Immediate

# The tasks below omit the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: Copy the latest restore point on weekday mornings
  vb365.backup.backup_copy_job:
    organization: contoso.onmicrosoft.com
    job: Contoso Teams
    schedule:
      type: DailyAtTime
      daily_time: "04:00"
      daily_type: Workdays
      backup_window:
        deny:
          - Mon-Fri 08:00-18:00

- name: Copy every four hours
  vb365.backup.backup_copy_job:
    organization: contoso.onmicrosoft.com
    job: Contoso Teams
    schedule:
      type: Periodically
      periodically_every: Hours4

- name: See what differs
  vb365.backup.backup_copy_job:
    organization: contoso.onmicrosoft.com
    job: Contoso Teams
    enabled: false
  check_mode: true
  diff: true
  register: drift

- name: Apply exactly what was seen, or nothing
  vb365.backup.backup_copy_job:
    organization: contoso.onmicrosoft.com
    job: Contoso Teams
    enabled: false
    if_match: "{{ drift.revision }}"

- name: Remove the copy job; the copies stay
  vb365.backup.backup_copy_job:
    organization: contoso.onmicrosoft.com
    job: Contoso Teams
    state: absent
"""

# Generated by `make generate` from tools/returns/backup_copy_job.yml and shared.yml: edit those files.
RETURN = r"""
copy_job:
  description: The copy job after the task; in check mode, the expected copy job. Null if there is
    none.
  returned: success
  type: dict
  contains:
    id:
      description: UUID of the copy job; null in check mode for a copy job that would be created.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    config:
      description: The copy job as options of this module, which fed back to it change nothing.
      type: dict
      sample:
        job: Contoso Sites
        organization: contoso.onmicrosoft.com
        repository: Object Archive
        enabled: true
        schedule:
          type: DailyAtTime
          daily_time: 04:00:00
          daily_type: Everyday
          backup_window: {}
    status:
      description: Read-only values.
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
          description: The state of the copy job, for O(if_match).
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
          description: Status of the last run, or V(Running).
          type: str
          sample: Success
changes:
  description: The changes that were made, or would be made in check mode.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: The option.
      type: str
      sample: schedule.daily_time
    before:
      description: The value before; null if there was none.
      type: raw
      sample: 02:00:00
    after:
      description: The value after.
      type: raw
      sample: 04:00:00
diff:
  description: The same changes as two nested documents.
  returned: success
  type: dict
  sample:
    before:
      schedule:
        daily_time: 02:00:00
    after:
      schedule:
        daily_time: 04:00:00
    before_header: backup copy job of 'Contoso Sites' of contoso.onmicrosoft.com
    after_header: backup copy job of 'Contoso Sites' of contoso.onmicrosoft.com
etag:
  description: The server's version number of the copy job. Null if there is none.
  returned: success
  type: int
  sample: 7
revision:
  description: The state of the copy job that was read last, for O(if_match). V(absent) if there is
    none.
  returned: success
  type: str
  sample: 7.settings-0f4ba0e1f5d3a9c2
conflicts:
  description: How often the task started again because somebody else changed the copy job, or because
    the outcome of a write was unknown.
  returned: success
  type: int
  sample: 0
error_code:
  description:
    - Why the task failed. The server's C(errorCode), such as V(ResourceAccessDenied), V(option) for
      an invalid option value, or V(conflict) for somebody else's change.
  returned: failure
  type: str
  sample: conflict
conflict:
  description: The options in conflict, with the desired value, the value before, and the present
    value.
  returned: failure by a conflict
  type: list
  elements: dict
  sample:
    - path: enabled
      wanted: true
      read: null
      now: false
status:
  description: HTTP status of the request that failed.
  returned: failure
  type: int
  sample: 400
method:
  description: HTTP method of the request that failed.
  returned: failure
  type: str
  sample: PUT
path:
  description: Path of the request that failed, after the API version.
  returned: failure
  type: str
  sample: /CopyJobs/3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import backup_copy_job
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments
from ansible_collections.vb365.backup.plugins.module_utils._shell.job_arguments import BACKUP_COPY_JOB

ARGUMENTS = arguments(BACKUP_COPY_JOB)
OPERATION = backup_copy_job.run


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), OPERATION)


if __name__ == "__main__":
    main()
