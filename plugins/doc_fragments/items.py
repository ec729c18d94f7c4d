# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from textwrap import indent

_ITEM = r"""
type:
  description:
    - What kind of thing the item is. V(PartialOrganization) is the organization, with the parts that its options
      name; V(PersonalSites) is all personal sites; V(OneDriveFolders) is some folders of every OneDrive.
  type: str
  required: true
  choices: [User, Group, Site, Team, PartialOrganization, PersonalSites, OneDriveFolders]
name:
  description:
    - E-mail address of a user, name of a group, URL of a site, display name or mail of a team, without regard to
      case. A name that stands for nothing, or for more than one object, is an error.
  type: str
id:
  description:
    - Id of the object or of the item, in place of the name.
  type: str
mailbox:
  description:
    - The mailbox of a V(User), of a V(Group) of Microsoft 365, or all of a V(PartialOrganization).
    - As all switches, it is on in a new item where it is left out and applies, save C(teams_chats). In an item
      that is there, what is left out stays. At least one must be on.
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
    - The chats of a V(Team), or of all teams of a V(PartialOrganization). Off in a new item where it is left out.
  type: bool
folders:
  description:
    - The folders of V(OneDriveFolders), all of them. Where the item is removed, they may be left out; naming only some
      of those that it has is an error.
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
      - Name, Office 365 name or UUID of the organization. Needed with a name in O(job).
    type: str
  items:
    description:
      - The items. Those that are in the list already are known by the names that the list shows; only others are
        looked up, in bulk where they are many.
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
      - Whether the list becomes exactly O(items), so that all others are removed. Only with O(state=present).
    type: bool
    default: false
  skip_item_update:
    description:
      - Whether the server may leave the properties of the job's objects as it last saw them, rather than look them up.
    type: bool
    default: false
  if_match:
    description:
      - The revision (or the eTag) that an earlier result showed. The task fails before it writes anything unless the
        job is still at it, with RV(error_code=conflict).
      - With a revision, only settings and the items that both tasks read count. A run moves the eTag on some servers,
        and with it a bare eTag.
    type: str
"""
    )

    # Options of backup_job.
    JOB: str = (
        r"""
options:
  selected_items:
    description:
      - What the job protects, as the whole list. Items that are not named are removed, save the last one. Only with
        backup type V(SelectedItems). The module M(vb365.backup.backup_job_item) adds or removes some.
    type: list
    elements: dict
    suboptions: &item"""
        + indent(_ITEM, "      ")
        + r"""
  excluded_items:
    description:
      - What the job leaves out, as the whole list. Items that are not named are removed. The module
        M(vb365.backup.job_exclusion) adds or removes some. V(PartialOrganization) and V(PersonalSites) cannot be
        excluded, and a V(Team) only where the job protects the chats of all teams.
    type: list
    elements: dict
    suboptions: *item
"""
    )
