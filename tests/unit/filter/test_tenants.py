# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters tenant_variables and tenant_files: valid and refused input."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.filter.tenant_files import tenant_files
from ansible_collections.vb365.backup.plugins.filter.tenant_variables import tenant_variables


class Tagged(str):
    """A text as ansible-core hands it to filters: a subclass."""

    __slots__ = ()


def job(name: str, organization: str = "contoso.com") -> dict[str, Any]:
    config = {"name": Tagged(name), "organization": organization, "repository": "Disk", "description": Tagged("x")}
    return {"id": f"id of {name}", "config": config, "status": {}}


def test_variables_are_plain_data() -> None:
    variables = tenant_variables([job("a"), job("b")])
    assert variables["tenant_onboarding_organization"] == "contoso.com"
    texts = [value for one in variables["tenant_onboarding_jobs"] for value in one.values()]
    assert {type(value) for value in texts} == {str}
    assert texts == ["a", "x", "b", "x"]


def test_without_jobs_the_organization_is_needed() -> None:
    assert tenant_variables([], "contoso.com")["tenant_onboarding_organization"] == "contoso.com"
    for none in (None, ""):
        with pytest.raises(AnsibleFilterError, match="organization is required if there are no jobs"):
            tenant_variables([], none)


def test_jobs_are_those_of_one_organization() -> None:
    with pytest.raises(AnsibleFilterError, match=r"not of contoso\.com, fabrikam\.com"):
        tenant_variables([job("a"), job("b", "fabrikam.com")])


@pytest.mark.parametrize("jobs", [{"jobs": []}, [{"name": "a"}], ["a"], 5, [{"config": {}}]])
def test_something_else_than_jobs_is_refused(jobs: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="expected jobs of backup_job_info"):
        tenant_variables(jobs)
    with pytest.raises(AnsibleFilterError, match="expected jobs of backup_job_info"):
        tenant_files(jobs, [{"id": "1", "name": "contoso.com"}], "tenants")


@pytest.mark.parametrize("mask", ["******** nightly", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"])
def test_a_masked_value_is_refused(mask: str) -> None:
    masked = job("a")
    masked["config"]["schedule"] = {"daily_time": mask}
    with pytest.raises(AnsibleFilterError, match=r"job 'a': schedule\.daily_time: .* is masked by Ansible"):
        tenant_variables([masked])
    with pytest.raises(AnsibleFilterError, match=r"job 'a' of contoso\.com: schedule\.daily_time: .* is masked"):
        tenant_files([masked], [{"id": "1", "name": "contoso.com"}], "tenants")


def test_a_file_for_each_organization_that_is_wanted() -> None:
    organizations = [{"id": "1", "name": "contoso.com"}, {"id": "2", "name": "fabrikam.com"}]
    first, second = tenant_files([job("a")], organizations, "/srv/tenants")
    assert [first["path"], second["path"]] == ["/srv/tenants/contoso.com.yml", "/srv/tenants/fabrikam.com.yml"]
    variables = {f"tenant_onboarding_{name}": value for name, value in yaml.safe_load(first["content"]).items()}
    assert variables == tenant_variables([job("a")])
    assert yaml.safe_load(second["content"])["jobs"] == []
    assert first["content"].startswith("# ")
    assert tenant_files([job("a")], organizations, "/srv/tenants", only=["2"]) == [second]


def off(name: str, **options: Any) -> dict[str, Any]:
    made = job(name)
    made["config"].update({"enabled": True, "schedule": {"type": "Daily", "enabled": True}, **options})
    return made


def test_a_warning_names_the_jobs_that_nothing_starts() -> None:
    owner = [{"id": "1", "name": "contoso.com"}]
    window = {"type": "Daily", "enabled": True, "daily_time": "22:00:00", "daily_type": "Everyday"}
    jobs = [
        off("runs"),
        off("a\x1b", enabled=False),
        off("b", schedule={"type": "Daily", "enabled": False}),
        off(
            "c",
            schedule={**window, "backup_window": {"allow": ["Mon-Sun 00:00-06:00"], "deny": [], "minute_offset": 0}},
        ),
    ]
    (row,) = tenant_files(jobs, owner, "tenants")
    (warning,) = row["warnings"]
    assert warning.startswith("contoso.com.yml describes 3 jobs that never start by themselves: 'a\\x1b' is disabled")
    assert "'b'" in warning
    assert "'c' can never start" in warning
    assert "'runs'" not in warning
    (row,) = tenant_files([off(f"job {number}", enabled=False) for number in range(12)], owner, "tenants")
    assert row["warnings"][0].endswith(" And 2 more.")
    assert tenant_files([off("runs")], owner, "tenants")[0]["warnings"] == []
