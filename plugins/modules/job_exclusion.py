#!/usr/bin/python
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: job_exclusion
short_description: Manage the items that a backup job leaves out
version_added: 0.1.0
description:
  - Adds, changes and removes excluded items of a backup job.
  - V(PartialOrganization) and V(PersonalSites) cannot be excluded, and a V(Team) only where the job protects the chats
    of all teams. What is selected in the job cannot be excluded as well.
  - Reads the list, works out what differs, makes sure that nobody has changed it or the job since, adds all new items
    with one request, changes each that differs with one more, removes fifty with one, and reads the list again to see
    that it took.
  - The REST API cannot compare versions, so between the last read and the write there is a window of one round trip
    in which somebody else's change is not seen before the write.
author:
  - vb365.backup contributors (@vb365)
extends_documentation_fragment:
  - vb365.backup.connection
  - vb365.backup.attributes
  - vb365.backup.items
seealso:
  - module: vb365.backup.backup_job
  - module: vb365.backup.backup_job_item
"""

EXAMPLES = r"""
# The connection options come from the environment (VB365_HOST and so on), or from module_defaults for
# group/vb365.backup.vb365.

- name: Leave out a shared mailbox
  vb365.backup.job_exclusion:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    items:
      - type: User
        name: info@contoso.com

- name: Leave out some folders of every OneDrive
  vb365.backup.job_exclusion:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    items:
      - type: OneDriveFolders
        folders:
          - Desktop
          - Downloads

- name: Protect the shared mailbox after all
  vb365.backup.job_exclusion:
    organization: contoso.onmicrosoft.com
    job: Contoso Mailboxes
    state: absent
    items:
      - type: User
        name: info@contoso.com
"""

RETURN = r"""
job:
  description:
    - The job as it is after the task, or as it would be in check mode, with the list among its options. Null in check
      mode for a job that is not there yet.
  returned: success
  type: dict
  contains:
    id:
      description: UUID of the job.
      type: str
      sample: 3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11
    config:
      description: The job as options of M(vb365.backup.backup_job), which fed back to it change nothing.
      type: dict
      sample:
        name: Contoso Mailboxes
        organization: contoso.onmicrosoft.com
        excluded_items:
          - type: User
            name: dave@contoso.com
            mailbox: true
            archive_mailbox: true
            onedrive: false
            personal_site: false
    status:
      description: What cannot be set, as M(vb365.backup.backup_job) returns it.
      type: dict
      sample:
        etag: 7
        last_status: Success
changes:
  description: What was changed, or would be in check mode.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: The item, or one of its options.
      type: str
      sample: excluded_items[User dave@contoso.com].onedrive
    before:
      description: The value, or all options of the item, before. Null for a new item.
      type: raw
      sample: true
    after:
      description: The same after. Null for an item that is removed.
      type: raw
      sample: false
diff:
  description: The same as two nested documents that hold only what differs.
  returned: success
  type: dict
  sample:
    before: {"excluded_items[User dave@contoso.com]": {onedrive: true}}
    after: {"excluded_items[User dave@contoso.com]": {onedrive: false}}
    before_header: backup job 'Contoso Mailboxes' of contoso.onmicrosoft.com
    after_header: backup job 'Contoso Mailboxes' of contoso.onmicrosoft.com
etag:
  description: The server's version number of the job.
  returned: success
  type: int
  sample: 7
revision:
  description: The state of the job and of the list that was read last, for O(if_match).
  returned: success
  type: str
  sample: 7.excluded_items-1d0e58a44d4e9d7e.settings-0f4ba0e1f5d3a9c2
conflicts:
  description: How often the task started over because the job moved meanwhile, or because a write had no clear outcome.
  returned: success
  type: int
  sample: 0
error_code:
  description:
    - Why the task failed. The server's own word, such as V(ResourceAccessDenied), V(option) for an option that cannot
      be meant, or V(conflict) for somebody else's change.
  returned: failure
  type: str
  sample: option
conflict:
  description: What is in conflict, as it was wanted, as it was read before, and as it is now.
  returned: failure by a conflict
  type: list
  elements: dict
  sample: []
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
  description: Path of the request that failed, behind the API version.
  returned: failure
  type: str
  sample: /Jobs/3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11/ExcludedItems
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.vb365.backup.plugins.module_utils._operations import items
from ansible_collections.vb365.backup.plugins.module_utils._shell import module as _module
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import ITEM_MODULE, arguments

ARGUMENTS = arguments(ITEM_MODULE)


def main():
    _module.main(AnsibleModule(**ARGUMENTS, supports_check_mode=True), items.run_excluded)


if __name__ == "__main__":
    main()
