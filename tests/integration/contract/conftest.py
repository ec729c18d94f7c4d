# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the cases of the contract, and keeps what each run says, what it sends and what is on the server after it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from tests.facts import Facts, facts
from tests.integration.contract.cases import CASES, DATA, Case
from tests.integration.harness.direct import Direct
from tests.registry import PLAYED
from tests.simulator.launch import Simulator


@dataclass(frozen=True)
class Request:
    """A request; ``shown`` has names in place of ids, such as "GET /Jobs/Mail"."""

    method: str
    path: str
    shown: str

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"


@dataclass(frozen=True)
class Run:
    """One run of a case: its outcome or its error, its requests but those for tokens, and the facts after it."""

    outcome: Outcome | None
    error: Vb365Error | None
    requests: Sequence[Request]
    facts: Facts

    @property
    def result(self) -> Mapping[str, Any]:
        """The result; raises the error of a run that failed."""
        if self.error:
            raise self.error
        assert self.outcome
        return self.outcome.result

    @property
    def told(self) -> dict[str, Any]:
        """What a run says of its changes; raises the error of a run that failed."""
        told = {name: self.result[name] for name in ("changes", "diff")}
        assert self.outcome
        return {**told, "changed": self.outcome.changed, "warnings": self.outcome.warnings}

    @property
    def writes(self) -> list[Request]:
        """The requests that may change something."""
        return [request for request in self.requests if request.is_write]

    @property
    def first_write(self) -> int:
        """The number of the first of them among all requests."""
        return next(number for number, request in enumerate(self.requests) if request.is_write)


class Bench:
    """A server with the sample of the contract. Each run knows as little of it as a run of ansible-playbook does."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._direct = Direct(simulator)
        self._clean: dict[str, Run] = {}

    def close(self) -> None:
        """End the session."""
        self._direct.client.close()

    def clean(self, case: Case) -> Run:
        """The run of the task that nothing disturbs. The server may be in any state afterwards."""
        if str(case) not in self._clean:
            self.prepare(case)
            self._clean[str(case)] = self.run(case)
        return self._clean[str(case)]

    def prepare(self, case: Case) -> Facts:
        """The server as the task finds it."""
        self.simulator.reset()
        for job in ("Mail", "Copied"):
            self.simulator.outcome(job, "Success", seconds=1e6, copy_job=job == "Copied")
        if case.first:
            assert self.run(case, **case.first).told["changed"]
        return facts(self.simulator)

    def run(self, case: Case, check_mode: bool = False, **more: Any) -> Run:
        """Run the task on the server as it is; ``more``: options besides its own."""
        names = self._names()
        self.simulator.clear_journal()
        self._direct.client.memory.clear()
        outcome, error = None, None
        try:
            outcome = self._direct(PLAYED[case.module], check_mode, **{**case.options, **more})
        except Vb365Error as caught:
            error = caught
        requests = [_request(entry, names) for entry in self.simulator.journal() if "/token" not in entry["path"]]
        return Run(outcome, error, requests, facts(self.simulator))

    def _names(self) -> dict[str, str]:
        """The names of jobs, copy jobs and items by their ids."""
        state = self.simulator.state()
        names = {row["id"]: row["name"] for row in [*state["jobs"], *state["copyJobs"]]}
        items = [item for job in state["jobs"] for item in [*job["selectedItems"], *job["excludedItems"]]]
        return {**names, **{item["id"]: f"User {item['user']['displayName']}" for item in items if "user" in item}}


def _request(entry: Mapping[str, Any], names: Mapping[str, str]) -> Request:
    parts = [names.get(part, part) for part in entry["path"].removeprefix("/v8").split("/")]
    return Request(entry["method"], entry["path"], f"{entry['method']} {'/'.join(parts)}")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    path = tmp_path_factory.mktemp("contract") / "data.yml"
    path.write_text(yaml.safe_dump(DATA), encoding="utf-8")
    with Simulator("--data", str(path)) as simulator:
        bench = Bench(simulator)
        yield bench
        bench.close()


@pytest.fixture
def bench(whole: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """The bench; tasks do not pause."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    return whole


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    chosen: Case = request.param
    return chosen
