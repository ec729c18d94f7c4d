# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of AWX that the role awx_setup describes, for an example server, also for infra.aap_configuration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from tools.generate.dump import dump

ROLE = Path(__file__).parents[2] / "roles" / "awx_setup"
Objects = dict[str, list[dict[str, Any]]]

MODULES = {
    "organization": "__awx_setup_organizations",
    "credential_type": "__awx_setup_credential_types",
    "credential": "__awx_setup_credentials + __awx_setup_shared_credentials",
    "execution_environment": "__awx_setup_execution_environments",
    "project": "__awx_setup_projects",
    "notification_template": "__awx_setup_notification_templates",
    "inventory": "__awx_setup_inventories",
    "inventory_source": "__awx_setup_inventory_sources",
    "job_template": "__awx_setup_job_templates",
    "workflow_job_template": "__awx_setup_workflow_job_templates",
    "workflow_job_template_node": "__awx_setup_nodes",
    "schedule": "__awx_setup_schedules",
}
"""The modules of awx.awx, each with the variables of the role that have its objects."""

EXAMPLE: dict[str, Any] = {
    "awx_setup_project_url": "https://git.example.com/backup/tenants.git",
    "awx_setup_image": "registry.example.com/vb365:latest",
    "awx_setup_notification": {
        "notification_type": "webhook",
        "notification_configuration": {"url": "https://chat.example.com/hook", "http_method": "POST", "headers": {}},
    },
    "awx_setup_publish": {
        "publish_mail_host": "mail.example.com",
        "publish_mail_from": "vb365@example.com",
        "publish_mail_to": ["backup@example.com"],
    },
    "awx_setup_servers": [{"name": "vienna", "host": "vb365.vienna.example.com", "username": "backup-admin"}],
}

_NAMES = {
    "organization": "aap_organizations",
    "notification_template": "controller_notifications",
    "job_template": "controller_templates",
    "inventory": "controller_inventories",
    "workflow_job_template": "controller_workflows",
}
_HEAD = """\
# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Written by `make generate` from roles/awx_setup/vars/main.yml, with the values of an example: edit that file.
# Variables of the collection infra.aap_configuration, for those who keep all of their controller in it. Everybody else
# uses the playbook vb365.backup.awx_setup. Secrets are variables of yours.
---
"""


def evaluated(variables: dict[str, Any] | None = None) -> Objects:
    """The objects by module, without empty values, as Ansible evaluates the role for its first server."""
    variables = {**EXAMPLE, **(variables or {})}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        task = {"ansible.builtin.copy": {"dest": str(folder / "objects.json"), "content": "{{ objects | to_json }}"}}
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "vars_files": [str(ROLE / "defaults" / "main.yml"), str(ROLE / "vars" / "main.yml"), "example.json"],
            "vars": {"objects": {module: f"{{{{ {value} }}}}" for module, value in MODULES.items()}},
            "tasks": [task],
        }
        (folder / "example.json").write_text(
            json.dumps({**variables, "__awx_setup_name": variables["awx_setup_servers"][0]["name"]}), encoding="utf-8"
        )
        (folder / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        command = [str(Path(sys.executable).with_name("ansible-playbook")), "play.yml"]
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if run.returncode:
            raise ValueError(run.stdout)
        objects: Objects = json.loads((folder / "objects.json").read_text(encoding="utf-8"))
    return {module: [_without_empty(one) for one in objects[module]] for module in MODULES}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """The value without empty values, except an empty list of nodes, which means that there are none."""
    return {key: value for key, value in values.items() if key.endswith("_nodes") or value not in ("", [], {}, None)}


def configuration() -> str:
    """The text of extensions/awx/objects.yml."""
    objects = evaluated()
    secret = {
        "VB365 vienna server": {"password": "{{ vb365_vienna_password }}"},
        "VB365 report delivery": {"mail_password": "{{ vb365_mail_password }}"},
    }
    for one in objects["credential"]:
        one["inputs"] = {**one.get("inputs", {}), **secret[one["name"]]}
        one["update_secrets"] = False
    for one in objects["workflow_job_template"]:
        one["simplified_workflow_nodes"] = objects["workflow_job_template_node"]
    del objects["workflow_job_template_node"]
    text = _HEAD
    for module, rows in objects.items():
        text += dump({_NAMES.get(module, f"controller_{module}s"): rows})
    # Injectors are templates of AWX, and not of Ansible.
    return text.replace('"{{ ', '!unsafe "{{ ').replace('!unsafe "{{ vb365_', '"{{ vb365_')
