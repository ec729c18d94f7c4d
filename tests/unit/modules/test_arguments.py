# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument spec of backup_job: each rule is broken once, and the documentation matches the spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vb365.backup.plugins.doc_fragments import items
from ansible_collections.vb365.backup.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.vb365.backup.plugins.modules.backup_job import ARGUMENTS, DOCUMENTATION
from tests.registry import MODULES

LOGIN = {"host": "server", "username": "admin", "password": "hunter2"}
JOB = {**LOGIN, "organization": "contoso", "name": "Nightly"}
ENVIRONMENT = {
    "host": ("VB365_HOST", "server", "server"),
    "port": ("VB365_PORT", "9443", 9443),
    "username": ("VB365_USERNAME", "admin", "admin"),
    "password": ("VB365_PASSWORD", "hunter2", "hunter2"),
    "access_token": ("VB365_ACCESS_TOKEN", "token", "token"),
    "validate_certs": ("VB365_VALIDATE_CERTS", "no", False),
    "ca_path": ("VB365_CA_PATH", "/etc/ca.pem", "/etc/ca.pem"),
    "timeout": ("VB365_TIMEOUT", "5", 5),
    "api_version": ("VB365_API_VERSION", "v8", "v8"),
}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, *values in ENVIRONMENT.values():
        assert values
        monkeypatch.delenv(variable, raising=False)


def validated(params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parameters with defaults and types, and the error messages."""
    result = ArgumentSpecValidator(**ARGUMENTS).validate(params)
    return result.validated_parameters, result.error_messages


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in JOB.items() if name not in names}


# ---- what is right --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "params",
    [
        JOB,
        {**LOGIN, "id": "x"},
        {**LOGIN, "id": "x", "organization": "contoso", "new_name": "y"},
        {"host": "server", "access_token": "t", "id": "x"},
        {**JOB, "access_token": "t"},
        {**JOB, "schedule": {}},
        {**JOB, "schedule": {"backup_window": {}}},
        {**JOB, "schedule": {"backup_window": {"allow": ["Sat"], "deny": [], "minute_offset": 60}}},
        {**JOB, "schedule": {"periodically_window": {"hours": [True] * 168}}},
    ],
)
def test_what_is_right(params: dict[str, Any]) -> None:
    assert validated(params)[1] == []


def test_defaults() -> None:
    parameters = validated(JOB)[0]
    assert {name: value for name, value in parameters.items() if value is not None} == {
        **JOB,
        "port": 4443,
        "validate_certs": True,
        "timeout": 30,
        "api_version": "v8",
        "parallel_reads": 4,
        "state": "present",
        "omitted": "keep",
        "run_now": False,
        "remove_copy_job": False,
        "skip_item_update": False,
    }


# ---- each rule, broken ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (without("host"), "missing required arguments: host"),
        (without("password"), "parameters are required together: username, password"),
        (without("username"), "parameters are required together: username, password"),
        (without("username", "password"), "one of the following is required: access_token, username"),
        (without("name", "organization"), "one of the following is required: id, name"),
        (without("organization"), "missing parameter(s) required by 'name': organization"),
        ({**JOB, "id": "x"}, "parameters are mutually exclusive: id|name"),
    ],
)
def test_what_goes_with_what(params: dict[str, Any], message: str) -> None:
    assert message in "; ".join(validated(params)[1])


@pytest.mark.parametrize("window", ["periodically_window", "backup_window"])
@pytest.mark.parametrize("other", ["allow", "deny"])
def test_hours_stand_alone(window: str, other: str) -> None:
    params = {**JOB, "schedule": {window: {"hours": [True] * 168, other: ["Sat"]}}}
    (message,) = validated(params)[1]
    assert message.startswith(f"parameters are mutually exclusive: hours|{other}")
    assert message.endswith(f"found in schedule -> {window}")


def nested(path: str, value: Any) -> dict[str, Any]:
    """Parameters with the option of this path set."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return {**JOB, **value}


CHOICES = {
    "state": ["present", "absent"],
    "backup_type": ["EntireOrganization", "SelectedItems"],
    "schedule.type": ["Daily", "Periodically", "ManualOnly"],
    "schedule.daily_type": [
        "Everyday", "Workdays", "Weekends",
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ],
    "schedule.periodically_every": [
        "Minutes5", "Minutes10", "Minutes15", "Minutes30", "Hours1", "Hours2", "Hours4", "Hours8", "Hours12",
    ],
}  # fmt: skip


@pytest.mark.parametrize("path", CHOICES)
def test_choices(path: str) -> None:
    for choice in CHOICES[path]:
        assert validated(nested(path, choice))[1] == []
    (message,) = validated(nested(path, CHOICES[path][0].swapcase()))[1]
    name = path.rpartition(".")[2]
    assert message.startswith(f"value of {name} must be one of: {', '.join(CHOICES[path])}, got: ")


TYPES = {
    "int": ["port", "timeout", "schedule.periodically_offset_minutes", "schedule.retry_number",
            "schedule.retry_wait_interval", "schedule.backup_window.minute_offset",
            "schedule.periodically_window.minute_offset"],
    "bool": ["validate_certs", "enabled", "run_now", "skip_item_update", "schedule.enabled", "schedule.retry_enabled"],
    "dict": ["schedule", "schedule.backup_window", "schedule.periodically_window"],
    "list": ["schedule.backup_window.allow", "schedule.backup_window.deny", "schedule.backup_window.hours",
             "schedule.periodically_window.allow", "schedule.periodically_window.deny",
             "schedule.periodically_window.hours"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, paths in TYPES.items() for path in paths])
def test_types(kind: str, path: str) -> None:
    wrong: Any = {"list": {}}.get(kind, "many")
    messages = "; ".join(validated(nested(path, wrong))[1])
    name = path.rpartition(".")[2]
    assert f"'{name}' is of type " in messages
    assert kind in messages


@pytest.mark.parametrize("window", ["periodically_window", "backup_window"])
def test_elements_of_lists(window: str) -> None:
    (message,) = validated(nested(f"schedule.{window}.hours", [True, "many"]))[1]
    assert "Elements value for option 'hours'" in message


def test_texts_become_what_they_stand_for() -> None:
    schedule = {"retry_number": "3", "backup_window": {"hours": ["1"] * 168}}
    parameters = validated({**JOB, "port": "9443", "enabled": "yes", "schedule": schedule})[0]
    assert (parameters["port"], parameters["enabled"]) == (9443, True)
    assert parameters["schedule"]["retry_number"] == 3
    assert parameters["schedule"]["backup_window"]["hours"] == [True] * 168


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("colour", "colour"),
        ("schedule.colour", "schedule.colour"),
        ("schedule.backup_window.colour", "schedule.backup_window.colour"),
        ("schedule.periodically_window.colour", "schedule.periodically_window.colour"),
    ],
)
def test_unknown_options(path: str, found: str) -> None:
    (message,) = validated(nested(path, "red"))[1]
    assert message.startswith(f"{found}. Supported parameters include: ")


# ---- the environment ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_the_environment_stands_in(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variable, text, value = ENVIRONMENT[name]
    monkeypatch.setenv(variable, text)
    parameters, messages = validated(without(name))
    assert messages == []
    assert parameters[name] == value


def test_an_option_counts_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VB365_HOST", "other")
    assert validated(JOB)[0]["host"] == "server"


def test_the_environment_is_held_to_the_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VB365_PORT", "many")
    assert "'port' is of type " in "; ".join(validated(JOB)[1])


def test_secrets_are_no_log() -> None:
    secret = {name for name, option in ARGUMENTS["argument_spec"].items() if option.get("no_log")}
    assert secret == {"password", "access_token"}


# ---- documentation --------------------------------------------------------------------------------------------------

TOLD = ("type", "required", "default", "choices", "elements")


def told(options: dict[str, Any], inner: str) -> dict[str, Any]:
    """What documentation and argument spec both say of options."""
    return {
        name: {
            **{key: option[key] for key in TOLD if option.get(key) is not None},
            **({"options": told(option[inner], inner)} if inner in option else {}),
        }
        for name, option in options.items()
    }


def test_the_documentation_tells_the_argument_spec() -> None:
    documented = {
        **yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"],
        **yaml.safe_load(items.ModuleDocFragment.JOB)["options"],
        **yaml.safe_load(DOCUMENTATION)["options"],
    }
    assert told(documented, "suboptions") == told(ARGUMENTS["argument_spec"], "options")


def test_the_documentation_names_the_environment() -> None:
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    for name, (variable, *values) in ENVIRONMENT.items():
        assert values
        assert f"E({variable})" in " ".join(documented[name]["description"])


def test_every_module_has_an_action_plugin_and_its_place_in_the_group() -> None:
    root = Path(__file__).parents[3]
    modules = {path.stem for path in (root / "plugins" / "modules").glob("*.py")}
    actions = {path.stem for path in (root / "plugins" / "action").glob("*.py")}
    groups = yaml.safe_load((root / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert (modules, {*MODULES}) == (actions, {*groups["vb365"]})
