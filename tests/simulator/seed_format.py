# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The format of seed data, which data/sample.yml explains at its top."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .models import BackupType, Guid, SchedulePolicyBody

StorageType = Literal[
    "AzureBlob", "AmazonS3", "AmazonS3Compatible", "AzureBlobArchive", "AmazonS3Glacier", "WasabiCloud", "IBMCloud"
]


class Part(BaseModel):
    """Base of all parts of the format: nothing unknown, no coercion."""

    model_config = ConfigDict(strict=True, extra="forbid")


class ServerPart(Part):
    """The server itself."""

    username: str | None = None
    password: str | None = None
    version: str | None = None


class UserPart(Part):
    """A mailbox user, shared or public mailbox; `name` is the e-mail address."""

    name: str
    display_name: str | None = None
    type: Literal["User", "Shared", "Public"] = "User"
    office: str = ""
    licensed: bool = True


class GroupPart(Part):
    """A group; `members` are e-mail addresses of users, and names of groups."""

    name: str
    display_name: str | None = None
    type: Literal["Office365", "Security", "Distribution", "DynamicDistribution"] = "Office365"
    members: list[str] = []
    site: str | None = None


class SitePart(Part):
    """A SharePoint site; `parent` is the URL of the site above it."""

    url: str
    title: str
    personal: bool = False
    parent: str = ""


class TeamPart(Part):
    """A team."""

    display_name: str
    mail: str
    description: str = ""


class OrganizationPart(Part):
    """A tenant."""

    name: str
    office_name: str | None = None
    id: Guid | None = None
    description: str | None = None
    teams_chats: bool = True
    users: list[UserPart] = []
    groups: list[GroupPart] = []
    sites: list[SitePart] = []
    teams: list[TeamPart] = []


class RepositoryPart(Part):
    """A backup repository; `organization` where it is dedicated to one; `long_term`: an archive tier."""

    name: str
    id: Guid | None = None
    description: str = ""
    path: str = "C:\\Repositories"
    proxy: str = "proxy1"
    proxy_pool: str | None = None
    object_storage: StorageType | None = None
    retention_type: Literal["ItemLevel", "SnapshotBased"] = "ItemLevel"
    immutable_days: int | None = None
    organization: str | None = None
    long_term: bool = False
    out_of_order: bool = False
    capacity_gb: int = 4096
    free_gb: int = 2048


class LastRunPart(Part):
    """A run in the past."""

    status: Literal["Success", "Warning", "Failed", "Stopped"] = "Success"
    hours_ago: float = Field(default=12, gt=0, strict=False)
    minutes: float = Field(default=20, gt=0, strict=False)


class CopyJobPart(Part):
    """The backup copy job of a job."""

    repository: str


class JobPart(Part):
    """A backup job; `schedule` has the API's fields, items may be named (shorthand.py)."""

    name: str
    organization: str
    repository: str
    id: Guid | None = None
    backup_type: BackupType = "SelectedItems"
    description: str | None = None
    enabled: bool = True
    schedule: SchedulePolicyBody | None = None
    selected_items: list[dict[str, Any]] = []
    excluded_items: list[dict[str, Any]] = []
    last_run: LastRunPart | None = None
    copy_job: CopyJobPart | None = None


class Seed(Part):
    """A whole file."""

    server: ServerPart = ServerPart()
    organizations: list[OrganizationPart] = []
    repositories: list[RepositoryPart] = []
    jobs: list[JobPart] = []
