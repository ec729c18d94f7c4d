# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hosts or files of a run that describe one organization, each of which would disable the jobs of the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness.onboarding import ROLE, onboard
from tests.integration.harness.playbook import Played, play_file
from tests.simulator.launch import Simulator

OTHER = {
    "organization": "Fabrikam",
    "unmanaged_jobs": "disable",
    "omitted": "keep",
    "jobs": [{"name": "Fabrikam Everything", "description": "new"}],
}


def spellings(simulator: Simulator) -> dict[str, str]:
    (row,) = [one for one in simulator.state()["organizations"] if one["name"] == "contoso.onmicrosoft.com"]
    return {"name": "CONTOSO.onmicrosoft.com", "Office name": "Contoso", "UUID": row["id"].upper()}


def twin(organization: str, job: str) -> dict[str, Any]:
    return {
        "organization": organization,
        "unmanaged_jobs": "disable",
        "omitted": "keep",
        "jobs": [{"name": job, "description": "new"}],
    }


def assert_only_the_twins_failed(simulator: Simulator, played: Played, names: tuple[str, str]) -> None:
    assert played.returncode != 0
    failed = [task for task in played.tasks if task.result.get("problems")]
    assert len(failed) == 2, played.output
    for task in failed:
        (problem,) = task.result["problems"]
        assert problem["place"].removeprefix(ROLE) == "organization"
        assert f"{names[0]} and {names[1]} describe this organization" in problem["msg"]
    jobs = simulator.state()["jobs"]
    assert [job["name"] for job in jobs if job["description"] == "new"] in ([], ["Fabrikam Everything"])
    assert {job["name"] for job in jobs if not job["isEnabled"]} == {"Contoso Teams"}


@pytest.mark.parametrize("spelling", ["name", "Office name", "UUID"])
@pytest.mark.parametrize("playbook", ["onboard", "drift"])
def test_two_files(simulator: Simulator, tmp_path: Path, playbook: str, spelling: str) -> None:
    one = twin("contoso.onmicrosoft.com", "Contoso Sites")
    two = twin(spellings(simulator)[spelling], "Contoso Mailboxes")
    run = onboard(tmp_path, simulator, {"one": one, "two": two, "other": OTHER}, playbook=playbook)
    assert_only_the_twins_failed(simulator, run.played, ("one.yml", "two.yml"))
    assert {name: report["state"] for name, report in run.reports.items()} == {
        "one": "failed",
        "two": "failed",
        "other": "changed",
    }
    assert (simulator.job("Fabrikam Everything")["description"] == "new") == (playbook == "onboard")


@pytest.mark.parametrize("playbook", ["onboard", "drift"])
def test_a_file_that_is_not_chosen(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    one = twin("contoso.onmicrosoft.com", "Contoso Sites")
    two = twin("Contoso", "Contoso Mailboxes")
    broken = {"organization": "{{ nobody_defines_this }}", "jobs": []}
    files = {"one": one, "two": two, "other": OTHER, "broken": broken}
    run = onboard(tmp_path, simulator, files, "-e", "onboard_only=one,other", playbook=playbook)
    assert run.played.returncode != 0
    assert {name: report["state"] for name, report in run.reports.items()} == {"one": "failed", "other": "changed"}
    (problem,) = run.reports["one"]["problems"]
    assert "one.yml and two.yml describe this organization" in problem["msg"]
    alone = onboard(tmp_path, simulator, {**files, "two": OTHER}, "-e", "onboard_only=one", playbook=playbook)
    assert alone.reports["one"]["state"] == "changed"


@pytest.mark.parametrize(
    "how",
    [{}, {"serial": 2}, {"check_mode": True}, {"strategy": "free"}, {"roles": True}],
    ids=["tasks", "serial", "check mode", "free", "roles"],
)
def test_hosts_of_a_play_of_ones_own(simulator: Simulator, tmp_path: Path, how: dict[str, Any]) -> None:
    hosts = {
        "one": twin("{{ short }}.onmicrosoft.com", "Contoso Sites"),
        "other": OTHER,
        "two": twin("Contoso", "Contoso Mailboxes"),
        "unfinished": {"organization": "{{ nobody_defines_this }}", "jobs": []},
    }
    tenants = {name: {f"{ROLE}{key}": value for key, value in tenant.items()} for name, tenant in hosts.items()}
    tenants["one"]["short"] = "contoso"
    del tenants["unfinished"][f"{ROLE}jobs"]
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"tenants": {"hosts": tenants}, "idle": {"hosts": {"web": {}}}}))
    role = {"name": "vb365.backup.tenant_onboarding", "rolespec_validate": False}
    keywords = {**how, "hosts": "one,other,two,unfinished", "connection": "local", "gather_facts": False}
    if keywords.pop("roles", False):
        keywords["roles"] = ["vb365.backup.tenant_onboarding"]
    else:
        keywords["tasks"] = [{"name": "Onboard", "ansible.builtin.include_role": role}]
    playbook = tmp_path / "own.yml"
    playbook.write_text(yaml.safe_dump([keywords]))
    played = play_file(tmp_path, simulator, playbook, arguments=("-i", str(inventory), "--forks", "3"))
    assert_only_the_twins_failed(simulator, played, ("one", "two"))
    is_written = simulator.job("Fabrikam Everything")["description"] == "new"
    assert is_written == ("check_mode" not in how)


@pytest.mark.parametrize("source", ["folder", "inventory"])
def test_one_that_was_added_after_the_report(simulator: Simulator, tmp_path: Path, source: str) -> None:
    """Without changes of its own it is not in the play that writes."""
    one, two = twin("contoso.onmicrosoft.com", "Contoso Mailboxes"), twin("Contoso", "Contoso Sites")
    two["jobs"] = [{"name": "Contoso Sites"}]
    names = ("one.yml", "two.yml") if source == "folder" else ("one", "two")
    report = ("-e", f"report_folder={tmp_path}/out")

    def play(playbook: str, tenants: dict[str, Any], *arguments: str) -> Played:
        if source == "folder":
            return onboard(tmp_path, simulator, tenants, *report, *arguments, playbook=playbook).played
        hosts = {name: {f"{ROLE}{key}": value for key, value in tenant.items()} for name, tenant in tenants.items()}
        (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}))
        arguments = ("-i", str(tmp_path / "hosts.yml"), *report, *arguments)
        return play_file(tmp_path, simulator, Path(f"vb365.backup.{playbook}"), arguments=arguments)

    assert play("drift", {"one": one, "other": OTHER}).returncode == 0
    (tmp_path / "out" / "report.json").rename(tmp_path / "reviewed.json")
    reviewed = ("-e", f"apply_report={tmp_path}/reviewed.json")
    done = play("apply", {"one": one, "two": two, "other": OTHER}, *reviewed)
    assert done.returncode == 2, done.output
    assert simulator.job("Contoso Sites")["isEnabled"]
    (problem,) = [problem for task in done.tasks for problem in task.result.get("problems") or []]
    assert f"{names[0]} and {names[1]} describe this organization" in problem["msg"]
    assert simulator.job("Fabrikam Everything")["description"] == "new"
    assert play("apply", {"one": one, "other": OTHER}, *reviewed).returncode == 0
    assert not simulator.job("Contoso Sites")["isEnabled"]
