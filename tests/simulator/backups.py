# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What sessions leave in repositories: backed-up data of each object, and restore points.

Data stay when a job is deleted (documented). Retention removes nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from .ids import make_id
from .items import EMBEDDED, everything
from .world import Job, Organization, Session, World

# Workloads of an object by the options of items, as the times of its data are called.
USER = {"mailbox": "mailbox", "archiveMailbox": "archive", "oneDrive": "oneDrive", "personalSite": "personalSite"}
MEMBER = {
    "memberMailbox": "mailbox",
    "memberArchiveMailbox": "archive",
    "memberOnedrive": "oneDrive",
    "memberSite": "personalSite",
}
GROUP = {"mailbox": "mailbox", "groupSite": "site"}
WHOLE = "object"
BYTES_OF_WORKLOAD = 750_000


@dataclass
class Data:
    """The data of one object in one repository: when each workload was backed up last."""

    repository_id: str
    organization_id: str
    type: str
    object_id: str
    times: dict[str, datetime] = field(default_factory=dict)


@dataclass
class RestorePoint:
    """A restore point of a job, or of its copy job: it has all data that its session backed up."""

    id: str
    repository_id: str
    organization_id: str
    job_id: str
    time: datetime
    is_copy: bool
    is_long_term: bool
    objects: frozenset[tuple[str, str]]
    etag: int


def record(world: World, session: Session, backup_job: Job | None, processed: list[tuple[str, str]]) -> None:
    """Keep what an ended session has backed up: the data of these objects, and a restore point if it went well."""
    if backup_job is None or session.ended is None:
        return
    organization = world.organizations[session.organization_id]
    wanted = dict(_workloads(organization, backup_job))
    moves = session.full or world.profile.backed_up_time == "every_run"
    for kind, object_id in (one for one in processed if one[1] not in organization.gone):
        for workload in wanted.get((kind, object_id), ()):
            key = (session.repository_id, organization.id, kind, object_id)
            times = world.data.setdefault(key, Data(*key)).times
            if moves or workload not in times:
                times[workload] = session.ended
    if session.status in ("Success", "Warning") and processed:
        point = RestorePoint(
            id=make_id("restore point", session.id),
            repository_id=session.repository_id,
            organization_id=organization.id,
            job_id=session.job_id,
            time=session.ended,
            is_copy=session.kind == "Copy",
            is_long_term=world.repositories[session.repository_id].long_term,
            objects=frozenset(processed),
            etag=world.next_etag(),
        )
        world.restore_points[point.id] = point


def _workloads(organization: Organization, job: Job) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
    """What a job backs up of each object: ((type, object id), workloads)."""
    found: dict[tuple[str, str], set[str]] = {}

    def add(kind: str, object_id: str, *workloads: str) -> None:
        found.setdefault((kind, object_id), set()).update(workloads)

    if job.backup_type == "EntireOrganization":
        for kind, object_id in everything(organization):
            add(kind, object_id, *(USER.values() if kind == "User" else [WHOLE]))
    for item in job.selected.values():
        on = {name for name, value in item.options.items() if value}
        if item.type == "Group":
            add("Group", item.object_id, *(GROUP[name] for name in GROUP if name in on))
            members = organization.members.get(item.object_id, ()) if "members" in on else ()
            for user_id in (member for member in members if member in organization.users):
                add("User", user_id, *(MEMBER[name] for name in MEMBER if name in on))
        elif item.type == "PartialOrganization":
            for kind, object_id in everything(organization, item.options):
                add(kind, object_id, *([USER[name] for name in USER if name in on] if kind == "User" else [WHOLE]))
        elif item.type == "PersonalSites":
            for key in (key for key, site in organization.sites.items() if site["isPersonal"]):
                add("Site", key, WHOLE)
        elif item.type in EMBEDDED:
            add(item.type, item.object_id, *([USER[name] for name in USER if name in on] or [WHOLE]))
    for (kind, object_id), workloads in found.items():
        user_type = organization.users[object_id]["type"] if kind == "User" else None
        yield (kind, object_id), frozenset(workloads & {"mailbox"} if user_type == "Public" else workloads)
