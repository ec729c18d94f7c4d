# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each changing module does in the contract tests, and what is on the server before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.simulator.ids import make_id

ORGANIZATION = "contoso.onmicrosoft.com"


def user(name: str, **options: Any) -> dict[str, Any]:
    """A user of the organization as an item, in the data as in a task."""
    return {"type": "User", "name": f"{name}@contoso.com", **options}


SALES: dict[str, Any] = {"type": "Group", "name": "sales@contoso.com"}
RESTORE_SESSION = make_id("restore", 1)
"""The first restore session that a task or somebody else opens."""
SECOND = "22222222-2222-4222-8222-222222222222"
REPOSITORIES = {"Source": None, "Second": SECOND, "Target": None}
DATA: dict[str, Any] = {
    "organizations": [
        {
            "name": ORGANIZATION,
            "users": [{"name": user(name)["name"]} for name in ("alice", "bob", "carol", "dave", "erin", "frank")],
            "groups": [{"name": SALES["name"]}],
        }
    ],
    "repositories": [
        {"name": name, "id": identity, "object_storage": "AmazonS3"} for name, identity in REPOSITORIES.items()
    ],
    "jobs": [
        {
            "name": "Mail",
            "organization": ORGANIZATION,
            "repository": "Source",
            "description": "Theirs",
            "schedule": {"type": "Daily", "dailyTime": "21:00:00", "retryEnabled": True, "retryNumber": 7},
            "selected_items": [user("alice", mailbox=True), user("bob", mailbox=True, oneDrive=True), SALES],
            "excluded_items": [user("carol", mailbox=True), user("dave", mailbox=True)],
            "last_run": {"status": "Success"},
        },
        {
            "name": "Off",
            "organization": ORGANIZATION,
            "repository": "Source",
            "description": "Theirs",
            "enabled": False,
        },
        {
            "name": "Copied",
            "description": "Theirs",
            "organization": ORGANIZATION,
            "repository": "Source",
            "selected_items": [user("erin", mailbox=True)],
            "copy_job": {"repository": "Target"},
        },
    ],
}

LOOK_AT_SELECTED = ("GET /Jobs/Mail/SelectedItems", "GET /Jobs/Mail")
LOOK_AT_EXCLUDED = ("GET /Jobs/Mail/ExcludedItems", "GET /Jobs/Mail")
LOOK_AT_COPY = ("GET /Jobs/Copied", "GET /Jobs/Copied/CopyJob")
THEIR_SETTING = {"job": "Mail", "settings": {"description": "Edited meanwhile"}}
THEIR_SELECTED = {"job": "Mail", "add_selected": [user("frank", mailbox=True)]}
THEIR_EXCLUDED = {"job": "Mail", "add_excluded": [user("frank", mailbox=True)]}
THEIR_COPY = {"job": "Copied", "copy_job": {"schedulePolicy": {"type": "DailyAtTime", "dailyTime": "03:00:00"}}}


@dataclass(frozen=True)
class Case:
    """One task of a module.

    ``looks``: the requests between the first plan and the first write, or the last of them, with names in place of ids:
    they read what is written. ``theirs``: an edit of somebody else that moves the revision of what the task changes.
    ``first``: options of a task of the same module that runs before. ``subject``: the resource in the facts.
    ``is_done_anew``: a second run does the same once more, by
    design. ``is_traceless``: nobody can tell from the server that a request of the task never arrived.
    """

    module: str
    name: str
    options: Mapping[str, Any]
    looks: Sequence[str]
    theirs: Mapping[str, Any]
    subject: str
    first: Mapping[str, Any] = field(default_factory=dict)
    is_done_anew: bool = False
    is_traceless: bool = False

    def __str__(self) -> str:
        return f"{self.module}-{self.name}"


def _job(name: str, looks: Sequence[str], theirs: Mapping[str, Any], job: str = "Mail", **options: Any) -> Case:
    given = {"organization": ORGANIZATION, "name": job, **options}
    return Case("backup_job", name, given, looks, theirs, job)


def _items(name: str, looks: Sequence[str], *items: dict[str, Any], **options: Any) -> Case:
    given = {"organization": ORGANIZATION, "job": "Mail", "items": [*items], **options}
    return Case("backup_job_item", name, given, looks, THEIR_SELECTED, "Mail")


def _exclusions(name: str, looks: Sequence[str], *items: dict[str, Any], **options: Any) -> Case:
    given = {"organization": ORGANIZATION, "job": "Mail", "items": [*items], **options}
    return Case("job_exclusion", name, given, looks, THEIR_EXCLUDED, "Mail")


def _copy(name: str, looks: Sequence[str], theirs: Mapping[str, Any], job: str = "Copied", **options: Any) -> Case:
    given = {"organization": ORGANIZATION, "job": job, **options}
    return Case("backup_copy_job", name, given, looks, theirs, f"Copy of {job}")


def _action(action: str, job: str = "Mail", **options: Any) -> Case:
    more = {name: options.pop(name) for name in ("first", "is_done_anew", "is_traceless") if name in options}
    given = {"organization": ORGANIZATION, "job": job, "action": action, **options}
    sessions = ["GET /JobSessions"] if action in ("start", "stop") else []
    restore = [f"GET /RestoreSessions/{RESTORE_SESSION}"] if action == "close" else []
    theirs = {**THEIR_SETTING, "job": job}
    return Case("job_action", action, given, [*sessions, f"GET /Jobs/{job}", *restore], theirs, job, **more)


def _copy_action(action: str, **more: Any) -> Case:
    given = {"organization": ORGANIZATION, "job": "Copied", "kind": "copy", "action": action}
    sessions = ["GET /JobSessions"] if action in ("start", "stop") else []
    looks = [*sessions, "GET /CopyJobs/Copied - copy"]
    return Case("job_action", f"{action} copy", given, looks, THEIR_COPY, "Copy of Copied", **more)


_OF_TENANT: dict[str, dict[str, Any]] = {
    "edit": {"copy": "absent"},
    "edit with items": {"unmanaged_jobs": "report"},
}
"""What the cases of backup_job have more of where they are those of a tenant."""

CASES = [
    _job(
        "create",
        ["GET /Jobs"],
        {"job": "Off", "settings": {"name": "New"}},
        job="New",
        repository="Source",
        backup_type="SelectedItems",
        description="Ours",
        schedule={"type": "Daily", "daily_time": "22:00:00"},
        selected_items=[user("dave")],
    ),
    _job(
        "edit",
        ["GET /Jobs/Mail"],
        THEIR_SETTING,
        enabled=False,
        repository="Second",
        schedule={"daily_time": "23:00:00", "retry_number": 5},
    ),
    _job(
        "edit with items",
        ["GET /Jobs/Mail/SelectedItems", "GET /Jobs/Mail/ExcludedItems", "GET /Jobs/Mail"],
        THEIR_SETTING,
        enabled=False,
        selected_items=[user("alice", onedrive=True), user("erin"), SALES],
        excluded_items=[user("carol", onedrive=True)],
    ),
    _job("rename", ["GET /Jobs/Mail"], THEIR_SETTING, new_name="Renamed"),
    _job("remove", ["GET /Jobs/Mail"], THEIR_SETTING, state="absent"),
    _job(
        "remove with copy job",
        ["GET /Jobs/Copied/CopyJob", "GET /Jobs/Copied"],
        {**THEIR_SETTING, "job": "Copied"},
        job="Copied",
        state="absent",
        remove_copy_job=True,
    ),
    _items("add", LOOK_AT_SELECTED, user("erin"), user("frank", onedrive=False)),
    _items(
        "edit", [*LOOK_AT_SELECTED, "GET /Jobs/Mail/SelectedItems/User alice@contoso.com"], user("alice", onedrive=True)
    ),
    _items("remove", LOOK_AT_SELECTED, user("bob"), SALES, state="absent"),
    _items("exactly", LOOK_AT_SELECTED, user("bob", onedrive=False), user("erin"), exclusive=True),
    _exclusions("add", LOOK_AT_EXCLUDED, user("erin"), user("frank", onedrive=False)),
    _exclusions(
        "edit", [*LOOK_AT_EXCLUDED, "GET /Jobs/Mail/ExcludedItems/User dave@contoso.com"], user("dave", onedrive=True)
    ),
    _exclusions("remove", LOOK_AT_EXCLUDED, user("dave"), state="absent"),
    _exclusions("exactly", LOOK_AT_EXCLUDED, user("carol", onedrive=True), user("erin"), exclusive=True),
    _copy(
        "create",
        ["GET /Jobs/Mail", "GET /Jobs/Mail/CopyJob"],
        {"job": "Mail", "copy_job": {"repositoryId": SECOND}},
        job="Mail",
        repository="Target",
        enabled=False,
        schedule={"type": "DailyAtTime", "daily_time": "04:00:00"},
    ),
    _copy("edit", LOOK_AT_COPY, THEIR_COPY, repository="Second", enabled=False),
    _copy("remove", LOOK_AT_COPY, THEIR_COPY, state="absent"),
    _action("start"),
    _action("stop", first={"action": "start"}),
    _action("enable", "Off"),
    _action("disable"),
    _action("explore", restore_type="Vex", is_done_anew=True, is_traceless=True),
    _action(
        "close",
        restore_session=RESTORE_SESSION,
        first={"action": "explore", "restore_type": "Vex", "restore_session": None},
    ),
    _copy_action("start"),
    _copy_action("stop", first={"action": "start"}),
    _copy_action("enable", first={"action": "disable"}),
    _copy_action("disable"),
]

CASES += [
    replace(case, module="tenant", options={**case.options, **_OF_TENANT.get(case.name, {})})
    for case in CASES
    if case.module == "backup_job"
]

READING = [_action("wait")]
"""The tasks of changing modules that never write: ``looks`` and ``theirs`` say no more than that the job is read."""
