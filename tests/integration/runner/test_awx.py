# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/awx-project, run by ansible-runner as AWX does, with the credential type of the role awx_setup."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import ansible_runner
import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION, arguments
from ansible_collections.vb365.backup.plugins.module_utils._shell.perform import connection
from tests.integration.runner.credential import credential_type, inject
from tests.simulator.launch import Simulator

EXAMPLE = Path(__file__).parents[3] / "examples" / "awx-project"
SERVER = credential_type("VB365 server")
FOLDER = {"onboard_folder": "tenants/vienna"}

NOT_IN_A_CREDENTIAL = {"VB365_API_VERSION", "VB365_PARALLEL_READS"}
"""The collection is made for one version of the API, and its own number of reads at once suits any server."""

CONTOSO, FABRIKAM = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"


class Awx:
    """A job of AWX: a folder with the example project, a credential for a simulator, and runs of it."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        shutil.copytree(EXAMPLE, folder / "project")
        (folder / "inventory").mkdir()
        (folder / "inventory" / "empty.yml").write_text("all:\n")
        environment, _shown = inject(SERVER, credential(simulator), folder)
        (folder / "env" / "envvars").write_text(yaml.safe_dump(environment), encoding="utf-8")
        self.project = folder / "project"
        self._folder = folder
        self._simulator = simulator
        self.writes: list[dict[str, Any]] = []

    def __call__(
        self, playbook: str, inventory: str = "empty.yml", limit: str | None = None, **extra_vars: Any
    ) -> ansible_runner.Runner:
        """A run to its end; ``writes`` are then the requests that it made, save those that only read."""
        self._simulator.clear_journal()
        (self._folder / "env" / "extravars").unlink(missing_ok=True)  # else those of the run before count
        run = ansible_runner.run(
            private_data_dir=str(self._folder),
            playbook=playbook,
            inventory=inventory,
            limit=limit,
            extravars=extra_vars,
            quiet=True,
        )
        self.writes = [
            entry
            for entry in self._simulator.journal()
            if entry["method"] != "GET" and not entry["path"].endswith("/token")
        ]
        return run


def credential(simulator: Simulator) -> dict[str, str | bool]:
    """What somebody enters for a simulator. Empty is what the form leaves empty."""
    return {
        "host": simulator.host,
        "port": str(simulator.port),
        "username": simulator.username,
        "password": simulator.password,
        "access_token": "",
        "ca_certificate": Path(simulator.ca_path).read_text(encoding="utf-8"),
        "timeout": "60",
    }


def artifacts(run: ansible_runner.Runner) -> dict[str, Any]:
    """What AWX shows as the artifacts of a job: the summaries of the tenants."""
    (stats,) = [event["event_data"] for event in run.events if event["event"] == "playbook_on_stats"]
    tenants: dict[str, Any] = stats["artifact_data"]["vb365_tenants"]
    return tenants


@pytest.fixture
def awx(simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Awx:
    for name in [name for name in os.environ if name.startswith(("ANSIBLE_", "VB365_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return Awx(tmp_path, simulator)


def test_credential_type_has_all_connection_options() -> None:
    ours = {name for option in CONNECTION.values() for name in option["fallback"][1]}
    assert set(SERVER["injectors"]["env"]) == ours - NOT_IN_A_CREDENTIAL


def test_secret_fields_are_those_of_the_modules(simulator: Simulator, tmp_path: Path) -> None:
    secret = {field["id"] for field in SERVER["inputs"]["fields"] if field.get("secret")}
    assert secret == {name for name, option in CONNECTION.items() if option.get("no_log")}
    environment, shown = inject(SERVER, credential(simulator), tmp_path)
    assert simulator.password in environment.values()
    assert simulator.password not in shown.values()


@pytest.mark.parametrize("value", [{"username": "joe", "password": "secret"}, {"access_token": "secret"}], ids=str)
def test_fields_that_are_left_empty_are_defaults(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: dict[str, str]
) -> None:
    environment, _shown = inject(SERVER, {"host": simulator.host, **value}, tmp_path)
    for name in environment.keys() | NOT_IN_A_CREDENTIAL:
        monkeypatch.delenv(name, raising=False)
    expected = ArgumentSpecValidator(**arguments({})).validate({"host": simulator.host, **value})
    for name, content in environment.items():
        monkeypatch.setenv(name, content)
    found = ArgumentSpecValidator(**arguments({})).validate({})
    assert not found.error_messages
    empty_is_none = {name: None if option == "" else option for name, option in found.validated_parameters.items()}
    assert empty_is_none == expected.validated_parameters


def test_without_a_certificate_those_of_the_system_count(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment, _shown = inject(SERVER, {**credential(simulator), "ca_certificate": ""}, tmp_path)
    for name, content in {**environment, "REQUESTS_CA_BUNDLE": simulator.ca_path}.items():
        monkeypatch.setenv(name, content)
    client = Client(connection(ArgumentSpecValidator(**arguments({})).validate({}).validated_parameters))
    assert client.get_all("/Organizations")
    client.close()


def test_onboard_and_drift_of_a_folder(awx: Awx, simulator: Simulator) -> None:
    extra_vars = {**FOLDER, "onboard_only": "contoso"}
    never = {"never_ran": ["Contoso board"]}
    made = {"state": "changed", "created": ["Contoso board"], "changed": ["Contoso Sites"]}

    onboard = awx("onboard.yml", **extra_vars)
    assert (onboard.status, onboard.rc) == ("successful", 0), onboard.stdout.read()
    assert artifacts(onboard) == {CONTOSO: made}
    assert onboard.stats["changed"] == {"contoso": 1}
    assert awx.writes

    drift = awx("drift.yml", **extra_vars)
    assert (drift.status, drift.rc) == ("successful", 0), drift.stdout.read()
    assert artifacts(drift) == {CONTOSO: {"state": "in sync", **never}}
    assert not drift.stats["changed"]
    assert not awx.writes

    simulator.edit("Contoso board", settings={"schedulePolicy": {"type": "Daily", "dailyTime": "03:30:00"}})
    drift = awx("vb365.backup.drift", **{**extra_vars, "onboard_folder": str(awx.project / "tenants" / "vienna")})
    assert (drift.status, drift.rc) == ("successful", 0), drift.stdout.read()
    assert artifacts(drift) == {CONTOSO: {"state": "changed", "changed": ["Contoso board"], **never}}
    assert drift.stats["changed"] == {"contoso": 1}
    assert "03:30" in drift.stdout.read()
    assert not awx.writes

    drift = awx("drift.yml", **extra_vars, tenant_onboarding_fail_on_drift=True)
    assert (drift.status, drift.rc) == ("failed", 2), drift.stdout.read()
    assert artifacts(drift) == {CONTOSO: {"state": "changed", "changed": ["Contoso board"], **never}}
    assert not awx.writes


def test_onboard_and_drift_of_an_inventory(awx: Awx, simulator: Simulator) -> None:
    inventory = str(awx.project / "inventory" / "vienna.vb365.yml")
    onboard = awx("onboard.yml", inventory, limit="fabrikam")
    assert (onboard.status, onboard.rc) == ("successful", 0), onboard.stdout.read()
    job = ["Fabrikam Everything"]  # its last session failed
    assert artifacts(onboard) == {FABRIKAM: {"state": "changed", "changed": job, "problems": job}}
    assert simulator.job("Fabrikam Everything")["schedulePolicy"]["dailyTime"] == "20:30:00"

    drift = awx("drift.yml", inventory, limit="fabrikam")
    assert (drift.status, drift.rc) == ("successful", 0), drift.stdout.read()
    assert artifacts(drift) == {FABRIKAM: {"state": "in sync", "problems": job}}


def test_survey_that_names_no_tenant_means_all(awx: Awx) -> None:
    """AWX hands over an answer that was left empty as an empty text."""
    drift = awx("drift.yml", **FOLDER, onboard_only="")
    assert drift.status == "successful", drift.stdout.read()
    assert list(artifacts(drift)) == [CONTOSO, FABRIKAM]


def test_secrets_stay_out_of_output_and_events(awx: Awx, simulator: Simulator) -> None:
    drift = awx("drift.yml", **FOLDER)
    assert drift.status == "successful", drift.stdout.read()
    events = list(Path(drift.config.artifact_dir, "job_events").iterdir())
    assert events
    assert not [path for path in events if simulator.password in path.read_text(encoding="utf-8")]
    assert simulator.password not in drift.stdout.read()
