# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of a module has an example, and every plugin is on a page.

An example is a task in EXAMPLES, or in a guide; other tests run both. What several modules have from one place, such as
the connection and the items of a job, needs one example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from tests.unit.docs import sources

MODULES = sorted((sources.PLUGINS / "modules").glob("*.py"))
PAGES = [page for page in sorted((sources.ROOT / "docs").rglob("*.md")) if page.name != "contents.md"]
PLUGINS = sorted(
    path
    for kind in ("callback", "filter", "inventory", "lookup", "modules")
    for path in sources.PLUGINS.joinpath(kind).glob("*.py")
)


def yaml_blocks(page: Path) -> Iterator[Any]:
    for text in re.findall(
        r"^```yaml(?: fails)?\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        yield yaml.safe_load(text)


def tasks(content: Any) -> Iterator[tuple[str, Any]]:
    """The modules of the collection that are called somewhere in the content, with their options."""
    for key, value in content.items() if isinstance(content, dict) else ():
        if str(key).startswith("vb365.backup."):
            yield str(key).rpartition(".")[2], value
        yield from tasks(value)
    for value in content if isinstance(content, list) else ():
        yield from tasks(value)


def keys(value: Any, prefix: str = "") -> Iterator[str]:
    """The paths of all options that are given."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield f"{prefix}{key}"
        yield from keys(inner, f"{prefix}{key}.")
    for inner in value if isinstance(value, list) else ():
        yield from keys(inner, prefix)


def rules(spec: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All options of an argument spec, with their paths."""
    for name, rule in spec.items():
        yield f"{prefix}{name}", rule
        yield from rules(rule.get("options", {}), f"{prefix}{name}.")


@cache
def shown() -> frozenset[tuple[str, str]]:
    """Modules and the paths of their options that have an example."""
    contents = [yaml.safe_load(sources.block(module, "EXAMPLES")) for module in MODULES]
    contents += [content for page in (sources.ROOT / "docs" / "guides").glob("*.md") for content in yaml_blocks(page)]
    return frozenset((module, path) for content in contents for module, given in tasks(content) for path in keys(given))


def test_every_option_has_an_example() -> None:
    places: dict[int, list[tuple[str, str]]] = {}
    for module in MODULES:
        arguments = import_module(f"ansible_collections.vb365.backup.plugins.modules.{module.stem}").ARGUMENTS
        for path, rule in rules(arguments["argument_spec"]):
            places.setdefault(id(rule), []).append((module.stem, path))
    assert len(places) > 120
    assert not [where for where in places.values() if not shown().intersection(where)]


def test_every_plugin_is_on_a_page() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert len(PLUGINS) > 17
    assert not [path.stem for path in PLUGINS if not re.search(rf"(?:`|vb365\.backup\.){path.stem}\b(?!\.md)", text)]
