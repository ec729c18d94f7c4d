# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows of a schedule: entries such as "Mon-Fri 18:00-06:00" and the 168 hours of a week.

A week is a list of 168 booleans, hour by hour, Sunday 00:00 first, true = allowed; the order is that of
``backupWindow`` in the REST API.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError

DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
WEEK = 7 * 24

_FULL_NAMES = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_NUMBERS = {name: number for names in (_FULL_NAMES, [day.lower() for day in DAYS]) for number, name in enumerate(names)}
_HOURS = re.compile(r"^(\d{1,2}):00\s*-\s*(\d{1,2}):00$", re.ASCII)
_EXPECTED = 'expected days and whole hours such as "Mon-Fri 18:00-06:00" or "Sat,Sun"'


def parse(entries: Sequence[str], option: str) -> list[bool]:
    """The week in which the hours of the entries are true. Hours past midnight belong to the next day.

    Raises OptionError with ``option`` for an invalid entry.
    """
    week = [False] * WEEK
    for entry in entries:
        text = str(entry).strip()
        match = re.match(r"^(?P<days>[A-Za-z]+(?:\s*[-,]\s*[A-Za-z]+)*)(?:\s+(?P<hours>\d.*))?$", text)
        if not match:
            raise OptionError(option, entry, _EXPECTED)
        start, end = _span(match["hours"], entry, option)
        for day in _days(match["days"], entry, option):
            for hour in range(start, end if end > start else end + 24):
                week[(day * 24 + hour) % WEEK] = True
    return week


def mistakes(entries: Sequence[str], option: str) -> list[OptionError]:
    """An error for each invalid entry."""
    return [error for error in (_mistake(entry, option) for entry in entries) if error]


def _mistake(entry: str, option: str) -> OptionError | None:
    try:
        parse([entry], option)
    except OptionError as error:
        return error
    return None


def _span(text: str | None, entry: str, option: str) -> tuple[int, int]:
    if text is None:
        return 0, 24
    match = _HOURS.match(text.strip())
    if not match:
        raise OptionError(option, entry, _EXPECTED)
    start, end = int(match[1]), int(match[2])
    if start > 23 or end > 24 or start == end:
        raise OptionError(option, entry, "expected a start from 00:00 to 23:00 and a different end, 24:00 at most")
    return start, end


def _days(text: str, entry: str, option: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        names = [name.strip().lower() for name in part.split("-")]
        if len(names) > 2 or any(name not in _NUMBERS for name in names):
            raise OptionError(option, entry, f"{_EXPECTED}; days are {', '.join(DAYS)}")
        first, last = _NUMBERS[names[0]], _NUMBERS[names[-1]]
        days.extend((first + step) % 7 for step in range((last - first) % 7 + 1))
    return days


def render(week: Sequence[bool]) -> list[str]:
    """The shortest list of entries for a week, from Monday on: parse() returns the same week."""
    spans: dict[tuple[int, int], list[int]] = {}
    for day in range(7):
        for span in _spans_of(week, day):
            spans.setdefault(span, []).append(day)
    _join_nights(spans)
    shown = sorted((min((day - 1) % 7 for day in days), *span) for span, days in spans.items() if days)
    return [f"{_day_names(spans[start, end])} {_hours(start, end)}".rstrip() for day, start, end in shown]


def _hours(start: int, end: int) -> str:
    return "" if (start, end) == (0, 24) else f"{start:02d}:00-{end:02d}:00"


def _join_nights(spans: dict[tuple[int, int], list[int]]) -> None:
    """Join an evening before a fully allowed day with the other nights that start at the same hour, if any: "Mon-Fri
    18:00-06:00" and "Sat,Sun" rather than "Mon-Thu 18:00-06:00" and "Fri 18:00-24:00"."""
    whole = spans.get((0, 24), [])
    for start, end in sorted(spans):
        if end >= start:
            continue
        evenings = [day for day in spans.get((start, 24), []) if (day + 1) % 7 in whole]
        spans[start, end] += evenings
        spans[start, 24] = [day for day in spans.get((start, 24), []) if day not in evenings]


def _hours_of(week: Sequence[bool], day: int) -> list[list[int]]:
    """The day's spans of allowed hours, as [start, end]."""
    spans: list[list[int]] = []
    for hour in range(24):
        if not week[(day % 7) * 24 + hour]:
            continue
        if spans and spans[-1][1] == hour:
            spans[-1][1] = hour + 1
        else:
            spans.append([hour, hour + 1])
    return spans


def _runs_on(spans: list[list[int]], following: list[list[int]]) -> bool:
    """Whether a day's last span continues after midnight, so that both are one entry of less than 24 hours."""
    return bool(spans and following and spans[-1][1] == 24 and following[0][0] == 0 and following[0][1] < spans[-1][0])


def _spans_of(week: Sequence[bool], day: int) -> list[tuple[int, int]]:
    """The spans that start on the day, as (start, end). A span that continues after midnight has an end before its
    start."""
    spans = _hours_of(week, day)
    before, after = _hours_of(week, day - 1), _hours_of(week, day + 1)
    starting = []
    for number, (start, end) in enumerate(spans):
        if number == 0 and _runs_on(before, spans):
            continue
        goes_on = number == len(spans) - 1 and _runs_on(spans, after)
        starting.append((start, after[0][1] if goes_on else end))
    return starting


def _day_names(days: list[int]) -> str:
    """Days as "Mon-Fri" or "Sat,Sun"; the week is read from Monday on."""
    order = sorted((day - 1) % 7 for day in days)
    groups: list[list[int]] = []
    for place in order:
        if groups and groups[-1][-1] == place - 1:
            groups[-1].append(place)
        else:
            groups.append([place])
    names = []
    for group in groups:
        first, last = DAYS[(group[0] + 1) % 7], DAYS[(group[-1] + 1) % 7]
        names.append(f"{first}-{last}" if len(group) > 2 else ",".join(dict.fromkeys((first, last))))
    return ",".join(names)
