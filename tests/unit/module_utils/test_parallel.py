# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._rest.parallel import side_by_side

PATHS = ["/a", "/b", "/c", "/d"]


def test_reads_run_at_the_same_time() -> None:
    barrier = threading.Barrier(2, timeout=10)

    def read(path: str) -> str:
        barrier.wait()
        return path

    assert side_by_side(read, PATHS, 2) == {path: path for path in PATHS}


def test_no_more_of_them_than_allowed() -> None:
    lock, running, most = threading.Lock(), [0], [0]
    first = threading.Event()

    def read(path: str) -> str:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        first.wait(0.01)
        with lock:
            running[0] -= 1
        return path

    side_by_side(read, [str(number) for number in range(20)], 3)
    assert 1 < most[0] <= 3


@pytest.mark.parametrize(("reads", "threads"), [(2, 2), (8, 2), (9, 3), (30, 4)])
def test_a_connection_is_opened_for_three_reads(reads: int, threads: int) -> None:
    names = set()
    barrier = threading.Barrier(threads, timeout=10)

    def read(path: str) -> str:
        if threading.current_thread().name not in names:
            names.add(threading.current_thread().name)
            barrier.wait()
        return path

    side_by_side(read, [str(number) for number in range(reads)], 4)
    assert len(names) == threads


@pytest.mark.parametrize(("paths", "at_once"), [(PATHS, 1), (["/a"], 4), ([], 4)])
def test_nothing_is_read_where_nothing_can_be_side_by_side(paths: list[str], at_once: int) -> None:
    assert side_by_side(pytest.fail, paths, at_once) == {}


def test_what_does_not_exist_is_missing() -> None:
    def read(path: str) -> str:
        if path == "/b":
            raise NotFound("no such job")
        return path

    assert side_by_side(read, PATHS, 2) == {"/a": "/a", "/c": "/c", "/d": "/d"}


def test_after_a_failure_no_further_read_begins() -> None:
    begun = []
    both = threading.Barrier(2, timeout=10)

    def read(path: str) -> str:
        begun.append(path)
        both.wait()
        raise Vb365Error("the server does not answer")

    assert side_by_side(read, [str(number) for number in range(50)], 2) == {}
    assert len(begun) <= 4


def test_an_error_that_is_not_ours_is_raised() -> None:
    def read(path: str) -> str:
        raise ZeroDivisionError(path)

    with pytest.raises(ZeroDivisionError):
        side_by_side(read, PATHS, 2)
