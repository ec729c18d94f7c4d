# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The complete check of nested options: valid values are returned with their type, all mistakes are reported."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import event, given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._shell.argument_check import check

SPEC: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "number": {"type": "int"},
    "enabled": {"type": "bool", "default": True},
    "kind": {"type": "str", "choices": ["big", "small"]},
    "words": {"type": "list", "elements": "str"},
    "inner": {
        "type": "dict",
        "options": {"number": {"type": "int"}, "deeper": {"type": "dict", "options": {"flag": {"type": "bool"}}}},
    },
    "rows": {
        "type": "list",
        "elements": "dict",
        "options": {"type": {"type": "str", "required": True}, "flag": {"type": "bool"}},
    },
}


def told(given: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """The places and messages of the errors."""
    return [(error.option, error.expected) for error in check(SPEC, given, prefix)[1]]


def test_what_is_right_comes_through_with_its_type() -> None:
    given = {
        "name": "5",
        "number": "7",
        "enabled": "no",
        "kind": "big",
        "words": "a,b",
        "inner": {"number": "1", "deeper": {"flag": "yes"}},
        "rows": [{"type": "a"}, {"type": "b", "flag": 0}],
    }
    assert check(SPEC, given, "") == (
        {
            "name": "5",
            "number": 7,
            "enabled": False,
            "kind": "big",
            "words": ["a,b"],
            "inner": {"number": 1, "deeper": {"flag": True}},
            "rows": [{"type": "a"}, {"type": "b", "flag": False}],
        },
        [],
        set(),
    )


def test_what_is_not_given_is_left_out() -> None:
    given = {"name": "x", "number": None, "inner": {"number": None}, "rows": None, "words": []}
    assert check(SPEC, given, "") == ({"name": "x", "inner": {}, "words": []}, [], set())


def test_what_is_given_is_not_changed() -> None:
    given = {"name": 5, "inner": {"number": "1"}, "rows": [{"type": 1}, "x"]}
    check(SPEC, given, "")
    assert given == {"name": 5, "inner": {"number": "1"}, "rows": [{"type": 1}, "x"]}


WRONG: dict[str, tuple[dict[str, Any], list[tuple[str, str]], set[str]]] = {
    "unknown": ({"colour": 1}, [("colour", "there is no such option; expected one of name, number, ")], set()),
    "unknown, no text": ({5: 1}, [("5", "there is no such option; expected one of name, ")], set()),
    "misspelt": ({"numbr": 1}, [("numbr", "there is no such option; did you mean number?")], {"number"}),
    "misspelt beside what it is like": (
        {"number": 1, "numbr": 1},
        [("numbr", "there is no such option; expected one of")],
        set(),
    ),
    "misspelt within": (
        {"inner": {"deeper": {"flog": 1}}},
        [("inner.deeper.flog", "there is no such option; did you mean flag?")],
        {"inner.deeper.flag"},
    ),
    "type": ({"number": "many"}, [("number", "argument 'number' is of type")], {"number"}),
    "type of a switch": (
        {"enabled": "perhaps"},
        [("enabled", "is not a valid boolean")],
        {"enabled"},
    ),
    "choice": ({"kind": "Big"}, [("kind", "value of kind must be one of: big, small, got: Big")], {"kind"}),
    "element": ({"words": {"a": 1}}, [("words", "argument 'words' is of type")], {"words"}),
    "no dict": ({"inner": "x"}, [("inner", "expected a mapping of options")], {"inner"}),
    "no list": ({"rows": {"type": "a"}}, [("rows", "expected a list")], {"rows"}),
    "no row": (
        {"rows": [{"type": "a"}, "b", None]},
        [("rows[1]", "expected a mapping of options"), ("rows[2]", "expected a mapping of options")],
        {"rows[1]", "rows[2]"},
    ),
    "in a row": (
        {"rows": [{"type": "a", "flag": "x"}, {"flag": True}]},
        [("rows[0].flag", "argument 'flag' is of type"), ("rows[1].type", "needed")],
        {"rows[0].flag", "rows[1].type"},
    ),
}


@pytest.mark.parametrize("prefix", ["", "tenant_"])
@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong(case: str, prefix: str) -> None:
    given, expected, places = WRONG[case]
    _good, errors, unclear = check(SPEC, {"name": "x", **given}, prefix)
    assert [error.option for error in errors] == [f"{prefix}{place}" for place, _told in expected]
    for error, (_place, told) in zip(errors, expected, strict=True):
        assert told in error.expected
    assert unclear == {f"{prefix}{place}" for place in places}


@pytest.mark.parametrize("given", [{}, {"name": None}, {"name": ""}, {"name": " \n"}])
def test_what_is_needed(given: dict[str, Any]) -> None:
    good, errors, unclear = check(SPEC, given, "")
    assert (good, [(error.option, error.value, error.expected) for error in errors], unclear) == (
        {},
        [("name", given.get("name"), "needed")],
        {"name"},
    )


def test_what_is_misspelt_is_not_needed_too() -> None:
    assert told({"nmae": "x"}) == [("nmae", "there is no such option; did you mean name?")]
    assert told({"name": "x", "rows": [{"tpye": "a"}]}) == [
        ("rows[0].tpye", "there is no such option; did you mean type?")
    ]


def test_the_text_of_an_unknown_option_is_not_told() -> None:
    """It may be a secret."""
    (error,) = check(SPEC, {"name": "x", "password": "hunter6"}, "")[1]
    assert "hunter6" not in error.message


def test_all_is_told_and_the_rest_comes_through() -> None:
    given = {
        "number": "many",
        "colour": "red",
        "inner": {"number": "x", "deeper": []},
        "rows": [{"flag": "x"}, 5, {"type": "c", "shape": "round"}],
        "kind": "small",
    }
    good, errors, _unclear = check(SPEC, given, "")
    assert good == {"kind": "small", "inner": {}, "rows": [{}, None, {"type": "c"}]}
    assert sorted(error.option for error in errors) == [
        "colour",
        "inner.deeper",
        "inner.number",
        "name",
        "number",
        "rows[0].flag",
        "rows[0].type",
        "rows[1]",
        "rows[2].shape",
    ]


def test_the_value_is_kept() -> None:
    (error,) = check(SPEC, {"name": "x", "rows": [{"type": "a", "flag": "perhaps"}]}, "")[1]
    assert error.value == "perhaps"


VALUES = st.sampled_from([None, "x", "5", 5, "yes", True, "big", [], ["x"], {}, {"type": "a"}])
NUMBERS = VALUES.filter(lambda value: value is not True)  # Ansible takes True for 1
ROWS = st.fixed_dictionaries({}, optional={"type": VALUES, "flag": VALUES, "shape": st.just("round")})
GIVEN = st.fixed_dictionaries(
    {"name": st.sampled_from(["x", "5"])},
    optional={
        **dict.fromkeys(["enabled", "kind", "words"], VALUES),
        "number": NUMBERS,
        "colour": st.just("red"),
        "inner": st.one_of(
            st.none(),
            st.just([]),
            st.fixed_dictionaries({}, optional={"number": NUMBERS, "deeper": st.dictionaries(st.just("flag"), VALUES)}),
        ),
        "rows": st.one_of(st.none(), st.lists(ROWS, max_size=3)),
    },
)


def without_nones(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nones(inner) for key, inner in value.items() if inner is not None}
    return [without_nones(inner) for inner in value] if isinstance(value, list) else value


@given(given=GIVEN)
def test_it_takes_what_an_argument_spec_takes(given: dict[str, Any]) -> None:
    spec = {name: {key: value for key, value in rule.items() if key != "default"} for name, rule in SPEC.items()}
    validated = ArgumentSpecValidator(spec).validate(without_nones(given))
    good, errors, unclear = check(spec, given, "")
    event(f"right: {not errors}")
    assert bool(errors) == bool(validated.error_messages), (errors, validated.error_messages)
    if not errors:
        assert good == without_nones(validated.validated_parameters)
        assert unclear == set()


@pytest.mark.parametrize("blank", ["", " \t\n"])
@pytest.mark.parametrize("option", ["new_name", "repository", "organization", "job"])
def test_blank_name_is_refused(option: str, blank: str) -> None:
    good, errors, unclear = check({option: {"type": "str"}, "description": {"type": "str"}}, {option: blank}, "tenant_")
    assert good == {}
    assert [error.message for error in errors] == [
        f"tenant_{option}: {blank!r}: expected a name or an id; omit the option otherwise"
    ]
    assert unclear == {f"tenant_{option}"}


def test_blank_text_that_is_no_name_is_a_value() -> None:
    assert check({"description": {"type": "str"}}, {"description": " "}, "")[0] == {"description": " "}
