# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: host_patterns
short_description: Patterns that match hosts by their exact names
version_added: 1.0.0
description:
  - In C(hosts) of a play, a name is a pattern. Of C(a:b), C(web[1]) or C(!x) it would match another host, or none.
  - Hosts that a play finds by a pattern stay in their groups, unlike hosts that C(ansible.builtin.add_host) adds to a
    group. So C(--limit ungrouped) and C(group_vars) still apply.
author:
  - vb365.backup contributors (@vb365)
options:
  _input:
    description: Names of hosts.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Patterns for the hosts of a play
  ansible.builtin.debug:
    msg: "{{ ['contoso', 'northwind [old]'] | vb365.backup.host_patterns }}"
"""

RETURN = r"""
_value:
  description: A pattern for each host.
  type: list
  elements: str
  sample:
    - contoso
"""

import re
from typing import Any, Callable


def host_patterns(names: list[str]) -> list[str]:
    """A plain name as it is, because only such a name finds the implicit localhost; any other name as an expression."""
    return [name if re.fullmatch(r"\w[\w.-]*", name, re.ASCII) else _expression(name) for name in map(str, names)]


def _expression(name: str) -> str:
    """The name as a regular expression of letters and digits: Ansible splits a pattern at other characters."""
    return "~" + "".join(f"\\U{ord(character):08x}" for character in name) + r"\Z"


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"host_patterns": host_patterns}
