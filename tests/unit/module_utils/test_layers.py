# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may import what in module_utils: dependencies point down, and Ansible and HTTP are in one place each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / "plugins" / "module_utils"
PACKAGE = "ansible_collections.vb365.backup.plugins.module_utils"

LAYERS = [
    "_shell",
    "_operations",
    "_tenant",
    "_coverage",
    "_job",
    "_server",
    "_model",
    "_reconcile",
    "_rest",
    "_errors",
]
"""From the top down: a module imports only what is in its own folder or below it."""

ANSIBLE = "_shell"
HTTP = {Path("_rest/client.py"), Path("_rest/session.py"), Path("_rest/transport.py")}
FILES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """The full names of what a file imports when it runs; imports for type checkers do not count."""
    todo: list[ast.AST] = [ast.parse((ROOT / file).read_text(encoding="utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            todo.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{name.name}" for name in node.names)
        todo.extend(ast.iter_child_nodes(node))


def layer(name: str) -> str:
    """The folder of a module, or the module itself where it is in none."""
    return name.split(".", maxsplit=1)[0]


def dotted(file: Path) -> str:
    return ".".join(file.with_suffix("").parts)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_dependencies_point_down_only(file: Path) -> None:
    assert layer(dotted(file)) in LAYERS, f"{file} is in no folder of LAYERS"
    for name in imported(file):
        assert not name.startswith("."), f"{file} imports {name}: only full names work in a module"
        if name.startswith(f"{PACKAGE}."):
            below = layer(name.removeprefix(f"{PACKAGE}."))
            assert LAYERS.index(below) >= LAYERS.index(layer(dotted(file))), (
                f"{file} imports {name}, which is in a layer above"
            )


def test_no_module_imports_itself_by_way_of_others() -> None:
    arrows = {
        f"{PACKAGE}.{dotted(file)}": {name for name in imported(file) if name.startswith(PACKAGE)} for file in FILES
    }
    modules = {name: {one for one in arrows if any(_is_of(to, one) for to in below)} for name, below in arrows.items()}
    while modules:
        free = {name for name, below in modules.items() if not below & set(modules)}
        assert free, f"a circle of imports: {sorted(modules)}"
        modules = {name: below for name, below in modules.items() if name not in free}


def _is_of(imported_name: str, module: str) -> bool:
    return imported_name == module or imported_name.rpartition(".")[0] == module


@pytest.mark.parametrize("file", FILES, ids=str)
def test_ansible_is_imported_by_the_shells_alone(file: Path) -> None:
    if layer(dotted(file)) != ANSIBLE:
        assert [name for name in imported(file) if name.split(".")[0] == "ansible"] == []


@pytest.mark.parametrize("file", FILES, ids=str)
def test_http_is_in_the_client_alone(file: Path) -> None:
    if file not in HTTP:
        libraries = {"requests", "urllib3", "http"}
        assert [name for name in imported(file) if name.split(".")[0] in libraries] == []
        assert [name for name in imported(file) if name.startswith("urllib.request")] == []


def test_the_files_are_found() -> None:
    assert Path("_operations", "backup_job.py") in FILES
    assert "requests" in set(imported(Path("_rest", "client.py")))
