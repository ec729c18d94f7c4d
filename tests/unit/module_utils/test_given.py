# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options before they get their types: a text is one entry, null is omitted, YAML's own types are no names."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.module_utils._shell.argument_check import check
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION
from ansible_collections.vb365.backup.plugins.module_utils._shell.given import given
from ansible_collections.vb365.backup.plugins.module_utils._shell.job_arguments import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT
from tests.registry import MODULES

GIVEN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "null": ({"name": None, "schedule": {"type": None}}, {"schedule": {}}),
    "a text for a list": (
        {"schedule": {"backup_window": {"deny": "Mon,Wed 08:00-18:00"}}},
        {"schedule": {"backup_window": {"deny": ["Mon,Wed 08:00-18:00"]}}},
    ),
    "a text for a list in a row": (
        {"selected_items": [{"type": "OneDriveFolders", "folders": "A, B"}]},
        {"selected_items": [{"type": "OneDriveFolders", "folders": ["A, B"]}]},
    ),
    "options as JSON": ({"schedule": '{"type": null, "enabled": true}'}, {"schedule": {"enabled": True}}),
    "an item as JSON": (
        {"selected_items": '{"type": "User", "name": "a"}'},
        {"selected_items": [{"type": "User", "name": "a"}]},
    ),
    "numbers of numbers": (
        {"if_match": 5, "schedule": {"daily_time": 1320}},
        {"if_match": 5, "schedule": {"daily_time": 1320}},
    ),
    "an unknown option": ({"colour": [1]}, {"colour": [1]}),
}

UNICODE = r"expected Unicode text: '\ud800' is half of a character"
QUOTES = "expected a text in quotes, because YAML reads {} without them"
WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "boolean": ({"name": False}, "name", QUOTES.format("a boolean")),
    "time": ({"name": 1320}, "name", QUOTES.format("a number")),
    "number": ({"description": 1.1}, "description", QUOTES.format("a number")),
    "number 0": ({"organization": 0}, "organization", QUOTES.format("a number")),
    "list": ({"name": ["a", "b"]}, "name", "expected a text"),
    "bytes": ({"name": b"a"}, "name", "expected a text"),
    **{
        f"integer {value!r}": ({"schedule": {"retry_number": value}}, "schedule.retry_number", "expected an integer")
        for value in (True, False, math.inf, math.nan, "inf", " -Infinity", "nan", "1e400", "9" * 400, 10**400)
    },
    "integer in a window": (
        {"schedule": {"backup_window": {"minute_offset": True}}},
        "schedule.backup_window.minute_offset",
        "expected an integer",
    ),
    "text": ({"if_match": math.inf}, "if_match", "expected a finite number"),
    "mapping": ({"repository": {"name": "x"}}, "repository", "expected a text"),
    "name of an item": ({"selected_items": [{}, {"name": 7}]}, "selected_items[1].name", QUOTES.format("a number")),
    "folder": (
        {"excluded_items": [{"folders": ["a", 2024]}]},
        "excluded_items[0].folders[1]",
        QUOTES.format("a number"),
    ),
    "half of a character": ({"description": "a\ud800b"}, "description", UNICODE),
    "half of a name": ({"selected_items": [{"name": "\ud800"}]}, "selected_items[0].name", UNICODE),
    "half of a folder": ({"excluded_items": [{"folders": ["a", "\ud800"]}]}, "excluded_items[0].folders[1]", UNICODE),
    "half of a revision": ({"if_match": "\ud800"}, "if_match", UNICODE),
    "half of a time": ({"schedule": {"daily_time": "\ud800"}}, "schedule.daily_time", UNICODE),
    "window": ({"schedule": {"backup_window": False}}, "schedule.backup_window", "expected a mapping of options"),
    "schedule": ({"schedule": ["Daily"]}, "schedule", "expected a mapping of options"),
    "item": ({"selected_items": [False]}, "selected_items[0]", "expected a mapping of options"),
    "no item": ({"selected_items": [{"type": "Site"}, None]}, "selected_items[1]", "expected a mapping of options"),
    "no folder": (
        {"excluded_items": [{"folders": ["a", None]}]},
        "excluded_items[0].folders[1]",
        "expected a value in place of null",
    ),
    "no hour": (
        {"schedule": {"backup_window": {"hours": [None]}}},
        "schedule.backup_window.hours[0]",
        "expected a value in place of null",
    ),
    "item by its name": (
        {"selected_items": ["dave@contoso.com"]},
        "selected_items[0]",
        "expected a mapping of options, such as {type: User, name: 'dave@contoso.com'}",
    ),
}


@pytest.mark.parametrize("case", GIVEN)
def test_given(case: str) -> None:
    options, expected = GIVEN[case]
    assert given(BACKUP_JOB, options) == expected


@pytest.mark.parametrize("case", WRONG)
def test_yaml_types_that_are_no_texts(case: str) -> None:
    options, place, expected = WRONG[case]
    with pytest.raises(OptionError) as caught:
        given(BACKUP_JOB, options)
    assert (caught.value.option, caught.value.expected) == (place, expected)


@pytest.mark.parametrize("case", WRONG)
def test_tenant_is_checked_in_the_same_way(case: str) -> None:
    options, place, expected = WRONG[case]
    errors = {error.option: error.expected for error in check(BACKUP_JOB, options, "t_")[1]}
    assert errors[f"t_{place}"] == expected


def test_path_and_secret_may_have_any_bytes() -> None:
    options = {"ca_path": "/etc/\udce9.pem", "password": "\udce9"}
    assert given(CONNECTION, options) == options


def _numbers(spec: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Options in each of which one number is a boolean, and the place of this number."""
    for name, described in spec.items():
        rule = described.get("form", described)
        if rule.get("type") in ("int", "float"):
            yield name, {name: True}
        is_list = rule.get("type") == "list"
        for place, value in _numbers(rule.get("options", {})):
            yield f"{name}{'[0]' if is_list else ''}.{place}", {name: [value] if is_list else value}


@pytest.mark.parametrize(
    ("module", "place", "options"),
    [(name, *row) for name, module in MODULES.items() for row in _numbers(module.ARGUMENTS["argument_spec"])],
)
def test_boolean_is_no_number_in_any_module(module: str, place: str, options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=r"True: expected (an integer|a finite number)$") as caught:
        given(MODULES[module].ARGUMENTS["argument_spec"], options)
    assert caught.value.option == place


@pytest.mark.parametrize(("place", "options"), [*_numbers(TENANT)])
def test_boolean_is_no_number_in_a_tenant(place: str, options: dict[str, Any]) -> None:
    errors = {error.option: error.message for error in check(TENANT, options, "")[1]}
    assert errors[place].startswith(f"{place}: True: expected ")


def test_text_of_a_tenant_is_one_entry() -> None:
    options, expected = GIVEN["a text for a list"]
    assert check(BACKUP_JOB, options, "")[0] == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 6), "2026-03-01 06:00:00"),  # noqa: DTZ001 - YAML gives it so
        (datetime(2026, 11, 22, 21, tzinfo=timezone.utc), "2026-11-22 21:00:00+00:00"),
    ],
)
def test_dates_without_quotes_are_texts(value: date, text: str) -> None:
    assert plain({"a": [value]}) == {"a": [text]}
