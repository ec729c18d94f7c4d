# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the forge and the hooks of git read: make and the tools of .venv, nothing that is in the artefact."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
FORGE = ROOT / ".github"
TEMPLATES = sorted(FORGE.glob("ISSUE_TEMPLATE/[!c]*.yml"))
FIELDS = {"checkboxes", "dropdown", "input", "markdown", "textarea"}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_workflow_calls_make_and_nothing_else() -> None:
    workflows = sorted(FORGE.glob("workflows/*"))
    assert [path.name for path in workflows] == ["ci.yml"]
    workflow = read(workflows[0])
    assert workflow[True]  # "on" is a boolean in YAML 1.1
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        commands = [step["run"] for step in job["steps"] if "run" in step]
        assert [command.split() for command in commands] == [["make", command.split()[-1]] for command in commands]
        assert {command.split()[-1] for command in commands} <= targets()
        assert commands
        assert all(step["uses"].startswith("actions/") for step in job["steps"] if "run" not in step)


def test_workflow_runs_the_tests_with_all_pythons() -> None:
    jobs = read(FORGE / "workflows" / "ci.yml")["jobs"]
    assert jobs["test"]["steps"][-2]["run"] == "make test"
    (setup,) = (step for step in jobs["test"]["steps"] if "setup-python" in step.get("uses", ""))
    assert set(jobs["quick"]["strategy"]["matrix"]["python"]) | {"3.9"} == set(setup["with"]["python-version"].split())


def test_there_are_three_forms_of_issues() -> None:
    assert [path.stem for path in TEMPLATES] == ["bug", "feature", "lab_report"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_form_of_an_issue(template: Path) -> None:
    form = read(template)
    assert {"name", "description", "body"} <= set(form)
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids))
    assert {field["type"] for field in form["body"]} <= FIELDS
    assert all(field["attributes"]["label"] for field in fields)


@pytest.mark.parametrize("page", sorted(FORGE.rglob("*.yml")), ids=lambda path: path.stem)
def test_links_to_files_of_the_repository(page: Path) -> None:
    for name in re.findall(r"/blob/main/([\w./-]+)", page.read_text(encoding="utf-8")):
        assert (ROOT / name).is_file(), name


def test_hooks_call_the_tools_of_the_project() -> None:
    (local,) = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    for hook in local["hooks"]:
        assert hook["language"] == "system"
        tool, *rest = hook["entry"].split()
        if tool == "make":
            assert set(rest) <= targets()
        else:
            assert tool.startswith(".venv/bin/")
            assert (ROOT / tool).exists(), tool


def test_files_with_a_dot_are_not_in_the_artefact() -> None:
    ignored = read(ROOT / "galaxy.yml")["build_ignore"]
    for path in ROOT.glob(".*"):
        assert any(fnmatch(path.name, pattern) for pattern in ignored), path.name
    for name in ("SECURITY.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "docs"):
        assert not any(fnmatch(name, pattern) for pattern in ignored)
