# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/awx-project is complete, and so is the pattern."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import yaml

from tests.awx.conftest import PLAYBOOKS
from tools.generate.awx_data import evaluated

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "examples" / "awx-project"
PATTERN = ROOT / "extensions" / "patterns" / "drift_and_repair"


def test_the_project_has_what_the_objects_name() -> None:
    variables = yaml.safe_load((PROJECT / "awx.yml").read_text(encoding="utf-8"))
    objects = evaluated(variables)
    named = {one["playbook"] for one in objects["job_template"]}
    assert named == PLAYBOOKS
    assert [name for name in named if not (PROJECT / name).exists()] == []
    (source,) = objects["inventory_source"]
    assert (PROJECT / source["source_path"]).exists()
    ours = {path.stem for path in (ROOT / "playbooks").glob("*.yml")}
    for name in named:
        (play,) = yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
        assert play["ansible.builtin.import_playbook"].removeprefix("vb365.backup.") in ours


def test_the_version_of_the_collection_is_pinned() -> None:
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    pinned = {"name": "vb365.backup", "version": version}
    requirements = yaml.safe_load((PROJECT / "collections" / "requirements.yml").read_text(encoding="utf-8"))
    environment = yaml.safe_load((PROJECT / "execution-environment.yml").read_text(encoding="utf-8"))
    assert requirements["collections"] == environment["dependencies"]["galaxy"]["collections"] == [pinned]


def test_execution_environment_is_made_without_a_warning(tmp_path: Path) -> None:
    builder = Path(sys.executable).with_name("ansible-builder")
    file, context = PROJECT / "execution-environment.yml", tmp_path / "context"
    command = [builder, "create", "--verbosity", "3", "--file", file, "--context", context]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert not re.findall("(?i)warn|deprecat|error", run.stdout + run.stderr), run.stdout
    requirements = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert [one["name"] for one in requirements["collections"]] == ["vb365.backup"]


def test_pattern() -> None:
    """What ansible-lint and galaxy-importer demand of a pattern."""
    pattern = json.loads((PATTERN / "meta" / "pattern.json").read_text(encoding="utf-8"))
    jsonschema.validate(pattern, SCHEMA)
    assert pattern["name"] == PATTERN.name
    assert (PATTERN / "README.md").exists()
    templates = pattern["aap_resources"]["controller_job_templates"]
    assert {one["playbook"] for one in templates} == {path.name for path in (PATTERN / "playbooks").iterdir()}
    assert [one for one in templates if one.get("primary")] == templates[:1]


TEXT = {"type": "string", "minLength": 1}
SCHEMA = {
    "type": "object",
    "required": ["schema_version", "name", "title", "description", "short_description", "aap_resources"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9_]{1,64}$"},
        "title": {"type": "string", "maxLength": 64},
        "aap_resources": {
            "type": "object",
            "required": ["controller_project", "controller_job_templates", "controller_labels"],
            "properties": {
                "controller_project": {"required": ["name", "description"]},
                "controller_execution_environment": {"required": ["name", "description", "image_name"]},
                "controller_job_templates": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "required": ["name", "description", "playbook"],
                        "properties": {
                            "name": TEXT,
                            "survey": {
                                "required": ["name", "description", "spec"],
                                "properties": {
                                    "spec": {
                                        "items": {
                                            "required": [
                                                *("type", "question_name", "question_description"),
                                                *("variable", "required"),
                                            ]
                                        }
                                    }
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""The part of the published schema that concerns this pattern."""
