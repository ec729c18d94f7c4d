# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login that fails is not repeated by the other tasks of a run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import LoginRefused, NotUsable
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Connection
from ansible_collections.vb365.backup.plugins.module_utils._rest.login import NOT_REPEATED, Login
from ansible_collections.vb365.backup.plugins.module_utils._rest.run_folder import RunFolder
from ansible_collections.vb365.backup.plugins.module_utils._rest.token import Token, TokenStore

REFUSED = LoginRefused("refused", status=400, method="POST", path="/token")
NO_ANSWER = NotUsable("no answer", method="POST", path="/token")


class Run:
    """Tasks of one run. ``answers``: what the server answers to logins, one after another; ``asked``: what was sent."""

    def __init__(self, folder: Path | None, *answers: NotUsable | Token) -> None:
        self.folder = folder
        self.answers = list(answers)
        self.asked: list[str] = []

    def task(self, password: str = "Wrong", way: str = "") -> str:
        """The token of a task in a process of its own. Raises NotUsable."""
        return self.login(password, way).token(time.sleep)

    def login(self, password: str = "Wrong", way: str = "") -> Login:
        connection = Connection("server", 4443, "admin", password, None, True, None, 30, "v8")
        return Login(connection, TokenStore(RunFolder(self.folder and str(self.folder), "server")), self._ask, way)

    def _ask(self, form: Mapping[str, str]) -> Token:
        self.asked.append(form["password"])
        answer = self.answers.pop(0)
        if isinstance(answer, NotUsable):
            raise answer
        return answer


def token() -> Token:
    return Token("token", None, time.time() + 100)


def test_refused_login_is_sent_once_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(tmp_path, REFUSED)
    now = time.time()
    for number in range(20):
        monkeypatch.setattr(time, "time", lambda number=number: now + 1000 * number)
        with pytest.raises(LoginRefused, match=r"^refused$") as caught:
            run.task(way=str(number))
        assert caught.value.details() == REFUSED.details()
    assert run.asked == ["Wrong"]


def test_another_password_is_tried(tmp_path: Path) -> None:
    run = Run(tmp_path, REFUSED, REFUSED, token())
    for password in ("Wrong", "Other", "Wrong", "Other"):
        with pytest.raises(LoginRefused):
            run.task(password)
    assert run.task("Right") == run.task("Wrong") == "token"
    assert run.asked == ["Wrong", "Other", "Right"]


def test_file_of_the_run_has_no_password(tmp_path: Path) -> None:
    with pytest.raises(LoginRefused):
        Run(tmp_path, REFUSED).task()
    (file,) = tmp_path.iterdir()
    assert "Wrong" not in file.read_text()


def test_login_without_an_answer_is_not_repeated_for_some_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(tmp_path, NO_ANSWER, token())
    now = time.time()
    with pytest.raises(NotUsable, match=r"^no answer$"):
        run.task()
    monkeypatch.setattr(time, "time", lambda: now + NOT_REPEATED - 1)
    with pytest.raises(NotUsable, match=r"^no answer \(this login failed less than 30 s ago, and was not repeated\)$"):
        run.task()
    assert run.asked == ["Wrong"]
    monkeypatch.setattr(time, "time", lambda: now + NOT_REPEATED + 1)
    assert run.task() == "token"


def test_login_without_an_answer_is_repeated_on_another_way(tmp_path: Path) -> None:
    run = Run(tmp_path, NO_ANSWER, token())
    with pytest.raises(NotUsable):
        run.task(way="without a certificate")
    assert run.task(way="with a certificate") == "token"


def test_rejected_token_is_followed_by_one_login(tmp_path: Path) -> None:
    run = Run(tmp_path, token(), REFUSED)
    for _task in range(3):
        with pytest.raises(LoginRefused):
            run.login().token(time.sleep, rejected=run.task())
    assert run.asked == ["Wrong"] * 2


def test_without_a_folder_a_process_remembers_its_own_logins() -> None:
    run = Run(None, REFUSED, REFUSED)
    login = run.login()
    for _task in range(3):
        with pytest.raises(LoginRefused):
            login.token(time.sleep)
    with pytest.raises(LoginRefused):
        run.task()
    assert len(run.asked) == 2
