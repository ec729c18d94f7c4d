# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All code that the guides show runs against a simulator with the sample data and fast time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT
from tests.integration.harness.onboarding import ROLE
from tests.integration.harness.playbook import environment, play_file
from tests.simulator.launch import Simulator

README = Path(__file__).parents[2] / "README.md"
PAGES = sorted((README.parent / "docs" / "guides").glob("*.md"))
FAST = "200"
"""Seconds on the server in one of ours: a run of half a minute takes a moment."""
ONBOARD = {"ansible.builtin.include_role": {"name": "vb365.backup.tenant_onboarding", "rolespec_validate": False}}


class Block(NamedTuple):
    """A fenced block: its language, whether it must fail, its text, and the name of its file."""

    language: str
    fails: bool
    text: str
    file: str | None

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """The plays or tasks that it is."""
        content = yaml.safe_load(self.text) if self.language == "yaml" and not self.file else None
        return content if isinstance(content, list) else []

    @property
    def tenant(self) -> dict[str, Any]:
        """The variables of the role that it is."""
        content = yaml.safe_load(self.text) if self.language == "yaml" else None
        is_inventory = isinstance(content, dict) and f"{ROLE}organization" in content
        if is_inventory or not isinstance(content, dict) or not {"organization", "jobs"} <= {*content}:
            return content if is_inventory else {}
        return {f"{ROLE}{name}" if name in TENANT else name: value for name, value in content.items()}


def blocks(page: Path) -> list[Block]:
    found = re.findall(r"^```(\w+)( fails)?\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    files = [re.match(r"# ([\w/.-]+\.\w+)\n", text) for _language, _fails, text in found]
    return [
        Block(language, bool(fails), text, file and file[1])
        for (language, fails, text), file in zip(found, files, strict=True)
    ]


def runs(page: Path) -> list[Block]:
    has_commands = bool(commands(page))
    return [
        block
        for block in blocks(page)
        if block.tasks or (block.tenant and not block.fails and not (block.file and has_commands))
    ]


def refused(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.tenant and block.fails]


def commands(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.language == "sh"]


def pages(what: Any) -> list[Path]:
    return [page for page in PAGES if what(page)]


def play(tasks: list[dict[str, Any]], **keywords: Any) -> dict[str, Any]:
    return {"hosts": "localhost", "connection": "local", "gather_facts": False, **keywords, "tasks": tasks}


def onboarding(tenant: dict[str, Any]) -> list[dict[str, Any]]:
    """Plays that look, do, and find nothing left to do."""
    return [
        play([ONBOARD], vars=tenant, check_mode=True),
        play([ONBOARD], vars=tenant),
        play([ONBOARD], vars={**tenant, "tenant_onboarding_fail_on_drift": True}, check_mode=True),
    ]


def plays(block: Block) -> list[dict[str, Any]]:
    if block.tenant:
        return onboarding(block.tenant)
    return block.tasks if "hosts" in block.tasks[0] else [play(block.tasks)]


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with Simulator("--time-scale", FAST) as simulator:
        yield simulator


@pytest.fixture
def fast_server(server: Simulator) -> Simulator:
    server.reset()
    server.clear_journal()
    return server


def write(file: Path, content: list[dict[str, Any]]) -> Path:
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


@pytest.mark.parametrize("page", pages(runs), ids=lambda page: page.stem)
def test_page_runs(fast_server: Simulator, tmp_path: Path, page: Path) -> None:
    file = write(tmp_path / "playbook.yml", [one for block in runs(page) for one in plays(block)])
    played = play_file(tmp_path, fast_server, file)
    assert played.returncode == 0, played.output
    assert played.tasks, played.output


@pytest.mark.parametrize("page", pages(refused), ids=lambda page: page.stem)
def test_tenant_is_refused(fast_server: Simulator, tmp_path: Path, page: Path) -> None:
    for block in refused(page):
        file = write(tmp_path / "playbook.yml", [play([ONBOARD], vars=block.tenant)])
        played = play_file(tmp_path, fast_server, file)
        (problems,) = [task.result["problems"] for task in played.tasks if "problems" in task.result]
        assert problems, played.output
        assert not any(task.writes for task in played.tasks), played.output


@pytest.mark.parametrize("page", pages(commands), ids=lambda page: page.stem)
def test_commands_run(fast_server: Simulator, tmp_path: Path, page: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VB365_"))}
    environ = {**clean, **environment(fast_server), "PATH": f"{Path(sys.executable).parent}:{clean['PATH']}"}
    printed = ""
    for block in blocks(page):
        told, printed = printed, ""
        if block.file:
            (tmp_path / block.file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            command = ["sh", "-e", "-c", block.text]
            ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
            printed = ran.stdout + ran.stderr
            assert bool(ran.returncode) == block.fails, (block.text, printed)
        elif block.language == "text" and told:
            for line in block.text.splitlines():
                assert one_line(line.rstrip("…")) in one_line(told), (line, told)


def one_line(text: str) -> str:
    """Without line breaks, and without the quotes that YAML doubles."""
    return " ".join(text.split()).replace("''", "'")


def test_pages_have_something_to_run() -> None:
    ran = {page.stem: len(runs(page)) + len(commands(page)) for page in PAGES}
    assert [name for name, number in ran.items() if not number] == ["awx"]  # tests/integration/runner plays that page
    assert ran["existing_jobs"] > 1
    assert ran["from_powershell"] > 1


@pytest.mark.parametrize("page", [README, README.parent / "docs" / "contents.md", *PAGES], ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")):
        linked = (page.parent / target).resolve() if target else page
        assert linked.is_file(), target
        if not anchor:
            continue
        titles = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def test_contents_name_all_pages() -> None:
    docs = README.parent / "docs"
    text = (docs / "contents.md").read_text(encoding="utf-8")
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md") if "docsite" not in page.parts}
    assert not [page for page in pages - {"contents.md"} if f"({page}" not in text]
