# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook awx_setup and the real modules of awx.awx, against a simulated controller.

A run costs half a second for each object, so the tests of a module go on with one controller, in their order.
"""

from __future__ import annotations

import re

from tests.awx.conftest import Setup
from tests.awx.controller import Controller

SECRETS = re.compile("secret-of-[a-z]+")


def items(output: str) -> list[str]:
    """The objects that a run changed."""
    return re.findall(r"^changed: \[localhost\] => \(item=(.*?)\)", output, re.MULTILINE)


def names(controller: Controller) -> set[str]:
    kinds = set(controller.objects) - {"organizations", "workflow_job_template_nodes", "workflow_approval_templates"}
    made = {one["name"] for kind in kinds for one in controller.objects[kind].values()}
    return made - {"Ansible Galaxy", "Ansible Galaxy/Automation Hub API Token"}


def test_without_awx_awx_the_run_says_what_to_install(setup: Setup) -> None:
    run = setup(ANSIBLE_COLLECTIONS_PATH=str(setup.folder))
    assert run.returncode == 2
    assert "ansible-galaxy collection install awx.awx" in run.stdout


def test_a_new_credential_needs_its_secret(setup: Setup, controller: Controller) -> None:
    password = setup.variables["awx_setup_servers"][0].pop("password")
    run = setup()
    setup.variables["awx_setup_servers"][0]["password"] = password
    assert run.returncode == 2
    assert "'vienna': expected password, because AWX has no credential 'VB365 vienna server' yet" in run.stdout
    assert controller.journal == []


def test_check_mode_names_what_a_real_run_makes(setup: Setup, controller: Controller) -> None:
    before = names(controller)
    controller.journal.clear()
    preview = setup("--check")
    assert preview.returncode == 0, preview.stdout
    assert controller.journal == []

    real = setup("-vvv")
    assert real.returncode == 0, real.stdout
    assert set(items(preview.stdout)) == (names(controller) - before) | {"Default"}
    assert not SECRETS.findall(real.stdout)


def test_objects_and_workflow(controller: Controller) -> None:
    assert controller.named("credentials", "VB365 vienna server")["inputs"] == {
        "host": "vienna.example.com",
        "username": "backup-admin",
        "password": "secret-of-vienna",
    }
    assert controller.linked("organizations", "Default", "galaxy_credentials") == ["Ansible Galaxy"]
    assert controller.named("credential_types", "VB365 server")["injectors"]["env"]["VB365_HOST"] == "{{ host }}"
    apply = controller.named("job_templates", "VB365 vienna apply")
    assert not [name for name, value in apply.items() if name.startswith("ask_") and value]
    assert controller.linked("job_templates", "VB365 vienna drift", "credentials") == ["VB365 vienna server"]
    nodes = {one["id"]: one["identifier"] for one in controller.objects["workflow_job_template_nodes"].values()}
    edges = {
        (nodes[number], edge, nodes[other])
        for (kind, number, edge), others in controller.lists.items()
        if kind == "workflow_job_template_nodes"
        for other in others
    }
    assert edges == {
        ("drift", "success_nodes", "gate"),
        ("drift", "success_nodes", "problems"),
        ("drift", "failure_nodes", "publish"),
        ("gate", "failure_nodes", "approve"),
        ("gate", "always_nodes", "publish"),
        ("approve", "success_nodes", "apply"),
    }


def test_a_second_run_changes_nothing_and_another_server_adds_its_own(setup: Setup, controller: Controller) -> None:
    """Secrets are omitted now, and the Galaxy credentials of the organization are others."""
    galaxy = controller.named("credentials", "Ansible Galaxy")["credential_type"]
    mine = controller.create("credentials", {"name": "Our hub", "credential_type": galaxy})["id"]
    organization = controller.named("organizations", "Default")["id"]
    controller.lists[("organizations", organization, "galaxy_credentials")] = [mine]
    before = {kind: {**rows} for kind, rows in controller.objects.items()}
    del setup.variables["awx_setup_servers"][0]["password"]
    del setup.variables["awx_setup_publish_secrets"]
    graz = {"name": "graz", "host": "graz.example.com", "access_token": "secret-of-graz", "slices": 4}
    setup.variables["awx_setup_servers"].append(graz)
    controller.journal.clear()

    run = setup()
    assert run.returncode == 0, run.stdout
    for kind, rows in before.items():
        assert {number: controller.objects[kind][number] for number in rows} == rows
    assert controller.linked("organizations", "Default", "galaxy_credentials") == ["Our hub"]
    assert {method for method, _path, _body in controller.journal} == {"POST"}
    created = [one for rows in controller.objects.values() for one in rows.values() if one["id"] > mine]
    assert [one for one in created if "graz" not in one.get("name", "graz")] == []
    numbers = {one["id"] for one in created}
    touched = {int(path.split("/")[2]) for _method, path, _body in controller.journal if path.count("/") > 2}
    assert touched <= numbers
    assert controller.named("job_templates", "VB365 graz drift")["job_slice_count"] == 4


def test_check_mode_predicts_changes(setup: Setup, controller: Controller) -> None:
    setup.variables["awx_setup_servers"] = [
        {"name": "vienna", "host": "vienna2.example.com", "username": "backup-admin"}
    ]
    controller.named("job_templates", "VB365 vienna drift")["ask_limit_on_launch"] = False
    controller.journal.clear()
    preview = setup("--check")
    assert preview.returncode == 0, preview.stdout
    assert controller.journal == []
    assert items(preview.stdout) == ["VB365 vienna server", "VB365 vienna tenants", "VB365 vienna drift"]
