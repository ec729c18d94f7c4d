# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from textwrap import indent

_ITEM = r"""
type:
  description:
    - The type of the item. V(PartialOrganization) is the whole organization, limited to the kinds of data that its
      options select. V(PersonalSites) is all personal sites. V(OneDriveFolders) is some folders of every OneDrive.
  type: str
  required: true
  choices: [User, Group, Site, Team, PartialOrganization, PersonalSites, OneDriveFolders]
name:
  description:
    - E-mail address of a user, name of a group, URL of a site, display name or mail address of a team. Case is ignored.
      An unknown or ambiguous name is an error.
  type: str
id:
  description:
    - Id of the object or of the item, instead of the name.
  type: str
mailbox:
  description:
    - The mailbox of a V(User), of a V(Group) of Microsoft 365, or all of a V(PartialOrganization).
    - In new items, omitted options that apply default to V(true), and C(teams_chats) to V(false). In existing items,
      omitted options are not changed. At least one option must be on.
  type: bool
archive_mailbox:
  description:
    - The archive mailbox of a V(User), or all of a V(PartialOrganization).
  type: bool
onedrive:
  description:
    - The OneDrive of a V(User), or all of a V(PartialOrganization).
  type: bool
personal_site:
  description:
    - The personal site of a V(User).
  type: bool
members:
  description:
    - The members of a V(Group).
  type: bool
member_mailbox:
  description:
    - The mailboxes of the members of a V(Group).
  type: bool
member_archive_mailbox:
  description:
    - The archive mailboxes of the members of a V(Group).
  type: bool
member_onedrive:
  description:
    - The OneDrives of the members of a V(Group).
  type: bool
member_site:
  description:
    - The personal sites of the members of a V(Group).
  type: bool
group_site:
  description:
    - The site of a V(Group) of Microsoft 365.
  type: bool
sites:
  description:
    - All sites of a V(PartialOrganization).
  type: bool
teams:
  description:
    - All teams of a V(PartialOrganization).
  type: bool
teams_chats:
  description:
    - The chats of a V(Team), or of all teams of a V(PartialOrganization). In a new item the default is V(false).
  type: bool
folders:
  description:
    - All folders of V(OneDriveFolders). To remove the item, omit them or list all of them. A list of only some of its
      folders is an error.
  type: list
  elements: str
"""


class ModuleDocFragment:
    # Options of the modules that manage one list of a job.
    DOCUMENTATION: str = (
        r"""
options:
  job:
    description:
      - Name of the job within its O(organization), without regard to case, or its UUID.
    type: str
    required: true
  organization:
    description:
      - Name, Office 365 name or UUID of the organization. Required if O(job) is a name.
    type: str
  items:
    description:
      - The items. Items that are already in the list are found by the names that the list shows. Only new names are
        looked up, many of them in one request.
    type: list
    elements: dict
    required: true
    suboptions:"""
        + indent(_ITEM, "      ")
        + r"""
  state:
    description:
      - V(present) adds the items and changes those that differ. V(absent) removes them.
    type: str
    choices: [present, absent]
    default: present
  exclusive:
    description:
      - Whether all items that O(items) does not list are removed. Only with O(state=present).
    type: bool
    default: false
  skip_item_update:
    description:
      - Whether the server may keep its last known properties of the job's objects, instead of looking them up.
    type: bool
    default: false
  if_match:
    description:
      - The revision (or the eTag) that an earlier result showed. If the job is no longer at this revision, the task
        writes nothing and fails with RV(error_code=conflict).
      - V(absent) is the revision of a job that check mode does not find. A task with it fails if the job exists.
      - A revision compares only settings and the items that both tasks read. A bare eTag is less reliable, because on
        some servers a run changes it.
    type: str
"""
    )

    # Options of backup_job.
    JOB: str = (
        r"""
options:
  selected_items:
    description:
      - All items that the job protects. Items that are not listed are removed. The last remaining item cannot be
        removed. Only with backup type V(SelectedItems). The module M(vb365.backup.backup_job_item) adds or removes
        single items.
    type: list
    elements: dict
    suboptions: &item"""
        + indent(_ITEM, "      ")
        + r"""
  excluded_items:
    description:
      - All items that the job excludes. Items that are not listed are removed. The module
        M(vb365.backup.job_exclusion) adds or removes single items. Users, groups, sites, teams, personal sites and
        OneDrive folders can be excluded. Which teams, and whether a V(PartialOrganization), is not documented. The
        server decides.
    type: list
    elements: dict
    suboptions: *item
"""
    )
