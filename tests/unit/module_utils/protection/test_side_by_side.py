# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reasons that concern two jobs, case by case: objects that are skipped, objects that are selected twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model import protection
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from tests.unit.module_utils.protection.builders import (
    DAY,
    NIGHTLY,
    NOW,
    PERSONAL,
    SITE,
    TEAM,
    entire,
    told,
    user,
    view,
)

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
        "text": "'All' skips objects that 'Old' selects, and no job backs them up as 'Old' describes: "
        "Site https://site. "
        "Remove them from 'Old', or make it back them up.",
        "objects": [{"type": "Site", "name": "https://site", "display_name": "The site"}],
    }
    assert protection.of_job(old, [whole], NOW)[1:] == [shadowed]
    assert protection.of_job(whole, [old], NOW) == [shadowed]
    of_old, of_whole = protection.of_organization([old, whole], NOW)
    assert (shadowed in of_old, of_whole) == (False, [{**shadowed, "other": "Old"}])


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
    two = view(*[user(f"u{number}", "mailbox") for number in range(1, 8)], SITE, name="Two")
    three = view(user("u7", "onedrive"), name="Three")
    text = (
        "'One' and 'Two' both select: Site https://site, User u1, User u2, User u3, User u4 and 2 more. The job "
        "that starts earlier backs them up."
    )
    assert told(one, two, three) == [("held_twice", text)]
    assert [[row["reason"] for row in rows] for rows in protection.of_organization([one, two, three], NOW)] == [
        ["held_twice"],
        [],
        [],
    ]
    off = replace(two, settings={**two.settings, "enabled": False})
    assert [word for word, _text in told(one, off, three)] == []
    (row,) = protection.of_job(replace(one, selected=[*reversed(one.items)]), [two, three], NOW)
    assert [thing["name"] for thing in row["objects"]] == ["https://site", *[f"u{number}" for number in range(1, 7)]]


def test_many_jobs_that_select_one_object_are_compared_with_the_first() -> None:
    jobs = [view(user("a"), name=f"Job {number}") for number in range(50)]
    counts = [len(reasons) for reasons in protection.of_organization(jobs, NOW)]
    assert counts == [49, *[0] * 49]
    assert [len(reasons) for reasons in protection.of_each(jobs, NOW)] == [49, *[1] * 49]


def test_a_job_is_compared_with_the_first_that_shares_a_part() -> None:
    jobs = [view(user("a", *parts), name=name) for name, *parts in (("M", "mailbox"), ("O", "onedrive"), ("A",))]
    others = [[reason["other"] for reason in reasons] for reasons in protection.of_organization(jobs, NOW)]
    assert others == [["A"], [], []]
    assert [reason["other"] for reason in protection.of_organization([jobs[0], jobs[1], jobs[1]], NOW)[1]] == ["O"]


def test_objects_of_one_name_are_told_by_their_ids() -> None:
    twins = [Item("Team", {"id": number, "displayName": "Helpdesk"}, {"teams_chats": False}) for number in ("1", "2")]
    ((_word, text),) = told(view(*twins), view(*twins, name="Other"))
    assert text.startswith("'Mail' and 'Other' both select: Team 1, Team 2. ")
