# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of a description: each class of mistake at each level, all reported at once, and the errors that they
hide."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.targets.tenant.conftest import DAVE, Plan, Row, new, tenant, user

NO_SUCH = "there is no such option; did you mean {}?"
HOURS = [True] * 168

UNKNOWN: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "tenant": (tenant(new(), unmanaged_job="report"), [("unmanaged_job", None, NO_SUCH.format("unmanaged_jobs"))]),
    "defaults": (
        tenant(new(), defaults={"enabld": True, "backup_type": "SelectedItems"}),
        [("defaults.enabld", None, NO_SUCH.format("enabled"))],
    ),
    "defaults.schedule": (
        tenant(new(), defaults={"backup_type": "SelectedItems", "schedule": {"typ": "Daily"}}),
        [("defaults.schedule.typ", None, NO_SUCH.format("type"))],
    ),
    "job": (tenant(new(descripton="x")), [("jobs[0].descripton", "New", NO_SUCH.format("description"))]),
    "job.id": (tenant(new(id="x")), [("jobs[0].id", "New", "there is no such option")]),
    "nothing like it": (tenant(new(colour="red")), [("jobs[0].colour", "New", "expected one of state, name, ")]),
    "schedule": (
        tenant(new(schedule={"dailytime": "22:00"})),
        [("jobs[0].schedule.dailytime", "New", NO_SUCH.format("daily_time"))],
    ),
    "window": (
        tenant(new(schedule={"backup_window": {"alow": ["Sat"]}})),
        [("jobs[0].schedule.backup_window.alow", "New", NO_SUCH.format("allow"))],
    ),
    "item": (
        tenant(new(), new(name="Other", selected_items=[DAVE, user("erin", mailboxes=True)])),
        [("jobs[1].selected_items[1].mailboxes", "Other", NO_SUCH.format("mailbox"))],
    ),
    "excluded item": (
        tenant(new(selected_items=[DAVE], excluded_items=[user("erin", kind="x")])),
        [("jobs[0].excluded_items[0].kind", "New", "there is no such option")],
    ),
}


@pytest.mark.parametrize("level", UNKNOWN)
def test_unknown_options(plan: Plan, level: str) -> None:
    plan.told(*UNKNOWN[level])


LIKE_NEEDED: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "organization": (
        tenant(new(), organization=None, organisation="contoso"),
        [("organisation", None, NO_SUCH.format("organization"))],
    ),
    "jobs": (tenant(jobs=None, job=[new()]), [("job", None, NO_SUCH.format("jobs"))]),
    "name": ({**tenant({"nmae": "New"})}, [("jobs[0].nmae", None, NO_SUCH.format("name"))]),
    "type": (
        tenant(new(selected_items=[{"typ": "User", "name": "dave@contoso.com"}])),
        [("jobs[0].selected_items[0].typ", "New", NO_SUCH.format("type"))],
    ),
    "backup_type": (
        tenant(new(backuptype="SelectedItems"), defaults=None),
        [("jobs[0].backuptype", "New", NO_SUCH.format("backup_type"))],
    ),
    "defaults.backup_type": (
        tenant(new(), defaults={"backuptype": "SelectedItems"}),
        [("defaults.backuptype", None, NO_SUCH.format("backup_type"))],
    ),
    "repository": (
        tenant(new(), repository=None, repositry="Disk 01"),
        [("repositry", None, NO_SUCH.format("repository"))],
    ),
    "job's repository": (
        tenant(new(repositry="Disk 01"), repository=None),
        [("jobs[0].repositry", "New", NO_SUCH.format("repository"))],
    ),
    "schedule": (
        tenant(
            new(schedul={"type": "Periodically"}),
            defaults={"backup_type": "SelectedItems", "schedule": {"type": "ManualOnly"}},
        ),
        [("jobs[0].schedul", "New", NO_SUCH.format("schedule"))],
    ),
    "schedule.type": (
        tenant(new(schedule={"typ": "Daily", "daily_time": "22:00"})),
        [("jobs[0].schedule.typ", "New", NO_SUCH.format("type"))],
    ),
}


@pytest.mark.parametrize("option", LIKE_NEEDED)
def test_an_option_that_is_misspelt_is_not_missing_too(plan: Plan, option: str) -> None:
    plan.told(*LIKE_NEEDED[option])


WRONG: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "wait": (tenant(wait="perhaps"), [("wait", None, "'perhaps': ")]),
    "wait_timeout": (tenant(wait_timeout="soon"), [("wait_timeout", None, "'soon': ")]),
    "wait_timeout, negative": (tenant(wait_timeout=-1), [("wait_timeout", None, "-1: expected seconds, 0 or more")]),
    "half of a character": (
        tenant(new(description="\ud800", users=["dave@contoso.com", "\udc00"])),
        [
            ("jobs[0].description", "New", r"'\ud800': expected Unicode text: '\ud800' is half of a character"),
            ("jobs[0].users[1]", "New", r"'\udc00': expected Unicode text: '\udc00' is half of a character"),
        ],
    ),
    "unmanaged_jobs": (
        tenant(unmanaged_jobs="delete"),
        [("unmanaged_jobs", None, "must be one of: ignore, report, disable")],
    ),
    "defaults": (tenant(new(), defaults=["x"]), [("defaults", None, "expected a mapping of options")]),
    "jobs": (tenant(jobs={"name": "New"}), [("jobs", None, "expected a list")]),
    "job": (tenant(new(), "Other"), [("jobs[1]", None, "'Other': expected a mapping of options")]),
    "state": (tenant(new(state="gone")), [("jobs[0].state", "New", "must be one of: present, absent")]),
    "backup_type": (
        tenant(new(backup_type="Selected")),
        [("jobs[0].backup_type", "New", "must be one of: EntireOrganization, SelectedItems")],
    ),
    "enabled": (tenant(new(enabled="perhaps")), [("jobs[0].enabled", "New", "'perhaps': ")]),
    "defaults.enabled": (
        tenant(new(), new(name="Other"), defaults={"backup_type": "SelectedItems", "enabled": "perhaps"}),
        [("defaults.enabled", None, "'perhaps': ")],
    ),
    "schedule": (tenant(new(schedule="daily")), [("jobs[0].schedule", "New", "expected a mapping of options")]),
    "schedule.type": (
        tenant(new(schedule={"type": "daily"})),
        [("jobs[0].schedule.type", "New", "must be one of: Daily, ")],
    ),
    "schedule.retry_number": (
        tenant(new(schedule={"retry_number": "many"})),
        [("jobs[0].schedule.retry_number", "New", "'many': ")],
    ),
    "window": (
        tenant(new(schedule={"backup_window": []})),
        [("jobs[0].schedule.backup_window", "New", "expected a mapping of options")],
    ),
    "window.hours": (
        tenant(new(schedule={"backup_window": {"hours": ["many"]}})),
        [("jobs[0].schedule.backup_window.hours", "New", "['many']: ")],
    ),
    "window.minute_offset": (
        tenant(
            new(
                schedule={
                    "type": "Periodically",
                    "periodically_every": "Hours1",
                    "periodically_window": {"hours": HOURS, "minute_offset": "x"},
                }
            )
        ),
        [("jobs[0].schedule.periodically_window.minute_offset", "New", "'x': ")],
    ),
    "selected_items": (tenant(new(selected_items=DAVE)), [("jobs[0].selected_items", "New", "expected a list")]),
    "item": (
        tenant(new(selected_items=["dave"])),
        [
            (
                "jobs[0].selected_items[0]",
                "New",
                "'dave': expected a mapping of options, such as {type: User, name: 'dave'}",
            )
        ],
    ),
    "item.type": (
        tenant(new(selected_items=[{**DAVE, "type": "Person"}])),
        [("jobs[0].selected_items[0].type", "New", "must be one of: User, ")],
    ),
    "item.mailbox": (
        tenant(new(selected_items=[{**DAVE, "mailbox": "perhaps"}])),
        [("jobs[0].selected_items[0].mailbox", "New", "'perhaps': ")],
    ),
}


@pytest.mark.parametrize("option", WRONG)
def test_wrong_types_and_choices(plan: Plan, option: str) -> None:
    plan.told(*WRONG[option])


MISSING: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "organization": (tenant(new(), organization=None), [("organization", None, "needed")]),
    "organization, empty": (tenant(new(), organization=""), [("organization", None, "needed")]),
    "jobs": (tenant(jobs=None), [("jobs", None, "needed")]),
    "name": (tenant({"enabled": True}, new()), [("jobs[0].name", None, "needed")]),
    "name, empty": (tenant(new(name=" ")), [("jobs[0].name", None, "needed")]),
    "new_name, empty": (tenant(new(new_name="")), [("jobs[0].new_name", "New", "expected a name")]),
    "item.type": (
        tenant(new(selected_items=[{"name": "dave@contoso.com"}])),
        [("jobs[0].selected_items[0].type", "New", "needed")],
    ),
    "everything": ({}, [("jobs", None, "needed"), ("organization", None, "needed")]),
}


@pytest.mark.parametrize("option", MISSING)
def test_what_is_missing(plan: Plan, option: str) -> None:
    plan.told(*MISSING[option])


def test_no_jobs_and_options_without_a_value_are_right(plan: Plan) -> None:
    assert plan(tenant(repository="Disk 01", defaults={}, wait=None)).result["jobs"] == []
    plan(
        {
            **tenant(new(schedule=None, selected_items=None, description=None)),
            "report": None,
            "defaults": None,
            "jobs": [],
        }
    )


def test_mistakes_of_form_and_of_meaning_come_together(plan: Plan) -> None:
    plan.told(
        tenant(
            {
                "repository": "Disk 99",
                "selected_items": [user("nobody"), {"type": "Site", "mailbox": True}],
                "schedule": {"retry_number": 0},
            },
            new(
                enabled="perhaps",
                selected_items=[user("nobody"), {**DAVE, "typ": 1, "mailbox": "x"}],
                new_name="Contoso Sites",
                name="Contoso Teams",
            ),
            new(schedule={"type": "daily", "retry_number": 0, "daily_time": "25:00"}, backup_type="Selected"),
        ),
        [
            ("jobs[0].name", None, "needed"),
            ("jobs[0].repository", None, "has this name"),
            ("jobs[0].schedule.retry_number", None, "expected 1 to 777 retries"),
            ("jobs[0].selected_items[0].name", None, "has this name"),
            ("jobs[0].selected_items[1]", None, "expected a name or an id"),
            ("jobs[0].selected_items[1].mailbox", None, "is not an option of Site"),
            ("jobs[1].enabled", "Contoso Teams", "'perhaps'"),
            ("jobs[1].new_name", "Contoso Teams", "this name is already used"),
            ("jobs[1].selected_items[0].name", "Contoso Teams", "has this name"),
            ("jobs[1].selected_items[1].mailbox", "Contoso Teams", "'x'"),
            ("jobs[1].selected_items[1].typ", "Contoso Teams", "there is no such option"),
            ("jobs[2].backup_type", "New", "must be one of"),
            ("jobs[2].schedule.daily_time", "New", "expected HH:MM"),
            ("jobs[2].schedule.retry_number", "New", "expected 1 to 777 retries"),
            ("jobs[2].schedule.type", "New", "must be one of"),
        ],
    )


BROKEN: dict[str, tuple[dict[str, Any], list[Row]]] = {
    # What a job inherits in place of its own broken option is not what it wants.
    "type of the schedule": (
        tenant(
            new(schedule={"type": "Dayly", "daily_time": "22:00"}),
            defaults={
                "backup_type": "SelectedItems",
                "schedule": {"type": "Periodically", "periodically_every": "Hours4"},
            },
        ),
        [("jobs[0].schedule.type", "New", "must be one of")],
    ),
    "interval": (
        tenant(
            new(schedule={"periodically_every": "Hours3", "periodically_offset_minutes": 5}),
            defaults={
                "backup_type": "SelectedItems",
                "schedule": {"type": "Periodically", "periodically_every": "Minutes5"},
            },
        ),
        [("jobs[0].schedule.periodically_every", "New", "must be one of")],
    ),
    "type": (
        tenant(new(backup_type="Selected", selected_items=[DAVE]), defaults={"backup_type": "EntireOrganization"}),
        [("jobs[0].backup_type", "New", "must be one of")],
    ),
    "state": (tenant(new(state="gone"), repository=None, defaults=None), [("jobs[0].state", "New", "must be one of")]),
    "type of a default": (
        tenant(
            new(),
            new(name="Other", schedule={"daily_time": "22:00"}),
            defaults={"backup_type": "Selected", "schedule": {"type": "daily"}},
        ),
        [("defaults.backup_type", None, "must be one of"), ("defaults.schedule.type", None, "must be one of")],
    ),
    "all defaults": (
        tenant(new(), new(name="Other", schedule={"daily_time": "22:00"}), repository=None, defaults="x"),
        [("defaults", None, "expected a mapping of options")],
    ),
    "schedule of a default": (
        tenant(new(schedule={"daily_time": "22:00"}), defaults={"backup_type": "SelectedItems", "schedule": "Daily"}),
        [("defaults.schedule", None, "expected a mapping of options")],
    ),
    "a list": (
        tenant(
            new(selected_items=DAVE, excluded_items=[user("erin")]),
            defaults={"backup_type": "SelectedItems", "selected_items": [user("erin")]},
        ),
        [("jobs[0].selected_items", "New", "expected a list")],
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_told_once_and_brings_no_more(plan: Plan, what: str) -> None:
    plan.told(*BROKEN[what])


def test_the_prefix_stands_before_every_place(plan: Plan) -> None:
    described = tenant(
        new(repository="Disk 99", colour="red"), new(state="absent"), repository="Disk 98", defaults={"enabled": "x"}
    )
    places = [row["place"] for row in plan.problems(described)]
    assert [row["place"] for row in plan.problems(described, "tenant_onboarding_")] == [
        f"tenant_onboarding_{place}" for place in places
    ]
    assert len(places) == 6


def test_rows_are_in_the_order_of_jobs_by_number(plan: Plan) -> None:
    problems = plan.problems(tenant(*[new(name=f"New {number}", colour="red") for number in range(11)]))
    assert [row["place"] for row in problems] == [f"jobs[{number}].colour" for number in range(11)]


def test_a_long_value_is_cut_and_not_left_out(plan: Plan) -> None:
    url = "https://contoso.sharepoint.com/sites/" + "x" * 100
    (row,) = plan.problems(tenant(new(selected_items=[{"type": "Site", "name": url}])))
    assert url[:60] in row["msg"]
    assert url not in row["msg"]


MASK = "this is Ansible's mask for a value"
MASKS: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "organization": (tenant(new(), organization="********.onmicrosoft.com"), [("organization", None, MASK)]),
    "repository": (tenant(new(), repository="Disk ********"), [("repository", None, MASK)]),
    "name": (tenant(new(name="******** nightly", selected_items=[DAVE])), [("jobs[0].name", None, MASK)]),
    "new_name": (tenant(new(new_name="******** nightly")), [("jobs[0].new_name", "New", MASK)]),
    "description": (tenant(new(description="of ********")), [("jobs[0].description", "New", MASK)]),
    "defaults": (
        tenant(new(), defaults={"backup_type": "SelectedItems", "description": "********"}),
        [("defaults.description", None, MASK)],
    ),
    "daily_time": (
        tenant(new(schedule={"type": "Daily", "daily_time": "********:00"})),
        [("jobs[0].schedule.daily_time", "New", MASK)],
    ),
    "item": (
        tenant(new(selected_items=[{"type": "User", "name": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}])),
        [("jobs[0].selected_items[0].name", "New", MASK)],
    ),
    "folders": (
        tenant(new(selected_items=[{"type": "OneDriveFolders", "folders": ["a", "********/b"]}])),
        [("jobs[0].selected_items[0].folders[1]", "New", MASK)],
    ),
    "report": (tenant(new(), report="/srv/********.json"), [("report", None, MASK)]),
}


@pytest.mark.parametrize("option", MASKS)
def test_masks_of_ansible(plan: Plan, option: str) -> None:
    plan.told(*MASKS[option])
