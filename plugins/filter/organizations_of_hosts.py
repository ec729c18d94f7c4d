# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: organizations_of_hosts
short_description: The organizations that hosts describe, as far as they are known
version_added: 1.0.0
description:
  - Returns C(tenant_onboarding_organization) of each host. With it, the role P(vb365.backup.tenant_onboarding#role)
    finds two descriptions of one organization.
  - A host without this variable, or with a template in it that fails, is omitted. The mistake is an error of that host
    alone.
author:
  - vb365.backup contributors (@vb365)
options:
  _input:
    description: Names of hosts.
    type: list
    elements: str
    required: true
  hostvars:
    description: C(hostvars) of the run.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the organizations of the hosts of this play
  ansible.builtin.debug:
    msg: "{{ ansible_play_hosts_all | vb365.backup.organizations_of_hosts(hostvars) }}"
"""

RETURN = r"""
_value:
  description:
    - The organizations, by host. A host with C(onboard_file) is named by this file.
  type: dict
  sample:
    contoso.yml: contoso.onmicrosoft.com
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, Callable


def organizations_of_hosts(hosts: Iterable[str], hostvars: Mapping[str, Any]) -> dict[str, str]:
    """Before 2.19, ansible-core returns a template that fails as its text."""
    found = {host: _text(hostvars[host], "tenant_onboarding_organization") for host in hosts}
    known = {host: text for host, text in found.items() if text is not None and "{{" not in text and "{%" not in text}
    return {PurePath(_text(hostvars[host], "onboard_file") or host).name: text for host, text in known.items()}


def _text(variables: Mapping[str, Any], name: str) -> str | None:
    try:
        return str(variables[name]) if name in variables else None
    except Exception:  # noqa: BLE001 - the template of a variable may raise anything
        return None


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"organizations_of_hosts": organizations_of_hosts}
