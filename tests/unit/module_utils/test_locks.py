# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns: who waits for whom. A lock belongs to an open file, so that two of one process wait for each other too."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._rest.locks import turn


def never(seconds: float) -> bool:
    """Instead of time.sleep: there is no time left."""
    return False


def test_one_after_the_other_has_its_turn(tmp_path: Path) -> None:
    with (
        turn(tmp_path / "locks", "job"),
        pytest.raises(NotUsable, match="timeout: another task"),
        turn(tmp_path / "locks", "job", never),
    ):
        pass
    with turn(tmp_path / "locks", "job", never):
        pass


def test_another_thing_does_not_wait(tmp_path: Path) -> None:
    with turn(tmp_path, "job"), turn(tmp_path, "other job", never) as has_waited:
        assert has_waited is False


def test_without_a_folder_nothing_waits() -> None:
    with turn(None, "job", never) as has_waited:
        assert has_waited is False


def test_who_waits_has_its_turn_when_the_other_one_ends(tmp_path: Path) -> None:
    first = turn(tmp_path, "job")
    first.__enter__()
    waited = []

    def ends(seconds: float) -> None:
        waited.append(seconds)
        first.__exit__(None, None, None)

    with turn(tmp_path, "job", ends) as has_waited:
        assert len(waited) == 1
        assert has_waited is True


def test_a_failure_ends_the_turn(tmp_path: Path) -> None:
    with pytest.raises(KeyError), turn(tmp_path, "job"):
        raise KeyError
    with turn(tmp_path, "job", never):
        pass


def test_where_no_file_can_be_made_there_are_no_turns(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with turn(tmp_path / "file", "job"), turn(tmp_path / "file", "job", never), turn(None, "job", never):
        pass


def test_locks_are_the_users_own_and_few(tmp_path: Path) -> None:
    folder = tmp_path / "locks"
    for number in range(2000):
        with turn(folder, f"job {number}"):
            pass
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) <= 256
