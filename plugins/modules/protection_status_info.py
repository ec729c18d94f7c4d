#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: protection_status_info
short_description: Show whether the last good backups are recent enough
version_added: 1.0.0
description:
  - Compares the age of the last good backup of each job with a recovery point objective (RPO), and of each object if
    O(objects) is true. It shows late jobs and objects, jobs that did not run, and organizations without any job.
  - The state of a job is the first of these that applies. V(disabled) - the job is disabled, is started only manually,
    or has a schedule that never starts it. V(never) - the server has no good session of it. V(late) - its last good
    session ended longer ago than the RPO, even if a session runs now. V(failing) - its last session did not end well
    and no retry follows, or its repository cannot be written to. V(running) - a session runs. V(ok) - none of these.
  - Only V(ok) and V(running) are good. An organization without any job is in RV(organizations_without_jobs).
  - Ages are measured with the clock of the server. A job that runs once a day needs an RPO of 24 hours plus the time of
    a run.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.info_attributes
  - vb365.backup.attributes
options:
  organization:
    description:
      - Names, Office 365 names or UUIDs of organizations. Default is all organizations.
    type: list
    elements: str
    default: []
  repository:
    description:
      - Name or UUID of a backup repository. Only jobs that write to it are shown.
    type: str
  job:
    description:
      - Name of a backup job, without regard to case, or its UUID. Jobs of several organizations may have this name. A
        job that does not exist is an error.
    type: str
  rpo:
    description:
      - The greatest age of the last good backup. Durations are such as V(24h), V(90m), V(7d) or V(1d12h).
    type: dict
    default: {}
    suboptions:
      default:
        description:
          - For all jobs that O(rpo.jobs) does not name.
        type: str
        default: 24h
      jobs:
        description:
          - Durations by the names of jobs. Names can have the wildcards V(*) and V(?), and are compared without regard
            to case. An exact name counts before names with wildcards, of which the first one that fits counts. A name
            that no job has is a warning, unless O(job) or O(repository) is given.
        type: dict
        default: {}
  success_statuses:
    description:
      - The statuses of sessions that count as good backups.
    type: list
    elements: str
    choices: [Success, Warning]
    default: [Success, Warning]
  state:
    description:
      - Shows only jobs and objects in one of these states. RV(summary) counts all of them.
    type: list
    elements: str
    choices: [ok, running, failing, late, never, disabled]
    default: []
  objects:
    description:
      - Whether users, groups, sites and teams are shown too, by the data of the repositories that the jobs write to.
      - The server lists the data of a repository only as a whole, in four listings. The tasks of a run share them for
        five minutes, so a repository of many tenants is read once.
      - The last good backup of an object is that of the workload that was backed up the longest ago. It is not
        documented whether a run that finds nothing new updates these times. So a workload with an old time is in time
        if each job that selects it, and that processed the object in its last good session, succeeded with the object
        and is in time itself. Exclusions of jobs, and the members of groups, are not read. A job that selects a group
        with a workload of members may select that of each user.
      - An object that a job selects by name, and of which the repositories have no data, is V(never). An object is
        V(disabled) if no job backs it up any more. Either all jobs are disabled, or their last good sessions are recent
        enough and do not list it. It is also V(disabled) if one of its workloads is too old, and no job that runs
        selects this workload. The RPO of an object is the shortest RPO of the jobs of its organization that write to
        the same repository. An object that is too old for it has the RPO of the jobs whose last good sessions list it,
        or otherwise the longest RPO.
      - Objects without data that are protected only through a group, or by a job of the entire organization, are not
        shown.
    type: bool
    default: false
notes:
  - Sessions are read in two requests for all jobs together, and in a third request if several jobs have no good session
    within O(rpo.default). A job without a good session in the last seven days needs one or two more requests.
seealso:
  - module: vb365.backup.job_session_info
  - module: vb365.backup.backup_job_info
"""

EXAMPLES = r"""
- name: Find the jobs without a backup in the last 26 hours
  vb365.backup.protection_status_info:
    host: vb365.example.com
    username: backup-admin
    password: "{{ vb365_password }}"
    rpo:
      default: 26h
    state: [late, never, failing]

# The tasks below omit the connection options: they come from the environment (VB365_HOST and so on), or from
# module_defaults for group/vb365.backup.vb365.

- name: Check weekly and hourly jobs with their own objectives, and count warnings as failures
  vb365.backup.protection_status_info:
    rpo:
      default: 26h
      jobs:
        "* weekly": 8d
        "* hourly": 3h
    success_statuses: [Success]

- name: See who of a tenant has no recent backup
  vb365.backup.protection_status_info:
    organization: contoso.onmicrosoft.com
    objects: true
    state: [late, never]
  register: contoso

- name: See whether one job, and the jobs of one repository, are in time
  vb365.backup.protection_status_info:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    repository: Disk 01
"""

# Generated by `make generate` from tools/returns/protection_status_info.yml and shared.yml: edit those files.
RETURN = r"""
time:
  description: The server's time, from which ages are measured.
  returned: success
  type: str
  sample: "2026-11-23T06:00:00Z"
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
    name:
      description: Name of the job.
      type: str
      sample: Contoso Mailboxes
    organization:
      description: Name of the organization, or its UUID if several share the name.
      type: str
      sample: contoso.onmicrosoft.com
    repository:
      description: Name of the backup repository, or its UUID if several share the name.
      type: str
      sample: Disk 01
    backup_type:
      description: V(EntireOrganization) or V(SelectedItems).
      type: str
      sample: SelectedItems
    enabled:
      description: Whether the job is enabled.
      type: bool
      sample: true
    state:
      description: V(ok), V(running), V(failing), V(late), V(never) or V(disabled).
      type: str
      sample: late
    running:
      description: Whether a session runs now, whatever the state is.
      type: bool
      sample: false
    last_good:
      description: End of the last good session. Null if there is none.
      type: str
      sample: "2026-11-21T21:14:55.7654321Z"
    age:
      description: The age of the last good backup, in seconds. Null if there is none.
      type: int
      sample: 117905
    rpo:
      description: The greatest age allowed, in seconds.
      type: int
      sample: 93600
    next_run:
      description: When the server starts the job next, as the server shows it.
      type: str
      sample: "2026-11-23T21:00:00.0000000Z"
    last_session:
      description: The session that ended last, with its C(id), C(status), C(end_time) and C(details).
        Null if none has ended.
      type: dict
      sample:
        id: 6d1f2c3b-4a59-4e8d-9c7b-0a1b2c3d4e5f
        status: Failed
        end_time: "2026-11-22T21:14:55.7654321Z"
        details: Repository is not available
    problems:
      description: Why the job protects nothing, as shown by M(vb365.backup.backup_job_info), except
        for reasons about items.
      type: list
      elements: dict
      sample:
        - reason: failing
          text: "The last session of 'Contoso Mailboxes' failed: read its log."
          objects: []
organizations_without_jobs:
  description: The names of the organizations that have no job, among the requested organizations.
    Empty if O(job) or O(repository) is given.
  returned: success
  type: list
  elements: str
  sample:
    - fabrikam.onmicrosoft.com
objects:
  description: The users, groups, sites and teams, by organization, type and name.
  returned: when O(objects) is true
  type: list
  elements: dict
  contains:
    type:
      description: V(User), V(Group), V(Site) or V(Team).
      type: str
      sample: User
    name:
      description: E-mail address, URL, or name of a team.
      type: str
      sample: alice@contoso.com
    display_name:
      description: The display name.
      type: str
      sample: Alice Weber
    id:
      description: The id that the server shows with the data.
      type: str
      sample: 0b6a3f0e-9a51-4bb6-a86b-0c1d2e3f4a5b
    organization:
      description: Name of the organization.
      type: str
      sample: contoso.onmicrosoft.com
    repositories:
      description: Names of the repositories that have data of the object, or should have data.
      type: list
      elements: str
      sample:
        - Disk 01
    state:
      description: V(ok), V(late), V(never) or V(disabled).
      type: str
      sample: ok
    last_good:
      description: Time of the last backup of the object. Null if there are no data.
      type: str
      sample: "2026-11-22T21:14:55.7654321Z"
    age:
      description: Its age in seconds.
      type: int
      sample: 31505
    rpo:
      description: The greatest age allowed, in seconds.
      type: int
      sample: 93600
    workloads:
      description: The time of each workload that the repository has data of. V(all) if there is only
        one.
      type: dict
      sample:
        mailbox: "2026-11-22T21:14:55.7654321Z"
        onedrive: "2026-11-22T21:14:55.7654321Z"
unread_repositories:
  description: The repositories whose data could not be read. The state of objects in them is unknown.
  returned: when O(objects) is true
  type: list
  elements: dict
  contains:
    repository:
      description: Name of the repository.
      type: str
      sample: Old Disk
    error:
      description: Why it could not be read.
      type: str
      sample: "GET /BackupRepositories/…/UserData: 500 ProxyOffline: The proxy is offline."
summary:
  description: The number of jobs in each state, of objects in each state if O(objects) is true, and
    of organizations without jobs.
  returned: success
  type: dict
  sample:
    jobs:
      total: 3
      ok: 2
      running: 0
      failing: 0
      late: 1
      never: 0
      disabled: 0
    organizations_without_jobs: 1
error_code:
  description: Why the task failed. The server's C(errorCode), or V(option) for an invalid option
    value.
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
  description: Path of the request that failed, after the API version.
  returned: failure
  type: str
  sample: /Jobs
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import protection_status_info
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import arguments

ARGUMENTS = arguments(
    {
        "organization": {"type": "list", "elements": "str", "default": []},
        "repository": {"type": "str"},
        "job": {"type": "str"},
        "rpo": {
            "type": "dict",
            "default": {},
            "options": {
                "default": {"type": "str", "default": protection_status_info.DEFAULT_RPO},
                "jobs": {"type": "dict", "default": {}},
            },
        },
        "success_statuses": {
            "type": "list",
            "elements": "str",
            "choices": protection_status_info.SUCCESS_STATUSES,
            "default": protection_status_info.SUCCESS_STATUSES,
        },
        "state": {"type": "list", "elements": "str", "choices": protection_status_info.STATE_CHOICES, "default": []},
        "objects": {"type": "bool", "default": False},
    },
    mutually_exclusive=[("job", "objects")],
)
OPERATION = protection_status_info.run


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), OPERATION)


if __name__ == "__main__":
    main()
