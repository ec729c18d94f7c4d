# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reasons of the rule of protection, case by case: words, sentences, objects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model import protection
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import REASONS, JobView
from tests.unit.module_utils.protection.builders import (
    DAY,
    NIGHTLY,
    NOW,
    ORGANIZATION,
    PERSONAL,
    SITE,
    TEAM,
    entire,
    folders,
    group,
    partial,
    told,
    user,
    view,
)

OFF = (
    "never starts by itself, because its schedule is off: set schedule.type to Daily or Periodically, and "
    "schedule.enabled to true."
)
ALONE: list[tuple[JobView, str, str]] = [
    (view(SITE, enabled=False), "disabled", "'Mail' is disabled and backs up nothing: set enabled to true."),
    (
        view(SITE, schedule={"type": "ManualOnly", "enabled": False}),
        "unscheduled",
        f"'Mail' {OFF}",
    ),
    (
        view(SITE, schedule={**NIGHTLY, "enabled": False}),
        "unscheduled",
        f"'Mail' {OFF}",
    ),
    (
        view(SITE, schedule={**NIGHTLY, "backup_window": DAY}),
        "never_starts",
        "'Mail' can never start: daily_time 22:00:00 is in no allowed hour, because "
        "backup_window allows Mon-Sun 08:00-18:00.",
    ),
    (
        view(SITE, schedule={**NIGHTLY, "daily_type": None, "backup_window": DAY}),
        "never_starts",
        "'Mail' can never start: daily_time 22:00:00 is in no allowed hour, because backup_window allows Mon-Sun "
        "08:00-18:00.",
    ),
    (
        view(SITE, schedule={**NIGHTLY, "daily_type": "Sunday", "backup_window": {"allow": ["Mon-Fri"]}}),
        "never_starts",
        "'Mail' can never start: daily_time 22:00:00 with daily_type Sunday is in no allowed hour, because "
        "backup_window allows Mon-Fri.",
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
        "'Mail' cannot write backups, because its repository 'Vault' is out of sync and is outdated and accepts "
        "only backup copies and is dedicated to another organization: choose another repository.",
    ),
    (
        view(SITE, session={"status": "Failed", "jobWillBeRetried": False}),
        "failing",
        "The last session of 'Mail' failed: read its log.",
    ),
    (
        view(SITE, session={"status": "Stopped"}, is_stopped=True),
        "failing",
        "The last sessions of 'Mail' were stopped: read their logs.",
    ),
    (
        view(SITE, session={}),
        "never_ran",
        "'Mail' has never run. Its schedule starts it next on Thursday at 22:00, by the server's clock.",
    ),
    (view(SITE, session={}, schedule={}), "never_ran", "'Mail' has never run."),
    (
        view(SITE, user("a"), excluded=[SITE, user("a")]),
        "excludes_all",
        "'Mail' backs up nothing, because it excludes everything that it selects: remove exclusions.",
    ),
    (
        entire(partial("mailbox", "archive_mailbox", "onedrive", "sites", "teams")),
        "excludes_all",
        "'All' backs up nothing, because it excludes everything that it selects: remove exclusions.",
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
    item = replace(item, id=f"{item.kind.guid}{(item.object or {}).get('id', '')}")
    rows = protection.of_job(view(item, SITE), [], NOW)
    assert [row["reason"] for row in rows] == ["empty"]
    assert [(thing["type"], thing["name"]) for thing in rows[0]["objects"]] == [(item.type, item.name or item.type)]
    start = "'Mail' backs up nothing of these items, because none of their enabled options has an effect: "
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
        "text": "'Mail' selects objects that were deleted and created again under their names: User b. Remove "
        "these items and add them again.",
        "objects": [{"type": "User", "name": "b", "display_name": "B"}],
    }
    assert told(job, User=[*rows, {"id": "2"}, {"id": "3"}]) == []
    assert [word for word, _text in told(job, Site=[{"id": "t", "url": "HTTPS://site/"}])] == ["object_replaced"]
