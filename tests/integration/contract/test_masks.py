# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's mask in place of a value is refused in every text of every module, before any request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import perform
from tests.integration.conftest import Plays
from tests.registry import CHANGING, MODULES

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
SECRETS = ("password", "access_token")


def _values(rule: Mapping[str, Any], text: str) -> Iterator[tuple[str, Any]]:
    """Values of an option in each of which one text is given, and the place of this text within the option."""
    if "options" in rule:
        for name, inner in rule["options"].items():
            for place, value in _values(inner, text):
                is_list = rule["type"] == "list"
                yield f"{'[0]' if is_list else ''}.{name}{place}", [{name: value}] if is_list else {name: value}
    elif rule["type"] == "list":
        if rule["elements"] == "str":
            yield "[1]", ["plain", text]
    elif rule["type"] == "str" and "choices" not in rule:
        yield "", text


TEXTS = [
    (module, f"{option}{place}", option, value)
    for module in CHANGING
    for option, rule in MODULES[module].ARGUMENTS["argument_spec"].items()
    for mask in (MASK, "******** nightly")
    for place, value in _values(rule, mask)
    if option not in SECRETS
]


def _connect() -> NoReturn:
    raise AssertionError("connected")


@pytest.mark.parametrize(
    ("module", "place", "option", "value"), TEXTS, ids=[f"{row[0]}-{row[1]}-{'*' in str(row[3])}" for row in TEXTS]
)
def test_mask_is_refused_by_its_option(module: str, place: str, option: str, value: Any) -> None:
    result = perform(MODULES[module].OPERATION, _connect, {option: value}, False)
    assert (result["failed"], result["changed"], result["error_code"]) == (True, False, "option")
    assert result["msg"].startswith(f"{place}: ")
    assert "Ansible's mask" in result["msg"]


def test_every_changing_module_has_such_texts() -> None:
    assert {row[0] for row in TEXTS} == {*CHANGING}


@pytest.mark.parametrize("name", CHANGING)
def test_credentials_of_asterisks_reach_the_server(name: str) -> None:
    result = perform(MODULES[name].OPERATION, _connect, dict.fromkeys(SECRETS, "********"), False)
    assert "connected" in result["msg"]


def test_both_shells_refuse_it(both: Plays) -> None:
    given = {"organization": "contoso.onmicrosoft.com", "name": "Contoso Mailboxes", "description": "of ********"}
    (ran,) = both([{"vb365.backup.backup_job": given}]).tasks
    assert ran.failed
    assert "description: 'of ********': this is Ansible's mask" in ran.result["msg"]
    assert ran.journal == []
