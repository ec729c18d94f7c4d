# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A password that equals a part of a tenant: Ansible masks it in results, and no mask is ever written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness.onboarding import onboard
from tests.integration.harness.playbook import play_file
from tests.simulator.launch import Simulator
from tests.simulator.seed import SAMPLE

MASKS = ("****", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
JOB = {
    "name": "Contoso nightly",
    "description": "Nightly of Contoso, ticket 22",
    "backup_type": "SelectedItems",
    "schedule": {"type": "Daily", "daily_time": "22:00", "daily_type": "Everyday"},
    "selected_items": [{"type": "User", "name": "erin@contoso.com"}],
}
TENANT = {
    "organization": "contoso.onmicrosoft.com",
    "repository": "Disk 01",
    "jobs": [JOB, {"name": "Contoso Sites", "new_name": "Contoso Sites 22", "omitted": "keep"}],
    "start_first_backup": True,
    "unmanaged_jobs": "disable",
}
PASSWORDS = ["Contoso", "22", "Daily", "disable", "erin@contoso.com"]


def server(folder: Path, password: str) -> Simulator:
    data = {**yaml.safe_load(SAMPLE.read_text(encoding="utf-8")), "server": {"username": "admin", "password": password}}
    file = folder / "data.yml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    return Simulator("--data", str(file))


def masked(text: str) -> list[str]:
    return [mask for mask in MASKS if mask in text]


@pytest.mark.parametrize(("password", "shell"), [*[(one, "in-process") for one in PASSWORDS], ("Contoso", "module")])
def test_what_is_written_is_what_is_described(tmp_path: Path, password: str, shell: str) -> None:
    with server(tmp_path, password) as simulator:
        assert simulator.password == password
        run = onboard(tmp_path, simulator, {"contoso": TENANT}, shell=shell)
        assert masked(json.dumps(simulator.state())) == []
        assert run.played.returncode == 0, run.played.output
        job = simulator.job("Contoso nightly")
        assert (job["description"], job["schedulePolicy"]["dailyTime"]) == (JOB["description"], "22:00:00")
        jobs = {one["name"]: one for one in simulator.state()["jobs"]}
        assert "Contoso Sites 22" in jobs
        assert not jobs["Contoso Mailboxes"]["isEnabled"]
        assert job["lastStatus"] == "Running"
        report = run.reports["contoso"]
        assert [one["state"] for one in report["jobs"]] == ["created", "changed"]
        assert len(report["started"]) == 1  # the name may be masked: the report is made of a result


SHOWN: dict[str, Any] = {
    "Mailboxes": "job 'Contoso ********' of contoso.onmicrosoft.com: name: 'Contoso ********'",
    "contoso": "an organization: name: '********.onmicrosoft.com'",
    "Daily": f"job 'Contoso Mailboxes' of contoso.onmicrosoft.com: schedule.type: '{MASKS[1]}'",
    "alice@contoso.com": f"of contoso.onmicrosoft.com: selected_items[0].name: '{MASKS[1]}'",
}


@pytest.mark.parametrize(("password", "shell"), [*[(one, "in-process") for one in SHOWN], ("Mailboxes", "module")])
def test_a_file_with_a_mask_is_not_written(tmp_path: Path, password: str, shell: str) -> None:
    with server(tmp_path, password) as simulator:
        folder = tmp_path / "tenants"
        run = play_file(
            tmp_path, simulator, Path("vb365.backup.adopt"), shell, arguments=("-e", f"adopt_folder={folder}")
        )
    assert run.returncode != 0
    assert SHOWN[password] in " ".join(run.output.split())
    assert not folder.exists()
