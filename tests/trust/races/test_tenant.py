# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module tenant plans all jobs first and writes them one after another: what others edit meanwhile, before each of
its requests, is kept or reported. Two runs on one organization end with what was described, or with a conflict."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.modules import tenant
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.trust.properties import facts
from tests.trust.properties.changes import ORGANIZATION, Edit, Task
from tests.trust.races import jobs
from tests.trust.races.fleet import run_at_once
from tests.trust.races.jobs import user
from tests.trust.totals import record

FIRST, SECOND, NEW = "Race 0", "Race 1", "New"
STARTS = {"type": "Daily", "daily_time": "21:00:00"}
NAMES = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "judy")
DATA: dict[str, Any] = {
    "organizations": [{"name": ORGANIZATION, "users": [{"name": user(name)["name"]} for name in NAMES]}],
    "repositories": [{"name": "Disk"}],
    "jobs": [
        {
            "name": name,
            "organization": ORGANIZATION,
            "repository": "Disk",
            "description": "Before",
            "schedule": {"type": "Daily", "dailyType": "Everyday", "dailyTime": "20:00:00", "retryEnabled": True},
            "selected_items": [user(who, mailbox=True, archiveMailbox=True) for who in users],
        }
        for name, users in ((FIRST, ("heidi",)), (SECOND, ("alice", "bob", "carol")))
    ],
}


def described(name: str, *items: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A job of a tenant."""
    more = {"selected_items": [*items]} if items else {}
    return {"name": name, "backup_type": "SelectedItems", "schedule": STARTS, **more, **options}


def whole(*rows: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A tenant with these jobs."""
    return {"organization": ORGANIZATION, "repository": "Disk", "omitted": "keep", "jobs": [*rows], **options}


ALICE = {"mailbox": True, "archive_mailbox": True, "onedrive": True, "personal_site": False}
TENANT = whole(
    described(FIRST),
    described(SECOND, user("alice", mailbox=False), user("bob"), user("dave")),
    described(NEW, user("erin")),
)
"""The first job gets a time, the second a time and dave, and loses carol; the third is new."""
EDITS: dict[str, tuple[Edit, int]] = {
    "description": (Edit(SECOND, {"description": "Theirs"}), 0),
    "switch": (Edit(SECOND, {"enabled": False}), 0),
    "schedule": (Edit(SECOND, {"schedule": {"retry_number": 7}}), 1),
    "schedule of the first job": (Edit(FIRST, {"schedule": {"retry_number": 7}}), 1),
    "item": (Edit(SECOND, item=user("frank")), 0),
    "option of an item": (Edit(SECOND, item=user("alice", **ALICE)), 3),
    "item of a list that is not described": (Edit(FIRST, item=user("grace")), 0),
    "exclusion": (Edit(FIRST, item=user("judy"), part="excluded_items"), 0),
}
"""Somebody else's edits, all made at once, and before how many requests one after another each is overwritten at most
without a word: the window of test_window.py, which is that of a job and not that of the tenant."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    path = tmp_path_factory.mktemp("tenant") / "data.yml"
    path.write_text(yaml.safe_dump(DATA), encoding="utf-8")
    with Simulator("--data", str(path)) as simulator:
        yield simulator


@dataclass(frozen=True)
class Ran:
    """A run of the module: its result, and whether it ended well."""

    result: Mapping[str, Any]
    is_good: bool

    def reported(self, job: str) -> set[str]:
        """What the run says that it changed in a job, or could not change, as facts."""
        rows = [row for row in self.result["jobs"] if row["name"] == job]
        words = [change["path"] for row in rows for change in row["changes"]]
        words += [word for row in rows for word in (row["error"] or "").split(", ")]
        return {_fact(word) for word in words}


def run(direct: Direct, options: Mapping[str, Any]) -> Ran:
    try:
        return Ran(direct(tenant, **options).result, True)
    except Vb365Error as error:
        return Ran(error.details(), False)


def test_an_edit_before_any_request_is_kept_or_reported(simulator: Simulator, direct: Direct) -> None:
    ids = {facts.title(item): item["id"] for item in simulator.job(SECOND)["selectedItems"]}
    second = simulator.job(SECOND)["id"]
    run(direct, TENANT)
    paths = [entry["path"] for entry in simulator.journal() if "/Jobs" in entry["path"]]
    assert not paths[-1].endswith("/Jobs"), "a run that nobody disturbs lists the jobs once"
    number_of_requests = len(paths)
    overwritten: dict[str, list[int]] = {name: [] for name in EDITS}
    told, silent = 0, []
    for number in range(number_of_requests):
        simulator.reset()
        for edit, _longest in EDITS.values():
            simulator.race("/Jobs", edit.body(ids), skip=number)
        ran = run(direct, TENANT)
        after = facts.read(simulator)
        told += not ran.is_good
        for name, (edit, _longest) in EDITS.items():
            lost = {path for path, value in edit.sets().items() if after[edit.job].get(path) != value}
            if lost - ran.reported(edit.job):
                overwritten[name].append(number)
        if ran.is_good and not after[SECOND]["enabled"] and "disabled" not in _reasons(ran, SECOND):
            silent.append(number)
    too_long = {name: numbers for name, numbers in overwritten.items() if len(numbers) > EDITS[name][1]}
    runs, edits = number_of_requests, number_of_requests * len(EDITS)
    record("races", runs=runs, edits=edits, told=told, lost=sum(map(len, too_long.values())))
    assert too_long == {}
    assert overwritten["schedule"], "the window is there, and was tried"
    assert told
    last_look = max(number for number, path in enumerate(paths) if path.endswith(f"/Jobs/{second}"))
    assert [number for number in silent if number <= last_look] == [], "it has seen that the job is disabled"
    for numbers in overwritten.values():
        assert numbers == [*range(min(numbers, default=0), max(numbers, default=-1) + 1)]


def _reasons(ran: Ran, job: str) -> set[str]:
    return {row["reason"] for row in ran.result["unprotected"] if row["job"] == job}


def _fact(path: str) -> str:
    """The path of a change, such as selected_items[User alice@contoso.com].mailbox, as a fact."""
    head, bracket, rest = path.partition("[")
    name, _bracket, option = rest.partition("]")
    return f"{head}[{name.rpartition(' ')[2].lower().partition('@')[0]}]{option}" if bracket else path


# ---- two runs at once ------------------------------------------------------------------------------------------------


def ours(number: int) -> dict[str, Any]:
    """The tenant as one of two runs describes it: both describe two jobs and create a third; each has a time of its
    own for the first, an item of its own in the second, and a new job of its own."""
    mine = user(("frank", "grace")[number])
    alone = described(f"Only {number}", user(("heidi", "judy")[number]))
    first = described(FIRST, user("alice"), schedule={**STARTS, "daily_time": f"2{number}:30:00"})
    return whole(first, described(SECOND, user("bob"), mine), described(NEW, user("erin")), alone)


def lost_of(options: Mapping[str, Any], after: Mapping[str, Mapping[str, Any]]) -> set[tuple[str, str]]:
    """The items and the settings that a tenant describes and the server does not have, as (job, fact)."""
    rows = {row["name"]: {name: row[name] for name in ("schedule", "selected_items")} for row in options["jobs"]}
    return {
        (name, path)
        for name, given in rows.items()
        for path, value in Task("backup_job", name, given).sets({}).items()
        if "]." not in path and after.get(name, {}).get(path) != value
    }


@pytest.mark.parametrize("round_trips", [(0.0, 0.0), (0.0, 0.01), (0.01, 0.0)], ids=["level", "second", "first"])
def test_two_machines_at_once(simulator: Simulator, round_trips: tuple[float, float]) -> None:
    """They share no lock. What is not as one of them says has failed in that run, because the server refused a second
    job of one name or an item that is gone, or the other one changed it, and says so."""
    both = [Direct(simulator) for _run in round_trips]
    for direct, seconds in zip(both, round_trips, strict=True):
        slow(direct, seconds)
    start = Barrier(2)

    def begun(number: int) -> Ran:
        start.wait()
        return run(both[number], ours(number))

    with ThreadPoolExecutor(2) as pool:
        ran = [*pool.map(begun, range(2))]
    judge(
        simulator,
        [(ours(number), one.result) for number, one in enumerate(ran)],
        {"conflict", "ParameterValidationFailure"},
    )
    again = run(both[1], ours(1))
    assert again.is_good
    assert not lost_of(ours(1), facts.read(simulator))
    assert not both[1](tenant, **ours(1)).changed


def slow(direct: Direct, seconds: float) -> None:
    """Have each request take longer."""
    for method in ("get_all", "find", "put", "post", "delete"):
        setattr(direct.client, method, later(getattr(direct.client, method), seconds))


def later(send: Any, seconds: float) -> Any:
    def sent(*arguments: Any, **named: Any) -> Any:
        time.sleep(seconds)
        return send(*arguments, **named)

    return sent


def judge(
    simulator: Simulator, runs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], expected: Collection[str]
) -> None:
    """The tenants and the results of two runs, right after both have ended. ``expected``: codes of errors."""
    after = facts.read(simulator)
    names = Counter(job["name"] for job in simulator.state()["jobs"])
    lost: set[tuple[str, str]] = set()
    told = 0
    for number, (options, result) in enumerate(runs):
        failed = {row["name"]: row["error"] for row in result["jobs"] if row["error"]}
        codes = {row["error_code"] for row in result["jobs"] if row["error_code"]}
        other = Ran(runs[1 - number][1], True)
        told += len(failed)
        assert codes <= expected, failed
        lost |= {
            (name, path)
            for name, path in lost_of(options, after)
            if name not in failed and path not in other.reported(name)
        }
    created = Counter(row["name"] for _tenant, result in runs for row in result["jobs"] if row["state"] == "created")
    edits = sum(len(row["changes"]) for _tenant, result in runs for row in result["jobs"])
    record("races", runs=len(runs), edits=edits, told=told, lost=len(lost))
    assert lost == set()
    assert names == Counter([FIRST, SECOND, NEW, "Only 0", "Only 1"])
    assert created == Counter([NEW, "Only 0", "Only 1"])
    assert not jobs.doubled_items(simulator)


@dataclass(frozen=True)
class Whole(Task):
    """A task that describes a whole tenant."""

    @property
    def options(self) -> dict[str, Any]:
        return {**self.given}


def test_two_playbooks_at_once(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fault("delay", path="/Jobs", times=None, seconds=0.02)
    runs = [[Whole("tenant", "", ours(number))] for number in range(2)]
    edits = [edit for edits in run_at_once(tmp_path, simulator, runs) for edit in edits]
    judge(simulator, [(edit.task.given, edit.result) for edit in edits], {"conflict"})
