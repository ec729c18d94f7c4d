# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the server, flat: {"Contoso Mailboxes": {"schedule.daily_time": "21:00:00", …}, …}.

An item is a fact of its own, "selected_items[alice]": True, and so is each option, "selected_items[alice].mailbox".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.simulator.launch import Simulator

Facts = Mapping[str, Any]
"""The facts of one job."""

SCHEDULE = {
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
USER = {
    "mailbox": "mailbox",
    "archive_mailbox": "archiveMailbox",
    "onedrive": "oneDrive",
    "personal_site": "personalSite",
}
LISTS = {"selected_items": "selectedItems", "excluded_items": "excludedItems"}
_SETTINGS = {"name": "name", "description": "description", "enabled": "isEnabled", "backup_type": "backupType"}
_STARTS = ("schedule.daily_", "schedule.periodically")
_SHOWN_AT_TIMES = (*_STARTS, "schedule.retry_number", "schedule.retry_wait_interval")
_OF_OFF = ("schedule.type", "schedule.enabled", *_STARTS)


def read(simulator: Simulator) -> dict[str, dict[str, Any]]:
    """The facts of all jobs, by their names."""
    return of_state(simulator.state())


def of_state(state: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The same of a state of the simulator."""
    repositories = {row["id"].lower(): row["name"] for row in state["repositories"]}
    return {
        job["name"]: {"repository": repositories[job["repositoryId"].lower()], **dict(_of_job(job))}
        for job in state["jobs"]
    }


def with_(facts: Facts, news: Mapping[str, Any]) -> dict[str, Any]:
    """The facts updated with news; None removes a fact, and with an item its options."""
    gone = tuple(f"{name}." for name, value in news.items() if value is None)
    kept = {name: value for name, value in facts.items() if not name.startswith(gone)}
    return {name: value for name, value in {**kept, **news}.items() if value is not None}


def differences(facts: Facts, expected: Facts) -> list[str]:
    """The names of facts that are not as expected.

    What a server shows only for some types of schedule, or only while the schedule or its retries are on, counts where
    it shows it both times.
    A manual schedule is one that is off: between two schedules that are off, type and times do not count.
    """
    off = _OF_OFF if _is_off(facts) and _is_off(expected) else ()
    return sorted(
        name
        for name in {*facts, *expected}
        if facts.get(name) != expected.get(name)
        and not name.startswith(off)
        and not (name.startswith(_SHOWN_AT_TIMES) and None in (facts.get(name), expected.get(name)))
    )


def _is_off(facts: Facts) -> bool:
    return facts.get("schedule.type") == "ManualOnly" or facts.get("schedule.enabled") is False


def part_of(name: str) -> str:
    """What is read at once to know a fact: "settings" or one of the two lists."""
    return next((part for part in LISTS if name.startswith(part)), "settings")


def title(item: Mapping[str, Any]) -> str:
    """The name of an item in facts, for an item of the API or of a task."""
    thing = item.get(item["type"].lower()) or item
    return str(thing.get("url") or thing.get("name") or item["type"]).lower().partition("@")[0]


def _of_job(job: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, job[key]) for name, key in _SETTINGS.items())
    names = {key: name for name, key in SCHEDULE.items()}
    for key, value in job["schedulePolicy"].items():
        if value is not None:
            yield f"schedule.{names.get(key, key)}", value
    for part, key in LISTS.items():
        for item in job[key]:
            yield f"{part}[{title(item)}]", True
            if item["type"] == "User":
                yield from ((f"{part}[{title(item)}].{name}", item[option]) for name, option in USER.items())
