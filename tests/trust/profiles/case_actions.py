# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: what is done with jobs, and when it was done already."""

from __future__ import annotations

from typing import Any

from tests.trust.profiles.bench import Bench, Case, Play, task
from tests.trust.profiles.data import CONTOSO


def action(name: str, job: str = "Mail", **options: Any) -> Play:
    return task("job_action", organization=CONTOSO, job=job, action=name, **options)


RUNNING = {"Mail.lastStatus": "Running", "Mail.sessions": "Success Running"}
RETRIED = {"Mail.lastStatus": "Success", "Mail.sessions": "Success Success Failed Success"}
STOPPED = {"Mail.lastStatus": "Stopped", "Mail.sessions": "Success Stopped"}


def start(bench: Bench) -> None:
    bench.simulator.outcome("Mail", "Success", seconds=3600)
    bench.promises(action("start"), RUNNING)


def start_what_somebody_starts(bench: Bench) -> None:
    """The result reports no second run, and there was none."""
    bench.simulator.outcome("Mail", "Success", seconds=3600)
    bench.simulator.race("/start$", {"job": "Mail", "status": "Running"}, method="POST")
    bench.meets(action("start"), RUNNING, changed=bench.profile["start_when_running"] == "same_session")
    bench.rests(action("start"))


def start_and_wait(bench: Bench) -> None:
    ran = {"Mail.sessions": "Success Success"}
    bench.promises(action("start", wait=True), ran, is_done_anew=True)
    bench.simulator.outcome("Mail", "Failed", retry=False)
    failed = {"Mail.sessions": "Success Success Failed", "Mail.lastStatus": "Failed"}
    bench.fails(action("start", wait=True), "ended with Failed", wants=failed)


def start_and_wait_for_the_retry(bench: Bench) -> None:
    bench.simulator.outcome("Mail", "Failed", "Success", retry=True)
    bench.promises(action("start", wait=True), {"Mail.sessions": "Success Failed Success"}, is_done_anew=True)


def stop(bench: Bench) -> None:
    bench.rests(action("stop"))
    bench.simulator.outcome("Mail", "Success", seconds=3600)
    bench.simulator.edit("Mail", status="Running")
    bench.promises(action("stop"), STOPPED)


def stop_what_ends(bench: Bench) -> None:
    bench.simulator.outcome("Mail", "Success", seconds=3600)
    bench.simulator.edit("Mail", status="Running")
    bench.simulator.race("/stop$", {"job": "Mail", "status": "Success"}, method="POST")
    ended = {"Mail.lastStatus": "Success", "Mail.sessions": "Success Success"}
    bench.meets(action("stop"), ended, changed=False)
    bench.rests(action("stop"))


def enable(bench: Bench) -> None:
    bench.rests(action("enable"))
    bench.promises(action("enable", "Teams"), {"Teams.isEnabled": True})


def disable(bench: Bench) -> None:
    bench.rests(action("disable", "Teams"))
    bench.promises(action("disable"), {"Mail.isEnabled": False})


def enable_what_somebody_enables(bench: Bench) -> None:
    bench.simulator.race("/enable$", {"job": "Teams", "settings": {"isEnabled": True}}, method="POST")
    bench.meets(
        action("enable", "Teams"), {"Teams.isEnabled": True}, changed=bench.profile["enable_when_enabled"] == "ok"
    )
    bench.rests(action("enable", "Teams"))


def explore(bench: Bench) -> None:
    """It opens a new session each time."""
    vex = action("explore", restore_type="Vex")
    bench.promises(vex, {"restoreSessions": "Vex"}, is_done_anew=True)
    bench.promises(vex, {"restoreSessions": "Vex Vex"}, is_done_anew=True)


def close(bench: Bench) -> None:
    (explored,) = bench.run(action("explore", restore_type="Vex")).outcomes
    closing = action("close", restore_session=explored.result["restore_session"]["id"])
    bench.promises(closing, {"restoreSessions": ""})


def close_what_somebody_closes(bench: Bench) -> None:
    (explored,) = bench.run(action("explore", restore_type="Vex")).outcomes
    closing = action("close", restore_session=explored.result["restore_session"]["id"])
    bench.simulator.race("/Stop$", {"job": "Mail", "restore": "closed"}, method="POST")
    bench.meets(closing, {"restoreSessions": ""}, changed=bench.profile["stop_when_idle"] == "ok")
    bench.rests(closing)


def wait_since(moment: str | None) -> Play:
    return action("wait", since=moment, wait_interval=600)


def wait(bench: Bench) -> None:
    """A run that ended before its turn, and one that goes on with its retry, are found; none is ever started."""
    first = started(bench, "Success")
    bench.simulator.advance(60)
    bench.promises(wait_since(first), {})
    second = started(bench, "Failed", "Success")
    bench.meets(wait_since(second), RETRIED, changed=False)
    for since in (first, second, None):
        bench.promises(wait_since(since), {})
    third = started(bench, "Failed", retry=False)
    bench.simulator.advance(60)
    for since in (first, second, third, None):
        assert bench.fails(wait_since(since), "ended with Failed").writes == []


def started(bench: Bench, *outcomes: str, **more: Any) -> str:
    """Start the job, whose run and its retry end so: the moment of its session."""
    bench.simulator.outcome("Mail", *outcomes, **more)
    (outcome,) = bench.run(action("start")).outcomes
    assert outcome.changed
    moment: str = outcome.result["session"]["creation_time"]
    return moment


CASES: dict[str, Case] = {
    "start": start,
    "start what somebody starts": start_what_somebody_starts,
    "start and wait": start_and_wait,
    "start and wait for the retry": start_and_wait_for_the_retry,
    "stop": stop,
    "stop what ends": stop_what_ends,
    "enable": enable,
    "disable": disable,
    "enable what somebody enables": enable_what_somebody_enables,
    "explore": explore,
    "close": close,
    "close what somebody closes": close_what_somebody_closes,
    "wait": wait,
}
