# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the part of a role's README.md below the marker, from ``meta/argument_specs.yml``.

Options that several places share by a YAML anchor are described once, under a heading that names these places. #
README.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

MARKER = "<!-- From here on written by `make generate`, out of meta/argument_specs.yml -->\n"


def nested(options: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Options that have options of their own, by name; those further inside come later."""
    level = [(name, option["options"]) for name, option in options.items() if "options" in option]
    yield from level
    for entry in level:
        yield from nested(entry[1])


def headings(variables: dict[str, Any]) -> dict[int, str]:
    """The heading of each dict of nested options, by the identity of the dict."""
    names: dict[int, dict[str, None]] = {}
    for name, options in nested(variables):
        names.setdefault(id(options), {})[f"`{name}`"] = None
    return {key: f"Options of {' and '.join(places)}" for key, places in names.items()}


def row(name: str, option: dict[str, Any], titles: dict[int, str]) -> str:
    kind = f"{option['type']} of {option['elements']}" if "elements" in option else option["type"]
    notes = [re.sub(r"\b(?:[CEMOV]|RV)\(([^)]*)\)", r"`\1`", " ".join(option["description"]))]
    if "choices" in option:
        notes.append(f"One of {', '.join(f'`{choice}`' for choice in option['choices'])}.")
    if "default" in option:
        default = option["default"]
        notes.append(f"Default: `{default if isinstance(default, str) else json.dumps(default)}`.")
    if "options" in option:
        title = titles[id(option["options"])]
        anchor = re.sub(r"[^\w-]", "", title.lower().replace(" ", "-"))
        notes.append(f"[{title}](#{anchor})")
    return f"| `{name}`{'<br>required' if option.get('required') else ''} | {kind} | {'<br>'.join(notes)} |\n"


def readme(role: Path) -> str:
    """The whole README.md of a role: unchanged above the marker, generated below it."""
    specs = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    variables = specs["main"]["options"]
    titles = {id(variables): "Variables", **headings(variables)}
    sections = {id(options): options for _name, options in [("", variables), *nested(variables)]}
    text = (role / "README.md").read_text(encoding="utf-8").partition(MARKER)[0] + MARKER
    for key, options in sections.items():
        text += f"\n## {titles[key]}\n\n| name | type | what it is |\n|---|---|---|\n"
        for name, option in sorted(options.items(), key=lambda item: not item[1].get("required")):
            text += row(name, option, titles)
    return text
