# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coverage case by case: states with what people read of them, ignored objects, dead items, jobs that are too big."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._coverage.ignoring import rules
from ansible_collections.vb365.backup.plugins.module_utils._coverage.reading import Reading
from ansible_collections.vb365.backup.plugins.module_utils._coverage.report import report
from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import DIRECTORY
from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionErrors, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job
from ansible_collections.vb365.backup.plugins.module_utils._server.members import Membership
from tests.unit.module_utils.protection.builders import TEAM, entire, group, partial, user, view

A, B = {"id": "A", "name": "a@c", "displayName": "Anna"}, {"id": "b", "name": "b@c"}
OBJECTS: dict[str, list[dict[str, Any]]] = {
    "User": [A, B],
    "Group": [{"id": "g", "name": "g", "type": "Security"}],
    "Site": [],
    "Team": [],
}
ANNA, BEN = user("a@c", identity="a"), user("b@c", identity="B")
SALES = group("g", "members", "member_mailbox", "member_archive_mailbox", "member_onedrive", kind="Security")
TODAY = date(2026, 11, 26)


def told(*jobs: JobView, ignore: Sequence[dict[str, Any]] = (), **more: Any) -> tuple[dict[str, Any], list[str]]:
    """The result with all objects, and the warnings."""
    members = more.pop("members", Membership(frozenset({"b"})))
    found = [(Job({"id": f"id of {job.title}"}, dict(job.settings)), job) for job in jobs]
    organization = {"id": "o", **more.pop("organization", {"name": "c"})}
    objects = {**OBJECTS, **more.pop("objects", {})}
    reading = Reading(organization, found, objects, {"g": members})
    entries = [{"type": None, "until": None, **entry} for entry in ignore]
    options = {"types": DIRECTORY, "details": "all", "max_objects": 2000, **more}
    return report(reading, rules(entries, TODAY), **options)


def of(name: str, *jobs: JobView, **more: Any) -> tuple[str, str | None]:
    """The state of an object, and the advice."""
    (row,) = [row for row in told(*jobs, **more)[0]["objects"] if row["name"] == name]
    return row["state"], row["advice"]


OFF = view(ANNA, name="Off", enabled=False)
SAID: list[tuple[list[JobView], str, str | None]] = [
    ([view(ANNA)], "protected", None),
    ([], "in_no_job", "No job selects it: add it to a job."),
    ([OFF], "only_in_disabled_jobs",
     "Only jobs that do not run select it: 'Off'. 'Off' is disabled and backs up nothing: set enabled to true."),
    ([OFF, entire()], "only_in_disabled_jobs",
     "Only jobs that do not run select it: 'Off'. 'Off' is disabled and backs up nothing: set enabled to true."),
    ([view(user("a@c", "mailbox", identity="a")), entire()], "partly",
     "'All' skips objects that 'Mail' selects. No job that runs backs up archive_mailbox and onedrive. "
     "Back up all of the object in 'Mail', or remove it there."),
    ([view(user("a@c", "mailbox", identity="a"))], "partly",
     "No job that runs backs up archive_mailbox and onedrive: select the object in a job with these options on."),
    ([entire(ANNA)], "excluded", "'All' excludes user a@c: remove the exclusion."),
    ([view(ANNA), view(ANNA, name="Two")], "twice",
     "'Mail' and 'Two' select the same data of it: the job that starts earlier backs it up."),
    ([entire(SALES)], "unknown",
     "'All' may exclude it, because the exclusion of group g may cover further objects. "
     "Select it in a job as an item of its own."),
    ([view(SALES)], "unknown",
     "'Mail' may back it up: not all members of group g are known. Select it in a job as an item of its own."),
    ([entire(), view(SALES, enabled=False)], "unknown",
     "'All' may skip it: it is unknown whether 'Mail' selects it. Select it in a job as an item of its own."),
    ([view(ANNA, excluded=[SALES], enabled=False), entire()], "unknown",
     "'All' may skip it: it is unknown whether 'Mail' selects it. Select it in a job as an item of its own."),
]  # fmt: skip


@pytest.mark.parametrize(("jobs", "state", "advice"), SAID, ids=lambda value: value if isinstance(value, str) else "")
def test_states_and_advice(jobs: list[JobView], state: str, advice: str | None) -> None:
    nested = Membership(frozenset({"b"}), frozenset({"a"}))
    assert of("a@c", *jobs, members=nested) == (state, advice)


def test_the_item_through_which_a_job_reaches_somebody() -> None:
    result, _warnings = told(view(SALES, ANNA))
    rows = {row["name"]: row for row in result["objects"]}
    shown = {
        name: {(job["name"], job["effect"], job["via"]) for one in row["workloads"] for job in one["jobs"]}
        for name, row in rows.items()
    }
    assert shown == {"a@c": {("Mail", "backs_up", "user a@c")}, "b@c": {("Mail", "backs_up", "group g")}}
    assert (rows["a@c"]["id"], rows["a@c"]["display_name"]) == ("a", "Anna")
    assert result["summary"]["protected"] == 2
    assert result["jobs"] == [{"name": "Mail", "id": "id of 'Mail'", "runs": True, "why": None, "objects": 2}]


def test_a_dynamic_group_is_never_protected() -> None:
    open_group = Membership(is_open=True)
    assert of("g", view(SALES), members=open_group)[0] == "unknown"
    assert of("g", view(SALES, enabled=False), members=open_group)[0] == "only_in_disabled_jobs"
    assert of("b@c", view(SALES), members=open_group)[0] == "unknown"


def test_a_group_whose_members_have_no_option_on_keeps_them_from_the_entire_organization() -> None:
    nothing = group("g", "members", kind="Security")
    state, advice = of("b@c", entire(), view(nothing))
    assert (state, advice and advice.split(".")[0]) == ("in_no_job", "'All' skips objects that 'Mail' selects")
    assert of("a@c", entire(), view(nothing))[0] == "protected"


def test_chats_count_where_the_organization_has_them() -> None:
    objects = {"Team": [{"id": "t", "displayName": "Launch", "mail": "m"}]}
    everything = partial("mailbox", "teams")
    for chats, state in ((False, "protected"), (True, "partly"), (None, "partly")):
        organization = {"name": "c", "isTeamsChatsOnline": chats}
        assert of("Launch", view(everything), organization=organization, objects=objects)[0] == state
    assert of("Launch", entire(TEAM), objects=objects)[0] == "unknown"


def test_services_that_the_organization_lacks_are_named() -> None:
    organization = {"name": "c", "isSharePointOnline": False}
    result, warnings = told(view(user("a@c", "mailbox", "archive_mailbox", identity="a")), organization=organization)
    assert result["objects"][0]["state"] == "protected"
    assert result["without_services"] == ["SharePoint Online"]
    expected = "The organization is registered without SharePoint Online: their data is not counted."
    assert warnings == [expected]


@pytest.mark.parametrize("types", [DIRECTORY, ("Team",)])
def test_a_directory_without_objects_or_users_is_a_warning(types: tuple[str, ...]) -> None:
    nothing: dict[str, list[dict[str, Any]]] = {"User": [], "Group": [], "Site": [], "Team": []}
    cases = [
        ({}, 2, None),
        (nothing, 0, "The server lists no object of the organization."),
        ({**nothing, "Group": OBJECTS["Group"]}, 0, "The server lists no object of the organization."),
        ({"User": [], "Site": [{"id": "s", "url": "https://c/s"}]}, 1, "The server lists no user of the organization"),
    ]
    for objects, number, said in cases:
        result, warnings = told(objects=objects, types=types)
        assert result["directory_objects"] == number
        assert [warning[: len(said)] for warning in warnings if said] == ([said] if said else [])
        assert result["organization_id"] == "o"


def test_ignored_until_a_day() -> None:
    entry = {"name": "A@*", "reason": "leaves"}
    for until, state in ((None, "ignored"), ("2026-11-26", "ignored"), ("2026-11-25", "in_no_job")):
        result, warnings = told(ignore=[{**entry, "until": until}])
        assert result["objects"][0]["state"] == state
        assert result["gaps"] == (1 if state == "ignored" else 2)
        (shown,) = result["ignores"]
        assert (shown["has_expired"], shown["objects"]) == (state != "ignored", 1)
        assert bool(warnings) == (state != "ignored")
    assert of("a@c", ignore=[entry]) == ("ignored", "It is ignored: leaves")
    assert of("a@c", ignore=[{**entry, "type": "Site"}])[0] == "in_no_job"
    assert of("a@c", view(ANNA), ignore=[entry])[0] == "protected"


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("[OLD] X", ["[old] X"]),
        ("[[]old] *", ["[old] X"]),
        ("[n-p] *", ["o X"]),
        ("?old? x", ["[old] X"]),
        ("* x", ["[old] X", "o X"]),
        ("[!o] x", []),
    ],
)
def test_brackets_in_a_name_to_ignore(name: str, ignored: list[str]) -> None:
    """A name without * and ? is literal."""
    teams = [{"id": "1", "displayName": "[old] X"}, {"id": "2", "displayName": "o X"}]
    result, _warnings = told(ignore=[{"name": name, "reason": "r"}], objects={"Team": teams, "User": []})
    assert [row["name"] for row in result["objects"] if row["state"] == "ignored"] == ignored


def test_mistakes_of_ignore_come_together() -> None:
    wrong = [{"name": " ", "reason": "x"}, {"name": "a", "reason": ""}, {"name": "a", "reason": "x", "until": "soon"}]
    with pytest.raises(OptionErrors) as caught:
        told(ignore=wrong)
    assert [error.option for error in caught.value.errors] == ["ignore[0].name", "ignore[1].reason", "ignore[2].until"]
    for until in ("2026-13-01", "", "20261231", "2026-W50", "2026-12-31\n"):
        with pytest.raises(Vb365Error, match=r"ignore\[0\].until"):
            told(ignore=[{"name": "a", "reason": "x", "until": until}])


def test_details_and_types() -> None:
    job = view(ANNA)
    names = {
        details: [row["name"] for row in told(job, details=details)[0]["objects"]]
        for details in ("all", "gaps", "none")
    }
    assert names == {"all": ["a@c", "b@c"], "gaps": ["b@c"], "none": []}
    assert told(job, details="none")[0]["gaps"] == 1
    result, _warnings = told(job, types=["Site"])
    assert (result["objects"], result["by_type"].keys(), result["gaps"]) == ([], {"Site"}, 0)


def test_dead_items_of_both_lists() -> None:
    gone, anew = user("old@c"), user("B@c", identity="old")
    result, _warnings = told(view(ANNA, anew, excluded=[gone]))
    shown = [(row["list"], row["name"], row["reason"], row["job"]) for row in result["dead_items"]]
    assert shown == [
        ("selected_items", "B@c", "object_replaced", "Mail"),
        ("excluded_items", "old@c", "object_gone", "Mail"),
    ]
    assert result["objects"][1]["state"] == "in_no_job"


def test_jobs_that_are_too_big() -> None:
    jobs = view(ANNA, BEN), view(ANNA, BEN, name="Off", enabled=False), view(ANNA, name="Small")
    result, _warnings = told(*jobs, max_objects=1)
    assert [(row["name"], row["objects"]) for row in result["oversized_jobs"]] == [("Mail", 2), ("Off", 2)]


def test_what_nobody_understands_is_a_warning() -> None:
    item = Item("Planet", None, {}, "x")
    strange = replace(view(ANNA), selected=[ANNA, item])
    assert told(strange)[1] == ["'Mail' has items of types that this collection does not know: Planet."]
    stranger = Membership(strangers=("guest@x",))
    expected = "Group g has members that are no users of the directory: guest@x."
    assert told(view(SALES), members=stranger)[1] == [expected]


def test_a_repository_that_cannot_be_written_to_backs_up_nothing() -> None:
    assert of("a@c", view(ANNA, repository={"name": "Old", "isOutOfOrder": True}))[0] == "only_in_disabled_jobs"
