# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of backup_job is in each place that lists them: one that is missing there is dropped in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.module_utils._operations import tenant_preflight
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import BACKUP_JOB, TENANT
from ansible_collections.vb365.backup.plugins.module_utils._tenant import variables

ROLE = Path(__file__).parents[3] / "roles" / "tenant_onboarding"
SPECS = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]["main"]
IN_TENANT = set(BACKUP_JOB) - {"id"}
OF_ONE_JOB = {"name", "new_name", "if_match"}
ACTIONS = {"state", "new_name", "omitted", "run_now", "remove_copy_job", "skip_item_update", "if_match"}
"""Options that are no settings: backup_job_info does not return them."""


def handed_over() -> dict[str, str]:
    """The options of backup_job in the task of the role."""
    tasks = yaml.safe_load((ROLE / "tasks" / "main.yml").read_text(encoding="utf-8"))
    (options,) = [
        task["vb365.backup.backup_job"]
        for block in tasks
        for task in block.get("block", [])
        if "vb365.backup.backup_job" in task
    ]
    found: dict[str, str] = options
    return found


def test_the_role_hands_over_every_option() -> None:
    options = handed_over()
    assert set(options) == IN_TENANT
    for name in IN_TENANT - {"organization", "name"}:
        value = f"__tenant_onboarding_job.{name}"
        is_text = BACKUP_JOB[name]["type"] == "str" and "choices" not in BACKUP_JOB[name]
        template = f"{value} | string if {value} is defined else omit" if is_text else f"{value} | default(omit)"
        assert options[name] == f"{{{{ {template} }}}}"


@pytest.mark.parametrize(("variable", "names"), [("jobs", IN_TENANT), ("defaults", IN_TENANT - OF_ONE_JOB)])
def test_the_role_describes_every_option(variable: str, names: set[str]) -> None:
    assert set(SPECS["options"][f"tenant_onboarding_{variable}"]["options"]) == names
    assert set(TENANT[variable]["options"]) == names


def test_the_preflight_has_a_value_for_every_option_that_is_omitted() -> None:
    defaults: dict[str, Any] = {name: rule.get("default") for name, rule in BACKUP_JOB.items()}
    given = {"name": None, "organization": None}
    assert {**given, **tenant_preflight._NOT_GIVEN} == defaults


def test_adopted_jobs_have_every_setting_in_an_order() -> None:
    settings = set(BACKUP_JOB) - ACTIONS - {"id", "organization"}
    schedule = {f"schedule.{name}" for name in BACKUP_JOB["schedule"]["options"]}
    assert set(variables._ORDER) == settings | schedule
