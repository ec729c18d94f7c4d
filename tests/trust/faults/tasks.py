# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that meet the faults: at least one for each way in which a module writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.simulator.ids import make_id
from tests.simulator.launch import Simulator
from tests.trust.faults.data import CONTOSO, FABRIKAM, site, user


@dataclass(frozen=True, eq=False)
class Task:
    """``touches`` are the facts that the task moves (facts.py), by how they begin; ``finds_running`` whether the job
    Mail runs before; ``is_done_anew`` whether a task that runs again does the same thing again. A task that closes a
    restore session finds one."""

    name: str
    module: str
    options: Mapping[str, Any]
    touches: Sequence[str]
    finds_running: bool = False
    is_done_anew: bool = False

    def prepare(self, simulator: Simulator) -> None:
        """The server as the task finds it."""
        with simulator.together():
            simulator.reset()
            simulator.outcome("Mail", "Success", seconds=11 if self.options.get("wait") else 1e6)
            if self.finds_running:
                simulator.edit("Mail", status="Running")
            if self.options.get("action") == "close":
                simulator.edit("Mail", restore="open")


def _of(job: str, *facts: str) -> list[str]:
    return [f"{job}.{fact}" for fact in facts]


def _selected(*names: str) -> list[str]:
    return _of("Mail", *(f"selected[User {name}@contoso.com]" for name in names))


def _excluded(*names: str) -> list[str]:
    return _of("Mail", *(f"excluded[User {name}@contoso.com]" for name in names))


JOB = {"organization": CONTOSO, "name": "Mail"}
IN_JOB = {"organization": CONTOSO, "job": "Mail"}
KEPT = [{"type": "Group", "name": "sales@contoso.com"}, {"type": "PersonalSites"}]
NEW = {
    "organization": CONTOSO,
    "name": "New",
    "repository": "Vault",
    "backup_type": "SelectedItems",
    "description": "Ours",
    "schedule": {"type": "Daily", "daily_time": "22:00"},
    "selected_items": [user("dave"), site()],
    "excluded_items": [user("frank")],
}
SETTINGS = {"repository": "Vault", "schedule": {"daily_time": "23:00", "retry_number": 5}}
LISTS = {
    "enabled": False,
    "selected_items": [user("alice", mailbox=False), user("dave"), *KEPT],
    "excluded_items": [user("frank")],
}
TO_ITEMS = {
    "organization": FABRIKAM,
    "name": "Everything",
    "backup_type": "SelectedItems",
    "selected_items": [{"type": "PartialOrganization"}],
}
COPY = {"organization": CONTOSO, "job": "Mail", "repository": "Vault", "enabled": False}
COPIED = {"organization": CONTOSO, "job": "Sites"}
FOLDERS = {"type": "OneDriveFolders", "folders": ["Music"]}


def _items(name: str, items: list[dict[str, Any]], touches: Sequence[str], **options: Any) -> Task:
    return Task(name, "backup_job_item", {**IN_JOB, "items": items, **options}, touches)


def _action(action: str, touches: Sequence[str], job: str = "Mail", **more: Any) -> Task:
    is_marked = {name: more.pop(name) for name in ("finds_running", "is_done_anew") if name in more}
    return Task(
        " ".join([action, *more]), "job_action", {**IN_JOB, "job": job, "action": action, **more}, touches, **is_marked
    )


TENANT_COPY = {"repository": "Archive", "schedule": {"type": "DailyAtTime", "daily_time": "04:00"}}

TASKS = [
    Task("create", "backup_job", NEW, _of("New", "")),
    Task("create and run", "backup_job", {**NEW, "run_now": True}, _of("New", "")),
    Task(
        "edit settings",
        "backup_job",
        {**JOB, **SETTINGS},
        _of("Mail", "repository", "schedulePolicy.dailyTime", "schedulePolicy.retryNumber"),
    ),
    Task(
        "edit settings and items",
        "backup_job",
        {**JOB, **LISTS},
        [*_of("Mail", "isEnabled"), *_selected("alice", "bob", "dave"), *_excluded("carol", "frank")],
    ),
    Task(
        "change type to items",
        "backup_job",
        TO_ITEMS,
        _of("Everything", "backupType", "selected[PartialOrganization]"),
    ),
    Task(
        "change type to everything",
        "backup_job",
        {**JOB, "backup_type": "EntireOrganization"},
        _of("Mail", "backupType", "selected["),
    ),
    Task("rename", "backup_job", {**JOB, "new_name": "Renamed"}, [*_of("Mail", ""), *_of("Renamed", "")]),
    Task("remove", "backup_job", {**JOB, "state": "absent"}, _of("Mail", "")),
    _items("add items", [user("dave"), user("erin", mailbox=False)], _selected("dave", "erin")),
    _items("edit items", [user("alice", mailbox=False), user("bob", mailbox=False)], _selected("alice", "bob")),
    _items("remove items", [user("alice"), user("bob")], _selected("alice", "bob"), state="absent"),
    _items("exactly these items", LISTS["selected_items"], _selected("alice", "bob", "dave"), exclusive=True),
    Task(
        "add exclusions",
        "job_exclusion",
        {**IN_JOB, "items": [user("frank"), FOLDERS]},
        [*_excluded("frank"), "Mail.excluded[OneDriveFolders]"],
    ),
    Task(
        "remove exclusions",
        "job_exclusion",
        {**IN_JOB, "items": [user("carol")], "state": "absent"},
        _excluded("carol"),
    ),
    Task(
        "exactly these exclusions",
        "job_exclusion",
        {**IN_JOB, "items": [user("carol", onedrive=True), FOLDERS], "exclusive": True},
        [*_excluded("carol"), "Mail.excluded[OneDriveFolders]"],
    ),
    Task("create copy", "backup_copy_job", COPY, _of("Copy of Mail", "")),
    Task(
        "edit copy",
        "backup_copy_job",
        {**COPIED, "repository": "Archive", "schedule": {"type": "DailyAtTime", "daily_time": "04:00"}},
        _of("Copy of Sites", "repository", "schedulePolicy."),
    ),
    Task("remove copy", "backup_copy_job", {**COPIED, "state": "absent"}, _of("Copy of Sites", "")),
    _action("start", _of("Mail", "lastStatus", "sessions")),
    _action("start", _of("Mail", "lastStatus", "sessions"), wait=True, is_done_anew=True),
    _action("stop", _of("Mail", "lastStatus", "sessions"), finds_running=True),
    _action("enable", _of("Sites", "isEnabled"), job="Sites"),
    _action("disable", _of("Mail", "isEnabled")),
    Task(
        "tenant of a new job",
        "tenant",
        {**NEW, "copy": TENANT_COPY, "start_first_backup": True, "unmanaged_jobs": "disable"},
        [*_of("New", ""), *_of("Copy of New", ""), *_of("Mail", "isEnabled")],
    ),
    Task(
        "tenant of an edited job",
        "tenant",
        {**JOB, **LISTS, "copy": TENANT_COPY},
        [
            *_of("Mail", "isEnabled"),
            *_selected("alice", "bob", "dave"),
            *_excluded("carol", "frank"),
            *_of("Copy of Mail", ""),
        ],
    ),
    Task(
        "tenant of a removed job",
        "tenant",
        {**JOB, "state": "absent"},
        _of("Mail", ""),
    ),
    _action("explore", ["restoreSessions"], restore_type="Vex", is_done_anew=True),
    _action("close", ["restoreSessions"], restore_session=make_id("restore", 1)),
]
