# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX makes of a credential of a custom type."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

Config = Mapping[str, Any]


def inject(inputs: Config, injectors: Config, values: Mapping[str, str | bool], folder: Path) -> dict[str, str]:
    """The environment of a job whose credential has these values; its files are written to the folder.

    An empty value is as good as none, a boolean that is not there is false, what is undefined becomes empty, and every
    variable is set.
    """
    known = {field["id"]: False for field in inputs["fields"] if field["type"] == "boolean"}
    known.update({name: value for name, value in values.items() if value != ""})
    jinja = ImmutableSandboxedEnvironment()
    files = SimpleNamespace()
    for label, template in injectors["file"].items():
        path = folder / label
        path.write_text(jinja.from_string(template).render(known))
        setattr(files, label.split(".")[1], str(path))
    known["tower"] = SimpleNamespace(filename=files)
    return {name: jinja.from_string(template).render(known) for name, template in injectors["env"].items()}


def refusals(inputs: Config, injectors: Config) -> list[str]:
    """What AWX would have against such a type, as far as we can go wrong."""
    found = []
    for field in inputs["fields"]:
        if not {"id", "label", "type"} <= set(field) <= {"id", "label", "type", "help_text", "secret", "multiline"}:
            found.append(f"field: {field}")
        if field["type"] != "string" and {"secret", "multiline"} & set(field):
            found.append(f"type: {field}")
    known: dict[str, Any] = {field["id"]: "EXAMPLE" for field in inputs["fields"]}
    found += [f"required: {name}" for name in inputs["required"] if name not in known]
    names = {label.split(".")[1]: "EXAMPLE_FILENAME" for label in injectors["file"]}
    known["tower"] = SimpleNamespace(filename=SimpleNamespace(**names))
    jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for template in [*injectors["env"].values(), *injectors["file"].values()]:
        jinja.from_string(template).render(known)  # raises for a name that is no field
    return found
