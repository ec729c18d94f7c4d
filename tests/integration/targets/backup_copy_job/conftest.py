# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator with a backup job in object storage, and a repository for each rule about copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import backup_copy_job, backup_job, job_action
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

ORGANIZATION = "contoso.onmicrosoft.com"
COPY = {"organization": ORGANIZATION, "job": "Mail"}
NEW = {**COPY, "repository": "Target"}
OBJECT = {"object_storage": "AmazonS3", "proxy": "p1"}
REPOSITORIES: dict[str, dict[str, Any]] = {
    "Disk": {"proxy": "p1"},
    "Source": OBJECT,
    "Target": OBJECT,
    "Archive": {**OBJECT, "object_storage": "AmazonS3Glacier", "long_term": True},
    "Far": {**OBJECT, "proxy": "p2"},
    "Snapshots": {**OBJECT, "retention_type": "SnapshotBased"},
    "Immutable": {**OBJECT, "immutable_days": 0},
    "Immutable for days": {**OBJECT, "immutable_days": 30},
    "Theirs": {**OBJECT, "organization": "fabrikam.onmicrosoft.com"},
}
SEED = {
    "organizations": [
        {"name": ORGANIZATION, "users": [{"name": "alice@contoso.com"}]},
        {"name": "fabrikam.onmicrosoft.com"},
    ],
    "repositories": [{"name": name, **more} for name, more in REPOSITORIES.items()],
    "jobs": [
        {
            "name": name,
            "organization": ORGANIZATION,
            "repository": repository,
            "selected_items": [{"type": "User", "name": "alice@contoso.com"}],
        }
        for name, repository in (("Mail", "Source"), ("On disk", "Disk"))
    ],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    path = tmp_path_factory.mktemp("copies") / "seed.yml"
    path.write_text(yaml.safe_dump(SEED))
    with Simulator("--data", str(path), "--time-scale", "100") as simulator:
        yield simulator


class Run:
    """Runs operations without a playbook around them."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._direct = Direct(simulator)
        self.requests = self._direct.requests

    def copy(self, check_mode: bool = False, **options: Any) -> Outcome:
        """backup_copy_job."""
        return self._direct(backup_copy_job, check_mode, **options)

    def job(self, check_mode: bool = False, **options: Any) -> Outcome:
        """backup_job, on the job Mail."""
        named = {"organization": ORGANIZATION, "name": "Mail", **options}
        return self._direct(backup_job, check_mode, **named)

    def act(self, action: str, check_mode: bool = False, **options: Any) -> Outcome:
        """job_action with kind copy, on the copy job of the job Mail."""
        options = {**COPY, "kind": "copy", "action": action, **options}
        return self._direct(job_action, check_mode, **options)

    def writes(self) -> list[dict[str, Any]]:
        """The requests so far that are no reads."""
        entries = self.simulator.journal()
        return [one for one in entries if one["method"] != "GET" and not one["path"].endswith("/token")]

    def on_server(self) -> dict[str, Any] | None:
        """The copy job of the job Mail, as the server has it."""
        copies: list[dict[str, Any]] = self.simulator.state()["copyJobs"]
        assert len(copies) < 2
        return copies[0] if copies else None


@pytest.fixture
def run(simulator: Simulator) -> Run:
    return Run(simulator)
