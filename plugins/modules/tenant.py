#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: tenant
short_description: Manage all backup jobs of a tenant in one task
version_added: 1.0.0
description:
  - Makes all backup jobs of an organization match their description, with their items, exclusions and backup copy jobs.
  - Plans all jobs before anything is written. If there is any problem, the task fails with B(all) problems, each with
    its place in the description, and writes nothing.
  - Then makes the jobs match one after another, each exactly as M(vb365.backup.backup_job) does. Jobs with
    C(state=absent) come after the others. Then come backup copy jobs, unmanaged jobs and first backups.
  - A job that loses something comes after the jobs that lose nothing, so that an item that moves is in its new job
    before it leaves the old one. A job loses something if a selected item or an option of it is removed, an exclusion
    is added, the job or its schedule is switched off, or its type changes.
  - A job that fails does not stop the others. After a failure no job loses anything, no job is removed or disabled, no
    backup copy job is removed and no first backup is started. The result says why.
  - It refuses unknown options, wrong types and values, unknown and ambiguous names of organizations, repositories
    and objects, unusable repositories, impossible schedules, duplicate names, two jobs with the same items, jobs that
    exclude everything they select, and everything else that M(vb365.backup.backup_job) refuses.
  - Items that two jobs already share on the server are not an error. RV(unprotected) lists them if both jobs run.
  - A tenant with empty O(jobs) protects nothing. It is not in sync, unless O(unmanaged_jobs=disable) marks it as
    leaving.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.attributes
options:
  organization:
    description:
      - Name, Office 365 name or UUID of the organization. Required, unless O(tenant) is used.
    type: str
  repository:
    description:
      - Name or UUID of the backup repository of every job without C(repository) in the job or in O(defaults).
    type: str
  defaults:
    description:
      - Default options of all jobs in O(jobs).
      - C(schedule) is merged key by key. Every other option is used as a whole.
      - Options that do not apply to a job are not inherited, such as C(daily_time) in a job that runs C(Periodically),
        selected items in a job of the entire organization, or settings of a job with C(state=absent).
    type: dict
  jobs:
    description:
      - The backup jobs. Each is a mapping with a C(name) and other options of M(vb365.backup.backup_job), except C(id).
      - C(copy) is the backup copy job of the job, with the options C(repository), C(enabled) and C(schedule) of
        M(vb365.backup.backup_copy_job), or V(absent). If C(copy) is omitted, the backup copy job is not compared.
      - C(users), C(groups), C(sites) and C(teams) are lists of names. Each name is short for an item in
        C(selected_items) with the default options.
      - Required, unless O(tenant) is used.
    type: list
    elements: raw
  splits:
    description:
      - Jobs that are filled with all objects of a selection. Each entry is a mapping. It selects objects of the
        directory, and divides them among jobs whose C(name) has a number, such as C(Contoso mail {:02d}). The role
        P(vb365.backup.tenant_onboarding#role) documents all options of an entry.
      - C(from) are the objects, with C(type), C(include) and C(exclude). C(options) are the processing options of their
        items. C(max_objects), C(fill) and C(weights) determine how many objects a job has. C(repositories) and
        C(place) choose the repositories of new jobs. C(pair_teams_with_sites) puts a site and its team into one job.
        C(empty_job) and C(max_removed) determine what happens when objects are gone.
      - C(repository), C(description), C(enabled), C(schedule), C(excluded_items), C(omitted), C(run_now),
        C(skip_item_update) and C(copy) are options of each of the jobs. The jobs inherit O(defaults) too.
      - The present state comes from the jobs on the server. An object stays in its job, because a move is a new full
        backup. A new object goes to the fullest job that has room. An object that the entry no longer selects leaves
        its job. Additions come before removals.
      - An entry that selects no object has the reason C(empty_split) in RV(unprotected). Then the task fails before it
        writes anything if it would remove a job, or disable an unmanaged job. If the organization has no group, site or
        team at all, an entry of this type causes a warning only.
      - Data of an object that a job in O(jobs) or an earlier entry selects is not selected again. Members of a group
        that such a job selects do not count as selected. Exclude the group in C(from) if its members must not be
        selected twice.
      - A name in O(jobs) that the pattern makes is an error, and so are two patterns that may make the same name.
    type: list
    elements: raw
  stagger:
    description:
      - Start times that are spread over a window of the day, C(within), such as C(20:00-04:00), in steps of C(step)
        minutes, by default 5. C(per) determines which jobs must not start at the same time, those of one V(repository),
        of one V(proxy) or of the V(server).
      - A job whose start is within the window keeps it. A job that is new, or starts outside the window, gets the start
        with the fewest other jobs. If several starts are equal, a hash of the job's name chooses one, so that check
        mode predicts it. A job that starts every few hours gets its C(periodically_offset_minutes) in the same way, and
        keeps an existing offset.
      - A job keeps the start that its own C(schedule) names. A job with C(fixed=true) also keeps the start that it
        inherits, or has on the server. Other jobs inherit no start from O(defaults). A job without a type of its
        schedule runs C(Daily).
      - All jobs that the server shows to the account are counted. Tenants of one run also count the choices of earlier
        tenants.
    type: dict
  omitted:
    description:
      - What happens to settings that a job omits and that decide whether somebody is protected.
      - V(default) compares them with their defaults. V(keep) does not compare them. A job can override this.
    type: str
    choices: [keep, default]
    default: default
  unmanaged_jobs:
    description:
      - What happens to jobs of the organization that O(jobs) does not name.
      - V(ignore) does nothing. V(report) lists them in the result. V(disable) disables those that are enabled.
    type: str
    choices: [ignore, report, disable]
    default: ignore
  check_objects:
    description:
      - Whether the users, groups, sites and teams of the organization are read, as far as jobs of selected items have
        such items, to find items whose objects are gone, or were deleted and created again under their names. These
        are the reasons C(object_gone) and C(object_replaced) of RV(unprotected).
      - This costs one listing for each type. Objects that the task lists for other reasons are compared in any case.
    type: bool
    default: false
    version_added: 1.0.0
  start_first_backup:
    description:
      - Whether enabled jobs that never ran are started. All are started before the task waits for any of them.
    type: bool
    default: false
  wait:
    description:
      - Whether the task waits for the first backups and fails unless they end with C(Success) or C(Warning).
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait for all first backups together. A backup that takes longer continues.
    type: int
    default: 3600
  tenant:
    description:
      - The options above as one mapping. The role P(vb365.backup.tenant_onboarding#role) uses it.
      - The mapping can also have O(coverage), O(coverage_ignore), and the role's options C(fail_on_drift),
        C(fail_on_unprotected) and C(report), which have no effect here.
    type: raw
  prefix:
    description:
      - Prefix of the option names in the places of problems.
    type: str
    default: ''
  described_by:
    description:
      - The organizations that the hosts or files of a run describe, including this one. A key is the name of a host
        or file, its value is the name, Office 365 name or UUID of an organization.
      - Two hosts or files that describe one organization are an error. Each would treat the jobs of the other as
        unmanaged.
    type: dict
    default: {}
  file:
    description:
      - Path of the YAML file on the controller that describes the tenant. Problems then have their file and line.
        With C(async) they have neither.
    type: path
  file_problems:
    description:
      - The mistakes in that file, as returned by M(vb365.backup.tenant_host). If there are any, the task fails with
        them and sends no request.
    type: list
    elements: dict
    default: []
  approved:
    description:
      - The changes that a reviewed report allows for this tenant, as returned by M(vb365.backup.approved_report).
      - The task then makes exactly the changes of the report. If a job is no longer at its revision in the report, or a
        change differs from the report, the task writes nothing and fails with all such jobs and
        RV(error_code=conflict). Jobs that are edited during the task are not written either.
      - A tenant without remaining changes is in sync, whatever the report contains.
    type: dict
  coverage:
    description:
      - Whether to read which objects are in no job of the organization, after the jobs match. In check mode this
        concerns the jobs on the server. A coverage that cannot be read does not fail the task. It fails
        the role and M(vb365.backup.run_report).
    type: bool
    default: false
  coverage_ignore:
    description:
      - Objects that need no backup, as the option O(vb365.backup.tenant_coverage_info#module:ignore).
    type: list
    elements: dict
    default: []
    suboptions:
      type:
        description:
          - The type of the objects. Default is all types.
        type: str
        choices: [User, Group, Site, Team]
      name:
        description:
          - The name, or a pattern with V(*) or V(?), which can also have V([a-h]). A name without V(*) and V(?) is
            literal, also with brackets.
        type: str
        required: true
      reason:
        description:
          - Why they need no backup.
        type: str
        required: true
      until:
        description:
          - The last day on which they are ignored, in UTC, such as V(2027-01-31).
        type: str
  report:
    description:
      - Path of a file on the controller that gets the result as JSON, in check mode too. Its folder is created if it is
        missing.
      - Only the owner and the group can read the file.
      - Cannot be used with C(async), because such a task returns before the tenant is done.
    type: path
seealso:
  - module: vb365.backup.backup_job
    description: One job as a task. Documents the options of a job.
  - module: vb365.backup.backup_copy_job
    description: Documents the options of a backup copy job.
"""

EXAMPLES = r"""
- name: The jobs of a tenant are as described
  vb365.backup.tenant:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    organization: contoso.onmicrosoft.com
    repository: Disk 01
    unmanaged_jobs: report
    defaults:
      backup_type: SelectedItems
      schedule:
        type: Daily
        daily_time: "22:00"
    jobs:
      - name: Contoso Mailboxes
        schedule:
          daily_time: "23:00"
        groups: [sales@contoso.com]
        users: [alice@contoso.com, bob@contoso.com]
      - name: Contoso board
        repository: Contoso Vault
        selected_items:
          - type: User
            name: dave@contoso.com
        copy:
          repository: Object Archive
          schedule:
            type: Immediate
      - name: Contoso test
        state: absent

- name: Every mailbox is in one of the mail jobs, which start one after another
  vb365.backup.tenant:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    organization: contoso.onmicrosoft.com
    repository: Disk 01
    jobs: []
    splits:
      - name: "Contoso mail {:02d}"
        from:
          type: User
          exclude:
            names: ["svc-*"]
        options:
          onedrive: false
          personal_site: false
        max_objects: 2000
    stagger:
      within: "20:00-04:00"

- name: Run first backups and wait for them
  vb365.backup.tenant:
    organization: contoso.onmicrosoft.com
    jobs:
      - name: Contoso Mailboxes
        schedule:
          type: Daily
          daily_time: "23:00"
    start_first_backup: true
    wait: true
    wait_timeout: 14400
    report: reports/contoso.json

- name: Use variables of a file, and refuse a second file for the same organization
  vb365.backup.tenant:
    tenant:
      organization: contoso.onmicrosoft.com
      jobs:
        - name: Contoso Mailboxes
          schedule:
            type: Daily
            daily_time: "23:00"
    prefix: tenant_onboarding_
    described_by:
      contoso.yml: contoso.onmicrosoft.com
      fabrikam.yml: fabrikam.onmicrosoft.com
    file: tenants/contoso.yml
    file_problems: []  # as tenant_host found them

- name: Find drift, items without objects, and first backups that are missing
  vb365.backup.tenant:
    organization: contoso.onmicrosoft.com
    check_objects: true
    start_first_backup: true
    coverage: true
    coverage_ignore:
      - {type: User, name: "*-migrated@*", reason: the migration is over}
    jobs:
      - name: Contoso Mailboxes
        schedule:
          type: Daily
          daily_time: "23:00"
  check_mode: true
"""

# Generated by `make generate` from tools/returns/tenant.yml and shared.yml: edit those files.
RETURN = r"""
organization:
  description: Name of the organization; its UUID if several share the name. Null if the description
    does not name it.
  returned: always
  type: str
  sample: contoso.onmicrosoft.com
organization_id:
  description: UUID of the organization. Null where the tenant could not be planned.
  returned: always
  type: str
  sample: e5a2f1c0-6b1e-4d0f-9c3e-0f6a7b8c9d0e
check_mode:
  description: Whether the task ran in check mode, also if a play or a task sets it.
  returned: always
  type: bool
server:
  description: The server of the task.
  returned: always
  type: dict
  contains:
    host:
      description: Name or address.
      type: str
      sample: vb365.example.com
    port:
      description: TCP port.
      type: int
      sample: 4443
    api_version:
      description: Version of the REST API.
      type: str
      sample: v8
jobs:
  description: The described jobs, in the order of the description. Empty if the tenant was refused.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Name of the job in the description.
      type: str
      sample: Contoso Mailboxes
    id:
      description: UUID of the job. Null if there is none.
      type: str
    state:
      description: V(in sync), V(created), V(changed), V(removed) or V(failed). In check mode, the
        state that a real run leads to.
      type: str
      sample: changed
    changes:
      description: The changes as M(vb365.backup.backup_job) returns them. Paths of the backup copy
        job start with C(copy.).
      type: list
      elements: dict
      sample:
        - path: schedule.daily_time
          before: "20:00:00"
          after: "22:00:00"
    problems:
      description: Reasons why the job does not protect its objects, each with C(reason), C(severity),
        C(text), C(objects), C(other) and C(described), as in RV(unprotected).
      type: list
      elements: dict
    warnings:
      description: Warnings about the job.
      type: list
      elements: str
    unwatched:
      description: Settings that are not compared, because the description omits them.
      type: list
      elements: str
    revision:
      description: The state of the job that was read last, for C(if_match). V(absent) if there is
        no job, null if it was not read.
      type: str
      sample: 7.settings-0f4ba0e1f5d3a9c2
    copy_revision:
      description: The same of the backup copy job. V(absent) if there is none, null if the description
        omits it.
      type: str
    error:
      description: Why the job does not match. Null unless RV(jobs[].state=failed).
      type: str
    error_code:
      description: V(conflict) if somebody edited the job during the task, or another code of the
        failure, such as the server's C(errorCode). Null if there is none.
      type: str
unmanaged:
  description: The jobs of the organization that the description does not name. Empty with O(unmanaged_jobs=ignore).
  returned: always
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
      description: Whether it was enabled before the task.
      type: bool
    state:
      description: V(unmanaged) if the job was not changed, V(disabled) or V(failed).
      type: str
      sample: unmanaged
    changes:
      description: The changes as M(vb365.backup.job_action) returns them. Empty if the job was not
        changed.
      type: list
      elements: dict
    revision:
      description: The settings of the job before the task, for C(if_match).
      type: str
started:
  description: Names of the jobs that were started, or would be in check mode. Ansible replaces the
    list by V(true) or V(false) in the result of a task with C(async). RV(summary.stats) has the names
    in any case.
  returned: always
  type: list
  elements: str
finished:
  description: Always V(true). Without this key, Ansible takes RV(started) for the state of an C(async)
    task that still runs.
  returned: always
  type: bool
unprotected:
  description: Reasons why objects are not protected after the run. Reports use the same rules. After
    a failure, failed jobs are checked as they are on the server.
  returned: always
  type: list
  elements: dict
  contains:
    place:
      description: The option in the description that the reason is about. Null for a job that the
        description does not name.
      type: str
      sample: jobs[1].enabled
    job:
      description: Name of the job. Null with V(no_jobs) and V(empty_split).
      type: str
      sample: Contoso sales
    reason:
      description: V(no_jobs), because O(jobs) is empty, V(empty_split), because an entry of O(splits)
        selects no object, V(missing), because the job could not be created, V(disabled), V(unscheduled),
        V(never_starts), V(empty), V(excludes_all), V(repository_unusable), V(shadowed), V(object_gone),
        V(object_replaced), V(failing), whose last session failed or whose last two were stopped,
        V(held_twice), because another job that runs selects the same objects, or V(never_ran), which
        is not reported for a job that this task creates or starts.
      type: str
      sample: disabled
    severity:
      description: V(critical) if objects are not protected, V(warning) with V(object_gone), V(failing)
        and V(held_twice), V(info) with V(never_ran).
      type: str
      sample: critical
    msg:
      description: The reason in a sentence.
      type: str
      sample: "'Contoso sales' is disabled and backs up nothing: set enabled to true."
    objects:
      description: The objects that are not protected, with C(type), C(name) and C(display_name).
        Empty for the whole job.
      type: list
      elements: dict
    other:
      description: Name of the other job, with V(shadowed) the job that selects objects which this
        job skips, with V(held_twice) the job that selects them too. Otherwise null.
      type: str
    described:
      description: Whether the description itself asks for it, for example with C(enabled=false).
      type: bool
      sample: false
problems:
  description: Mistakes in the description, or why unmanaged jobs were not disabled and first backups
    were not started.
  returned: always
  type: list
  elements: dict
  contains:
    place:
      description: The option in the description, V(unmanaged jobs) or V(first backup). Null for an
        error that is not about the description.
      type: str
      sample: jobs[1].selected_items[0].name
    job:
      description: Name of the job. Null for a problem of several jobs.
      type: str
      sample: Contoso sales
    msg:
      description: The value, and what was expected.
      type: str
    file:
      description: The file of the problem, as a path below the current folder, or with its folder.
        Null if the file does not have the option. With O(file) only.
      type: str
      sample: tenants/contoso.yml
    line:
      description: The line in that file. Null if no line has the option, such as one that is missing.
        With O(file) only.
      type: int
      sample: 12
hidden:
  description: Whether the task has C(no_log), so that no report shows its result.
  returned: with C(no_log)
  type: bool
summary:
  description: The result in short.
  returned: always
  type: dict
  contains:
    state:
      description: V(in sync), V(unprotected), V(changed) or V(failed). V(unprotected) means that
        nothing changed and that a job protects nobody, although the description does not say so.
      type: str
      sample: changed
    lines:
      description:
        - A headline, and a line for everything that is not in sync, failures first. Items are counted,
          C(+) those added, C(-) those removed and C(~) those edited.
        - At most 20 jobs, 50 problems, 5 settings of a job and 10 names in a line; long values are
          cut.
      type: list
      elements: str
      sample:
        - "contoso.onmicrosoft.com: 2 of 4 jobs changed"
        - "Contoso nightly: created"
        - "Contoso Mailboxes: schedule.daily_time '21:00:00' → '22:00:00'; selected_items +2 -1 ~1"
    stats:
      description:
        - For M(ansible.builtin.set_stats), C(vb365_tenants) with the C(state) of the tenant and,
          where they are not empty, lists of names, C(created), C(changed), C(removed), C(failed),
          C(disabled), C(unmanaged), C(started), C(never_ran), C(unprotected), and C(problems) for
          jobs that the description itself switches off, or whose last session failed.
        - After 50 names a list ends with C(and 12 more).
      type: dict
      sample:
        vb365_tenants:
          contoso.onmicrosoft.com:
            state: changed
            created:
              - Contoso nightly
            changed:
              - Contoso Mailboxes
diff:
  description: The differences, one entry for each job that changes. The tenant's jobs come first,
    then unmanaged jobs.
  returned: success
  type: list
  elements: dict
  sample:
    - before:
        schedule:
          daily_time: "20:00:00"
      after:
        schedule:
          daily_time: "22:00:00"
      before_header: backup job 'Contoso Mailboxes' of contoso.onmicrosoft.com
      after_header: backup job 'Contoso Mailboxes' of contoso.onmicrosoft.com
report:
  description: Path of the report, if it was written.
  returned: with O(report)
  type: str
  sample: /var/lib/vb365/reports/contoso.json
report_error:
  description: Why the report was not written.
  returned: if O(report) cannot be written
  type: str
  sample: "report: '/var/lib/vb365/contoso.json': Permission denied"
coverage:
  description: Objects in no job, as M(vb365.backup.tenant_coverage_info) returns it without objects,
    with its C(warnings); only C(msg) if it could not be read.
  returned: with O(coverage=true), where the organization is known
  type: dict
  sample:
    gaps: 18
    line: "contoso.onmicrosoft.com: 16 of 25 objects in no job, 2 more with other gaps."
error_code:
  description: V(option) for a mistake in the description; otherwise that of the first failure, such
    as the server's C(errorCode).
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
  description: Path of the request that failed, after the API version.
  returned: failure
  type: str
  sample: /Organizations
"""

from functools import partial

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import tenant
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.argument_check import check
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments
from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT, TENANT_MODULE

DESCRIBED = ("organization", "repository", "defaults", "jobs", "splits", "stagger")
ARGUMENTS = arguments(
    TENANT_MODULE,
    mutually_exclusive=[("tenant", name) for name in DESCRIBED],
)
check_tenant = partial(check, TENANT)
OPERATION = partial(tenant.run, check=check_tenant)


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), OPERATION)


if __name__ == "__main__":
    main()
