# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that the role describes are what the modules of awx.awx accept, and what extensions/awx has."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from tests.awx.collection import COLLECTIONS
from tools.generate.awx_data import MODULES, evaluated

MODULE_FOLDER = COLLECTIONS / "ansible_collections" / "awx" / "awx" / "plugins" / "modules"
ROLE = Path(__file__).parents[2] / "roles" / "awx_setup"
TASKS = [
    task
    for name in ("shared.yml", "server.yml")
    for task in yaml.safe_load((ROLE / "tasks" / name).read_text(encoding="utf-8"))
]


def argument_spec(module: str) -> dict[str, Any]:
    """The options of a module, as its source has them: the module itself connects when it is loaded."""
    tree = ast.parse((MODULE_FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    (call,) = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "argument_spec"
    ]
    names = {"dict": dict, "list": list, "KIND_CHOICES": {"cloud": 1, "net": 1}}
    spec: dict[str, Any] = eval(compile(ast.Expression(call), module, "eval"), names)
    return spec


@pytest.fixture(scope="module")
def data() -> dict[str, list[dict[str, Any]]]:
    return evaluated()


@pytest.mark.parametrize("module", MODULES)
def test_each_object_is_what_the_module_accepts(data: dict[str, list[dict[str, Any]]], module: str) -> None:
    required = {"workflow_job_template_node": {"workflow_job_template": "any"}}.get(module, {})
    assert data[module]
    for one in data[module]:
        found = ArgumentSpecValidator(argument_spec(module)).validate({**required, **one})
        assert found.error_messages == []
        same = {key: found.validated_parameters[key] for key in one}
        assert same == one, "a value has another type than the option"


@pytest.mark.parametrize("module", MODULES)
def test_a_task_passes_each_key_on(data: dict[str, list[dict[str, Any]]], module: str) -> None:
    tasks = [task[f"awx.awx.{module}"] for task in TASKS if f"awx.awx.{module}" in task]
    assert tasks
    keys = {key for one in data[module] for key in one}
    assert keys <= {key for task in tasks for key in task}
