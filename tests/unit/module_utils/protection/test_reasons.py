# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reasons of the rule of protection, case by case: words, sentences, objects."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._job import protection
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import REASONS, JobView

NOW = datetime(2026, 11, 26, 14, 30, tzinfo=timezone.utc)
NIGHTLY = {"enabled": True, "type": "Daily", "daily_time": "22:00:00", "daily_type": "Everyday"}
DAY = {"allow": ["Mon-Sun 08:00-18:00"], "minute_offset": 0}
USER = ("mailbox", "archive_mailbox", "onedrive", "personal_site")
GROUP = (
    "members",
    "member_mailbox",
    "member_archive_mailbox",
    "member_onedrive",
    "member_site",
    "mailbox",
    "group_site",
)
ORGANIZATION = "7d1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a00"


def user(name: str, *on: str, identity: str | None = None) -> Item:
    thing = {"id": identity or f"id of {name}", "name": name, "displayName": name.title()}
    return Item("User", thing, {option: option in (on or USER) for option in USER})


def group(name: str, *on: str, kind: str = "Office365") -> Item:
    return Item("Group", {"id": name, "name": name, "type": kind}, {option: option in on for option in GROUP})


SITE = Item("Site", {"id": "s", "url": "https://site", "title": "The site"}, {})
TEAM = Item("Team", {"id": "t", "displayName": "Launch"}, {"teams_chats": False})
PERSONAL = Item("PersonalSites", None, {})


def partial(*on: str) -> Item:
    options = ("mailbox", "archive_mailbox", "onedrive", "sites", "teams", "teams_chats")
    return Item("PartialOrganization", None, {option: option in on for option in options})


def folders(*names: str) -> Item:
    return Item("OneDriveFolders", None, {"folders": [*names]})


def view(*selected: Item, excluded: Any = (), name: str = "Mail", schedule: Any = NIGHTLY, **more: Any) -> JobView:
    facts = {key: more.pop(key) for key in ("repository", "session", "organization_id") if key in more}
    settings = {"name": name, "backup_type": "SelectedItems", "enabled": True, "schedule": schedule, **more}
    return JobView(settings, selected, excluded, **facts)


def entire(*excluded: Item, **more: Any) -> JobView:
    return view(excluded=excluded, **{"name": "All", "backup_type": "EntireOrganization", **more})


def told(job: JobView, *others: JobView, **objects: Any) -> list[tuple[str, str]]:
    """The words and the texts."""
    return [(row["reason"], row["text"]) for row in protection.of_job(job, others, NOW, objects)]


ALONE: list[tuple[JobView, str, str]] = [
    (view(SITE, enabled=False), "disabled", "'Mail' is disabled and backs up nothing: set enabled to true."),
    (
        view(SITE, schedule={"type": "ManualOnly", "enabled": False}),
        "unscheduled",
        "'Mail' runs only when somebody starts it: set schedule.type to Daily or Periodically.",
    ),
    (
        view(SITE, schedule={**NIGHTLY, "enabled": False}),
        "unscheduled",
        "The schedule of 'Mail' is off, so that the job never starts: set schedule.enabled to true.",
    ),
    (
        view(SITE, schedule={**NIGHTLY, "backup_window": DAY}),
        "never_starts",
        "'Mail' can never start: daily_time 22:00:00 with daily_type Everyday is in no allowed hour, because "
        "backup_window allows Mon-Sun 08:00-18:00.",
    ),
    (
        entire(
            schedule={
                "type": "Periodically",
                "periodically_every": "Hours8",
                "periodically_window": {"allow": [], "minute_offset": 0},
                "backup_window": DAY,
            }
        ),
        "never_starts",
        "'All' can never start: no hour is allowed, because periodically_window allows no hour and backup_window "
        "allows Mon-Sun 08:00-18:00.",
    ),
    (view(), "empty", "'Mail' has no selected items and backs up nothing: add selected_items."),
    (
        view(SITE, repository={"name": "Disk", "isOutOfOrder": True, "isOutOfSync": False}),
        "repository_unusable",
        "'Mail' cannot write backups, because its repository 'Disk' is out of order: choose another repository.",
    ),
    (
        view(
            SITE,
            repository={
                "name": "Vault",
                "isLongTerm": True,
                "isOutdated": True,
                "isOutOfSync": True,
                "organizationId": "another",
            },
            organization_id=ORGANIZATION,
        ),
        "repository_unusable",
        "'Mail' cannot write backups, because its repository 'Vault' is out of sync and is outdated and takes backup "
        "copies only and is dedicated to another organization: choose another repository.",
    ),
    (
        view(SITE, session={"status": "Failed", "jobWillBeRetried": False}),
        "failing",
        "The last session of 'Mail' failed: read its log. It starts next at 2026-11-26 22:00, by the server's clock.",
    ),
    (
        view(SITE, session={}),
        "never_ran",
        "'Mail' has never run. It starts next at 2026-11-26 22:00, by the server's clock.",
    ),
    (view(SITE, session={}, schedule={}), "never_ran", "'Mail' has never run."),
    (
        view(SITE, user("a"), excluded=[SITE, user("a")]),
        "excludes_all",
        "'Mail' backs up nothing, because it excludes all that it selects: remove exclusions.",
    ),
    (
        entire(partial("mailbox", "archive_mailbox", "onedrive", "sites", "teams")),
        "excludes_all",
        "'All' backs up nothing, because it excludes all that it selects: remove exclusions.",
    ),
]


@pytest.mark.parametrize(("job", "word", "text"), ALONE, ids=[word for _job, word, _text in ALONE])
def test_a_job_by_itself(job: JobView, word: str, text: str) -> None:
    (row,) = protection.of_job(job, [], NOW)
    assert row == {"reason": word, "text": text, "objects": []}
    assert word in REASONS


@pytest.mark.parametrize(
    "job",
    [
        view(SITE),
        entire(),
        entire(user("a"), SITE, partial("mailbox")),
        entire(repository={"name": "Disk", "organizationId": ORGANIZATION.upper()}, organization_id=ORGANIZATION),
        entire(repository={"name": "Disk", "organizationId": ORGANIZATION}, organization_id=ORGANIZATION.upper()),
        view(SITE, repository={"name": "Disk", "organizationId": "another"}),
        view(SITE, session={"status": "Failed", "jobWillBeRetried": True}),
        view(SITE, session={"status": "Warning"}),
        view(SITE, user("a"), excluded=[SITE]),
        view(user("a"), excluded=[user("a", "mailbox")]),
        view(folders("a", "B"), excluded=[folders("b", "c")]),
        view(partial("mailbox", "sites"), excluded=[partial("mailbox")]),
        view(group("g", "members", "member_site"), group("h", "mailbox"), TEAM, PERSONAL),
        JobView({}),
        JobView({"backup_type": "SelectedItems"}),
        JobView({"backup_type": "SelectedItems", "schedule": {"type": "Monthly"}}, [Item("Channel", None, {}, "c")]),
    ],
)
def test_a_job_that_protects_or_of_which_too_little_is_known(job: JobView) -> None:
    assert protection.of_job(job, [], NOW) == []


def test_what_is_off_and_would_not_do_otherwise_is_all_told() -> None:
    schedule = {**NIGHTLY, "enabled": False, "backup_window": DAY}
    assert [word for word, _text in told(view(enabled=False, schedule=schedule, session={}))] == [
        "disabled",
        "unscheduled",
        "empty",
    ]


@pytest.mark.parametrize(
    "item",
    [
        group("g"),
        group("g", "members"),
        group("g", "member_mailbox", "member_site"),
        group("g", "members", "mailbox", "group_site", kind="Security"),
        user("g", "nothing"),
        partial(),
        folders(),
    ],
)
def test_an_item_that_backs_up_nothing(item: Item) -> None:
    rows = protection.of_job(view(item, SITE), [], NOW)
    assert [row["reason"] for row in rows] == ["empty"]
    assert [thing["type"] for thing in rows[0]["objects"]] == [item.type]
    start = "'Mail' backs up nothing of these items, because no option that is on has an effect: "
    assert rows[0]["text"] == f"{start}{item.type} {item.name or ''}".rstrip() + "."


# ---- objects that are gone -------------------------------------------------------------------------------------------


def test_objects_that_are_gone_or_made_anew() -> None:
    job = view(user("a", identity="1A"), user("b", identity="2"), user("c", identity="3"), SITE, PERSONAL)
    rows = [{"id": "1a", "name": "a"}, {"id": "9", "name": "B"}]
    gone, replaced = protection.of_job(job, [], NOW, {"User": rows})
    assert gone == {
        "reason": "object_gone",
        "text": "'Mail' selects objects that no longer exist in the organization: User c. Remove them.",
        "objects": [{"type": "User", "name": "c", "display_name": "C"}],
    }
    assert replaced == {
        "reason": "object_replaced",
        "text": "'Mail' selects objects that were deleted and made anew under their names: User b. Remove these items "
        "and add them again.",
        "objects": [{"type": "User", "name": "b", "display_name": "B"}],
    }
    assert told(job, User=[*rows, {"id": "2"}, {"id": "3"}]) == []
    assert [word for word, _text in told(job, Site=[{"id": "t", "url": "HTTPS://site/"}])] == ["object_replaced"]


# ---- jobs beside each other ------------------------------------------------------------------------------------------


OFF = [
    {"enabled": False},
    {"schedule": {**NIGHTLY, "enabled": False}},
    {"schedule": {"type": "ManualOnly"}},
    {"schedule": {**NIGHTLY, "backup_window": DAY}},
]


@pytest.mark.parametrize("off", OFF, ids=str)
def test_what_a_job_that_does_not_run_selects_is_skipped(off: dict[str, Any]) -> None:
    old, whole = view(user("a"), SITE, name="Old", **off), entire(user("a"), TEAM)
    shadowed = {
        "reason": "shadowed",
        "text": "'All' skips objects that 'Old' selects, and no job backs them up as 'Old' says: Site https://site. "
        "Remove them from 'Old', or make it back them up.",
        "objects": [{"type": "Site", "name": "https://site", "display_name": "The site"}],
    }
    assert protection.of_job(old, [whole], NOW)[1:] == [shadowed]
    assert protection.of_job(whole, [old], NOW) == [shadowed]
    assert [reasons[-1:] == [shadowed] for reasons in protection.of_organization([old, whole], NOW)] == [False, True]


@pytest.mark.parametrize(
    ("jobs", "skipped"),
    [
        ([view(SITE)], []),
        ([view(SITE, enabled=False), view(SITE)], []),
        ([view(user("a"), enabled=False), view(user("a", "mailbox"))], ["a"]),
        ([view(user("a", "mailbox"), enabled=False), view(user("a"))], []),
        ([view(user("a", "nothing"))], ["a"]),
        ([view(user("a", "nothing")), view(user("a"))], []),
        ([view(user("a", "mailbox"))], []),
        ([view(TEAM, enabled=False)], ["Launch"]),
        ([view(SITE, enabled=False, backup_type="EntireOrganization")], []),
        ([JobView({"backup_type": "SelectedItems", "enabled": False})], []),
        ([view(Item("Channel", None, {}, "c1"), enabled=False)], ["c1"]),
        ([view(PERSONAL, enabled=False)], ["PersonalSites"]),
    ],
)
def test_who_is_skipped(jobs: list[JobView], skipped: list[str]) -> None:
    rows = protection.of_organization([entire(TEAM), *jobs], NOW)[0]
    assert [thing["name"] for row in rows for thing in row["objects"]] == skipped


def test_a_job_of_everything_that_does_not_run_skips_nobody() -> None:
    assert [word for word, _text in told(entire(enabled=False), view(SITE, enabled=False))] == ["disabled"]


def test_who_is_excluded_in_part_is_skipped_all_the_same() -> None:
    for old in (view(user("a"), enabled=False), view(user("a", "mailbox"), enabled=False)):
        assert [word for word, _text in told(entire(user("a", "mailbox")), old)] == ["shadowed"]


def test_what_two_jobs_select() -> None:
    one = view(*[user(f"u{number}") for number in range(7)], SITE, name="One")
    two = view(*[user(f"u{number}", "mailbox") for number in range(1, 8)], SITE, name="Two", enabled=False)
    three = view(user("u7", "onedrive"), name="Three")
    text = (
        "'One' and 'Two' both select: Site https://site, User u1, User u2, User u3, User u4 and 2 more. The job "
        "that starts earlier backs them up."
    )
    assert told(one, two, three) == [("held_twice", text)]
    assert [[row["reason"] for row in rows] for rows in protection.of_organization([one, two, three], NOW)] == [
        ["held_twice"],
        ["disabled"],
        [],
    ]
    (row,) = protection.of_job(replace(one, selected=[*reversed(one.items)]), [two, three], NOW)
    assert [thing["name"] for thing in row["objects"]] == ["https://site", *[f"u{number}" for number in range(1, 7)]]


def test_objects_of_one_name_are_told_by_their_ids() -> None:
    twins = [Item("Team", {"id": number, "displayName": "Helpdesk"}, {"teams_chats": False}) for number in ("1", "2")]
    ((_word, text),) = told(view(*twins), view(*twins, name="Other"))
    assert text.startswith("'Mail' and 'Other' both select: Team 1, Team 2. ")
