# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: getting, using, refreshing, losing them."""

from __future__ import annotations

import pytest

from tests.simulator.launch import Simulator
from tests.unit.simulator.client import Client


@pytest.fixture
def stranger(simulator: Simulator) -> Client:
    return Client(simulator, login=False)


def test_answer_of_a_login(stranger: Client) -> None:
    token = stranger.token().json()
    assert {"access_token", "refresh_token", "token_type", ".issued", ".expires"} < set(token)
    assert (token["expires_in"], token["userName"]) == (3600, "Administrator")


def test_json_login(stranger: Client) -> None:
    form = {"grant_type": "password", **stranger.credentials, "disable_antiforgery_token": True}
    stranger.use(stranger.ok("POST", "token", 200, form)["access_token"])
    assert stranger.get("ServiceInstance")["version"].startswith("8.")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"password": "wrong"}, "invalid_grant"),
        ({"username": "wrong"}, "invalid_grant"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "operator"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "wrong"}, "invalid_grant"),
    ],
)
def test_bad_login(stranger: Client, form: dict[str, str], error: str) -> None:
    answer = stranger.token(**form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"]


def test_rejected_token_is_401_without_body(simulator: Simulator, stranger: Client) -> None:
    stranger.use("nonsense")
    assert (stranger.send("GET", "Jobs").status_code, stranger.send("GET", "Jobs").content) == (401, b"")
    simulator.profile(rejected_token_body="json")
    assert stranger.send("GET", "Jobs").json()["errorCode"] == "HttpError"


def test_token_without_disabled_antiforgery_is_refused_later(stranger: Client) -> None:
    stranger.use(stranger.token(disable_antiforgery_token=None).json()["access_token"])
    assert stranger.send("GET", "Jobs").status_code == 401


def test_token_expires(simulator: Simulator, stranger: Client) -> None:
    stranger.use(stranger.token().json()["access_token"])
    simulator.advance(3500)
    assert stranger.send("GET", "Jobs").status_code == 200
    simulator.advance(101)
    assert stranger.send("GET", "Jobs").status_code == 401


def test_refresh_gives_a_new_pair_once(stranger: Client) -> None:
    first = stranger.token().json()
    renewal = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = stranger.token(**renewal).json()
    assert second["access_token"] != first["access_token"]
    stranger.use(second["access_token"])
    assert stranger.send("GET", "Jobs").status_code == 200
    assert stranger.token(**renewal).status_code == 400


def test_logout_ends_both_tokens(stranger: Client) -> None:
    pair = stranger.token().json()
    stranger.use(pair["access_token"])
    assert stranger.send("POST", "token/logout").status_code == 204
    assert stranger.send("GET", "Jobs").status_code == 401
    assert stranger.token(grant_type="refresh_token", refresh_token=pair["refresh_token"]).status_code == 400


def test_token_lifetime_option() -> None:
    with Simulator("--token-lifetime", "7") as short:
        assert Client(short, login=False).token().json()["expires_in"] == 7


def test_versions_that_are_not_served(stranger: Client) -> None:
    answers = {version: stranger.session.get(f"{stranger.url}/{version}/ServiceInstance") for version in ("v8", "v7")}
    assert {version: answer.status_code for version, answer in answers.items()} == {"v8": 401, "v7": 404}
