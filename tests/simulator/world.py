# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server knows: organizations and their objects, repositories, jobs, sessions. All ids in lower case."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .errors import invalid, not_found
from .ids import item_key, make_id
from .profiles import ETAG_MOVES, Profile

if TYPE_CHECKING:
    from .backups import Data, RestorePoint

# A user, group, site or team is kept as the resource that the server shows.
Resource = dict[str, Any]
# An event with its number.
Event = tuple[int, dict[str, Any]]
KEPT_EVENTS = 10_000


@dataclass
class Organization:
    """A Microsoft 365 organization; its objects by id."""

    id: str
    name: str
    office_name: str
    description: str | None
    teams_chats: bool
    users: dict[str, Resource] = field(default_factory=dict)
    groups: dict[str, Resource] = field(default_factory=dict)
    sites: dict[str, Resource] = field(default_factory=dict)
    teams: dict[str, Resource] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)  # group id: ids of its users and of groups in it
    gone: set[str] = field(default_factory=set)  # ids of objects that are no more; items of jobs keep them
    first_backup: datetime | None = None
    last_backup: datetime | None = None

    def shown(self, kind: str) -> dict[str, Resource]:
        """The "users", "groups", "sites" or "teams" that there are."""
        objects: dict[str, Resource] = getattr(self, kind)
        return {ident: one for ident, one in objects.items() if ident not in self.gone} if self.gone else objects


@dataclass
class Repository:
    """A backup repository; `organization_id` where it is dedicated to one organization, `object_storage` its type where
    it is object storage. `immutable_days`: None where backups are not immutable, 0 for as long as the retention."""

    id: str
    name: str
    description: str
    path: str
    proxy_id: str
    proxy_pool_id: str | None = None
    object_storage: str | None = None
    retention_type: str = "ItemLevel"
    immutable_days: int | None = None
    organization_id: str | None = None
    long_term: bool = False
    out_of_order: bool = False
    capacity_bytes: int = 0
    free_bytes: int = 0


@dataclass(frozen=True)
class Item:
    """An item of a job: `options` by wire name; `folders` of a OneDriveFolders item."""

    type: str
    object_id: str
    options: dict[str, bool]
    folders: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The composite id in lower case."""
        return item_key(self.type, self.object_id)


@dataclass
class Outcome:
    """How one session ends. `retry` None: as in the job's schedule."""

    status: str = "Success"
    retry: bool | None = None
    log: tuple[tuple[str, str], ...] = ()
    seconds: float = 30.0


@dataclass
class Job:
    """A backup job; items by key, in the order in which they were added."""

    id: str
    organization_id: str
    repository_id: str
    name: str
    description: str
    backup_type: str
    enabled: bool
    schedule: dict[str, Any]
    selected: dict[str, Item] = field(default_factory=dict)
    excluded: dict[str, Item] = field(default_factory=dict)
    etag: int = 0
    last_run: datetime | None = None
    last_backup: datetime | None = None
    last_status: str = "Stopped"
    total: int = 0
    processed: int = 0
    session_id: str | None = None  # the running session
    retry_of: str | None = None  # the ended session that a waiting retry belongs to
    outcomes: deque[Outcome] = field(default_factory=deque)


@dataclass
class CopyJob:
    """A backup copy job of a backup job."""

    id: str
    job_id: str
    organization_id: str
    repository_id: str
    name: str
    enabled: bool
    schedule: dict[str, Any]
    etag: int = 0
    last_status: str = "Stopped"
    last_run: datetime | None = None
    last_backup: datetime | None = None
    session_id: str | None = None  # the running session
    outcomes: deque[Outcome] = field(default_factory=deque)


@dataclass
class LogItem:
    """One line of a session's log; `usn` counts within the session."""

    id: str
    usn: int
    type: str
    message: str
    created: datetime
    ended: datetime


@dataclass
class Session:
    """A run of a job (`kind` Backup) or of a copy job (Copy). `seconds`: its simulated duration."""

    id: str
    job_id: str
    organization_id: str
    repository_id: str
    proxy_id: str
    kind: str
    full: bool
    created: datetime
    total: int
    objects: list[tuple[str, str]]  # (type, object id), what it processes
    outcome: Outcome
    retry_count: int = 0
    main_session_id: str | None = None
    will_be_retried: bool = False
    status: str = "Running"
    ended: datetime | None = None
    processed: int = 0  # final value
    etag: int = 0
    log: list[LogItem] = field(default_factory=list)


@dataclass
class RestoreSession:
    """An explore session; `details` says which restore point it shows, or that there is none."""

    id: str
    name: str
    organization_name: str
    type: str
    created: datetime
    details: str
    initiated_by: str
    etag: int
    ended: datetime | None = None


class World:
    """All data of the server, its counters and the things that will happen at a known time."""

    def __init__(self, clock: Clock, profile: Profile) -> None:
        self.clock = clock
        self.profile = profile
        self.username = "Administrator"
        self.password = "S1mulat0r+pass/word"
        self.version = "8.1.0.3503"
        self.installation_id = make_id("installation")
        self.organizations: dict[str, Organization] = {}
        self.repositories: dict[str, Repository] = {}
        self.jobs: dict[str, Job] = {}
        self.names: dict[tuple[str, str], str] = {}  # (organization id, job name in lower case): job id
        self.copy_jobs: dict[str, CopyJob] = {}
        self.sessions: dict[str, Session] = {}
        self.restore_sessions: dict[str, RestoreSession] = {}
        self.data: dict[tuple[str, str, str, str], Data] = {}  # by repository, organization, type and id of an object
        self.restore_points: dict[str, RestorePoint] = {}
        self.events: deque[Event] = deque(maxlen=KEPT_EVENTS)
        self.event_count = 0
        self._etag = 1000
        self._ids = 0
        self._timers: list[tuple[datetime, int, Callable[[datetime], None]]] = []

    def next_id(self, kind: str) -> str:
        """An id for a new resource: the same in every run with the same requests."""
        self._ids += 1
        return make_id(kind, self._ids)

    def next_etag(self) -> int:
        """A version number that was never used before."""
        self._etag += 1
        return self._etag

    def touch(self, job: Job | CopyJob, change: str) -> None:
        """Record a change of a job's "settings", "items" or "status": its eTag moves if the profile says so."""
        if change in ETAG_MOVES[self.profile.etag_moves_on]:
            job.etag = self.next_etag()
            kind = "Backup" if isinstance(job, Job) else "Copy"
            self.note("JobUpdate", id=job.id, eTag=job.etag, jobType=kind)

    def note(self, event_type: str, **fields: Any) -> None:
        """Add an event for clients of /Events; fields are those of the vendor's event types."""
        self.event_count += 1
        self.events.append((self.event_count, {"eventType": event_type, **fields}))

    def at(self, when: datetime, action: Callable[[datetime], None]) -> None:
        """Have `action(when)` done once simulated time has come that far."""
        self._ids += 1
        heapq.heappush(self._timers, (when, self._ids, action))

    def settle(self) -> datetime:
        """Do what is due by now, in order; called before every request. Returns the time."""
        now = self.clock.now()
        while self._timers and self._timers[0][0] <= now:
            when, _count, action = heapq.heappop(self._timers)
            action(when)
        return now

    def job(self, job_id: str) -> Job:
        """The job that a path names, or 404."""
        try:
            return self.jobs[job_id]
        except KeyError:
            raise not_found("Backup job", job_id) from None

    def organization(self, organization_id: str) -> Organization:
        """The organization that a path names, or 404."""
        try:
            return self.organizations[organization_id]
        except KeyError:
            raise not_found("Organization", organization_id) from None

    def session(self, session_id: str) -> Session:
        """The job session that a path names, or 404."""
        try:
            return self.sessions[session_id]
        except KeyError:
            raise not_found("Job session", session_id) from None

    def repository(self, repository_id: str, organization_id: str) -> Repository:
        """The repository that a body names, if jobs of this organization may use it."""
        repository = self.repositories.get(repository_id)
        if repository is None:
            raise invalid("repositoryId", f"there is no backup repository with ID {repository_id}.")
        if repository.organization_id not in (None, organization_id):
            raise invalid("repositoryId", f"repository {repository.name!r} belongs to another organization.")
        if repository.out_of_order:
            raise invalid("repositoryId", f"repository {repository.name!r} is out of order.")
        return repository

    def repository_for(self, repository_id: str, organization_id: str) -> Repository:
        """As repository(), for backup jobs, which cannot use an archive tier."""
        repository = self.repository(repository_id, organization_id)
        if repository.long_term:
            raise invalid("repositoryId", f"repository {repository.name!r} accepts only backup copies.")
        return repository

    def copy_job_of(self, job_id: str) -> CopyJob | None:
        """The copy job of a backup job."""
        return next((copy for copy in self.copy_jobs.values() if copy.job_id == job_id), None)
