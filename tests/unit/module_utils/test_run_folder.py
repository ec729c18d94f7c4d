# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values and locks of a run. A lock belongs to an open file, so that two of one process exclude each other."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import RunFolder

ROWS = [{"id": "1", "name": "Contoso é"}]
KEY = ("server:4443", "admin")
LATE = NotUsable("late")


def never(seconds: float) -> bool:
    """Instead of time.sleep: there is no time left."""
    return False


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The private folder of a run."""
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


@pytest.fixture
def folder(run: Path) -> RunFolder:
    return RunFolder(str(run), *KEY)


# ---- values ---------------------------------------------------------------------------------------------------------


def test_value_is_read_by_its_name_and_key_alone(run: Path, folder: RunFolder) -> None:
    folder.store("organizations", ROWS)
    assert RunFolder(str(run), *KEY).value("organizations", 300) == ROWS
    assert folder.value("token", 300) is None
    assert RunFolder(str(run), "server:4443", "else").value("organizations", 300) is None
    (file,) = run.iterdir()
    assert file.name.startswith("vb365-organizations-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_old_or_damaged_value_is_none(run: Path, folder: RunFolder) -> None:
    folder.store("organizations", ROWS)
    (file,) = run.iterdir()
    os.utime(file, (time.time() - 301, time.time() - 301))
    assert folder.value("organizations", 300) is None
    file.write_text('[{"id": ', encoding="utf-8")
    assert folder.value("organizations", 300) is None


@pytest.mark.parametrize("name", [None, "missing"])
def test_folder_that_accepts_no_file_shares_nothing(tmp_path: Path, name: str | None) -> None:
    folder = RunFolder(name and str(tmp_path / name / "run"), *KEY)
    folder.store("organizations", ROWS)
    assert folder.value("organizations", 300) is None
    with folder.locked("token", LATE, never) as file, folder.locked("token", LATE, never) as other:
        assert file is other is None
    with folder.lock("job"), folder.lock("job", never):
        pass
    assert [*tmp_path.iterdir()] == []


def test_locked_file_is_read_and_replaced_by_one_process_at_a_time(run: Path, folder: RunFolder) -> None:
    for before, after in ((None, ["a" * 3000]), (["a" * 3000], "b"), ("b", None), (None, 1)):
        with folder.locked("token", LATE, never) as file:
            assert file
            assert file.value() == before
            file.store(after)
            with pytest.raises(NotUsable, match="late"), folder.locked("token", LATE, never):
                pass
    (path,) = run.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# ---- locks ----------------------------------------------------------------------------------------------------------


def test_lock_excludes_other_runs_until_it_ends(run: Path, folder: RunFolder) -> None:
    other = RunFolder(str(run.parent / "other run"))
    with folder.lock("job"), pytest.raises(NotUsable, match="timeout: another task"), other.lock("job", never):
        pass
    with other.lock("job", never):
        pass


def test_lock_of_another_key_is_free(folder: RunFolder) -> None:
    with folder.lock("job"), folder.lock("other job", never):
        pass


def test_lock_is_taken_when_the_other_task_ends(folder: RunFolder) -> None:
    first = folder.lock("job")
    first.__enter__()
    waited = []

    def ends(seconds: float) -> None:
        waited.append(seconds)
        first.__exit__(None, None, None)

    with folder.lock("job", ends):
        assert len(waited) == 1


def test_failure_ends_the_lock(folder: RunFolder) -> None:
    with pytest.raises(KeyError), folder.lock("job"):
        raise KeyError
    with folder.lock("job", never):
        pass


def test_without_a_folder_for_locks_there_are_none(run: Path, folder: RunFolder) -> None:
    (run.parent / "vb365-locks").touch()
    with folder.lock("job"), folder.lock("job", never):
        pass


def test_link_in_place_of_a_lock_is_not_followed(run: Path, folder: RunFolder) -> None:
    with folder.lock("job"):
        pass
    (lock,) = (run.parent / "vb365-locks").iterdir()
    lock.unlink()
    lock.symlink_to(run.parent / "elsewhere")
    with folder.lock("job", never):
        assert not (run.parent / "elsewhere").exists()


def test_locks_are_the_users_own_and_few(run: Path, folder: RunFolder) -> None:
    for number in range(2000):
        with folder.lock(f"job {number}"):
            pass
    locks = run.parent / "vb365-locks"
    assert stat.S_IMODE(locks.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in locks.iterdir()} == {0o600}
    assert len(list(locks.iterdir())) <= 256
