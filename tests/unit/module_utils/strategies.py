# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the property tests draw from: weeks, schedule policies as a server shows them, and options that go with them."""

from __future__ import annotations

from itertools import chain
from typing import Any

from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._model import job as _job
from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from ansible_collections.vb365.backup.plugins.module_utils._model import window as _window
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import BACKUP_JOB

ORGANIZATION_ID = "7d1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a00"
OFFSETS = st.integers(-720, 840)
TIMES = st.times().map(lambda time: time.strftime("%H:%M:%S"))


NIGHT = [*[True] * 6, *[False] * 12, *[True] * 6]
EVENING = [*[False] * 18, *[True] * 6]

# Weeks that are all or nothing, weeks in which days are alike as in those that people make, and any week.
WEEKS = st.one_of(
    st.sampled_from([[True] * _window.WEEK, [False] * _window.WEEK]),
    st.tuples(*[st.sampled_from([[True] * 24, [False] * 24, NIGHT, EVENING])] * 7).map(lambda days: [*chain(*days)]),
    st.integers(0, 2**_window.WEEK - 1).map(lambda bits: [bool(bits >> hour & 1) for hour in range(_window.WEEK)]),
)


@st.composite
def entries(draw: st.DrawFn) -> str:
    """One entry of a window, in all the ways in which people write one."""
    names = st.sampled_from([*_window.DAYS, "monday", "SUNDAY", "sat"])
    parts = draw(
        st.lists(
            st.one_of(names, st.tuples(names, names).map("-".join), st.tuples(names, names).map(" - ".join)),
            min_size=1,
            max_size=3,
        )
    )
    days = draw(st.sampled_from([",", ", "])).join(parts)
    start, end = draw(st.tuples(st.integers(0, 23), st.integers(0, 24)).filter(lambda span: span[0] != span[1]))
    return draw(st.sampled_from([days, f"{days} {start:02d}:00-{end:02d}:00", f" {days}  {start}:00 - {end}:00 "]))


API_WINDOWS = st.fixed_dictionaries({"backupWindow": WEEKS, "minuteOffset": OFFSETS})
API_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "scheduleEnabled": st.booleans(),
    "dailyTime": st.one_of(TIMES, TIMES.map(lambda text: f"{text}.0000000")),
    "dailyType": st.sampled_from(_schedule.DAILY_TYPES),
    "periodicallyEvery": st.sampled_from(_schedule.INTERVALS),
    "periodicallyOffsetMinutes": st.integers(0, 59),
    "periodicallyWindowEnabled": st.booleans(),
    "periodicallyWindowSettings": API_WINDOWS,
    "backupWindowEnabled": st.booleans(),
    "backupWindowSettings": API_WINDOWS,
    "retryEnabled": st.booleans(),
    "retryNumber": st.integers(1, 777),
    "retryWaitInterval": st.integers(1, 999),
}


@st.composite
def policies(draw: st.DrawFn, types: tuple[str | None, ...] = tuple(BACKUP_JOB.types)) -> dict[str, Any]:
    """A schedulePolicy as some server may show it: whole, or with any field but the type null or left out."""
    policy: dict[str, Any] = {"type": draw(st.sampled_from(types))}
    shown = draw(st.sampled_from(["all", "some"]))
    for name, values in API_FIELDS.items():
        how = "value" if shown == "all" else draw(st.sampled_from(["value", "null", "absent"]))
        if how != "absent":
            policy[name] = draw(values) if how == "value" else None
    return policy


NEWER_KEYS = st.dictionaries(
    st.sampled_from(["monthlyDay", "newSwitch", "backupWindowNote"]),
    st.one_of(st.none(), st.booleans(), st.integers(), st.just({"day": 3}), st.just(["Monday"])),
)


@st.composite
def newer(draw: st.DrawFn, shown: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    """A policy as a newer server shows it: with keys that this collection does not know, in window settings too."""
    policy = {**draw(shown), **draw(NEWER_KEYS)}
    for name in ("periodicallyWindowSettings", "backupWindowSettings"):
        if policy.get(name):
            policy[name] = {**policy[name], **draw(NEWER_KEYS)}
    return policy


WINDOW_OPTIONS = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"allow": st.lists(entries(), min_size=1, max_size=3)},
        optional={"minute_offset": OFFSETS, "hours": st.none()},
    ),
    # From 00:00 on Sundays something is left, so that the window is never empty.
    st.fixed_dictionaries(
        {"deny": st.lists(st.sampled_from(["Mon-Fri 08:00-18:00", "Sat", "Wed-Thu 22:00-04:00"]), max_size=3)},
        optional={"minute_offset": OFFSETS},
    ),
    st.fixed_dictionaries({"hours": WEEKS.filter(any)}, optional={"minute_offset": OFFSETS}),
)
_ALWAYS = {
    "enabled": st.booleans(),
    "backup_window": WINDOW_OPTIONS,
    "retry_enabled": st.booleans(),
    "retry_number": st.integers(1, 777),
    "retry_wait_interval": st.integers(1, 999),
}
_DAILY = {
    "daily_time": st.one_of(TIMES, TIMES.map(lambda text: text[:5])),
    "daily_type": st.sampled_from(_schedule.DAILY_TYPES),
}
_HOURLY = {"periodically_offset_minutes": st.integers(0, 59), "periodically_window": WINDOW_OPTIONS}


@st.composite
def options_for(draw: st.DrawFn, policy: dict[str, Any]) -> dict[str, Any]:
    """The option ``schedule``, legal for a job with this policy (an empty one: for a new job)."""
    given: dict[str, Any] = {}
    kind = draw(st.sampled_from([None, *BACKUP_JOB.types]))
    if kind:
        given["type"] = kind
    kind = kind or policy.get("type")
    optional = dict(_ALWAYS)
    if kind == "ManualOnly" and "type" not in given:
        optional["enabled"] = st.just(False)
    if kind == "Daily":
        optional.update(_DAILY)
    if kind == "Periodically":
        had = policy.get("periodicallyEvery") if policy.get("type") == "Periodically" else None
        every = draw(st.sampled_from([had, *_schedule.INTERVALS]))
        every = every or draw(st.sampled_from(_schedule.INTERVALS))
        if every != had or draw(st.booleans()):
            given["periodically_every"] = every
        optional.update(_HOURLY if every.startswith("Hours") else {})
    given.update(draw(st.fixed_dictionaries({}, optional=optional)))
    return draw(st.permutations(sorted(given)).map(lambda keys: {key: given[key] for key in keys}))


@st.composite
def policies_and_options(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A job's policy and an option ``schedule`` that is legal for it."""
    policy = draw(policies())
    return policy, draw(options_for(policy))


SERVERS = ["merges", "replaces"]
"""What a server may do with the policy of an edit: keep what the body leaves out, or not."""
VIEWS = ["whole", "applicable", "applicable, off hides", "off is manual"]
"""What a server may show of a policy: all, or what applies to the type, or no times and retries that are off either, or
the type ManualOnly wherever the schedule is off."""


def written(policy: dict[str, Any] | None, body: dict[str, Any], server: str, view: str) -> dict[str, Any]:
    """The policy that a server shows after an edit with this body."""
    after = {**((policy or {}) if server == "merges" else {}), **body}
    if view == "off is manual" and (after.get("scheduleEnabled") is False or after.get("type") == "ManualOnly"):
        after = {**after, "type": "ManualOnly", "scheduleEnabled": False}
    if view != "whole":
        owners = {"daily": "Daily", "periodically": "Periodically"}
        after = {
            name: value
            for name, value in after.items()
            if all(not name.startswith(start) or after["type"] == kind for start, kind in owners.items())
        }
    if view.endswith("hides") and after.get("scheduleEnabled") is False:
        after["dailyTime"] = None
    if view.endswith("hides") and after.get("retryEnabled") is False:
        after = {name: value for name, value in after.items() if name not in ("retryNumber", "retryWaitInterval")}
    return after


def may_show(policy: dict[str, Any], view: str) -> bool:
    """Whether a server with this view can show such a policy."""
    is_paused = policy.get("scheduleEnabled") is False and policy.get("type") != "ManualOnly"
    return not (view == "off is manual" and is_paused)


TEXTS = st.sampled_from(["", "Everything", "two\nlines", "ends in space ", "dos\r\nlines\r\n", "ümläut"])


@st.composite
def resources(draw: st.DrawFn) -> dict[str, Any]:
    """A job as some server may show it."""
    return {
        "id": "3a1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7a11",
        "organizationId": ORGANIZATION_ID,
        "repositoryId": "r",
        "name": draw(st.sampled_from(["Nightly", "nightly", "Other"])),
        "backupType": draw(st.sampled_from(_job.BACKUP_TYPES)),
        "description": draw(st.one_of(st.none(), TEXTS)),
        "isEnabled": draw(st.booleans()),
        "schedulePolicy": draw(policies()),
        "eTag": draw(st.integers(0, 2**63 - 1)),
        "lastStatus": "Success",
    }


@st.composite
def params_for(draw: st.DrawFn, resource: dict[str, Any] | None) -> dict[str, Any]:
    """The options of ``backup_job`` that become settings, legal for the job (None: for a new one)."""
    policy = resource["schedulePolicy"] if resource else {}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "description": TEXTS,
        "enabled": st.booleans(),
        "schedule": options_for(policy),
        "repository": st.sampled_from(["Primary", "Second"]),
        "backup_type": st.sampled_from(_job.BACKUP_TYPES),
        "new_name": st.sampled_from(["Nightly", "nightly", "Weekly"]),
    }
    needed = {} if resource else {key: optional.pop(key) for key in ("repository", "backup_type")}
    given = draw(st.fixed_dictionaries({"name": st.just("Nightly"), **needed}, optional=optional))
    return {**dict.fromkeys(("schedule", "description", "enabled", "new_name")), **given}


@st.composite
def jobs_and_params(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A job as some server may show it, and options that are legal for it."""
    resource = draw(resources())
    return resource, draw(params_for(resource))
