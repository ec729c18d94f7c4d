# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUnderstood, OutcomeUnknown
from ansible_collections.vb365.backup.plugins.module_utils._rest.answers import answered, number

WHERE = "in the answer of the server"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"id": "1", "name": "Mail"}, f"is missing {WHERE} (id '1', name 'Mail')"),
        ({"repositoryId": None}, f"is null or empty {WHERE} (an object)"),
        ({"repositoryId": "", "name": "Mail"}, f"is null or empty {WHERE} (name 'Mail')"),
    ],
)
@pytest.mark.parametrize("is_row", [False, True])
def test_needed_field(fields: dict[str, Any], found: str, is_row: bool) -> None:
    answer = answered({"results": [fields]} if is_row else fields, "GET", "/Jobs")
    row = answer["results"][0] if is_row else answer
    with pytest.raises(NotUnderstood) as raised:
        row["repositoryId"]
    assert raised.value.message == f"GET /Jobs: repositoryId {found}, expected a value"
    assert (raised.value.method, raised.value.path) == ("GET", "/Jobs")
    assert row.get("repositoryId") in (None, "")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"id": 7}, "id is an integer, expected a text"),
        ({"isEnabled": "false"}, "isEnabled is a text, expected a boolean"),
        ({"limit": True}, "limit is a boolean, expected an integer"),
        ({"retryCount": 1.5}, "retryCount is a number, expected an integer"),
        ({"total": "3"}, "total is a text, expected a number"),
        ({"schedulePolicy": []}, "schedulePolicy is a list, expected an object"),
        ({"schedulePolicy": {"dailyTime": {}}}, "dailyTime is an object, expected a text"),
        ({"schedulePolicy": {"retryWaitInterval": "10"}}, "retryWaitInterval is a text, expected an integer"),
        ({"results": {}}, "results is an object, expected a list"),
        ({"results": [None]}, "a row of results is null, expected an object"),
        ({"results": [{"name": 1.5}]}, "name is a number, expected a text"),
    ],
)
def test_field_of_another_type(fields: dict[str, Any], found: str) -> None:
    with pytest.raises(NotUnderstood) as raised:
        answered(fields, "GET", "/Jobs")
    assert raised.value.message == f"GET /Jobs: {WHERE}, {found}"
    with pytest.raises(OutcomeUnknown) as unknown:
        answered(fields, "POST", "/Jobs")
    assert unknown.value.may_be_done


@pytest.mark.parametrize(("text", "value"), [("15.0", 15), ("1e2", 100), ("1.5", 1.5), ("1e999", float("inf"))])
def test_whole_number(text: str, value: float) -> None:
    found = json.loads(text, parse_float=number)
    assert (found, type(found)) == (value, type(value))


def test_what_nobody_reads_is_not_checked() -> None:
    fields = {
        "quux": 1,
        "site": "text",
        "user": {"id": 7},
        "_links": {"id": 7},
        "of": {"id": 7},
        "id": "1",
        "name": None,
        "results": None,
    }
    answer = answered(fields, "GET", "/Jobs")
    assert answer == fields
    assert {**answer} == fields
