# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option schedule: rules, translation, and that one write is enough."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from tests.unit.module_utils.strategies import (
    SERVERS,
    VIEWS,
    options_for,
    policies,
    policies_and_options,
    written,
)

WEEK = [True] * 168
NIGHTS = {"allow": ["Mon-Fri 18:00-06:00"], "minute_offset": 60}


def differing(schedule: dict[str, Any], policy: dict[str, Any] | None) -> dict[str, Any]:
    """What of a schedule, as from_options() gives it, the job's policy does not meet."""
    have, want = _schedule.from_api(policy), _schedule.wanted(schedule, policy)
    after = {**have, **want}
    return {key: value for key, value in want.items() if not _schedule.same(key, value, have.get(key), have, after)}


# ---- from_options ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [("periodically_offset_minutes", 0, 59), ("retry_number", 1, 777), ("retry_wait_interval", 1, 999)],
)
def test_numbers_have_a_range(key: str, least: int, most: int) -> None:
    assert _schedule.from_options({key: least}) == {key: least}
    assert _schedule.from_options({key: most}) == {key: most}
    for value in (least - 1, most + 1):
        with pytest.raises(OptionError) as caught:
            _schedule.from_options({key: value})
        assert caught.value.message.startswith(f"schedule.{key}: {value}: expected {least} to {most} ")


@pytest.mark.parametrize(
    ("given_time", "time"),
    [("22:00", "22:00:00"), ("6:05", "06:05:00"), ("22:00:30", "22:00:30"), ("0:00", "00:00:00")],
)
def test_a_time_gets_the_form_of_the_api(given_time: str, time: str) -> None:
    assert _schedule.from_options({"daily_time": given_time}) == {"daily_time": time}


@pytest.mark.parametrize(
    "time", ["", "24:00", "22:60", "22:00:60", "22", "79200", "22:0", "22:00:0", "10pm", "22.00", " 22:00", "22:00Z"]
)
def test_a_time_in_another_form_is_refused(time: str) -> None:
    with pytest.raises(OptionError) as caught:
        _schedule.from_options({"daily_time": time})
    assert caught.value.message.startswith(f"schedule.daily_time: {time!r}: expected HH:MM ")


def test_options_that_are_none_are_not_given() -> None:
    assert _schedule.from_options({"type": None, "enabled": False, "backup_window": None}) == {"enabled": False}


@pytest.mark.parametrize(
    ("option", "window"),
    [
        ({}, {}),
        ({"allow": None, "deny": None, "hours": None, "minute_offset": None}, {}),
        ({"allow": ["sat - sun"]}, {"allow": ["Sat,Sun"]}),
        ({"allow": ["Sat", "Sun"], "minute_offset": -300}, {"allow": ["Sat,Sun"], "minute_offset": -300}),
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
    assert _schedule.from_options({key: option}) == {key: window}


@pytest.mark.parametrize(
    ("option", "names", "reason"),
    [
        ({"allow": ["Mo"]}, "schedule.backup_window.allow: 'Mo'", "expected days"),
        ({"deny": ["Mon 8-9"]}, "schedule.backup_window.deny: 'Mon 8-9'", "expected days"),
        ({"hours": WEEK[1:]}, "schedule.backup_window.hours: '167 values'", "expected 168 booleans"),
        ({"hours": []}, "schedule.backup_window.hours: '0 values'", "expected 168 booleans"),
        ({"hours": WEEK, "allow": ["Sat"]}, "schedule.backup_window:", "either hours or allow and deny"),
        ({"hours": WEEK, "deny": ["Sat"]}, "schedule.backup_window:", "either hours or allow and deny"),
        ({"minute_offset": 60}, "schedule.backup_window:", "expected allow, deny or hours"),
    ],
)
def test_a_window_that_cannot_be_read_is_refused(option: dict[str, Any], names: str, reason: str) -> None:
    with pytest.raises(OptionError) as caught:
        _schedule.from_options({"backup_window": option})
    assert caught.value.message.startswith(names)
    assert reason in caught.value.message


# ---- impossible combinations ----------------------------------------------------------------------------------------

OWNERS = {
    "daily_time": ("22:00:00", "Daily"),
    "daily_type": ("Everyday", "Daily"),
    "periodically_every": ("Hours1", "Periodically"),
    "periodically_offset_minutes": (30, "Periodically"),
    "periodically_window": (NIGHTS, "Periodically"),
}
MISFITS = [(key, kind) for key, pair in OWNERS.items() for kind in _schedule.TYPES if kind != pair[1]]
MINUTES = [every for every in _schedule.INTERVALS if every.startswith("Minutes")]


@pytest.mark.parametrize(("key", "kind"), MISFITS)
def test_an_option_of_another_type_is_refused(key: str, kind: str) -> None:
    value, owner = OWNERS[key]
    with pytest.raises(OptionError, match=rf"^schedule\.{key}: .* goes with schedule.type {owner}, not {kind}$"):
        _schedule.check({"type": kind, key: value})
    with pytest.raises(OptionError, match=rf"^schedule\.{key}: .* goes with schedule.type {owner}, not {kind}$"):
        _schedule.check_merged({key: value}, {"type": kind})


@pytest.mark.parametrize("key", OWNERS)
def test_an_option_goes_with_its_type(key: str) -> None:
    value, owner = OWNERS[key]
    _schedule.check({"type": owner, key: value})
    _schedule.check({key: value})
    _schedule.check_merged({key: value}, {"type": owner})


@pytest.mark.parametrize("every", MINUTES)
@pytest.mark.parametrize("key", ["periodically_offset_minutes", "periodically_window"])
def test_offset_and_window_need_an_interval_of_hours(key: str, every: str) -> None:
    value = OWNERS[key][0]
    with pytest.raises(OptionError, match=rf"^schedule\.{key}: .* schedule.periodically_every is {every}$"):
        _schedule.check({"periodically_every": every, key: value})
    with pytest.raises(OptionError, match=rf"^schedule\.{key}: .* schedule.periodically_every is {every}$"):
        _schedule.check_merged({key: value}, {"type": "Periodically", "periodically_every": every})


def test_switching_off_what_does_not_apply_is_allowed() -> None:
    off = {"periodically_offset_minutes": 0, "periodically_window": {}}
    _schedule.check({"type": "Daily", **off})
    _schedule.check({"periodically_every": "Minutes5", **off})
    _schedule.check_merged(off, {"type": "ManualOnly"})
    _schedule.check_merged(off, {"type": "Periodically", "periodically_every": "Minutes5"})


def test_a_new_interval_replaces_the_one_that_the_job_has() -> None:
    hourly = {"type": "Periodically", "periodically_every": "Hours4", "periodically_offset_minutes": 30}
    _schedule.check_merged({"periodically_every": "Minutes5"}, hourly)
    _schedule.check_merged(hourly, {"type": "Periodically", "periodically_every": "Minutes5"})


def test_a_job_that_becomes_periodic_needs_an_interval() -> None:
    with pytest.raises(OptionError, match=r"^schedule\.periodically_every: None: type Periodically needs one of Minut"):
        _schedule.check_merged({"type": "Periodically"}, {"type": "Daily"})
    _schedule.check_merged({"type": "Periodically", "periodically_every": "Hours1"}, {"type": "Daily"})
    _schedule.check_merged({"type": "Periodically"}, {"type": "Periodically"})


@pytest.mark.parametrize("key", _schedule.WINDOWS)
def test_a_window_that_allows_nothing_is_refused_unless_the_job_has_it(key: str) -> None:
    nothing = {"allow": [], "minute_offset": 0}
    job = {"type": "Periodically", "periodically_every": "Hours1"}
    with pytest.raises(OptionError, match=rf"^schedule\.{key}: .*allows no hour"):
        _schedule.check_merged({key: nothing}, {**job, key: {}})
    _schedule.check_merged({key: nothing}, {**job, key: nothing})


# ---- from_api, applicable, wanted, same, to_api ---------------------------------------------------------------------

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
    assert _schedule.from_api(POLICY) == SCHEDULE
    assert _schedule.from_api({**POLICY, "dailyTime": "22:00:00.0000000"}) == SCHEDULE


@pytest.mark.parametrize("policy", [None, {}, dict.fromkeys(POLICY)])
def test_null_and_absent_fields_are_not_known(policy: dict[str, Any] | None) -> None:
    assert _schedule.from_api(policy) == {}


@given(policies())
def test_null_is_the_same_as_absent(policy: dict[str, Any]) -> None:
    shown = {name: value for name, value in policy.items() if value is not None}
    assert _schedule.from_api(policy) == _schedule.from_api(shown)


def test_a_window_that_is_off_is_empty_and_one_that_is_not_shown_is_not_known() -> None:
    assert _schedule.from_api({"backupWindowEnabled": False})["backup_window"] == {}
    assert "backup_window" not in _schedule.from_api({"backupWindowEnabled": None, "backupWindowSettings": {}})


def test_a_window_without_settings_allows_nothing() -> None:
    for settings in (None, {}, {"backupWindow": None, "minuteOffset": None}):
        policy = {"backupWindowEnabled": True, "backupWindowSettings": settings}
        assert _schedule.from_api(policy)["backup_window"] == {"allow": [], "minute_offset": 0}


def test_what_does_not_apply_to_the_type_is_left_out() -> None:
    every = {key: pair[0] for key, pair in OWNERS.items()}
    assert _schedule.applicable({"type": "ManualOnly", "enabled": True, **every}) == {
        "type": "ManualOnly",
        "enabled": True,
    }
    daily = _schedule.applicable({"type": "Daily", **every})
    assert set(daily) == {"type", "daily_time", "daily_type"}
    hourly = _schedule.applicable({"type": "Periodically", **every})
    assert set(hourly) == {"type", "periodically_every", "periodically_offset_minutes", "periodically_window"}
    minutes = _schedule.applicable({"type": "Periodically", **every, "periodically_every": "Minutes5"})
    assert set(minutes) == {"type", "periodically_every"}


def test_a_window_without_offset_keeps_the_one_that_the_job_has() -> None:
    allow = {"allow": ["Sat,Sun"]}
    assert _schedule.wanted({"backup_window": allow}, POLICY) == {"backup_window": {**allow, "minute_offset": 60}}
    off = {**POLICY, "backupWindowEnabled": False}
    assert _schedule.wanted({"backup_window": allow}, off) == {"backup_window": {**allow, "minute_offset": 60}}
    assert _schedule.wanted({"backup_window": allow}, None) == {"backup_window": {**allow, "minute_offset": 0}}
    assert (
        _schedule.wanted({"backup_window": {**allow, "minute_offset": 5}}, POLICY)["backup_window"]["minute_offset"]
        == 5
    )


def test_what_means_nothing_for_the_coming_type_is_not_wanted() -> None:
    off = {"periodically_offset_minutes": 0, "periodically_window": {}}
    assert _schedule.wanted(off, POLICY) == {}
    assert (
        _schedule.wanted({"type": "Periodically", "periodically_every": "Hours1", **off}, POLICY).keys() >= off.keys()
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
    assert _schedule.same(key, want, None, schedule, schedule) is is_same


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
    assert not _schedule.same(key, want, None, before, after)


def test_an_option_that_the_server_shows_is_met_by_itself_alone() -> None:
    assert _schedule.same("daily_time", "22:00:00", "22:00:00", {}, {})
    assert not _schedule.same("daily_time", "22:00:00", "21:00:00", {}, {"enabled": False})
    assert not _schedule.same("retry_enabled", False, True, {}, {})


def test_the_policy_goes_out_whole() -> None:
    body = _schedule.to_api({"daily_time": "23:00:00"}, POLICY)
    assert body == {**POLICY, "dailyTime": "23:00:00"}


def test_the_policy_that_goes_out_holds_nothing_of_another_type() -> None:
    body = _schedule.to_api({"type": "ManualOnly"}, POLICY)
    assert body == {name: value for name, value in POLICY.items() if not name.startswith("daily")} | {
        "type": "ManualOnly"
    }


@pytest.mark.parametrize("before", [{"type": "Daily"}, {"type": "Periodically", "periodicallyEvery": "Hours4"}])
def test_what_goes_with_hours_is_switched_off_with_minutes(before: dict[str, Any]) -> None:
    off = {"periodicallyOffsetMinutes": 0, "periodicallyWindowEnabled": False}
    minutes = {"type": "Periodically", "periodically_every": "Minutes30"}
    body = _schedule.to_api(minutes, {**before, "periodicallyOffsetMinutes": 15, "periodicallyWindowEnabled": True})
    assert body == {"type": "Periodically", "periodicallyEvery": "Minutes30", **off}
    assert not off.keys() & _schedule.to_api({"periodically_every": "Minutes5"}, {**body, "type": "Periodically"})
    assert not off.keys() & _schedule.to_api(minutes, None)


def test_a_window_goes_out_as_a_week() -> None:
    body = _schedule.to_api({"backup_window": {"allow": ["Sun"], "minute_offset": 5}}, POLICY)
    assert body["backupWindowEnabled"] is True
    assert body["backupWindowSettings"] == {"backupWindow": [*[True] * 24, *[False] * 144], "minuteOffset": 5}
    off = _schedule.to_api({"backup_window": {}}, POLICY)
    assert off["backupWindowEnabled"] is False
    assert "backupWindowSettings" not in off


@given(policies_and_options())
def test_the_body_holds_no_null(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    policy, options = case
    schedule = _schedule.wanted(_schedule.from_options(options), policy)
    assert None not in _schedule.to_api(schedule, policy).values()


@given(policies_and_options())
def test_legal_options_are_not_refused(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    policy, options = case
    schedule = _schedule.from_options(options)
    _schedule.check(schedule)
    _schedule.check_merged(schedule, _schedule.from_api(policy))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("server", SERVERS)
@given(case=policies_and_options())
def test_one_write_is_enough(server: str, view: str, case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    policy, options = case
    schedule = _schedule.from_options(options)
    changed = differing(schedule, policy)
    after = written(policy, _schedule.to_api(changed, policy), server, view)
    assert differing(schedule, after) == {}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("server", SERVERS)
@given(case=policies_and_options())
def test_a_write_leaves_the_rest_alone(server: str, view: str, case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    policy, options = case
    changed = differing(_schedule.from_options(options), policy)
    before = _schedule.from_api(policy)
    after = _schedule.from_api(written(policy, _schedule.to_api(changed, policy), server, view))
    hidden = {"daily_time", "retry_number", "retry_wait_interval"} if view.endswith("hides") else set()
    kept = _schedule.applicable({**before, **changed}).keys() - changed.keys() - hidden
    assert {key: after.get(key) for key in kept} == {key: before[key] for key in kept}


@pytest.mark.parametrize("view", VIEWS)
@given(options=options_for({}))
def test_a_new_schedule_is_as_asked_for(view: str, options: dict[str, Any]) -> None:
    schedule = _schedule.from_options(options)
    wanted = _schedule.wanted(schedule, None)
    after = written(None, {"type": "Daily", **_schedule.to_api(wanted, None)}, "replaces", view)
    assert differing(schedule, after) == {}


@given(policies(types=(*_schedule.TYPES, None)))
def test_what_is_exported_differs_in_nothing(policy: dict[str, Any]) -> None:
    exported = _schedule.from_api(policy)
    schedule = _schedule.from_options(exported)
    _schedule.check(schedule)
    _schedule.check_merged(schedule, exported)
    assert schedule == exported
    assert differing(schedule, policy) == {}
