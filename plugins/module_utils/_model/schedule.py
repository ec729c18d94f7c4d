# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option ``schedule`` and the API's ``schedulePolicy``: rules and translation. Pure functions.

A schedule is a dict of options; a missing option is unknown. A window in it is ``{"allow": [entries], "minute_offset":
minutes from UTC}``, or ``{}`` if the window is off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Misfit, OptionError, OptionErrors
from ansible_collections.vb365.backup.plugins.module_utils._model import window as _window
from ansible_collections.vb365.backup.plugins.module_utils._model import window_option as _window_option
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known

DAILY_TYPES = [
    "Everyday", "Workdays", "Weekends",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]  # fmt: skip
INTERVALS = [
    "Minutes5", "Minutes10", "Minutes15", "Minutes30",
    "Hours1", "Hours2", "Hours4", "Hours8", "Hours12",
]  # fmt: skip
_RANGES = {
    "periodically_offset_minutes": (0, 59, "minutes"),
    "retry_number": (1, 777, "retries"),
    "retry_wait_interval": (1, 999, "minutes"),
}
_RETRY_DETAILS = ("retry_number", "retry_wait_interval")


@dataclass(frozen=True)
class Policy:
    """The schedules of one kind of job, as tables.

    ``plain``: options with their names in the API. ``windows``: options with the API names of their switch and of their
    settings. ``belongs_to``: options with the only type that they apply to. ``hourly``: options that apply only to
    intervals of hours, with the API values that switch them off. ``manual``: the type that is the same as a schedule
    that is off, so that ``enabled`` does not apply to it.
    """

    types: Sequence[str]
    plain: Mapping[str, str]
    windows: Mapping[str, tuple[str, str]]
    belongs_to: Mapping[str, str]
    hourly: Collection[str] = ()
    hourly_off: Mapping[str, Any] | None = None
    manual: str | None = None

    # ---- from options ------------------------------------------------------------------------------------------------

    def from_options(self, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[OptionError]]:
        """The given schedule in the form of from_api(), and its errors. An invalid value is omitted."""
        schedule: dict[str, Any] = {}
        errors: list[OptionError] = []
        for key, value in options.items():
            if value is not None:
                try:
                    schedule[key] = self._value(key, value)
                except OptionError as error:
                    errors.append(error)
                except OptionErrors as several:
                    errors += several.errors
        return schedule, [*errors, *self._contradictions(schedule)]

    def _value(self, key: str, value: Any) -> Any:
        option = f"schedule.{key}"
        least, most, unit = _RANGES.get(key, (None, None, ""))
        if least is not None and not least <= value <= most:
            raise OptionError(option, value, f"expected {least} to {most} {unit}")
        if key == "daily_time":
            return _time(value)
        return _window_option.from_option(value, option) if key in self.windows else value

    def _contradictions(self, given: Mapping[str, Any]) -> Iterator[OptionError]:
        if "type" in given:
            yield from self._of_other_types(given, given["type"])
        yield from self._of_hours(given, given.get("periodically_every"))

    def check_merged(self, given: Mapping[str, Any], have: Mapping[str, Any]) -> Iterator[OptionError]:
        """Errors of the given options together with the schedule on the server. Contradictions among the given options
        are left to from_options()."""
        schedule = {**have, **given}
        kind, every = schedule.get("type"), schedule.get("periodically_every")
        new = {key: value for key, value in given.items() if value != have.get(key)}
        is_manual = self._is_manual(have)
        if "type" not in given and not (is_manual and given.get("enabled") is False):
            yield from self._of_other_types(new, kind)
        if "type" not in given and is_manual and given.get("enabled"):
            expected = f"needs schedule.type too, because the schedule is {kind}, which is the same as off"
            yield Misfit("schedule.enabled", True, expected)
        if "periodically_every" not in given:
            yield from self._of_hours(new, every if kind == "Periodically" else None)
        if given.get("type") == "Periodically" != have.get("type") and every is None:
            expected = f"type Periodically needs one of {', '.join(INTERVALS)}"
            yield Misfit("schedule.periodically_every", None, expected)
        for key in self.windows:
            if new.get(key, {}).get("allow") == []:
                yield OptionError(f"schedule.{key}", given[key], "allows no hour, so that the job would never run")

    def _is_manual(self, schedule: Mapping[str, Any]) -> bool:
        return self.manual is not None and schedule.get("type") == self.manual

    def _of_other_types(self, given: Mapping[str, Any], kind: str | None) -> Iterator[OptionError]:
        for key, owner in self.belongs_to.items():
            if given.get(key) and kind != owner:
                expected = f"can only be used with schedule.type {owner}, not {kind}"
                yield Misfit(f"schedule.{key}", given[key], expected)

    def _of_hours(self, given: Mapping[str, Any], every: str | None) -> Iterator[OptionError]:
        for key in self.hourly:
            if given.get(key) and every is not None and not every.startswith("Hours"):
                expected = f"can only be used with an interval of hours, and schedule.periodically_every is {every}"
                yield Misfit(f"schedule.{key}", given[key], expected)

    # ---- from and to the API -----------------------------------------------------------------------------------------

    def from_api(self, policy: Any) -> dict[str, Any]:
        """The schedule of a job. Options that do not apply to its type are omitted, because only some servers omit
        them."""
        policy = policy if isinstance(policy, Mapping) else {}
        schedule = {key: policy[name] for key, name in self.plain.items() if policy.get(name) is not None}
        if "daily_time" in schedule:
            schedule["daily_time"] = str(schedule["daily_time"]).split(".", maxsplit=1)[0]
        for key, (switch, settings) in self.windows.items():
            if policy.get(switch):
                week, offset = _window_option.week_and_offset(policy.get(settings))
                schedule[key] = {"allow": _window.render(week), "minute_offset": offset}
            elif policy.get(switch) is False:
                schedule[key] = {}
        return self.applicable(schedule)

    def desired(self, given: Mapping[str, Any], policy: Any) -> dict[str, Any]:
        """The given schedule, completed with the schedule on the server.

        A window without a given offset keeps its offset, and options that do not apply to the new type are dropped. A
        given type, time or interval switches the schedule on unless ``enabled`` is given too: a user who gives them
        wants the job to run.
        """
        policy = policy if isinstance(policy, Mapping) else {}
        schedule = {
            key: {"minute_offset": _window_option.week_and_offset(policy.get(self.windows[key][1]))[1], **value}
            if key in self.windows and value
            else value
            for key, value in given.items()
        }
        have = self.from_api(policy)
        names_starts = schedule.get("type", self.manual) != self.manual or any(
            key in schedule for key in self.belongs_to
        )
        if names_starts and (self._is_manual(have) or have.get("enabled") is False):
            schedule.setdefault("enabled", True)
        return {key: schedule[key] for key in self.applicable({**have, **schedule}) if key in schedule}

    def with_offsets_of(self, shown: Mapping[str, Any], schedule: Mapping[str, Any]) -> dict[str, Any]:
        """A schedule with the offsets that the server shows in its windows."""
        return {
            key: {**value, "minute_offset": shown[key]["minute_offset"]}
            if key in self.windows and value and shown.get(key)
            else value
            for key, value in schedule.items()
        }

    def same(self, key: str, want: Any, have: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Whether an option matches its desired value, in a schedule that changes from ``before`` to ``after``.

        A server may omit an option (None) whose value is off or empty. It may hide the times of a schedule that is off
        (observed), or show that schedule as a manual one. Whether it shows the numbers of disabled retries is not
        documented. All this is no difference. If the option did not apply before, None is a difference: the value on
        the server is unknown.
        """
        if want == have:
            return True
        is_off = after.get("enabled") is False
        if is_off and (key, have) == ("type", self.manual):
            return True
        if is_off and have is None and self._is_manual(before) and key in ("enabled", *self.belongs_to):
            return True
        if have is not None or key in ("enabled", "type") or key not in self.applicable({**before, key: want}):
            return False
        if key in _RETRY_DETAILS:
            return not want or after.get("retry_enabled") is False
        return not want or is_off or self._is_manual(after)

    def applicable(self, schedule: Mapping[str, Any]) -> dict[str, Any]:
        """The schedule without the options that do not apply to its type and interval. An unknown type keeps all."""
        kind, every = schedule.get("type"), str(schedule.get("periodically_every") or "Hours")
        if kind is not None and kind not in self.types:
            return dict(schedule)
        return {
            key: value
            for key, value in schedule.items()
            if (kind is None or self.belongs_to.get(key, kind) == kind)
            and (every.startswith("Hours") or key not in self.hourly)
            and not (key == "enabled" and kind == self.manual)
        }

    def to_api(self, schedule: Mapping[str, Any], policy: Any) -> dict[str, Any]:
        """The whole ``schedulePolicy`` to send: the policy on the server, updated with ``schedule``.

        The policy is sent as a whole because new values take effect only together with ``type`` (documented for an
        older API). Unknown fields are sent as they were read. Known options that do not apply are omitted. A new
        interval of minutes switches off the options of hours, because the server may have kept them without showing
        them.
        """
        policy = policy if isinstance(policy, Mapping) else {}
        ours = {*self.plain.values(), *(name for names in self.windows.values() for name in names)}
        body: dict[str, Any] = {name: value for name, value in policy.items() if name not in ours}
        merged = {key: schedule.get(key, policy.get(name)) for key, name in self.plain.items()}
        kept = self.applicable(known(merged))
        body.update({self.plain[key]: value for key, value in kept.items()})
        if self._is_manual(kept):
            body[self.plain["enabled"]] = False
        for key, (switch, settings) in self.windows.items():
            if key not in self.applicable({**kept, key: None}):
                continue
            if key not in schedule:
                body.update({name: policy[name] for name in (switch, settings) if policy.get(name) is not None})
            elif schedule[key]:
                week = _window.parse(schedule[key]["allow"], f"schedule.{key}")
                others = policy.get(settings)
                body[switch] = True
                body[settings] = {
                    **(others if isinstance(others, Mapping) else {}),
                    "backupWindow": week,
                    "minuteOffset": schedule[key]["minute_offset"],
                }
            else:
                body[switch] = False
        before, every = (str(one.get("periodicallyEvery")) for one in (policy, body))
        if policy and every.startswith("Minutes") and not before.startswith("Minutes"):
            body.update(self.hourly_off or {})
        return body


def _time(text: str) -> str:
    match = re.match(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$", text, re.ASCII)
    if not match or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        raise OptionError(
            "schedule.daily_time",
            text,
            'expected HH:MM or HH:MM:SS in quotes, such as "22:00" (without quotes YAML may read it as a number)',
        )
    return f"{int(match[1]):02d}:{match[2]}:{match[3] or '00'}"


BACKUP_JOB = Policy(
    types=["Daily", "Periodically", "ManualOnly"],
    plain={
        "enabled": "scheduleEnabled",
        "type": "type",
        "daily_time": "dailyTime",
        "daily_type": "dailyType",
        "periodically_every": "periodicallyEvery",
        "periodically_offset_minutes": "periodicallyOffsetMinutes",
        "retry_enabled": "retryEnabled",
        "retry_number": "retryNumber",
        "retry_wait_interval": "retryWaitInterval",
    },
    windows={
        "periodically_window": ("periodicallyWindowEnabled", "periodicallyWindowSettings"),
        "backup_window": ("backupWindowEnabled", "backupWindowSettings"),
    },
    belongs_to={
        "daily_time": "Daily",
        "daily_type": "Daily",
        "periodically_every": "Periodically",
        "periodically_offset_minutes": "Periodically",
        "periodically_window": "Periodically",
    },
    hourly=("periodically_offset_minutes", "periodically_window"),
    hourly_off={"periodicallyOffsetMinutes": 0, "periodicallyWindowEnabled": False},
    manual="ManualOnly",
)
COPY_JOB = Policy(
    types=["Immediate", "Periodically", "DailyAtTime"],
    plain={
        "type": "type",
        "periodically_every": "periodicallyEvery",
        "daily_time": "dailyTime",
        "daily_type": "dailyType",
    },
    windows={"backup_window": ("backupCopyWindowEnabled", "backupCopyWindowSettings")},
    belongs_to={"daily_time": "DailyAtTime", "daily_type": "DailyAtTime", "periodically_every": "Periodically"},
)
