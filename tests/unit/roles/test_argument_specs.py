# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument spec of the role tenant_onboarding has the options of backup_job, and its other files match it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION
from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import SHORT
from ansible_collections.vb365.backup.plugins.modules.backup_job import ARGUMENTS

ROLE = Path(__file__).parents[3] / "roles" / "tenant_onboarding"
SPECS = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
VARIABLES: dict[str, Any] = SPECS["argument_specs"]["main"]["options"]

TOLD = ("type", "required", "default", "choices", "elements")
OF_ONE_JOB = ("name", "new_name", "if_match")  # cannot apply to several jobs

JOB = {name: option for name, option in ARGUMENTS["argument_spec"].items() if name not in {*CONNECTION, "id"}}
JOB["copy"] = {"type": "raw"}
JOB["fixed"] = {"type": "bool"}
JOB.update({name: {"type": "list", "elements": "str"} for name in SHORT})
JOB["omitted"] = {**JOB["omitted"], "default": None}  # is that of tenant_onboarding_omitted
JOBS = {**JOB, "name": {**JOB["name"], "required": True}}
DEFAULTS = {name: option for name, option in JOB.items() if name not in OF_ONE_JOB}


def told(options: dict[str, Any]) -> dict[str, Any]:
    """What the role's description and an argument spec both say of options."""
    return {
        name: {
            **{key: option[key] for key in TOLD if option.get(key) is not None},
            **({"options": told(option["options"])} if "options" in option else {}),
        }
        for name, option in options.items()
    }


def described(options: dict[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    for name, option in options.items():
        yield f"{place}{name}", option.get("description")
        yield from described(option.get("options", {}), f"{place}{name}.")


@pytest.mark.parametrize(
    ("variable", "options"), [("tenant_onboarding_jobs", JOBS), ("tenant_onboarding_defaults", DEFAULTS)]
)
def test_the_role_knows_what_backup_job_takes(variable: str, options: dict[str, Any]) -> None:
    assert told(VARIABLES[variable]["options"]) == told(options)


def test_the_module_checks_the_variables_of_the_role() -> None:
    variables = {name: {**option, "default": None} for name, option in VARIABLES.items()}  # are in defaults/main.yml
    assert told(variables) == {f"tenant_onboarding_{name}": option for name, option in told(TENANT).items()}


def test_every_option_has_a_description() -> None:
    lacking = [place for place, lines in described(VARIABLES) if not lines or not all(line.strip() for line in lines)]
    assert lacking == []


def test_the_defaults_are_those_of_the_description() -> None:
    defaults = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))
    assert defaults == {name: option["default"] for name, option in VARIABLES.items() if "default" in option}


def test_the_tenant_file_of_the_readme_is_right() -> None:
    text = (ROLE / "README.md").read_text(encoding="utf-8")
    tenant = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0])
    assert ArgumentSpecValidator(VARIABLES).validate(tenant).error_messages == []
