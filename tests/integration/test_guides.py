# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guides show, runs.

Each block of a page in docs/guides that begins with a line "```yaml" and is a list of plays or of tasks runs, against a
simulator with the sample data in which time goes fast. The blocks of a page run in their order, as one playbook: what
one registers or changes, the next one finds. A task or a play that fails fails the test, unless it says otherwise
(ignore_errors, failed_when). The connection comes from the environment. Blocks that are no lists (files with variables,
results) do not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness.playbook import play_file
from tests.simulator.launch import Simulator

PAGES = sorted((Path(__file__).parents[2] / "docs" / "guides").glob("*.md"))
FAST = "200"
"""Seconds on the server in one of ours: a run of half a minute takes a moment."""


@pytest.fixture(scope="module")
def fast_server() -> Iterator[Simulator]:
    with Simulator("--time-scale", FAST) as simulator:
        yield simulator


def blocks(page: Path) -> list[list[dict[str, Any]]]:
    """The lists of plays or tasks in a page."""
    texts = re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [block for block in map(yaml.safe_load, texts) if isinstance(block, list)]


def playbook(page: Path) -> list[dict[str, Any]]:
    """The page as one playbook."""
    plays: list[dict[str, Any]] = []
    for block in blocks(page):
        if "hosts" in block[0]:
            plays += block
        else:
            plays.append({"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": block})
    return plays


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
def test_page_runs(fast_server: Simulator, tmp_path: Path, page: Path) -> None:
    fast_server.reset()
    file = tmp_path / "playbook.yml"
    file.write_text(yaml.safe_dump(playbook(page), sort_keys=False, allow_unicode=True), encoding="utf-8")
    played = play_file(tmp_path, fast_server, file)
    assert played.returncode == 0, played.output
    assert played.tasks, played.output


def test_pages_have_something_to_run() -> None:
    runs = {page.stem: len(blocks(page)) for page in PAGES}
    assert runs["existing_jobs"] > 1
    assert runs["from_powershell"] > 1
