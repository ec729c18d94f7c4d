# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.awx.collection import COLLECTIONS
from tests.awx.controller import TOKEN, Controller, Serving

PLAYBOOKS = {"drift.yml", "drift_gate.yml", "apply.yml", "onboard.yml", "publish.yml"}


class Setup:
    """Runs of vb365.backup.awx_setup against a controller. ``variables``: those of the runs."""

    def __init__(self, folder: Path, url: str, variables: dict[str, Any]) -> None:
        self.folder = folder
        self.variables = variables
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "CONTROLLER_"))},
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_PIPELINING": "true",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "CONTROLLER_HOST": url,
            "CONTROLLER_OAUTH_TOKEN": TOKEN,
        }

    def __call__(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A run of the playbook."""
        path = self.folder / "awx.yml"
        path.write_text(yaml.safe_dump(self.variables), encoding="utf-8")
        return subprocess.run(
            [Path(sys.executable).with_name("ansible-playbook"), "vb365.backup.awx_setup", "-e", f"@{path}", *options],
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )


@pytest.fixture(scope="module")
def controller() -> Controller:
    return Controller(PLAYBOOKS)


@pytest.fixture(scope="module")
def setup(controller: Controller, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    variables = {
        "awx_setup_project_url": "https://git.example.com/tenants.git",
        "awx_setup_image": "registry.example.com/vb365:1",
        "awx_setup_notification": {
            "notification_type": "webhook",
            "notification_configuration": {
                "url": "https://chat.example.com/hook",
                "http_method": "POST",
                "headers": {},
                "username": "awx",
                "password": "secret-of-the-hook",
            },
        },
        "awx_setup_publish": {"publish_mail_to": ["backup@example.com"]},
        "awx_setup_publish_secrets": {"mail_username": "reports", "mail_password": "secret-of-the-mail"},
        "awx_setup_servers": [
            {"name": "vienna", "host": "vienna.example.com", "username": "backup-admin", "password": "secret-of-vienna"}
        ],
    }
    with Serving(controller) as serving:
        yield Setup(tmp_path_factory.mktemp("awx"), serving.url, variables)
