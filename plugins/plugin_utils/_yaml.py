# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables as YAML that users edit and Ansible reads."""

from __future__ import annotations

import re
from typing import Any

import yaml

_TEMPLATE = re.compile(r"\{[{%#]")
_QUOTED = re.compile(r"^\d{1,2}(:\d{2})+$|\x85")
"""Times, which some YAML readers read as numbers; and a line end that PyYAML writes differently than it reads."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """A text from a server. If it looks like a template, it is marked as unsafe, because others may write on the
    server."""
    if _TEMPLATE.search(text):
        return dumper.represent_scalar("!unsafe", text, style='"')
    style = '"' if _QUOTED.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(variables: dict[str, Any]) -> str:
    """A document with these variables, in their order."""
    text: str = yaml.dump(
        variables, Dumper=_Dumper, allow_unicode=True, default_flow_style=False, explicit_start=True, sort_keys=False,
        width=110,
    )  # fmt: skip
    return text
