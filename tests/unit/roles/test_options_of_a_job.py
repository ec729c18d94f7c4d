# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of backup_job is in each place that lists them: one that is missing there is dropped in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.module_utils._shell.job_arguments import BACKUP_COPY_JOB, BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT
from ansible_collections.vb365.backup.plugins.module_utils._tenant import planned_copy, planned_job, variables
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import SHORT

ROLE = Path(__file__).parents[3] / "roles" / "tenant_onboarding"
SPECS = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]["main"]
IN_TENANT = set(BACKUP_JOB) - {"id"} | {"copy", "fixed", *SHORT}
OF_ONE_JOB = {"name", "new_name", "if_match"}
ACTIONS = {"state", "new_name", "omitted", "run_now", "remove_copy_job", "skip_item_update", "if_match"}
"""Options that are no settings: backup_job_info does not return them."""


@pytest.mark.parametrize(("variable", "names"), [("jobs", IN_TENANT), ("defaults", IN_TENANT - OF_ONE_JOB)])
def test_the_role_describes_every_option(variable: str, names: set[str]) -> None:
    assert set(SPECS["options"][f"tenant_onboarding_{variable}"]["options"]) == names
    assert set(TENANT[variable]["options"]) == names


@pytest.mark.parametrize(
    ("options", "values"),
    [(BACKUP_JOB, planned_job.parameters({}, None)), (BACKUP_COPY_JOB, planned_copy.NOT_GIVEN)],
    ids=["backup_job", "backup_copy_job"],
)
def test_a_tenant_has_a_value_for_every_option_that_is_omitted(options: dict[str, Any], values: dict[str, Any]) -> None:
    defaults = {name: rule.get("default") for name, rule in options.items()}
    assert {"job": None, "organization": None, **values} == {"job": None, **defaults}


def test_adopted_jobs_have_every_setting_in_an_order() -> None:
    settings = set(BACKUP_JOB) - ACTIONS - {"id", "organization"}
    schedule = {f"schedule.{name}" for name in BACKUP_JOB["schedule"]["options"]}
    assert set(variables._ORDER) == settings | schedule
