# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bodies of requests: the vendor's schema as pydantic models, strict, with the names of the wire.

A field without default is required; `= ABSENT` may be left out but not be null; `| None = None` may be either.
Fields that the schema does not know are ignored, as the schema allows them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

ABSENT: Any = None

Guid = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"),
    AfterValidator(str.lower),
]
Int32 = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
Int64 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
TimeOfDay = Annotated[
    str,
    StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"),
    AfterValidator(lambda text: f"{text}:00"[:8]),
]

BackupType = Literal["EntireOrganization", "SelectedItems"]
ItemType = Literal["Group", "User", "Site", "PartialOrganization", "PersonalSites", "OneDriveFolders", "Team"]
LocationType = Literal["OnPremises", "Cloud", "Hybrid"]
Interval = Literal["Minutes5", "Minutes10", "Minutes15", "Minutes30", "Hours1", "Hours2", "Hours4", "Hours8", "Hours12"]
DayType = Literal[
    "Everyday", "Workdays", "Weekends",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]  # fmt: skip


class Body(BaseModel):
    """Base of all bodies: no coercion, unknown fields ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")


class WindowBody(Body):
    """Hours of a week, Sunday 00:00 first, true: allowed; offset from UTC in minutes."""

    backupWindow: Annotated[list[bool], Field(min_length=168, max_length=168)] = ABSENT
    minuteOffset: Int32 | None = None


class SchedulePolicyBody(Body):
    """RESTJobSchedulePolicy."""

    scheduleEnabled: bool | None = None
    backupWindowEnabled: bool | None = None
    backupWindowSettings: WindowBody = ABSENT
    periodicallyWindowEnabled: bool | None = None
    periodicallyWindowSettings: WindowBody = ABSENT
    periodicallyOffsetMinutes: Annotated[int, Field(ge=0, le=59)] | None = None
    type: Literal["Periodically", "Daily", "ManualOnly"] | None = None
    periodicallyEvery: Interval | None = None
    dailyType: DayType | None = None
    dailyTime: TimeOfDay = ABSENT
    retryEnabled: bool | None = None
    retryNumber: Annotated[int, Field(ge=1, le=777)] | None = None
    retryWaitInterval: Annotated[int, Field(ge=1, le=999)] | None = None


class LicenseBody(Body):
    """RESTOfficeLicense."""

    skuId: Guid = ABSENT
    skuPartNumber: str = ABSENT
    detectedSkuType: Literal["Other", "Education"] = ABSENT


class UserBody(Body):
    """RESTUser, embedded in an item."""

    id: str = ABSENT
    eTag: Int64 | None = None
    onPremisesSid: str = ABSENT
    displayName: str = ABSENT
    name: str = ABSENT
    type: Literal["User", "Shared", "Public"] | None = None
    locationType: LocationType = ABSENT
    office: str = ABSENT
    assignedLicenses: list[LicenseBody] | None = None
    msid: Guid | None = None
    dataLocation: str | None = None


class GroupBody(Body):
    """RESTGroup, embedded in an item."""

    id: str = ABSENT
    eTag: Int64 | None = None
    onPremisesSid: str | None = None
    displayName: str = ABSENT
    name: str | None = None
    managedBy: str | None = None
    site: str | None = None
    type: Literal["Office365", "Security", "Distribution", "DynamicDistribution"] | None = None
    locationType: LocationType = ABSENT
    msid: Guid | None = None
    dataLocation: str | None = None


class SiteBody(Body):
    """RESTJobSite, embedded in an item. The fields the schema requires are checked in items.py, by profile."""

    id: str = ABSENT
    eTag: Int64 | None = None
    url: str = ABSENT
    parentUrl: str = ABSENT
    name: str = ABSENT
    isCloud: bool = ABSENT
    isPersonal: bool = ABSENT
    title: str = ABSENT
    siteCollectionError: str = ABSENT


class TeamBody(Body):
    """RESTTeam, embedded in an item. The fields the schema requires are checked in items.py, by profile."""

    id: Guid = ABSENT
    eTag: Int64 | None = None
    displayName: str = ABSENT
    description: str = ABSENT
    mail: str = ABSENT
    msid: Guid | None = None
    dataLocation: str | None = None


class ItemBody(Body):
    """RESTJobItemComposed: one item of any type."""

    type: ItemType = ABSENT
    id: str | None = None
    folders: list[str] = ABSENT
    user: UserBody = ABSENT
    group: GroupBody = ABSENT
    site: SiteBody = ABSENT
    team: TeamBody = ABSENT
    mailbox: bool | None = None
    oneDrive: bool | None = None
    archiveMailbox: bool | None = None
    sites: bool | None = None
    teams: bool | None = None
    teamsChats: bool | None = None
    personalSite: bool | None = None
    members: bool | None = None
    memberMailbox: bool | None = None
    memberArchiveMailbox: bool | None = None
    memberOnedrive: bool | None = None
    memberSite: bool | None = None
    groupSite: bool | None = None


class CreateJobBody(Body):
    """RESTCreateBackupJob. A null description is taken as an omitted one."""

    repositoryId: Guid
    organizationId: Guid
    backupType: BackupType
    name: str = ABSENT
    description: str | None = None
    isEnabled: bool | None = None
    runNow: bool | None = None
    selectedItems: list[ItemBody] = ABSENT
    excludedItems: list[ItemBody] = ABSENT
    schedulePolicy: SchedulePolicyBody = ABSENT


class EditJobBody(Body):
    """RESTEditBackupJob: what is left out or null stays as it is."""

    repositoryId: Guid | None = None
    backupType: BackupType | None = None
    name: str | None = None
    description: str | None = None
    isEnabled: bool | None = None
    runNow: bool | None = None
    selectedItems: list[ItemBody] | None = None
    excludedItems: list[ItemBody] | None = None
    schedulePolicy: SchedulePolicyBody = ABSENT


class StartBody(Body):
    """RESTStartJobOptions."""

    full: bool = ABSENT


class ExploreBody(Body):
    """RESTExploreOptions."""

    dateTime: datetime | None = None
    type: Literal["Vex", "Veod", "Vesp", "Vet"] | None = None
    showDeleted: bool | None = None
    showAllVersions: bool | None = None


class CopySchedulePolicyBody(Body):
    """RESTCopyJobSchedulePolicy."""

    type: Literal["Immediate", "Periodically", "DailyAtTime"] | None = None
    periodicallyEvery: Interval | None = None
    dailyType: DayType | None = None
    dailyTime: TimeOfDay = ABSENT
    backupCopyWindowEnabled: bool | None = None
    backupCopyWindowSettings: WindowBody = ABSENT


class CreateCopyJobBody(Body):
    """RESTCreateCopyJob."""

    backupJobId: Guid
    repositoryId: Guid
    organizationId: Guid
    isEnabled: bool | None = None
    schedulePolicy: CopySchedulePolicyBody = ABSENT


class EditCopyJobBody(Body):
    """RESTEditCopyJob: what is left out or null stays as it is."""

    backupJobId: Guid | None = None
    repositoryId: Guid | None = None
    organizationId: Guid | None = None
    isEnabled: bool | None = None
    schedulePolicy: CopySchedulePolicyBody = ABSENT
