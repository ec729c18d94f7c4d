# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that gets the recorded answers of a server, one field of them altered."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Answer
from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import perform
from tests.integration.harness.direct import Direct
from tests.registry import PLAYED
from tests.simulator.launch import Simulator
from tests.trust.answers.alter import LATE, WAYS, Place, altered, places
from tests.trust.faults.bench import forget
from tests.trust.faults.tasks import Task

Key = tuple[int, str, str, str]
"""A request: how many writes were sent before it, its method, path and query."""
LOGIN = "POST /token"
_APART = 4
"""Seconds from one recorded request to the next, where the task waits for the end of a session."""


def pattern(method: str, path: str) -> str:
    """A request without its ids."""
    return f"{method} {re.sub(r'/[0-9a-fA-F-]{36,}', '/{id}', path)}"


@dataclass(frozen=True)
class Case:
    """An alteration: of which answers, of which field, how. ``is_late``: only of those after the first write."""

    request: str
    place: Place
    way: str
    is_late: bool = False

    def __str__(self) -> str:
        late = " after a write" if self.is_late else ""
        return f"{self.request} {'.'.join(self.place) or 'whole'} {self.way}{late}"


@dataclass
class Run:
    """One run: its result. ``writes``: those that were sent, with their bodies. ``is_met``: whether an altered answer
    came."""

    result: Mapping[str, Any] = field(default_factory=dict)
    writes: list[tuple[str, Any]] = field(default_factory=list)
    is_met: bool = False


class Replay:
    """A task with the answers that it gets: from the recording, or from the server as the task finds it."""

    def __init__(self, simulator: Simulator, task: Task) -> None:
        self._simulator, self._task, self._module = simulator, task, PLAYED[task.module]
        self._direct, self._live = Direct(simulator, parallel_reads=1), Direct(simulator).client
        self._params = self._direct.validated(self._module.ARGUMENTS, task.options)
        self._recorded: dict[Key, list[Answer]] = defaultdict(list)
        self._case: Case | None = None
        task.prepare(simulator)
        self._send, self._direct.client._send = self._direct.client._send, self._record  # type: ignore[method-assign]
        self.clean = self._run()
        self._token = self._direct.client._login._store.token
        task.prepare(simulator)
        self._direct.client._send = self._answer  # type: ignore[method-assign]

    def run(self, case: Case) -> Run:
        """The task with an altered answer."""
        self._case, self._met = case, defaultdict[Key, int](int)
        return self._run()

    def cases(self) -> Iterator[Case]:
        """Each field of each kind of answer, in each way that makes a difference."""
        found: dict[Case, None] = {}
        for (writes, method, path, _query), answers in self._recorded.items():
            request = pattern(method, path)
            for answer in (json.loads(one.body) for one in answers if one.body and one.status < 300):
                for place in places(answer):
                    for way in WAYS:
                        if (place or way == "unknown") and altered(answer, place, way) != answer:
                            found[Case(request, place, way)] = None
                            if writes and method == "GET" and way in LATE:
                                found[Case(request, place, way, is_late=True)] = None
        yield from found

    def close(self) -> None:
        """End the sessions with the server."""
        self._direct.client._send = self._send  # type: ignore[method-assign]
        for client in (self._direct.client, self._live):
            client.close()

    def _run(self) -> Run:
        self._now = Run()
        forget(self._direct)
        if self._case and self._case.request != LOGIN:
            self._direct.client._login._store.token = self._token
        self._direct.client.start_task()
        self._now.result = perform(self._module.OPERATION, lambda: self._direct.client, self._params, False)
        return self._now

    def _key(self, method: str, path: str, query: Mapping[str, Any] | None) -> Key:
        writes = 0 if path.startswith("/token") else len(self._now.writes)
        return writes, method, path, json.dumps(query or {}, sort_keys=True)

    def _note(self, method: str, path: str, body: Any) -> None:
        if method != "GET" and not path.startswith("/token"):
            self._now.writes.append((pattern(method, path), body))

    def _record(
        self, method: str, path: str, bearer: str | None, query: Any = None, body: Any = None, form: Any = None
    ) -> Answer:
        answer = self._send(method, path, bearer, query, body, form)
        self._recorded[self._key(method, path, query)].append(answer)
        self._note(method, path, body)
        if self._task.options.get("wait"):
            self._simulator.advance(_APART)
        return answer

    def _answer(
        self, method: str, path: str, _bearer: str | None, query: Any = None, body: Any = None, form: Any = None
    ) -> Answer:
        key = self._key(method, path, query)
        answers = self._recorded.get(key)
        self._met[key] += 1
        if answers:
            answer = answers[min(self._met[key], len(answers)) - 1]
        elif method == "GET":
            self._live.start_task()
            answer = self._live._send(method, path, self._live._login.token(time.sleep), query)
        else:
            answer = Answer(204, {}, b"")
        case = self._case
        is_meant = case and case.request == pattern(method, path) and (self._now.writes or not case.is_late)
        self._note(method, path, body)
        if not case or not is_meant or not answer.body or answer.status >= 300:
            return answer
        self._now.is_met = True
        return Answer(
            answer.status, answer.headers, json.dumps(altered(json.loads(answer.body), case.place, case.way)).encode()
        )
