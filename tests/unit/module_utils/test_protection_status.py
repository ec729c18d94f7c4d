# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of jobs and objects, against a model that goes through all sessions one by one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._model import backed_up as _backed_up
from ansible_collections.vb365.backup.plugins.module_utils._model import protection_status as _status
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import Runs
from ansible_collections.vb365.backup.plugins.module_utils._model.rpo import Rpo
from tests.unit.module_utils.protection.builders import PERSONAL, TEAM, folders, group, partial, user

NOW = datetime(2026, 11, 23, 6, 0, 0, tzinfo=timezone.utc)
REASONS = ["disabled", "unscheduled", "never_starts", "repository_unusable", "failing", "never_ran"]
GOOD = st.sampled_from([["Success"], ["Warning"], ["Success", "Warning"]])


def wire(hours: int) -> str:
    return (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")


@st.composite
def sessions(draw: Any) -> list[dict[str, Any]]:
    """Sessions that ended some hours ago, or hours ahead of the clock, in any order, and perhaps one that runs."""
    hours = draw(st.lists(st.integers(-60, 60), unique=True, max_size=6))
    ended = [
        {
            "id": str(hour),
            "status": draw(st.sampled_from(["Success", "Warning", "Failed", "Stopped", "Disconnected"])),
            "endTime": wire(hour),
            "jobType": draw(st.sampled_from(["Backup", "Backup", "Copy", None])),
            "jobWillBeRetried": draw(st.sampled_from([True, False, None])),
        }
        for hour in hours
    ]
    runs = [{"id": "runs", "status": "Running", "endTime": None}] if draw(st.booleans()) else []
    return [*ended, *runs]


def expected(rows: list[dict[str, Any]], good: list[str], words: set[str], rpo: int) -> str:
    """The state, said in the words of the documentation."""
    if "disabled" in words or "unscheduled" in words or "never_starts" in words:
        return "disabled"
    backups = [row for row in rows if row["id"] != "runs" and row["jobType"] != "Copy"]
    ended = {int(row["id"]): row for row in backups if int(row["id"]) >= -24}
    hours = [hour for hour, row in ended.items() if row["status"] in good]
    if not hours:
        return "never"
    if min(hours) > rpo:
        return "late"
    last = ended[min(ended)]
    if last["status"] not in good and not last["jobWillBeRetried"]:
        return "failing"
    if "repository_unusable" in words:
        return "failing"
    return "running" if any(row["id"] == "runs" for row in rows) else "ok"


@given(rows=sessions(), good=GOOD, words=st.sets(st.sampled_from(REASONS), max_size=2), rpo=st.integers(1, 48))
def test_state_of_a_job(rows: list[dict[str, Any]], good: list[str], words: set[str], rpo: int) -> None:
    runs = Runs.of(rows, good, NOW)
    age = _status.age(runs.good["endTime"], NOW) if runs.good else None
    reasons = [{"reason": word, "text": "", "objects": []} for word in words]
    assert _status.of_job(runs, reasons, age, rpo * 3600) == expected(rows, good, words, rpo)


def test_the_clock_was_wrong_for_a_night() -> None:
    rows = [{"id": "1", "status": "Success", "endTime": time} for time in ("2031-01-01T00:00:00Z", wire(30))]
    assert Runs.of(rows, ["Success"], NOW).good == rows[1]
    assert Runs.of(rows[:1], ["Success"], NOW) == Runs()


@given(
    jobs=st.lists(st.sampled_from(_status.STATES), max_size=3),
    age=st.none() | st.integers(0, 10),
    rpo=st.integers(1, 10),
)
def test_state_of_an_object(jobs: list[str], age: int | None, rpo: int) -> None:
    state = _status.of_object(jobs, age, rpo)
    is_good = age is not None and age <= rpo and (not jobs or any(job != "disabled" for job in jobs))
    assert (state == "ok") == is_good
    assert state in ("ok", "late", "never", "disabled")


def test_age_is_never_negative() -> None:
    assert _status.age(wire(-1), NOW) == 0
    assert _status.age(None, NOW) is None


def test_sites_below_another_are_no_site_of_their_own() -> None:
    collection, web, other = (str(number) * 8 + "-0000-4000-8000-000000000000" for number in (1, 2, 3))
    row = {"id": collection + web, "url": "https://a.example.com/", "msid": collection, "organizationId": "o"}
    data = _backed_up.from_api("Site", row)
    below = collection + other
    assert _backed_up.keys_of(data).isdisjoint(_backed_up.keys("Site", below))
    assert not _backed_up.wide_keys_of(data).isdisjoint(_backed_up.wide_keys("Site", below))
    assert not _backed_up.keys_of(data).isdisjoint(_backed_up.keys("Site", "x", "https://A.example.com"))


def test_teams_are_not_told_by_their_names() -> None:
    data = _backed_up.from_api("Team", {"id": "1", "displayName": "Launch"})
    assert _backed_up.keys_of(data).isdisjoint(_backed_up.keys("Team", "2", "Launch"))


ANNA = {"type": "User", "name": "Anna.b@c.com", "ids": ["a"], "workloads": {"mailbox": "x", "archive_mailbox": "x"}}
SALES = {"type": "Group", "name": "sales@c.com", "ids": ["g"], "workloads": {"mailbox": "x", "site": "x"}}
HOME = Item("Site", {"id": "s", "url": "https://c-my.sharepoint.com/personal/anna_b_c_com/"}, {})
OTHER = Item("Site", {"id": "s", "url": "https://c.sharepoint.com/sites/hr"}, {})


@pytest.mark.parametrize(
    ("item", "of_anna", "of_sales"),
    [
        (user("x", "mailbox", identity="A"), {"mailbox"}, set()),
        (user("anna.B@c.com", "mailbox", "onedrive"), {"mailbox", "onedrive"}, set()),
        (user("other", "mailbox"), set(), set()),
        (group("g", "mailbox"), set(), {"mailbox"}),
        (group("g", "group_site", "member_mailbox"), set(), {"site"}),
        (group("x", "members", "member_archive_mailbox", "member_site"), {"archive_mailbox", "personal_site"}, set()),
        (partial("mailbox", "sites"), {"mailbox", "sites", "personal_site"}, {"mailbox", "sites", "site"}),
        (PERSONAL, {"personal_site"}, set()),
        (folders("a"), {"onedrive"}, set()),
        (HOME, {"personal_site"}, {"site"}),
        (OTHER, set(), {"site"}),
        (TEAM, set(), set()),
        (Item("New", None, {}, "n"), {"mailbox", "archive_mailbox"}, {"mailbox", "site"}),
    ],
)
def test_workloads_that_an_item_selects(item: Item, of_anna: set[str], of_sales: set[str]) -> None:
    assert (_backed_up.selected(item, ANNA), _backed_up.selected(item, SALES)) == (of_anna, of_sales)


@pytest.mark.parametrize(
    ("jobs", "hours", "unused"),
    [
        ({"Mail [weekly]": "8h"}, {"mail [WEEKLY]": 8, "Mail w": 24}, []),
        ({"Mail [weekly]": "8h"}, {"Mail w": 24}, ["Mail [weekly]"]),
        ({"* [w*]": "8h"}, {"Mail [weekly]": 8, "Mail w": 24}, []),
        ({"*": "1h", "mail": "8h"}, {"Mail": 8, "Sites": 1}, []),
        ({"Mail?": "1h", "Mail*": "2h"}, {"Mail1": 1, "Mail": 2, "Sites": 24}, []),
        ({"Mail *": "1h", "Mail * old": "2h"}, {"Mail * old": 2, "Mail x old": 1}, []),
    ],
)
def test_rpo_of_a_name(jobs: dict[str, str], hours: dict[str, int], unused: list[str]) -> None:
    rpo = Rpo.from_option({"default": "24h", "jobs": jobs})
    assert {name: rpo.of(name) // 3600 for name in hours} == hours
    assert rpo.unused(hours) == unused
