# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option schedule: rules, translation, and that one write is enough."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB, INTERVALS
from tests.unit.module_utils.strategies import (
    API_FIELDS,
    SERVERS,
    VIEWS,
    may_show,
    newer,
    options_for,
    policies,
    policies_and_options,
    written,
)

WEEK = [True] * 168
NIGHTS = {"allow": ["Mon-Fri 18:00-06:00"], "minute_offset": 60}


def right(options: dict[str, Any]) -> dict[str, Any]:
    """The schedule of options in which nothing is wrong."""
    schedule, errors = BACKUP_JOB.from_options(options)
    assert errors == []
    return schedule


def wrong(options: dict[str, Any]) -> str:
    """The message of the only error in options."""
    _schedule, (error,) = BACKUP_JOB.from_options(options)
    assert isinstance(error, OptionError)
    return error.message


def refused(given: dict[str, Any], have: dict[str, Any]) -> list[str]:
    """Why options cannot be joined with the schedule of a job."""
    return [error.message for error in BACKUP_JOB.check_merged(given, have)]


def differing(schedule: dict[str, Any], policy: dict[str, Any] | None) -> dict[str, Any]:
    """What of a schedule, as from_options() gives it, the job's policy does not meet."""
    have, want = BACKUP_JOB.from_api(policy), BACKUP_JOB.desired(schedule, policy)
    after = {**have, **want}
    return {key: value for key, value in want.items() if not BACKUP_JOB.same(key, value, have.get(key), have, after)}


# ---- from_options ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [("periodically_offset_minutes", 0, 59), ("retry_number", 1, 777), ("retry_wait_interval", 1, 999)],
)
def test_numbers_have_a_range(key: str, least: int, most: int) -> None:
    assert right({key: least}) == {key: least}
    assert right({key: most}) == {key: most}
    for value in (least - 1, most + 1):
        assert wrong({key: value}).startswith(f"schedule.{key}: {value}: expected {least} to {most} ")


@pytest.mark.parametrize(
    ("given_time", "time"),
    [("22:00", "22:00:00"), ("6:05", "06:05:00"), ("22:00:30", "22:00:30"), ("0:00", "00:00:00")],
)
def test_a_time_gets_the_form_of_the_api(given_time: str, time: str) -> None:
    assert right({"daily_time": given_time}) == {"daily_time": time}


@pytest.mark.parametrize(
    "time",
    [
        "",
        "24:00",
        "22:60",
        "22:00:60",
        "22",
        "79200",
        "22:0",
        "22:00:0",
        "10pm",
        "22.00",
        " 22:00",
        "22:00Z",
        "22:\u0660\u0660",
    ],
)
def test_a_time_in_another_form_is_refused(time: str) -> None:
    assert wrong({"daily_time": time}).startswith(f"schedule.daily_time: {time!r}: expected HH:MM ")


def test_options_that_are_none_are_not_given() -> None:
    assert right({"type": None, "enabled": False, "backup_window": None}) == {"enabled": False}


@pytest.mark.parametrize(
    ("option", "window"),
    [
        ({}, {}),
        ({"allow": None, "deny": None, "hours": None, "minute_offset": None}, {}),
        ({"allow": ["sat - sun"]}, {"allow": ["Sat,Sun"]}),
        ({"allow": ["Sat", "Sun"], "minute_offset": -300}, {"allow": ["Sat,Sun"], "minute_offset": -300}),
        ({"allow": ["Sat"], "minute_offset": 840}, {"allow": ["Sat"], "minute_offset": 840}),
        ({"allow": ["Sat"], "minute_offset": -720}, {"allow": ["Sat"], "minute_offset": -720}),
        ({"deny": ["Mon-Fri"]}, {"allow": ["Sat,Sun"]}),
        ({"deny": []}, {"allow": ["Mon-Sun"]}),
        ({"allow": []}, {"allow": []}),
        ({"allow": ["Sat,Sun"], "deny": ["Sun"]}, {"allow": ["Sat"]}),
        ({"hours": WEEK, "minute_offset": 0}, {"allow": ["Mon-Sun"], "minute_offset": 0}),
        ({"hours": [*[True] * 24, *[False] * 144]}, {"allow": ["Sun"]}),
    ],
)
@pytest.mark.parametrize("key", ["backup_window", "periodically_window"])
def test_a_window_has_one_form(key: str, option: dict[str, Any], window: dict[str, Any]) -> None:
    assert right({key: option}) == {key: window}


@pytest.mark.parametrize(
    ("option", "names", "reason"),
    [
        ({"allow": ["Mo"]}, "schedule.backup_window.allow: 'Mo'", "expected days"),
        ({"deny": ["Mon 8-9"]}, "schedule.backup_window.deny: 'Mon 8-9'", "expected days"),
        ({"hours": WEEK[1:]}, "schedule.backup_window.hours: '167 values'", "expected 168 booleans"),
        ({"hours": []}, "schedule.backup_window.hours: '0 values'", "expected 168 booleans"),
        ({"hours": WEEK, "allow": ["Sat"]}, "schedule.backup_window:", "either hours, or allow and deny"),
        ({"hours": WEEK, "deny": ["Sat"]}, "schedule.backup_window:", "either hours, or allow and deny"),
        ({"minute_offset": 60}, "schedule.backup_window:", "expected allow, deny or hours"),
        ({"allow": ["Sat"], "minute_offset": -721}, "schedule.backup_window.minute_offset:", "-720 to 840"),
        ({"allow": ["Sat"], "minute_offset": 841}, "schedule.backup_window.minute_offset:", "-720 to 840"),
    ],
)
def test_a_window_that_cannot_be_read_is_refused(option: dict[str, Any], names: str, reason: str) -> None:
    omitted = dict.fromkeys(("allow", "deny", "hours", "minute_offset"))
    message = wrong({"backup_window": {**omitted, **option}})
    assert message.startswith(names)
    assert "None" not in message
    assert reason in message


def test_every_mistake_is_given_and_no_wrong_value_is_kept() -> None:
    schedule, errors = BACKUP_JOB.from_options(
        {
            "enabled": True,
            "type": "ManualOnly",
            "daily_time": "10pm",
            "daily_type": "Everyday",
            "backup_window": {"allow": ["Mo", "Sat", "Di"], "deny": ["Mi"]},
            "retry_number": 0,
            "retry_wait_interval": 1000,
        }
    )
    assert [error.option for error in errors] == [
        "schedule.daily_time",
        "schedule.backup_window.allow",
        "schedule.backup_window.allow",
        "schedule.backup_window.deny",
        "schedule.retry_number",
        "schedule.retry_wait_interval",
        "schedule.daily_type",
    ]
    assert schedule == {"enabled": True, "type": "ManualOnly", "daily_type": "Everyday"}


def test_every_option_that_does_not_go_with_the_job_is_given() -> None:
    given = {"periodically_every": "Hours1", "periodically_offset_minutes": 5, "backup_window": {"allow": []}}
    assert [error.option for error in BACKUP_JOB.check_merged(given, {"type": "Daily"})] == [
        "schedule.periodically_every",
        "schedule.periodically_offset_minutes",
        "schedule.backup_window",
    ]


# ---- impossible combinations ----------------------------------------------------------------------------------------

OWNERS = {
    "daily_time": ("22:00:00", "Daily"),
    "daily_type": ("Everyday", "Daily"),
    "periodically_every": ("Hours1", "Periodically"),
    "periodically_offset_minutes": (30, "Periodically"),
    "periodically_window": (NIGHTS, "Periodically"),
}
MISFITS = [(key, kind) for key, pair in OWNERS.items() for kind in BACKUP_JOB.types if kind != pair[1]]
MINUTES = [every for every in INTERVALS if every.startswith("Minutes")]


@pytest.mark.parametrize(("key", "kind"), MISFITS)
def test_an_option_of_another_type_is_refused(key: str, kind: str) -> None:
    value, owner = OWNERS[key]
    (joined,) = refused({key: value}, {"type": kind})
    for message in (wrong({"type": kind, key: value}), joined):
        assert re.search(rf"^schedule\.{key}: .* can only be used with schedule\.type {owner}, not {kind}$", message)


def test_what_contradicts_itself_is_told_once() -> None:
    for options in (
        {"type": "Daily", "periodically_every": "Hours1"},
        {"periodically_every": "Minutes5", "periodically_offset_minutes": 30},
    ):
        assert wrong(options)
        assert refused(options, {"type": "Periodically", "periodically_every": "Minutes5"}) == []


@pytest.mark.parametrize("key", OWNERS)
def test_an_option_goes_with_its_type(key: str) -> None:
    value, owner = OWNERS[key]
    right({"type": owner, key: value})
    right({key: value})
    assert refused({key: value}, {"type": owner}) == []


@pytest.mark.parametrize("every", MINUTES)
@pytest.mark.parametrize("key", ["periodically_offset_minutes", "periodically_window"])
def test_offset_and_window_need_an_interval_of_hours(key: str, every: str) -> None:
    value = OWNERS[key][0]
    (joined,) = refused({key: value}, {"type": "Periodically", "periodically_every": every})
    for message in (wrong({"periodically_every": every, key: value}), joined):
        assert re.search(rf"^schedule\.{key}: .* schedule.periodically_every is {every}$", message)


def test_switching_off_what_does_not_apply_is_allowed() -> None:
    off = {"periodically_offset_minutes": 0, "periodically_window": {}}
    right({"type": "Daily", **off})
    right({"periodically_every": "Minutes5", **off})
    assert refused(off, {"type": "ManualOnly"}) == []
    assert refused(off, {"type": "Periodically", "periodically_every": "Minutes5"}) == []


def test_a_new_interval_replaces_the_one_that_the_job_has() -> None:
    hourly = {"type": "Periodically", "periodically_every": "Hours4", "periodically_offset_minutes": 30}
    assert refused({"periodically_every": "Minutes5"}, hourly) == []
    assert refused(hourly, {"type": "Periodically", "periodically_every": "Minutes5"}) == []


def test_a_job_that_becomes_periodic_needs_an_interval() -> None:
    (message,) = refused({"type": "Periodically"}, {"type": "Daily"})
    assert message.startswith("schedule.periodically_every: type Periodically needs one of Minut")
    assert refused({"type": "Periodically", "periodically_every": "Hours1"}, {"type": "Daily"}) == []
    assert refused({"type": "Periodically"}, {"type": "Periodically"}) == []


@pytest.mark.parametrize("key", BACKUP_JOB.windows)
def test_a_window_that_allows_nothing_is_refused_unless_the_job_has_it(key: str) -> None:
    nothing = {"allow": [], "minute_offset": 0}
    job = {"type": "Periodically", "periodically_every": "Hours1"}
    (message,) = refused({key: nothing}, {**job, key: {}})
    assert re.search(rf"^schedule\.{key}: .*allows no hour", message)
    assert refused({key: nothing}, {**job, key: nothing}) == []


# ---- from_api, applicable, desired, same, to_api --------------------------------------------------------------------

POLICY = {
    "scheduleEnabled": True,
    "type": "Daily",
    "dailyTime": "22:00:00",
    "dailyType": "Workdays",
    "backupWindowEnabled": True,
    "backupWindowSettings": {"backupWindow": WEEK, "minuteOffset": 60},
    "retryEnabled": True,
    "retryNumber": 3,
    "retryWaitInterval": 20,
}
SCHEDULE = {
    "enabled": True,
    "type": "Daily",
    "daily_time": "22:00:00",
    "daily_type": "Workdays",
    "backup_window": {"allow": ["Mon-Sun"], "minute_offset": 60},
    "retry_enabled": True,
    "retry_number": 3,
    "retry_wait_interval": 20,
}


def test_a_policy_is_read_as_options() -> None:
    assert BACKUP_JOB.from_api(POLICY) == SCHEDULE
    assert BACKUP_JOB.from_api({**POLICY, "dailyTime": "22:00:00.0000000"}) == SCHEDULE


@pytest.mark.parametrize("policy", [None, {}, dict.fromkeys(POLICY)])
def test_null_and_absent_fields_are_not_known(policy: dict[str, Any] | None) -> None:
    assert BACKUP_JOB.from_api(policy) == {}


@given(policies())
def test_null_is_the_same_as_absent(policy: dict[str, Any]) -> None:
    shown = {name: value for name, value in policy.items() if value is not None}
    assert BACKUP_JOB.from_api(policy) == BACKUP_JOB.from_api(shown)


def test_a_window_that_is_off_is_empty_and_one_that_is_not_shown_is_not_known() -> None:
    assert BACKUP_JOB.from_api({"backupWindowEnabled": False})["backup_window"] == {}
    assert "backup_window" not in BACKUP_JOB.from_api({"backupWindowEnabled": None, "backupWindowSettings": {}})


def test_a_window_without_settings_allows_nothing() -> None:
    for settings in (None, {}, {"backupWindow": None, "minuteOffset": None}):
        policy = {"backupWindowEnabled": True, "backupWindowSettings": settings}
        assert BACKUP_JOB.from_api(policy)["backup_window"] == {"allow": [], "minute_offset": 0}


def test_what_does_not_apply_to_the_type_is_left_out() -> None:
    every = {key: pair[0] for key, pair in OWNERS.items()}
    assert BACKUP_JOB.applicable({"type": "ManualOnly", "enabled": True, **every}) == {"type": "ManualOnly"}
    daily = BACKUP_JOB.applicable({"type": "Daily", **every})
    assert set(daily) == {"type", "daily_time", "daily_type"}
    hourly = BACKUP_JOB.applicable({"type": "Periodically", **every})
    assert set(hourly) == {"type", "periodically_every", "periodically_offset_minutes", "periodically_window"}
    minutes = BACKUP_JOB.applicable({"type": "Periodically", **every, "periodically_every": "Minutes5"})
    assert set(minutes) == {"type", "periodically_every"}


def test_a_window_without_offset_keeps_the_one_that_the_job_has() -> None:
    allow = {"allow": ["Sat,Sun"]}
    assert BACKUP_JOB.desired({"backup_window": allow}, POLICY) == {"backup_window": {**allow, "minute_offset": 60}}
    off = {**POLICY, "backupWindowEnabled": False}
    assert BACKUP_JOB.desired({"backup_window": allow}, off) == {"backup_window": {**allow, "minute_offset": 60}}
    assert BACKUP_JOB.desired({"backup_window": allow}, None) == {"backup_window": {**allow, "minute_offset": 0}}
    assert (
        BACKUP_JOB.desired({"backup_window": {**allow, "minute_offset": 5}}, POLICY)["backup_window"]["minute_offset"]
        == 5
    )


def test_what_means_nothing_for_the_coming_type_is_not_wanted() -> None:
    off = {"periodically_offset_minutes": 0, "periodically_window": {}}
    assert BACKUP_JOB.desired(off, POLICY) == {}
    assert (
        BACKUP_JOB.desired({"type": "Periodically", "periodically_every": "Hours1", **off}, POLICY).keys() >= off.keys()
    )


@pytest.mark.parametrize(
    ("key", "want", "schedule", "is_same"),
    [
        ("retry_enabled", False, {}, True),
        ("retry_enabled", True, {}, False),
        ("periodically_offset_minutes", 0, {}, True),
        ("periodically_offset_minutes", 30, {}, False),
        ("backup_window", {}, {}, True),
        ("backup_window", NIGHTS, {}, False),
        ("daily_time", "22:00:00", {"enabled": True}, False),
        ("daily_time", "22:00:00", {"enabled": False}, True),
        ("retry_number", 3, {"retry_enabled": False}, True),
        ("retry_number", 3, {"retry_enabled": True}, False),
        ("retry_number", 3, {"enabled": False}, False),
        ("enabled", False, {"enabled": False}, False),
        ("type", "ManualOnly", {"enabled": False}, False),
    ],
)
def test_an_option_that_the_server_hides(key: str, want: Any, schedule: dict[str, Any], is_same: bool) -> None:
    assert BACKUP_JOB.same(key, want, None, schedule, schedule) is is_same


@pytest.mark.parametrize(
    ("key", "want", "before", "after"),
    [
        ("periodically_every", "Minutes10", {"type": "Daily"}, {"type": "Periodically", "enabled": False}),
        ("periodically_offset_minutes", 0, {"type": "ManualOnly"}, {"type": "Periodically"}),
        (
            "periodically_window",
            {},
            {"type": "Periodically", "periodically_every": "Minutes5"},
            {"type": "Periodically"},
        ),
    ],
)
def test_an_option_that_did_not_apply_before_is_written(
    key: str, want: Any, before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert not BACKUP_JOB.same(key, want, None, before, after)


def test_an_option_that_the_server_shows_is_met_by_itself_alone() -> None:
    assert BACKUP_JOB.same("daily_time", "22:00:00", "22:00:00", {}, {})
    assert not BACKUP_JOB.same("daily_time", "22:00:00", "21:00:00", {}, {"enabled": False})
    assert not BACKUP_JOB.same("retry_enabled", False, True, {}, {})


MANUAL = {"type": "ManualOnly"}
PAUSED = {"type": "Daily", "daily_time": "22:00:00", "daily_type": "Everyday", "enabled": False}


def test_a_schedule_that_is_off_may_be_shown_as_a_manual_one() -> None:
    for key, want in PAUSED.items():
        assert BACKUP_JOB.same(key, want, MANUAL.get(key), MANUAL, PAUSED)
    on = {**PAUSED, "enabled": True}
    for key, want in on.items():
        assert not BACKUP_JOB.same(key, want, MANUAL.get(key), MANUAL, on)
    assert not BACKUP_JOB.same("type", "ManualOnly", "Daily", PAUSED, {**PAUSED, **MANUAL})
    assert not BACKUP_JOB.same("type", "Periodically", "Daily", PAUSED, {**PAUSED, "type": "Periodically"})


def test_another_type_switches_a_manual_schedule_on() -> None:
    assert BACKUP_JOB.desired({"type": "Daily"}, {"type": "ManualOnly"}) == {"type": "Daily", "enabled": True}
    assert BACKUP_JOB.desired(PAUSED, {"type": "ManualOnly"}) == PAUSED
    off = {"type": "Daily", "scheduleEnabled": False}
    for start in ({"type": "Daily"}, {"daily_time": "22:00:00"}, {"daily_type": "Sunday"}):
        assert BACKUP_JOB.desired(start, off) == {**start, "enabled": True}
        assert BACKUP_JOB.desired({**start, "enabled": False}, off) == {**start, "enabled": False}
    assert BACKUP_JOB.desired({"retry_number": 3}, off) == {"retry_number": 3}


def test_a_manual_schedule_cannot_be_switched_on_without_a_type() -> None:
    (message,) = refused({"enabled": True}, MANUAL)
    assert "schedule.enabled" in message
    assert "schedule.type" in message
    assert refused({"enabled": True, **MANUAL}, MANUAL) == []
    assert refused({"enabled": False, "daily_time": "22:00:00"}, MANUAL) == []


def test_the_policy_goes_out_whole() -> None:
    body = BACKUP_JOB.to_api({"daily_time": "23:00:00"}, POLICY)
    assert body == {**POLICY, "dailyTime": "23:00:00"}


def test_the_policy_that_goes_out_holds_nothing_of_another_type() -> None:
    body = BACKUP_JOB.to_api({"type": "ManualOnly"}, POLICY)
    assert body == {name: value for name, value in POLICY.items() if not name.startswith("daily")} | {
        "type": "ManualOnly",
        "scheduleEnabled": False,
    }


@pytest.mark.parametrize("before", [{"type": "Daily"}, {"type": "Periodically", "periodicallyEvery": "Hours4"}])
def test_what_goes_with_hours_is_switched_off_with_minutes(before: dict[str, Any]) -> None:
    off = {"periodicallyOffsetMinutes": 0, "periodicallyWindowEnabled": False}
    minutes = {"type": "Periodically", "periodically_every": "Minutes30"}
    body = BACKUP_JOB.to_api(minutes, {**before, "periodicallyOffsetMinutes": 15, "periodicallyWindowEnabled": True})
    assert body == {"type": "Periodically", "periodicallyEvery": "Minutes30", **off}
    assert not off.keys() & BACKUP_JOB.to_api({"periodically_every": "Minutes5"}, {**body, "type": "Periodically"})
    assert not off.keys() & BACKUP_JOB.to_api(minutes, None)


def test_a_window_goes_out_as_a_week() -> None:
    body = BACKUP_JOB.to_api({"backup_window": {"allow": ["Sun"], "minute_offset": 5}}, POLICY)
    assert body["backupWindowEnabled"] is True
    assert body["backupWindowSettings"] == {"backupWindow": [*[True] * 24, *[False] * 144], "minuteOffset": 5}
    off = BACKUP_JOB.to_api({"backup_window": {}}, POLICY)
    assert off["backupWindowEnabled"] is False
    assert "backupWindowSettings" not in off


@given(policies_and_options())
def test_the_body_holds_no_null(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    policy, options = case
    schedule = BACKUP_JOB.desired(right(options), policy)
    assert None not in BACKUP_JOB.to_api(schedule, policy).values()


@given(policies_and_options())
def test_legal_options_are_not_refused(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    policy, options = case
    assert refused(right(options), BACKUP_JOB.from_api(policy)) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("server", SERVERS)
@given(case=policies_and_options())
def test_one_write_is_enough(server: str, view: str, case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    policy, options = case
    assume(may_show(policy, view))
    schedule = right(options)
    changed = differing(schedule, policy)
    after = written(policy, BACKUP_JOB.to_api(changed, policy), server, view)
    assert differing(schedule, after) == {}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("server", SERVERS)
@given(case=policies_and_options())
def test_a_write_leaves_the_rest_alone(server: str, view: str, case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    policy, options = case
    assume(may_show(policy, view))
    changed = differing(right(options), policy)
    before = BACKUP_JOB.from_api(policy)
    after = BACKUP_JOB.from_api(written(policy, BACKUP_JOB.to_api(changed, policy), server, view))
    hidden = {"daily_time", "retry_number", "retry_wait_interval"} if view.endswith("hides") else set()
    if view == "off is manual" and after.get("type") == "ManualOnly":
        hidden = {"type", "enabled", *BACKUP_JOB.belongs_to}
    kept = BACKUP_JOB.applicable({**before, **changed}).keys() - changed.keys() - hidden
    assert {key: after.get(key) for key in kept} == {key: before[key] for key in kept}


# ---- what a newer server has -----------------------------------------------------------------------------------------


@given(policy=newer(policies(types=("Monthly", "Weekly"))))
def test_an_edit_of_an_unknown_type_loses_nothing(policy: dict[str, Any]) -> None:
    body = BACKUP_JOB.to_api({"retry_number": 5}, policy)
    shown = {name: value for name, value in policy.items() if value is not None or name not in API_FIELDS}
    assert body == {**shown, "retryNumber": 5}


@given(policy=newer(policies(types=("Monthly", "Weekly"))))
def test_all_of_an_unknown_type_is_shown(policy: dict[str, Any]) -> None:
    schedule = BACKUP_JOB.from_api(policy)
    assert schedule["type"] == policy["type"]
    for key, name in BACKUP_JOB.plain.items():
        assert (key in schedule) == (policy.get(name) is not None)
    for key, (switch, _settings) in BACKUP_JOB.windows.items():
        assert (key in schedule) == (policy.get(switch) is not None)


@given(data=st.data())
def test_unknown_keys_go_back_as_they_were_read(data: st.DataObject) -> None:
    policy = data.draw(newer(policies()))
    changed = differing(right(data.draw(options_for(policy))), policy)
    body = BACKUP_JOB.to_api(changed, policy)
    assert unknown_in(body) == unknown_in(policy)
    applicable = BACKUP_JOB.applicable({**BACKUP_JOB.from_api(policy), **changed, **dict.fromkeys(BACKUP_JOB.windows)})
    for key, (_switch, settings) in BACKUP_JOB.windows.items():
        if key in applicable and changed.get(key) != {}:
            assert unknown_in_window(body.get(settings)) == unknown_in_window(policy.get(settings))


def unknown_in(policy: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in policy.items() if name not in API_FIELDS and name != "type"}


def unknown_in_window(settings: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (settings or {}).items() if name not in ("backupWindow", "minuteOffset")}


@pytest.mark.parametrize("view", VIEWS)
@given(options=options_for({}))
def test_a_new_schedule_is_as_asked_for(view: str, options: dict[str, Any]) -> None:
    schedule = right(options)
    wanted = BACKUP_JOB.desired(schedule, None)
    after = written(None, {"type": "Daily", **BACKUP_JOB.to_api(wanted, None)}, "replaces", view)
    assert differing(schedule, after) == {}


@given(policies(types=(*BACKUP_JOB.types, None)))
def test_what_is_exported_differs_in_nothing(policy: dict[str, Any]) -> None:
    exported = BACKUP_JOB.from_api(policy)
    schedule = right(exported)
    assert refused(schedule, exported) == []
    assert schedule == exported
    assert differing(schedule, policy) == {}
