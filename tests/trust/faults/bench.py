# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a task, undisturbed or with a fault, and keeps what it said, what it sent and what the server was like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import Secrets
from tests.facts import Facts
from tests.integration.harness.direct import Direct
from tests.registry import PLAYED
from tests.simulator.launch import Simulator
from tests.trust.faults.facts import facts, of
from tests.trust.faults.tasks import Task

Request = dict[str, Any]
WRITES = ("post", "put", "delete")


@dataclass(frozen=True)
class Run:
    """One run of a task: its outcome or its error, its requests as the journal has them, and the facts after it."""

    outcome: Outcome | None
    error: Vb365Error | None
    requests: Sequence[Request]
    facts: Facts

    @property
    def changed(self) -> bool:
        """As the result says."""
        return self.error.changed if self.error else bool(self.outcome and self.outcome.changed)

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The changes of the result; none for a failure."""
        return [dict(row) for row in self.outcome.result["changes"]] if self.outcome else []

    @property
    def writes(self) -> list[Request]:
        """The requests that may change something."""
        return [request for request in self.requests if is_write(request)]


@dataclass(frozen=True)
class Clean(Run):
    """A run without a fault; ``stages`` are the facts before the first of its writes and after each of them."""

    stages: Sequence[Facts]


def is_write(request: Request) -> bool:
    """Whether a request is neither a read nor about tokens."""
    return request["method"] != "GET" and "/token" not in request["path"]


def forget(direct: Direct) -> None:
    """Have a client as a new run of ansible-playbook does: not logged in, and without a memory."""
    direct.client.memory.clear()
    direct.client._login._store.token = None
    direct.client._login._store.failures.clear()
    direct.client._login.tokens = Secrets()  # else more and more of them are searched for in each message


@cache
def _kept(simulator: Simulator) -> Direct:
    return Direct(simulator)


def fresh(simulator: Simulator) -> Direct:
    """A client as a new run of ansible-playbook has it, but for its connections: to make them takes longer than some
    tests."""
    direct = _kept(simulator)
    forget(direct)
    return direct


def run(simulator: Simulator, direct: Direct, task: Task, **more: Any) -> Run:
    """Run a task on the server as it is; ``more`` are options besides its own. It finds and leaves an empty journal."""
    outcome, error = None, None
    try:
        outcome = direct(PLAYED[task.module], **{**task.options, **more})
    except Vb365Error as caught:
        error = caught
    requests, state = simulator.requests_and_state()
    return Run(outcome, error, requests, of(state))


@cache
def clean(simulator: Simulator, task: Task) -> Clean:
    """The task without a fault."""
    task.prepare(simulator)
    direct = Direct(simulator, parallel_reads=1)
    stages = [facts(simulator)]

    def watched(write: Callable[..., Any]) -> Callable[..., Any]:
        def and_look(*arguments: Any, **query: Any) -> Any:
            answer = write(*arguments, **query)
            stages.append(facts(simulator))
            return answer

        return and_look

    for name in WRITES:
        setattr(direct.client, name, watched(getattr(direct.client, name)))
    done = run(simulator, direct, task)
    if done.error:
        raise done.error
    if done.facts != stages[-1]:
        stages.append(done.facts)
    return Clean(done.outcome, None, done.requests, done.facts, stages)
