# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that do not end: the task ends, and its result is true."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import ROUNDS
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator
from tests.trust.faults.bench import clean, fresh, run
from tests.trust.faults.facts import facts
from tests.trust.faults.kinds import DONE, FAULTS, LATER, OPEN, REFUSED, REPEATED, Fault
from tests.trust.faults.tasks import TASKS, Task
from tests.trust.totals import record

NAMED = {task.name: task for task in TASKS}
BY_VERB = [NAMED[name] for name in ("create", "edit settings", "remove", "add items", "start")]
QUICK = [fault for fault in FAULTS if "stall" not in fault.name]
SENT = {DONE: 1, OPEN: ROUNDS, LATER: ROUNDS, REFUSED: 1, REPEATED: 2}
"""How often a write is sent that never brings an answer of the server's own."""
TRIES = {"truncated": 2, "401": 2}
"""How often a read is sent that never brings what it should; five times after other faults that it may survive."""
TWO_REPEATS = [1.0]
"""Pauses of a connection that is tried three times: the first repeat comes at once."""


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(("method", "path"), [("GET", "/v8/Jobs"), ("POST", "/v8/token")])
@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
def test_read(simulator: Simulator, fault: Fault, method: str, path: str) -> None:
    task = NAMED["edit settings"]
    task.prepare(simulator)
    simulator.fault(**fault.plan, method=method, path=f"{path}$", times=None)
    before = facts(simulator)
    done = run(simulator, fresh(simulator), task)
    untruths = int(done.changed or done.facts != before)
    record("faults", tried=1, untruths=untruths)
    assert done.error
    assert (done.writes, untruths) == ([], 0)
    fails_at_once = fault.fails_reads if method == "GET" else fault.fails_logins
    tries = [one["path"] for one in done.requests if one["method"] == method].count(path)
    assert tries == (1 if fails_at_once else TRIES.get(fault.name, 5))


@pytest.mark.parametrize("task", BY_VERB, ids=lambda task: task.name)
@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
def test_write(simulator: Simulator, pauses: list[float], fault: Fault, task: Task) -> None:
    undisturbed = clean(simulator, task)
    (write,) = undisturbed.writes
    task.prepare(simulator)
    simulator.fault(**fault.plan, method=write["method"], path=f"{write['path']}$", times=None)
    direct = fresh(simulator)
    first = run(simulator, direct, task)
    is_done = fault.write == DONE
    told = (first.error is None, first.changed, first.facts == undisturbed.stages[is_done])
    untruths = [] if told == (is_done, fault.write in (DONE, OPEN), True) else [told]
    record("faults", tried=1, untruths=len(untruths))
    assert untruths == [], first.error
    assert len(first.writes) == SENT[fault.write]
    if fault.write in (OPEN, LATER):
        asked = fault.plan.get("headers", {}).get("Retry-After")
        assert [pause for pause in pauses if pause] == ([0.5, 1, 2, 4, 8] if asked is None else [1] * 5 * int(asked))
    simulator.clear_faults()
    assert run(simulator, direct, task).changed is not is_done
    assert run(simulator, direct, task).changed is False


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("task", BY_VERB, ids=lambda task: task.name)
@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
@pytest.mark.parametrize("is_lost", [False, True], ids=["", "write without an answer"])
def test_every_read_after_the_write(simulator: Simulator, fault: Fault, task: Task, is_lost: bool) -> None:
    undisturbed = clean(simulator, task)
    (write,) = undisturbed.writes
    task.prepare(simulator)
    if is_lost:
        simulator.fault("drop_after", method=write["method"], path=f"{write['path']}$")
    simulator.fault(**fault.plan, method="GET", times=None, skip=_reads_before(undisturbed.requests, write))
    direct = fresh(simulator)
    first = run(simulator, direct, task)
    untruths = int(first.error is None or not first.changed or first.facts != undisturbed.facts)
    record("faults", tried=1, untruths=untruths)
    assert first.error
    assert (first.changed, untruths) == (True, 0)
    assert first.error.details()["method"] in ("GET", "POST")
    assert ("it is unknown whether the server did the request" in first.error.message) is is_lost
    assert len(first.writes) == 1


def _reads_before(requests: list[dict[str, object]], write: dict[str, object]) -> int:
    return [request["method"] for request in requests[: requests.index(write)]].count("GET")


# ---- no connection -------------------------------------------------------------------------------------------------


@pytest.fixture
def nowhere() -> Iterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_login_never_arrives(simulator: Simulator, pauses: list[float], nowhere: int) -> None:
    done = run(simulator, Direct(simulator, port=nowhere), NAMED["edit settings"])
    record("faults", tried=1, untruths=int(done.changed))
    assert done.error
    assert "no connection" in done.error.message
    assert (done.changed, done.requests) == (False, [])
    assert pauses == TWO_REPEATS


@pytest.mark.parametrize("task", BY_VERB, ids=lambda task: task.name)
def test_write_never_arrives(simulator: Simulator, pauses: list[float], nowhere: int, task: Task) -> None:
    undisturbed = clean(simulator, task)
    (write,) = undisturbed.writes
    task.prepare(simulator)
    direct = Direct(simulator)
    send = direct.client._send

    def sent(method: str, path: str, *arguments: Any, **more: Any) -> Any:
        if (method, f"/v8{path}") == (write["method"], write["path"]):
            direct.client._base = direct.client._base.replace(str(simulator.port), str(nowhere))
        return send(method, path, *arguments, **more)

    direct.client._send = sent
    first = run(simulator, direct, task)
    untruths = int(first.error is None or first.changed or first.facts != undisturbed.stages[0])
    record("faults", tried=1, untruths=untruths)
    assert first.error
    assert first.error.method == write["method"]
    assert (untruths, first.writes) == (0, [])
    assert pauses == TWO_REPEATS
    direct = Direct(simulator)
    assert run(simulator, direct, task).facts == undisturbed.facts
    direct.client.close()
