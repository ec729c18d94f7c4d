# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument spec of backup_job_item and job_exclusion, each rule of it broken once, and the documentation of it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vb365.backup.plugins.doc_fragments import items
from ansible_collections.vb365.backup.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.modules import backup_job_item, job_exclusion

LOGIN = {"host": "server", "username": "admin", "password": "hunter2"}
ITEM = {"type": "User", "name": "a@contoso.com"}
TASK: dict[str, Any] = {**LOGIN, "organization": "contoso", "job": "Nightly", "items": [ITEM]}
BOTH = pytest.mark.parametrize("module", [backup_job_item, job_exclusion], ids=["backup_job_item", "job_exclusion"])
SWITCHES = sorted({option for kind in TYPES.values() for option in kind.options} - {"folders"})


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "USERNAME", "PASSWORD", "ACCESS_TOKEN", "VALIDATE_CERTS", "CA_PATH", "TIMEOUT"):
        monkeypatch.delenv(f"VB365_{name}", raising=False)


def validated(module: Any, params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parameters with defaults and types, and the error messages."""
    result = ArgumentSpecValidator(**module.ARGUMENTS).validate(params)
    return result.validated_parameters, result.error_messages


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in TASK.items() if key != name}


def of_item(**item: Any) -> dict[str, Any]:
    return {**TASK, "items": [{**ITEM, **item}]}


@BOTH
@pytest.mark.parametrize(
    "params",
    [
        TASK,
        without("organization"),
        {**TASK, "items": []},
        {**TASK, "items": [{"type": name} for name in TYPES]},
        {**TASK, "exclusive": True, "skip_item_update": True, "if_match": "7"},
        {**TASK, "state": "absent"},
        of_item(**dict.fromkeys(SWITCHES, True), folders=["Desktop"], id="x"),
    ],
)
def test_what_is_right(module: Any, params: dict[str, Any]) -> None:
    assert validated(module, params)[1] == []


@BOTH
def test_defaults(module: Any) -> None:
    parameters = validated(module, TASK)[0]
    (item,) = parameters.pop("items")
    assert {name: value for name, value in item.items() if value is not None} == ITEM
    assert {name: value for name, value in parameters.items() if value is not None} == {
        **without("items"),
        "port": 4443,
        "validate_certs": True,
        "timeout": 30,
        "api_version": "v8",
        "parallel_reads": 4,
        "state": "present",
        "exclusive": False,
        "skip_item_update": False,
    }


@BOTH
@pytest.mark.parametrize(
    ("params", "message"),
    [
        (without("host"), "missing required arguments: host"),
        (without("password"), "parameters are required together: username, password"),
        (without("job"), "missing required arguments: job"),
        (without("items"), "missing required arguments: items"),
        ({**TASK, "items": [{"name": "x"}]}, "missing required arguments: type found in items"),
        ({**TASK, "state": "gone"}, "value of state must be one of: present, absent, got: gone"),
        (of_item(type="user"), f"value of type must be one of: {', '.join(TYPES)}, got: user found in items"),
        ({**TASK, "items": "alice"}, "'items' is of type"),
        ({**TASK, "items": [["alice"]]}, "Elements value for option 'items' is of type"),
        ({**TASK, "exclusive": "many"}, "'exclusive' is of type"),
        ({**TASK, "skip_item_update": "many"}, "'skip_item_update' is of type"),
        (of_item(folders={}), "'folders' is of type"),
        ({**TASK, "colour": "red"}, "colour. Supported parameters include: "),
        (of_item(colour="red"), "items.colour. Supported parameters include: "),
        *((of_item(**{option: "many"}), f"'{option}' is of type") for option in SWITCHES),
    ],
)
def test_each_rule_broken(module: Any, params: dict[str, Any], message: str) -> None:
    assert message in "; ".join(validated(module, params)[1])


@BOTH
def test_texts_become_what_they_stand_for(module: Any) -> None:
    parameters = validated(module, of_item(mailbox="no", onedrive="1", folders="Desktop,Music"))[0]
    (item,) = parameters["items"]
    assert (item["mailbox"], item["onedrive"], item["folders"]) == (False, True, ["Desktop", "Music"])


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


@BOTH
def test_the_documentation_tells_the_argument_spec(module: Any) -> None:
    documented = {
        **yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"],
        **yaml.safe_load(items.ModuleDocFragment.DOCUMENTATION)["options"],
    }
    assert told(documented, "suboptions") == told(module.ARGUMENTS["argument_spec"], "options")


@BOTH
def test_secrets_are_no_log(module: Any) -> None:
    secret = {name for name, option in module.ARGUMENTS["argument_spec"].items() if option.get("no_log")}
    assert secret == {"password", "access_token"}
