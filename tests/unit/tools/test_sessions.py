# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions side by side: the longest first, and none beside one that shares its files."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import sessions


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, set[str]]]:
    """Each session that was run, with those that ran when it began."""
    seen: list[tuple[str, set[str]]] = []
    now: set[str] = set()
    lock = threading.Lock()

    def run(name: str) -> sessions.Ended:
        with lock:
            seen.append((name, set(now)))
            now.add(name)
        threading.Event().wait(0.005)
        with lock:
            now.remove(name)
        return sessions.Ended(name, "ok", 0, 0, "")

    monkeypatch.setattr(sessions, "run", run)
    return seen


def test_each_session_runs_once_and_apart_from_those_that_share_its_files(running: list[tuple[str, set[str]]]) -> None:
    names = sessions.default_sessions()
    queue = sessions.Queue(names)
    with ThreadPoolExecutor(sessions.WORKERS) as pool:
        ended = [one.name for its in pool.map(sessions.work, [queue] * sessions.WORKERS) for one in its]
    assert sorted(ended) == sorted(names)
    assert len(set(map(sessions.group, names))) < len(names)
    for name, beside in running:
        assert sessions.group(name) not in set(map(sessions.group, beside)), name
    assert max(len(beside) for _name, beside in running) == sessions.WORKERS - 1


def test_longest_first_past_what_has_to_wait() -> None:
    queue = sessions.Queue(["ruff", "core-2.16", "core-2.21", "trust"])
    with queue.take() as first, queue.take() as second, queue.take() as third:
        assert (first, second, third) == ("trust", "core-2.16", "ruff")
        assert queue.ready() is None
    with queue.take() as last:
        assert last == "core-2.21"
    with queue.take() as none:
        assert none is None


def test_session_without_a_place() -> None:
    with pytest.raises(ValueError, match="no session unknown"):
        sessions.Queue(["unknown"])
