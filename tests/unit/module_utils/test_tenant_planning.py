# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's jobs beside a server: the form of their items, and schedules that backup_job would refuse."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable, OptionError, TenantRefused
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._operations.tenant import OPTIONS, run
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION
from ansible_collections.vb365.backup.plugins.module_utils._tenant.planning import Described, plan
from tests.unit.module_utils.server import Server, job_row
from tests.unit.module_utils.strategies import options_for, policies

NEW = {
    "name": "New",
    "repository": "Primary",
    "backup_type": "SelectedItems",
    "selected_items": [{"type": "PersonalSites"}],
}


def told(
    *jobs: dict[str, Any],
    unclear: Collection[str] = (),
    server: Server | None = None,
    organization: str = "contoso",
    **tenant: Any,
) -> list[tuple[str, str]]:
    """The places and messages of a tenant's problems; ``unclear`` is what the check of the arguments found."""
    options = {"organization": organization, "omitted": "keep", "jobs": [*jobs], **tenant}
    server = server or Server()
    try:
        plan(server.client, Described(options, [], unclear, "t_"))
    except TenantRefused as refused:
        assert server.sent == []
        return [(row["place"], row["msg"]) for row in refused.problems]
    return []


def places(*jobs: dict[str, Any], **more: Any) -> list[str]:
    return [place for place, _msg in told(*jobs, **more)]


# ---- form -----------------------------------------------------------------------------------------------------------


def test_a_tenant_that_is_right() -> None:
    assert told({**NEW, "schedule": {"type": "Daily", "daily_time": "22:00"}}) == []


@pytest.mark.parametrize(
    ("text", "end"),
    [
        (
            "{'x': datetime.date(2026, 3, 1), 'jobs': [{'name': datetime.datetime(2026, 11, 2, 6, 0)}]}",
            ' Write each date in quotes, here x: "2026-03-01" and name: "2026-11-02"',
        ),
        ("jobs", "tenant: 'a text': expected a mapping"),
    ],
)
def test_tenant_that_a_date_without_quotes_made_a_text(text: str, end: str) -> None:
    params = {**dict.fromkeys((*CONNECTION, *OPTIONS)), "tenant": text, "prefix": "t_", "described_by": {}}
    params.update(file=None, file_problems=[])
    with pytest.raises(OptionError, match="tenant: 'a text': expected a mapping") as caught:
        run(Server().client, params, True, lambda options, _prefix: (dict(options), [], set()))
    assert caught.value.message.endswith(end)


def test_items_of_both_lists_are_found_with_their_places() -> None:
    rows = [{"type": "User", "name": "a"}, {"name": "b"}, None, {"type": "PersonalSites"}]
    defaults = {"excluded_items": [{"type": "User", "name": "c"}]}
    assert places({**NEW, "selected_items": rows}, defaults=defaults) == [
        "t_defaults.excluded_items[0].name",
        "t_jobs[0].selected_items[0].name",
    ]


def test_an_item_is_kept_without_the_options_that_are_wrong() -> None:
    row = {"type": "User", "name": "user1@contoso.com", "members": True, "mailbox": False, "teams": True}
    first = {**NEW, "selected_items": [row, {"type": "OneDriveFolders", "folders": [" "]}, {"type": "Site"}]}
    wrong = [
        "t_jobs[0].selected_items[0].members",
        "t_jobs[0].selected_items[0].teams",
        "t_jobs[0].selected_items[1].folders",
        "t_jobs[0].selected_items[2]",
    ]
    assert places(first) == wrong
    same = {"type": "User", "name": "user1@contoso.com", "mailbox": False}
    other = {"type": "User", "name": "user1@contoso.com", "onedrive": False}
    other.update(archive_mailbox=False, personal_site=False)
    for item, shared in ((same, ["t_jobs[1].selected_items[0]"]), (other, [])):
        assert places(first, {**NEW, "name": "Second", "selected_items": [item]}) == [*wrong, *shared]


def test_twins_are_told_and_left_out() -> None:
    job = {**NEW, "selected_items": [{"type": "User", "name": name} for name in ("a", "b", "A")]}
    assert [(place, msg.partition(";")[0]) for place, msg in told(job)] == [
        ("t_jobs[0].selected_items[0].name", "'a': no user has this name"),
        ("t_jobs[0].selected_items[1].name", "'b': no user has this name"),
        ("t_jobs[0].selected_items[2]", "'User A': refers to the same object as t_jobs[0].selected_items[0]"),
    ]


def test_an_item_that_is_wrong_hides_no_problem_of_another() -> None:
    rows = [{"type": "User", "name": name} for name in ("unknown", "user1@contoso.com", "user2@contoso.com")]
    first, second = {**NEW, "selected_items": rows[1:2]}, {**NEW, "name": "Second", "selected_items": rows}
    assert places(first, second) == ["t_jobs[1].selected_items[0].name", "t_jobs[1].selected_items[1]"]


def test_other_options_of_a_job_that_must_not_exist_have_no_effect() -> None:
    job = {
        "name": "New",
        "state": "absent",
        "selected_items": [{"type": "Site"}],
        "excluded_items": [],
        "new_name": "Other",
        "repository": "gone",
        "backup_type": "EntireOrganization",
        "schedule": {"type": "ManualOnly", "daily_time": "25:00"},
    }
    assert told(job, {**NEW, "name": "Other"}) == []


@pytest.mark.parametrize("name", ["", " "])
def test_a_new_name_is_a_name(name: str) -> None:
    assert told({**NEW, "new_name": name}) == [("t_jobs[0].new_name", f"{name!r}: expected a name")]


def test_what_no_option_can_mend_ends_the_check() -> None:
    server = Server()

    def refuse(path: str, **_query: Any) -> list[dict[str, Any]]:
        raise NotUsable(path)

    server.get_all = refuse  # type: ignore[method-assign]
    with pytest.raises(NotUsable):
        told(NEW, server=server)


# ---- schedules ------------------------------------------------------------------------------------------------------


def refusal(schedule: dict[str, Any], have: dict[str, Any]) -> bool:
    """Whether backup_job would refuse the schedule."""
    made, errors = BACKUP_JOB.from_options(schedule)
    return bool([*errors, *BACKUP_JOB.check_merged(made, have)])


ANY = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(BACKUP_JOB.types),
        "daily_time": st.sampled_from(["22:00", "25:00"]),
        "periodically_every": st.sampled_from(["Minutes5", "Hours1"]),
        "periodically_offset_minutes": st.sampled_from([0, 5, 60]),
        "periodically_window": st.sampled_from([{}, {"allow": ["Sat"]}, {"allow": ["x", "y"]}, {"deny": ["Mon-Sun"]}]),
        "retry_number": st.sampled_from([1, 0]),
    },
)


@given(schedule=options_for({}))
def test_what_is_right_for_a_new_job_is_right(schedule: dict[str, Any]) -> None:
    assert bool(told({**NEW, "schedule": schedule})) == refusal(schedule, {})


@given(schedule=ANY, policy=policies())
def test_what_is_wrong_is_what_backup_job_refuses(schedule: dict[str, Any], policy: dict[str, Any]) -> None:
    problems = told({"name": "Nightly", "schedule": schedule}, server=Server(job_row(schedulePolicy=policy)))
    assert bool(problems) == refusal(schedule, BACKUP_JOB.from_api(policy))
    assert len({*problems}) == len(problems)
    assert all(place.startswith("t_jobs[0].schedule.") for place, _msg in problems)


@given(schedule=ANY)
def test_what_is_right_on_some_job_is_right_on_one_that_nobody_knows(schedule: dict[str, Any]) -> None:
    """The job is unknown if its organization is unknown."""
    problems = places({"name": "Nightly", "schedule": schedule}, organization="x-ray")
    assert "t_organization" in problems
    if len(problems) > 1:
        kinds = ({"type": kind, "periodically_every": "Hours1"} for kind in BACKUP_JOB.types)
        assert all(refusal(schedule, kind) for kind in kinds), problems


def test_all_that_is_wrong_in_a_schedule_is_told_where_it_is() -> None:
    own = {"retry_number": 0, "backup_window": {"allow": ["x", "Sat", "y"]}}
    defaults = {"schedule": {"daily_time": "25:00", "retry_wait_interval": 0}}
    assert places({**NEW, "schedule": own}, defaults=defaults) == [
        "t_defaults.schedule.daily_time",
        "t_defaults.schedule.retry_wait_interval",
        "t_jobs[0].schedule.backup_window.allow",
        "t_jobs[0].schedule.backup_window.allow",
        "t_jobs[0].schedule.retry_number",
    ]


def test_an_option_that_is_missing_is_told_once() -> None:
    assert places({**NEW, "schedule": {"type": "Periodically"}}) == ["t_jobs[0].schedule.periodically_every"]


@pytest.mark.parametrize("place", ["t_jobs[0].schedule.type", "t_jobs[0].schedule.periodically_every", "t_defaults"])
@pytest.mark.parametrize("organization", ["contoso", "x-ray"])
def test_what_leaves_the_schedule_unclear(place: str, organization: str) -> None:
    schedule = {"daily_time": "22:00", "periodically_offset_minutes": 5, "retry_number": 0}
    problems = told({**NEW, "schedule": schedule}, unclear={place}, organization=organization)
    assert [row for row in problems if row[0] != "t_organization"] == [
        ("t_jobs[0].schedule.retry_number", "0: expected 1 to 777 retries")
    ]


@pytest.mark.parametrize("window", [{"minute_offset": 60}, {"deny": ["Mon-Sun"]}])
@pytest.mark.parametrize("organization", ["contoso", "x-ray"])
def test_a_window_of_which_a_part_is_unclear(organization: str, window: dict[str, Any]) -> None:
    job = {**NEW, "schedule": {"backup_window": window}}
    problems = places(job, unclear={"t_jobs[0].schedule.backup_window.allow"}, organization=organization)
    assert problems == (["t_organization"] if organization == "x-ray" else [])
