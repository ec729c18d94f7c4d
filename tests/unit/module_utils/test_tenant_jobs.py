# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a tenant, one by one and side by side: places, what is unclear, exclusions, overlaps."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._job.item_plan import ListRequest
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item, ItemRequest
from ansible_collections.vb365.backup.plugins.module_utils._tenant import job as _tenant_job
from ansible_collections.vb365.backup.plugins.module_utils._tenant import jobs as _tenant_jobs
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob

USER = ("mailbox", "archive_mailbox", "onedrive", "personal_site")


def jobs_of(*jobs: dict[str, Any] | None, unclear: set[str] | None = None, **tenant: Any) -> list[TenantJob]:
    return _tenant_jobs.from_tenant({"omitted": "keep", "jobs": [*jobs], **tenant}, "t_", unclear or set())


def job_of(unclear: set[str] | None = None, defaults: dict[str, Any] | None = None, **options: Any) -> TenantJob:
    (job,) = jobs_of({"name": "Nightly", **options}, unclear=unclear, defaults=defaults)
    return job


def told(job: TenantJob) -> list[tuple[str, str]]:
    """The places and messages of a job's errors."""
    return [(error.option, error.expected) for error in job.errors]


def user(name: str, *on: str, **more: Any) -> Item:
    return Item(
        "User", {"id": f"id of {name}", "name": name, **more}, {option: option in (on or USER) for option in USER}
    )


def group(name: str, *on: str, kind: str = "Security") -> Item:
    options = (
        "members",
        "member_mailbox",
        "member_archive_mailbox",
        "member_onedrive",
        "member_site",
        "mailbox",
        "group_site",
    )
    thing = {"id": f"id of {name}", "name": name, "type": kind}
    return Item("Group", thing, {option: not on or option in on for option in options})


SITE = Item("Site", {"id": "s", "url": "https://site"}, {})
PERSONAL = Item("PersonalSites", None, {})


def folders(*names: str) -> Item:
    return Item("OneDriveFolders", None, {"folders": [*names]})


# ---- from the tenant -------------------------------------------------------------------------------------------------


def test_jobs_keep_their_numbers_and_inherit() -> None:
    first, second = jobs_of(
        {"name": "A", "enabled": False},
        None,
        {"name": "B", "repository": "Own"},
        repository="Shared",
        defaults={"enabled": True},
    )
    assert (first.place, first.root, first.name) == ("t_jobs[0]", "t_", "A")
    assert first.options == {"omitted": "keep", "name": "A", "enabled": False, "repository": "Shared"}
    assert (second.place, second.options) == (
        "t_jobs[2]",
        {"omitted": "keep", "name": "B", "enabled": True, "repository": "Own"},
    )


@pytest.mark.parametrize("tenant", [{}, {"jobs": None}, {"jobs": [], "defaults": None}])
def test_no_jobs(tenant: dict[str, Any]) -> None:
    assert _tenant_jobs.from_tenant(tenant, "", ()) == []


def test_nothing_stands_in_for_what_is_unclear() -> None:
    defaults = {"backup_type": "EntireOrganization", "enabled": True, "schedule": {"retry_number": 0}}
    unclear = {"t_jobs[0].backup_type", "t_jobs[0].schedule", "t_jobs[0].selected_items"}
    job = job_of(unclear, {**defaults, "selected_items": []})
    assert job.options == {"omitted": "keep", "name": "Nightly", "enabled": True, "schedule": {"retry_number": 0}}


# ---- places ---------------------------------------------------------------------------------------------------------

DEFAULTS = {"repository": "Shared", "enabled": True, "schedule": {"type": "Daily", "retry_number": 3}}


@pytest.mark.parametrize(
    ("option", "place"),
    [
        ("name", "t_jobs[0].name"),
        ("new_name", "t_jobs[0].new_name"),
        ("enabled", "t_defaults.enabled"),
        ("repository", "t_defaults.repository"),
        ("description", "t_jobs[0].description"),
        ("schedule", "t_jobs[0].schedule"),
        ("schedule.type", "t_jobs[0].schedule.type"),
        ("schedule.retry_number", "t_defaults.schedule.retry_number"),
        ("schedule.daily_time", "t_jobs[0].schedule.daily_time"),
        ("schedule.backup_window.allow", "t_jobs[0].schedule.backup_window.allow"),
    ],
)
def test_where_an_option_stands(option: str, place: str) -> None:
    job = job_of(
        None, DEFAULTS, schedule={"type": "Periodically", "backup_window": {"allow": ["Sat"]}}, description="x"
    )
    assert job.where(option) == place


def test_where_an_option_stands_that_nobody_gave() -> None:
    assert job_of(None, DEFAULTS).where("schedule.daily_time") == "t_defaults.schedule.daily_time"
    assert job_of().where("schedule.daily_time") == "t_jobs[0].schedule.daily_time"
    assert job_of().where("repository") == "t_jobs[0].repository"
    (job,) = jobs_of({"name": "A"}, repository="Shared")
    assert job.where("repository") == "t_repository"


def test_errors_get_the_place_of_their_option() -> None:
    job = job_of(None, {**DEFAULTS, "selected_items": [{}]}, excluded_items=[{}])
    options = ("enabled", "selected_items[0].name", "excluded_items[1]", "x", "name", "schedule.backup_window.allow")
    job.refuse(*(OptionError(option, 1, "wrong") for option in options))
    assert told(job) == [
        (place, "wrong")
        for place in (
            "t_defaults.enabled",
            "t_defaults.selected_items[0].name",
            "t_jobs[0].excluded_items[1]",
            "t_jobs[0].x",
            "t_jobs[0].name",
            "t_defaults.schedule.backup_window.allow",
        )
    ]


def test_errors_name_other_items_by_their_place() -> None:
    job = job_of(None, {"selected_items": [{}]})
    job.refuse(OptionError("selected_items[2]", "User a", "refers to the same object as selected_items[0]"))
    assert told(job) == [("t_defaults.selected_items[2]", "refers to the same object as t_defaults.selected_items[0]")]


def test_what_is_given_in_a_form_that_cannot_be_used_is_not_missing_too() -> None:
    job = job_of({"t_jobs[0].repository"})
    job.refuse(*(OptionError(option, None, "required, because …") for option in ("repository", "backup_type")))
    job.refuse(OptionError("repository", "x", "wrong"))
    assert told(job) == [("t_jobs[0].backup_type", "required, because …"), ("t_jobs[0].repository", "wrong")]


@pytest.mark.parametrize(
    ("unclear", "option", "expected"),
    [
        (set(), "enabled", False),
        ({"t_jobs[0].enabled"}, "enabled", True),
        ({"t_jobs[0].enabled"}, "enabl", False),
        ({"t_jobs[1].enabled"}, "enabled", False),
        ({"t_defaults.enabled"}, "enabled", True),
        ({"t_defaults.description"}, "description", False),  # the job has its own
        ({"t_defaults"}, "backup_type", True),
        ({"t_defaults"}, "description", False),
        ({"t_jobs[0].schedule"}, "schedule.type", True),
        ({"t_jobs[0].schedule.type"}, "schedule.type", True),
        ({"t_jobs[0].schedule.daily_time"}, "schedule.type", False),
        ({"t_defaults.schedule.type"}, "schedule.type", True),
        ({"t_defaults.schedule.retry_number"}, "schedule.retry_number", False),
        ({"t_repository"}, "repository", True),
        ({"t_repository"}, "backup_type", False),
    ],
)
def test_what_is_unclear(unclear: set[str], option: str, expected: bool) -> None:
    job = job_of(unclear, description="x", schedule={"retry_number": 3})
    assert job.is_unclear(option) is expected
    if expected:
        assert job.is_refused(option)


def test_what_is_refused() -> None:
    job = job_of(selected_items=[], enabled=True)
    assert not job.is_refused("selected_items")
    job.refuse(OptionError("selected_items[1].name", "x", "wrong"))
    assert job.is_refused("selected_items")
    assert not job.is_refused("selected")
    assert not job.is_refused("enabled")
    job.refuse(OptionError("enabled", "x", "wrong"))
    assert job.is_refused("enabled")
    assert job.has_error("enabled")
    assert job.has_error("selected_items[1].name")
    assert not job.has_error("selected_items")


# ---- exclusions -----------------------------------------------------------------------------------------------------

MEMBERS = {"two": ["a", "B"], "one": ["a"], "none": []}
ONLY_MEMBERS = ("members", "member_mailbox", "member_archive_mailbox", "member_onedrive", "member_site")


def logins(item: Item) -> list[str]:
    return MEMBERS[str(item.name)]


@pytest.mark.parametrize(
    ("selected", "excluded", "expected"),
    [
        ([], [], False),
        ([], [user("a")], False),
        ([user("a")], [], False),
        ([user("a")], [user("A")], True),
        ([user("a"), user("b")], [user("a")], False),
        ([user("a", "mailbox")], [user("a")], True),
        ([group("two")], [group("one")], False),
        ([group("one")], [group("two")], True),
        ([group("two", *ONLY_MEMBERS)], [user("a"), user("b")], True),
        ([group("two", *ONLY_MEMBERS)], [user("a"), user("b", "mailbox")], False),
        ([group("two", "members", "member_mailbox")], [user("a", "mailbox"), user("b", "mailbox")], True),
        ([group("two", "member_mailbox")], [user("a"), user("b")], False),
        ([group("two", "members", "mailbox", kind="Office365")], [user("a"), user("b")], False),
        ([group("one", kind="Office365")], [group("two", kind="Office365")], False),
        ([group("none")], [group("two")], False),
        ([user("a")], [group("none")], False),
        ([user("a"), user("b")], [group("two")], True),
        ([user("a"), user("b")], [group("two", "members", "member_onedrive")], False),
        ([user("a", "onedrive"), user("b", "onedrive")], [group("two", "members", "member_onedrive")], True),
        ([user("a"), SITE], [group("two")], False),
        ([user("a"), SITE], [group("two"), SITE], True),
        ([folders("x")], [folders("y")], False),
        ([folders("x", "y")], [folders("x")], False),
        ([PERSONAL], [user("a")], False),
    ],
)
def test_exclusions_that_leave_nothing(selected: list[Item], excluded: list[Item], expected: bool) -> None:
    assert _tenant_job.excludes_all(selected, excluded, logins) is expected


def test_members_are_not_asked_for_where_something_else_is_left() -> None:
    def never(item: Item) -> list[str]:
        raise AssertionError(item)

    assert not _tenant_job.excludes_all([user("a"), SITE], [group("two")], never)
    assert not _tenant_job.excludes_all([group("two")], [], never)
    assert not _tenant_job.excludes_all([user("a")], [group("two", "mailbox", kind="Office365")], never)


# ---- names and types ------------------------------------------------------------------------------------------------


def test_names_are_compared_as_the_server_compares_them() -> None:
    jobs = jobs_of({"name": "A"}, {"name": "a"}, {"name": "B", "new_name": "b"}, {"name": "C", "new_name": "A"})
    _tenant_jobs.check_names(jobs)
    assert [told(job) for job in jobs] == [
        [],
        [("t_jobs[1].name", "is also a name of t_jobs[0]")],
        [],
        [("t_jobs[3].new_name", "is also a name of t_jobs[0]")],
    ]


def test_jobs_without_a_name_have_no_name_in_common() -> None:
    jobs = jobs_of({"enabled": True}, {"enabled": False}, {"name": "", "new_name": ""})
    _tenant_jobs.check_names(jobs)
    assert [job.errors for job in jobs] == [[], [], []]


def test_one_job_of_the_entire_organization() -> None:
    entire = {"backup_type": "EntireOrganization"}
    jobs = jobs_of(
        {"name": "A", **entire, "state": "absent"},
        {"name": "B", **entire},
        {"name": "C", **entire},
        {"name": "D", "backup_type": "SelectedItems"},
        {"name": "E", **entire},
    )
    jobs[1].refuse(OptionError("backup_type", "EntireOrganization", "there is one"))
    _tenant_jobs.check_entire(jobs)
    assert [len(job.errors) for job in jobs] == [0, 1, 0, 0, 1]
    assert told(jobs[4]) == [
        ("t_jobs[4].backup_type", "an organization can have only one such job, and 'C' (t_jobs[2]) is of this type")
    ]


# ---- overlaps -------------------------------------------------------------------------------------------------------


def takers(*lists: tuple[list[Item], list[Item]]) -> list[TenantJob]:
    """Jobs with these selected items on the server, and the desired jobs."""
    jobs = jobs_of(*[{"name": f"Job {number}"} for number in range(len(lists))])
    for job, (have, target) in zip(jobs, lists, strict=True):
        job.have, job.target = {"selected_items": have}, {"selected_items": target}
    return jobs


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (user("a"), user("a"), True),
        (user("a"), user("b"), False),
        (user("a", "mailbox"), user("a", "onedrive"), False),
        (user("a", "mailbox", "onedrive"), user("a", "onedrive", "archive_mailbox"), True),
        (group("a", "members", "member_mailbox"), group("a", "members", "member_site"), False),
        (group("a", "members"), group("a", "members"), True),
        (group("a", "members", "member_mailbox"), group("a", "member_mailbox"), True),
        (SITE, SITE, True),
        (PERSONAL, PERSONAL, True),
        (folders("a", "b"), folders("B"), True),
        (folders("a"), folders("b"), False),
        (Item("Team", {"id": "t"}, {"teams_chats": False}), Item("Team", {"id": "t"}, {"teams_chats": True}), True),
    ],
)
def test_what_two_jobs_share(one: Item, other: Item, shared: bool) -> None:
    first, second = takers(([], [one]), ([], [other]))
    _tenant_jobs.check_overlaps([first, second])
    assert first.errors == []
    assert [place for place, _expected in told(second)] == ["t_jobs[1].selected_items"] * shared
    standing = takers(([one], [one]), ([other], [other]))
    _tenant_jobs.check_overlaps(standing)
    assert [job.errors for job in standing] == [[], []]


def test_the_one_that_adds_it_is_wrong() -> None:
    a = user("a")
    first, second, third = takers(([], [a]), ([a], [a]), ([a], [a]))
    _tenant_jobs.check_overlaps([first, second, third])
    assert [len(job.errors) for job in (first, second, third)] == [1, 0, 0]


def test_what_is_added_beside_what_is_shared_already() -> None:
    a = user("a", "mailbox")
    jobs = takers(([a], [a]), ([a], [user("a", "mailbox", "onedrive")]))
    _tenant_jobs.check_overlaps(jobs)
    assert [job.errors for job in jobs] == [[], []]


def test_the_place_is_that_of_the_item() -> None:
    first, second = takers(([], [user("a"), user("b")]), ([], [user("b"), user("c"), user("a")]))
    names = ("c", "b", "A")
    requests = [ItemRequest("User", name, None, {}, f"selected_items[{name}]") for name in names]
    second.requests = {"selected_items": ListRequest(requests, "exactly")}
    _tenant_jobs.check_overlaps([first, second])
    assert sorted(told(second)) == [
        ("t_jobs[1].selected_items[A]", "'Job 0' (t_jobs[0]) selects it, too"),
        ("t_jobs[1].selected_items[b]", "'Job 0' (t_jobs[0]) selects it, too"),
    ]


def test_an_item_that_is_unclear_is_not_shared_for_sure() -> None:
    first, second = takers(([], [user("a")]), ([], [user("a")]))
    requests = [ItemRequest("User", "a", None, {}, "selected_items[0]")]
    second.requests = {"selected_items": ListRequest(requests, "exactly")}
    second.unclear = {"t_jobs[1].selected_items[0].mailbox"}
    _tenant_jobs.check_overlaps([first, second])
    assert second.errors == []


# ---- first backups --------------------------------------------------------------------------------------------------

THERE = {"id": "x", "isEnabled": True, "backupType": "SelectedItems"}
ITEMS = {"selected_items": [PERSONAL]}


@pytest.mark.parametrize(
    ("options", "resource", "target", "expected"),
    [
        ({"backup_type": "EntireOrganization"}, {}, {}, True),
        ({"backup_type": "SelectedItems"}, {}, {}, False),
        ({"backup_type": "SelectedItems"}, {}, ITEMS, True),
        ({"backup_type": "SelectedItems", "run_now": True}, {}, ITEMS, False),
        ({"backup_type": "SelectedItems", "enabled": False}, {}, ITEMS, False),
        ({"state": "absent"}, {}, ITEMS, False),
        ({}, THERE, ITEMS, True),
        ({}, THERE, {"selected_items": []}, False),
        ({"backup_type": "EntireOrganization"}, THERE, {}, True),
        ({"run_now": True}, THERE, ITEMS, True),
        ({}, {**THERE, "isEnabled": False}, ITEMS, False),
        ({"enabled": True}, {**THERE, "isEnabled": False}, ITEMS, True),
        ({}, {**THERE, "lastRun": "2026-11-22T21:00:00Z"}, ITEMS, False),
    ],
)
def test_first_backups(
    options: dict[str, Any], resource: dict[str, Any], target: dict[str, list[Item]], expected: bool
) -> None:
    job = job_of(**options)
    job.resource, job.target = resource, target
    assert job.awaits_first_backup is expected


def test_labels() -> None:
    assert _tenant_job.label([user("a"), PERSONAL]) == "User a, PersonalSites"
