# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role's options do, beside describing jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness.onboarding import ROLE, Onboarded, onboard
from tests.integration.harness.playbook import play
from tests.simulator.launch import Simulator

SITES = {"name": "Contoso Sites"}
CONTOSO = {"organization": "contoso.onmicrosoft.com", "omitted": "keep", "jobs": [SITES]}
OTHERS = ["Contoso Mailboxes", "Contoso Teams"]


def run(simulator: Simulator, folder: Path, *arguments: str, playbook: str = "onboard", **options: Any) -> Onboarded:
    return onboard(folder, simulator, {"contoso": {**CONTOSO, **options}}, *arguments, playbook=playbook)


def enabled(simulator: Simulator) -> dict[str, bool]:
    return {job["name"]: job["isEnabled"] for job in simulator.state()["jobs"] if job["name"].startswith("Contoso")}


@pytest.mark.parametrize("choice", ["ignore", "report", "disable"])
def test_unmanaged_jobs(simulator: Simulator, tmp_path: Path, choice: str) -> None:
    before = enabled(simulator)
    told = run(simulator, tmp_path, unmanaged_jobs=choice)
    assert told.played.returncode == 0, told.played.output
    assert len(simulator.state()["jobs"]) == 4
    off = {"Contoso Mailboxes": False} if choice == "disable" else {}
    assert enabled(simulator) == {**before, **off}
    stats = told.stats["contoso.onmicrosoft.com"]
    assert sorted(stats.get("unmanaged", []) + stats.get("disabled", [])) == ([] if choice == "ignore" else OTHERS)
    assert (stats["state"] == "changed") == bool(told.writes) == (choice == "disable")


def test_first_backups_are_started_once(simulator: Simulator, tmp_path: Path) -> None:
    jobs = [
        SITES,
        {"name": "Contoso Teams"},
        {
            "name": "New",
            "backup_type": "SelectedItems",
            "selected_items": [{"type": "User", "name": "erin@contoso.com"}],
        },
    ]
    options = {"jobs": jobs, "repository": "Contoso Vault", "start_first_backup": True}
    first = run(simulator, tmp_path, **options)
    assert first.played.returncode == 0, first.played.output
    assert first.reports["contoso"]["started"] == ["New"], "Sites ran before and Teams is disabled"
    while_it_runs = run(simulator, tmp_path, **options)
    assert (while_it_runs.writes, while_it_runs.played.returncode) == ([], 0)
    simulator.advance(3600)
    assert run(simulator, tmp_path, **options).writes == []


def test_first_backups_can_be_waited_for(simulator: Simulator, tmp_path: Path) -> None:
    new = {
        "name": "New",
        "backup_type": "SelectedItems",
        "selected_items": [{"type": "User", "name": "erin@contoso.com"}],
    }
    options = {
        "jobs": [new],
        "repository": "Contoso Vault",
        "start_first_backup": True,
        "wait": True,
        "wait_timeout": 0,
    }
    told = run(simulator, tmp_path, **options)
    assert told.played.returncode != 0
    assert "wait_timeout" in told.played.output
    assert told.reports["contoso"]["state"] == "failed"
    assert told.reports["contoso"]["jobs"][0]["state"] == "created"


@pytest.mark.parametrize("playbook", ["onboard", "drift"])
def test_fail_on_drift(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    arguments = ("--check",) if playbook == "onboard" else ()
    options = {"playbook": playbook, "fail_on_drift": True}
    in_sync = run(simulator, tmp_path, *arguments, **options)
    assert in_sync.played.returncode == 0, in_sync.played.output
    jobs = [{**SITES, "description": "other"}, {"name": "Contoso Teams", "enabled": True}]
    drifted = run(simulator, tmp_path, *arguments, jobs=jobs, **options)
    assert drifted.played.returncode != 0
    assert drifted.stats["contoso.onmicrosoft.com"] == {
        "state": "changed",
        "changed": ["Contoso Sites", "Contoso Teams"],
        "unprotected": ["Contoso Teams"],
    }
    assert [job["state"] for job in drifted.reports["contoso"]["jobs"]] == ["changed", "changed"]
    assert drifted.writes == []


@pytest.mark.parametrize("text", ["y", "T", "maybe"])
def test_text_that_stands_for_true(simulator: Simulator, tmp_path: Path, text: str) -> None:
    """Not the texts of YAML, which reads true and yes: the argument spec takes these too, and refuses maybe."""
    message = f"fail_on_drift: '{text}': " if text == "maybe" else "Contoso Sites"
    drifted = run(simulator, tmp_path, playbook="drift", jobs=[{**SITES, "description": "other"}], fail_on_drift=text)
    assert drifted.played.returncode == 2, drifted.played.output
    assert message in drifted.played.output
    extra = ("-e", f"tenant_onboarding_fail_on_unprotected={text}")
    unprotected = run(simulator, tmp_path, *extra, jobs=[{"name": "Contoso Teams", "enabled": False}])
    assert unprotected.played.returncode == 2, unprotected.played.output


def test_fail_on_drift_does_not_hinder_a_real_run(simulator: Simulator, tmp_path: Path) -> None:
    told = run(simulator, tmp_path, jobs=[{**SITES, "description": "other"}], fail_on_drift=True)
    assert (told.played.returncode, simulator.job("Contoso Sites")["description"]) == (0, "other")


def test_a_schedule_inherits_key_by_key_what_fits_it(simulator: Simulator, tmp_path: Path) -> None:
    defaults = {"schedule": {"type": "Daily", "daily_time": "20:00", "retry_enabled": True, "retry_number": 7}}
    jobs = [
        {"name": "Contoso Mailboxes", "schedule": {"daily_time": "20:30"}},
        {"name": "Contoso Sites", "schedule": {"type": "Periodically", "periodically_every": "Hours8"}},
    ]
    told = run(simulator, tmp_path, defaults=defaults, jobs=jobs)
    assert told.played.returncode == 0, told.played.output
    mail, sites = (simulator.job(job["name"])["schedulePolicy"] for job in jobs)
    assert (mail["dailyTime"], mail["retryNumber"]) == ("20:30:00", 7)
    assert (sites["type"], sites["periodicallyEvery"], sites["retryNumber"]) == ("Periodically", "Hours8", 7)


def test_a_job_that_fails_does_not_hide_what_was_done(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fault("status", f"/Jobs/{simulator.job('Contoso Mailboxes')['id']}$", method="PUT", status=403)
    jobs = [{"name": "Contoso Mailboxes", "description": "a"}, {**SITES, "description": "b"}]
    told = run(simulator, tmp_path, jobs=jobs)
    assert told.played.returncode != 0
    assert [job["state"] for job in told.reports["contoso"]["jobs"]] == ["failed", "changed"]
    assert told.stats["contoso.onmicrosoft.com"]["failed"] == ["Contoso Mailboxes"]


def on_one_host(simulator: Simulator, folder: Path, *tenants: dict[str, Any]) -> list[dict[str, Any]]:
    """The reports of tenants that one host describes, one after the other."""
    tasks: list[dict[str, Any]] = [
        {
            "block": [{"ansible.builtin.include_role": {"name": "vb365.backup.tenant_onboarding"}}],
            "rescue": [{"ansible.builtin.meta": "noop"}],
            "ignore_errors": False,
            "vars": {f"{ROLE}{key}": value for key, value in {**tenant, "report": str(folder / f"{n}.json")}.items()},
        }
        for n, tenant in enumerate(tenants)
    ]
    play(folder, simulator, tasks)
    return [yaml.safe_load((folder / f"{n}.json").read_text()) for n in range(len(tenants))]


def test_two_tenants_on_one_host_do_not_mix(simulator: Simulator, tmp_path: Path) -> None:
    states = on_one_host(
        simulator,
        tmp_path,
        {"organization": "contoso.onmicrosoft.com", "omitted": "keep", "jobs": [{**SITES, "description": "b"}]},
        {"organization": "nobody.onmicrosoft.com", "omitted": "keep", "jobs": []},
        {"organization": "fabrikam.onmicrosoft.com", "omitted": "keep", "jobs": []},
    )
    assert [(one["state"], len(one["jobs"])) for one in states] == [
        ("changed", 1),
        ("failed", 0),
        ("unprotected", 0),
    ]


def test_a_tenant_with_a_job_that_fails_has_no_first_backups_of_another(simulator: Simulator, tmp_path: Path) -> None:
    erin = {"type": "User", "name": "erin@contoso.com"}
    new = {"name": "New", "repository": "Disk 01", "backup_type": "SelectedItems", "selected_items": [erin]}
    simulator.fault("status", "/Jobs/", method="PUT", status=403)
    first, second = on_one_host(
        simulator,
        tmp_path,
        {**CONTOSO, "jobs": [new], "start_first_backup": True},
        {**CONTOSO, "jobs": [{**SITES, "description": "b"}]},
    )
    assert (first["state"], first["started"]) == ("changed", ["New"])
    assert (second["state"], second["started"]) == ("failed", [])
