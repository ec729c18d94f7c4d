# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules: a stored policy has every field of the API; merging, checking, showing, next run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from .errors import invalid
from .models import CopySchedulePolicyBody, SchedulePolicyBody, WindowBody
from .profiles import Profile

# Values of a policy that nobody has set; windows are absent until they are set.
DEFAULTS: dict[str, Any] = {
    "scheduleEnabled": True,
    "backupWindowEnabled": False,
    "backupWindowSettings": None,
    "periodicallyWindowEnabled": False,
    "periodicallyWindowSettings": None,
    "periodicallyOffsetMinutes": 0,
    "type": "Daily",
    "periodicallyEvery": None,
    "dailyType": "Everyday",
    "dailyTime": "15:00:00",
    "retryEnabled": False,
    "retryNumber": 3,
    "retryWaitInterval": 10,
}
COPY_DEFAULTS: dict[str, Any] = {
    "type": "Immediate",
    "periodicallyEvery": None,
    "dailyType": "Everyday",
    "dailyTime": "15:00:00",
    "backupCopyWindowEnabled": False,
    "backupCopyWindowSettings": None,
}
RETRY_NUMBERS = ("retryNumber", "retryWaitInterval")
NEEDS_TYPE = ("dailyType", "dailyTime", "periodicallyEvery")
DAILY = ("dailyType", "dailyTime")
PERIODIC = ("periodicallyEvery", "periodicallyOffsetMinutes", "periodicallyWindowEnabled", "periodicallyWindowSettings")
WINDOWS = {"backupWindowEnabled": "backupWindowSettings", "periodicallyWindowEnabled": "periodicallyWindowSettings"}
MINUTES = {"Minutes": 1, "Hours": 60}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = {
    "Everyday": range(7),
    "Workdays": range(5),
    "Weekends": range(5, 7),
    **{name: range(number, number + 1) for number, name in enumerate(WEEKDAYS)},
}


def merged(stored: dict[str, Any], given: SchedulePolicyBody | None, manual_only: str) -> dict[str, Any]:
    """The policy that results when the given fields are laid over the stored ones; refuses impossible ones.

    `manual_only` is the profile: under schedule_off the type ManualOnly is never stored, it switches the schedule off.
    """
    policy = dict(stored)
    if given is None:
        return policy
    for name in NEEDS_TYPE:
        if getattr(given, name) is not None and given.type is None:
            raise invalid(f"schedulePolicy.{name}", "needs schedulePolicy.type beside it.")
    for name in DEFAULTS:
        value = getattr(given, name)
        if isinstance(value, WindowBody):
            policy[name] = window(policy[name], value)
        elif value is not None:
            policy[name] = value
    for switch, settings in WINDOWS.items():
        if policy[switch] and policy[settings] is None:
            policy[settings] = window(None, WindowBody())
    if manual_only == "schedule_off" and policy["type"] == "ManualOnly":
        was_manual = stored["type"] == "ManualOnly"
        policy["type"] = "Daily" if was_manual else stored["type"]
        policy["scheduleEnabled"] = given.type is None and given.scheduleEnabled is True
    if policy["type"] == "Periodically":
        _check_periodic(policy)
    return policy


def window(stored: dict[str, Any] | None, given: WindowBody) -> dict[str, Any]:
    merged_window = dict(stored or {"backupWindow": [True] * 168, "minuteOffset": 0})
    for name in merged_window:
        if getattr(given, name) is not None:
            merged_window[name] = getattr(given, name)
    return merged_window


def _check_periodic(policy: dict[str, Any]) -> None:
    every = policy["periodicallyEvery"]
    if every is None:
        raise invalid("schedulePolicy.periodicallyEvery", "is required with type Periodically.")
    if every.startswith("Minutes"):
        for name in ("periodicallyOffsetMinutes", "periodicallyWindowEnabled"):
            if policy[name]:
                raise invalid(f"schedulePolicy.{name}", f"needs an interval in hours, not {every}.")


def shown(policy: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """The policy as the server shows it: no fields of another type, no window that was never set.

    With the schedule switched off, dailyTime is shown as null; by the profile `manual_only` the type is ManualOnly.
    """
    is_manual = profile.manual_only == "schedule_off" and (
        policy["type"] == "ManualOnly" or not policy["scheduleEnabled"]
    )
    if is_manual:
        policy = {**policy, "type": "ManualOnly", "scheduleEnabled": False}
    hidden: set[str] = set()
    if policy["type"] != "Daily":
        hidden.update(DAILY)
    if policy["type"] != "Periodically":
        hidden.update(PERIODIC)
    view = {
        name: value
        for name, value in policy.items()
        if name not in hidden and not (value is None and name.endswith("Settings"))
    }
    if "dailyTime" in view and not policy["scheduleEnabled"]:
        view["dailyTime"] = None
    if policy["type"] == "Daily" and profile.daily_window == "shown":
        view["periodicallyWindowEnabled"] = policy["periodicallyWindowEnabled"]
    if not policy["retryEnabled"] and profile.retry_numbers == "when_on":
        view.update(dict.fromkeys(RETRY_NUMBERS))
    if is_manual:
        view.update({"periodicallyWindowEnabled": False, **dict.fromkeys((*DAILY, "periodicallyEvery"))})
    return view


def merged_copy(stored: dict[str, Any], given: CopySchedulePolicyBody | None) -> dict[str, Any]:
    """As merged(), for the policy of a backup copy job."""
    policy = dict(stored)
    for name in COPY_DEFAULTS if given else ():
        value = getattr(given, name)
        if name in NEEDS_TYPE and value is not None and given is not None and given.type is None:
            raise invalid(f"schedulePolicy.{name}", "needs schedulePolicy.type beside it.")
        if isinstance(value, WindowBody):
            policy[name] = window(policy[name], value)
        elif value is not None:
            policy[name] = value
    if policy["backupCopyWindowEnabled"] and policy["backupCopyWindowSettings"] is None:
        policy["backupCopyWindowSettings"] = window(None, WindowBody())
    if policy["type"] == "Periodically" and policy["periodicallyEvery"] is None:
        raise invalid("schedulePolicy.periodicallyEvery", "is required with type Periodically.")
    return policy


def shown_copy(policy: dict[str, Any]) -> dict[str, Any]:
    """As shown(), for the policy of a backup copy job."""
    hidden = {*(DAILY if policy["type"] != "DailyAtTime" else ())}
    hidden |= {"periodicallyEvery"} if policy["type"] != "Periodically" else set()
    return {
        name: value
        for name, value in policy.items()
        if name not in hidden and not (value is None and name.endswith("Settings"))
    }


def next_run(policy: dict[str, Any], now: datetime) -> datetime | None:
    """When the schedule would start the job next; windows are not looked at."""
    if not policy["scheduleEnabled"] or policy["type"] == "ManualOnly":
        return None
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if policy["type"] == "Periodically":
        unit = policy["periodicallyEvery"].rstrip("0123456789")
        step = timedelta(minutes=MINUTES[unit] * int(policy["periodicallyEvery"][len(unit) :]))
        first = midnight + timedelta(minutes=policy["periodicallyOffsetMinutes"])
        return first + step * ((now - first) // step + 1)
    hours, minutes, seconds = map(int, policy["dailyTime"].split(":"))
    run = midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    while run <= now or run.weekday() not in DAYS[policy["dailyType"]]:
        run += timedelta(days=1)
    return run
