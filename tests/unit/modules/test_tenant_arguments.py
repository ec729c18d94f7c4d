# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a tenant has the options of backup_job; the documentation of the module tenant matches its
options."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vb365.backup.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.vb365.backup.plugins.module_utils._operations.tenant import OPTIONS
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION
from ansible_collections.vb365.backup.plugins.module_utils._shell.job_arguments import BACKUP_JOB
from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import SHORT
from ansible_collections.vb365.backup.plugins.modules.tenant import (
    ARGUMENTS,
    DOCUMENTATION,
    EXAMPLES,
    RETURN,
    check_tenant,
)

LOGIN = {"host": "server", "username": "admin", "password": "hunter2"}
TOLD = ("type", "required", "default", "choices", "elements")
OF_ONE_JOB = {"name", "new_name", "if_match"}


def validated(params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parameters with defaults and types, and the error messages."""
    result = ArgumentSpecValidator(**ARGUMENTS).validate({**LOGIN, **params})
    return result.validated_parameters, result.error_messages


def test_jobs_take_what_backup_job_takes_but_no_id() -> None:
    jobs = TENANT["jobs"]["options"]
    same = ("name", "id", "omitted")
    others = {name: rule for name, rule in jobs.items() if name not in ("copy", "fixed", *SHORT)}
    assert {**others, **{name: BACKUP_JOB[name] for name in same}} == BACKUP_JOB
    assert jobs["omitted"] == TENANT["omitted"]
    assert "id" not in jobs
    assert jobs["name"] == {**BACKUP_JOB["name"], "required": True}


def test_defaults_take_what_several_jobs_can_have_in_common() -> None:
    jobs, defaults = TENANT["jobs"]["options"], TENANT["defaults"]["options"]
    assert defaults == {name: rule for name, rule in jobs.items() if name not in OF_ONE_JOB}


def test_what_a_tenant_needs() -> None:
    assert {name for name, rule in TENANT.items() if rule.get("required")} == {"organization", "jobs"}


def test_nothing_is_filled_in() -> None:
    """The defaults of backup_job's options must not win over those of the tenant."""
    good, errors, unclear = check_tenant({"organization": "x", "jobs": [{"name": "A"}], "defaults": {}}, "")
    assert (good, errors, unclear) == ({"organization": "x", "jobs": [{"name": "A"}], "defaults": {}}, [], set())


@pytest.mark.parametrize("tenant", [{}, {"jobs": 5, "colour": "red"}])
def test_the_module_itself_checks_the_tenant(tenant: dict[str, Any]) -> None:
    parameters, messages = validated({"tenant": tenant})
    assert messages == []
    assert (parameters["tenant"], parameters["prefix"]) == (tenant, "")


def test_the_tenant_is_in_place_of_options() -> None:
    assert validated({"jobs": ["x", {}], "organization": "x"})[1] == []
    assert validated({"tenant": "x"})[1] == []  # the operation reports the error
    for option, value in (("organization", "x"), ("repository", "x"), ("defaults", {}), ("jobs", [])):
        (message,) = validated({"tenant": {}, option: value})[1]
        assert message == f"parameters are mutually exclusive: tenant|{option}"


@pytest.mark.parametrize("copy", ["absent", {"state": "absent"}])
def test_copy_job_that_is_absent(copy: Any) -> None:
    good, errors, unclear = check_tenant({"organization": "x", "jobs": [{"name": "A", "copy": copy}]}, "")
    assert (good["jobs"], errors, unclear) == ([{"name": "A", "copy": {"state": "absent"}}], [], set())


@pytest.mark.parametrize(
    ("copy", "place"), [("gone", "copy"), ({"repositry": "x"}, "copy.repositry"), ({"enabled": "x"}, "copy.enabled")]
)
def test_copy_job_that_is_wrong(copy: Any, place: str) -> None:
    _good, errors, _unclear = check_tenant({"organization": "x", "jobs": [{"name": "A", "copy": copy}]}, "t_")
    assert [error.option for error in errors] == [f"t_jobs[0].{place}"]


def test_the_documentation_tells_the_argument_spec() -> None:
    documented = {
        **yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"],
        **yaml.safe_load(DOCUMENTATION)["options"],
    }
    spec = ARGUMENTS["argument_spec"]
    assert {name: {key: rule.get(key) for key in TOLD} for name, rule in documented.items()} == {
        name: {key: rule.get(key) or rule.get(key, documented[name].get(key)) for key in TOLD}
        for name, rule in spec.items()
    }
    assert set(spec) == {
        *CONNECTION,
        *OPTIONS,
        "tenant",
        "prefix",
        "described_by",
        "approved",
        "file",
        "file_problems",
        "coverage",
        "coverage_ignore",
        "report",
    }


def test_the_examples_are_right() -> None:
    tasks = [task["vb365.backup.tenant"] for task in yaml.safe_load(EXAMPLES) if "vb365.backup.tenant" in task]
    assert tasks
    for options in tasks:
        assert validated(options)[1] == []
        described = options.get("tenant", options)
        assert check_tenant({name: described[name] for name in OPTIONS if name in described}, "")[1] == []


def test_every_result_is_documented() -> None:
    returned = yaml.safe_load(RETURN)
    assert {name for name, one in returned.items() if not one["returned"].startswith("failure")} == {
        "check_mode",
        "hidden",
        "coverage",
        "diff",
        "finished",
        "jobs",
        "organization",
        "organization_id",
        "problems",
        "report",
        "report_error",
        "server",
        "started",
        "summary",
        "unmanaged",
        "unprotected",
    }
