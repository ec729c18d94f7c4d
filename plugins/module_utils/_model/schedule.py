# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option ``schedule`` and the API's ``schedulePolicy``: rules and translation, without side effects.

A schedule is a dict of the options of ``backup_job``; an option that is not there is not known. A window in it is
``{"allow": [entries], "minute_offset": minutes from UTC}``, or ``{}`` where the window is off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import window as _window

TYPES = ["Daily", "Periodically", "ManualOnly"]
DAILY_TYPES = [
    "Everyday", "Workdays", "Weekends",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]  # fmt: skip
INTERVALS = [
    "Minutes5", "Minutes10", "Minutes15", "Minutes30",
    "Hours1", "Hours2", "Hours4", "Hours8", "Hours12",
]  # fmt: skip

PLAIN = {
    "enabled": "scheduleEnabled",
    "type": "type",
    "daily_time": "dailyTime",
    "daily_type": "dailyType",
    "periodically_every": "periodicallyEvery",
    "periodically_offset_minutes": "periodicallyOffsetMinutes",
    "retry_enabled": "retryEnabled",
    "retry_number": "retryNumber",
    "retry_wait_interval": "retryWaitInterval",
}
WINDOWS = {
    "periodically_window": ("periodicallyWindowEnabled", "periodicallyWindowSettings"),
    "backup_window": ("backupWindowEnabled", "backupWindowSettings"),
}

_BELONGS_TO = {
    "daily_time": "Daily",
    "daily_type": "Daily",
    "periodically_every": "Periodically",
    "periodically_offset_minutes": "Periodically",
    "periodically_window": "Periodically",
}
_HOURLY = ("periodically_offset_minutes", "periodically_window")
_HOURLY_OFF = {"periodicallyOffsetMinutes": 0, "periodicallyWindowEnabled": False}
_RANGES = {
    "periodically_offset_minutes": (0, 59, "minutes"),
    "retry_number": (1, 777, "retries"),
    "retry_wait_interval": (1, 999, "minutes"),
}
_RETRY_DETAILS = ("retry_number", "retry_wait_interval")


def from_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The schedule that the user gave, each value checked by itself and in the form that from_api() gives.

    Raises OptionError for a value that is out of range or cannot be read.
    """
    schedule = {key: value for key, value in options.items() if value is not None}
    for key, (least, most, unit) in _RANGES.items():
        if key in schedule and not least <= schedule[key] <= most:
            raise OptionError(f"schedule.{key}", schedule[key], f"expected {least} to {most} {unit}")
    if "daily_time" in schedule:
        schedule["daily_time"] = _time(schedule["daily_time"])
    for key in WINDOWS:
        if key in schedule:
            schedule[key] = _window_from_option(schedule[key], f"schedule.{key}")
    return schedule


def _time(text: str) -> str:
    match = re.match(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$", text)
    if not match or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        raise OptionError(
            "schedule.daily_time",
            text,
            'expected HH:MM or HH:MM:SS in quotes, such as "22:00" (without quotes YAML may read it as a number)',
        )
    return f"{int(match[1]):02d}:{match[2]}:{match[3] or '00'}"


def _window_from_option(option: Mapping[str, Any], name: str) -> dict[str, Any]:
    given = {key: value for key, value in option.items() if value is not None}
    if not given:
        return {}
    offset = {"minute_offset": given.pop("minute_offset")} if "minute_offset" in given else {}
    if not given:
        raise OptionError(name, dict(option), "expected allow, deny or hours beside minute_offset")
    if "hours" in given:
        if "allow" in given or "deny" in given:
            raise OptionError(name, dict(option), "expected either hours or allow and deny")
        week = given["hours"]
        if len(week) != _window.WEEK:
            raise OptionError(
                f"{name}.hours", f"{len(week)} values", f"expected {_window.WEEK} booleans, Sunday 00:00 first"
            )
    else:
        allowed = _window.parse(given["allow"], f"{name}.allow") if "allow" in given else [True] * _window.WEEK
        denied = _window.parse(given.get("deny", []), f"{name}.deny")
        week = [allow and not deny for allow, deny in zip(allowed, denied)]
    return {"allow": _window.render(week), **offset}


def check(given: Mapping[str, Any]) -> None:
    """Refuse what the user asks for where it contradicts itself, whatever the job is. Raises OptionError."""
    if "type" in given:
        _check_type(given, given["type"])
    _check_interval(given, given.get("periodically_every"))


def check_merged(given: Mapping[str, Any], have: Mapping[str, Any]) -> None:
    """Refuse what the user asks for where it makes an impossible schedule of the one that the job has (``have``).

    Raises OptionError.
    """
    schedule = {**have, **given}
    kind, every = schedule.get("type"), schedule.get("periodically_every")
    new = {key: value for key, value in given.items() if value != have.get(key)}
    _check_type(new, kind)
    _check_interval(new, every if kind == "Periodically" else None)
    if given.get("type") == "Periodically" != have.get("type") and every is None:
        raise OptionError("schedule.periodically_every", None, f"type Periodically needs one of {', '.join(INTERVALS)}")
    for key in WINDOWS:
        if new.get(key, {}).get("allow") == []:
            raise OptionError(f"schedule.{key}", given[key], "allows no hour, so that the job would never run")


def _check_type(given: Mapping[str, Any], kind: str | None) -> None:
    for key, owner in _BELONGS_TO.items():
        if given.get(key) and kind != owner:
            raise OptionError(f"schedule.{key}", given[key], f"goes with schedule.type {owner}, not {kind}")


def _check_interval(given: Mapping[str, Any], every: str | None) -> None:
    for key in _HOURLY:
        if given.get(key) and every is not None and not every.startswith("Hours"):
            raise OptionError(
                f"schedule.{key}",
                given[key],
                f"goes with an interval of hours, and schedule.periodically_every is {every}",
            )


def from_api(policy: Mapping[str, Any] | None) -> dict[str, Any]:
    """The schedule of a job; what does not apply to its type is left out, as some servers do and others do not."""
    policy = policy or {}
    schedule = {key: policy[name] for key, name in PLAIN.items() if policy.get(name) is not None}
    if "daily_time" in schedule:
        schedule["daily_time"] = schedule["daily_time"].split(".")[0]
    for key, (switch, settings) in WINDOWS.items():
        if policy.get(switch):
            window = policy.get(settings) or {}
            week = [*(window.get("backupWindow") or []), *[False] * _window.WEEK][: _window.WEEK]
            schedule[key] = {"allow": _window.render(week), "minute_offset": window.get("minuteOffset") or 0}
        elif policy.get(switch) is False:
            schedule[key] = {}
    return applicable(schedule)


def wanted(given: Mapping[str, Any], policy: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the user asks for, completed by what the job has: the offset of a window that names none stays, and what
    means nothing for the type that will be is dropped."""
    schedule = {
        key: {"minute_offset": _offset(policy, key), **value} if key in WINDOWS and value else value
        for key, value in given.items()
    }
    return {key: schedule[key] for key in applicable({**from_api(policy), **schedule}) if key in schedule}


def _offset(policy: Mapping[str, Any] | None, key: str) -> int:
    return int(((policy or {}).get(WINDOWS[key][1]) or {}).get("minuteOffset") or 0)


def same(key: str, want: Any, have: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a wanted option is met, in the schedule ``before`` that is to become ``after``.

    A server that does not show an option (None) may have it switched off or at nothing; with the schedule off it may
    hide the times (observed), and nobody documents the details of a retry that is off: these are not differences,
    unless the option did not apply before, so that nobody knows what the server has kept of it.
    """
    if want == have:
        return True
    if have is not None or key in ("enabled", "type") or key not in applicable({**before, key: want}):
        return False
    switch = "retry_enabled" if key in _RETRY_DETAILS else "enabled"
    return not want or after.get(switch) is False


def applicable(schedule: Mapping[str, Any]) -> dict[str, Any]:
    """The schedule without the options that mean nothing for its type and interval."""
    kind, every = schedule.get("type"), str(schedule.get("periodically_every") or "Hours")
    return {
        key: value
        for key, value in schedule.items()
        if (kind is None or _BELONGS_TO.get(key, kind) == kind) and (every.startswith("Hours") or key not in _HOURLY)
    }


def to_api(schedule: Mapping[str, Any], policy: Mapping[str, Any] | None) -> dict[str, Any]:
    """The whole ``schedulePolicy`` to send: what the job has (``policy``), with ``schedule`` laid over it.

    The policy goes out whole because new values count only together with ``type`` (documented for an older API). With
    a new interval of minutes, what goes with hours is switched off: the server may have kept it, shown or not.
    """
    policy = policy or {}
    merged = {name: schedule.get(key, policy.get(name)) for key, name in PLAIN.items()}
    kept = applicable({key: merged[name] for key, name in PLAIN.items() if merged[name] is not None})
    body: dict[str, Any] = {PLAIN[key]: value for key, value in kept.items()}
    for key, (switch, settings) in WINDOWS.items():
        if key not in applicable({**kept, key: None}):
            continue
        if key not in schedule:
            body.update({name: policy[name] for name in (switch, settings) if policy.get(name) is not None})
        elif schedule[key]:
            week = _window.parse(schedule[key]["allow"], f"schedule.{key}")
            body.update(
                {switch: True, settings: {"backupWindow": week, "minuteOffset": schedule[key]["minute_offset"]}}
            )
        else:
            body[switch] = False
    before, every = (str(one.get("periodicallyEvery")) for one in (policy, body))
    if policy and every.startswith("Minutes") and not before.startswith("Minutes"):
        body.update(_HOURLY_OFF)
    return body
