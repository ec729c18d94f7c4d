# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the server as comparable facts: by name, and equal under every profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.simulator.launch import Simulator

Facts = Mapping[str, Any]
"""Such as {"Mail.schedulePolicy.dailyTime": "21:00:00", "Mail.selected[User a@b.com]": "mailbox oneDrive"}; what is
null is not there."""

_MOVES_BY_ITSELF = (
    "id", "eTag", "lastRun", "nextRun", "lastBackup", "totalObjects", "processedObjects", "_links",
    "organizationId", "repositoryId", "backupJobId", "schedulePolicy", "selectedItems", "excludedItems",
)  # fmt: skip


def facts(simulator: Simulator) -> Facts:
    """All that is so at this moment."""
    return of_state(simulator.state())


def of_state(state: Mapping[str, Any]) -> Facts:
    """The same of a state of the simulator. ``twice``: names and items of which there are several, else ""."""
    names = {row["id"].lower(): row["name"] for row in [*state["organizations"], *state["repositories"]]}
    found = {}
    for job in state["jobs"]:
        found.update({f"{job['name']}{name}": value for name, value in _of_job(job, names)})
        found[f"{job['name']}.sessions"] = _statuses(state["sessions"], job)
    jobs = {job["id"].lower(): job["name"] for job in state["jobs"]}
    for copy in state["copyJobs"]:
        title = f"Copy of {jobs[copy['backupJobId'].lower()]}"
        found.update({f"{title}{name}": value for name, value in _settings(copy, names)})
        found[f"{title}.sessions"] = _statuses(state["sessions"], copy)
    found["twice"] = " ".join(_twice(state["jobs"]))
    found["restoreSessions"] = " ".join(one["type"] for one in state["restoreSessions"] if one["state"] == "Working")
    return {name: value for name, value in found.items() if value is not None}


def differences(one: Facts, other: Facts) -> dict[str, tuple[Any, Any]]:
    """What differs: {name: (in the one, in the other)}."""
    names = sorted({*one, *other})
    return {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)}


def after(before: Facts, changes: Mapping[str, Any]) -> Facts:
    """Facts with these changed; what becomes None goes."""
    return {name: value for name, value in {**before, **changes}.items() if value is not None}


def items_of(job: str, known: Facts) -> list[str]:
    """The names of the facts that are items of a job."""
    return [name for name in known if name.startswith((f"{job}.selected[", f"{job}.excluded["))]


def _twice(jobs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    found: Counter[tuple[str, ...]] = Counter()
    for job in jobs:
        found[job["organizationId"].lower(), job["name"].lower()] += 1
        found.update(
            (job["id"], side, item["id"].lower()) for side in ("selected", "excluded") for item in job[f"{side}Items"]
        )
    yield from (name for (*_owner, name), count in found.items() if count > 1)


def _of_job(job: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    yield from _settings(job, names)
    for side in ("selected", "excluded"):
        for item in job[f"{side}Items"]:
            yield f".{side}[{_title(item)}]", _options(item)


def _settings(job: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    yield ".organization", names[job["organizationId"].lower()]
    yield ".repository", names[job["repositoryId"].lower()]
    for name, value in job.items():
        if name not in _MOVES_BY_ITSELF:
            yield f".{name}", value
    for name, value in _policy(job["schedulePolicy"]).items():
        yield f".schedulePolicy.{name}", hours(value) if isinstance(value, dict) else value


def _statuses(sessions: Iterable[Mapping[str, Any]], job: Mapping[str, Any]) -> str:
    return " ".join(one["status"] for one in sessions if one["jobId"].lower() == job["id"].lower())


def _policy(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schedule without what only some servers show: the numbers of retries that are off, the window of a daily
    schedule, and the times of a schedule that is off, which is a manual one for them."""
    unsure: tuple[str, ...] = () if shown.get("retryEnabled") else ("retryNumber", "retryWaitInterval")
    if shown["type"] == "Daily":
        unsure += ("periodicallyWindowEnabled",)
    shown = {name: value for name, value in shown.items() if name not in unsure}
    if shown.get("scheduleEnabled", True) and shown["type"] != "ManualOnly":  # a copy job has no such switch
        return shown
    of_type = ("daily", "periodically")
    kept = {name: value for name, value in shown.items() if not name.startswith(of_type)}
    return {**kept, "type": "ManualOnly", "scheduleEnabled": False}


def hours(window: Mapping[str, Any]) -> str:
    """A window in short: the hours of the week that it allows, and its offset."""
    allowed = [str(hour) for hour, is_allowed in enumerate(window["backupWindow"]) if is_allowed]
    return f"{' '.join(allowed)} at {window['minuteOffset']}"


def _title(item: Mapping[str, Any]) -> str:
    thing = item.get(item["type"].lower()) or {}
    name = thing.get("mail") or thing.get("url") or thing.get("name")
    return f"{item['type']} {name}" if name else str(item["type"])


def _options(item: Mapping[str, Any]) -> str:
    on = [name for name, value in item.items() if value is True]
    return " ".join([*on, *item.get("folders", [])])
