# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token that the tasks of a run share."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import BETWEEN_TRIES, RunFolder
from ansible_collections.vb365.backup.plugins.module_utils._rest.token import (
    LEAST_SECONDS,
    SPARE_SECONDS,
    Token,
    TokenStore,
)

KEY = ("server:4443", "admin", "v8")


def shown(token: Token | None) -> tuple[Any, ...] | None:
    return token and (token.access, token.refresh, token.ends)


def saved(folder: Path, token: Token | None, *key: object) -> TokenStore:
    store = TokenStore(RunFolder(str(folder), *(key or KEY)))
    with store.locked():
        store.token = token
    return store


def loaded(folder: Path, *key: object) -> tuple[Any, ...] | None:
    store = TokenStore(RunFolder(str(folder), *(key or KEY)))
    with store.locked():
        return shown(store.token)


# ---- life -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("life", "used"), [(3600, 3600 - SPARE_SECONDS), (300, 270), (60, 54), ("60", 54), (23, 20.7)])
def test_a_token_is_used_up_a_little_before_its_end(life: int, used: float) -> None:
    before = time.time()
    token = Token.from_api({"access_token": "a", "refresh_token": "r", "expires_in": life})
    assert before + used <= token.ends <= time.time() + used
    assert (token.access, token.refresh) == ("a", "r")


@pytest.mark.parametrize("life", [10, 1, 0, -1, -3600, 1e-9, "NaN", "Infinity", "-Infinity", float("nan"), 10**400])
def test_a_token_is_used_for_a_task_at_least(life: Any) -> None:
    before = time.time()
    token = Token.from_api({"access_token": "a", "expires_in": life})
    assert before + LEAST_SECONDS <= token.ends <= time.time() + LEAST_SECONDS


def test_a_token_is_fresh_until_its_end() -> None:
    assert Token("a", None, time.time() + 5).is_fresh
    assert not Token("a", None, time.time()).is_fresh


def test_a_token_may_come_without_refresh_token() -> None:
    assert Token.from_api({"access_token": "a", "expires_in": "60"}).refresh is None


@pytest.mark.parametrize(
    "answer",
    [{}, {"access_token": "a"}, {"expires_in": 60}, {"access_token": "a", "expires_in": "soon"},
     {"access_token": "a", "expires_in": None}, {"access_token": None, "expires_in": 60}],
)  # fmt: skip
def test_an_answer_without_token_or_life_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Token.from_api(answer)


# ---- sharing --------------------------------------------------------------------------------------------------------


def test_two_stores_share_a_token(tmp_path: Path) -> None:
    token = Token("a", "r", 1234.5)
    saved(tmp_path, token)
    assert loaded(tmp_path) == ("a", "r", 1234.5)


def test_a_shorter_token_replaces_a_longer_one_whole(tmp_path: Path) -> None:
    saved(tmp_path, Token("a" * 3000, "r" * 3000, 1.0))
    saved(tmp_path, Token("b", None, 2.0))
    assert loaded(tmp_path) == ("b", None, 2.0)


def test_a_token_can_be_taken_back(tmp_path: Path) -> None:
    saved(tmp_path, Token("a", "r", 1.0))
    saved(tmp_path, None)
    assert loaded(tmp_path) is None


def test_other_servers_and_users_have_other_tokens(tmp_path: Path) -> None:
    saved(tmp_path, Token("a", "r", 1.0))
    for key in (
        ("other:4443", "admin", "v8"),
        ("server:4443", "else", "v8"),
        ("server:4443", "admin", "v7"),
        ("server:4443", None),
    ):
        assert loaded(tmp_path, *key) is None


def test_the_file_is_for_its_owner_alone_and_its_name_tells_nothing(tmp_path: Path) -> None:
    saved(tmp_path, Token("a", "r", 1.0))
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "admin" not in file.name
    assert "server" not in file.name


def test_a_link_in_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    saved(tmp_path, Token("a", "r", 1.0))
    (file,) = tmp_path.iterdir()
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        loaded(tmp_path)


def test_a_file_that_was_cut_short_has_no_token(tmp_path: Path) -> None:
    saved(tmp_path, Token("a", "r", 1.0))
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text()[:-5])
    assert loaded(tmp_path) is None


def test_an_error_under_the_lock_leaves_the_token_and_the_lock(tmp_path: Path) -> None:
    store = saved(tmp_path, Token("a", "r", 1.0))

    def fail() -> None:
        with store.locked():
            store.token = Token("b", None, 2.0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert loaded(tmp_path) == ("a", "r", 1.0)


def test_without_a_folder_the_token_stays_in_the_process() -> None:
    store = TokenStore(RunFolder(None, *KEY))
    with store.locked():
        store.token = Token("a", "r", 1.0)
    with store.locked():
        assert shown(store.token) == ("a", "r", 1.0)
    assert not store.is_shared


def test_with_a_folder_the_token_is_shared(tmp_path: Path) -> None:
    assert saved(tmp_path, Token("a", "r", 1.0)).is_shared


def test_a_file_that_cannot_be_opened_ends_the_sharing(tmp_path: Path) -> None:
    store = TokenStore(RunFolder(str(tmp_path / "missing"), *KEY))
    with store.locked():
        store.token = Token("a", "r", 1.0)
    (tmp_path / "missing").mkdir()
    with store.locked():
        assert shown(store.token) == ("a", "r", 1.0)
    assert not store.is_shared


def test_a_file_that_cannot_be_written_ends_the_sharing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = saved(tmp_path, None)
    monkeypatch.setattr(os, "pwrite", full)
    with store.locked():
        store.token = Token("a", "r", 1.0)
    assert shown(store.token) == ("a", "r", 1.0)
    assert not store.is_shared


def test_a_lock_that_is_not_free_in_time_is_an_error(tmp_path: Path) -> None:
    answers, slept = [True, True, False], []

    def sleep(seconds: float) -> bool:
        slept.append(seconds)
        return answers.pop(0)

    with (
        TokenStore(RunFolder(str(tmp_path), *KEY)).locked(),
        pytest.raises(NotUsable, match="another task of this run is still logging in") as caught,
        TokenStore(RunFolder(str(tmp_path), *KEY)).locked(sleep),
    ):
        raise AssertionError("two stores have the lock")
    assert (slept, caught.value.path) == ([BETWEEN_TRIES] * 3, "/token")
    assert loaded(tmp_path) is None


COUNT = """
import sys, time
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import RunFolder
from ansible_collections.vb365.backup.plugins.module_utils._rest.token import Token, TokenStore
store = TokenStore(RunFolder(sys.argv[1], "server"))
for _number in range(20):
    with store.locked():
        count = int(store.token.access) if store.token else 0
        time.sleep(0.001)
        store.token = Token(str(count + 1), None, 0.0)
"""


def test_processes_have_the_lock_one_after_another(tmp_path: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", COUNT, str(tmp_path)]) for number in range(2)]
    assert [process.wait(30) for process in processes] == [0, 0]
    assert loaded(tmp_path, "server") == ("40", None, 0.0)
