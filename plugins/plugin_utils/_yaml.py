# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables as YAML that people edit and Ansible reads."""

from __future__ import annotations

import re
from typing import Any

import yaml

_TEMPLATE = re.compile(r"\{[{%#]")
_QUOTED = re.compile(r"^\d{1,2}(:\d{2})+$|\x85")
"""Times, which some YAML readers take for numbers; and a line end that PyYAML does not read as it writes it."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """What looks like a template is marked as none: it comes from a server, where others may write."""
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
