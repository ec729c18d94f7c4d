# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: settings of jobs, of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.facts import hours, items_of
from tests.trust.profiles.bench import Bench, Case, task
from tests.trust.profiles.data import CONTOSO, FABRIKAM, SALES, STAFF, user, window

OWNERS = {"Mail": CONTOSO, "Sites": CONTOSO, "Teams": CONTOSO, "Everything": FABRIKAM}
NO_PERIOD = {
    "periodicallyEvery": None,
    "periodicallyOffsetMinutes": None,
    "periodicallyWindowEnabled": None,
    "periodicallyWindowSettings": None,
}
NO_DAY = {"dailyTime": None, "dailyType": None}
NO_RETRY = {"retryEnabled": False, "retryNumber": None, "retryWaitInterval": None}
ON = {"scheduleEnabled": True}
OFF = {"type": "ManualOnly", "scheduleEnabled": False}
EVERY_30_MINUTES = {
    "type": "Periodically",
    "periodicallyEvery": "Minutes30",
    "periodicallyOffsetMinutes": 0,
    "periodicallyWindowEnabled": False,
    "periodicallyWindowSettings": hours(window(3, 4)),
}


def edit(job: str, wants: Mapping[str, Any], **options: Any) -> Case:
    """A task for a job; ``wants`` are its facts."""
    absolute = {f"{job}.{name}": value for name, value in wants.items()}
    return lambda bench: bench.edits(absolute, organization=OWNERS[job], name=job, **options)


def plan(job: str, wants: Mapping[str, Any], **schedule: Any) -> Case:
    """A task for the schedule of a job; ``wants`` are facts of its schedulePolicy."""
    return edit(job, {f"schedulePolicy.{name}": value for name, value in wants.items()}, schedule=schedule)


def rests(job: str, **schedule: Any) -> Case:
    """A task for the schedule of a job that has nothing to do."""
    play = task("backup_job", organization=OWNERS[job], name=job, schedule=schedule)
    return lambda bench: bench.rests(play)


def rename(bench: Bench) -> None:
    before = bench.facts()
    named = {f"Post{name.removeprefix('Mail')}": value for name, value in before.items() if name.startswith("Mail.")}
    wants = {**{name: None for name in before if name.startswith("Mail.")}, **named, "Post.name": "Post"}
    bench.edits(wants, organization=CONTOSO, name="Mail", new_name="Post")


def become_entire(bench: Bench) -> None:
    selected = [name for name in items_of("Mail", bench.facts()) if ".selected[" in name]
    bench.edits(
        {**dict.fromkeys(selected), "Mail.backupType": "EntireOrganization"},
        repair={"excluded_items": [user("bob", archive_mailbox=False, onedrive=False, personal_site=False)]},
        organization=CONTOSO,
        name="Mail",
        backup_type="EntireOrganization",
    )


def become_selected(bench: Bench) -> None:
    mailbox = {"type": "User", "archive_mailbox": False, "onedrive": False, "personal_site": False}
    bench.edits(
        {"Everything.backupType": "SelectedItems", f"Everything.selected[User {STAFF[1]}]": "mailbox"},
        repair={"excluded_items": [{**mailbox, "name": STAFF[0]}]},
        organization=FABRIKAM,
        name="Everything",
        backup_type="SelectedItems",
        selected_items=[{**mailbox, "name": STAFF[1]}],
    )


def hours_to_day_to_minutes(bench: Bench) -> None:
    """What goes with hours alone may still be there, unseen, when minutes come."""
    CASES["periodically to daily"](bench)
    plan("Sites", {**NO_DAY, **EVERY_30_MINUTES}, type="Periodically", periodically_every="Minutes30")(bench)


MAILBOX = {"archive_mailbox": False, "onedrive": False, "personal_site": False}
ALICE = user("alice", **{**MAILBOX, "onedrive": True})
ADDED = {"description": "Ours", "selected[User dave@contoso.com]": "mailbox"}
NO_EXCLUSION = {"description": "Ours", "excluded[User bob@contoso.com]": None}
CHANGED = {"description": "Ours", "selected[User alice@contoso.com]": "oneDrive"}
CASES: dict[str, Case] = {
    "description": edit("Mail", {"description": "Ours"}, description="Ours"),
    "no description": edit("Sites", {"description": ""}, description=""),
    "disabled": edit("Mail", {"isEnabled": False}, enabled=False),
    "enabled": edit("Teams", {"isEnabled": True}, enabled=True),
    "repository": edit("Mail", {"repository": "Vault"}, repository="Vault"),
    "rename": rename,
    "settings and new items": edit(
        "Mail", ADDED, description="Ours", selected_items=[ALICE, SALES, user("dave", **MAILBOX)]
    ),
    "settings and items": edit(
        "Mail", CHANGED, description="Ours", selected_items=[{**ALICE, "mailbox": False}, SALES]
    ),
    "settings and exclusions": edit("Mail", NO_EXCLUSION, description="Ours", excluded_items=[]),
    "settings and both": edit(
        "Mail",
        {**ADDED, **NO_EXCLUSION},
        description="Ours",
        selected_items=[ALICE, SALES, user("dave", **MAILBOX)],
        excluded_items=[],
    ),
    "become entire": become_entire,
    "become selected": become_selected,
    "time and day": plan(
        "Mail", {"dailyTime": "22:15:00", "dailyType": "Sunday"}, daily_time="22:15", daily_type="Sunday"
    ),
    "retry": plan("Mail", {"retryNumber": 9, "retryWaitInterval": 30}, retry_number=9, retry_wait_interval=30),
    "retry off": plan("Mail", NO_RETRY, retry_enabled=False),
    "schedule off": plan("Mail", {**NO_DAY, **OFF}, enabled=False),
    "schedule on": plan(
        "Everything",
        {**ON, "type": "Daily", "dailyTime": "15:00:00", "dailyType": "Everyday"},
        type="Daily",
        enabled=True,
    ),
    "daily to periodically": plan(
        "Mail",
        {
            **NO_DAY,
            "type": "Periodically",
            "periodicallyEvery": "Hours2",
            "periodicallyOffsetMinutes": 0,
            "periodicallyWindowEnabled": False,
        },
        type="Periodically",
        periodically_every="Hours2",
    ),
    "daily to manual": plan("Mail", {**NO_DAY, **OFF}, type="ManualOnly"),
    "periodically to daily": plan(
        "Sites",
        {**NO_PERIOD, "type": "Daily", "dailyTime": "23:00:00", "dailyType": "Everyday"},
        type="Daily",
        daily_time="23:00",
    ),
    "periodically to manual": plan("Sites", {**NO_PERIOD, **OFF}, type="ManualOnly", enabled=True),
    "manual once more": rests("Teams", type="ManualOnly", enabled=True),
    "manual to paused": rests("Teams", type="Daily", daily_time="22:00", enabled=False),
    "daily to paused": plan(
        "Mail",
        {**NO_DAY, **OFF, "retryNumber": 9},
        type="Daily",
        daily_time="22:00",
        enabled=False,
        retry_number=9,
    ),
    "periodically to paused": plan(
        "Sites", {**NO_PERIOD, **OFF}, type="Periodically", periodically_every="Hours8", enabled=False
    ),
    "manual to daily": plan(
        "Teams",
        {**ON, "type": "Daily", "dailyTime": "06:30:00", "dailyType": "Monday"},
        type="Daily",
        daily_time="06:30",
        daily_type="Monday",
    ),
    "manual to periodically": plan(
        "Teams",
        {
            **ON,
            "type": "Periodically",
            "periodicallyEvery": "Minutes15",
            "periodicallyOffsetMinutes": 0,
            "periodicallyWindowEnabled": False,
        },
        type="Periodically",
        periodically_every="Minutes15",
    ),
    "interval and offset": plan(
        "Sites",
        {"periodicallyEvery": "Hours8", "periodicallyOffsetMinutes": 5},
        periodically_every="Hours8",
        periodically_offset_minutes=5,
    ),
    "hours to minutes": plan("Sites", EVERY_30_MINUTES, periodically_every="Minutes30"),
    "hours to day to minutes": hours_to_day_to_minutes,
    "retry on": plan(
        "Sites", {"retryEnabled": True, "retryNumber": 5, "retryWaitInterval": 10}, retry_enabled=True, retry_number=5
    ),
    "retry off with a number": plan("Mail", NO_RETRY, retry_enabled=False, retry_number=9),
    "window": plan(
        "Mail",
        {"backupWindowSettings": hours(window(0, 30, offset=60))},
        backup_window={"allow": ["Sun 00:00-01:00", "Mon 06:00-07:00"]},
    ),
    "window off": plan("Mail", {"backupWindowEnabled": False}, backup_window={}),
    "window on": plan(
        "Sites",
        {"backupWindowEnabled": True, "backupWindowSettings": hours(window(5, offset=-60))},
        backup_window={"allow": ["Sun 05:00-06:00"], "minute_offset": -60},
    ),
    "periodic window": plan(
        "Sites", {"periodicallyWindowSettings": hours(window(5))}, periodically_window={"allow": ["Sun 05:00-06:00"]}
    ),
    "periodic window off": plan("Sites", {"periodicallyWindowEnabled": False}, periodically_window={}),
}
