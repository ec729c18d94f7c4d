# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/environment_variables.md has a row for each variable that plugins read, with its option and its default."""

from __future__ import annotations

import re

import yaml

from ansible_collections.vb365.backup.plugins.module_utils._shell.arguments import CONNECTION
from tests.unit.docs import sources

PAGE = sources.ROOT / "docs" / "environment_variables.md"
NAME = re.compile(r"VB365_[A-Z_]*[A-Z]|(?:HTTPS|ALL)_PROXY|(?:REQUESTS|CURL)_CA_BUNDLE")


def rows() -> dict[str, list[str]]:
    """The cells after the name, by the names of variables."""
    lines = re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == len(dict(lines)), "a variable has two rows"
    return {name: rest.split(" | ") for name, rest in lines}


def in_code() -> set[str]:
    """What is spelled out in the code, and in ``env:`` of the documentation of plugins."""
    read = {name for text in sources.all_texts() for name in NAME.findall(text)}
    for file in sources.python_files():
        documentation = sources.block(file, "DOCUMENTATION")
        options = yaml.safe_load(documentation)["options"] if "env:" in documentation else {}
        read.update(variable["name"] for option in options.values() for variable in option.get("env", []))
    return read


def test_each_variable_has_a_row_and_each_row_a_variable() -> None:
    assert set(rows()) == in_code()


def test_rows_have_the_options_and_defaults_of_the_connection() -> None:
    for option, spec in CONNECTION.items():
        (variable,) = spec["fallback"][1]
        default = str(spec["default"]) if "default" in spec else "none"
        default = default.lower() if isinstance(spec.get("default"), bool) else default
        shown_option, shown_default, meaning = rows()[variable]
        assert shown_option == f"`{option}`"
        assert shown_default.split(",")[0].strip("`") == default, variable
        assert meaning
