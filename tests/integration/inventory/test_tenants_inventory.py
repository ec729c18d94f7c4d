# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin vb365.backup.tenants: files and organizations as hosts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.integration.harness.playbook import play, play_file
from tests.simulator.launch import Simulator

CONTOSO: dict[str, Any] = {"organization": "Contoso", "omitted": "keep", "jobs": [{"name": "Contoso Sites"}]}
FABRIKAM: dict[str, Any] = {
    "organization": "{{ short }}.onmicrosoft.com",
    "short": "fabrikam",
    "omitted": "keep",
    "plan": "gold",
    "jobs": [{"name": "Fabrikam Everything", "description": "{{ plan }}"}],
}


NAMES = ("onboard_problems", "tenant_onboarding_organization", "tenant_onboarding_jobs", "organization", "label",
         "vb365_organization", "vb365_jobs", "vb365_problems")  # fmt: skip


class Loaded(NamedTuple):
    groups: dict[str, list[str]]
    variables: dict[str, dict[str, Any]]
    output: str


def inventory(root: Path, tenants: dict[str, Any], **options: Any) -> Path:
    files = root / "tenants"
    files.mkdir(exist_ok=True)
    for name, tenant in tenants.items():
        (files / f"{name}.yml").write_text(tenant if isinstance(tenant, str) else yaml.safe_dump(tenant))
    path = root / "mine.vb365.yml"
    path.write_text(yaml.safe_dump({"plugin": "vb365.backup.tenants", **options}))
    return path


def loaded(path: Path, simulator: Simulator) -> Loaded:
    """The inventory as a play has it, one process of Ansible that is warm already."""
    known = ", ".join(f"'{name}': hostvars[item].{name} | default(none)" for name in NAMES)
    tasks = [
        {"ansible.builtin.debug": {"msg": "{{ dict(groups) }}"}},
        {"ansible.builtin.debug": {"msg": f"{{{{ {{{known}}} }}}}"}, "loop": "{{ groups['all'] }}"},
    ]
    run = play(path.parent / "play", simulator, tasks, arguments=("-i", str(path)))
    groups, *rest = (task.result for task in run.tasks)
    rows = rest[0]["results"] if rest else []
    variables = {row["item"]: row["msg"] for row in rows}
    return Loaded({name: sorted(those) for name, those in groups["msg"].items()}, variables, run.output)


def requests(simulator: Simulator) -> list[str]:
    found = [f"{row['method']} {row['path'].removeprefix('/v8')}" for row in simulator.journal()]
    return sorted(row for row in found if "/token" not in row)


def test_files_are_hosts(tmp_path: Path, simulator: Simulator) -> None:
    tenants = {"contoso": CONTOSO, "fabrikam": FABRIKAM, "broken": "organization: a\njobs: [\n"}
    path = inventory(
        tmp_path,
        tenants,
        folder="tenants",
        groups={"golden": "plan | default('') == 'gold'"},
        keyed_groups=[{"key": "short", "prefix": "of"}],
        compose={"label": "short ~ '!'"},
    )
    groups, variables, output = loaded(path, simulator)
    assert groups["all"] == ["broken", "contoso", "fabrikam"], output
    assert (groups["golden"], groups["of_fabrikam"]) == (["fabrikam"], ["fabrikam"])
    assert variables["fabrikam"]["label"] == "fabrikam!"
    assert variables["fabrikam"]["tenant_onboarding_organization"] == "fabrikam.onmicrosoft.com"
    assert variables["contoso"]["tenant_onboarding_jobs"] == CONTOSO["jobs"]
    assert variables["contoso"]["organization"] is None
    (problem,) = variables["broken"]["onboard_problems"]
    assert (problem["line"], "a bracket is opened" in problem["msg"]) == (2, True)
    assert simulator.journal() == []


def test_organizations_are_hosts(tmp_path: Path) -> None:
    with Simulator("--generate", "organizations=300,jobs=3,users=1") as simulator:
        simulator.edit("tenant-007 Job 002", settings={"isEnabled": False})
        simulator.clear_journal()
        groups, variables, output = loaded(inventory(tmp_path, {}, server=True), simulator)
        assert requests(simulator) == ["GET /BackupRepositories", "GET /Jobs", "GET /Organizations"], output
    assert len(groups["all"]) == 300
    found = variables["tenant-007.onmicrosoft.com"]
    assert found["vb365_organization"]["type"]
    assert [job["enabled"] for job in found["vb365_jobs"]] == [True, False, True]
    assert any("'tenant-007 Job 002' is disabled" in text for text in found["vb365_problems"])


def test_files_and_organizations(tmp_path: Path, simulator: Simulator) -> None:
    gone = {**CONTOSO, "organization": "gone.onmicrosoft.com"}
    options = {"folder": str(tmp_path / "tenants"), "server": True}
    groups, variables, _output = loaded(inventory(tmp_path, {"contoso": CONTOSO, "gone": gone}, **options), simulator)
    assert groups["all"] == ["contoso", "fabrikam.onmicrosoft.com", "gone"]
    assert (groups["described_only"], groups["server_only"]) == (["gone"], ["fabrikam.onmicrosoft.com"])
    assert variables["contoso"]["vb365_organization"]["name"] == "contoso.onmicrosoft.com"
    assert variables["contoso"]["tenant_onboarding_organization"] == "Contoso"
    groups = loaded(inventory(tmp_path, {"fabrikam": FABRIKAM}, **options), simulator).groups
    assert groups["server_only"] == []


TWIN = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")
TWINS = {
    "organizations": [
        *({"name": "twin.onmicrosoft.com", "id": number, "office_name": "Twin"} for number in TWIN),
        {"name": "acme.onmicrosoft.com", "office_name": "Acme"},
        {"name": "other.onmicrosoft.com", "office_name": "acme.onmicrosoft.com"},
    ]
}


def test_no_organization_is_lost(tmp_path: Path) -> None:
    data = tmp_path / "data.yml"
    data.write_text(yaml.safe_dump(TWINS))
    named = ("twin.onmicrosoft.com", TWIN[0], "acme.onmicrosoft.com", "ACME")
    tenants = {f"file{number}": {**CONTOSO, "organization": name} for number, name in enumerate(named)}
    path = inventory(tmp_path, tenants, folder="tenants", server=True)
    with Simulator("--data", str(data)) as simulator:
        groups, variables, output = loaded(path, simulator)
    found = {host: (known["vb365_organization"] or {}).get("name") for host, known in variables.items()}
    assert found == {
        "file0": None,
        "file1": "twin.onmicrosoft.com",
        "file2": "acme.onmicrosoft.com",
        "file3": "acme.onmicrosoft.com",
        TWIN[1]: "twin.onmicrosoft.com",
        "other.onmicrosoft.com": "other.onmicrosoft.com",
    }
    assert (groups["described_only"], groups["server_only"]) == (["file0"], [TWIN[1], "other.onmicrosoft.com"])
    assert f"file0: several organizations have the name of its file; expected one of: {', '.join(TWIN)}" in " ".join(
        output.split()
    )
    assert variables["file3"]["vb365_problems"] == ["'acme.onmicrosoft.com' has no backup job."]


def test_cache_of_each_server(tmp_path: Path, simulator: Simulator) -> None:
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(tmp_path / "cache")}
    path = inventory(tmp_path, {}, server=True, **cache)
    first = loaded(path, simulator).groups["all"]
    data = tmp_path / "data.yml"
    data.write_text(yaml.safe_dump(TWINS))
    with Simulator("--data", str(data)) as other:
        second = loaded(path, other).groups["all"]
    assert "contoso.onmicrosoft.com" in first
    assert set(second) == {*TWIN, "acme.onmicrosoft.com", "other.onmicrosoft.com"}


def test_cache(tmp_path: Path, simulator: Simulator) -> None:
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(tmp_path / "cache")}
    path = inventory(tmp_path, {}, server=True, **cache)
    found = [loaded(path, simulator).groups["all"] for _time in range(2)]
    assert found[0] == found[1] != []
    assert len(requests(simulator)) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "expected folder, server: true, or both"),
        ({"folder": "nowhere"}, "No such file"),
        ({"folder": "tenants", "foldr": "x"}, "foldr: there is no such option"),
        ({"server": True, "username": ""}, "username"),
        ({"server": True, "port": 1, "password": "hunter2"}, "no connection"),
    ],
)
def test_what_is_refused(tmp_path: Path, simulator: Simulator, options: dict[str, Any], words: str) -> None:
    groups, _variables, output = loaded(inventory(tmp_path, {}, **options), simulator)
    assert groups["all"] == []
    assert words in " ".join(output.split())
    assert "hunter2" not in output


def test_other_files_are_not_of_this_plugin(tmp_path: Path, simulator: Simulator) -> None:
    other = inventory(tmp_path, {"contoso": CONTOSO}, folder="tenants").rename(tmp_path / "other.yml")
    assert loaded(other, simulator).groups["all"] == []


@pytest.mark.parametrize("playbook", ["drift", "onboard"])
def test_playbooks_with_a_limit(simulator: Simulator, tmp_path: Path, playbook: str) -> None:
    broken = "organization: a\njobs: [\n"
    path = inventory(tmp_path, {"contoso": CONTOSO, "fabrikam": FABRIKAM, "broken": broken}, folder="tenants")
    name = Path(f"vb365.backup.{playbook}")
    run = play_file(tmp_path, simulator, name, arguments=("-i", str(path), "--limit", "fabrikam"))
    assert run.returncode == 0, run.output
    assert (simulator.job("Fabrikam Everything")["description"] == "gold") == (playbook == "onboard")
    assert [row for row in run.output.splitlines() if row.startswith("1 tenant: ")]
    run = play_file(tmp_path, simulator, name, arguments=("-i", str(path), "-e", "onboard_only=fabrikam,contoso"))
    assert run.returncode == 0, run.output
    assert [row for row in run.output.splitlines() if row.startswith("2 tenants: ")]
    run = play_file(tmp_path, simulator, name, arguments=("-i", str(path), "-e", "onboard_only=fabricam"))
    assert run.returncode == 2
    assert "onboard_only: fabricam: expected hosts of the inventory" in run.output
    run = play_file(tmp_path, simulator, name, arguments=("-i", str(path)))
    assert run.returncode == 2
    assert "tenants/broken.yml, line 2: not valid YAML" in " ".join(run.output.split())
    assert "3 tenants: " in run.output
    assert "1 could not be checked" in " ".join(run.output.split())


def test_ansible_inventory_lists_them(tmp_path: Path) -> None:
    """The command itself, with an encrypted file, as users run it."""
    secret = VaultLib([("default", VaultSecret(b"of the vault"))]).encrypt(yaml.safe_dump(CONTOSO).encode()).decode()
    path = inventory(tmp_path, {"contoso": secret, "fabrikam": FABRIKAM}, folder="tenants")
    (tmp_path / "vault").write_text("of the vault")
    command = [str(Path(sys.executable).parent / "ansible-inventory"), "-i", str(path), "--list"]
    run = subprocess.run(
        [*command, "--vault-password-file", str(tmp_path / "vault")], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    hosts = json.loads(run.stdout)["_meta"]["hostvars"]
    assert hosts["contoso"]["tenant_onboarding_organization"] in ("Contoso", "$REDACTED$")  # since ansible-core 2.22
    assert hosts["fabrikam"]["tenant_onboarding_organization"] == "{{ short }}.onmicrosoft.com"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"folder": "nowhere"}, "No such file or directory"),
        ({"folder": "tenants", "groups": {"fabrikam": "true"}}, "fabrikam: expected a name that no group has"),
    ],
)
def test_an_inventory_that_cannot_be_read_hides_no_tenant(
    tmp_path: Path, simulator: Simulator, options: dict[str, Any], said: str
) -> None:
    path = inventory(tmp_path, {"fabrikam": FABRIKAM}, **options)
    beside = tmp_path / "hosts.yml"
    beside.write_text(
        yaml.safe_dump({"all": {"hosts": {"contoso": {f"tenant_onboarding_{k}": CONTOSO[k] for k in CONTOSO}}}})
    )
    simulator.clear_journal()
    arguments = ("-i", str(beside), "-i", str(path), "--limit", "contoso")
    told = play_file(tmp_path / "play", simulator, Path("vb365.backup.onboard"), arguments=arguments)
    output = " ".join(told.output.split())
    assert told.returncode != 0
    assert said in output
    assert "its tenants would be missing" in output
    assert simulator.journal() == []
