# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations for the property test, and their translation into what the rule reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._model import window as _window
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from tests.unit.module_utils.protection.brute_force import WEEKDAYS, Job, Object, Schedule, Selected, World
from tests.unit.module_utils.strategies import EVENING, NIGHT, WEEKS

USER = ("mailbox", "archive_mailbox", "onedrive", "personal_site")
MEMBERS = ("members", "member_mailbox", "member_archive_mailbox", "member_onedrive", "member_site")
OPTIONS: dict[Object, tuple[str, ...]] = {
    ("User", "u1"): USER,
    ("User", "u2"): USER,
    ("User", "public"): ("mailbox",),
    ("Group", "g"): (*MEMBERS, "mailbox", "group_site"),
    ("Group", "security"): MEMBERS,
    ("Site", "s"): (),
    ("Team", "t"): (),
    ("PartialOrganization", ""): ("mailbox", "archive_mailbox", "onedrive", "sites", "teams", "teams_chats"),
    ("PersonalSites", ""): (),
    ("OneDriveFolders", ""): ("a", "b"),
}
_KINDS = {"public": "Public", "security": "Security", "g": "Office365"}
_EVERY = {5: "Minutes5", 10: "Minutes10", 15: "Minutes15", 30: "Minutes30"}
_EVERY.update({60 * hours: f"Hours{hours}" for hours in (1, 2, 4, 8, 12)})

NOW = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001
DAYS = ("Everyday", "Workdays", "Weekends", *WEEKDAYS)
WINDOWS = st.one_of(
    st.sampled_from([NIGHT * 7, EVENING * 7, [not allowed for allowed in NIGHT] * 7, [True] * 24 + [False] * 144]),
    st.integers(0, 167).map(lambda one: [hour == one for hour in range(168)]),
    WEEKS,
).map(tuple)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Any schedule; a window of starts belongs to an interval of hours alone."""
    kind = draw(st.sampled_from(["Daily", "Daily", "Periodically", "Periodically", "ManualOnly"]))
    every = draw(st.sampled_from([*_EVERY]))
    is_hourly = kind == "Periodically" and every >= 60
    return Schedule(
        kind,
        enabled=draw(st.sampled_from([True, True, True, False])),
        time=draw(st.times()).strftime("%H:%M:%S"),
        days=draw(st.sampled_from(DAYS)),
        every=every,
        offset=draw(st.integers(0, 59)) if is_hourly else 0,
        windows=tuple(draw(st.lists(WINDOWS, max_size=2 if is_hourly else 1))),
    )


@st.composite
def items(draw: st.DrawFn, objects: list[Object]) -> tuple[Selected, ...]:
    """A list of items of these objects: with all their options, with any of them, with none."""
    found = []
    at_least = draw(st.sampled_from([1, 1, 0]))
    for thing in draw(st.lists(st.sampled_from(objects), unique=True, min_size=at_least)):
        options = OPTIONS[thing]
        is_whole = not options or draw(st.booleans())
        some = options if is_whole else draw(st.sets(st.sampled_from(options)))
        found.append(Selected(thing, frozenset(some), frozenset(options)))
    return tuple(found)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """An organization with a job of everything or without, and other jobs; few objects, so that jobs share them."""
    now = draw(NOW)
    objects = draw(st.lists(st.sampled_from([*OPTIONS]), unique=True, min_size=1, max_size=4))
    jobs = []
    for number in range(draw(st.integers(2, 4))):
        is_entire = number == 0 and draw(st.sampled_from([True, True, False]))
        jobs.append(
            Job(
                f"Job {number}",
                enabled=draw(st.sampled_from([True, True, False])),
                schedule=draw(st.one_of(st.just(Schedule("Daily")), schedules())),
                selected=None if is_entire else draw(items(objects)),
                excluded=draw(st.one_of(st.just(()), items(objects))),
            )
        )
    return World(tuple(draw(st.permutations(jobs))), now)


def schedule_options(schedule: Schedule) -> dict[str, Any]:
    """The schedule as _model.schedule gives it, with what does not apply to its type."""
    options: dict[str, Any] = {
        "enabled": schedule.enabled,
        "type": schedule.kind,
        "daily_time": schedule.time,
        "daily_type": schedule.days,
        "periodically_every": _EVERY[schedule.every],
        "periodically_offset_minutes": schedule.offset,
    }
    for key, week in zip(("backup_window", "periodically_window"), schedule.windows, strict=False):
        options[key] = {"allow": _window.render(week), "minute_offset": 60}
    return options


def item(selected: Selected) -> Item:
    """The item as _model.items gives it."""
    kind, identity = selected.object
    thing = {"id": identity, "name": identity, "url": identity, "displayName": identity, "type": _KINDS.get(identity)}
    options: dict[str, Any] = {option: option in selected.on for option in selected.all}
    if kind == "OneDriveFolders":
        options = {"folders": sorted(selected.on)}
    if kind == "Team":
        options = {"teams_chats": False}
    if identity == "public":
        options = {**dict.fromkeys(USER, True), **options}
    if identity == "security":
        options = {**options, "mailbox": True, "group_site": True}
    return Item(kind, thing if identity else None, options)


def view(job: Job) -> JobView:
    """The job as the rule reads it."""
    return JobView(
        {
            "name": job.name,
            "enabled": job.enabled,
            "backup_type": "EntireOrganization" if job.selected is None else "SelectedItems",
            "schedule": schedule_options(job.schedule),
        },
        selected=[item(one) for one in job.selected or ()],
        excluded=[item(one) for one in job.excluded],
    )
