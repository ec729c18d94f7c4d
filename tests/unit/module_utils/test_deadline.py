# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time that a task has, by a clock that moves when something sleeps."""

from __future__ import annotations

import time

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._rest.deadline import Deadline


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(time, "monotonic", lambda: 1000 + sum(pauses))
    return pauses


def test_it_sleeps_as_long_as_time_is_left(slept: list[float]) -> None:
    deadline = Deadline(10)
    assert [deadline.sleep(seconds) for seconds in (4, 7, 5, 1, 0.5)] == [True, False, True, False, True]
    assert slept == [4, 5, 0.5]
    assert deadline.left == 0.5


def test_it_is_over_some_time(slept: list[float]) -> None:
    deadline = Deadline(10)
    time.sleep(11)
    assert deadline.left == -1
    assert deadline.sleep(0) is False
    assert slept == [11]


def test_it_can_be_put_off(slept: list[float]) -> None:
    deadline = Deadline(10)
    deadline.extend(100)
    assert (deadline.left, deadline.seconds) == (110, 110)
    assert deadline.sleep(99) is True
    assert slept == [99]
