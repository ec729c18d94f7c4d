#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_job
short_description: Manage backup jobs of Veeam Backup for Microsoft 365
version_added: 1.0.0
description:
  - Creates, changes and removes backup jobs, so that they match the task.
  - Omitted options are not changed.
  - Reads the job, computes the differences, checks that nobody has changed the job since, writes only the differences,
    and reads the job again to verify the result.
  - If another job already selects an object that the task adds, the task warns.
  - A task that adds no item reads no items of other jobs, so it does not repeat that warning. M(vb365.backup.tenant),
    and M(vb365.backup.backup_job_info) with C(include=[problems]), look for such jobs each time.
  - The REST API cannot compare versions. Between the last read and the write, there is a window of one round trip in
    which the task does not see somebody else's change.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.attributes
  - vb365.backup.items.job
options:
  state:
    description:
      - V(present) creates the job or changes it. V(absent) removes it and ignores options that describe the job. Data
        that was backed up stays.
      - A job with a backup copy job can only be removed after the copy job; see O(remove_copy_job).
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the job within its O(organization), without regard to case.
    type: str
  id:
    description:
      - UUID of the job, instead of O(name) and O(organization).
    type: str
  new_name:
    description:
      - The new name of the job. If no job has the name O(name) any more, the job with this name is managed.
    type: str
  organization:
    description:
      - Name, Office 365 name or UUID of the organization. Required with O(name).
      - A job cannot move to another organization. With O(id), it is only checked that the job belongs to this
        organization.
    type: str
  repository:
    description:
      - Name or UUID of the backup repository. Required to create a job.
      - When a job moves to another repository, its next run is a full backup.
      - A job that has a backup copy job cannot move to object storage of another retention type.
    type: str
  backup_type:
    description:
      - V(EntireOrganization) protects all objects that no other job of the organization selects. An organization can
        have only one such job. V(SelectedItems) protects the items of the job. Required to create a job.
    type: str
    choices: [EntireOrganization, SelectedItems]
  description:
    description:
      - Free text. If a job is created without a description, the server writes its own.
    type: str
  enabled:
    description:
      - Whether the job runs by its schedule.
    type: bool
  schedule:
    description:
      - When the job runs. Omitted keys are not changed.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether the schedule is on. If it is omitted, a type, a time or an interval in the task switches the
            schedule on. It has no effect with type V(ManualOnly), which means that the schedule is off.
          - Some servers show every schedule that is off as V(ManualOnly), without its times.
        type: bool
      type:
        description:
          - V(Daily) runs at a time of the day, V(Periodically) at an interval, V(ManualOnly) only when somebody starts
            the job.
        type: str
        choices: [Daily, Periodically, ManualOnly]
      daily_time:
        description:
          - Time of the day as C(HH:MM) or C(HH:MM:SS), in quotes. The server receives it unchanged, without a time
            zone.
          - Only with type V(Daily).
        type: str
      daily_type:
        description:
          - The days. Only with type V(Daily).
        type: str
        choices: [Everyday, Workdays, Weekends, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]
      periodically_every:
        description:
          - The interval. Only with type V(Periodically).
          - A change from hours to minutes switches O(schedule.periodically_offset_minutes) and
            O(schedule.periodically_window) off, which an interval of minutes does not have.
        type: str
        choices: [Minutes5, Minutes10, Minutes15, Minutes30, Hours1, Hours2, Hours4, Hours8, Hours12]
      periodically_offset_minutes:
        description:
          - Offset in minutes, 0 to 59, of the runs of an interval of hours, so that not all jobs start at once.
        type: int
      periodically_window:
        description:
          - The hours in which a job with an interval of hours may start. An empty dict switches the window off.
        type: dict
        suboptions: &window
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
      backup_window:
        description:
          - The hours in which the job may run. An empty dict switches the window off.
        type: dict
        suboptions: *window
      retry_enabled:
        description:
          - Whether a failed run is retried.
        type: bool
      retry_number:
        description:
          - Number of retries, 1 to 777.
        type: int
      retry_wait_interval:
        description:
          - Minutes between retries, 1 to 999. Veeam advises 20 or more.
        type: int
  run_now:
    description:
      - Whether the job starts as soon as it is created. Ignored for an existing job.
    type: bool
    default: false
  omitted:
    description:
      - What happens to settings of the job that the task omits.
      - V(keep) does not change them.
      - V(default) sets the default of each omitted setting that decides whether objects are protected, so that a manual
        edit is reported as a change and corrected. The defaults are O(enabled=true), no O(excluded_items),
        O(schedule.enabled=true), O(schedule.daily_type=Everyday), no windows, and for each processing option of an item
        the default of a new item. The type of O(schedule) is required then. Other omitted settings stay as they are.
    type: str
    choices: [keep, default]
    default: keep
  skip_item_update:
    description:
      - Whether the server may keep its last known properties of the job's objects, instead of looking them up.
    type: bool
    default: false
  remove_copy_job:
    description:
      - Whether O(state=absent) removes the backup copy job of the job first. The copies stay.
      - Otherwise the removal of a job with a backup copy job is refused. Ignored with O(state=present).
    type: bool
    default: false
  if_match:
    description:
      - The revision (or the eTag) that an earlier result showed. If the job is no longer at this revision, the task
        writes nothing and fails with RV(error_code=conflict).
      - V(absent), the revision of a job that does not exist, means that the job must not exist. The task creates it or
        fails.
      - A revision compares only settings and the lists of items that both tasks read. A bare eTag is less reliable,
        because on some servers a run changes it, and it is null for a job that does not exist.
    type: str
"""

EXAMPLES = r"""
- name: Protect the whole tenant every night
  vb365.backup.backup_job:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    organization: contoso.onmicrosoft.com
    name: Contoso whole tenant
    repository: Disk 01
    backup_type: EntireOrganization
    description: Everything, every night
    schedule:
      type: Daily
      daily_time: "22:00"
      daily_type: Everyday
      retry_enabled: true
      retry_number: 3
      retry_wait_interval: 20

# The tasks below omit the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: Run every four hours, at half past, outside of office hours
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    name: Contoso whole tenant
    schedule:
      type: Periodically
      periodically_every: Hours4
      periodically_offset_minutes: 30
      backup_window:
        deny:
          - Mon-Fri 08:00-18:00

- name: Create a job of some people, and run it at once
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    name: Contoso Zurich
    repository: Disk 01
    backup_type: SelectedItems
    schedule:
      type: Daily
      daily_time: "23:00"
    selected_items:
      - type: User
        name: grace@contoso.com
        mailbox: true
        archive_mailbox: true
        onedrive: true
        personal_site: false
      - type: Group
        name: sales@contoso.com
        members: true
        member_mailbox: true
        member_archive_mailbox: false
        member_onedrive: false
        member_site: false
        mailbox: true
        group_site: true
    run_now: true
    skip_item_update: true
  register: zurich

- name: Compare omitted settings with their defaults, such as enabled and no exclusions
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    name: Contoso Zurich
    schedule:
      type: Daily
      daily_time: "23:00"
    omitted: default

- name: Switch the schedule off, of the job with this id
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    id: "{{ zurich.job.id }}"
    schedule:
      enabled: false
  when: zurich.job.id is not none  # check mode creates no job

- name: Protect all mailboxes, sites and teams, but no OneDrive
  vb365.backup.backup_job:
    organization: fabrikam.onmicrosoft.com
    name: Fabrikam without OneDrive
    repository: Disk 01
    backup_type: SelectedItems
    selected_items:
      - type: PartialOrganization
        mailbox: true
        archive_mailbox: true
        onedrive: false
        sites: true
        teams: true
        teams_chats: true

- name: See what somebody else has changed
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    name: Contoso whole tenant
    enabled: true
    description: Everything, every night
  check_mode: true
  diff: true
  register: drift

- name: Apply exactly what was seen, or nothing
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    name: Contoso whole tenant
    enabled: true
    description: Everything, every night
    if_match: "{{ drift.revision }}"

- name: Give the job another name
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    name: Contoso whole tenant
    new_name: Contoso nightly

- name: Remove the job; its backups stay
  vb365.backup.backup_job:
    organization: contoso.onmicrosoft.com
    name: Contoso nightly
    state: absent
"""

# Generated by `make generate` from tools/returns/backup_job.yml and shared.yml: edit those files.
RETURN = r"""
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
      sample: "20:00:00"
    after:
      description: The value after.
      type: raw
      sample: "22:00:00"
diff:
  description: The same changes as two nested documents.
  returned: success
  type: dict
  sample:
    before:
      schedule:
        daily_time: "20:00:00"
    after:
      schedule:
        daily_time: "22:00:00"
    before_header: backup job 'Contoso whole tenant' of contoso.onmicrosoft.com
    after_header: backup job 'Contoso whole tenant' of contoso.onmicrosoft.com
etag:
  description: The server's version number of the job. Null if there is none.
  returned: success
  type: int
  sample: 7
revision:
  description: The state of the job that was read last, for O(if_match). V(absent) if there is no
    job.
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
  description: The job after the task; in check mode, the expected job. Null if there is none.
  returned: success
  type: dict
  contains:
    id:
      description: UUID of the job; null in check mode for a job that would be created.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    config:
      description: The job as options of this module. A task with these options changes nothing.
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
unprotected:
  description: Reasons why objects are not protected after the task, or in check mode after the expected
    changes. The rules are those of M(vb365.backup.tenant). Empty if there is no job.
  returned: success
  type: list
  elements: dict
  contains:
    reason:
      description: V(disabled), V(unscheduled), V(never_starts), V(empty), V(excludes_all), V(repository_unusable)
        or V(shadowed). Reasons that need more requests than the task sends are omitted.
      type: str
      sample: disabled
    severity:
      description: V(critical), because objects are not protected.
      type: str
      sample: critical
    msg:
      description: The reason in a sentence. It is a warning too, unless RV(unprotected[].described=true).
      type: str
      sample: "'Contoso whole tenant' is disabled and backs up nothing: set enabled to true."
    objects:
      description: The objects that are not protected, with C(type), C(name) and C(display_name).
        Empty for the whole job.
      type: list
      elements: dict
    described:
      description: Whether the task itself asks for it, for example with C(enabled=false).
      type: bool
      sample: false
error_code:
  description: Why the task failed. The server's C(errorCode), such as V(ResourceAccessDenied), V(option)
    for an invalid option value, or V(conflict) for somebody else's change.
  returned: failure
  type: str
  sample: conflict
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
  sample: /Jobs/3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
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
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import backup_job
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments
from ansible_collections.vb365.backup.plugins.module_utils._shell.job_arguments import BACKUP_JOB

ARGUMENTS = arguments(
    BACKUP_JOB,
    required_one_of=(("id", "name"),),
    required_by={"name": ("organization",)},
    mutually_exclusive=[("id", "name")],
)
OPERATION = backup_job.run


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), OPERATION)


if __name__ == "__main__":
    main()
