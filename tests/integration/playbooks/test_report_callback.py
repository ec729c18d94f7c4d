# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback vb365.backup.report, and the task vb365.backup.run_report, in plays of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness.onboarding import onboard
from tests.integration.harness.playbook import SHELLS, Played, play_file
from tests.integration.playbooks.test_report import report_in, states, totals
from tests.integration.playbooks.test_tenants import BOTH
from tests.simulator.launch import Simulator

ENABLED = "recorder,vb365.backup.report"
SITES, MAILBOXES = "Contoso Sites", "Contoso Mailboxes"
COMPARE = {
    "name": "Compare",
    "vb365.backup.tenant": {
        "organization": "{{ organization }}",
        "omitted": "keep",
        "jobs": [{"name": "{{ job }}", "description": "new", "schedule": {"retry_number": 7, "retry_enabled": True}}],
    },
    "check_mode": True,
}
HOSTS: dict[str, dict[str, str]] = {
    "contoso": {"organization": "contoso.onmicrosoft.com", "job": SITES},
    "nobody": {"organization": "nobody.onmicrosoft.com", "job": SITES},
    "undefined": {"job": SITES},
}


def run(
    folder: Path, simulator: Simulator, *plays: dict[str, Any], shell: str = "in-process", **environ: str
) -> Played:
    """Plays on three hosts: one that drifted, one that the server does not know, and one that nobody described."""
    (folder / "inventory.yml").write_text(yaml.safe_dump({"all": {"hosts": HOSTS}}))
    defaults = {"hosts": "all", "connection": "local", "gather_facts": False}
    (folder / "playbook.yml").write_text(yaml.safe_dump([{**defaults, **one} for one in plays], sort_keys=False))
    environ = {"ANSIBLE_CALLBACKS_ENABLED": ENABLED, **environ}
    arguments = ("-i", str(folder / "inventory.yml"))
    return play_file(folder, simulator, folder / "playbook.yml", shell, arguments, environ)


@pytest.mark.parametrize("shell", SHELLS)
def test_tenants_of_any_play(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    told = run(tmp_path, simulator, {"tasks": [COMPARE]}, shell=shell, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert told.returncode == 2
    assert totals(told.stdout) == ["3 tenants: 0 in sync, 1 drifted, 2 could not be checked"]
    report = report_in(tmp_path)
    assert states(report) == {"contoso": "drifted", "nobody": "failed", "undefined": "failed"}
    assert (report["mode"], report["tenants"][0]["organization"]) == ("check", "contoso.onmicrosoft.com")


def test_a_host_that_fails_before_its_tenant(simulator: Simulator, tmp_path: Path) -> None:
    say = {"ansible.builtin.debug": {"msg": "{{ organization }}"}}
    told = run(tmp_path, simulator, {"tasks": [say, COMPARE]}, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert states(report_in(tmp_path)) == {"contoso": "drifted", "nobody": "failed", "undefined": "failed"}
    assert len(totals(told.stdout)) == 1
    told = run(tmp_path, simulator, {"tasks": [say]})
    assert totals(told.stdout) == []


def test_items_of_a_loop_and_jobs_of_other_modules(simulator: Simulator, tmp_path: Path) -> None:
    options = {**COMPARE["vb365.backup.tenant"], "organization": "{{ item }}", "jobs": []}  # type: ignore[dict-item]
    looped = {"vb365.backup.tenant": options, "loop": ["contoso", "Fabrikam"], "check_mode": True}
    job = {"organization": "contoso", "name": "{{ item }}", "enabled": False}
    disable = {"vb365.backup.backup_job": job, "loop": [SITES, MAILBOXES]}
    plays = [{"hosts": "localhost", "tasks": [looped]}, {"hosts": "contoso", "tasks": [disable]}]
    told = run(tmp_path, simulator, *plays, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert told.returncode == 0, told.output
    report = report_in(tmp_path)
    assert [(row["host"], [job["name"] for job in row["jobs"]]) for row in report["tenants"]] == [
        ("contoso", [SITES, MAILBOXES]),
        ("contoso.onmicrosoft.com", []),
        ("fabrikam.onmicrosoft.com", []),
    ]
    assert f"+ '{SITES}' has been disabled." in told.stdout


@pytest.mark.parametrize("ignored", [False, True])
def test_a_job_that_failed_beside_one_that_did_not(simulator: Simulator, tmp_path: Path, ignored: bool) -> None:
    wrong = {"vb365.backup.backup_job": {"organization": "contoso", "name": MAILBOXES, "repository": "Nowhere"}}
    tasks = [
        {"vb365.backup.backup_job": {"organization": "contoso", "name": SITES}},
        {**wrong, "ignore_errors": ignored},
    ]
    told = run(tmp_path, simulator, {"hosts": "contoso", "tasks": tasks}, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert told.returncode == (0 if ignored else 2)
    assert report_in(tmp_path)["verdict"] == "failed"


def compared(job: str) -> dict[str, Any]:
    options = {"organization": "contoso", "omitted": "keep", "jobs": [{"name": job}]}
    return {"vb365.backup.tenant": options, "check_mode": True}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("is_loop", [True, False])
def test_jobs_of_one_tenant_in_several_results(simulator: Simulator, tmp_path: Path, is_loop: bool, shell: str) -> None:
    simulator.edit(SITES, settings={"isEnabled": False})
    looped = [{**compared("{{ item }}"), "loop": [SITES, MAILBOXES]}]
    tasks = looped if is_loop else [compared(SITES), compared(MAILBOXES)]
    plays = {"hosts": "contoso", "tasks": tasks}
    told = run(tmp_path, simulator, plays, shell=shell, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert totals(told.stdout) == ["1 tenant: 0 in sync, 1 unprotected"]
    assert report_in(tmp_path)["counts"]["jobs"]["described"] == 2
    if is_loop:
        looped[0]["register"] = "compared"
        report = {"vb365.backup.run_report": {"registered": "compared", "fail_on_drift": True}}
        told = run(tmp_path, simulator, {"hosts": "contoso", "tasks": [*looped, report]}, shell=shell)
        assert told.returncode == 2
        result = told.tasks[-1].result
        assert (result["verdict"], result["differing"]) == ("unprotected", ["contoso"])
        statistics = result["ansible_stats"]["data"]["vb365_tenants"]
        assert [*statistics] == ["contoso.onmicrosoft.com"]
        assert (
            statistics["contoso.onmicrosoft.com"]["state"],
            statistics["contoso.onmicrosoft.com"]["unprotected"],
        ) == (
            "unprotected",
            [SITES],
        )


@pytest.mark.parametrize("shell", SHELLS)
def test_tasks_on_one_job_and_a_failure_are_one_tenant(simulator: Simulator, tmp_path: Path, shell: str) -> None:
    new = {"name": "New", "repository": "Disk 01", "backup_type": "SelectedItems", "selected_items": [SELECTED]}
    schedule = {"type": "Daily", "daily_time": "21:00"}
    other = {"type": "User", "name": "erin@contoso.com"}
    tasks = [
        {"vb365.backup.backup_job": {"organization": "contoso", **new, "schedule": schedule}},
        {"vb365.backup.backup_job_item": {"organization": "contoso", "job": "New", "items": [other]}},
        {
            "vb365.backup.backup_job": {"organization": "contoso", "name": SITES, "repository": "No"},
            "ignore_errors": True,
        },
    ]
    plays = {"hosts": "contoso", "tasks": tasks}
    told = run(tmp_path, simulator, plays, shell=shell, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert totals(told.stdout) == ["1 tenant: 0 in sync, 1 could not be checked"]
    jobs = report_in(tmp_path)["counts"]["jobs"]
    assert [jobs[key] for key in ("described", "created", "changed")] == [1, 1, 0]
    plays = {"hosts": "localhost", "vars": HOSTS["contoso"], "tasks": tasks[1:]}
    told = run(tmp_path, simulator, plays, shell=shell, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert totals(told.stdout) == ["1 tenant: 0 in sync, 1 could not be checked"]


SELECTED = {"type": "User", "name": "dave@contoso.com"}
ON_ONE_JOB = {
    "backup_job": {"name": MAILBOXES, "description": "new"},
    "backup_job_item": {"job": MAILBOXES, "items": [SELECTED]},
    "job_exclusion": {"job": MAILBOXES, "items": [SELECTED], "state": "absent"},
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("module", ON_ONE_JOB)
def test_a_job_that_is_disabled_is_not_in_sync_after_its_task(
    simulator: Simulator, tmp_path: Path, module: str, shell: str
) -> None:
    simulator.edit(MAILBOXES, settings={"isEnabled": False})
    task = {f"vb365.backup.{module}": {"organization": "contoso", **ON_ONE_JOB[module]}}
    plays = {"hosts": "contoso", "tasks": [task]}
    told = run(tmp_path, simulator, plays, shell=shell, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert totals(told.stdout) == ["1 tenant: 0 in sync, 1 unprotected"]
    (row,) = report_in(tmp_path)["tenants"]
    assert [(one["kind"], one["text"]) for one in row["findings"] if one["severity"] != "info"] == [
        ("disabled", f"'{MAILBOXES}' is disabled and backs up nothing.")
    ]
    assert [one for one in row["findings"] if one["kind"] == "note"] == []
    assert [(one["reason"], one["described"]) for one in told.tasks[0].result["unprotected"]] == [("disabled", False)]


@pytest.mark.parametrize("loop", [None, [1]])
def test_nothing_of_a_hidden_result_is_told(simulator: Simulator, tmp_path: Path, loop: list[int] | None) -> None:
    hidden = {**COMPARE, "no_log": True, **({"loop": loop} if loop else {})}
    plays = {"hosts": "contoso", "tasks": [hidden]}
    told = run(tmp_path, simulator, plays, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    (row,) = report_in(tmp_path)["tenants"]
    assert (row["host"], row["organization"], row["jobs"]) == ("contoso", None, [])
    assert "hidden" in row["findings"][0]["text"]
    assert SITES not in told.stdout + json.dumps(row)


def test_the_folder_may_be_an_extra_variable(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "p.yml").write_text(yaml.safe_dump([{"hosts": "localhost", "tasks": [COMPARE]}]))
    values = {**HOSTS["contoso"], "report_folder": f"{tmp_path}/out"}
    environ = {"ANSIBLE_CALLBACKS_ENABLED": ENABLED}
    play_file(tmp_path, simulator, tmp_path / "p.yml", arguments=("-e", json.dumps(values)), environ=environ)
    assert states(report_in(tmp_path)) == {"localhost": "drifted"}


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_the_playbooks_tell_it_once(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    environ = {"ANSIBLE_CALLBACKS_ENABLED": ENABLED}
    told = onboard(tmp_path, simulator, BOTH, playbook=playbook, environ=environ)
    assert told.played.returncode == 0, told.played.output
    assert len(totals(told.played.stdout)) == 1


@pytest.mark.parametrize(
    ("options", "code"), [({}, 0), ({"fail_on_drift": True}, 2), ({"fail_on_unprotected": True}, 0)]
)
def test_the_task_in_a_play_of_ones_own(
    simulator: Simulator, tmp_path: Path, options: dict[str, bool], code: int
) -> None:
    report = {"vb365.backup.run_report": {"registered": "compared", "width": 60, **options}}
    plays = {"hosts": "contoso", "tasks": [{**COMPARE, "register": "compared"}, report]}
    told = run(tmp_path, simulator, plays, VB365_REPORT_FOLDER=str(tmp_path / "out"))
    assert told.returncode == code, told.output
    assert totals(told.stdout) == ["1 tenant: 0 in sync, 1 drifted"]
    result = told.tasks[-1].result
    assert (result["verdict"], result["msg"]) == ("drift", "1 tenant: 0 in sync, 1 drifted")
    assert [Path(file).name for file in result["files"][:4]] == [
        "report.json",
        "report.md",
        "report.html",
        "report.xml",
    ]


def test_the_task_fails_where_a_host_has_no_result(simulator: Simulator, tmp_path: Path) -> None:
    report = {"vb365.backup.run_report": {"registered": "compared"}}
    ignored = {**COMPARE, "register": "compared", "ignore_errors": True, "when": "inventory_hostname != 'undefined'"}
    told = run(tmp_path, simulator, {"tasks": [ignored, report]})
    assert told.returncode == 2
    assert totals(told.stdout) == ["3 tenants: 0 in sync, 1 drifted, 2 could not be checked"]
    told = run(tmp_path, simulator, {"tasks": [report]})
    assert totals(told.stdout) == ["3 tenants: 0 in sync, 3 could not be checked"]


MACHINE = r"""
DOCUMENTATION = "name: machine_json\ntype: stdout\nshort_description: Writes JSON\ndescription: [Writes JSON.]"
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION, CALLBACK_TYPE, CALLBACK_NAME = 2.0, "stdout", "machine_json"

    def v2_playbook_on_stats(self, stats):
        self._display.display('{"plays": []}')
"""


def test_output_for_machines_stays_theirs(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "machine_json.py").write_text(MACHINE)
    environ = {
        "ANSIBLE_STDOUT_CALLBACK": "machine_json",
        "ANSIBLE_CALLBACK_PLUGINS": str(tmp_path),
        "ANSIBLE_CALLBACKS_ENABLED": "vb365.backup.report",
    }
    told = onboard(tmp_path, simulator, BOTH, playbook="drift", environ=environ)
    assert json.loads(told.played.stdout) == {"plays": []}
    assert len(totals(told.played.output)) == 1
