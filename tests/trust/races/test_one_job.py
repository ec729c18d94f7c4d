# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many hosts of one run change one job at once: each waits for its turn, and none gives up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness.playbook import play
from tests.simulator.launch import Simulator
from tests.trust.races.test_different_edits import ROUND_TRIP

ORGANIZATION, HOSTS = "contoso.onmicrosoft.com", 24
USERS = [f"user{number:02}@contoso.com" for number in range(HOSTS)]
OPTIONS = {
    "archive_mailbox": "archiveMailbox",
    "onedrive": "oneDrive",
    "personal_site": "personalSite",
}
SHARED = [f"shared{number}@contoso.com" for number in range(HOSTS // len(OPTIONS))]
EDITS = [(name, option) for name in SHARED for option in OPTIONS]
"""Each host turns off one option of an item; the items are sent as a whole."""
DATA: dict[str, Any] = {
    "organizations": [{"name": ORGANIZATION, "users": [{"name": name} for name in (*SHARED, *USERS)]}],
    "repositories": [{"name": "Disk"}],
    "jobs": [
        {
            "name": "Mail",
            "organization": ORGANIZATION,
            "repository": "Disk",
            "selected_items": [
                {"type": "User", "name": name, "mailbox": True, **dict.fromkeys(OPTIONS.values(), True)}
                for name in SHARED
            ],
        }
    ],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    path = tmp_path_factory.mktemp("one_job") / "data.yml"
    path.write_text(yaml.safe_dump(DATA), encoding="utf-8")
    with Simulator("--data", str(path)) as simulator:
        yield simulator


def test_24_hosts_add_their_user_and_edit_what_others_edit_too(simulator: Simulator, tmp_path: Path) -> None:
    simulator.profile(etag_moves_on="all")
    simulator.fault("delay", path="/Jobs", times=None, seconds=ROUND_TRIP)
    hosts = {
        f"host{number:02}": {
            "added": [{"type": "User", "name": USERS[number]}],
            "edited": [{"type": "User", "name": name, option: False}],
        }
        for number, (name, option) in enumerate(EDITS)
    }
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts}}), encoding="utf-8")
    tasks = [
        {"vb365.backup.backup_job_item": {"organization": ORGANIZATION, "job": "Mail", "items": items}}
        for items in ("{{ added }}", "{{ edited }}")
    ]
    arguments = ("-i", str(inventory), "--forks", str(HOSTS))
    played = play(tmp_path, simulator, tasks, arguments=arguments, hosts="all", strategy="free")
    assert [ran.result["msg"] for ran in played.tasks if ran.failed] == []
    assert len(played.tasks) == 2 * HOSTS, played.output
    there = {item["user"]["displayName"]: item for item in simulator.job("Mail")["selectedItems"]}
    assert sorted(there) == [*SHARED, *USERS]
    assert [(name, option) for name, option in EDITS if there[name][OPTIONS[option]]] == []
