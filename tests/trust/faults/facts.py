# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on the server, as facts that can be compared: without what moves by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.simulator.launch import Simulator

Facts = Mapping[str, Any]
"""Such as {"Mail: schedulePolicy.dailyTime": "21:00:00"}."""
COUNTS = ("jobs", "sessions", "restore sessions")
"""Facts that are numbers of things."""

_MOVES_BY_ITSELF = ("eTag", "lastRun", "nextRun", "lastBackup", "totalObjects", "processedObjects", "_links")


def facts(simulator: Simulator) -> Facts:
    """All that is so at this moment."""
    state = simulator.state()
    sessions: dict[str, list[str]] = {job["id"]: [] for job in state["jobs"]}
    for session in state["sessions"]:
        sessions.setdefault(session["jobId"], []).append(session["status"])
    found = {
        f"{job['name']}: {name}": value for job in state["jobs"] for name, value in _of_job(job, sessions[job["id"]])
    }
    names = Counter((job["organizationId"], job["name"].lower()) for job in state["jobs"])
    return {
        **found,
        "jobs": len(state["jobs"]),
        "sessions": len(state["sessions"]),
        "restore sessions": len(state["restoreSessions"]),
        "twice": [*(name for name, count in names.items() if count > 1), *_items_twice(state["jobs"])],
    }


def differences(one: Facts, other: Facts) -> list[str]:
    """The facts that differ, by name."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def _of_job(job: Mapping[str, Any], sessions: list[str]) -> Iterator[tuple[str, Any]]:
    for name, value in job.items():
        if name in ("selectedItems", "excludedItems"):
            for item in value:
                yield f"{name.removesuffix('Items')} {_title(item)}", {**item, "_links": None}
        elif name == "schedulePolicy":
            yield from ((f"{name}.{key}", setting) for key, setting in value.items())
        elif name not in _MOVES_BY_ITSELF:
            yield name, value
    yield "sessions", sorted(sessions)


def _title(item: Mapping[str, Any]) -> str:
    thing = item.get(item["type"].lower()) or {}
    name = thing.get("name") or thing.get("url") or thing.get("displayName")
    return f"{item['type']} {name}" if name else str(item["type"])


def _items_twice(jobs: list[dict[str, Any]]) -> Iterator[str]:
    for job in jobs:
        for name in ("selectedItems", "excludedItems"):
            held = Counter(item["id"].lower() for item in job[name])
            yield from (f"{job['name']} {identity}" for identity, count in held.items() if count > 1)
