# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The next commands for a tenant. Names come from servers, so they are quoted for the shell and for Ansible."""

from __future__ import annotations

import json
import re
import shlex

from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import REPAIRED
from ansible_collections.vb365.backup.plugins.plugin_utils._report.view import Tenant

_WORD = re.compile(r"[\w.@+-]+")
_HOST = re.compile(r"\w[\w.-]*")
_TEMPLATE = re.compile(r"\{[{%#]")


def commands(tenant: Tenant) -> list[tuple[str, list[str]]]:
    """Labels with the parts of commands, between which a line may break. A name that Ansible would read as a template
    or a pattern is not used in a command."""
    host, organization = str(tenant.data["host"]), str(tenant.data["organization"] or "")
    pick = _variable("onboard_only", host) if tenant.data["file"] else _limit(host)
    is_open = any(group.lane != "made" for group in tenant.groups)
    is_repaired = any(group.kind in REPAIRED and group.lane != "info" for group in tenant.groups)
    is_unmanaged = any(group.kind == "unmanaged" for group in tenant.groups) and organization
    offered = [
        ("Compare again", "drift", pick if is_open else ""),
        ("Apply the file", "onboard", pick if is_repaired else ""),
        ("Adopt unmanaged jobs", "adopt", _variable("adopt_organizations", organization) if is_unmanaged else ""),
    ]
    return [(label, ["ansible-playbook", f"vb365.backup.{play}", option]) for label, play, option in offered if option]


def _variable(key: str, value: str) -> str:
    if _TEMPLATE.search(value):
        return ""
    text = f"{key}={value}" if _WORD.fullmatch(value) else json.dumps({key: value}, ensure_ascii=False)
    return f"-e {shlex.quote(text)}"


def _limit(host: str) -> str:
    return f"--limit {shlex.quote(host)}" if _HOST.fullmatch(host) else ""
