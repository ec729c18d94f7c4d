# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that look like values: ansible-core before 2.19 evaluates a template whose whole result is such a text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness.onboarding import onboard
from tests.integration.harness.playbook import SHELLS, play_file
from tests.simulator.launch import Simulator

TEXTS = ['{"ticket": "INC1"}', "[1, 2]", "True", "2024.10", "0x10", "1_000", "None", "'quoted'"]
ORGANIZATION, REPOSITORY, USER = "2024.10", "[1]", "1.50"
DATA = {
    "organizations": [{"name": ORGANIZATION, "users": [{"name": USER}]}],
    "repositories": [{"name": REPOSITORY}],
    "jobs": [
        {
            "name": "{1: 2}",
            "organization": ORGANIZATION,
            "repository": REPOSITORY,
            "selected_items": [{"type": "User", "name": USER, "mailbox": True}],
        }
    ],
}
NATIVE = {"": "false", " native": "true"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    path = tmp_path_factory.mktemp("texts") / "data.yml"
    path.write_text(yaml.safe_dump(DATA), encoding="utf-8")
    with Simulator("--data", str(path)) as simulator:
        yield simulator


def job(text: str) -> dict[str, Any]:
    folders = {"type": "OneDriveFolders", "folders": [text]}
    return {"name": text, "description": text, "backup_type": "SelectedItems", "selected_items": [folders]}


@pytest.mark.parametrize("native", NATIVE, ids=lambda native: f"jinja{native}")
@pytest.mark.parametrize("shell", SHELLS)
def test_texts_of_a_tenant_arrive_unchanged(simulator: Simulator, tmp_path: Path, shell: str, native: str) -> None:
    jobs = [*map(job, TEXTS), {"name": "{1: 2}", "new_name": "{3: 4}"}]
    tenant = {
        "organization": ORGANIZATION,
        "repository": REPOSITORY,
        "omitted": "keep",
        "jobs": jobs,
        "start_first_backup": True,
    }
    environ = {"ANSIBLE_JINJA2_NATIVE": NATIVE[native]}
    first = onboard(tmp_path, simulator, {"2024.10": tenant}, shell=shell, environ=environ)
    assert first.played.returncode == 0, first.played.output
    there = {job["name"]: job for job in simulator.state()["jobs"]}
    assert sorted(there) == sorted([*TEXTS, "{3: 4}"])
    assert {name: there[name]["description"] for name in TEXTS} == {text: text for text in TEXTS}
    assert [there[name]["selectedItems"][0]["folders"] for name in TEXTS] == [[text] for text in TEXTS]
    assert sorted(first.reports["2024.10"]["started"]) == sorted([*TEXTS, "{1: 2}"])
    assert {job["lastStatus"] for job in there.values()} == {"Running"}
    jobs[-1]["name"] = "{3: 4}"
    again = onboard(tmp_path, simulator, {"2024.10": tenant}, shell=shell, environ=environ)
    assert (again.played.returncode, again.writes) == (0, []), again.played.output


@pytest.mark.parametrize("native", NATIVE, ids=lambda native: f"jinja{native}")
def test_texts_of_the_server_are_adopted_unchanged(simulator: Simulator, tmp_path: Path, native: str) -> None:
    folder = tmp_path / "tenants"
    run = play_file(
        tmp_path,
        simulator,
        Path("vb365.backup.adopt"),
        arguments=("-e", f"adopt_folder={folder}", "-e", f"adopt_organizations={ORGANIZATION}"),
        environ={"ANSIBLE_JINJA2_NATIVE": NATIVE[native]},
    )
    assert run.returncode == 0, run.output
    (file,) = folder.iterdir()
    adopted = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert file.name == "2024.10.yml"
    assert adopted["organization"] == ORGANIZATION
    assert adopted["repository"] == REPOSITORY
    assert [one["name"] for one in adopted["jobs"]] == ["{1: 2}"]
