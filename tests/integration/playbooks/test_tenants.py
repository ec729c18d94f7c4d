# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenants that vb365.backup.onboard and vb365.backup.drift choose, and their messages if there are none."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.integration.harness.onboarding import ROLE, onboard
from tests.integration.harness.playbook import play_file
from tests.simulator.launch import Simulator

CONTOSO = {
    "organization": "contoso.onmicrosoft.com",
    "omitted": "keep",
    "jobs": [{"name": "Contoso Sites", "description": "new"}],
}
FABRIKAM = {
    "organization": "Fabrikam",
    "omitted": "keep",
    "jobs": [{"name": "Fabrikam Everything", "description": "new"}],
}
BOTH = {"contoso": CONTOSO, "fabrikam": FABRIKAM}


def changed(simulator: Simulator) -> list[str]:
    return sorted(job["name"] for job in simulator.state()["jobs"] if job["description"] == "new")


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    hosts = {name: {f"{ROLE}{key}": value for key, value in tenant.items()} for name, tenant in BOTH.items()}
    groups = {"tenants": {"hosts": hosts}, "others": {"hosts": {"web": {}}}}
    path = tmp_path / "inventory.yml"
    path.write_text(yaml.safe_dump({"all": {"children": groups}}))
    return path


@pytest.mark.parametrize("only", [(), ("-e", "onboard_only=fabrikam"), ("-e", '{"onboard_only": ["fabrikam"]}')])
def test_files_of_a_folder(simulator: Simulator, tmp_path: Path, only: tuple[str, ...]) -> None:
    run = onboard(tmp_path, simulator, BOTH, *only)
    assert run.played.returncode == 0, run.played.output
    assert changed(simulator) == (["Fabrikam Everything"] if only else ["Contoso Sites", "Fabrikam Everything"])


@pytest.mark.parametrize("which", [("-e", "onboard_hosts=tenants"), ("--limit", "tenants")])
def test_hosts_of_an_inventory(simulator: Simulator, tmp_path: Path, inventory: Path, which: tuple[str, ...]) -> None:
    playbook = Path("vb365.backup.onboard")
    run = play_file(tmp_path, simulator, playbook, arguments=("-i", str(inventory), *which))
    assert run.returncode == 0, run.output
    assert changed(simulator) == ["Contoso Sites", "Fabrikam Everything"]


def test_a_host_without_a_description_is_an_error(simulator: Simulator, tmp_path: Path, inventory: Path) -> None:
    run = play_file(tmp_path, simulator, Path("vb365.backup.onboard"), arguments=("-i", str(inventory)))
    assert run.returncode != 0
    (wrong,) = [task for task in run.tasks if task.result.get("problems")]
    places = [problem["place"] for problem in wrong.result["problems"]]
    assert places == ["tenant_onboarding_jobs", "tenant_onboarding_organization"]
    assert changed(simulator) == ["Contoso Sites", "Fabrikam Everything"]


def test_no_tenant_at_all_is_an_error(simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.yml").write_text("all: {}")
    for arguments, said in (
        ((), f"'tenants': expected a folder; there is none at {tmp_path}/tenants. This is the default"),
        (("-e", "onboard_hosts=gold"), "No tenant to onboard. No host of the inventory is in 'gold'"),
        (("-i", "empty.yml"), "No tenant to onboard. No host of the inventory is in 'all'"),
        (("--limit", "gold"), "--limit 'gold' is for tenants of an inventory"),
    ):
        run = play_file(tmp_path, simulator, Path("vb365.backup.onboard"), arguments=arguments)
        assert run.returncode != 0
        assert said in " ".join(run.output.split())


def test_the_folder_tenants_is_the_default(
    simulator: Simulator, tmp_path: Path, inventory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tenants").mkdir()
    (tmp_path / "tenants" / "contoso.yml").write_text(yaml.safe_dump(CONTOSO))
    run = play_file(tmp_path, simulator, Path("vb365.backup.onboard"))
    assert run.returncode == 0, run.output
    assert changed(simulator) == ["Contoso Sites"]
    arguments = ("-i", str(inventory), "--limit", "fabrikam")  # an inventory with hosts has precedence
    assert play_file(tmp_path, simulator, Path("vb365.backup.onboard"), arguments=arguments).returncode == 0
    assert changed(simulator) == ["Contoso Sites", "Fabrikam Everything"]


@pytest.mark.parametrize("limit", ["contoso", "localhost", "all"])
def test_a_folder_refuses_a_limit(simulator: Simulator, tmp_path: Path, limit: str) -> None:
    run = onboard(tmp_path, simulator, BOTH, "--limit", limit, playbook="drift")
    assert run.played.returncode != 0
    assert f"--limit '{limit}' is for tenants of an inventory" in " ".join(run.played.output.split())
    assert simulator.journal() == []


@pytest.mark.parametrize(
    ("tenants", "arguments", "said"),
    [
        ({}, (), "has no such file"),
        (BOTH, ("-e", "onboard_only=fabricam"), "has contoso.yml, fabrikam.yml"),
    ],
)
def test_tenants_that_cannot_be_meant(
    simulator: Simulator, tmp_path: Path, tenants: dict[str, Any], arguments: tuple[str, ...], said: str
) -> None:
    run = onboard(tmp_path, simulator, tenants, *arguments)
    assert run.played.returncode != 0
    assert said in " ".join(run.played.output.split())
    assert run.writes == []


def test_link_that_leads_nowhere_is_a_tenant_that_was_not_compared(simulator: Simulator, tmp_path: Path) -> None:
    folder = tmp_path / "tenants"
    folder.mkdir()
    (folder / "contoso.yml").write_text(yaml.safe_dump({f"{ROLE}{key}": value for key, value in CONTOSO.items()}))
    (folder / "lost.yml").symlink_to(tmp_path / "nowhere")
    run = play_file(tmp_path, simulator, Path("vb365.backup.drift"), arguments=("-e", f"onboard_folder={folder}"))
    assert run.returncode == 2
    assert "1 could not be checked" in " ".join(run.output.split())


def test_file_name_with_a_colon_is_an_error(simulator: Simulator, tmp_path: Path) -> None:
    run = onboard(tmp_path, simulator, {"contoso": CONTOSO, "contoso:2": FABRIKAM})
    assert run.played.returncode == 2
    assert "without a colon" in " ".join(run.played.output.split())
    assert run.writes == []


def test_a_template_that_cannot_be_evaluated_is_named_with_its_file(simulator: Simulator, tmp_path: Path) -> None:
    tenant = {**CONTOSO, "organization": "{{ nowhere }}"}
    run = onboard(tmp_path, simulator, {"contoso": tenant}, playbook="drift")
    assert run.played.returncode == 2
    assert "contoso ? contoso.yml: 'nowhere' is undefined" in " ".join(run.played.output.split())


@pytest.mark.parametrize(
    "broken", ["{{ 1 // 0 }}", "{{ nowhere", "{{ lookup('file', 'nowhere') }}", "{{ tenant_onboarding_organization }}"]
)
def test_a_broken_organization_is_an_error_of_its_tenant_alone(
    simulator: Simulator, tmp_path: Path, broken: str
) -> None:
    files = {**BOTH, "broken": {**CONTOSO, "organization": broken}}
    run = onboard(tmp_path, simulator, files, playbook="drift")
    assert run.played.returncode == 2
    output = " ".join(run.played.output.split())
    assert "3 tenants: 0 in sync, 2 drifted, 1 could not be checked" in output
    assert "broken ? broken.yml: " in output


def test_file_with_the_name_of_a_group_is_an_error(simulator: Simulator, tmp_path: Path) -> None:
    run = onboard(tmp_path, simulator, {"contoso": CONTOSO, "vb365_tenant_files": FABRIKAM}, playbook="drift")
    assert run.played.returncode == 2
    assert "none of them the name of a group" in " ".join(run.played.output.split())


def test_empty_folder_is_an_error_that_says_what_it_needs(simulator: Simulator, tmp_path: Path) -> None:
    run = onboard(tmp_path, simulator, {}, playbook="drift")
    assert run.played.returncode == 2
    assert "expected a folder with one file *.yml for each tenant;" in " ".join(run.played.output.split())


@pytest.mark.parametrize("arguments", [("-e", "onboard_hosts=gold"), ("--limit", "!silver,gold")])
def test_a_host_with_the_name_of_its_group_hides_no_tenant(
    simulator: Simulator, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    tenants = {
        name: {f"{ROLE}{key}": value for key, value in tenant.items()}
        for name, tenant in {"gold": CONTOSO, "fabrikam": FABRIKAM}.items()
    }
    path = tmp_path / "hosts.yml"
    path.write_text(yaml.safe_dump({"gold": {"hosts": tenants}}))
    told = play_file(tmp_path, simulator, Path("vb365.backup.drift"), arguments=("-i", str(path), *arguments))
    assert told.returncode != 0
    assert "gold: expected the name of a host or of a group" in " ".join(told.output.split())


def test_no_older_report_stays_where_the_server_could_not_be_asked(simulator: Simulator, tmp_path: Path) -> None:
    tenant = {**CONTOSO, "unmanaged_jobs": "ignore"}
    onboard(tmp_path, simulator, {"contoso": tenant})
    assert json.loads((tmp_path / "contoso.json").read_text())["state"] != "failed"
    simulator.fault("status", "/Jobs", "GET", status=500, times=10)
    onboard(tmp_path, simulator, {"contoso": tenant})
    assert json.loads((tmp_path / "contoso.json").read_text())["state"] == "failed"


def test_files_with_endings_in_capital_letters_and_links_in_a_folder_with_odd_letters(
    simulator: Simulator, tmp_path: Path
) -> None:
    folder = tmp_path / "~home" / "ten, ants [x] *"
    folder.mkdir(parents=True)
    described = {f"{ROLE}{key}": value for key, value in CONTOSO.items()}
    (folder / "A.YML").write_text(yaml.safe_dump(described))
    (tmp_path / "elsewhere").write_text(yaml.safe_dump({f"{ROLE}{key}": value for key, value in FABRIKAM.items()}))
    (folder / "2024.yaml").symlink_to(tmp_path / "elsewhere")
    for name in (".hidden.yml", "notes.yml.txt"):
        (folder / name).write_text("tenant_onboarding_jobs: [}")
    arguments = ("-e", json.dumps({"onboard_folder": "~/ten, ants [x] *"}))
    environ = {"HOME": str(folder.parent)}
    run = play_file(tmp_path, simulator, Path("vb365.backup.drift"), arguments=arguments, environ=environ)
    assert run.returncode == 0, run.output
    told = [
        task.result["ansible_stats"]["data"]["vb365_tenants"] for task in run.tasks if "ansible_stats" in task.result
    ]
    assert {name for one in told for name in one} == {"contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"}
    arguments = (*arguments, "-e", '{"onboard_only": 2024}')
    run = play_file(tmp_path, simulator, Path("vb365.backup.onboard"), arguments=arguments, environ=environ)
    assert run.returncode == 0, run.output
    assert changed(simulator) == ["Fabrikam Everything"]


def test_report_that_cannot_be_written_is_an_error(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = onboard(tmp_path, simulator, {"contoso": {**CONTOSO, "report": f"{tmp_path}/file/contoso.json"}})
    assert run.played.returncode == 2
    assert f"report: '{tmp_path}/file/contoso.json'" in run.played.output


def test_dates_without_quotes_are_those_of_a_task(simulator: Simulator, tmp_path: Path) -> None:
    moment = datetime(2026, 3, 1, 6, tzinfo=timezone.utc).replace(tzinfo=None)
    jobs = [{"name": "Contoso Sites", "description": moment}, {"name": "Contoso Teams", "description": moment.date()}]
    run = onboard(tmp_path, simulator, {"contoso": {**CONTOSO, "jobs": jobs}})
    assert run.played.returncode == 0, run.played.output
    assert [simulator.job(job["name"])["description"] for job in jobs] == ["2026-03-01 06:00:00", "2026-03-01"]


def test_folder_that_does_not_exist_is_an_error(simulator: Simulator, tmp_path: Path) -> None:
    arguments = ("-e", f"onboard_folder={tmp_path}/nowhere")
    run = play_file(tmp_path, simulator, Path("vb365.backup.drift"), arguments=arguments)
    assert run.returncode != 0
    assert f"expected a folder; there is none at {tmp_path}/nowhere" in run.output


@pytest.mark.parametrize("blank", ["", " "])
def test_blank_folder_is_an_error(simulator: Simulator, tmp_path: Path, blank: str) -> None:
    arguments = ("-e", json.dumps({"onboard_folder": blank}))
    run = play_file(tmp_path, simulator, Path("vb365.backup.drift"), arguments=arguments)
    assert run.returncode != 0
    assert "onboard_folder: '': expected a folder" in run.output


def test_a_file_that_is_no_yaml_is_named(simulator: Simulator, tmp_path: Path) -> None:
    folder = tmp_path / "tenants"
    folder.mkdir()
    (folder / "broken.yml").write_text("tenant_onboarding_jobs: [}")
    run = play_file(tmp_path, simulator, Path("vb365.backup.onboard"), arguments=("-e", f"onboard_folder={folder}"))
    assert run.returncode != 0
    assert "broken.yml" in run.output


def test_drift_never_writes_whatever_the_command_line_says(simulator: Simulator, tmp_path: Path) -> None:
    before = simulator.state()
    run = onboard(tmp_path, simulator, BOTH, playbook="drift")
    assert run.played.returncode == 0, run.played.output
    assert {one["state"] for one in run.stats.values()} == {"changed"}
    assert (run.writes, simulator.state()) == ([], before)
    assert "2 tenants: " in run.played.output
    assert "--- before" not in run.played.output
    assert all(report["check_mode"] for report in run.reports.values())


BROKEN: dict[str, tuple[dict[str, str], str]] = {
    "password": ({"VB365_PASSWORD": "Wrong"}, "username, password: .* refuses the login"),
    "port": ({"VB365_PORT": "1"}, "host, port: no connection"),
    "certificate": ({"VB365_CA_PATH": ""}, "ca_path: the certificate of .* is not trusted"),
}


@pytest.mark.parametrize("playbook", ["onboard", "drift"])
@pytest.mark.parametrize("what", BROKEN)
def test_server_that_lets_nobody_in_ends_the_run_with_one_message(
    simulator: Simulator, tmp_path: Path, what: str, playbook: str
) -> None:
    environ, said = BROKEN[what]
    run = onboard(tmp_path, simulator, BOTH, playbook=playbook, environ=environ).played
    (failed,) = [task for task in run.tasks if task.failed]
    assert re.search(said, failed.result["msg"])
    assert run.returncode == 2
    assert len(simulator.journal()) == (1 if what == "password" else 0)


def test_refused_login_is_sent_once_where_the_first_play_is_limited_away(
    simulator: Simulator, tmp_path: Path, inventory: Path
) -> None:
    arguments = ("-i", str(inventory), "--limit", "tenants", "-f", "1")
    playbook = Path("vb365.backup.onboard")
    run = play_file(tmp_path, simulator, playbook, arguments=arguments, environ={"VB365_PASSWORD": "Wrong"})
    messages = [task.result["problems"][0]["msg"] for task in run.tasks if task.result.get("problems")]
    assert len(messages) == 2
    assert len(set(messages)) == 1
    assert [entry["path"] for entry in simulator.journal()] == ["/v8/token"]


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_in_place_of_the_report_is_not_followed(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "target"
    if exists:
        target.write_text("theirs\n")
    (tmp_path / "report.json").symlink_to(target)
    run = onboard(tmp_path, simulator, {"contoso": {**CONTOSO, "report": "report.json"}}, "--check")
    assert run.played.returncode == 0, run.played.output
    assert not (tmp_path / "report.json").is_symlink()
    assert "Contoso Sites" in (tmp_path / "report.json").read_text()
    assert target.read_text() == "theirs\n" if exists else not target.exists()


@pytest.mark.parametrize("way", ["folder", "inventory"])
def test_encrypted_files_and_values_show_no_secret(simulator: Simulator, tmp_path: Path, way: str) -> None:
    """A file that is encrypted as a whole, an encrypted value, a value that is no template, and templates."""
    vault = VaultLib([("default", VaultSecret(b"of the vault"))])
    folder = tmp_path / "tenants"
    folder.mkdir()
    whole = {**CONTOSO, "note": "hunter2 {{ 1 + 1 }}"}
    (folder / "contoso.yml").write_bytes(vault.encrypt(yaml.safe_dump(whole).encode()))
    secret = "".join(f"  {line}\n" for line in vault.encrypt(b"hunter2").decode().splitlines())
    (folder / "fabrikam.yml").write_text(
        f"""\
organization: "{{{{ short }}}}.onmicrosoft.com"
short: fabrikam
omitted: keep
note: !vault |
{secret}jobs:
  - name: "{{{{ everything | first }}}}"
    description: !unsafe "{{{{ 7 * 7 }}}} {{% raw %}}"
everything: [Fabrikam Everything]
"""
    )
    broken = b"organization: hunter2\norganization: a: hunter2\n"
    (folder / "broken.yml").write_bytes(vault.encrypt(broken))
    (tmp_path / "vault").write_text("of the vault")
    (tmp_path / "mine.vb365.yml").write_text(f"plugin: vb365.backup.tenants\nfolder: {folder}\n")
    from_where = ("-e", f"onboard_folder={folder}") if way == "folder" else ("-i", str(tmp_path / "mine.vb365.yml"))
    arguments = (*from_where, "-vvv", "--vault-password-file", str(tmp_path / "vault"))
    run = play_file(tmp_path, simulator, Path("vb365.backup.onboard"), arguments=arguments)
    assert run.returncode == 2, run.output
    assert changed(simulator) == ["Contoso Sites"]
    assert simulator.job("Fabrikam Everything")["description"] == "{{ 7 * 7 }} {% raw %}"
    assert "tenants/broken.yml, line 2: not valid YAML" in " ".join(run.output.split())
    assert "hunter2" not in run.output
    assert "hunter2" not in json.dumps([task.result for task in run.tasks])
    assert "3 tenants: " in run.output
